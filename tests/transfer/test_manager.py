"""The transfer manager: transfers in the background, with futures and subscribers, as in boto3."""

from __future__ import annotations

import io
import threading
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from sotalia import aio
from sotalia.errors import ClientError, RetriesExceededError
from sotalia.s3.transfer import ProgressCallbackInvoker, S3Transfer, TransferConfig, create_transfer_manager
from sotalia.transfer.manager import FatalError
from sotalia.transfer.sources import FileSource
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB

LARGE = bytes(range(256)) * 4096 * 13


class Listener:
    """A subscriber that remembers what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.count = 0

    def on_queued(self, future: Any, **_: Any) -> None:
        self.heard.append("queued")

    def on_progress(self, future: Any, bytes_transferred: int, **_: Any) -> None:
        self.count += bytes_transferred

    def on_done(self, future: Any, **_: Any) -> None:
        assert future.done()
        self.heard.append("done")


def test_transfers_run_side_by_side_and_tell_their_subscribers(
    server: ObjectServer, client: Any, tmp_path: Path
) -> None:
    listeners = [Listener() for _ in range(4)]
    server.put("bucket/there", LARGE)
    into = io.BytesIO()
    with create_transfer_manager(client, TransferConfig()) as manager:
        source = {"Bucket": "bucket", "Key": "there"}
        futures = [
            manager.upload(io.BytesIO(LARGE), "bucket", "up", subscribers=[listeners[0]]),
            manager.download("bucket", "there", into, subscribers=[listeners[1]]),
            manager.copy(source, "bucket", "copy", subscribers=[listeners[2]]),
            manager.delete("bucket", "nothing", subscribers=[listeners[3]]),
        ]
        for future in futures:
            future.result()
    assert server.objects["bucket/up"].body == into.getvalue() == server.objects["bucket/copy"].body == LARGE
    assert [listener.heard for listener in listeners] == [["queued", "done"]] * 4
    assert [listener.count for listener in listeners] == [len(LARGE)] * 3 + [0]
    assert futures[1].meta.size == len(LARGE)
    assert futures[1].meta.call_args.key == "there"


def test_leaving_the_block_waits_for_all_transfers(server: ObjectServer, client: Any) -> None:
    with create_transfer_manager(client, TransferConfig()) as manager:
        for number in range(30):
            manager.upload(io.BytesIO(b"x" * number), "bucket", str(number))
    assert len(server.objects) == 30


def test_thousands_of_queued_uploads_do_not_hold_all_their_files_open(
    client: Any, server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process may have 1024 open files, as a rule."""
    (tmp_path / "small").write_bytes(b"some bytes")
    is_open: set[int] = set()
    most = [0]
    measure, close = FileSource.measure, FileSource.close

    def counted(source: FileSource, threshold: int) -> int:
        is_open.add(id(source))
        most[0] = max(most[0], len(is_open))
        return measure(source, threshold)

    def uncounted(source: FileSource, completed: bool) -> None:
        is_open.discard(id(source))
        close(source, completed)

    monkeypatch.setattr(FileSource, "measure", counted)
    monkeypatch.setattr(FileSource, "close", uncounted)
    all_queued = threading.Event()
    server.interfere = lambda entry, peer: not all_queued.wait(60)
    with create_transfer_manager(client, TransferConfig()) as manager:
        futures = [manager.upload(str(tmp_path / "small"), "bucket", str(number)) for number in range(300)]
        cancelled = manager.upload(str(tmp_path / "small"), "bucket", "cancelled")
        cancelled.cancel()
        with pytest.raises(CancelledError):
            cancelled.result()  # while all others wait
        all_queued.set()
        for future in futures:
            future.result()
    assert 1 <= most[0] <= 64
    assert len(server.objects) == 300


def test_an_error_is_raised_by_the_future_alone(server: ObjectServer, client: Any) -> None:
    with create_transfer_manager(client, TransferConfig()) as manager:
        bad = manager.download("bucket", "nothing", io.BytesIO())
        good = manager.upload(io.BytesIO(b"x"), "bucket", "key")
        with pytest.raises(ClientError, match="404"):
            bad.result()
        good.result()
        with pytest.raises(ValueError, match="Invalid extra_args key"):
            manager.upload(io.BytesIO(b"x"), "bucket", "key", extra_args={"Nope": 1})


def test_a_cancelled_transfer_leaves_nothing(server: ObjectServer, client: Any) -> None:
    stalled = threading.Event()

    def stall(entry: Entry, peer: Peer) -> None:
        if "partNumber" in entry.query:
            stalled.set()
            server.go.wait(30)

    server.interfere = stall
    with create_transfer_manager(client, TransferConfig()) as manager:
        future = manager.upload(io.BytesIO(LARGE), "bucket", "key")
        assert stalled.wait(20)
        assert not future.done()
        future.cancel()
        with pytest.raises(CancelledError):
            future.result()
    assert not server.uploads


def test_a_transfer_by_replaced_methods_is_cancelled_too(server: ObjectServer, client: Any) -> None:
    with mock.patch.object(client, "upload_part", wraps=client.upload_part) as upload_part:
        manager = create_transfer_manager(client, TransferConfig())
        future = manager.upload(io.BytesIO(LARGE), "bucket", "key", subscribers=[Canceller()])
        with pytest.raises(CancelledError):
            future.result()
        manager.shutdown()
    upload_part.assert_called_once()
    assert not server.uploads
    assert not server.objects


class Canceller:
    """A subscriber that cancels its transfer as soon as bytes are sent."""

    def on_progress(self, future: Any, **_: Any) -> None:
        future.cancel()


@pytest.mark.parametrize("kind", ["own", "replaced"])
def test_a_subscriber_that_raises_at_first_ends_its_transfer(server: ObjectServer, client: Any, kind: str) -> None:
    """In boto3, too, the future raises; and shutting the manager down does not wait for it for ever."""

    class Refusing(Listener):
        def on_queued(self, future: Any, **_: Any) -> None:
            raise RuntimeError("not this one")

    listener, source = Refusing(), io.BytesIO(b"0123456789")
    source.seek(5)
    if kind == "replaced":
        client.put_object = mock.Mock(wraps=client.put_object)
    manager = create_transfer_manager(client, TransferConfig())
    future = manager.upload(source, "bucket", "key", subscribers=[listener])
    with pytest.raises(RuntimeError, match="not this one"):
        future.result()
    manager.shutdown()
    assert listener.heard == ["done"]
    assert source.tell() == 5
    assert not server.entries


def test_an_error_in_the_block_cancels_the_transfers(server: ObjectServer, client: Any) -> None:
    stalled = threading.Event()

    def stall(entry: Entry, peer: Peer) -> None:
        stalled.set()
        server.go.wait(30)

    server.interfere = stall
    futures = []

    def program() -> None:
        with create_transfer_manager(client, TransferConfig()) as manager:
            futures.append(manager.upload(io.BytesIO(b"x"), "bucket", "key"))
            assert stalled.wait(20)
            raise LookupError("the program's own")

    with pytest.raises(LookupError):
        program()
    with pytest.raises(FatalError, match="the program's own") as caught:
        futures[0].result()
    assert isinstance(caught.value, CancelledError)


def test_the_old_class_works_with_a_manager(server: ObjectServer, client: Any, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(LARGE)
    counts: list[int] = []
    with S3Transfer(manager=create_transfer_manager(client, TransferConfig())) as transfer:
        transfer.upload_file(str(path), "bucket", "key", callback=counts.append)
        transfer.download_file("bucket", "key", str(tmp_path / "copy"), callback=counts.append)
    assert sum(counts) == 2 * len(LARGE)
    assert (tmp_path / "copy").read_bytes() == LARGE


def test_replaced_methods_are_called_in_the_background_too(server: ObjectServer, client: Any) -> None:
    with (
        mock.patch.object(client, "put_object", wraps=client.put_object) as put,
        create_transfer_manager(client, TransferConfig()) as manager,
    ):
        manager.upload(io.BytesIO(b"x" * MIB), "bucket", "key").result()
    put.assert_called_once()
    assert server.objects["bucket/key"].body == b"x" * MIB


def test_an_invoker_calls_its_function_with_the_number_of_bytes() -> None:
    counts: list[int] = []
    ProgressCallbackInvoker(counts.append).on_progress(bytes_transferred=5, future=None)
    assert counts == [5]


def test_a_manager_needs_a_blocking_client(credentials: None) -> None:
    with pytest.raises(TypeError, match="blocking client"):
        create_transfer_manager(aio.client("s3"), TransferConfig())


def test_a_manager_of_s3transfers_and_a_mock_of_a_client_are_taken() -> None:
    s3transfer = pytest.importorskip("s3transfer.exceptions")
    manager, last = mock.Mock(), OSError("broken")
    manager.download.return_value.result.side_effect = s3transfer.RetriesExceededError(last)
    with pytest.raises(RetriesExceededError) as caught:
        S3Transfer(manager=manager).download_file("bucket", "key", "/nowhere")
    assert caught.value.last_exception is last
    assert S3Transfer(mock.Mock()) is not None
    assert create_transfer_manager(mock.Mock(), TransferConfig()) is not None
