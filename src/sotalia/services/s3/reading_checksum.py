"""The checksum of an object that is read through by ranges, none of which can be checked by it: HeadObject tells it.

It is that of all bytes, or one of the checksums of the object's parts (`…-3`), which then have the length of the first
one as a rule, but for the last, which is shorter. Programs may jump about: what comes next is summed up when it comes.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64

from ...auth.checksums import ALGORITHMS
from ...errors import FlexibleChecksumError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class ReadingChecksum:
    """Sums up an object of `size` bytes, whose checksum is `expected`.

    `at` is where the bytes are in the object that are summed up next, `count` how many parts it has (0 where the
    checksum is that of all bytes), `part_size` how long these are: 0 while that is unknown.
    """

    __slots__ = ("_expected", "_left", "_new", "_sum", "_whole", "at", "count", "part_size", "size")

    def __init__(self, algorithm: str, expected: str, size: int) -> None:
        digest, _, count = expected.rpartition("-")
        self._expected = expected
        self._new = ALGORITHMS[algorithm]
        self._sum = self._new()
        self._whole = self._new()
        self.size = size
        self.at = 0
        self.count = int(count) if digest else 0
        self.part_size = size if self.count <= 1 else 0
        self._left = self.part_size

    def must_know_parts(self, end: int) -> bool:
        """Return whether the length of the parts must be known to sum up to `end`: the first one may end before."""
        return not self.part_size and end > self.size // self.count

    def learn(self, part_size: int) -> bool:
        """Take the length of the first part; return False if the others cannot have it."""
        self.part_size = part_size
        self._left = part_size - self.at
        return (self.count - 1) * part_size < self.size <= self.count * part_size

    def length_of(self, number: int) -> int:
        """Return how long a part (from 1) is, if all are as long as the first one."""
        return min(self.part_size, self.size - (number - 1) * self.part_size)

    def update(self, offset: int, data: memoryview) -> None:
        """Take in bytes from `offset` on, if they are those that come next, or the next are among them."""
        known = self.at - offset
        if not 0 <= known < len(data):
            return
        data = data[known:]
        self.at += len(data)
        while self.count and self.part_size and len(data) >= self._left:
            self._sum.update(data[: self._left])
            self._whole.update(self._sum.digest())
            data = data[self._left :]
            self._sum, self._left = self._new(), self.part_size
        self._sum.update(data)
        self._left -= len(data)

    def error(self) -> FlexibleChecksumError | None:
        """Return the error for an object, all of which has come, that has another checksum; None for the right one."""
        digest = self._sum.digest()
        if self.count:
            if self._left < self.part_size:
                self._whole.update(digest)
            digest = self._whole.digest()
        found = b2a_base64(digest, newline=False).decode() + (f"-{self.count}" if self.count else "")
        if found == self._expected:
            return None
        return FlexibleChecksumError(
            error_msg=f"Expected checksum {self._expected} did not match calculated checksum: {found}"
        )


def checksum_to_read(head: Mapping[str, Any]) -> ReadingChecksum | None:
    """Return what checks an object by what HeadObject says of it; None where that is nothing.

    A checksum without a type may be one of parts' checksums where the ETag is (moto leaves out how many there are).
    """
    size = head["ContentLength"]
    is_of_unknown_kind = "ChecksumType" not in head and "-" in head.get("ETag", "")
    for algorithm in ALGORITHMS:
        expected = head.get(f"Checksum{algorithm.upper()}")
        if expected and size and _is_checksum(expected) and not ("-" not in expected and is_of_unknown_kind):
            return ReadingChecksum(algorithm, expected, size)
    return None


def _is_checksum(text: str) -> bool:
    digest, dash, count = text.rpartition("-")
    try:
        a2b_base64(digest or count)
    except ValueError:
        return False
    return not dash or (count.isdecimal() and int(count) > 0)
