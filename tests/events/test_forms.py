"""What handlers are told of a form for uploads, and of a presigned URL, beside boto3."""

from __future__ import annotations

import asyncio
import base64
import copy
import json
from typing import Any

import boto3
import pytest
from botocore.config import Config as TheirConfig

import sotalia
from sotalia import aio
from sotalia.config import Config

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
LIBRARIES = [(boto3.Session(**KEYS), TheirConfig), (sotalia.Session(**KEYS), Config)]


def clients(**config: Any) -> list[Any]:
    return [session.client("s3", config=settings(**config)) for session, settings in LIBRARIES]


def heard(client: Any, level: str, make: Any) -> list[Any]:
    """What handlers of choose-signer and before-sign are told, at one level of the events' names."""
    log: list[Any] = []

    def hear(event_name: str, request: Any = None, request_signer: Any = None, **told: Any) -> None:
        if request is not None:
            told["request"] = request.method, request.url, dict(request.headers), sorted(request.context)
        told = copy.deepcopy(told)
        for part in told.get("context", {}).values():
            if isinstance(part, dict):
                part.pop("expiration", None)
        log.append((event_name, told))

    for event in ("choose-signer", "before-sign"):
        client.meta.events.register(event + level, hear)
    make(client)
    return log


@pytest.mark.parametrize("version", [None, "s3", "s3v4"])
@pytest.mark.parametrize("level", [".s3", ".s3.PutObject", ".s3.GetObject", ".s3.CreateBucket"])
def test_handlers_are_told_what_boto3_tells_them(version: str | None, level: str) -> None:
    def make(client: Any) -> None:
        client.generate_presigned_post("bucket", "key", {"acl": "private"}, [{"acl": "private"}])
        client.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "key"})

    theirs, ours = [heard(client, level, make) for client in clients(signature_version=version)]
    assert ours == theirs
    assert bool(ours) == (level != ".s3.CreateBucket")


def test_what_a_handler_adds_to_the_form_is_in_it() -> None:
    def add(request: Any, **_: Any) -> None:
        request.context["s3-presign-post-fields"]["acl"] = "private"
        request.context["s3-presign-post-policy"]["conditions"].append({"acl": "private"})

    for client in clients():
        client.meta.events.register("before-sign.s3.PutObject", add)
        fields = client.generate_presigned_post("bucket", "key")["fields"]
        assert fields["acl"] == "private"
        assert {"acl": "private"} in json.loads(base64.b64decode(fields["policy"]))["conditions"]


def test_a_form_is_signed_as_a_handler_chooses() -> None:
    for client in clients():
        client.meta.events.register("choose-signer.s3.PutObject", lambda **_: "s3v4-presign-post")
        assert "x-amz-signature" in client.generate_presigned_post("bucket", "key")["fields"]


def test_handlers_of_the_service_do_not_outrank_the_scheme_of_its_urls() -> None:
    for client in clients():
        client.meta.events.register("choose-signer.s3", lambda **_: "s3v4-query")
        assert "Signature=" in client.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "key"})
        assert "X-Amz-Signature" not in client.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "key"})


def test_handlers_of_an_awaited_client_are_told_the_same() -> None:
    names: list[str] = []

    async def make() -> None:
        async with aio.Session(**KEYS).client("s3") as client:
            client.meta.events.register("before-sign", lambda event_name, **_: names.append(event_name))
            await client.generate_presigned_post("bucket", "key")

    asyncio.run(make())
    assert names == ["before-sign.s3.PutObject"]
