"""What changes under a transfer's feet: the object, the file, the credentials; and Ctrl-C at any of its requests."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sotalia.errors import ClientError, S3DownloadFailedError, S3UploadFailedError
from sotalia.s3.transfer import TransferConfig
from sotalia.transfer import engine
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB

Call = Callable[..., Any]
LARGE = os.urandom(20 * MIB + 5)
ONE_BY_ONE = TransferConfig(max_concurrency=1, multipart_chunksize=5 * MIB)
RANGES = TransferConfig(max_concurrency=2, multipart_chunksize=5 * MIB)


class Once:
    """Does something before the answer to a request for the part, or the range, of that number."""

    def __init__(self, server: ObjectServer, number: int, act: Callable[[Peer], Any]) -> None:
        self._left = number
        self._act = act
        self._lock = threading.Lock()
        server.interfere = self

    def __call__(self, entry: Entry, peer: Peer) -> Any:
        if "partNumber" not in entry.query and "range" not in entry.headers:
            return False
        with self._lock:
            self._left -= 1
            is_due = self._left == 0
        return self._act(peer) if is_due else False


def expire(peer: Peer) -> bool:
    peer.reply(b"<Error><Code>ExpiredToken</Code></Error>", status="400 Bad Request")
    return True


def test_an_object_that_is_overwritten_while_it_is_read_is_an_error(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    server.put("bucket/key", LARGE)

    def overwrite(peer: Peer) -> None:
        server.put("bucket/key", LARGE[::-1])

    Once(server, 2, overwrite)
    with pytest.raises(S3DownloadFailedError, match="did not match expected ETag"):
        call("download_file", "bucket", "key", tmp_path / "target", Config=RANGES)
    assert not os.listdir(tmp_path)


def test_a_file_that_shrinks_while_it_is_sent_is_an_error(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(LARGE)
    Once(server, 2, lambda peer: os.truncate(source, 11 * MIB))
    with pytest.raises(OSError, match="became shorter"):
        call("upload_file", source, "bucket", "key", Config=ONE_BY_ONE)
    assert not server.uploads
    assert not server.objects


def test_of_a_file_that_grows_what_there_was_at_first_is_sent(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(LARGE)

    def grow(peer: Peer) -> None:
        with source.open("ab") as file:
            file.write(b"more")

    Once(server, 2, grow)
    call("upload_file", source, "bucket", "key", Config=ONE_BY_ONE)
    assert server.objects["bucket/key"].body == LARGE


def test_credentials_that_expire_midway_leave_nothing(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(LARGE)
    Once(server, 3, expire)
    with pytest.raises(S3UploadFailedError, match="ExpiredToken"):
        call("upload_file", source, "bucket", "key", Config=ONE_BY_ONE)
    assert not server.uploads
    server.put("bucket/key", LARGE)
    Once(server, 2, expire)
    with pytest.raises(ClientError, match="ExpiredToken"):
        call("download_file", "bucket", "key", target, Config=RANGES)
    assert os.listdir(tmp_path) == ["source"]


def test_credentials_that_expire_midway_are_no_end_where_a_transfer_can_be_resumed(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_bytes(LARGE)
    config = TransferConfig(max_concurrency=1, multipart_chunksize=5 * MIB, resume=True)
    Once(server, 3, expire)
    with pytest.raises(S3UploadFailedError, match="ExpiredToken"):
        call("upload_file", source, "bucket", "key", Config=config)
    server.entries.clear()
    call("upload_file", source, "bucket", "key", Config=config)
    assert "PUT part 2" not in server.methods()
    assert server.objects["bucket/key"].body == LARGE


@pytest.mark.skipif(sys.platform == "win32", reason="a signal that a process sends to itself ends it there")
@pytest.mark.parametrize(
    ("way", "number"), [*(("up", number) for number in range(4)), *(("down", n) for n in range(4))]
)
def test_ctrl_c_at_any_request_leaves_nothing(
    server: ObjectServer, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, number: int
) -> None:
    monkeypatch.setattr(engine, "CLEANING_SECONDS", 30.0)  # for a machine that is busy
    server.put("bucket/key", LARGE)
    path = tmp_path / "file"
    if way == "up":
        path.write_bytes(LARGE)
    left = [number]

    def interrupt(entry: Entry, peer: Peer) -> None:
        if entry.method == "DELETE":
            return
        left[0] -= 1
        if left[0] == -1:
            os.kill(os.getpid(), signal.SIGINT)
            if entry.method != "POST":
                server.go.wait(30)  # the transfer cannot end before the signal has come

    server.interfere = interrupt
    config = TransferConfig(max_concurrency=3, multipart_chunksize=5 * MIB)
    transfer = client.upload_file if way == "up" else client.download_file
    arguments = (str(path), "bucket", "key") if way == "up" else ("bucket", "key", str(path))
    with pytest.raises(KeyboardInterrupt):
        transfer(*arguments, Config=config)
    server.go.set()
    assert not server.uploads
    assert os.listdir(tmp_path) == (["file"] if way == "up" else [])
    assert "sotalia" not in [thread.name for thread in threading.enumerate()]
