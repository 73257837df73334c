"""`TransferConfig(resume=True)`: what was killed or failed goes on from its finished parts."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sotalia.errors import ClientError, FlexibleChecksumError, S3UploadFailedError
from sotalia.s3.transfer import TransferConfig
from sotalia.transfer.resume import journal, uploads
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB
from tests.waiting import until

Call = Callable[..., Any]
LARGE = os.urandom(42 * MIB + 5)
OTHER = os.urandom(len(LARGE))
ONE_BY_ONE = TransferConfig(max_concurrency=1, resume=True)
RESUME = TransferConfig(resume=True)
PART, JOURNAL = ".target.sotalia.part", ".target.sotalia.journal"


class Refusal:
    """Refuses requests for ranges or parts, from the one after so many on."""

    def __init__(self, server: ObjectServer, after: int, status: str = "403 Forbidden") -> None:
        self.left = after
        self.status = status
        server.interfere = self

    def __call__(self, entry: Entry, peer: Peer) -> bool:
        if entry.method == "HEAD" or not ("partNumber" in entry.query or entry.method == "GET"):
            return False
        self.left -= 1
        if self.left >= 0:
            return False
        peer.reply(status=self.status)
        return True


def uninterrupted(entry: Entry, peer: Peer) -> None:
    """Let the server answer."""


def ranges(server: ObjectServer) -> list[str]:
    return sorted(entry.headers.get("range", "all") for entry in server.entries if entry.method == "GET")


def range_of(first: int, end: int) -> str:
    """The range before `end`, as it is asked for; of the last one the end is left out."""
    return f"bytes={first}-{'' if end >= len(LARGE) else end - 1}"


def notes() -> Path:
    return Path("~/.aws/sotalia/uploads").expanduser()


def crc(body: bytes) -> str:
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


# ------------------------------------------------------------ downloads


def begin_download(call: Call, server: ObjectServer, folder: Path, parts: int = 3) -> None:
    """Have a download fail when it has so many parts of 8 MiB."""
    Refusal(server, parts)
    with pytest.raises(ClientError):
        call("download_file", "bucket", "key", folder / "target", Config=ONE_BY_ONE)
    assert sorted(os.listdir(folder)) == [JOURNAL, PART]
    server.interfere = uninterrupted
    server.entries.clear()


@pytest.mark.parametrize("has_checksum", [True, False], ids=["with a checksum", "without"])
def test_a_download_goes_on_from_its_finished_ranges(
    call: Call, server: ObjectServer, tmp_path: Path, has_checksum: bool
) -> None:
    headers = {"x_amz_checksum_crc32": crc(LARGE), "x_amz_checksum_type": "FULL_OBJECT"} if has_checksum else {}
    server.put("bucket/key", LARGE, **headers)
    begin_download(call, server, tmp_path)
    assert stat.S_IMODE((tmp_path / JOURNAL).stat().st_mode) == 0o600
    counts: list[int] = []
    call("download_file", "bucket", "key", tmp_path / "target", Callback=counts.append, Config=RESUME)
    assert (tmp_path / "target").read_bytes() == LARGE
    assert os.listdir(tmp_path) == ["target"]
    assert ranges(server) == [
        range_of(24 * MIB, 32 * MIB),
        range_of(32 * MIB, 40 * MIB),
        range_of(40 * MIB, len(LARGE)),
    ]
    assert sum(counts) == len(LARGE)


def test_an_object_that_is_another_by_now_is_fetched_from_its_beginning(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path)
    server.put("bucket/key", OTHER[: 30 * MIB])
    counts: list[int] = []
    call("download_file", "bucket", "key", tmp_path / "target", Callback=counts.append, Config=RESUME)
    assert (tmp_path / "target").read_bytes() == OTHER[: 30 * MIB]
    assert os.listdir(tmp_path) == ["target"]
    assert sum(counts) == 30 * MIB


def test_a_server_that_does_not_know_if_match_is_seen_through(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path)
    server.put("bucket/key", OTHER)
    server.interfere = lambda entry, peer: entry.headers.pop("if-match", None) and None
    call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert (tmp_path / "target").read_bytes() == OTHER


def test_an_object_that_is_gone_raises_and_leaves_nothing(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path)
    server.objects.clear()
    with pytest.raises(ClientError, match="404"):
        call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert not os.listdir(tmp_path)


def test_the_file_of_another_object_is_of_no_use(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    server.put("bucket/other", OTHER)
    begin_download(call, server, tmp_path)
    call("download_file", "bucket", "other", tmp_path / "target", Config=RESUME)
    assert (tmp_path / "target").read_bytes() == OTHER
    assert os.listdir(tmp_path) == ["target"]


@pytest.mark.parametrize("tail", [b'{"at":25165824,"len', b"\xff\x00", b'{"at":-1,"length":1,"crc":0}\n', b"[]\n"])
def test_a_journal_that_ends_in_anything_is_read_as_far_as_it_goes(
    call: Call, server: ObjectServer, tmp_path: Path, tail: bytes
) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path)
    with (tmp_path / JOURNAL).open("ab") as file:
        file.write(tail)
    call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert (tmp_path / "target").read_bytes() == LARGE
    assert len(ranges(server)) == 3


@pytest.mark.parametrize("checksum", ["AAAAAA==-x", "!!", 5])
def test_a_journal_whose_checksum_is_none_is_of_use_without(
    call: Call, server: ObjectServer, tmp_path: Path, checksum: Any
) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path)
    first, *rest = (tmp_path / JOURNAL).read_text().splitlines()
    first = json.dumps({**json.loads(first), "algorithm": "crc32", "checksum": checksum})
    (tmp_path / JOURNAL).write_text("\n".join([first, *rest, ""]))
    call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert (tmp_path / "target").read_bytes() == LARGE
    assert len(ranges(server)) == 3


def test_what_is_behind_the_end_of_the_object_does_not_stay(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path)
    os.truncate(tmp_path / PART, len(LARGE) + 1000)
    call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert (tmp_path / "target").read_bytes() == LARGE


@pytest.mark.parametrize("part_size", [1, 10**14, True])
def test_a_note_with_parts_that_cannot_be_is_of_no_use(
    call: Call, server: ObjectServer, tmp_path: Path, part_size: int
) -> None:
    begin_upload(call, server, tmp_path / "source")
    (note,) = notes().iterdir()
    first, *rest = note.read_text().splitlines()
    note.write_text("\n".join([json.dumps({**json.loads(first), "part_size": part_size}), *rest, ""]))
    call("upload_file", tmp_path / "source", "bucket", "key", Config=RESUME)
    assert server.objects["bucket/key"].body == LARGE
    assert (list(notes().iterdir()), len(server.uploads)) == ([], 0)


def test_a_range_whose_bytes_are_other_ones_is_fetched_again(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path)
    with (tmp_path / PART).open("r+b") as file:
        file.seek(9 * MIB)
        file.write(bytes(MIB))
        file.truncate(20 * MIB)
    call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert (tmp_path / "target").read_bytes() == LARGE
    assert ranges(server)[-1] == range_of(8 * MIB, 16 * MIB)
    assert len(ranges(server)) == 5


def test_of_a_download_that_had_everything_the_end_is_asked_for(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path, parts=5)
    with (tmp_path / PART).open("ab") as file:
        file.write(LARGE[40 * MIB :])
    with (tmp_path / JOURNAL).open("a") as journal:
        journal.write(f'{{"at":{40 * MIB},"length":{2 * MIB + 5},"crc":{zlib.crc32(LARGE[40 * MIB :])}}}\n')
    call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert (tmp_path / "target").read_bytes() == LARGE
    assert ranges(server) == [range_of(40 * MIB, len(LARGE))]


def test_bytes_that_are_not_what_the_checksum_says_are_not_kept(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    server.put("bucket/key", LARGE, x_amz_checksum_crc32=crc(OTHER), x_amz_checksum_type="FULL_OBJECT")
    with pytest.raises(FlexibleChecksumError):
        call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert not os.listdir(tmp_path)


def test_a_small_object_leaves_nothing_when_it_fails(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", b"x")
    call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert os.listdir(tmp_path) == ["target"]
    Refusal(server, 0)
    with pytest.raises(ClientError):
        call("download_file", "bucket", "key", tmp_path / "another", Config=RESUME)
    assert os.listdir(tmp_path) == ["target"]


def test_two_downloads_to_one_file_do_not_disturb_each_other(client: Any, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/key", LARGE)
    begun = threading.Event()

    def stall(entry: Entry, peer: Peer) -> None:
        if entry.headers.get("range") and not begun.is_set():
            begun.set()
            server.go.wait(30)

    server.interfere = stall
    first = threading.Thread(
        target=client.download_file, args=("bucket", "key", str(tmp_path / "target")), kwargs={"Config": RESUME}
    )
    first.start()
    assert begun.wait(30)
    client.download_file("bucket", "key", str(tmp_path / "target"), Config=RESUME)
    assert (tmp_path / "target").read_bytes() == LARGE
    assert PART in os.listdir(tmp_path)
    (tmp_path / "target").unlink()
    server.go.set()
    first.join(60)
    assert (tmp_path / "target").read_bytes() == LARGE
    assert os.listdir(tmp_path) == ["target"]


@pytest.mark.skipif(sys.platform == "win32", reason="few may make links there")
@pytest.mark.parametrize("name", [PART, JOURNAL])
def test_a_link_in_the_place_of_ours_is_not_followed(
    call: Call, server: ObjectServer, tmp_path: Path, name: str
) -> None:
    server.put("bucket/key", LARGE)
    begin_download(call, server, tmp_path)
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to(precious)
    with pytest.raises(OSError, match=name):
        call("download_file", "bucket", "key", tmp_path / "target", Config=RESUME)
    assert precious.read_bytes() == b"precious"


# ------------------------------------------------------------ uploads


def begin_upload(call: Call, server: ObjectServer, source: Path, parts: int = 3) -> None:
    """Have an upload fail when so many parts of 8 MiB are there."""
    source.write_bytes(LARGE)
    Refusal(server, parts)
    with pytest.raises(S3UploadFailedError):
        call("upload_file", source, "bucket", "key", Config=ONE_BY_ONE)
    assert [sorted(parts) for parts in server.uploads.values()] == [[1, 2, 3][:parts]]
    server.interfere = uninterrupted
    server.entries.clear()


@pytest.mark.parametrize("page", [1000, 2])
def test_an_upload_goes_on_from_its_finished_parts(call: Call, server: ObjectServer, tmp_path: Path, page: int) -> None:
    server.parts_in_page = page
    begin_upload(call, server, tmp_path / "source")
    (note,) = notes().iterdir()
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert stat.S_IMODE(notes().stat().st_mode) == 0o700
    counts: list[int] = []
    config = TransferConfig(resume=True, multipart_chunksize=6 * MIB, multipart_threshold=100 * MIB)
    call("upload_file", tmp_path / "source", "bucket", "key", Callback=counts.append, Config=config)
    assert server.objects["bucket/key"].body == LARGE
    sent = sorted(method for method in server.methods() if method.startswith("PUT"))
    assert sent == ["PUT part 4", "PUT part 5", "PUT part 6"]
    assert sum(counts) == len(LARGE)
    assert not list(notes().iterdir())
    assert not server.uploads


@pytest.mark.parametrize("change", ["time", "bytes", "bytes with the old time", "arguments"])
def test_what_has_changed_is_sent_from_the_beginning_and_the_old_parts_are_removed(
    call: Call, server: ObjectServer, tmp_path: Path, change: str
) -> None:
    source = tmp_path / "source"
    begin_upload(call, server, source)
    body, extra_args = LARGE, {}
    if change == "time":
        os.utime(source, (1, 1))
    elif change == "bytes":
        source.write_bytes(body := OTHER[: 20 * MIB])
    elif change == "bytes with the old time":
        times = source.stat()
        source.write_bytes(body := OTHER[: len(LARGE)])
        os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
    else:
        extra_args = {"ContentType": "text/x-test"}
    call("upload_file", source, "bucket", "key", ExtraArgs=extra_args, Config=RESUME)
    assert server.objects["bucket/key"].body == body
    assert not server.uploads
    assert "DELETE upload" in server.methods()
    assert not list(notes().iterdir())


@pytest.mark.parametrize("body", [b"small", b""])
def test_a_file_that_is_small_by_now_has_its_old_parts_removed(
    call: Call, server: ObjectServer, tmp_path: Path, body: bytes
) -> None:
    begin_upload(call, server, tmp_path / "source")
    (tmp_path / "source").write_bytes(body)
    call("upload_file", tmp_path / "source", "bucket", "key", Config=RESUME)
    assert server.objects["bucket/key"].body == body
    assert not server.uploads


def test_an_upload_that_is_gone_is_begun_anew(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    begin_upload(call, server, tmp_path / "source")
    server.uploads.clear()
    call("upload_file", tmp_path / "source", "bucket", "key", Config=RESUME)
    assert server.objects["bucket/key"].body == LARGE
    assert not list(notes().iterdir())


def test_a_note_that_is_damaged_is_none(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    begin_upload(call, server, tmp_path / "source")
    (note,) = notes().iterdir()
    note.write_bytes(note.read_bytes()[:-5])
    call("upload_file", tmp_path / "source", "bucket", "key", Config=RESUME)
    assert server.objects["bucket/key"].body == LARGE


def test_an_upload_that_fails_again_and_again_keeps_what_it_has(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    begin_upload(call, server, tmp_path / "source", parts=1)
    for status in ("403 Forbidden", "500 Internal Server Error"):
        Refusal(server, 0, status)
        with pytest.raises(S3UploadFailedError):
            call("upload_file", tmp_path / "source", "bucket", "key", Config=RESUME)
        assert [list(parts) for parts in server.uploads.values()] == [[1]]
    server.interfere = uninterrupted
    server.entries.clear()
    call("upload_file", tmp_path / "source", "bucket", "key", Config=RESUME)
    assert "PUT part 1" not in server.methods()
    assert server.objects["bucket/key"].body == LARGE


def test_what_will_be_refused_again_leaves_no_parts(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(LARGE)
    Refusal(server, 2, "400 Bad Request")
    with pytest.raises(S3UploadFailedError):
        call("upload_file", tmp_path / "source", "bucket", "key", Config=ONE_BY_ONE)
    assert not server.uploads
    assert not list(notes().iterdir())


# ------------------------------------------------------------ killed

_PROGRAM = """
import sys, sotalia
from sotalia.s3.transfer import TransferConfig
from sotalia.transfer.resume import journal, uploads
client = sotalia.client("s3", endpoint_url=sys.argv[1])
config = TransferConfig(resume=True, max_concurrency=3)
if sys.argv[2] == "up":
    client.upload_file(sys.argv[3], "bucket", "key", Config=config)
else:
    client.download_file("bucket", "key", sys.argv[3], Config=config)
"""


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_process_that_was_killed_is_gone_on_from(server: ObjectServer, tmp_path: Path, way: str) -> None:
    server.put("bucket/key", LARGE)
    path = tmp_path / ("source" if way == "up" else "target")
    if way == "up":
        path.write_bytes(LARGE)
    command = [sys.executable, "-c", _PROGRAM, server.url, way, str(path)]
    through = threading.Semaphore(3)

    def stall(entry: Entry, peer: Peer) -> None:
        if ("partNumber" in entry.query or entry.method == "GET") and not through.acquire(blocking=False):
            server.go.wait(60)

    server.interfere = stall
    with subprocess.Popen(command) as process:
        if way == "up":
            until(lambda: sum(map(len, server.uploads.values())) >= 3)
        else:
            until(lambda: (tmp_path / JOURNAL).exists() and (tmp_path / JOURNAL).read_bytes().count(b"\n") >= 4)
        process.kill()
    server.interfere = uninterrupted
    server.go.set()
    server.entries.clear()
    subprocess.run(command, check=True, timeout=120)
    assert (server.objects["bucket/key"].body if way == "up" else path.read_bytes()) == LARGE
    moved = [entry for entry in server.entries if "partNumber" in entry.query or "range" in entry.headers]
    assert len(moved) <= 3
    assert os.listdir(tmp_path) == [path.name]
    assert not server.uploads


@pytest.mark.parametrize("harm", ["a file in its place", "no space for the note", "no space for the parts"])
def test_where_nothing_can_be_noted_uploads_are_made_all_the_same(
    call: Call,
    server: ObjectServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    harm: str,
) -> None:
    monkeypatch.setattr(uploads, "_told", set())
    source = tmp_path / "source"
    source.write_bytes(LARGE)
    full = OSError(28, "No space left on device")
    add = journal.Journal.add

    def fill(self: Any, *lines: dict[str, Any]) -> None:
        if harm == "no space for the note" or "part" in lines[0]:
            raise full
        add(self, *lines)

    if harm == "a file in its place":
        notes().parent.mkdir(parents=True)
        notes().touch()
    else:
        monkeypatch.setattr(journal.Journal, "add", fill)
    for _ in range(2):
        call("upload_file", source, "bucket", "key", Config=RESUME)
        assert server.objects.pop("bucket/key").body == LARGE
    (warning,) = [record for record in caplog.records if record.name == "sotalia.transfer"]
    assert str(notes()) in warning.getMessage()
    Refusal(server, 3)
    with pytest.raises(S3UploadFailedError):
        call("upload_file", source, "bucket", "key", Config=ONE_BY_ONE)
    assert bool(server.uploads) == (harm == "no space for the parts"), "what nobody can go on with is left"
