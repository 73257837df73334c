"""A client with plain values beside that of boto3's resource: the same calls, the same replies, without a network."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import boto3
import botocore.awsrequest
import botocore.config

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.http import Response
from sotalia.testing import AsyncRecordingTransport, RecordingTransport

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret-example", "region_name": "us-east-1"}
HEADERS = {"content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "ID"}


def answer(document: Any, status: int = 200) -> Response:
    return Response(status, dict(HEADERS), json.dumps(document).encode())


def client(transport: Any, service: str = "dynamodb", types: Any = True, **options: Any) -> Any:
    """A client over a recording transport; an awaited one over an awaited transport."""
    module = aio if isinstance(transport, AsyncRecordingTransport) else sotalia
    return module.client(service, config=Config(dynamodb_types=types, **options), transport=transport, **KEYS)


class Boto3:
    """The client of boto3's resource; `bodies` are what it sent."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.answer = answer({})
        config = botocore.config.Config(retries={"total_max_attempts": 1})
        self.client = boto3.Session(**KEYS).resource("dynamodb", config=config).meta.client
        self.client.meta.events.register("before-send.dynamodb", self._send)

    def _send(self, request: Any, **kwargs: Any) -> Any:
        self.bodies.append(json.loads(request.body))
        raw = type("Raw", (), {"stream": lambda _, *args, **kwargs: iter([self.answer.body])})()
        return botocore.awsrequest.AWSResponse(request.url, self.answer.status, dict(HEADERS), raw)


@cache
def boto3s() -> Boto3:
    """One for all tests: boto3 takes half a second to make it."""
    return Boto3()


def outcome(call: Any) -> Any:
    """What the call returns, without its metadata, or the kind and text of what it raises."""
    try:
        reply = call()
    except Exception as error:
        return type(error).__name__, str(error)
    reply.pop("ResponseMetadata")
    return reply


def both(operation: str, params: dict[str, Any], reply: Any, **options: Any) -> tuple[Any, Any]:
    """Make the call with both; return what was sent and what came back: (ours, boto3's)."""
    theirs = boto3s()
    theirs.answer, theirs.bodies = answer(reply), []
    transport = RecordingTransport([answer(reply)])
    with client(transport, **options) as ours:
        found = outcome(lambda: getattr(ours, operation)(**params))
    expected = outcome(lambda: getattr(theirs.client, operation)(**in_boto3(params)))
    bodies = [json.loads(request.body) for request in transport.requests]
    return (bodies, found), (theirs.bodies, expected)


def in_boto3(value: Any) -> Any:
    """The same parameters with boto3's conditions and binaries."""
    import boto3.dynamodb.conditions as conditions
    import boto3.dynamodb.types as types

    module = type(value).__module__
    if isinstance(value, dict):
        return {name: in_boto3(item) for name, item in value.items()}
    if isinstance(value, list):
        return [in_boto3(item) for item in value]
    if module == "sotalia.dynamodb.types":
        return types.Binary(value.value)
    if module != "sotalia.dynamodb.conditions":
        return value
    theirs = getattr(conditions, type(value).__name__)
    return theirs(*map(in_boto3, value._values)) if hasattr(value, "_values") else theirs(value.name)
