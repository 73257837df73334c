"""The recording transports, which programs test themselves with."""

from __future__ import annotations

import asyncio
import io

import pytest

from sotalia.http import Request, Response
from sotalia.testing import AsyncRecordingTransport, RecordingTransport


@pytest.fixture(params=["blocking", "awaited"])
def make(request):
    """Makes a transport whose `send` and stream methods are called the same way for both kinds."""
    if request.param == "blocking":
        return RecordingTransport, lambda value: value
    return AsyncRecordingTransport, asyncio.run


def test_requests_are_recorded_as_they_were_sent(make):
    kind, wait = make
    transport = kind(lambda request: Response(200, {}, request.body))
    request = Request("PUT", "https://example.com/key?x=y", {"a": "b"}, io.BytesIO(b"content"), length=7)
    assert wait(transport.send(request)).body == b"content"
    request.headers["a"] = "changed later"
    (recorded,) = transport.requests
    assert (recorded.method, recorded.url, recorded.headers, recorded.body, recorded.length) == (
        "PUT", "https://example.com/key?x=y", {"a": "b"}, b"content", 7,
    )  # fmt: skip


def test_answers_are_given_in_order(make):
    kind, wait = make
    transport = kind([Response(200, {}, b"one"), OSError("two"), lambda request: Response(201, {}, b"three")])
    transport.add(b"four", status=404, headers={"X-Name": "value"})
    request = Request("GET", "https://example.com/?token=secret", {})
    assert wait(transport.send(request)).body == b"one"
    with pytest.raises(OSError, match="two"):
        wait(transport.send(request))
    assert wait(transport.send(request)).status == 201
    assert transport.unused == 1
    last = wait(transport.send(request))
    assert (last.status, last.headers, last.body) == (404, {"x-name": "value"}, b"four")
    with pytest.raises(AssertionError, match="request 5: <Request GET https://example.com/>"):
        wait(transport.send(request))


def test_a_streamed_reply_is_read_like_a_real_one(make):
    kind, wait = make
    transport = kind()
    transport.add(b"0123456789")
    body = wait(transport.send(Request("GET", "https://example.com", {}), True)).body
    buffer = bytearray(3)
    assert wait(body.read(2)) == b"01"
    assert wait(body.readinto(buffer)) == 3
    assert buffer == b"234"
    assert body.readable()
    assert wait(body.read1()) == b"56789"
    assert wait(body.read()) == b""
    wait(body.close())
    assert body.closed


def test_async_iterables_are_read_too():
    async def chunks():
        yield b"one"
        yield b"two"

    transport = AsyncRecordingTransport()
    transport.add()
    asyncio.run(transport.send(Request("PUT", "https://example.com", {}, chunks())))
    assert transport.requests[0].body == b"onetwo"
    asyncio.run(transport.close())
    assert transport.closed
