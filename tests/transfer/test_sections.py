"""Parts of files as bodies: summed up in one pass before they are sent, or framed with the checksum behind them."""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from pathlib import Path

import pytest

import sotalia
from sotalia.auth.checksums import ALGORITHMS
from sotalia.auth.chunked import AwsChunked
from sotalia.testing import RecordingTransport
from sotalia.transfer.plan.kept import SourceChangedError
from sotalia.transfer.sections import Section, Sums
from tests.transfer.conftest import MIB

DATA = os.urandom(300_000)


class File:
    """Counts what is read of it."""

    def __init__(self, data: bytes = DATA) -> None:
        self.data = data
        self.count = 0

    def read(self, offset: int, count: int) -> bytes:
        data = self.data[offset : offset + count]
        self.count += len(data)
        return data


def section(file: File, start: int = 100, length: int = 200_000, sums: Sums | None = None) -> Section:
    return Section(file.read, start, length, sums or Sums())


def crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big")


def test_what_was_asked_for_of_one_section_is_computed_in_one_pass_of_the_next() -> None:
    file, sums = File(), Sums()
    for count, start in ((400_000, 0), (200_000, 100)):
        file.count = 0
        body = section(file, start, sums=sums)
        data = DATA[start : start + 200_000]
        assert body.digest("crc32") == crc(data)
        assert body.digest("sha256") == hashlib.sha256(data).digest()
        assert body.digest("crc32") == crc(data)
        assert file.count == count
        assert body.tell() == 0


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_any_algorithm_may_be_asked_for(algorithm: str) -> None:
    checksum = ALGORITHMS[algorithm]()
    checksum.update(DATA[100:200_100])
    assert section(File()).digest(algorithm) == checksum.digest()


@pytest.mark.parametrize("size", [1, 7, 4096, 65536, 1 << 20, -1])
def test_a_framed_section_is_one_chunk_with_its_checksum_behind_it(size: int) -> None:
    body = section(File(), length=20_000).framed("crc32", "x-amz-checksum-crc32")
    data = DATA[100:20_100]
    text = base64.b64encode(crc(data))
    expected = b"%x\r\n%b\r\n0\r\nx-amz-checksum-crc32:%b\r\n\r\n" % (len(data), data, text)
    assert len(body) == len(expected)
    assert expected == AwsChunked(data, ALGORITHMS["crc32"], "x-amz-checksum-crc32").read()
    for _ in range(2):
        pieces = list(iter(lambda: body.read(size), b""))
        assert b"".join(pieces) == expected
        assert size < 0 or max(map(len, pieces)) <= size
        body.seek(0)


def test_a_file_that_has_become_shorter_is_an_error_wherever_it_is_noticed() -> None:
    for act in (
        lambda body: body.digest("crc32"),
        lambda body: body.framed("crc32", "x").read(),
        lambda body: list(iter(lambda: body.read(65536), b"")),
    ):
        with pytest.raises(SourceChangedError, match="150000 bytes"):
            act(section(File(DATA[:150_000])))


def test_parts_that_are_sent_over_tls_say_how_long_they_are(credentials: None, tmp_path: Path) -> None:
    transport = RecordingTransport()
    transport.add(b"<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
    for _ in range(2):
        transport.add(headers={"etag": '"e"'})
    transport.add(b"<CompleteMultipartUploadResult/>")
    body = os.urandom(9 * MIB)
    (tmp_path / "source").write_bytes(body)
    sotalia.client("s3", transport=transport).upload_file(tmp_path / "source", "bucket", "key")
    part = transport.requests[1]
    head, _, rest = part.body.partition(b"\r\n")
    assert (int(head, 16), rest[: 8 * MIB]) == (8 * MIB, body[: 8 * MIB])
    assert rest[8 * MIB :].startswith(b"\r\n0\r\nx-amz-checksum-crc32:")
    assert part.headers["x-amz-decoded-content-length"] == str(8 * MIB)
    assert part.headers["content-encoding"] == "aws-chunked"
    assert part.length == len(part.body)
