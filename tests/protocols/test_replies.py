"""The published vectors of replies: what a call returns or raises, beside boto3's."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

from sotalia.errors import ClientError
from tests.protocols.vectors import Answers, Both, Case, check, method_of, services
from tests.servers.raw import RawServer
from tests.servers.raw import reply as http_reply
from tests.wire.json_reference import time_zone

#: Suites whose bodies are not text: CBOR, and frames of events.
BINARY = ("cbor", "Event Stream")
#: A parameter for every member that a path or a host needs.
NEEDED = "x"


@pytest.mark.parametrize(("folder", "count"), [("output", 365), ("legacy/output", 110)])
def test_replies(
    folder: str, count: int, tmp_path: Path, raw_server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    with time_zone("Asia/Kathmandu"):
        check(compared(folder, tmp_path, raw_server), folder, count)


def compared(folder: str, models: Path, server: RawServer) -> Iterator[tuple[Case, Answers]]:
    grouped = list(services(folder, models))
    both = Both(models, server)
    for cases in grouped:
        theirs, ours = ([received(client, case, server) for case in cases] for client in both.clients(cases))
        for case, their, our in zip(cases, theirs, ours, strict=True):
            answers = Answers(differences(their, case), differences(our, case))
            if not any(answers) and their != our:
                # What the vector does not speak of is to be as boto3 has it.
                answers.sotalia.append(f"returns {our}, boto3 {their}")
            yield case, answers


def received(client: Any, case: Case, server: RawServer) -> dict[str, Any] | str:
    """What the call returns, the reply of the ClientError that it raises, or another exception's name."""
    server.answer(answer(case))
    shape = client.meta.service_model.operation_model(case.operation).input_shape
    try:
        returned = method_of(client, case)(**dict.fromkeys(shape.required_members if shape else (), NEEDED))
        return as_vectors_show({name: whole(value) for name, value in returned.items()})
    except (ClientError, botocore.exceptions.ClientError) as error:
        return as_vectors_show(error.response)
    except Exception as error:  # noqa: BLE001 - part of the answer
        return type(error).__name__


def answer(case: Case) -> bytes:
    """The case's reply as it goes over the wire."""
    given = case.content["response"]
    body = given.get("body", "")
    binary = any(word in case.source or word in case.name for word in BINARY)
    content = b64decode(body) if binary else body.encode()
    headers = given.get("headers", {})
    # A length that the vector makes up must be true on the wire; JSON does not mind blanks.
    content = content.ljust(int(headers.get("Content-Length", 0)))
    return http_reply(given.get("status_code", HTTPStatus.OK), content, headers)


def whole(value: Any) -> Any:
    """A streamed member, read to its end."""
    if hasattr(value, "read"):
        return value.read()
    return list(value) if type(value).__name__ == "EventStream" else value


def differences(reply: dict[str, Any] | str, case: Case) -> list[str]:
    """In what a reply differs from the one that the vector expects; texts that fit into a list."""
    if isinstance(reply, str):
        return [f"raises {reply}"]
    content = case.content
    given = {name: value for name, value in reply.items() if name != "ResponseMetadata"}
    expected = {name: value for name, value in content.get("result", {}).items() if name != "ResponseMetadata"}
    if "errorCode" in content:
        expected = {**content.get("error", {}), "Error": given.get("Error")}
        told = given.get("Error", {})
        given["code"], expected["code"] = told.get("Code"), content["errorCode"]
        if "errorMessage" in content:
            given["message"], expected["message"] = told.get("Message"), content["errorMessage"]
    names = [name for name in {**expected, **given} if given.get(name) != expected.get(name)]
    return [f"{name}: {given[name]!r}" if name in given else f"no {name}" for name in names]


def as_vectors_show(value: Any) -> Any:
    """Times as seconds since 1970, bytes as text, and the numbers that JSON has no words for as words."""
    if isinstance(value, dict):
        return {key: as_vectors_show(item) for key, item in value.items() if key != "HTTPHeaders"}
    if isinstance(value, list):
        return [as_vectors_show(item) for item in value]
    if isinstance(value, datetime):
        seconds = value.timestamp()
        return int(seconds) if seconds == int(seconds) else seconds
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float) and value - value != 0:
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(value)]
    return value
