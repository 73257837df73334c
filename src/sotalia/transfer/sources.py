"""Where the bytes of an upload come from: a file by its path, a file-like object with or without positions.

A source is measured once. Then it hands out bodies: bytes where they are few, or come from a stream; else a `Section`,
which reads a file piece by piece while it is sent.
"""

from __future__ import annotations

import io
import os
import stat
import sys

from ..bodies import seekable
from ..io.system import read_at
from ..io.transport.polling import POLLIN
from ..io.transport.sockets import looker
from .limits import KIB, MIB
from .sections import Section, Sums, shrunk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Source(Protocol):
        """What an upload reads. `of_stream` says that bodies are taken in order, and held in memory."""

        of_stream: bool

        @property
        def may_block(self) -> bool:
            """Whether reading may take any length of time. Asked before it is measured."""
            ...

        def measure(self, threshold: int) -> int | None:
            """Return how many bytes there are; None for a stream that has at least `threshold`."""
            ...

        def body(self, offset: int, length: int) -> Any:
            """Return what is sent for these bytes; of a stream the next ones, fewer at its end."""
            ...

        def close(self, completed: bool) -> None:
            """End the use of the source."""
            ...

        def file(self) -> tuple[str, os.stat_result] | None:
            """Return path and status of the regular file that has been measured; None where it is none by a path."""
            ...


#: Bodies up to this size are read before they are sent.
_READ_AT_ONCE = MIB
#: How much of a pipe is read at once, and between two looks at what else there is to do.
_PIPE_PIECE, _GATHERED_AT_ONCE = 256 * KIB, MIB
#: Files whose bytes are those of their descriptor.
_PLAIN_FILES = (io.BufferedReader, io.BufferedRandom, io.FileIO)
_BINARY: int = getattr(os, "O_BINARY", 0)


class FileSource:
    """A regular file by its path."""

    __slots__ = ("_fd", "_path", "_sums")
    of_stream = False
    may_block = False

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd = -1
        self._sums = Sums()

    def measure(self, threshold: int) -> int:
        """Open the file and return its size. Raises FileNotFoundError and its siblings."""
        self._fd = os.open(self._path, os.O_RDONLY | _BINARY)
        return os.fstat(self._fd).st_size

    def body(self, offset: int, length: int) -> Any:
        """Return the bytes, or a section."""
        if length > _READ_AT_ONCE:
            return Section(self._read, offset, length, self._sums)
        return read_exactly(self._read, offset, length)

    def close(self, completed: bool) -> None:
        """Close the file."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def file(self) -> tuple[str, os.stat_result] | None:
        """Return the path and the status."""
        return self._path, os.fstat(self._fd)

    def _read(self, offset: int, count: int) -> bytes:
        return read_at(self._fd, count, offset)


class SeekableSource:
    """A file-like object with positions, from where it stands to its end. Afterwards it stands at the end.

    Parts are read side by side where going to and fro costs nothing. Others are read one after the other, and held in
    memory, as boto3's: what decompresses (gzip, members of zip files) begins anew with each step back.
    """

    __slots__ = ("_end", "_file", "_read", "_start", "_sums", "may_block", "of_stream")

    def __init__(self, file: Any) -> None:
        self._file = file = _unwrapped(file)
        #: What other classes do when they are read, nobody knows.
        self.may_block = self.of_stream = type(file) not in (io.BytesIO, *_PLAIN_FILES)
        #: Where it stood; None until it has said so.
        self._start: int | None = None
        self._end = 0
        self._sums = Sums()
        self._read: Callable[[int, int], bytes] = self._seek_and_read

    def measure(self, threshold: int) -> int:
        """Return how many bytes there are from where it stands to its end."""
        file = self._file
        start: int = file.tell()
        self._start = start
        self._end = file.seek(0, os.SEEK_END) or file.tell()
        file.seek(start)
        if type(file) in _PLAIN_FILES and file.readable():
            fd = file.fileno()
            if stat.S_ISREG(os.fstat(fd).st_mode):
                if isinstance(file, io.BufferedRandom):
                    file.flush()
                self._read = lambda offset, count: read_at(fd, count, offset)
        return max(0, self._end - start)

    def body(self, offset: int, length: int) -> Any:
        """Return the bytes, or a section."""
        assert self._start is not None
        start = self._start + offset
        is_part = start > self._start or start + length < self._end
        if length > _READ_AT_ONCE and not (is_part and self.of_stream):
            return Section(self._read, start, length, self._sums)
        return read_exactly(self._read, start, length)

    def close(self, completed: bool) -> None:
        """Leave the file at its end, or where it stood when nothing came of the upload."""
        if self._start is not None and not getattr(self._file, "closed", False):
            self._file.seek(self._end if completed else self._start)

    def file(self) -> None:
        """Return None."""

    def _seek_and_read(self, offset: int, count: int) -> bytes:
        self._file.seek(offset)
        return _as_bytes(self._file.read(count))


class StreamSource:
    """What can only be read once, in order: a pipe, a socket, anything with `read`, an iterable."""

    __slots__ = ("_ahead", "_at_end", "_file", "_read", "_size")
    of_stream = True
    may_block = True

    def __init__(self, read: Callable[[int], Any], file: Any = None) -> None:
        self._read = read
        self._file = file
        #: What has been read, but not been taken, and how many bytes that is.
        self._ahead: list[bytes] = []
        self._size = 0
        self._at_end = False

    def measure(self, threshold: int) -> int | None:
        """Read ahead as much as tells whether there are `threshold` bytes."""
        self._read_ahead(threshold)
        return self._size if self._at_end else None

    def body(self, offset: int, length: int) -> bytes:
        """Return the next bytes, fewer than `length` only at the end."""
        return self._take(length)

    def close(self, completed: bool) -> None:
        """Close what was opened for this upload."""
        if self._file is not None:
            self._file.close()

    def file(self) -> None:
        """Return None."""

    def _take(self, count: int) -> bytes:
        """Return the next bytes, fewer than `count` only at the end."""
        self._read_ahead(count)
        pieces, size = self._ahead, self._size
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self._ahead, self._size = [], 0
        if size > count:
            self._ahead, self._size = [data[count:]], size - count
            data = data[:count]
        return data

    def _read_ahead(self, count: int, may_read: Callable[[], Any] | None = None) -> None:
        """Read until `count` bytes are there, as long as `may_read` says so. Raises what the file raises."""
        while self._size < count and not self._at_end and (may_read is None or may_read()):
            piece = _as_bytes(self._read(count - self._size))
            if piece:
                self._ahead.append(piece)
                self._size += len(piece)
            else:
                self._at_end = True


class PipeSource(StreamSource):
    """A pipe, a terminal or the like: it tells whether reading would block, so that nobody needs to wait in a read."""

    __slots__ = ("_is_readable", "fd")
    may_block = False

    def __init__(self, read: Callable[[int], Any], fd: int, is_readable: Callable[[], Any]) -> None:
        super().__init__(lambda count: read(min(count, _PIPE_PIECE)))
        self.fd = fd
        self._is_readable = is_readable

    def gather(self, count: int) -> bool:
        """Read what is there now, and return whether that makes `count` bytes, or all. Raises what reading raises."""
        self._read_ahead(min(count, self._size + _GATHERED_AT_ONCE), self._is_readable)
        return self._at_end or self._size >= count


def _unwrapped(file: Any) -> Any:
    """Return the file in a named temporary one of the standard library's; any other as it is."""
    wrapper = getattr(sys.modules.get("tempfile"), "_TemporaryFileWrapper", None)
    return file.file if wrapper is not None and type(file) is wrapper else file


def read_exactly(read: Callable[[int, int], bytes], offset: int, length: int) -> bytes:
    """Return `length` bytes from `offset` on. Raises OSError when there are fewer."""
    pieces, at, end = [], offset, offset + length
    while at < end:
        piece = read(at, end - at)
        if not piece:
            raise shrunk(at)
        pieces.append(piece)
        at += len(piece)
    data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    return data if at == end else data[:length]  # some files give more than they are asked for


def _as_bytes(data: Any) -> bytes:
    """Return what a read gave as bytes. Raises TypeError for text, or for None, which non-blocking files give."""
    if isinstance(data, bytes):
        return data
    if data is None or isinstance(data, str):
        what = "text" if isinstance(data, str) else "None"
        raise TypeError(f"the file gives {what} where bytes are needed: open it in binary mode, for blocking reads")
    return bytes(data)


def source_of(body: Any) -> Source:
    """Return the source for a path (text), for an object with `read`, or for an iterable of bytes."""
    if isinstance(body, str):
        return _PathSource(body)
    if not hasattr(body, "read"):
        chunks = filter(None, body)
        return StreamSource(lambda _: next(chunks, b""))
    if seekable(body):
        return SeekableSource(body)
    return _pipe_source(body) or StreamSource(body.read)


def _pipe_source(file: Any) -> PipeSource | None:
    """Return the source for a file of the standard library's that can be waited for; None for all others."""
    raw = file.raw if type(file) is io.BufferedReader else file
    if type(raw) is not io.FileIO:
        return None
    fd = raw.fileno()
    mode = os.fstat(fd).st_mode
    look = looker(fd, POLLIN) if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISCHR(mode) else None
    if look is None:
        return None
    # What a buffered one has read already may be asked for only when more comes, or the end: both tell of themselves.
    return PipeSource(raw.read if raw is file else file.read1, fd, look)


class _PathSource:
    """A path: of a regular file, or of a pipe or device, which is read as a stream. It is looked at when measured.

    Files that seem to be empty are read, too: the system's own (/proc) say so, whatever there is in them.
    """

    __slots__ = ("_file", "_path", "_source", "of_stream")

    def __init__(self, path: str) -> None:
        self._path = path
        self._source: Source = FileSource(path)
        #: What `file` returns of one that is empty.
        self._file: tuple[str, os.stat_result] | None = None
        self.of_stream = False

    @property
    def may_block(self) -> bool:
        """Whether it is there, and no regular file."""
        try:
            return not stat.S_ISREG(os.stat(self._path).st_mode)
        except OSError:
            return False

    def measure(self, threshold: int) -> int | None:
        """Open the file and return its size; None for a stream that has at least `threshold` bytes."""
        status = os.stat(self._path)
        if not stat.S_ISREG(status.st_mode) or not status.st_size:
            file = open(self._path, "rb", buffering=0)  # noqa: SIM115
            self._source = StreamSource(file.read, file)
            self.of_stream = True
        size = self._source.measure(threshold)
        if size == 0 and stat.S_ISREG(status.st_mode):
            self._file = self._path, status
        return size

    def body(self, offset: int, length: int) -> Any:
        """Return what is sent for these bytes."""
        return self._source.body(offset, length)

    def close(self, completed: bool) -> None:
        """Close the file."""
        self._source.close(completed)

    def file(self) -> tuple[str, os.stat_result] | None:
        """Return path and status of a regular file."""
        return self._file or self._source.file()
