"""A part of a file as the body of a request, read while it is sent.

What must stand in a request's head (a checksum, the SHA-256 for the signature) is computed in one pass over the bytes,
in pieces that stay in the processor's cache. What may follow the body is computed while it is sent: `framed`.
"""

from __future__ import annotations

import os
from binascii import b2a_base64

from ..auth.checksums import ALGORITHMS
from ..auth.crc import KINDS
from .limits import KIB
from .plan.kept import SourceChangedError
from .plan.whole import RangeChecksum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: How many bytes are read at once to be summed up: less than what a malloc would get from the system each time.
_PIECE = 64 * KIB


class Sums:
    """Which checksums are asked for of the sections of one source, so that later ones compute all at once."""

    __slots__ = ("wanted",)

    def __init__(self) -> None:
        self.wanted: list[str] = []


class Section:
    """A part of a file as a file-like object of its own: `read(offset, count)` reads the file."""

    __slots__ = ("_at", "_digests", "_length", "_read", "_start", "_sums")

    def __init__(self, read: Callable[[int, int], bytes], start: int, length: int, sums: Sums) -> None:
        self._read = read
        self._start = start
        self._length = length
        self._at = 0
        self._sums = sums
        self._digests: dict[str, bytes] = {}

    def __len__(self) -> int:
        return self._length - self._at

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes. Raises OSError when the file has fewer than it had at first."""
        left = self._length - self._at
        count = left if size is None or size < 0 else min(size, left)
        if count <= 0:
            return b""
        data = self._read(self._start + self._at, count)
        if not data:
            raise shrunk(self._start + self._at)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a position in the section."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the position in the section."""
        return self._at

    def seekable(self) -> bool:
        """Return True."""
        return True

    def digest(self, algorithm: str) -> bytes:
        """Return the checksum of the whole section. Raises OSError when the file has fewer bytes than it had."""
        found = self._digests.get(algorithm)
        if found is None:
            wanted = self._sums.wanted
            if algorithm not in wanted:
                wanted.append(algorithm)
            checksums = {name: _new_checksum(name) for name in wanted}
            updates = [checksum.update for checksum in checksums.values()]
            at, end, read = self._start, self._start + self._length, self._read
            while at < end:
                data = read(at, min(_PIECE, end - at))
                if not data:
                    raise shrunk(at)
                for update in updates:
                    update(data)
                at += len(data)
            self._digests = {name: checksum.digest() for name, checksum in checksums.items()}
            found = self._digests[algorithm]
        return found

    def framed(self, algorithm: str, name: str) -> FramedSection:
        """Return the section in one aws-chunked chunk, with its checksum in the trailer `name`."""
        return FramedSection(self, algorithm, name)


class FramedSection:
    """A section with its checksum behind it. Being one chunk, it has a length that is known beforehand.

    See "Signature calculations for trailing headers (unsigned payload)" in the S3 API reference.
    """

    __slots__ = ("_algorithm", "_checksum", "_is_ended", "_length", "_name", "_rest", "_section", "_update")

    def __init__(self, section: Section, algorithm: str, name: str) -> None:
        self._section = section
        self._algorithm = algorithm
        self._name = name.encode()
        #: What comes before anything else is read: the chunk's size, and in the end the trailer.
        self._rest = b""
        self._is_ended = False
        self.seek(0)
        self._length = len(self._rest) + len(section) + len(self._trailer())

    def __len__(self) -> int:
        return self._length

    def read(self, size: int | None = -1) -> bytes:
        """Return some of the next bytes, `size` at most, or all that are left; b"" at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_PIECE), b""))
        rest = self._rest
        if not rest and not self._is_ended:
            data = self._section.read(size)
            if data:
                self._update(data)
                return data
            self._is_ended = True
            rest = self._trailer()
        self._rest = rest[size:]
        return rest[:size]

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go back to the start, the only position that is asked for."""
        self._section.seek(0)
        self._checksum = _new_checksum(self._algorithm)
        self._update: Callable[[Any], Any] = self._checksum.update
        self._rest = b"%x\r\n" % len(self._section)
        self._is_ended = False
        return 0

    def tell(self) -> int:
        """Return 0: it is read from its start."""
        return 0

    def seekable(self) -> bool:
        """Return True."""
        return True

    def _trailer(self) -> bytes:
        text = b2a_base64(self._checksum.digest(), newline=False)
        return b"\r\n0\r\n%b:%b\r\n\r\n" % (self._name, text)


def _new_checksum(algorithm: str) -> Any:
    return RangeChecksum(algorithm) if algorithm in KINDS else ALGORITHMS[algorithm]()


def shrunk(size: int) -> SourceChangedError:
    """Return the error for a file that has become shorter than it was when the upload began."""
    return SourceChangedError(
        f"The file became shorter while it was sent: it has {size} bytes now. Nothing was stored of it."
    )
