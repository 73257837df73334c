"""Iterables as sources of uploads: of unknown length, in parts that go side by side, in bounded memory."""

from __future__ import annotations

import asyncio
import io
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from sotalia import aio
from sotalia.errors import ClientError
from sotalia.s3.transfer import TransferConfig
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB
from tests.waiting import until_async

Call = Callable[..., Any]
LARGE = os.urandom(20 * MIB + 5)


def chunks(body: bytes, size: int = MIB - 1) -> Iterator[bytes]:
    yield b""
    for start in range(0, len(body), size):
        yield body[start : start + size]
        yield b""


async def awaited_chunks(body: bytes, size: int = MIB - 1) -> AsyncIterator[bytes]:
    for chunk in chunks(body, size):
        await asyncio.sleep(0)
        yield chunk


class AwaitedFile:
    """A file as aiohttp and others have them."""

    def __init__(self, body: bytes) -> None:
        self._file = io.BytesIO(body)

    async def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


def awaited(server: ObjectServer, act: Callable[[Any], Any]) -> None:
    async def main() -> None:
        async with aio.client("s3", **server.client_arguments) as client:
            await act(client)

    asyncio.run(main())


@pytest.mark.parametrize("body", [b"", b"x", LARGE[: 8 * MIB], LARGE], ids=["empty", "one byte", "a part", "large"])
def test_an_iterable_is_uploaded(call: Call, server: ObjectServer, body: bytes) -> None:
    counts: list[int] = []
    call("upload_fileobj", chunks(body), "bucket", "key", Callback=counts.append)
    assert server.objects["bucket/key"].body == body
    assert sum(counts) == len(body)
    call("upload_fileobj", [body[:5], bytearray(body[5:])], "bucket", "another")
    assert server.objects["bucket/another"].body == body


@pytest.mark.parametrize("make", [awaited_chunks, AwaitedFile])
@pytest.mark.parametrize("body", [b"", b"x", LARGE[: 8 * MIB], LARGE], ids=["empty", "one byte", "a part", "large"])
def test_an_awaited_iterable_is_uploaded(server: ObjectServer, body: bytes, make: Callable[[bytes], Any]) -> None:
    counts: list[int] = []
    extra_args = {"ContentType": "text/x-test"}
    awaited(
        server,
        lambda client: client.upload_fileobj(make(body), "bucket", "key", ExtraArgs=extra_args, Callback=counts.append),
    )
    stored = server.objects["bucket/key"]
    assert (stored.body, stored.headers["content-type"]) == (body, "text/x-test")
    assert sum(counts) == len(body)
    for entry in server.entries:
        assert "G" in entry.headers["user-agent"].partition(" m/")[2].partition(" ")[0].split(",")


def test_parts_go_side_by_side_and_no_more_is_taken_than_that(server: ObjectServer) -> None:
    given, at_once, busy, most = [0], [0], threading.Lock(), [0]

    async def endless() -> AsyncIterator[bytes]:
        while True:
            given[0] += 1
            yield bytes(5 * MIB)

    def stall(entry: Entry, peer: Peer) -> None:
        if "partNumber" in entry.query:
            with busy:
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
            server.go.wait(30)

    server.interfere = stall

    async def act(client: Any) -> None:
        config = TransferConfig(max_concurrency=3, multipart_chunksize=5 * MIB)
        task = asyncio.ensure_future(client.upload_fileobj(endless(), "bucket", "key", Config=config))
        await until_async(lambda: most[0] == 3)
        assert given[0] <= 4
        task.cancel()
        server.go.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    awaited(server, act)
    assert not server.uploads
    assert not server.objects


def test_an_iterable_that_fails_leaves_no_parts(call: Call, server: ObjectServer) -> None:
    def failing() -> Iterator[bytes]:
        yield LARGE
        raise ZeroDivisionError

    async def failing_awaited() -> AsyncIterator[bytes]:
        for chunk in failing():
            yield chunk

    with pytest.raises(ZeroDivisionError):
        call("upload_fileobj", failing(), "bucket", "key")
    with pytest.raises(ZeroDivisionError):
        awaited(server, lambda client: client.upload_fileobj(failing_awaited(), "bucket", "key"))
    assert not server.uploads
    assert not server.objects


@pytest.mark.parametrize("stage", ["uploads", "partNumber", "uploadId"])
def test_a_refusal_ends_the_upload_and_closes_the_iterable(server: ObjectServer, stage: str) -> None:
    server.interfere = lambda entry, peer: (
        stage in entry.query and entry.method != "DELETE" and peer.reply(status="403 Forbidden") is None
    )
    closed: list[bool] = []

    async def watched() -> AsyncIterator[bytes]:
        try:
            yield LARGE
        finally:
            closed.append(True)

    with pytest.raises(ClientError, match="403"):
        awaited(server, lambda client: client.upload_fileobj(watched(), "bucket", "key"))
    assert closed
    assert not server.uploads
    assert not server.objects


def test_what_gives_no_bytes_is_refused(call: Call, client: Any, server: ObjectServer) -> None:
    for body in (b"bytes", "text", {"a": b"b"}, 5):
        with pytest.raises(ValueError, match="Fileobj must implement read"):
            call("upload_fileobj", body, "bucket", "key")
    with pytest.raises(ValueError, match=r"sotalia\.aio"):
        client.upload_fileobj(awaited_chunks(b"x"), "bucket", "key")
    with pytest.raises(TypeError, match="text"):
        call("upload_fileobj", ["text"], "bucket", "key")
    with pytest.raises(ValueError, match="Invalid extra_args key 'Nope'"):
        awaited(
            server,
            lambda client: client.upload_fileobj(awaited_chunks(b"x"), "bucket", "key", ExtraArgs={"Nope": 1}),
        )
