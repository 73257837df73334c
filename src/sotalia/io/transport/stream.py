"""The body of a streamed reply, read from its connection as the caller asks for it.

Nothing is read ahead: libcurl runs only while a caller waits for bytes, so that memory stays bounded by what libcurl
reads at once, and a slow reader slows the server down.
"""

from __future__ import annotations

from collections import deque

from ...errors import IncompleteBodyError, ResponseStreamingError
from ...http import is_error
from . import curl_errors
from ._pycurl import pycurl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...http import Request
    from .connection import PooledConnection
    from .curl import CurlTransport


class ReadBuffer:
    """Bytes that have come and have not been read. Taking some never copies the rest, however many chunks there are."""

    __slots__ = ("_at", "_chunks", "size")

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._at = 0  # how much of the first chunk has been read
        self.size = 0

    def take_from(self, chunks: list[bytes]) -> None:
        """Move the chunks that a handle has collected here."""
        if chunks:
            self._chunks += chunks
            self.size += sum(map(len, chunks))
            chunks.clear()

    def append(self, chunk: bytes) -> None:
        """Add a chunk."""
        self._chunks.append(chunk)
        self.size += len(chunk)

    def take(self, amount: int) -> bytes:
        """Remove and return `amount` bytes, or all there are."""
        if amount >= self.size:
            return self._take_all()
        first = self._chunks[0]
        end = self._at + amount
        if end <= len(first):
            data = first[self._at : end]
            self._at = end
            self.size -= amount
            return data
        copy = bytearray(amount)
        self.fill(memoryview(copy))
        return bytes(copy)

    def fill(self, view: memoryview) -> int:
        """Move bytes into `view`; return how many."""
        count = 0
        chunks = self._chunks
        while chunks:
            chunk = chunks[0]
            piece = memoryview(chunk)[self._at : self._at + len(view) - count]
            view[count : count + len(piece)] = piece
            count += len(piece)
            self._at += len(piece)
            if self._at < len(chunk):
                break
            self._at = 0
            chunks.popleft()
        self.size -= count
        return count

    def _take_all(self) -> bytes:
        chunks, self._chunks = self._chunks, deque()
        if self._at:
            chunks[0] = chunks[0][self._at :]
        self._at = self.size = 0
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def broken_off(error: Exception, received_bytes: int, content_length: str | None) -> Exception:
    """Return boto3's error for a body whose connection ended before the body did."""
    cause = curl_errors.of_binding(error) or getattr(error, "kwargs", {}).get("error")
    if not isinstance(cause, curl_errors.CurlError) or isinstance(error, TimeoutError):
        return error
    replacement: Exception
    if content_length is not None and content_length.isdecimal() and received_bytes < int(content_length):
        replacement = IncompleteBodyError(actual_bytes=received_bytes, expected_bytes=int(content_length))
    else:
        replacement = ResponseStreamingError(error=cause)
    replacement.__cause__ = cause
    return replacement


class BodyStream:
    """The body of a reply, as it arrives. For one thread at a time.

    An error is raised after all bytes that came before it have been read; from then on, again and again.
    """

    __slots__ = ("_buffer", "_connection", "_content_length", "_failure", "_request", "_transport")

    def __init__(
        self,
        transport: CurlTransport,
        connection: PooledConnection,
        request: Request,
        status: int,
        headers: dict[str, str],
        failure: Exception | None,
    ) -> None:
        """Make one for a reply whose head has come, and with it, perhaps, the `failure` that ends its body."""
        self._transport = transport
        self._connection: PooledConnection | None = connection
        self._request = request
        self._content_length = headers.get("content-length")
        self._failure: Exception | None = None
        self._buffer = ReadBuffer()
        if not is_error(status):
            connection.take_time()
        if failure is not None:  # the bytes that came before it are delivered first
            self._fail(connection, failure)

    def read(self, amount: int = -1) -> bytes:
        """Return `amount` bytes (fewer only at the end, then `b""`), or all that is left."""
        if amount is None or amount < 0:
            self._pull(None)
            if self._failure is not None:
                raise self._failure
            return self._buffer.take(self._buffer.size)
        self._pull(amount)
        return self._deliver(amount)

    def read1(self, amount: int = -1) -> bytes:
        """Return what there is, up to `amount` bytes; wait only while there is nothing."""
        if amount:
            self._pull(1)
        return self._deliver(amount if amount >= 0 else max(1, self._buffer.size))

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` and return the number of bytes, fewer than it holds only at the end."""
        view = memoryview(buffer).cast("B")
        connection = self._connection
        if connection is not None:
            self._buffer.take_from(connection.handle.chunks)
        filled = self._buffer.fill(view)
        if connection is not None and filled < len(view):
            filled = self._fill(connection, view, filled)
        if not filled and len(view) and self._failure is not None:
            raise self._failure
        return filled

    def copy_to(self, write: Callable[[Any], Any]) -> int:
        """Hand the rest to `write` as it comes (memoryviews, valid during the call); return the number of bytes."""
        count = 0
        connection = self._connection
        if connection is not None:
            self._buffer.take_from(connection.handle.chunks)
        if self._buffer.size:
            count = self._buffer.size
            write(memoryview(self._buffer.take(count)))
        if connection is not None:
            count += self._copy(connection, write)
        if self._failure is not None:
            raise self._failure
        return count

    def set_timeout(self, seconds: float | None) -> None:
        """Change how long a read may wait."""
        if self._connection is not None:
            self._connection.timeout = seconds

    def readable(self) -> bool:
        """Return whether the end has not been reached."""
        return self._connection is not None or self._buffer.size > 0 or self._failure is not None

    def close(self) -> None:
        """Stop reading the body; before its end, that closes the connection."""
        connection, self._connection = self._connection, None
        self._buffer = ReadBuffer()
        self._failure = None
        if connection is not None:
            self._transport.give_back(connection)

    def _pull(self, amount: int | None) -> None:
        """Have `amount` bytes in the buffer (None: all), unless the body ends before."""
        connection = self._connection
        if connection is None or (amount is not None and self._buffer.size >= amount):
            return
        enough = None if amount is None else lambda: self._take(connection) >= amount
        if enough is None or not enough():
            self._advance(connection, enough)
            if self._connection is not None:
                self._take(connection)

    def _take(self, connection: PooledConnection) -> int:
        self._buffer.take_from(connection.handle.chunks)
        return self._buffer.size

    def _advance(self, connection: PooledConnection, enough: Callable[[], bool] | None) -> None:
        """Drive the connection; a failure is kept for when the bytes before it have been read."""
        try:
            if connection.advance(self._request, enough):
                self._finish(connection)
        except Exception as error:
            self._fail(connection, error)
        except BaseException:
            self._connection = None
            connection.close()  # interrupted anywhere, perhaps inside of libcurl
            raise

    def _finish(self, connection: PooledConnection) -> None:
        """After the last byte: keep what has not been read, and give the connection back."""
        self._take(connection)
        self._connection = None
        self._transport.give_back(connection)

    def _fail(self, connection: PooledConnection, error: Exception) -> None:
        """After a failure: keep what has not been read, and the error."""
        self._take(connection)
        self._connection = None
        received = int(connection.handle.easy.getinfo(pycurl.SIZE_DOWNLOAD_T))
        self._failure = broken_off(error, received, self._content_length)
        self._transport.give_back(connection)

    def _deliver(self, amount: int) -> bytes:
        if not self._buffer.size and amount and self._failure is not None:
            raise self._failure
        return self._buffer.take(amount)

    def _fill(self, connection: PooledConnection, view: memoryview, filled: int) -> int:
        """Have libcurl write straight into `view`; the bytes that do not fit are kept."""
        at = filled
        room = len(view)
        surplus = connection.handle.chunks.append

        def place(data: memoryview) -> None:
            nonlocal at
            end = at + len(data)
            if end <= room:
                view[at:end] = data
            else:
                fits = room - at
                view[at:room] = data[:fits]
                surplus(bytes(data[fits:]))
                end = room
            at = end

        self._with_sink(connection, place, lambda: at >= room)
        return at

    def _copy(self, connection: PooledConnection, write: Callable[[Any], Any]) -> int:
        count = 0
        write_error: Exception | None = None

        def place(data: memoryview) -> int:
            nonlocal count, write_error
            try:
                write(data)
            except Exception as error:
                write_error = error
                return 0  # libcurl stops
            count += len(data)
            return len(data)

        self._with_sink(connection, place, None)
        if write_error is not None:
            self.close()
            raise write_error
        return count

    def _with_sink(
        self, connection: PooledConnection, place: Callable[[memoryview], Any], enough: Callable[[], bool] | None
    ) -> None:
        connection.handle.pour(place)
        if enough is None or not enough():
            self._advance(connection, enough)
        if self._connection is connection:  # else another caller may have it by now
            connection.handle.collect()

    def __repr__(self) -> str:
        state = "ended" if self._connection is None else "open"
        return f"<BodyStream of {curl_errors.shown_request(self._request)}, {state}>"
