"""A customer's own key goes with each request that S3 wants it with, as S3 wants it, on every way of transferring."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sotalia import aio
from sotalia.errors import ClientError, S3UploadFailedError
from sotalia.s3.transfer import TransferConfig
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB

Call = Callable[..., Any]
RAW = b"0123456789abcdef0123456789abcdef"
ENCODED = base64.b64encode(RAW).decode()
DIGEST = base64.b64encode(hashlib.md5(RAW).digest()).decode()
ARGUMENTS = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": RAW}
OF_SOURCE = {f"CopySource{name}": value for name, value in ARGUMENTS.items()}
LARGE = os.urandom(12 * MIB)
CONFIG = TransferConfig(multipart_chunksize=5 * MIB, max_concurrency=1)
RESUME = TransferConfig(multipart_chunksize=5 * MIB, max_concurrency=1, resume=True)
PREFIX = "server-side-encryption-customer-"
#: Requests that S3 takes no key with.
WITHOUT = ("DELETE upload", "GET list-type", "GET tagging", "PUT tagging")


def check(server: ObjectServer, *prefixes: str) -> None:
    """Each request that has come has the key, the one in headers with these beginnings."""
    assert server.entries
    for entry, short in zip(server.entries, server.methods(), strict=True):
        if short in WITHOUT or "list-type" in entry.query:
            continue
        for prefix in prefixes or ("x-amz-",):
            if prefix != "x-amz-" and "x-amz-copy-source" not in entry.headers:
                continue
            found = [entry.headers.get(f"{prefix}{PREFIX}{name}") for name in ("algorithm", "key", "key-md5")]
            assert found == ["AES256", ENCODED, DIGEST], f"{short}: {found}"
    server.entries.clear()


@pytest.mark.parametrize("body", [b"small", LARGE], ids=["small", "large"])
def test_up_and_down_and_as_a_file(call: Call, server: ObjectServer, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "source").write_bytes(body)
    call("upload_file", tmp_path / "source", "bucket", "key", ExtraArgs=ARGUMENTS, Config=CONFIG)
    check(server)
    call("download_file", "bucket", "key", tmp_path / "target", ExtraArgs=ARGUMENTS, Config=CONFIG)
    assert (tmp_path / "target").read_bytes() == body
    check(server)


@pytest.mark.parametrize("body", [b"small", LARGE], ids=["small", "large"])
def test_copies_have_both_keys(call: Call, server: ObjectServer, body: bytes) -> None:
    server.put("bucket/from", body)
    source = {"Bucket": "bucket", "Key": "from"}
    call("copy", source, "bucket", "to", ExtraArgs=ARGUMENTS | OF_SOURCE, Config=CONFIG)
    assert server.entries[0].headers[f"x-amz-{PREFIX}key"] == ENCODED  # HeadObject of the source
    check(server)
    call("copy", source, "bucket", "to", ExtraArgs=ARGUMENTS | OF_SOURCE, Config=CONFIG)
    check(server, "x-amz-copy-source-")


def test_folders(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number in range(5):
        (source / str(number)).write_bytes(b"x" * (number + 1))
    (source / "large").write_bytes(LARGE)
    call("upload_directory", source, "bucket", "", ExtraArgs=ARGUMENTS, Config=CONFIG).raise_for_failures()
    check(server)
    call("download_directory", "bucket", "", tmp_path / "target", ExtraArgs=ARGUMENTS).raise_for_failures()
    assert len(os.listdir(tmp_path / "target")) == 6
    check(server)


def test_what_goes_on(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(LARGE)
    left = [2]

    def refuse(entry: Entry, peer: Peer) -> bool:
        if "partNumber" not in entry.query and entry.method != "GET":
            return False
        left[0] -= 1
        return left[0] < 0 and peer.reply(status="403 Forbidden") is None

    server.interfere = refuse
    with pytest.raises(S3UploadFailedError):
        call("upload_file", tmp_path / "source", "bucket", "key", ExtraArgs=ARGUMENTS, Config=RESUME)
    server.interfere = lambda entry, peer: None
    call("upload_file", tmp_path / "source", "bucket", "key", ExtraArgs=ARGUMENTS, Config=RESUME)
    assert "GET upload" in server.methods()
    check(server)
    left[0] = 2
    server.interfere = refuse
    with pytest.raises(ClientError):
        call("download_file", "bucket", "key", tmp_path / "target", ExtraArgs=ARGUMENTS, Config=RESUME)
    server.interfere = lambda entry, peer: None
    call("download_file", "bucket", "key", tmp_path / "target", ExtraArgs=ARGUMENTS, Config=RESUME)
    assert (tmp_path / "target").read_bytes() == LARGE
    check(server)
    for path in [*tmp_path.rglob("*"), *Path("~").expanduser().rglob("*.json")]:
        assert not path.is_file() or RAW not in path.read_bytes()


def test_objects_as_files(server: ObjectServer, client: Any) -> None:
    with client.open_object("wb", Bucket="bucket", Key="key", part_size=5 * MIB, **ARGUMENTS) as file:
        file.write(LARGE)
    check(server)
    with client.open_object(Bucket="bucket", Key="key", **ARGUMENTS) as file:
        assert file.read() == LARGE
    check(server)


def test_objects_as_awaited_files(server: ObjectServer) -> None:
    import asyncio

    async def main() -> None:
        async with aio.client("s3", **server.client_arguments) as client:
            async with client.open_object("wb", Bucket="bucket", Key="key", part_size=5 * MIB, **ARGUMENTS) as file:
                await file.write(LARGE)
            check(server)
            async with client.open_object(Bucket="bucket", Key="key", **ARGUMENTS) as file:
                assert await file.read() == LARGE
            check(server)

    asyncio.run(main())
