"""The checksum of an object that comes in ranges: those of the ranges, put together, must be that of the whole.

Only CRCs can be put together: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"""

from __future__ import annotations

from ...auth.crc import KINDS, combine, encode, running
from ...errors import FlexibleChecksumError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What ranges are summed up by where nothing is known of the whole.
USUAL = "crc32"


def can_be_combined(algorithm: str) -> bool:
    """Return whether checksums of ranges by this algorithm give that of the whole."""
    return algorithm in KINDS


class RangeChecksum:
    """The CRC of one range, as it comes; alone it is compared with nothing."""

    __slots__ = ("_size", "advance", "crc")

    def __init__(self, algorithm: str) -> None:
        self.advance = running(algorithm)
        self._size = KINDS[algorithm].digest_size
        self.crc = 0

    def update(self, data: Any) -> None:
        """Take in the next bytes."""
        self.crc = self.advance(data, self.crc)

    def digest(self) -> bytes:
        """Return the CRC of all bytes so far, big-endian."""
        return self.crc.to_bytes(self._size, "big")

    def verify(self) -> None:
        """Do nothing: only the whole can be verified."""


class WholeChecksum:
    """Collects the CRCs of ranges, and compares with what the server said of the whole."""

    __slots__ = ("_ranges", "algorithm", "expected")

    def __init__(self, algorithm: str, expected: str) -> None:
        self.algorithm = algorithm
        self.expected = expected
        self._ranges: dict[int, tuple[int, int]] = {}

    def range(self) -> RangeChecksum:
        """Return what computes the CRC of one range."""
        return RangeChecksum(self.algorithm)

    def add(self, offset: int, length: int, crc: int) -> None:
        """Add a range that has come."""
        self._ranges[offset] = length, crc

    def error(self) -> FlexibleChecksumError | None:
        """Return the error for ranges that are not the object, or None."""
        whole = 0
        for _, (length, crc) in sorted(self._ranges.items()):
            whole = combine(self.algorithm, whole, crc, length)
        found = encode(self.algorithm, whole)
        if found == self.expected:
            return None
        return FlexibleChecksumError(
            error_msg=f"Expected checksum {self.expected} did not match calculated checksum: {found}"
        )
