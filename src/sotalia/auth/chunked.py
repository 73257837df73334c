"""The `aws-chunked` framing: a body whose checksum follows it, so that it need not be read twice.

    <hex length> CRLF <data> CRLF   …   0 CRLF <name>:<checksum> CRLF CRLF

It is a content encoding; HTTP's own chunked transfer coding goes around it. Chunks are a MiB, as in botocore, so that
both send the same bytes.

See "Signature calculations for trailing headers (unsigned payload)" in the S3 API reference.
"""

from __future__ import annotations

import io
from binascii import b2a_base64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Any

CHUNK = 1024 * 1024
#: The longest chunk of an asynchronous iterable that is sent as one.
PIECE = 64 * 1024


def framed(body: bytes, name: str, checksum: str) -> bytes:
    """Return a body of one chunk, as an `AwsChunked` gives it, in one piece; `checksum` is the text of its checksum."""
    return b"%x\r\n%b\r\n0\r\n%b:%b\r\n\r\n" % (len(body), body, name.encode(), checksum.encode())


class AwsChunked:
    """A readable that frames another body: bytes, a readable, or an iterable of bytes.

    `new_checksum` makes the hash (`update`, `digest`), `name` is the trailing header. Bytes and seekable readables can
    be sent again: `seek(0)` goes back to where the body stood at first.
    """

    def __init__(self, body: Any, new_checksum: Callable[[], Any], name: str) -> None:
        self._body = body
        self._new_checksum = new_checksum
        self._name = name
        self._start = 0
        if isinstance(body, (bytes, bytearray, memoryview)):
            self._body = memoryview(body).cast("B")
        elif self.seekable():
            self._start = body.tell()
        self._reset()

    def _reset(self) -> None:
        self._checksum = self._new_checksum()
        # Framed, but not yet returned.
        self._ready = memoryview(b"")
        self._pieces: list[bytes | memoryview] = []
        self._finished = False
        self._position = 0
        self._offset = 0
        self._chunks: Iterator[bytes] | None = None

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes (all with -1 or None), `b""` at the end."""
        if size is None or size < 0:
            parts = []
            while part := self.read(CHUNK):
                parts.append(part)
            return b"".join(parts)
        pieces: list[bytes | memoryview] = []
        missing = size
        while missing:
            if not self._ready:
                if not self._pieces:
                    if self._finished:
                        break
                    self._pieces = self._frame()
                self._ready = memoryview(self._pieces.pop(0))
            piece = self._ready[:missing]
            self._ready = self._ready[len(piece) :]
            pieces.append(piece)
            missing -= len(piece)
        data = b"".join(pieces)
        self._offset += len(data)
        return data

    def __iter__(self) -> Iterator[bytes]:
        while data := self.read(CHUNK):
            yield data

    def seekable(self) -> bool:
        """Return whether the body can be sent once more."""
        if isinstance(self._body, memoryview):
            return True
        method = getattr(self._body, "seekable", None)
        return hasattr(self._body, "seek") and hasattr(self._body, "tell") and (method is None or bool(method()))

    def tell(self) -> int:
        """Return how many framed bytes were read."""
        return self._offset

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go back to the start; other positions are refused."""
        if offset != 0 or whence != 0:
            raise io.UnsupportedOperation("Can only seek to the start of an aws-chunked body.")
        if not isinstance(self._body, memoryview) and (self._offset or self._pieces or self._finished):
            if not self.seekable():
                raise io.UnsupportedOperation("The body was read and cannot be read again.")
            self._body.seek(self._start)
        self._reset()
        return 0

    def _frame(self) -> list[bytes | memoryview]:
        """Return the next chunk's pieces."""
        data = self._next_chunk()
        if data:
            self._checksum.update(data)
            return [b"%x\r\n" % len(data), data, b"\r\n"]
        self._finished = True
        return [_trailer(self._name, self._checksum)]

    def _next_chunk(self) -> bytes | memoryview:
        body = self._body
        if isinstance(body, memoryview):
            data = body[self._position : self._position + CHUNK]
            self._position += len(data)
            return data
        if hasattr(body, "read"):
            read: bytes = body.read(CHUNK)
            return read
        if self._chunks is None:
            self._chunks = iter(body)
        return next(filter(None, self._chunks), b"")


class AsyncAwsChunked:
    """The same for an asynchronous iterable of bytes, which can be sent once."""

    def __init__(self, body: Any, new_checksum: Callable[[], Any], name: str) -> None:
        self._body = body
        self._checksum = new_checksum()
        self._name = name

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._body:
            # Other tasks run between two pieces, and the checksum of a piece takes little time.
            for start in range(0, len(data), PIECE):
                piece: Any = data if len(data) <= PIECE else memoryview(data)[start : start + PIECE]
                self._checksum.update(piece)
                yield b"%x\r\n%b\r\n" % (len(piece), piece)
        yield _trailer(self._name, self._checksum)


def _trailer(name: str, checksum: Any) -> bytes:
    return b"0\r\n%b:%b\r\n\r\n" % (name.encode(), b2a_base64(checksum.digest(), newline=False))
