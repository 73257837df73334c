"""The hashes that Python lacks, by libraries and by our own code: published values, and awscrt's over every short
length and many long ones; which library computes them, and the CRCs of parts.
"""

from __future__ import annotations

import random
import subprocess
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from sotalia.auth import crc, crc_python
from sotalia.auth.checksums import ALGORITHMS

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


#: Packages that compute, which a test can take away.
LIBRARIES = ("anycrc", "zlib_ng", "xxhash")


def forget_libraries() -> None:
    crc._loaded.clear()
    crc._bytes_without.update(dict.fromkeys(crc.KINDS, 0))


@pytest.fixture(params=["with the libraries that are installed", "without any"])
def libraries(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    forget_libraries()
    if request.param == "without any":
        for name in LIBRARIES:
            monkeypatch.setitem(sys.modules, name, None)
    yield request.param != "without any"
    forget_libraries()


def hexdigest(name: str, *pieces: bytes | bytearray | memoryview) -> str:
    checksum = ALGORITHMS[name]()
    for piece in pieces:
        checksum.update(piece)
    digest: bytes = checksum.digest()
    return digest.hex()


@pytest.mark.parametrize("name", KNOWN)
def test_the_published_value(libraries: bool, name: str) -> None:
    assert hexdigest(name, b"123456789") == KNOWN[name]


@pytest.mark.parametrize("name", EMPTY)
def test_the_value_of_nothing(libraries: bool, name: str) -> None:
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
def test_every_length_is_as_in_awscrt(libraries: bool, name: str) -> None:
    for length in LENGTHS:
        data = DATA[:length]
        assert hexdigest(name, data) == reference(name, data), length


@pytest.mark.parametrize("name", ALGORITHMS)
def test_pieces_give_the_same_as_the_whole(libraries: bool, name: str) -> None:
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
def test_asking_in_between_changes_nothing(libraries: bool, name: str) -> None:
    checksum = ALGORITHMS[name]()
    checksum.update(DATA[:2000])
    assert checksum.digest() == checksum.digest()
    checksum.update(DATA[2000:])
    assert checksum.digest().hex() == hexdigest(name, DATA)


@pytest.mark.parametrize(
    ("name", "polynomial"), [("crc32c", 0x11EDC6F41), ("crc64nvme", (1 << 64) | 0xAD93D23594C93659)]
)
def test_the_relations_hold(name: str, polynomial: int) -> None:
    """x^D is the sum of its exponents' powers, modulo the polynomial."""
    kind = crc.KINDS[name]
    width = 8 * kind.digest_size
    assert int(f"{polynomial & ((1 << width) - 1):0{width}b}"[::-1], 2) == kind.polynomial

    def power(exponent: int) -> int:
        value = 1
        for _ in range(exponent):
            value <<= 1
            if value >> width:
                value ^= polynomial
        return value

    for degree, exponents in crc_python.RELATIONS[name]:
        assert list(exponents) == sorted(exponents, reverse=True)
        total = 0
        for exponent in exponents:
            total ^= power(exponent)
        assert power(degree) == total


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_view_of_wider_items_is_taken_as_bytes(libraries: bool, name: str) -> None:
    view: Any = memoryview(DATA[:4096]).cast("I")
    assert hexdigest(name, view) == hexdigest(name, DATA[:4096])


@pytest.mark.parametrize("name", crc.KINDS)
def test_the_running_crc_goes_on_from_a_number(libraries: bool, name: str) -> None:
    function = crc.running(name)
    assert function(b"") == 0
    assert function(b"789", function(b"123456")) == int(hexdigest(name, b"123456789"), 16)
    assert crc.encode(name, function(b"789", 5)) == crc.encode(name, function(memoryview(b"789"), 5))


@pytest.mark.parametrize("name", crc.KINDS)
@pytest.mark.parametrize("lengths", [(0, 0), (5, 0), (0, 5), (1, 1), (100_000, 200_000), (299_999, 1)])
def test_the_crcs_of_two_pieces_make_that_of_both(name: str, lengths: tuple[int, int]) -> None:
    function = crc.running(name)
    first, second = DATA[: lengths[0]], DATA[lengths[0] : sum(lengths)]
    assert crc.combine(name, function(first), function(second), len(second)) == function(first + second)


def test_crcs_combine_over_lengths_beyond_any_memory() -> None:
    size = 50 << 40
    assert crc.combine("crc64nvme", 7, 0, size) == crc.combine(
        "crc64nvme", crc.combine("crc64nvme", 7, 0, size // 2), 0, size // 2
    )


def test_it_says_which_library_is_in_use(libraries: bool) -> None:
    names = [crc.library(name) for name in crc.KINDS]
    if libraries:
        assert names[1:] == ["anycrc", "anycrc"]
    else:
        assert names == ["zlib", "Python code, slow", "Python code, slow"]


@pytest.mark.parametrize("name", crc.KINDS)
def test_a_process_with_few_bytes_imports_no_library(name: str) -> None:
    code = (
        "import sys\nfrom sotalia.auth import crc\n"
        f"data, enough = bytes(1 << 20), crc.KINDS[{name!r}].enough\n"
        f"crc.advance({name!r}, data[:enough], 0)\n"
        "print(sorted({'anycrc', 'zlib_ng'} & set(sys.modules)))\n"
        f"for _ in range(enough >> 20): crc.advance({name!r}, data, 0)\n"
        f"crc.advance({name!r}, data, 0)\n"
        "print(bool({'anycrc', 'zlib_ng'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True"]


def test_large_pieces_are_as_small_ones() -> None:
    data = DATA * 5
    assert hexdigest("crc32", data) == f"{zlib.crc32(data):08x}"
    assert hexdigest("crc32c", data) == hexdigest("crc32c", data[:1], data[1:])
