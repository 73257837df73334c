"""The checksum of an object that was uploaded in parts: a checksum of the checksums of its parts (`…-3` for three).

Where the parts are, S3 tells for the first one (HeadObject with PartNumber=1): as a rule all have its length, but for
the last one, which is shorter. What comes is summed up part by part, whatever the ranges are in which it comes.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64

from ...auth.checksums import ALGORITHMS
from ...auth.crc import KINDS, combine
from .whole import USUAL, RangeChecksum, digest_of, mismatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ...errors import FlexibleChecksumError


class SplitChecksum:
    """The checksums of bytes from `offset` on, one for each part that they touch."""

    __slots__ = ("_algorithm", "_at", "_end", "_part_size", "_sum", "sums")

    def __init__(self, algorithm: str, offset: int, part_size: int) -> None:
        self._algorithm = algorithm
        self._part_size = part_size
        #: Offset, length and digest of what belongs to each part that has come to its end.
        self.sums: list[tuple[int, int, bytes]] = []
        self._begin(offset, offset)

    def _begin(self, offset: int, at: int) -> None:
        self._at = offset, at
        self._end = at - at % self._part_size + self._part_size
        self._sum = ALGORITHMS[self._algorithm]()

    def update(self, data: Any) -> None:
        """Take in the next bytes."""
        offset, at = self._at
        while at + len(data) >= self._end:
            room = self._end - at
            self._sum.update(data[:room])
            self.sums.append((offset, self._end - offset, self._sum.digest()))
            data = data[room:]
            offset = at = self._end
            self._begin(offset, at)
        self._sum.update(data)
        self._at = offset, at + len(data)

    def ranges(self, offset: int, length: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield offset, length and digest of what has come of each part."""
        yield from self.sums
        start, at = self._at
        if at > start:
            yield start, at - start, self._sum.digest()

    def verify(self) -> None:
        """Do nothing: only the whole can be verified."""


class PartsChecksum:
    """Collects the checksums of parts, and compares with what the server said of the whole: `expected`, `…-3`."""

    __slots__ = ("_size", "_sums", "algorithm", "count", "expected", "part_size")

    def __init__(self, algorithm: str, expected: str, size: int) -> None:
        self.algorithm = algorithm
        self.expected = expected
        self.count = int(expected.rpartition("-")[2])
        self._size = size
        #: The length of all parts but the last one, in bytes; 0 while it is unknown.
        self.part_size = size if self.count == 1 else 0
        #: By offset: how many bytes of a part, and their checksum.
        self._sums: dict[int, tuple[int, bytes]] = {}

    @property
    def adds_up(self) -> bool:
        """Whether the checksum of a part can be put together from those of its pieces."""
        return self.algorithm in KINDS

    @property
    def sure(self) -> int:
        """How many of the first bytes can be summed up while the length of the parts is unknown."""
        return self.part_size or (-(-self._size // self.count) if self.adds_up else 0)

    def learn(self, part_size: int) -> bool:
        """Take the length of the first part; return False if the others cannot have it."""
        self.part_size = part_size
        return (self.count - 1) * part_size < self._size <= self.count * part_size

    def end_of_range(self, start: int, wanted: int) -> int:
        """Return where a range that begins at `start` is to end, so that it has about `wanted` bytes."""
        part_size = self.part_size
        begin = start - start % part_size
        if wanted >= part_size:
            return begin + wanted // part_size * part_size
        if not self.adds_up:
            return begin + part_size
        ranges = -(-part_size // wanted)
        return min(begin + part_size, start + -(-part_size // ranges))

    def range(self, offset: int, length: int, headers: Mapping[str, str]) -> RangeChecksum | SplitChecksum:
        """Return what sums up a range; `headers` are those of the reply, which may have the checksum of one part."""
        part_size = self.part_size
        is_in_one = not part_size or offset // part_size == (offset + length - 1) // part_size
        if not is_in_one or not (self.adds_up or not length):
            return SplitChecksum(self.algorithm, offset, part_size)
        checksum = RangeChecksum(self.algorithm if self.adds_up else USUAL)
        if part_size and offset % part_size == 0 and length == min(part_size, self._size - offset):
            expected = headers.get(f"x-amz-checksum-{self.algorithm}")
            checksum.expected = None if expected is None or "-" in expected else expected
        return checksum

    def add(self, offset: int, length: int, checksum: RangeChecksum | SplitChecksum) -> None:
        """Add a range that has come."""
        for start, count, digest in checksum.ranges(offset, length):
            if count:
                self.add_digest(start, count, digest)

    def add_digest(self, offset: int, length: int, digest: bytes) -> None:
        """Add a piece of a part."""
        self._sums[offset] = length, digest

    def differs(self, number: int, head: Mapping[str, Any]) -> bool | None:
        """Compare a part (from 1) with what HeadObject says of it.

        Return True if it is another one, False if it is right, None if nothing is said. Raises ValueError if it is not
        where it should be.
        """
        at = (number - 1) * self.part_size
        if head.get("ContentLength") != min(self.part_size, self._size - at):
            raise ValueError(f"part {number} has another length")
        name = f"Checksum{self.algorithm.upper()}"
        expected = head.get(name, "-")
        return None if "-" in expected else expected != _encode(self._digests()[number - 1])

    def _digests(self) -> list[bytes]:
        """Return the digests of the parts, in order."""
        if not self.adds_up:
            return [digest for _, (_, digest) in sorted(self._sums.items())]
        sums: dict[int, int] = {}
        for offset, (length, digest) in sorted(self._sums.items()):
            number, crc = offset // self.part_size, int.from_bytes(digest, "big")
            sums[number] = combine(self.algorithm, sums.get(number, 0), crc, length)
        return [digest_of(self.algorithm, crc) for _, crc in sorted(sums.items())]

    def error(self) -> FlexibleChecksumError | None:
        """Return the error for ranges that are not the object, or None."""
        whole = ALGORITHMS[self.algorithm]()
        digests = self._digests()
        whole.update(b"".join(digests))
        found = f"{_encode(whole.digest())}-{len(digests)}"
        if found == self.expected:
            return None
        return mismatch(self.expected, found)


def checksum_of_parts(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """Return algorithm and value of the checksum of parts in a reply that brings a whole object; None without one."""
    if "content-range" in headers:
        return None
    for algorithm in ALGORITHMS:
        value = headers.get(f"x-amz-checksum-{algorithm}", "")
        digest, _, count = value.rpartition("-")
        if digest and count.isdecimal() and int(count) > 0 and _is_digest(digest):
            return algorithm, value
    return None


def _is_digest(text: str) -> bool:
    try:
        a2b_base64(text)
    except ValueError:
        return False
    return True


def _encode(digest: bytes) -> str:
    return b2a_base64(digest, newline=False).decode()
