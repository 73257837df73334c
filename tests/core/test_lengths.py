"""A program may say how long a body is. Where that can be known, it must be true."""

from __future__ import annotations

import asyncio
import io

import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.exceptions import ParamValidationError
from tests.servers.raw import reply


def file(data=b"skipped", skip=3):
    found = io.BytesIO(data)
    found.seek(skip)
    return found


class Pipe(io.RawIOBase):
    """A body whose length nobody knows."""

    def __init__(self, data):
        self._data = io.BytesIO(data)

    def readable(self):
        return True

    def read(self, size=-1):
        return self._data.read(size)


def put(library, url, **params):
    config = Config(request_checksum_calculation="when_required", s3={"payload_signing_enabled": False})
    client = library.client("s3", endpoint_url=url, config=config)
    if library is sotalia:
        return client.put_object(Bucket="b", Key="k", **params)

    async def main():
        async with client:
            return await client.put_object(Bucket="b", Key="k", **params)

    return asyncio.run(main())


@pytest.mark.parametrize("library", [sotalia, aio])
@pytest.mark.parametrize(
    ("body", "length", "real"),
    [
        (lambda: b"abc", 5, 3),
        (lambda: b"abc", 0, 3),
        (lambda: bytearray(b"abc"), 2, 3),
        (lambda: "é", 1, 2),
        (lambda: file(), 7, 4),
        (lambda: file(skip=9), 7, 0),
        (lambda: b"", 1, 0),
        (None, 3, 0),
    ],
)
def test_a_length_that_is_not_the_bodys_is_refused(raw_server, library, body, length, real):
    """boto3 waits for the rest, or leaves some of the body for the next request."""
    given = {} if body is None else {"Body": body()}
    text = f"parameter ContentLength, value: {length}: the body has {real} bytes, from where it stands"
    with pytest.raises(ParamValidationError, match=text):
        put(library, raw_server.url, ContentLength=length, **given)
    assert not raw_server.requests


@pytest.mark.parametrize("library", [sotalia, aio])
@pytest.mark.parametrize(("body", "sent"), [(lambda: b"abc", b"abc"), (file, b"pped"), (lambda: Pipe(b"abc"), b"abc")])
def test_a_length_that_is_may_be_given(raw_server, library, body, sent):
    raw_server.answer(reply(200))
    put(library, raw_server.url, Body=body(), ContentLength=len(sent))
    (request,) = raw_server.requests
    assert (request.body, request.headers["content-length"]) == (sent, str(len(sent)))
    assert "transfer-encoding" not in request.headers


def test_in_a_presigned_url_it_is_for_whoever_uses_that(credentials):
    client = sotalia.client("s3", config=Config(signature_version="s3v4"))
    url = client.generate_presigned_url("put_object", {"Bucket": "b", "Key": "k", "ContentLength": 7})
    assert "X-Amz-SignedHeaders=content-length%3Bhost" in url
