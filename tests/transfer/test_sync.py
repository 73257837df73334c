"""What a sync must never delete or overwrite, whatever listings, folders and names are like."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import sotalia
from sotalia.errors import ClientError, PaginationError
from sotalia.transfer.many.names import UnsafeKeyError
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.test_many import Call, fill, found, stored


def test_links_that_nobody_can_follow_fail_alone(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", {"a": b"a", "b/c": b"c", "z": b"z"})
    (source / "b" / "itself").symlink_to("itself")
    (source / "nowhere").symlink_to(tmp_path / "not there")
    (source / "up").symlink_to(source)
    server.put("bucket/b/itself", b"is not known to be gone")
    result = call("sync", source, "s3://bucket", delete=True)
    assert sorted(result.done) == ["a", "b/c", "z"]
    assert [name for name, _ in result.failed] == ["b/itself", "nowhere"]
    assert "bucket/b/itself" in server.objects


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("", "does not say whether it is the last one"),
        ("<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>", "whether it is the last one"),
        ("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>", "there is more, but not where"),
        (
            "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
            "</ListBucketResult>",
            "same next token was received twice",
        ),
    ],
)
def test_a_listing_that_may_not_be_whole_is_no_reason_to_delete(
    call: Call, server: ObjectServer, tmp_path: Path, page: str, why: str
) -> None:
    target = fill(tmp_path / "target", {"a": b"a", "b": b"b"})
    server.interfere = lambda entry, peer: peer.reply(page.encode()) is None
    with pytest.raises(PaginationError, match=why):
        call("sync", "s3://bucket", target, delete=True)
    assert found(target) == {"a": b"a", "b": b"b"}


#: What a store has that lists folder by folder, as SeaweedFS does, in its order.
BY_FOLDERS = ("a/x", "a!", "a-b", "a.txt", "ab", "z")


def listing_in_order_of(server: ObjectServer, names: tuple[str, ...], *, bucket: str = "bucket") -> None:
    """Have the server list a bucket in another order, on pages of two keys, and give sessions for directory buckets."""

    def interfere(entry: Entry, peer: Peer) -> bool:
        if "session" in entry.query:
            keys = "<SessionToken>t</SessionToken><SecretAccessKey>s</SecretAccessKey><AccessKeyId>A</AccessKeyId>"
            end = "<Expiration>2100-01-01T00:00:00Z</Expiration>"
            page = f"<CreateSessionResult><Credentials>{keys}{end}</Credentials></CreateSessionResult>"
        elif "list-type" in entry.query:
            there = [name for name in names if f"{bucket}/{name}" in server.objects]
            start = int(entry.query.get("continuation-token", "0"))
            page = "".join(
                f"<Contents><Key>{name}</Key><Size>{len(server.objects[f'{bucket}/{name}'].body)}</Size>"
                "<LastModified>2020-01-01T00:00:00.000Z</LastModified></Contents>"
                for name in there[start : start + 2]
            )
            more = start + 2 < len(there)
            page += f"<IsTruncated>{str(more).lower()}</IsTruncated>"
            page += f"<NextContinuationToken>{start + 2}</NextContinuationToken>" if more else ""
            page = f"<ListBucketResult>{page}</ListBucketResult>"
        else:
            return False
        peer.reply(page.encode())
        return True

    server.interfere = interfere


def test_what_a_listing_names_late_is_not_deleted(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    files = {name: name.encode() for name in BY_FOLDERS}
    for name, body in files.items():
        server.put(f"bucket/{name}", body)
    listing_in_order_of(server, BY_FOLDERS)
    target = fill(tmp_path / "target", {**files, "b": b"only here"})
    result = call("sync", "s3://bucket", target, delete=True)
    assert list(result.deleted) == ["b"]
    assert found(target) == files
    source = fill(tmp_path / "source", {name: body for name, body in files.items() if name != "a-b"})
    result = call("sync", source, "s3://bucket", delete=True)
    assert list(result.deleted) == ["a-b"]
    assert stored(server, "") == found(source)


def test_an_entry_that_is_listed_twice_is_not_deleted(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = fill(tmp_path / "source", {"a": b"a", "b": b"b", "c": b"c"})
    call("upload_directory", source, "bucket")
    listing_in_order_of(server, ("a", "b", "b", "a", "c"))
    result = call("sync", source, "s3://bucket", delete=True)
    assert (list(result.deleted), result.ok) == ([], True)
    assert stored(server, "") == found(source)


@pytest.mark.parametrize("bucket", ["folders--use1-az4--x-s3", "folders--use1-az4--xa-s3"])
def test_directory_buckets_are_compared_although_they_list_in_no_order(
    call: Call, server: ObjectServer, tmp_path: Path, bucket: str
) -> None:
    names = ("z", "b/c", "a", "m", "b", "y/z/w")
    source = fill(tmp_path / "source", {name: name.encode() for name in names if name != "b"})
    for name in found(source):
        os.utime(source / name, (0, 0))
    listing_in_order_of(server, names, bucket=bucket)
    assert sorted(call("sync", source, f"s3://{bucket}", delete=True).done) == ["a", "b/c", "m", "y/z/w", "z"]
    server.put(f"{bucket}/b", b"only there")
    again = call("sync", source, f"s3://{bucket}", delete=True)
    assert (list(again.done), list(again.deleted)) == ([], ["b"])
    target = tmp_path / "target"
    call("sync", f"s3://{bucket}", target)
    assert found(target) == found(source)
    assert not len(call("sync", f"s3://{bucket}", target, delete=True).done)


def test_a_listing_that_breaks_off_has_deleted_nothing(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    for name in ("b", "c", "d"):
        server.put(f"bucket/{name}", b"1")
    target = fill(tmp_path / "target", {"a": b"only here", "b": b"1", "e": b"only here"})
    listing_in_order_of(server, ("b", "c", "d"))
    lists = server.interfere

    def refuse_second_page(entry: Entry, peer: Peer) -> Any:
        if "continuation-token" in entry.query:
            return peer.reply(b"<Error><Code>AccessDenied</Code></Error>", status="403 Forbidden") is None
        return lists(entry, peer)

    server.interfere = refuse_second_page
    with pytest.raises(ClientError, match="AccessDenied"):
        call("sync", "s3://bucket", target, delete=True)
    assert {"a", "b", "e"} <= set(found(target))


def test_a_file_makes_room_for_the_folder_of_its_name(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    server.put("bucket/a/b/c", b"new")
    server.put("bucket/d", b"new")
    target = fill(tmp_path / "target", {"a": b"was a file", "d": b"old"})
    result = call("sync", "s3://bucket", target, delete=True)
    assert (result.failed, list(result.deleted)) == ([], ["a"])
    assert found(target) == {"a/b/c": b"new", "d": b"old"}


ARN = "arn:aws:s3:us-west-2:123456789012:accesspoint/mine"


@pytest.mark.parametrize(
    ("url", "bucket", "prefix"),
    [
        ("s3://bucket", "bucket", ""),
        ("s3://bucket/", "bucket", ""),
        ("s3://bucket/a/b", "bucket", "a/b/"),
        ("s3://bucket//a", "bucket", "/a/"),
        (f"s3://{ARN}", ARN, ""),
        (f"s3://{ARN}/a/b", ARN, "a/b/"),
    ],
)
def test_a_url_names_a_bucket_or_an_access_point(url: str, bucket: str, prefix: str, tmp_path: Path) -> None:
    client = sotalia.client("s3", region_name="us-west-2", aws_access_key_id="A", aws_secret_access_key="B")
    asked: list[dict[str, Any]] = []

    def answer(**params: Any) -> dict[str, Any]:
        asked.append(params)
        return {"IsTruncated": False}

    with mock.patch.object(client, "list_objects_v2", answer):
        client.sync(url, tmp_path)
    assert asked == [{"Bucket": bucket, "Prefix": prefix}]


def test_a_listing_is_asked_for_on_the_terms_of_the_transfer(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    def asked(method: str, *places: Any, **extra_args: str) -> list[tuple[str, set[str]]]:
        server.entries.clear()
        call(method, *places, ExtraArgs=extra_args)
        named = {"x-amz-request-payer": "payer", "x-amz-expected-bucket-owner": "owner"}
        lists = [entry for entry in server.entries if "list-type" in entry.query]
        return sorted((entry.path, {named[name] for name in named if name in entry.headers}) for entry in lists)

    who = {"RequestPayer": "requester", "ExpectedBucketOwner": "123456789012"}
    assert asked("sync", tmp_path, "s3://to", **who) == [("to", {"payer", "owner"})]
    assert asked("sync", "s3://from", tmp_path, **who) == [("from", {"payer", "owner"})]
    # The owner is that of the target.
    assert asked("sync", "s3://from", "s3://to", **who) == [("from", {"payer"}), ("to", {"payer", "owner"})]
    assert asked("copy_prefix", "from", "", "to", "", **who) == [("from", {"payer"})]


def test_objects_that_stand_for_folders_are_not_deleted_for_a_folder_of_files(
    call: Call, server: ObjectServer, tmp_path: Path
) -> None:
    source = fill(tmp_path / "source", {"a/b": b"b"})
    for name, body in {"": b"", "a/": b"", "gone/": b"", "odd/": b"holds something", "c": b""}.items():
        server.put(f"bucket/p/{name}", body)
    result = call("sync", source, "s3://bucket/p", delete=True)
    assert sorted(result.deleted) == ["c", "odd/"]
    assert sorted(stored(server, "p/")) == ["", "a/", "a/b", "gone/"]
    server.put("bucket/q/other/", b"")
    assert list(call("sync", "s3://bucket/p", "s3://bucket/q", delete=True).deleted) == ["other/"]


def test_where_case_is_ignored_no_key_overwrites_another_and_none_is_deleted_for_its_case(
    call: Call, server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sotalia.transfer.many.names.ignores_case", lambda folder: True)
    for name in ("Read.me", "read.me", "d/\u00e9", "D/e\u0301", "z"):
        server.put(f"bucket/{name}", b"12")
    result = call("download_directory", "bucket", "", tmp_path / "a")
    assert sorted(result.done) == ["D/e\u0301", "Read.me", "z"]
    assert sorted((name, type(error)) for name, error in result.failed) == [
        ("d/\u00e9", UnsafeKeyError),
        ("read.me", UnsafeKeyError),
    ]
    del server.objects["bucket/read.me"]
    target = fill(tmp_path / "b", {"README": b"", "READ.ME": b"the same file"})
    assert list(call("sync", "s3://bucket", target, delete=True).deleted) == ["README"]
