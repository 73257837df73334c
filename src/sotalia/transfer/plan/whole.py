"""The checksum of an object that comes in ranges: those of the ranges, put together, must be that of the whole.

Only CRCs can be put together: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"""

from __future__ import annotations

from ...auth.crc import KINDS, combine, encode, running
from ...errors import FlexibleChecksumError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

#: What ranges are summed up by where nothing is known of the whole.
USUAL = "crc32"


def can_be_combined(algorithm: str) -> bool:
    """Return whether checksums of ranges by this algorithm give that of the whole."""
    return algorithm in KINDS


def digest_of(algorithm: str, crc: int) -> bytes:
    """Return the bytes of a CRC, the highest first."""
    return crc.to_bytes(KINDS[algorithm].digest_size, "big")


class RangeChecksum:
    """The CRC of one range, as it comes. `expected` is what it must be, base64; None where that is unknown."""

    __slots__ = ("_algorithm", "advance", "crc", "expected")

    def __init__(self, algorithm: str) -> None:
        self.advance = running(algorithm)
        self._algorithm = algorithm
        self.crc = 0
        self.expected: str | None = None

    def update(self, data: Any) -> None:
        """Take in the next bytes."""
        self.crc = self.advance(data, self.crc)

    def digest(self) -> bytes:
        """Return the CRC of all bytes so far, big-endian."""
        return digest_of(self._algorithm, self.crc)

    def ranges(self, offset: int, length: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield offset, length and digest of the range, as if it were one of several."""
        yield offset, length, self.digest()

    def verify(self) -> None:
        """Raise FlexibleChecksumError where the range has a checksum of its own, and another one."""
        found = encode(self._algorithm, self.crc)
        if self.expected is not None and found != self.expected:
            raise mismatch(self.expected, found)


class WholeChecksum:
    """Collects the CRCs of ranges, and compares with what the server said of the whole."""

    __slots__ = ("_ranges", "algorithm", "expected")

    def __init__(self, algorithm: str, expected: str) -> None:
        self.algorithm = algorithm
        self.expected = expected
        self._ranges: dict[int, tuple[int, int]] = {}

    def range(self, offset: int, length: int, headers: Mapping[str, str]) -> RangeChecksum:
        """Return what computes the CRC of one range."""
        return RangeChecksum(self.algorithm)

    def add(self, offset: int, length: int, checksum: Any) -> None:
        """Add a range that has come."""
        self.add_digest(offset, length, checksum.digest())

    def add_digest(self, offset: int, length: int, digest: bytes) -> None:
        """Add a range by its digest."""
        self._ranges[offset] = length, int.from_bytes(digest, "big")

    def error(self) -> FlexibleChecksumError | None:
        """Return the error for ranges that are not the object, or None."""
        whole = 0
        for _, (length, crc) in sorted(self._ranges.items()):
            whole = combine(self.algorithm, whole, crc, length)
        found = encode(self.algorithm, whole)
        if found == self.expected:
            return None
        return mismatch(self.expected, found)


def mismatch(expected: str, found: str) -> FlexibleChecksumError:
    """Return the error for bytes that have another checksum than they must have."""
    return FlexibleChecksumError(error_msg=f"Expected checksum {expected} did not match calculated checksum: {found}")
