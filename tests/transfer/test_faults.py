"""Transfers through bad days: what breaks off goes on, what cannot is raised, and nothing is left over."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sotalia
from sotalia import aio
from sotalia.errors import (
    EndpointConnectionError,
    FlexibleChecksumError,
    RetriesExceededError,
    S3DownloadFailedError,
    S3ValidationError,
)
from sotalia.s3.transfer import TransferConfig, create_transfer_manager
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB
from tests.waiting import until, until_async

Call = Callable[..., Any]
LARGE = os.urandom(20 * MIB + 5)


class Breaker:
    """Breaks replies off after half of their bodies, so many times."""

    def __init__(self, server: ObjectServer, times: int, by: str = "reset") -> None:
        self._server = server
        self._left = times
        self._by = by
        self._lock = threading.Lock()
        server.interfere = self

    def __call__(self, entry: Entry, peer: Peer) -> bool:
        with self._lock:
            if entry.method != "GET" or not self._left:
                return False
            self._left -= 1
        status, headers, body = self._server._act(entry)
        headers = {"content-length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        peer.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body[: len(body) // 2])
        if self._by == "reset":
            peer.reset()
        raise EOFError


@pytest.mark.parametrize("by", ["reset", "close"])
@pytest.mark.parametrize("size", [1000, len(LARGE)])
def test_a_download_that_breaks_off_goes_on_where_it_stopped(
    call: Call, server: ObjectServer, tmp_path: Path, size: int, by: str
) -> None:
    server.put("bucket/key", LARGE[:size])
    Breaker(server, 4, by)
    counts: list[int] = []
    call("download_file", "bucket", "key", tmp_path / "target", Callback=counts.append)
    assert (tmp_path / "target").read_bytes() == LARGE[:size]
    assert sum(counts) == size
    assert any(entry.headers.get("range", "bytes=0-") != "bytes=0-" for entry in server.entries)


def test_a_download_that_breaks_off_begins_anew_where_the_server_gives_no_ranges(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    body = LARGE[:MIB]
    left = [2]

    def without_ranges(entry: Entry, peer: Peer) -> bool:
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\netag: one\r\n\r\n".encode()
        left[0] -= "range" not in entry.headers
        peer.send(head + (body if left[0] < 0 else body[: MIB // 2]))
        if left[0] < 0:
            return True
        raise EOFError

    server.interfere = without_ranges
    counts: list[int] = []
    call("download_file", "bucket", "key", tmp_path / "target", Callback=counts.append)
    assert (tmp_path / "target").read_bytes() == body
    assert sum(counts) == len(body)


def test_a_download_that_breaks_off_too_often_fails(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE[:1000])
    Breaker(server, 100)
    with pytest.raises(RetriesExceededError) as raised:
        call("download_file", "bucket", "key", tmp_path / "target", Config=TransferConfig(num_download_attempts=3))
    assert len(server.entries) == 3
    assert raised.value.last_exception is not None
    assert not os.listdir(tmp_path)


def test_a_body_that_is_not_what_its_checksum_says_is_fetched_again(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    import base64
    import zlib

    checksum = base64.b64encode(zlib.crc32(LARGE[:1000]).to_bytes(4, "big")).decode()
    server.put("bucket/key", LARGE[:1000], x_amz_checksum_crc32=checksum)
    damaged = [True]

    def damage(entry: Entry, peer: Peer) -> bool:
        if damaged and damaged.pop():
            head = f"content-length: 1000\r\nx-amz-checksum-crc32: {checksum}\r\n"
            peer.send(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + LARGE[1000:2000])
            return True
        return False

    server.interfere = damage
    counts: list[int] = []
    call("download_file", "bucket", "key", tmp_path / "target", Callback=counts.append)
    assert (tmp_path / "target").read_bytes() == LARGE[:1000]
    assert sum(counts) == 1000


def test_a_part_that_fails_for_a_moment_is_sent_again(call: Call, server: ObjectServer) -> None:
    left = [1, 1]
    server.interfere = lambda entry, peer: (
        "partNumber" in entry.query and left and left.pop() and peer.reply(status="503 Slow Down") is None
    )
    counts: list[int] = []
    call("upload_fileobj", io.BytesIO(LARGE), "bucket", "key", Callback=counts.append)
    assert server.objects["bucket/key"].body == LARGE
    assert sum(counts) == len(LARGE)


def test_what_is_fetched_again_and_smaller_by_then_has_nothing_of_the_first_one(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    server.put("bucket/key", b"large" * 100, x_amz_checksum_crc32="AAAAAA==", x_amz_checksum_type="FULL_OBJECT")

    def replace(entry: Entry, peer: Peer) -> None:
        if len([each for each in server.entries if each.method == "GET"]) == 2:
            server.put("bucket/key", b"small")

    server.interfere = replace
    call("download_file", "bucket", "key", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"small"
    server.put("bucket/key", b"large" * 100, x_amz_checksum_crc32="AAAAAA==", x_amz_checksum_type="FULL_OBJECT")
    server.entries.clear()
    with pytest.raises(S3DownloadFailedError, match="5 bytes are the object"):
        call("download_fileobj", "bucket", "key", io.BytesIO())


def test_a_range_of_an_object_that_is_larger_by_then_is_not_taken(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    server.put("bucket/key", LARGE)

    def enlarge(entry: Entry, peer: Peer) -> bool:
        if "range" not in entry.headers:
            return False
        first, _, last = entry.headers["range"].removeprefix("bytes=").partition("-")
        start, end = int(first), int(last or len(LARGE) - 1) + 1
        head = f"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {first}-{end - 1}/{len(LARGE) + 1}\r\n"
        peer.send(f"{head}Content-Length: {end - start}\r\n\r\n".encode() + LARGE[start:end])
        return True

    server.interfere = enlarge
    with pytest.raises(S3ValidationError, match="the object had"):
        call("download_file", "bucket", "key", tmp_path / "target")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("stage", ["uploads", "partNumber", "uploadId"])
def test_an_upload_that_fails_leaves_no_parts(call: Call, server: ObjectServer, stage: str) -> None:
    server.interfere = lambda entry, peer: (
        stage in entry.query and entry.method != "DELETE" and peer.reply(status="403 Forbidden") is None
    )
    with pytest.raises(Exception, match="403"):
        call("upload_fileobj", io.BytesIO(LARGE), "bucket", "key")
    assert not server.uploads
    assert not server.objects


def test_where_nobody_listens_the_error_is_that_of_calls(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.stop_listening()
    with pytest.raises(EndpointConnectionError):
        call("download_file", "bucket", "key", tmp_path / "target")
    with pytest.raises(EndpointConnectionError):
        call("upload_fileobj", io.BytesIO(b"x"), "bucket", "key")


_PROGRAM = """
import sys, sotalia
client = sotalia.client("s3", endpoint_url=sys.argv[1])
if sys.argv[2] == "up":
    client.upload_file(sys.argv[3], "bucket", "key")
else:
    client.download_file("bucket", "key", sys.argv[3])
"""


@pytest.mark.parametrize("way", ["up", "down"])
def test_ctrl_c_ends_a_transfer_at_once_and_leaves_nothing(server: ObjectServer, tmp_path: Path, way: str) -> None:
    server.put("bucket/key", LARGE)
    path = tmp_path / "file"
    if way == "up":
        path.write_bytes(LARGE)
    stalled = threading.Event()

    def stall(entry: Entry, peer: Peer) -> None:
        if "partNumber" in entry.query or "range" in entry.headers:
            stalled.set()
            server.go.wait(30)

    server.interfere = stall
    command = [sys.executable, "-c", _PROGRAM, server.url, way, str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        assert stalled.wait(30)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        _, errors = process.communicate(timeout=30)
        took = time.monotonic() - start
    assert b"KeyboardInterrupt" in errors
    assert took < 5  # one second, and what a busy machine needs to end a process
    assert not server.uploads
    assert os.listdir(tmp_path) == (["file"] if way == "up" else [])


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_cancelled_task_ends_its_transfer_and_leaves_nothing(server: ObjectServer, tmp_path: Path, way: str) -> None:
    server.put("bucket/key", LARGE)
    path = tmp_path / "file"
    if way == "up":
        path.write_bytes(LARGE)
    stalled = threading.Event()

    def stall(entry: Entry, peer: Peer) -> None:
        if "partNumber" in entry.query or "range" in entry.headers:
            stalled.set()
            server.go.wait(30)

    server.interfere = stall

    async def main() -> None:
        async with aio.client("s3", **server.client_arguments) as client:
            if way == "up":
                task = asyncio.ensure_future(client.upload_file(path, "bucket", "key"))
            else:
                task = asyncio.ensure_future(client.download_file("bucket", "key", path))
            await until_async(stalled.is_set)
            task.cancel()
            start = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - start < 5
            # The client goes on to be of use.
            server.interfere = lambda entry, peer: None
            into = io.BytesIO()
            await client.download_fileobj("bucket", "key", into)
            assert into.getvalue() == LARGE

    asyncio.run(main())
    assert not server.uploads
    assert os.listdir(tmp_path) == (["file"] if way == "up" else [])


def test_many_awaited_transfers_share_one_thread(server: ObjectServer) -> None:
    server.put("bucket/key", LARGE[:MIB])
    before = threading.active_count()
    most = [0]

    def count(entry: Entry, peer: Peer) -> None:
        names = [thread.name for thread in threading.enumerate()]
        most[0] = max(most[0], names.count("sotalia"))

    async def main() -> None:
        async with aio.client("s3", **server.client_arguments) as client:
            await client.head_object(Bucket="bucket", Key="key")
            server.interfere = count
            files = [io.BytesIO() for _ in range(50)]
            await asyncio.gather(*(client.download_fileobj("bucket", "key", file) for file in files))
            assert all(file.getvalue() == LARGE[:MIB] for file in files)

    asyncio.run(main())
    assert most[0] == 1
    assert before


def test_connections_serve_one_transfer_after_another(server: ObjectServer, client: Any) -> None:
    server.put("bucket/key", b"x")
    for _ in range(10):
        client.download_fileobj("bucket", "key", io.BytesIO())
    assert server.connections == 1
    client.close()
    until(lambda: True)


def test_a_forked_child_transfers_too(server: ObjectServer, client: Any) -> None:
    server.put("bucket/key", b"x" * 1000)
    client.download_fileobj("bucket", "key", io.BytesIO())
    child = os.fork()
    if not child:
        code = 1
        try:
            into = io.BytesIO()
            client.download_fileobj("bucket", "key", into)
            code = 0 if into.getvalue() == b"x" * 1000 else 2
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    client.download_fileobj("bucket", "key", io.BytesIO())
    assert server.connections == 2, "the child's transfer closed the connection of its parent, or used it"


@pytest.mark.parametrize("side", ["a manager", "an awaited client"])
def test_a_child_that_was_forked_during_a_transfer_transfers_too(server: ObjectServer, client: Any, side: str) -> None:
    """The thread that performs transfers is the parent's only."""
    server.put("bucket/key", b"x" * 1000)
    stalled, go = threading.Event(), threading.Event()

    def stall(entry: Entry, peer: Peer) -> None:
        if entry.method == "PUT":
            stalled.set()
            go.wait(60)

    server.interfere = stall
    manager, awaited = create_transfer_manager(client, TransferConfig()), aio.client("s3", **server.client_arguments)

    def transfer(method: str, *arguments: Any) -> None:
        if side == "a manager":
            getattr(manager, method)(*arguments).result()
        else:
            asyncio.run(getattr(awaited, f"{method}_fileobj")(*arguments))

    upload = threading.Thread(target=transfer, args=("upload", io.BytesIO(b"y"), "bucket", "other"))
    upload.start()
    assert stalled.wait(20)
    child = os.fork()
    if not child:
        code = 1
        try:
            signal.alarm(60)
            into = io.BytesIO()
            transfer("download", "bucket", "key", into)
            manager.shutdown()
            code = 0 if into.getvalue() == b"x" * 1000 else 2
        finally:
            os._exit(code)
    try:
        assert os.waitpid(child, 0)[1] == 0
    finally:
        go.set()
        upload.join(20)
    manager.shutdown()
    asyncio.run(awaited.close())
    assert server.objects["bucket/other"].body == b"y"


def test_a_client_that_is_closed_transfers_on_new_connections(server: ObjectServer) -> None:
    server.put("bucket/key", b"x")
    client = sotalia.client("s3", **server.client_arguments)
    for _ in range(2):
        client.download_fileobj("bucket", "key", io.BytesIO())
        client.close()
    assert server.connections == 2


def test_each_download_of_a_client_is_checked_and_each_of_a_folder(
    server: ObjectServer, client: Any, tmp_path: Path
) -> None:
    """The first call of a client takes another way than the next ones, and those of many objects a third."""
    for number in range(6):
        server.put(f"bucket/{number}", b"damaged", x_amz_checksum_crc32="AAAAAA==")
        with pytest.raises(RetriesExceededError):
            client.download_file("bucket", str(number), tmp_path / "file")
    result = client.download_directory("bucket", "", tmp_path / "target")
    assert [type(error) for _, error in result.failed] == [RetriesExceededError] * 6


@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme"])
@pytest.mark.parametrize("is_listed", [False, True])
def test_what_comes_in_ranges_is_checked_as_a_whole(
    server: ObjectServer, client: Any, tmp_path: Path, algorithm: str, is_listed: bool
) -> None:
    from sotalia.auth.crc import encode, running

    checksum = encode(algorithm, running(algorithm)(LARGE))
    server.put("bucket/key", LARGE, **{f"x_amz_checksum_{algorithm}": checksum, "x_amz_checksum_type": "FULL_OBJECT"})

    def download() -> Any:
        if is_listed:
            client.download_directory("bucket", "", tmp_path).raise_for_failures()
        else:
            client.download_file("bucket", "key", tmp_path / "key")

    download()
    assert (tmp_path / "key").read_bytes() == LARGE
    assert len(server.entries) == 3 + is_listed
    (tmp_path / "key").unlink()

    def damage(entry: Entry, peer: Peer) -> bool:
        if not entry.headers.get("range", "").startswith("bytes=8388608-"):
            return False
        status, headers, body = server._act(entry)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        peer.send(f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n{lines}\r\n".encode() + body[:-1] + b"!")
        return True

    server.interfere = damage
    with pytest.raises((FlexibleChecksumError, ExceptionGroup)):
        download()
    assert not os.listdir(tmp_path)
