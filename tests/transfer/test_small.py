"""Small objects are moved without jobs as long as all is well, and as other ones where it is not."""

from __future__ import annotations

import base64
import os
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer

COUNT = 40
ODD = "037"


def fill(server: ObjectServer) -> dict[str, bytes]:
    """Store some objects with checksums; return their bodies by name."""
    files = {f"{number:03}": f"number {number}".encode() * 100 for number in range(COUNT)}
    for name, body in files.items():
        checksum = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
        server.put(f"bucket/{name}", body, x_amz_checksum_crc32=checksum, x_amz_checksum_type="FULL_OBJECT")
    return files


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def damage(body: bytes, entry: Entry, peer: Peer, server: ObjectServer) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nx-amz-checksum-crc32: "
    checksum = server.objects[entry.path].headers["x-amz-checksum-crc32"]
    peer.send(f"{head}{checksum}\r\n\r\n".encode() + b"X" + body[1:])


def truncate(body: bytes, entry: Entry, peer: Peer, server: ObjectServer) -> None:
    peer.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:-7])
    raise EOFError


def refuse(body: bytes, entry: Entry, peer: Peer, server: ObjectServer) -> None:
    peer.reply(status="500 Internal Server Error")


@pytest.mark.parametrize("harm", [damage, truncate, refuse])
def test_what_comes_damaged_is_fetched_again(server: ObjectServer, client: Any, tmp_path: Path, harm: Any) -> None:
    files = fill(server)
    seen: list[str] = []

    def interfere(entry: Entry, peer: Peer) -> bool:
        if not entry.path.endswith(ODD) or seen:
            return False
        seen.append(entry.path)
        harm(files[ODD], entry, peer, server)
        return True

    server.interfere = interfere
    result = client.download_directory("bucket", "", tmp_path)
    assert seen
    assert not result.failed
    assert sorted(result.done) == sorted(files)
    assert result.bytes == sum(map(len, files.values()))
    assert found(tmp_path) == files


def test_an_object_that_was_replaced_since_it_was_listed_comes_as_it_is_now(
    server: ObjectServer, client: Any, tmp_path: Path
) -> None:
    files = fill(server)

    def interfere(entry: Entry, peer: Peer) -> bool:
        if entry.path.endswith(ODD):
            server.put(f"bucket/{ODD}", b"longer than before" * 1000)
        return False

    server.interfere = interfere
    result = client.download_directory("bucket", "", tmp_path)
    assert sorted(result.done) == sorted(files)
    assert found(tmp_path) == files | {ODD: b"longer than before" * 1000}


def test_a_file_that_cannot_be_written_fails_alone_and_leaves_nothing(
    server: ObjectServer, client: Any, tmp_path: Path
) -> None:
    files = fill(server)
    (tmp_path / ODD).mkdir()
    result = client.download_directory("bucket", "", tmp_path)
    ((name, error),) = result.failed
    assert name == ODD
    assert isinstance(error, OSError)
    assert sorted(os.listdir(tmp_path)) == sorted(files)


def test_a_file_that_cannot_be_read_fails_alone(server: ObjectServer, client: Any, tmp_path: Path) -> None:
    for number in range(COUNT):
        (tmp_path / f"{number:03}").write_bytes(b"x")
    taken: list[str] = []

    def interfere(entry: Entry, peer: Peer) -> bool:
        if not taken:
            taken.append(entry.path)
            (tmp_path / ODD).unlink()
        return False

    server.interfere = interfere
    result = client.upload_directory(tmp_path, "bucket", Config=sequential())
    ((name, error),) = result.failed
    assert name == ODD
    assert isinstance(error, FileNotFoundError)
    assert len(result.done) == COUNT - 1


def sequential() -> Any:
    from sotalia.s3.transfer import TransferConfig

    return TransferConfig(use_threads=False)


def test_their_successes_give_back_what_retries_have_taken(server: ObjectServer, client: Any, tmp_path: Path) -> None:
    fill(server)
    client.head_object(Bucket="bucket", Key="000")
    quota = client._core.retry._quota
    assert quota.acquire(quota.available // 2)
    before = quota.available
    client.download_directory("bucket", "", tmp_path)
    assert quota.available == before + COUNT + 1  # the listing is a request, too
