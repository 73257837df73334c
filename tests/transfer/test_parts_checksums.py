"""Objects with a checksum of their parts' checksums: what comes is compared with that, in whatever ranges it comes."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

import sotalia
from sotalia.auth.checksums import ALGORITHMS
from sotalia.errors import ClientError, FlexibleChecksumError, RetriesExceededError
from sotalia.s3.transfer import TransferConfig
from sotalia.transfer.plan.parts import PartsChecksum
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.servers.seaweed import Seaweed
from tests.transfer.conftest import MIB, caller

Call = Callable[..., Any]
SIZE = 20 * MIB + 5
BODY = os.urandom(SIZE)
CONFIG = TransferConfig(multipart_chunksize=8 * MIB, num_download_attempts=2)


def digest(algorithm: str, data: bytes) -> bytes:
    checksum = ALGORITHMS[algorithm]()
    checksum.update(data)
    return bytes(checksum.digest())


def text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def put(
    server: ObjectServer,
    algorithm: str = "crc32",
    lengths: tuple[int, ...] = (8 * MIB, 8 * MIB, 4 * MIB + 5),
    *,
    key: str = "key",
    tells_parts: bool = False,
    is_wrong: bool = False,
) -> None:
    """Store the body as if it had been uploaded in parts of these lengths; the checksum is wrong if that is wanted."""
    body = BODY[: sum(lengths)]
    starts = [sum(lengths[:number]) for number in range(len(lengths))]
    digests = [digest(algorithm, body[start : start + length]) for start, length in zip(starts, lengths, strict=True)]
    whole = text(digest(algorithm, b"".join(digests) + b"x" * is_wrong))
    name = f"x_amz_checksum_{algorithm}"
    stored = server.put(f"bucket/{key}", body, **{name: f"{whole}-{len(lengths)}", "x_amz_checksum_type": "COMPOSITE"})
    header = name.replace("_", "-")
    stored.parts = [
        (length, {header: text(value)} if tells_parts else {}) for length, value in zip(lengths, digests, strict=True)
    ]


def damage(server: ObjectServer, at: int, times: int = 100) -> None:
    """Have the byte at that place of the object come as another one, so many times."""
    left = [times]

    def flip(entry: Entry, peer: Peer) -> bool:
        if entry.method != "GET" or "list-type" in entry.query:
            return False
        status, headers, body = server._act(entry)
        first = int(headers.get("content-range", "bytes 0-").removeprefix("bytes ").partition("-")[0])
        place = at - first
        if not 0 <= place < len(body) or not left[0]:
            return False
        left[0] -= 1
        body = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        headers = {"content-length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        peer.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)
        return True

    server.interfere = flip


def questions(server: ObjectServer) -> list[str]:
    return [entry.query["partNumber"] for entry in server.entries if entry.method == "HEAD"]


@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"])
@pytest.mark.parametrize("part", [5, 8, 12], ids="parts of {} MiB".format)
def test_what_is_right_comes_and_a_byte_that_is_wrong_is_an_error(
    call: Call, server: ObjectServer, tmp_path: Path, algorithm: str, part: int
) -> None:
    lengths = (part * MIB,) * (SIZE // (part * MIB))
    put(server, algorithm, (*lengths, SIZE - sum(lengths)))
    call("download_file", "bucket", "key", tmp_path / "target", Config=CONFIG)
    assert (tmp_path / "target").read_bytes() == BODY
    assert questions(server) == ["1"]
    (tmp_path / "target").unlink()
    damage(server, 13 * MIB)
    with pytest.raises(FlexibleChecksumError, match="-"):
        call("download_file", "bucket", "key", tmp_path / "target", Config=CONFIG)
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("place", [0, MIB, 8 * MIB - 1, 8 * MIB, SIZE - 1])
def test_no_place_is_left_out(call: Call, server: ObjectServer, tmp_path: Path, place: int) -> None:
    put(server)
    damage(server, place)
    with pytest.raises(FlexibleChecksumError):
        call("download_file", "bucket", "key", tmp_path / "target", Config=CONFIG)
    assert not os.listdir(tmp_path)


def test_a_part_whose_own_checksum_came_with_it_is_fetched_again(call: Call, server: ObjectServer) -> None:
    put(server, tells_parts=True)
    checksums = [headers for _, headers in server.objects["bucket/key"].parts]
    once = [True]

    def answer(entry: Entry, peer: Peer) -> bool:
        """Answer as S3 does: a range that is just one part comes with its checksum."""
        if entry.headers.get("range") != f"bytes={8 * MIB}-{16 * MIB - 1}":
            return False
        status, headers, body = server._act(entry)
        headers = {**headers, **checksums[1], "content-length": str(len(body))}
        if once.pop() if once else False:
            body = b"!" + body[1:]
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        peer.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)
        return True

    server.interfere = answer
    into = io.BytesIO()
    call("download_fileobj", "bucket", "key", into, Config=CONFIG)
    assert into.getvalue() == BODY
    assert not once


class Pipe(io.RawIOBase):
    """Takes bytes in order."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.taken += data
        return len(data)


@pytest.mark.parametrize("algorithm", ["crc32", "sha256"])
@pytest.mark.parametrize("one_by_one", [True, False])
def test_what_goes_to_a_pipe_or_comes_in_one_piece_is_checked_too(
    call: Call, server: ObjectServer, tmp_path: Path, algorithm: str, one_by_one: bool
) -> None:
    put(server, algorithm)

    def download() -> bytes:
        if one_by_one:
            config = TransferConfig(use_threads=False, num_download_attempts=2)
            call("download_file", "bucket", "key", tmp_path / "target", Config=config)
            return (tmp_path / "target").read_bytes()
        pipe = Pipe()
        call("download_fileobj", "bucket", "key", pipe, Config=CONFIG)
        return bytes(pipe.taken)

    assert download() == BODY
    assert len([entry for entry in server.entries if entry.method == "GET"]) == 2
    damage(server, 11 * MIB)
    with pytest.raises(FlexibleChecksumError):
        download()


@pytest.mark.parametrize("algorithm", ["crc32", "sha256"])
@pytest.mark.parametrize("size", [1, 100, 9 * MIB])
def test_an_object_of_one_part_is_checked_without_a_question(
    call: Call, server: ObjectServer, tmp_path: Path, algorithm: str, size: int
) -> None:
    put(server, algorithm, (size,))
    call("download_file", "bucket", "key", tmp_path / "target", Config=CONFIG)
    assert (tmp_path / "target").read_bytes() == BODY[:size]
    assert not questions(server)
    (tmp_path / "target").unlink()
    damage(server, size - 1)
    with pytest.raises((FlexibleChecksumError, RetriesExceededError)):
        call("download_file", "bucket", "key", tmp_path / "target", Config=CONFIG)
    assert not os.listdir(tmp_path)


def test_objects_of_a_folder_are_checked_too(call: Call, server: ObjectServer, tmp_path: Path) -> None:
    put(server, key="large")
    put(server, key="small", lengths=(1000,))
    put(server, key="middle", lengths=(5 * MIB, MIB))
    call("download_directory", "bucket", "", tmp_path).raise_for_failures()
    assert sorted(os.listdir(tmp_path)) == ["large", "middle", "small"]
    for name in os.listdir(tmp_path):
        (tmp_path / name).unlink()
    damage(server, 999)
    result = call("download_directory", "bucket", "", tmp_path, Config=CONFIG)
    assert len(result.failed) == 3
    assert not os.listdir(tmp_path)


def test_large_chunks_hold_several_parts(call: Call, server: ObjectServer) -> None:
    put(server, lengths=(5 * MIB, 5 * MIB, 5 * MIB, 5 * MIB, 5))
    into = io.BytesIO()
    call("download_fileobj", "bucket", "key", into, Config=TransferConfig(multipart_chunksize=11 * MIB))
    assert into.getvalue() == BODY[: 20 * MIB + 5]
    ranges = {entry.headers["range"] for entry in server.entries if "range" in entry.headers}
    assert f"bytes={10 * MIB}-{20 * MIB - 1}" in ranges


@pytest.mark.parametrize("status", ["403 Forbidden", "501 Not Implemented", "404 Not Found"])
def test_a_question_that_is_refused_is_no_failure(
    call: Call, server: ObjectServer, tmp_path: Path, status: str
) -> None:
    put(server)
    server.interfere = lambda entry, peer: entry.method == "HEAD" and peer.reply(status=status) is None
    call("download_file", "bucket", "key", tmp_path / "target", Config=CONFIG)
    assert (tmp_path / "target").read_bytes() == BODY


@pytest.mark.parametrize(
    "lengths",
    [(5 * MIB, 10 * MIB, 5 * MIB + 5), (8 * MIB, 7 * MIB, 5 * MIB + 5), (10 * MIB, 5 * MIB + 5, 5 * MIB)],
    ids=["growing", "shorter in the middle", "shrinking"],
)
@pytest.mark.parametrize("algorithm", ["crc32", "sha256"])
def test_parts_of_different_lengths_are_no_failure(
    call: Call, server: ObjectServer, tmp_path: Path, lengths: tuple[int, ...], algorithm: str
) -> None:
    put(server, algorithm, lengths)
    call("download_file", "bucket", "key", tmp_path / "target", Config=CONFIG)
    assert (tmp_path / "target").read_bytes() == BODY


def test_where_each_part_is_right_the_object_is(call: Call, server: ObjectServer) -> None:
    """A store may put the checksums together in a way of its own."""
    put(server, is_wrong=True, tells_parts=True)
    into = io.BytesIO()
    call("download_fileobj", "bucket", "key", into, Config=CONFIG)
    assert into.getvalue() == BODY
    assert sorted(questions(server)) == ["1", "1", "2", "3"]
    damage(server, 17 * MIB)
    with pytest.raises(FlexibleChecksumError):
        call("download_fileobj", "bucket", "key", io.BytesIO(), Config=CONFIG)


def test_a_client_that_validates_only_what_it_must_asks_nothing(server: ObjectServer) -> None:
    put(server)
    config = sotalia.config.Config(response_checksum_validation="when_required")
    into = io.BytesIO()
    sotalia.client("s3", **server.client_arguments, config=config).download_fileobj("bucket", "key", into)
    assert into.getvalue() == BODY
    assert not questions(server)


@pytest.mark.parametrize("algorithm", ["crc32", "crc64nvme", "sha256"])
def test_a_download_that_goes_on_is_checked_as_far_as_crcs_go(
    call: Call, server: ObjectServer, tmp_path: Path, algorithm: str
) -> None:
    put(server, algorithm, (7 * MIB, 7 * MIB, 6 * MIB + 5))
    config = TransferConfig(resume=True, max_concurrency=1, multipart_chunksize=6 * MIB)
    left = [4]

    def refuse(entry: Entry, peer: Peer) -> bool:
        if entry.method != "GET":
            return False
        left[0] -= 1
        return left[0] < 0 and peer.reply(status="403 Forbidden") is None

    def begin() -> None:
        left[0] = 3
        server.interfere = refuse
        with pytest.raises(ClientError):
            call("download_file", "bucket", "key", tmp_path / "target", Config=config)
        server.interfere = lambda entry, peer: None
        assert len(os.listdir(tmp_path)) == 2
        server.entries.clear()

    begin()
    call("download_file", "bucket", "key", tmp_path / "target", Config=config)
    assert (tmp_path / "target").read_bytes() == BODY
    assert os.listdir(tmp_path) == ["target"]
    assert not [entry for entry in server.entries if entry.headers.get("range", "").startswith("bytes=0-")]
    (tmp_path / "target").unlink()
    if algorithm == "sha256":
        return
    begin()
    damage(server, 19 * MIB)
    with pytest.raises(FlexibleChecksumError):
        call("download_file", "bucket", "key", tmp_path / "target", Config=config)
    assert not os.listdir(tmp_path)


def upload(client: Any, bucket: str, algorithm: str) -> None:
    client.create_bucket(Bucket=bucket)
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    extra_args = {"ChecksumAlgorithm": algorithm}
    client.upload_fileobj(io.BytesIO(BODY[: 12 * MIB]), bucket, "key", ExtraArgs=extra_args, Config=config)
    reply = client.get_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
    reply["Body"].close()
    assert reply[f"Checksum{algorithm}"].endswith("-3")


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA256"])
@pytest.mark.parametrize("side", ["blocking", "awaited"])
def test_what_boto3_has_put_into_moto_is_right(moto_url: str, side: str, algorithm: str) -> None:
    upload(boto3.client("s3", endpoint_url=moto_url), "parts", algorithm)
    into = io.BytesIO()
    caller(side, {})("download_fileobj", "parts", "key", into)
    assert into.getvalue() == BODY[: 12 * MIB]


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "SHA1", "SHA256"])
def test_what_seaweedfs_keeps_is_right_and_compared(
    seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch, algorithm: str
) -> None:
    client = sotalia.client("s3", **seaweed.client_arguments)
    found: list[FlexibleChecksumError | None] = []
    compare = PartsChecksum.error
    monkeypatch.setattr(PartsChecksum, "error", lambda parts: found.append(compare(parts)))
    upload(client, "parts", algorithm)
    try:
        into = io.BytesIO()
        client.download_fileobj("parts", "key", into)
        assert into.getvalue() == BODY[: 12 * MIB]
        assert found == [None]
    finally:
        client.delete_object(Bucket="parts", Key="key")
        client.delete_bucket(Bucket="parts")


def test_a_single_part_is_checked_in_calls_too(server: ObjectServer, client: Any) -> None:
    put(server, "sha256", (1000,))
    assert client.get_object(Bucket="bucket", Key="key")["Body"].read() == BODY[:1000]
    damage(server, 500)
    with pytest.raises(FlexibleChecksumError):
        client.get_object(Bucket="bucket", Key="key")["Body"].read()
