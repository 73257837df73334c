"""The hashes that Python lacks: published values, and awscrt's over every short length and many long ones."""

from __future__ import annotations

import random
from typing import Any

import pytest

from sotalia.auth.checksums import ALGORITHMS
from sotalia.auth.crc import Crc32c, Crc64Nvme, Reflected

DATA = random.Random(7).randbytes(300_000)
LENGTHS = [*range(260), 511, 512, 513, 847, 848, 1023, 1024, 1025, 1088, 2048, 2049, 70_000, 131_072, 131_073, 300_000]

#: Of "123456789": the catalogue of parametrised CRC algorithms, FIPS 180-4, the xxHash repository's own tool.
KNOWN = {
    "crc32": "cbf43926",
    "crc32c": "e3069283",
    "crc64nvme": "ae8b14860a799888",
    "sha1": "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "sha256": "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
}
#: Of nothing at all.
EMPTY = {
    "xxhash64": "ef46db3751d8e999",
    "xxhash3": "2d06800538d394c2",
    "xxhash128": "99aa06d3014798d86001c324468d497f",
    "crc32c": "00000000",
    "crc64nvme": "0000000000000000",
}


def hexdigest(name: str, *pieces: bytes | bytearray | memoryview) -> str:
    checksum = ALGORITHMS[name]()
    for piece in pieces:
        checksum.update(piece)
    digest: bytes = checksum.digest()
    return digest.hex()


@pytest.mark.parametrize("name", KNOWN)
def test_the_published_value(name: str) -> None:
    assert hexdigest(name, b"123456789") == KNOWN[name]


@pytest.mark.parametrize("name", EMPTY)
def test_the_value_of_nothing(name: str) -> None:
    assert hexdigest(name) == EMPTY[name] == hexdigest(name, b"", b"")


def reference(name: str, data: bytes) -> str:
    checksums = pytest.importorskip("awscrt.checksums", reason="awscrt is what these are compared with")
    if name.startswith("crc"):
        width = 16 if name == "crc64nvme" else 8
        return f"{getattr(checksums, name)(data):0{width}x}"
    makers = {"xxhash64": "new_xxhash64", "xxhash3": "new_xxhash3_64", "xxhash128": "new_xxhash3_128"}
    found = getattr(checksums.XXHash, makers[name])()
    found.update(data)
    digest: bytes = found.finalize()
    return digest.hex()


@pytest.mark.parametrize("name", ["crc32", "crc32c", "crc64nvme", "xxhash64", "xxhash3", "xxhash128"])
def test_every_length_is_as_in_awscrt(name: str) -> None:
    for length in LENGTHS:
        data = DATA[:length]
        assert hexdigest(name, data) == reference(name, data), length


@pytest.mark.parametrize("name", ALGORITHMS)
def test_pieces_give_the_same_as_the_whole(name: str) -> None:
    whole = hexdigest(name, DATA)
    pick = random.Random(1)
    pieces, start = [], 0
    while start < len(DATA):
        size = pick.choice((0, 1, 3, 31, 64, 65, 1000, 1024, 5000, 60_000))
        pieces.append(DATA[start : start + size])
        start += size
    assert hexdigest(name, *pieces) == whole
    assert hexdigest(name, *(bytearray(piece) for piece in pieces)) == whole
    assert hexdigest(name, *(memoryview(piece) for piece in pieces)) == whole


@pytest.mark.parametrize("name", ALGORITHMS)
def test_asking_in_between_changes_nothing(name: str) -> None:
    checksum = ALGORITHMS[name]()
    checksum.update(DATA[:2000])
    assert checksum.digest() == checksum.digest()
    checksum.update(DATA[2000:])
    assert checksum.digest().hex() == hexdigest(name, DATA)


@pytest.mark.parametrize(("kind", "polynomial"), [(Crc32c, 0x11EDC6F41), (Crc64Nvme, (1 << 64) | 0xAD93D23594C93659)])
def test_the_relations_hold(kind: type[Reflected], polynomial: int) -> None:
    """x^D is the sum of its exponents' powers, modulo the polynomial."""
    width = 8 * kind.digest_size
    assert int(f"{polynomial & ((1 << width) - 1):0{width}b}"[::-1], 2) == kind.polynomial

    def power(exponent: int) -> int:
        value = 1
        for _ in range(exponent):
            value <<= 1
            if value >> width:
                value ^= polynomial
        return value

    for degree, exponents in kind.relations:
        assert list(exponents) == sorted(exponents, reverse=True)
        total = 0
        for exponent in exponents:
            total ^= power(exponent)
        assert power(degree) == total


def test_a_view_of_wider_items_is_taken_as_bytes() -> None:
    view: Any = memoryview(DATA[:4096]).cast("I")
    assert hexdigest("crc32c", view) == hexdigest("crc32c", DATA[:4096])
