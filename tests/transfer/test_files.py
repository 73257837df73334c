"""Where bytes come from and go to: files, file-like objects with and without positions, pipes. Blocking and awaited."""

from __future__ import annotations

import io
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sotalia.s3.transfer import TransferConfig
from sotalia.transfer.targets import temporary_name
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB

Call = Callable[..., Any]
LARGE = os.urandom(20 * MIB + 5)


class Pipe:
    """A source without positions, which gives less than it is asked for."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(min(size, 100_000))


class Drain:
    """A target without positions."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data  # a bytearray
        return len(data)


@pytest.mark.parametrize("body", [b"", b"x", LARGE], ids=["empty", "one byte", "large"])
def test_files_go_up_and_come_down(call: Call, server: ObjectServer, tmp_path: Path, body: bytes) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(body)
    target.write_bytes(b"what was there before")
    call("upload_file", source, "bucket", "key")
    assert server.objects["bucket/key"].body == body
    server.entries.clear()
    call("download_file", "bucket", "key", target)
    assert target.read_bytes() == body
    assert {entry.method for entry in server.entries} == {"GET"}, "it asked, where the first reply tells"
    assert sorted(os.listdir(tmp_path)) == ["source", "target"]


@pytest.mark.parametrize("body", [b"", b"x", LARGE], ids=["empty", "one byte", "large"])
def test_what_has_no_positions_goes_up_and_comes_down(call: Call, server: ObjectServer, body: bytes) -> None:
    call("upload_fileobj", Pipe(body), "bucket", "key")
    assert server.objects["bucket/key"].body == body
    drain = Drain()
    call("download_fileobj", "bucket", "key", drain)
    assert drain.data == body


@pytest.mark.parametrize("size", [100, len(LARGE)])
def test_a_file_goes_up_from_where_it_stands_and_stands_at_its_end(
    call: Call, server: ObjectServer, tmp_path: Path, size: int
) -> None:
    (tmp_path / "source").write_bytes(LARGE[:size])
    with (tmp_path / "source").open("rb") as file:
        for each in (file, io.BytesIO(LARGE[:size])):
            each.seek(10)
            call("upload_fileobj", each, "bucket", "key")
            assert server.objects["bucket/key"].body == LARGE[10:size]
            assert not each.closed
            assert each.tell() == size


def test_a_file_to_download_to_is_written_from_its_start(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    with (tmp_path / "target").open("w+b") as file:
        for each in (file, io.BytesIO()):
            each.write(b"before")
            call("download_fileobj", "bucket", "key", each)
            each.seek(0)
            assert each.read() == LARGE


def test_what_is_open_for_appending_gets_the_bytes_in_order(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    (tmp_path / "target").write_bytes(b"before")
    with (tmp_path / "target").open("ab") as file:
        call("download_fileobj", "bucket", "key", file)
    assert (tmp_path / "target").read_bytes() == b"before" + LARGE


def test_a_named_pipe_is_read_and_written(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(LARGE,))
    writer.start()
    call("upload_file", pipe, "bucket", "key")
    writer.join(20)
    assert server.objects["bucket/key"].body == LARGE
    came: list[bytes] = []
    reader = threading.Thread(target=lambda: came.append(pipe.read_bytes()))
    reader.start()
    call("download_file", "bucket", "key", pipe)
    reader.join(20)
    assert came == [LARGE]


class Decompressor(io.BytesIO):
    """A source with positions, which gives more or less than it is asked for, and for which a step back is dear."""

    steps_back = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.steps_back += whence == 0 and offset < self.tell()
        return super().seek(offset, whence)

    def read(self, size: int | None = -1) -> bytes:
        return super().read(size if size is None or size < 0 else 1 + size * 3 // 4)


def test_the_parts_of_what_is_slow_to_go_back_are_read_in_order(call: Call, server: ObjectServer) -> None:
    """Going to and fro among ten parts of a gzip file took twelve times the CPU of boto3, for 250 MB."""
    source = Decompressor(LARGE)
    source.seek(10)
    call("upload_fileobj", source, "bucket", "key")
    assert server.objects["bucket/key"].body == LARGE[10:]
    assert source.steps_back < 6
    assert source.tell() == len(LARGE)


def test_a_named_temporary_file_goes_up_as_any_file(call: Call, server: ObjectServer) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(LARGE)
        file.seek(10)
        call("upload_fileobj", file, "bucket", "key")
        assert file.tell() == len(LARGE)
    assert server.objects["bucket/key"].body == LARGE[10:]


def test_a_file_that_does_not_say_where_it_stands_is_left_there(call: Call, server: ObjectServer) -> None:
    class Mute(io.BytesIO):
        def tell(self) -> int:
            raise OSError("nobody knows")

    source = Mute(b"0123456789")
    source.seek(5)
    with pytest.raises(OSError, match="nobody knows"):
        call("upload_fileobj", source, "bucket", "key")
    assert source.read() == b"56789"


@pytest.mark.skipif(not os.path.exists("/proc/version"), reason="a file of the system that says it is empty")
def test_a_file_that_only_seems_to_be_empty_is_read(call: Call, server: ObjectServer) -> None:
    call("upload_file", "/proc/version", "bucket", "key")
    assert server.objects["bucket/key"].body == Path("/proc/version").read_bytes() != b""


def test_a_file_that_takes_nothing_for_now_is_an_error(call: Call, server: ObjectServer) -> None:
    server.put("bucket/key", LARGE)
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with open(reading, "rb"), open(writing, "wb", buffering=0) as target, pytest.raises(BlockingIOError):
        call("download_fileobj", "bucket", "key", target)


def test_a_file_of_text_is_refused(call: Call, server: ObjectServer) -> None:
    with pytest.raises(TypeError, match="binary mode"):
        call("upload_fileobj", io.StringIO("text"), "bucket", "key")
    assert not server.entries


def test_a_file_that_shrinks_while_it_is_sent_is_an_error(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(LARGE)

    def shrink(entry: Entry, peer: Peer) -> None:
        if "uploads" in entry.query:
            os.truncate(source, 10 * MIB)

    server.interfere = shrink
    with pytest.raises(OSError, match="became shorter"):
        call("upload_file", source, "bucket", "key")
    assert not server.objects
    assert not server.uploads


def test_an_object_that_is_replaced_while_it_is_read_is_an_error(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    server.put("bucket/key", LARGE)

    def replace(entry: Entry, peer: Peer) -> None:
        if "range" in entry.headers:
            server.put("bucket/key", LARGE[::-1])

    server.interfere = replace
    with pytest.raises(Exception, match="did not match expected ETag") as raised:
        call("download_file", "bucket", "key", tmp_path / "target")
    assert type(raised.value).__name__ == "S3DownloadFailedError"
    assert not os.listdir(tmp_path)


def test_a_target_that_cannot_be_written_leaves_nothing(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", b"x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    with pytest.raises(OSError):
        call("download_file", "bucket", "key", tmp_path / "folder")
    with pytest.raises(FileNotFoundError):
        call("download_file", "bucket", "key", tmp_path / "nothing" / "file")
    assert os.listdir(tmp_path) == ["folder"]


def test_a_callback_that_raises_ends_the_transfer(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    (tmp_path / "source").write_bytes(LARGE)

    def fail(count: int) -> None:
        raise LookupError("the program's own")

    with pytest.raises(LookupError):
        call("download_file", "bucket", "key", tmp_path / "target", Callback=fail)
    with pytest.raises(LookupError):
        call("upload_file", tmp_path / "source", "bucket", "other", Callback=fail)
    assert os.listdir(tmp_path) == ["source"]
    assert not server.uploads
    assert "bucket/other" not in server.objects


def test_the_longest_names_have_temporary_ones_too(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", b"x")
    name = "ä" * 127 + "b"
    call("download_file", "bucket", "key", tmp_path / name)
    assert os.listdir(tmp_path) == [name]
    assert len(os.fsencode(temporary_name(name))) <= 255


def test_a_limit_on_the_rate_is_kept(call: Call, server: ObjectServer) -> None:
    import time

    server.put("bucket/key", LARGE[: 2 * MIB])
    start = time.monotonic()
    into = io.BytesIO()
    call("download_fileobj", "bucket", "key", into, Config=TransferConfig(max_bandwidth=2 * MIB))
    # How exact libcurl is does not matter here, nor how slow the machine.
    assert time.monotonic() - start > 0.4
    assert into.getvalue() == LARGE[: 2 * MIB]


def test_parts_of_a_stream_grow_so_that_ten_thousand_go_far() -> None:
    from sotalia.transfer.limits import size_of_next

    assert [size_of_next(8 * MIB, number) // MIB for number in (1, 1000, 1001, 2001, 10_000)] == [8, 8, 16, 32, 4096]
