"""Objects as files, read from end to end: what comes is compared with the object's checksum, of whatever kind it is."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from typing import Any

import pytest

from sotalia.auth.checksums import ALGORITHMS
from sotalia.config import Config
from sotalia.errors import FlexibleChecksumError
from sotalia.services.s3.reading_checksum import checksum_to_read
from tests.servers.objects import ObjectServer
from tests.services.s3.sides import KINDS, made

KIB = 1024
BODY = random.Random(3).randbytes(1300 * KIB + 7)
PARTS = (512 * KIB, 512 * KIB, 276 * KIB + 7)
UNEVEN = (600 * KIB, 300 * KIB, 400 * KIB + 7)


def digest(algorithm: str, data: bytes) -> bytes:
    checksum = ALGORITHMS[algorithm]()
    checksum.update(data)
    return bytes(checksum.digest())


def put(server: ObjectServer, algorithm: str, parts: tuple[int, ...] = (), *, is_wrong: bool = False) -> None:
    """Store the body, as if uploaded in parts of these lengths; is the checksum wrong, as if it had been changed."""
    data = BODY if not is_wrong else BODY[:-1] + b"?"
    starts = [sum(parts[:number]) for number in range(len(parts))]
    digests = [digest(algorithm, data[start : start + length]) for start, length in zip(starts, parts, strict=True)]
    value = base64.b64encode(digest(algorithm, b"".join(digests) if parts else data)).decode()
    kind = "COMPOSITE" if parts else "FULL_OBJECT"
    text = f"{value}-{len(parts)}" if parts else value
    name = f"x_amz_checksum_{algorithm}"
    stored = server.put("bucket/key", BODY, **{name: text, "x_amz_checksum_type": kind})
    stored.parts = [(length, {}) for length in parts]


@pytest.fixture
def server(credentials: None) -> Iterator[ObjectServer]:
    with ObjectServer() as server:
        yield server


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest, server: ObjectServer) -> Iterator[Any]:
    yield from made(request.param, "client", **server.client_arguments)


@pytest.mark.parametrize("parts", [(), (len(BODY),), PARTS], ids=["whole", "one part", "parts"])
@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme", "sha256"])
@pytest.mark.parametrize("size", [-1, 70 * KIB, 900 * KIB])
def test_what_is_read_through_is_checked(
    client: Any, server: ObjectServer, algorithm: str, parts: tuple[int, ...], size: int
) -> None:
    def read() -> bytes:
        with client.open_object(Bucket="bucket", Key="key") as file:
            return b"".join(iter(lambda: file.read(size), b""))

    put(server, algorithm, parts)
    assert read() == BODY
    put(server, algorithm, parts, is_wrong=True)
    with pytest.raises(FlexibleChecksumError, match="did not match calculated checksum"):
        read()


def test_whoever_jumps_about_and_comes_back_is_told_too(client: Any, server: ObjectServer) -> None:
    def read() -> bytes:
        with client.open_object(Bucket="bucket", Key="key", buffer_size=1) as file:
            file.seek(-10, 2)
            file.read(10)
            file.seek(0)
            head = file.read(300 * KIB)
            file.seek(100)
            return bytes(head[:100] + file.read())

    put(server, "crc32", PARTS)
    assert read() == BODY
    put(server, "crc32", PARTS, is_wrong=True)
    with pytest.raises(FlexibleChecksumError):
        read()


def test_what_is_read_in_part_is_not_checked_and_asks_for_nothing_more(client: Any, server: ObjectServer) -> None:
    put(server, "crc32", PARTS, is_wrong=True)
    with client.open_object(Bucket="bucket", Key="key") as file:
        assert file.read(1000) == BODY[:1000]
        file.seek(-1000, 2)
        assert file.read() == BODY[-1000:]
    assert [entry.method for entry in server.entries] == ["HEAD", "GET", "GET"]


def test_parts_of_other_lengths_are_no_fault(client: Any, server: ObjectServer) -> None:
    put(server, "crc32", UNEVEN)
    with client.open_object(Bucket="bucket", Key="key") as file:
        assert file.read() == BODY


def test_a_checksum_that_may_be_of_parts_is_none_of_the_whole() -> None:
    """Moto's multi-part objects have one that does not say of how many."""
    of_three = {"ContentLength": 9, "ETag": '"0123-3"', "ChecksumCRC32": "fh/6Vw=="}
    assert checksum_to_read(of_three) is None
    assert checksum_to_read({**of_three, "ChecksumType": "FULL_OBJECT"}) is not None
    assert checksum_to_read({**of_three, "ChecksumCRC32": "fh/6Vw==-3"}) is not None
    assert checksum_to_read({**of_three, "ChecksumCRC32": "no base64"}) is None


def test_a_program_that_wants_no_validation_gets_none(server: ObjectServer) -> None:
    put(server, "crc32", is_wrong=True)
    settings = Config(response_checksum_validation="when_required")
    for client in made("blocking", "client", config=settings, **server.client_arguments):
        with client.open_object(Bucket="bucket", Key="key") as file:
            file.read(1)
        assert "x-amz-checksum-mode" not in server.entries[0].headers
