"""What HEAD says of things that are not there, which has no words for it."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any

import boto3
import botocore.exceptions
import pytest

import sotalia
from sotalia import aio
from sotalia.errors import ClientError
from tests.servers.raw import RawServer, reply

CASES = [
    ("head_object", {"Bucket": "bucket", "Key": "k"}, "NoSuchKey"),
    ("head_bucket", {"Bucket": "bucket"}, "NoSuchBucket"),
]


def arguments(server: RawServer) -> dict[str, Any]:
    return {
        "endpoint_url": server.url,
        "region_name": "us-east-1",
        "aws_access_key_id": "a",
        "aws_secret_access_key": "s",
    }


@pytest.mark.parametrize(("method", "params", "name"), CASES)
def test_a_404_is_caught_by_its_name_and_has_boto3s_code(
    raw_server: RawServer, method: str, params: dict[str, Any], name: str
) -> None:
    raw_server.answer(reply(404))
    client = sotalia.client("s3", **arguments(raw_server))
    with pytest.raises(getattr(client.exceptions, name)) as caught:
        getattr(client, method)(**params)
    with pytest.raises(botocore.exceptions.ClientError) as theirs:
        getattr(boto3.client("s3", **arguments(raw_server)), method)(**params)
    assert str(caught.value) == str(theirs.value)
    assert caught.value.response["Error"] == theirs.value.response["Error"] == {"Code": "404", "Message": "Not Found"}
    assert isinstance(pickle.loads(pickle.dumps(caught.value)), type(caught.value))


@pytest.mark.parametrize(("method", "params", "name"), CASES)
def test_awaited_likewise(raw_server: RawServer, method: str, params: dict[str, Any], name: str) -> None:
    async def main() -> None:
        async with aio.client("s3", **arguments(raw_server)) as client:
            with pytest.raises(getattr(client.exceptions, name)):
                await getattr(client, method)(**params)

    raw_server.answer(reply(404))
    asyncio.run(main())


@pytest.mark.parametrize(("method", "params", "name"), CASES)
def test_what_is_forbidden_is_not_missing(
    raw_server: RawServer, method: str, params: dict[str, Any], name: str
) -> None:
    raw_server.answer(reply(403))
    client = sotalia.client("s3", **arguments(raw_server))
    with pytest.raises(ClientError, match="403") as caught:
        getattr(client, method)(**params)
    assert type(caught.value) is ClientError


def test_waiting_and_loading_go_by_the_code_as_before(raw_server: RawServer) -> None:
    raw_server.answer(reply(404))
    client = sotalia.client("s3", **arguments(raw_server))
    client.get_waiter("object_not_exists").wait(Bucket="bucket", Key="k")
    client.get_waiter("bucket_not_exists").wait(Bucket="bucket")
    with pytest.raises(ClientError, match="404"):
        sotalia.resource("s3", **arguments(raw_server)).Object("bucket", "k").load()
