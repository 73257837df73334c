"""Keys of server-side encryption, in whatever kind of buffer a program has them."""

from __future__ import annotations

import array
from typing import Any

import boto3
import pytest

import sotalia
from tests.servers.raw import RawServer

KEY = bytes(range(32))


@pytest.mark.parametrize(
    "key", [KEY, bytearray(KEY), memoryview(KEY), memoryview(array.array("H", KEY))], ids=lambda key: type(key).__name__
)
def test_a_key_is_sent_as_boto3_sends_it(raw_server: RawServer, key: Any) -> None:
    for library in (boto3, sotalia):
        client = library.client("s3", endpoint_url=raw_server.url, region_name="us-east-1")
        client.head_object(Bucket="bucket", Key="k", SSECustomerAlgorithm="AES256", SSECustomerKey=key)
    theirs, ours = (
        {name: value for name, value in request.headers.items() if "customer" in name}
        for request in raw_server.requests
    )
    assert ours == theirs
    assert len(ours) == 3
