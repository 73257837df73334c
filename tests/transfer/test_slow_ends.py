"""Files that make their reader or writer wait, such as pipes: no other transfer waits with them."""

from __future__ import annotations

import asyncio
import io
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest

from sotalia import aio
from sotalia.s3.transfer import TransferConfig, create_transfer_manager
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB

LARGE = os.urandom(9 * MIB)
#: How long a test waits for what must happen soon, in seconds.
DEADLINE = 60


class SlowSource:
    """What is read gives nothing until `go` is set; it has no positions."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.is_read = threading.Event()
        self._file = io.BytesIO(LARGE)

    def read(self, size: int = -1) -> bytes:
        self.is_read.set()
        assert self.go.wait(DEADLINE)
        return self._file.read(size)


class SlowSeekableSource(SlowSource):
    """The same with positions."""

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


class SlowTarget:
    """What is written takes nothing until `go` is set."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.is_written = threading.Event()
        self.written = bytearray()

    def write(self, data: bytes) -> int:
        self.is_written.set()
        assert self.go.wait(DEADLINE)
        self.written += data
        return len(data)


@pytest.mark.parametrize("make", [SlowSource, SlowSeekableSource])
def test_other_transfers_of_a_manager_do_not_wait_for_a_slow_source(
    server: ObjectServer, client: Any, tmp_path: Path, make: Callable[[], SlowSource]
) -> None:
    slow = make()
    path = tmp_path / "file"
    path.write_bytes(LARGE)
    with create_transfer_manager(client, TransferConfig()) as manager:
        waiting = manager.upload(slow, "bucket", "slow")
        assert slow.is_read.wait(DEADLINE)
        manager.upload(str(path), "bucket", "quick").result()
        assert not waiting.done()
        slow.go.set()
        waiting.result()
    assert server.objects["bucket/quick"].body == server.objects["bucket/slow"].body == LARGE


def test_other_transfers_of_a_manager_do_not_wait_for_a_slow_target(server: ObjectServer, client: Any) -> None:
    server.put("bucket/key", LARGE)
    slow, quick = SlowTarget(), io.BytesIO()
    with create_transfer_manager(client, TransferConfig()) as manager:
        waiting = manager.download("bucket", "key", slow)
        assert slow.is_written.wait(DEADLINE)
        manager.download("bucket", "key", quick).result()
        assert not waiting.done()
        slow.go.set()
        waiting.result()
    assert quick.getvalue() == slow.written == LARGE


def test_awaited_transfers_do_not_wait_for_others_with_slow_files(server: ObjectServer) -> None:
    server.put("bucket/key", LARGE)
    source, target = SlowSource(), SlowTarget()

    async def main() -> None:
        async with aio.client("s3", **server.client_arguments) as client:
            slow = [
                asyncio.ensure_future(client.upload_fileobj(source, "bucket", "slow")),
                asyncio.ensure_future(client.download_fileobj("bucket", "key", target)),
            ]
            await asyncio.to_thread(source.is_read.wait, DEADLINE)
            await asyncio.to_thread(target.is_written.wait, DEADLINE)
            await client.upload_fileobj(io.BytesIO(LARGE), "bucket", "quick")
            assert not any(task.done() for task in slow)
            source.go.set()
            target.go.set()
            await asyncio.gather(*slow)

    asyncio.run(main())
    assert server.objects["bucket/quick"].body == server.objects["bucket/slow"].body == target.written == LARGE


def test_no_more_of_them_have_threads_than_there_may_be_requests(server: ObjectServer, client: Any) -> None:
    slow = [SlowSource() for _ in range(4)]
    with create_transfer_manager(client, TransferConfig(max_concurrency=2)) as manager:
        futures = [manager.upload(source, "bucket", str(number)) for number, source in enumerate(slow)]
        for source in slow[:2]:
            assert source.is_read.wait(DEADLINE)
        assert not any(source.is_read.is_set() for source in slow[2:])
        futures[2].cancel()
        with pytest.raises(CancelledError):
            futures[2].result()
        for source in slow:
            source.go.set()
        for number in (0, 1, 3):
            futures[number].result()
    assert not slow[2].is_read.is_set()
    assert sorted(server.objects) == ["bucket/0", "bucket/1", "bucket/3"]


def test_a_transfer_that_is_cancelled_while_it_is_queued_does_not_begin(server: ObjectServer, client: Any) -> None:
    class Canceller:
        def on_queued(self, future: Any, **_: Any) -> None:
            future.cancel()

    source = SlowSource()
    source.go.set()
    with create_transfer_manager(client, TransferConfig()) as manager:
        manager.upload(io.BytesIO(b"x"), "bucket", "first").result()  # so that there is something to cancel with
        for body in (io.BytesIO(LARGE), source):
            future = manager.upload(body, "bucket", "key", subscribers=[Canceller()])
            with pytest.raises(CancelledError):
                future.result()
    assert not source.is_read.is_set()
    assert sorted(server.objects) == ["bucket/first"]


@pytest.fixture
def pipe() -> Iterator[tuple[Any, Any]]:
    reading, writing = os.pipe()
    with open(reading, "rb") as reader, open(writing, "wb", buffering=0) as writer:
        yield reader, writer


def test_the_parts_of_a_pipe_are_sent_while_it_gives_nothing(
    server: ObjectServer, client: Any, pipe: tuple[Any, Any]
) -> None:
    reader, writer = pipe
    first_part = threading.Event()

    def interfere(entry: Entry, peer: Peer) -> bool:
        if entry.query.get("partNumber") == "1":
            first_part.set()
        return False

    server.interfere = interfere

    def write() -> None:
        writer.write(LARGE)  # some more than the first part
        assert first_part.wait(DEADLINE)
        writer.write(b"the end")
        writer.close()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    client.upload_fileobj(reader, "bucket", "key")
    thread.join(DEADLINE)
    assert first_part.is_set()
    assert server.objects["bucket/key"].body == LARGE + b"the end"


@pytest.mark.parametrize("given", [b"", LARGE], ids=["before it has begun", "between two parts"])
def test_waiting_for_a_pipe_can_be_cancelled(
    server: ObjectServer, client: Any, pipe: tuple[Any, Any], given: bytes
) -> None:
    reader, writer = pipe
    with create_transfer_manager(client, TransferConfig()) as manager:
        future = manager.upload(reader, "bucket", "slow")
        other = manager.upload(io.BytesIO(LARGE), "bucket", "quick")
        writer_thread = threading.Thread(target=write_all, args=(writer, given), daemon=True)
        writer_thread.start()
        writer_thread.join(DEADLINE)
        other.result()
        assert not future.done()
        future.cancel()
        with pytest.raises(CancelledError):
            future.result()
    assert sorted(server.objects) == ["bucket/quick"]
    assert not server.uploads


def write_all(file: Any, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def test_a_pipe_that_fails_fails_alone(server: ObjectServer, client: Any, pipe: tuple[Any, Any]) -> None:
    reader, _ = pipe

    with create_transfer_manager(client, TransferConfig()) as manager:
        future = manager.upload(reader, "bucket", "slow")
        manager.upload(io.BytesIO(LARGE), "bucket", "quick").result()
        assert not future.done()
        reader.raw.close()
        with pytest.raises(ValueError, match="closed"):
            future.result()
    assert sorted(server.objects) == ["bucket/quick"]


def test_an_awaited_upload_that_waits_for_a_pipe_can_be_cancelled(server: ObjectServer, pipe: tuple[Any, Any]) -> None:
    reader, _ = pipe

    async def main() -> None:
        async with aio.client("s3", **server.client_arguments) as client:
            waiting = asyncio.ensure_future(client.upload_fileobj(reader, "bucket", "slow"))
            await client.upload_fileobj(io.BytesIO(LARGE), "bucket", "quick")
            assert not waiting.done()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(waiting, DEADLINE)
            await client.upload_fileobj(io.BytesIO(LARGE), "bucket", "another")

    asyncio.run(main())
    assert sorted(server.objects) == ["bucket/another", "bucket/quick"]
