"""Folders and prefixes: what goes where, what is left out, what fails alone, and what nothing may be done to."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import sotalia
from sotalia import aio
from sotalia.clients import BaseClient
from sotalia.errors import ClientError
from sotalia.s3.transfer import TransferConfig
from sotalia.transfer.many.names import Folder, UnsafeKeyError, check_parts, matcher
from sotalia.transfer.many.results import Names
from sotalia.transfer.many.sync import file_etag
from sotalia.transfer.many.walk import walk
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB

Call = Callable[..., Any]
FILES = {
    "a.txt": b"a",
    "b/c.txt": b"cc",
    "b/d/e.bin": b"eee",
    "b.txt": b"",
    "ü ß+%.txt": b"special",
    "z": bytes(9 * MIB),
}


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder


def found(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def stored(server: ObjectServer, prefix: str) -> dict[str, bytes]:
    start = f"bucket/{prefix}"
    return {key.removeprefix(start): each.body for key, each in server.objects.items() if key.startswith(start)}


def test_a_folder_goes_up_and_comes_down(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", FILES)
    updates: list[Any] = []
    result = call("upload_directory", source, "bucket", "p/", Callback=updates.append)
    assert stored(server, "p/") == FILES
    assert (sorted(result.done), result.ok, result.bytes) == (sorted(FILES), True, sum(map(len, FILES.values())))
    last = updates[-1]
    assert (last.finished, last.all_known, last.files, last.total_files) == (True, True, len(FILES), len(FILES))
    assert last.bytes == last.total_bytes == result.bytes
    result = call("download_directory", "bucket", "p/", tmp_path / "target")
    assert found(tmp_path / "target") == FILES
    assert sorted(result.done) == sorted(FILES)
    assert not [entry for entry in server.entries if entry.method == "HEAD"], "a listing has told the sizes"


def test_a_limit_on_the_rate_holds_for_small_files_together(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    files = {f"{number:02}": bytes(40_000) for number in range(20)}
    source = fill(tmp_path / "source", files)
    config = TransferConfig(max_bandwidth=1_000_000)
    for line in (("upload_directory", source, "bucket", "p/"), ("download_directory", "bucket", "p/", tmp_path / "to")):
        start = time.monotonic()
        result = call(*line, Config=config)
        assert time.monotonic() - start > 0.7, "all but the last of 0.8 seconds"
        assert (len(result.done), result.bytes) == (20, 800_000)


def test_a_prefix_is_copied_and_deleted(call: Call, server: ObjectServer) -> None:
    for name, body in FILES.items():
        server.put(f"bucket/from/{name}", body)
    result = call("copy_prefix", "bucket", "from/", "bucket", "to/")
    assert stored(server, "to/") == FILES
    assert sorted(result.done) == sorted(FILES)
    result = call("delete_prefix", "bucket", "from/")
    assert sorted(result.deleted) == sorted(FILES)
    assert stored(server, "from/") == {}
    assert stored(server, "to/") == FILES


def test_keys_that_xml_cannot_hold_are_deleted_one_by_one(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    for name in ("a", "b\x01", "c\rd", "e\n\t", "f\uffff"):
        server.put(f"bucket/{name}", b"")
    result = call("delete_prefix", "bucket", "")
    assert (result.ok, sorted(result.deleted)) == (True, ["a", "b\x01", "c\rd", "e\n\t", "f\uffff"])
    assert sorted(server.methods()[1:]) == ["DELETE", "DELETE", "DELETE", "POST"]
    assert not server.objects


def test_a_failure_that_names_no_key_may_be_any_keys(call: Call, server: ObjectServer) -> None:
    for name in "abc":
        server.put(f"bucket/{name}", b"")
    entries = [
        f"<Error>{key}<Code>{code}</Code></Error>" for key, code in (("<Key>a</Key>", "AccessDenied"), ("", "X"))
    ]
    server.interfere = lambda entry, peer: (
        "delete" in entry.query and (peer.reply(f"<DeleteResult>{''.join(entries)}</DeleteResult>".encode()), True)[1]
    )
    result = call("delete_prefix", "bucket", "")
    assert list(result.deleted) == []
    assert [(name, error.response["Error"]["Code"]) for name, error in result.failed] == [
        *(("a", "AccessDenied"), ("b", "X"), ("c", "X")),
    ]


def test_more_than_a_page_is_listed_page_by_page(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    names = [f"{number:05}" for number in range(2500)]
    for name in names:
        server.put(f"bucket/p/{name}", name.encode())
    result = call("download_directory", "bucket", "p/", tmp_path)
    assert (len(result.done), len(found(tmp_path))) == (2500, 2500)
    result = call("delete_prefix", "bucket", "p/")
    assert list(result.deleted) == names
    assert [len(entry.body) > 0 for entry in server.entries if "delete" in entry.query] == [True] * 3


def test_globs_choose_and_a_dry_run_changes_nothing(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", FILES)
    result = call("upload_directory", source, "bucket", include="*.txt", exclude=["b/*", "a*"], dry_run=True)
    assert sorted(result.done) == ["b.txt", "ü ß+%.txt"]
    assert not server.entries
    call("upload_directory", source, "bucket", include=["*.txt", "*.bin"], exclude="b/*")
    assert sorted(stored(server, "")) == ["a.txt", "b.txt", "ü ß+%.txt"]
    result = call("delete_prefix", "bucket", "", include="a*", dry_run=True)
    assert (list(result.deleted), len(server.objects)) == (["a.txt"], 3)


def test_single_failures_are_in_the_result_and_the_others_go_on(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    source = fill(tmp_path / "source", FILES)
    denied = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
    server.interfere = lambda entry, peer: (
        entry.path.endswith("c.txt") and peer.reply(denied, status="403 Forbidden") is None
    )
    result = call("upload_directory", source, "bucket")
    assert [(name, type(error).__name__) for name, error in result.failed] == [("b/c.txt", "AccessDenied")]
    assert len(result.done) == len(FILES) - 1
    with pytest.raises(ExceptionGroup) as raised:
        result.raise_for_failures()
    assert raised.value.exceptions[0] is result.failed[0][1]


def test_what_cannot_be_listed_or_is_not_there_is_raised(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.interfere = lambda entry, peer: peer.reply(b"", status="403 Forbidden") is None
    with pytest.raises(ClientError, match="403"):
        call("download_directory", "bucket", "", tmp_path / "target")
    with pytest.raises(FileNotFoundError):
        call("upload_directory", tmp_path / "nothing", "bucket")
    with pytest.raises(ValueError, match="Invalid extra_args key"):
        call("upload_directory", tmp_path, "bucket", ExtraArgs={"Nope": 1})


EVIL = ["../../etc/passwd", "/etc/passwd", "a/../../x", "a//b", "./x", "a/..", "..", "link/x", "nul\0byte"]


def test_no_key_is_written_outside_of_the_folder(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    outside, target = tmp_path / "outside", tmp_path / "in" / "target"
    outside.mkdir()
    target.mkdir(parents=True)
    (target / "link").symlink_to(outside)
    (outside / "victim").write_bytes(b"as it was")
    (target / "file").symlink_to(outside / "victim")
    evil = [name for name in EVIL if "\0" not in name]
    for name in [*evil, "good", "file", "folder/"]:
        server.put(f"bucket/p/{name}", b"evil")
    result = call("download_directory", "bucket", "p/", target)
    assert sorted(name for name, _ in result.failed) == sorted(evil)
    assert {type(error) for _, error in result.failed} == {UnsafeKeyError}
    assert (sorted(result.done), list(result.skipped)) == (["file", "good"], ["folder/"])
    assert found(outside) == {"victim": b"as it was"}
    assert sorted(os.listdir(tmp_path)) == ["in", "outside"]
    assert os.listdir(tmp_path / "in") == ["target"]
    assert not (target / "file").is_symlink()


@pytest.mark.parametrize("name", EVIL[:7] + EVIL[8:])
def test_parts_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(UnsafeKeyError):
        check_parts(name)


@pytest.mark.parametrize("name", ["C:/x", "a\\..\\..\\x", "NUL", "con.txt", "COM1 .x", "x.", "y ", "a/lpt9/b", "a*b"])
def test_names_that_mean_something_else_on_windows_are_refused_there(name: str) -> None:
    assert check_parts(name, windows=False)
    with pytest.raises(UnsafeKeyError):
        check_parts(name, windows=True)


def test_the_walk_has_the_order_of_listings_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    names = ["a", "a-b", "a.txt", "a/b", "a0", "ä", "b/c/d", "b/c.x", "\U0001f600"]
    fill(tmp_path, dict.fromkeys((name for name in names if name not in ("a",)), b""))
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "broken").symlink_to(tmp_path / "nothing")
    entries = list(walk(str(tmp_path)))
    listed = [entry.name for entry in entries if entry.error is None]
    assert listed == sorted(set(names) - {"a"}, key=lambda name: name.encode())
    assert [entry.name for entry in entries if entry.error is not None] == ["broken"]


# ------------------------------------------------------------ sync


def test_a_sync_transfers_what_differs_and_nothing_twice(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", FILES)
    for path in source.rglob("*"):
        os.utime(path, (1_000_000, 1_000_000))
    result = call("sync", source, "s3://bucket/p")
    assert stored(server, "p/") == FILES
    assert sorted(result.done) == sorted(FILES)
    result = call("sync", source, "s3://bucket/p/")
    assert (len(result.done), sorted(result.skipped)) == (0, sorted(FILES))
    (source / "a.txt").write_bytes(b"another size")
    (source / "new").write_bytes(b"new")
    os.utime(source / "b.txt", (2_000_000_000, 2_000_000_000))  # later than all objects
    result = call("sync", source, "s3://bucket/p")
    assert sorted(result.done) == ["a.txt", "b.txt", "new"]
    target = tmp_path / "target"
    result = call("sync", "s3://bucket/p", target)
    assert found(target) == found(source)
    assert not len(call("sync", "s3://bucket/p", target).done), "files have the times of their objects"
    assert not len(call("sync", target, "s3://bucket/p").done)


def test_a_sync_deletes_only_what_it_is_asked_to(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", {"a": b"a"})
    for name in ("a", "b", "c/d", "keep.me"):
        server.put(f"bucket/p/{name}", b"a")
    server.put("bucket/q", b"beside it")
    assert not len(call("sync", source, "s3://bucket/p").deleted)
    result = call("sync", source, "s3://bucket/p", delete=True, exclude="keep*", dry_run=True)
    assert sorted(result.deleted) == ["b", "c/d"]
    assert len(server.objects) == 5
    result = call("sync", source, "s3://bucket/p", delete=True, exclude="keep*")
    assert sorted(result.deleted) == ["b", "c/d"]
    assert sorted(server.objects) == ["bucket/p/a", "bucket/p/keep.me", "bucket/q"]
    target = fill(tmp_path / "target", {"a": b"a", "x/y": b"only here", "keep.it": b"too"})
    result = call("sync", "s3://bucket/p", target, delete=True, exclude="keep*")
    assert list(result.deleted) == ["x/y"]
    assert sorted(found(target)) == ["a", "keep.it"]


def test_what_could_not_be_looked_at_is_not_deleted(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", {"a": b"a", "closed/x": b"x"})
    for name in ("a", "closed/x", "closed/y", "d"):
        server.put(f"bucket/{name}", b"a")
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if path.endswith("closed"):
            raise PermissionError(13, "closed")
        return scandir(path)

    with mock.patch("os.scandir", refuse):
        result = call("sync", source, "s3://bucket", delete=True)
    assert [name for name, _ in result.failed] == ["closed/"]
    assert list(result.deleted) == ["d"]


def test_a_sync_by_checksum_finds_what_size_and_time_do_not_tell(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    source = fill(tmp_path / "source", {"same": b"same", "other": b"12345"})
    for path in source.iterdir():
        os.utime(path, (1_000_000, 1_000_000))
    server.put("bucket/same", b"same")
    server.put("bucket/other", b"54321")
    assert not len(call("sync", source, "s3://bucket").done)
    result = call("sync", source, "s3://bucket", checksum=True)
    assert (list(result.done), list(result.skipped)) == (["other"], ["same"])


def test_a_sync_inside_of_s3_copies(call: Call, server: ObjectServer) -> None:
    for name, body in FILES.items():
        server.put(f"bucket/from/{name}", body)
    server.put("bucket/to/more", b"x")
    result = call("sync", "s3://bucket/from", "s3://bucket/to", delete=True)
    assert stored(server, "to/") == FILES
    assert list(result.deleted) == ["more"]
    with pytest.raises(ValueError, match="two folders"):
        call("sync", "a", "b")


def test_buckets_have_the_methods_too(server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", {"a": b"a"})
    bucket = sotalia.resource("s3", **server.client_arguments).Bucket("bucket")
    assert bucket.upload_directory(source, "p/").ok
    assert bucket.copy_prefix("bucket", "p/", "q/").ok
    assert bucket.download_directory("q/", tmp_path / "target").ok
    assert bucket.delete_prefix("p/").ok
    assert list(bucket.sync(source, "s3:///new").done) == ["a"]
    assert list(bucket.sync("s3:///new/", tmp_path / "again").done) == ["a"]
    assert list(bucket.sync("s3://bucket/new", source).skipped) == ["a"]
    with pytest.raises(ValueError, match="s3:///prefix"):
        bucket.sync(source, "new")
    assert found(tmp_path / "target") == {"a": b"a"}


def test_replaced_methods_are_called_for_folders_too(server: ObjectServer, client: Any, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", {"a": b"a", "b": b"b"})
    calls: list[str] = []
    original = BaseClient._make_api_call

    def spy(self: Any, operation: str, params: dict[str, Any]) -> Any:
        calls.append(operation)
        return original(self, operation, params)

    with mock.patch.object(BaseClient, "_make_api_call", spy):
        assert client.upload_directory(source, "bucket").ok
        assert client.download_directory("bucket", "", tmp_path / "target").ok
    assert calls == ["PutObject", "PutObject", "ListObjectsV2", "GetObject", "GetObject"]
    assert found(tmp_path / "target") == {"a": b"a", "b": b"b"}


def test_a_callback_that_raises_ends_it_all(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/large", bytes(9 * MIB))

    def fail(progress: Any) -> None:
        raise LookupError("the program's own")

    with pytest.raises(LookupError):
        call("download_directory", "bucket", "", tmp_path / "target", Callback=fail)


def test_a_cancelled_task_ends_the_transfer_of_a_folder(server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", {"large": bytes(9 * MIB)})
    stalled = threading.Event()

    def stall(entry: Entry, peer: Peer) -> None:
        if "partNumber" in entry.query:
            stalled.set()
            server.go.wait(30)

    server.interfere = stall

    async def main() -> None:
        async with aio.client("s3", **server.client_arguments) as client:
            task = asyncio.ensure_future(client.upload_directory(source, "bucket"))
            await asyncio.to_thread(stalled.wait, 20)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert not server.uploads


def test_no_more_requests_are_under_way_than_the_program_allows(server: ObjectServer, client: Any) -> None:
    for number in range(50):
        server.put(f"bucket/{number}", b"x")
    lock, now, most = threading.Lock(), [0], [0]
    barrier = threading.Event()

    def count(entry: Entry, peer: Peer) -> None:
        if "list-type" in entry.query:
            return
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        barrier.wait(0.01)
        with lock:
            now[0] -= 1

    server.interfere = count
    config = TransferConfig(max_concurrency=3)
    assert len(client.copy_prefix("bucket", "", "other", "", Config=config).done) == 50
    assert most[0] <= 3


def test_names_take_little_memory_and_come_back_as_they_were() -> None:
    names = Names()
    given = ["a", "ü", "with space", "surrogate\udcff", "", "nul\0in it", "lone\ud800"]
    for name in given:
        names.append(name)
    assert (list(names), len(names)) == (given, 7)


def test_globs_are_about_whole_names() -> None:
    wanted = matcher(["*.py", "doc?"], "test_*")
    assert [name for name in ("a.py", "x/b.py", "docs", "doc", "test_a.py", "a.pyc") if wanted(name)] == [
        *("a.py", "x/b.py", "docs"),
    ]
    assert matcher(None, None)("anything")
    assert not matcher([], None)("anything")


def test_the_etag_of_a_file_is_that_of_its_upload(server: ObjectServer, client: Any, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(9 * MIB))
    client.upload_file(path, "bucket", "key")
    assert file_etag(str(path), 8 * MIB, in_parts=False) == server.objects["bucket/key"].etag.strip('"')
    assert file_etag(str(path), 8 * MIB, in_parts=True).endswith("-2")


def test_a_folder_is_made_where_a_link_stays_inside(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    folder = Folder(str(tmp_path))
    folder.make()
    assert folder.path("link/x") == str(tmp_path / "link" / "x")
    assert folder.path("deep/er/x")
    assert (tmp_path / "deep" / "er").is_dir()


def test_the_bar_shows_how_far_it_is(server: ObjectServer, client: Any, tmp_path: Path) -> None:
    from rich.console import Console

    from sotalia.s3.transfer import ProgressBar

    source = fill(tmp_path / "source", FILES)
    with (tmp_path / "screen").open("w") as screen:
        console = Console(file=screen, force_terminal=True, width=120)
        with ProgressBar("going up", console) as bar:
            client.upload_directory(source, "bucket", Callback=bar)
    shown = (tmp_path / "screen").read_text()
    assert "going up" in shown
    assert f"{len(FILES)}/{len(FILES)} files" in shown


def test_the_bar_says_what_it_needs() -> None:
    from sotalia.s3.transfer import ProgressBar

    with mock.patch.dict("sys.modules", {"rich": None}), pytest.raises(ImportError, match=r"sotalia\[rich\]"):
        ProgressBar()


ODD_KEYS = [
    "plain/key.txt",
    "with space",
    "ü",
    "a//b",
    "plus+",
    "tilde~",
    "../x",
    "a/./b",
    "%41",
    "q?x=1",
    "h#x",
    "-._~",
]


@pytest.mark.parametrize("method", ["copy_prefix", "upload_directory", "download_directory"])
def test_requests_made_after_the_first_are_those_of_ordinary_calls(
    server: ObjectServer, client: Any, tmp_path: Path, method: str
) -> None:
    """Many objects have their requests made by a pattern; each must be what a call of its own would send."""
    names = [name for name in ODD_KEYS if not (method != "copy_prefix" and ("//" in name or "./" in name))]
    source = fill(tmp_path / "source", {name: name.encode() for name in names}) if "copy" not in method else tmp_path
    for name in names:
        server.put(f"bucket/p/{name}", name.encode())
    extra_args: dict[str, Any] = {"RequestPayer": "requester"}
    if method == "upload_directory":
        client.upload_directory(source, "bucket", "p/", ExtraArgs=extra_args | {"Metadata": {"a": "b"}})
    elif method == "copy_prefix":
        client.copy_prefix("bucket", "p/", "bucket", "to/", ExtraArgs=extra_args)
    else:
        client.download_directory("bucket", "p/", tmp_path / "target", ExtraArgs=extra_args)
    together = {entry.path: entry for entry in server.entries if "list-type" not in entry.query}
    assert len(together) == len(names)
    own = {"authorization", "x-amz-date", "amz-sdk-invocation-id"}
    for name in names:
        server.entries.clear()
        if method == "upload_directory":
            client.upload_file(source / name, "bucket", f"p/{name}", ExtraArgs=extra_args | {"Metadata": {"a": "b"}})
        elif method == "copy_prefix":
            client.copy_object(
                CopySource={"Bucket": "bucket", "Key": f"p/{name}"}, Bucket="bucket", Key=f"to/{name}", **extra_args
            )
        else:
            client.download_file("bucket", f"p/{name}", tmp_path / "alone", ExtraArgs=extra_args)
        (alone,) = server.entries
        other = together[alone.path]
        assert other.body == alone.body
        kept = [{n: v for n, v in each.headers.items() if n not in own | {"user-agent"}} for each in (alone, other)]
        assert kept[0] == kept[1]


def test_what_fails_of_many_is_tried_again_in_the_ordinary_way(
    server: ObjectServer, client: Any, tmp_path: Path
) -> None:
    source = fill(tmp_path / "source", {f"{number:03}": b"x" for number in range(60)})
    seen: set[str] = set()

    def refuse_once(entry: Entry, peer: Peer) -> bool:
        if entry.path in seen or not entry.path.endswith("7"):
            return False
        seen.add(entry.path)
        peer.reply(status="503 Slow Down")
        return True

    server.interfere = refuse_once
    assert len(client.upload_directory(source, "bucket").done) == 60
    seen.clear()
    assert len(client.download_directory("bucket", "", tmp_path / "target").done) == 60
    assert len(seen) == 6
    assert found(tmp_path / "target") == found(source)


def test_an_attempt_that_failed_counts_even_if_the_call_can_not_go_on_as_it_began(
    server: ObjectServer, client: Any, tmp_path: Path
) -> None:
    """The others are made by a pattern, without a call; one that fails becomes a call, and that has had an attempt."""
    source = fill(tmp_path / "source", {f"{number:03}": b"x" for number in range(40)})
    seen: dict[str, list[str]] = {}

    def refuse_once(entry: Entry, peer: Peer) -> bool:
        attempts = seen.setdefault(entry.path, [])
        attempts.append(entry.headers["amz-sdk-request"].partition(";")[0])
        if len(attempts) > 1 or not entry.path.endswith("37"):
            return False
        client.meta.events.register("before-sign.s3", lambda **_: None)
        peer.reply(status="503 Slow Down")
        return True

    server.interfere = refuse_once
    assert len(client.upload_directory(source, "bucket").done) == 40
    (attempts,) = (attempts for path, attempts in seen.items() if path.endswith("037"))
    assert attempts == ["attempt=1", "attempt=2"]


def test_a_key_with_nul_in_it_is_deleted_and_not_those_that_it_seems_to_name(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    source = fill(tmp_path / "source", {"a": b"a", "b": b"b"})
    call("upload_directory", source, "bucket")
    server.put("bucket/a\0b", b"only there")
    result = call("sync", source, "s3://bucket", delete=True)
    assert (list(result.deleted), result.ok) == (["a\0b"], True)
    assert stored(server, "") == found(source)


def test_a_sync_does_not_delete_what_its_downloads_go_on_from(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    body = os.urandom(20 * MIB)
    server.put("bucket/x", body)
    server.put("bucket/y", b"small")
    left = [2]

    def refuse(entry: Entry, peer: Peer) -> bool:
        if entry.path != "bucket/x" or left[0]:
            left[0] -= entry.path == "bucket/x"
            return False
        peer.reply(status="403 Forbidden")
        return True

    server.interfere = refuse
    config, target = TransferConfig(resume=True, max_concurrency=1), tmp_path / "target"
    for _ in range(2):
        result = call("sync", "s3://bucket", target, Config=config, delete=True)
        assert [name for name, _ in result.failed] == ["x"]
        assert (sorted(os.listdir(target)), len(result.deleted)) == ([".x.sotalia.journal", ".x.sotalia.part", "y"], 0)
    left[0] = 100
    assert list(call("sync", "s3://bucket", target, Config=config, delete=True).done) == ["x"]
    assert (target / "x").read_bytes() == body
    assert sorted(os.listdir(target)) == ["x", "y"]


@pytest.mark.parametrize("way", ["copy_prefix", "sync"])
def test_a_copy_to_below_its_source_does_not_copy_its_copies(call: Call, server: ObjectServer, way: str) -> None:
    """The listing came upon them, so that each was copied again, one folder further down, until keys were too long."""
    names = [f"a{number:04}" for number in range(1200)]
    for name in names:
        server.put(f"bucket/{name}", b"x")
    arguments = ("bucket", "", "bucket", "copy/") if way == "copy_prefix" else ("s3://bucket", "s3://bucket/copy")
    for _ in range(2):
        assert call(way, *arguments).ok
    assert sorted(server.objects) == sorted(f"bucket/{start}{name}" for name in names for start in ("", "copy/"))
