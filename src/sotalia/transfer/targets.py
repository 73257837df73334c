"""Where the bytes of a download go: a file by its path, a file-like object with or without positions.

A file gets its name when all of it is there: until then it is a hidden one beside it, which goes away if the download
fails. A file-like object is written as it is.
"""

from __future__ import annotations

import io
import os
import stat
from errno import EAGAIN

from ..bodies import seekable
from ..io.system import write_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Target(Protocol):
        """What a download writes. `any_order` says that bytes may come in any order.

        `may_block` says that writing may take any length of time.
        """

        any_order: bool
        may_block: bool

        def open(self) -> None:
            """Get ready. Called once, before the first byte, and for empty objects too."""
            ...

        def write(self, offset: int, data: memoryview) -> None:
            """Put bytes to their place. `data` is valid during the call only."""
            ...

        def complete(self) -> None:
            """All bytes are there."""
            ...

        def discard(self) -> None:
            """Leave nothing behind, as far as that is possible."""
            ...

        def descriptor(self) -> int:
            """Return the descriptor of an open file that takes bytes at their offset; -1 where `write` must be used."""
            ...


#: How the hidden files end that are kept of a download which may be taken up again: its bytes, and the journal.
KEPT_BYTES, KEPT_JOURNAL = ".sotalia.part", ".sotalia.journal"
#: What a temporary name may have at most, in bytes, on the file systems that are in use.
_LONGEST_NAME = 255
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_TIMES_BY_DESCRIPTOR = os.utime in os.supports_fd
#: File-like objects of the standard library: they copy what they are given, and take memoryviews.
_COPYING = (io.BytesIO, io.BufferedWriter, io.BufferedRandom)


class FileTarget:
    """A file by its path, replaced when the download is complete; `time` is its time then, if it is given."""

    __slots__ = ("_fd", "_temporary", "path", "time")
    any_order = True
    may_block = False

    def __init__(self, path: str, time: float | None = None) -> None:
        self.path = path
        self.time = time
        self._fd = -1
        self._temporary = ""

    def open(self) -> None:
        """Make the temporary file. Raises FileNotFoundError and its siblings."""
        name = os.path.basename(self.path)
        folder = self.path[: len(self.path) - len(name)]
        while self._fd < 0:
            temporary = folder + temporary_name(name)
            try:
                self._fd = os.open(temporary, _NEW_FILE, 0o666)
            except FileExistsError:
                continue
            self._temporary = temporary

    def write(self, offset: int, data: memoryview) -> None:
        """Write to the temporary file. Raises OSError when the disk is full."""
        written = write_at(self._fd, data, offset)
        while written < len(data):
            written += write_at(self._fd, data[written:], offset + written)

    def descriptor(self) -> int:
        """Return the file's."""
        return self._fd

    def cut(self, size: int) -> None:
        """Leave nothing behind the first `size` bytes."""
        if os.fstat(self._fd).st_size > size:
            os.ftruncate(self._fd, size)

    def complete(self) -> None:
        """Give the file its name."""
        fd, self._fd = self._fd, -1
        time = self.time
        try:
            if time is not None and _TIMES_BY_DESCRIPTOR:  # the path need not be looked up then
                os.utime(fd, (time, time))
        finally:
            os.close(fd)  # some file systems say only now that something could not be written
        if time is not None and not _TIMES_BY_DESCRIPTOR:
            os.utime(self._temporary, (time, time))
        os.replace(self._temporary, self.path)
        self._temporary = ""

    def discard(self) -> None:
        """Remove the temporary file."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)
        temporary, self._temporary = self._temporary, ""
        if temporary:
            try:
                os.unlink(temporary)
            except FileNotFoundError:
                pass


class SeekableTarget:
    """A file-like object with positions: the object's first byte goes to position 0, as in boto3."""

    __slots__ = ("_at", "_file", "_takes_views", "any_order", "may_block")

    def __init__(self, file: Any) -> None:
        self._file = file
        self._takes_views = type(file) in _COPYING
        #: What other classes do when they are written, nobody knows.
        self.may_block = type(file) not in (*_COPYING, io.FileIO)
        self._at = -1
        mode = getattr(file, "mode", "")
        #: What is opened for appending puts everything at its end.
        self.any_order = not (isinstance(mode, str) and "a" in mode)

    def open(self) -> None:
        """Do nothing: it is open."""

    def write(self, offset: int, data: memoryview) -> None:
        """Write at the offset."""
        file = self._file
        if offset != self._at:
            file.seek(offset)
        size = len(data)
        while True:
            count = file.write(data if self._takes_views else bytes(data))
            if not isinstance(count, int) or count >= len(data) or count <= 0:
                _check_taken(file, count)
                break
            data = data[count:]  # an unbuffered file may take less
        self._at = offset + size

    def descriptor(self) -> int:
        """Return -1."""
        return -1

    def complete(self) -> None:
        """Leave the file as it is."""

    def discard(self) -> None:
        """Leave what has been written: the file is the caller's."""


class StreamTarget:
    """A file-like object that takes bytes in order only. What comes too early waits in memory."""

    __slots__ = ("_at", "_early", "_file", "_path")
    any_order = False
    may_block = True

    def __init__(self, file: Any, path: str = "") -> None:
        self._file = file
        self._path = path
        self._at = 0
        self._early: dict[int, bytes] = {}

    def open(self) -> None:
        """Open the pipe or the device, where it is one of a path's."""
        if self._file is None:
            self._file = open(self._path, "wb", buffering=0)  # noqa: SIM115

    def write(self, offset: int, data: memoryview) -> None:
        """Write, once all before it is written."""
        block = bytes(data)
        if offset != self._at:
            self._early[offset] = block
            return
        self._put(block)
        while self._early:
            early = self._early.pop(self._at, None)
            if early is None:
                break
            self._put(early)

    def descriptor(self) -> int:
        """Return -1."""
        return -1

    def complete(self) -> None:
        """Close what was opened for this download."""
        if self._path:
            self._file.close()

    def discard(self) -> None:
        """Close what was opened for this download."""
        if self._path and self._file is not None:
            self._file.close()

    def _put(self, block: bytes) -> None:
        self._at += len(block)
        while block:
            count = self._file.write(block)
            if not isinstance(count, int) or count <= 0:
                _check_taken(self._file, count)
                break
            block = block[count:]


def _check_taken(file: Any, count: Any) -> None:
    """Raise BlockingIOError where a file says by None that it has taken nothing; others' `write` may return nothing."""
    if count is None and type(file) is io.FileIO:
        raise BlockingIOError(EAGAIN, "the file takes no more bytes for now: open it for blocking writes")


def temporary_name(name: str) -> str:
    """Return a hidden name like `name` that nobody else is likely to choose."""
    return hidden_name(name, "." + os.urandom(6).hex())


def hidden_name(name: str, suffix: str) -> str:
    """Return a hidden name like `name`: of one that is too long for the suffix, a hash stands for its end."""
    if name.isascii() and len(name) + len(suffix) < _LONGEST_NAME:
        return f".{name}{suffix}"
    encoded = os.fsencode(name)
    if len(encoded) + len(suffix) + 1 > _LONGEST_NAME:
        from hashlib import sha256

        suffix = "." + sha256(encoded).hexdigest()[:12] + suffix
    encoded = encoded[: _LONGEST_NAME - len(suffix) - 1]
    return "." + encoded.decode(errors="ignore") + suffix


def is_kept(name: str) -> bool:
    """Return whether a file's name is that of one that is kept of a download which may be taken up again."""
    return name.startswith(".") and name.endswith((KEPT_BYTES, KEPT_JOURNAL))


def target_of(place: Any) -> Target:
    """Return the target for a path (text) or for an object with `write`."""
    if isinstance(place, str):
        return StreamTarget(None, place) if _is_special(place) else FileTarget(place)
    return SeekableTarget(place) if seekable(place) else StreamTarget(place)


def _is_special(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return any(test(mode) for test in (stat.S_ISCHR, stat.S_ISBLK, stat.S_ISFIFO, stat.S_ISSOCK))
