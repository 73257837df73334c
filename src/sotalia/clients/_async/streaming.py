"""What a caller reads a streamed reply from: a body of bytes, or a stream of events.

Both wrap a byte stream of the transport (see `io.transport`) and add what botocore's classes of these names have: the
check of the length and of a checksum, lines and chunks; events and the reply that may come before them.

Laws:
- a body shorter than its Content-Length raises IncompleteBodyError, after all bytes that came have been delivered;
- what `iter_lines` has read and not delivered is delivered by the next read of any kind (botocore loses it);
- the end of the body gives the connection back; leaving earlier (`close()`, leaving the `with` block, dropping the last
  reference) closes it.
"""

from __future__ import annotations

import io
from collections import deque

from ..._generic import Item, Of
from ...bodies import LARGE
from ...errors import IncompleteBodyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Any, Protocol, Self

    class Checksum(Protocol):
        """Checks a body while it is read."""

        def update(self, data: Any, /) -> Any:
            """Take in the next bytes."""
            ...

        def verify(self) -> Any:
            """Raise FlexibleChecksumError if the checksum is wrong. Called at the end of the body."""
            ...

    class EventDecoder(Protocol):
        """Turns bytes into events (see `wire.eventstream.Decoder`)."""

        def feed(self, data: bytes, /) -> Iterator[dict[str, Any]]:
            """Take in the next bytes, and iterate over the events that are complete now."""
            ...

        def close(self) -> None:
            """Accept the end of the stream; raise if it comes too early."""
            ...


ASYNC = True

DEFAULT_CHUNK_SIZE = 1024

Base: Any
if ASYNC:
    Base = object
else:
    Base = io.IOBase


class AsyncStreamingBody(Base):  # type: ignore[misc]
    """The body of a reply, read as it arrives.

    `raw_stream` is the transport's byte stream, or anything with `read(amount)` and `close()`. `content_length` is what
    the reply announced, or None. `checksum` is checked when the end of the body is reached.

    Raises, while reading: ReadTimeoutError, ResponseStreamingError (the connection broke), IncompleteBodyError (the
    body was shorter than announced: a ResponseStreamingError and an IncompleteReadError), FlexibleChecksumError.
    """

    def __init__(self, raw_stream: Any, content_length: int | str | None, *, checksum: Checksum | None = None) -> None:
        self._raw_stream = raw_stream
        self._content_length = None if content_length is None else int(content_length)
        self._checksum = checksum
        self._amount_read = 0
        #: Bytes that were read and not delivered: whole lines, and the beginning of the line after them.
        self._lines: deque[bytes] = deque()
        self._line = bytearray()

    if not ASYNC:

        def __del__(self) -> None:
            # Replaces IOBase's `__del__`, which would close a raw stream that is still being read elsewhere.
            pass

    def set_socket_timeout(self, timeout: float | None) -> None:
        """Change how long a read may wait for bytes, from now on, in seconds."""
        self._raw_stream.set_timeout(timeout)

    def readable(self) -> bool:
        """Return whether there may be more to read."""
        try:
            answer: bool = self._raw_stream.readable()
        except AttributeError:
            return False
        return answer

    async def read(self, amt: int | None = None) -> bytes:
        """Return `amt` bytes (fewer only at the end of the body), or all that is left."""
        if self._lines or self._line:
            return await self._read_on(amt)
        everything = amt is None or amt < 0
        chunk: bytes = await (self._raw_stream.read() if everything else self._raw_stream.read(amt))
        self._amount_read += len(chunk)
        if self._checksum is not None:
            if len(chunk) > LARGE:
                await self._sum_up(chunk)
            else:
                self._checksum.update(chunk)
        if everything or (not chunk and amt):
            self._verify_end()
        return chunk

    async def _read_on(self, amt: int | None) -> bytes:
        """Return `amt` bytes, or all that is left; some of them have been read before."""
        left = self._take_left()
        if amt is not None and 0 <= amt <= len(left):
            self._line += left[amt:]
            return left[:amt]
        try:
            return left + await self.read(None if amt is None or amt < 0 else amt - len(left))
        except BaseException:
            self._line[:0] = left
            raise

    def _take_left(self) -> bytes:
        """Return the bytes that were read and not delivered, and forget them."""
        left = b"".join((*self._lines, self._line))
        self._lines.clear()
        self._line.clear()
        return left

    async def readinto(self, b: Any) -> int:
        """Read into the writable buffer `b` and return the number of bytes read, 0 at the end of the body."""
        if self._lines or self._line:
            left = self._take_left()
            view = memoryview(b).cast("B")
            count: int = min(len(left), len(view))
            view[:count] = left[:count]
            self._line += left[count:]
            return count
        count = await self._raw_stream.readinto(b)
        self._amount_read += count
        if self._checksum is not None:
            read = memoryview(b).cast("B")[:count]
            if count > LARGE:
                await self._sum_up(read)
            else:
                self._checksum.update(read)
        if not count and len(b):
            self._verify_end()
        return count

    async def readlines(self, hint: int | None = -1) -> list[bytes]:
        """Return the lines that are left, with their line ends."""
        rest = await self.read()
        return rest.splitlines(keepends=True)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.iter_chunks(DEFAULT_CHUNK_SIZE)

    async def __anext__(self) -> bytes:
        chunk = await self.read(DEFAULT_CHUNK_SIZE)
        if chunk:
            return chunk
        raise StopAsyncIteration

    next = __anext__

    async def __aenter__(self) -> Self:
        if ASYNC:
            return self
        from ..bylines import by_lines

        lines: Self = by_lines(self)
        return lines

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    async def iter_lines(self, chunk_size: int = DEFAULT_CHUNK_SIZE, keepends: bool = False) -> AsyncIterator[bytes]:
        """Iterate over the lines, reading `chunk_size` bytes at a time."""
        lines = self._lines
        while await self._more_lines(chunk_size):
            while lines:
                yield lines.popleft().splitlines(keepends)[0]

    async def _more_lines(self, chunk_size: int) -> bool:
        """Read until there are whole lines to deliver; return whether there are any. The body's end ends a line."""
        while not self._lines:
            line, self._line = self._line, bytearray()
            try:
                chunk = await self.read(chunk_size)
            except BaseException:
                self._line[:0] = line
                raise
            whole = line.endswith(b"\r") or b"\n" in chunk or b"\r" in chunk
            line += chunk
            if not chunk and line:
                self._lines.extend(bytes(line).splitlines(keepends=True))  # more than one if a read was cancelled
            elif not chunk:
                return False
            elif whole:
                self._lines.extend(bytes(line).splitlines(keepends=True))
                self._line += self._lines.pop()
            else:
                self._line = line
        return True

    async def iter_chunks(self, chunk_size: int = DEFAULT_CHUNK_SIZE) -> AsyncIterator[bytes]:
        """Iterate over chunks of `chunk_size` bytes, the last one being what is left."""
        while chunk := await self.read(chunk_size):
            yield chunk

    def tell(self) -> int:
        """Return how many bytes have been read."""
        return self._amount_read

    async def close(self) -> None:
        """Close the body, without waiting for the rest of it."""
        await self._raw_stream.close()

    async def _sum_up(self, data: bytes | memoryview) -> None:
        """Add a large piece of the body to the checksum. If this is cancelled, the next read delivers the piece."""
        assert self._checksum is not None
        if ASYNC:
            from ...io.threads import in_own_thread

            update, done = self._checksum.update, False

            def work() -> None:
                nonlocal done
                update(data)
                done = True

            try:
                await in_own_thread(work)
            except BaseException:
                if not done:
                    update(data)
                self._line += data
                raise
        else:
            self._checksum.update(data)

    def _verify_end(self) -> None:
        if self._content_length is not None and self._amount_read != self._content_length:
            raise IncompleteBodyError(actual_bytes=self._amount_read, expected_bytes=self._content_length)
        if self._checksum is not None:
            self._checksum.verify()


class AsyncEventStream(Of[Item]):
    """The events of a reply, as they arrive: iterate over it.

    Raises, while iterating: EventStreamError for an error that the service reports in the stream, `wire.eventstream`'s
    ParserError for damaged frames, ReadTimeoutError, ResponseStreamingError. After an error the stream is closed.
    """

    def __init__(self, raw_stream: Any, decoder: EventDecoder) -> None:
        self._raw_stream = raw_stream
        self._decoder = decoder
        self._events: Iterator[dict[str, Any]] = iter(())
        self._ended = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        event: Item | None = await self._next_event()
        if event is None:
            raise StopAsyncIteration
        return event

    async def get_initial_response(self) -> dict[str, Any]:
        """Return the first message in the stream: for an RPC operation its own reply. The decoder must expect one."""
        return await self._next_event() or {}

    async def close(self) -> None:
        """Close the stream."""
        self._ended = True
        await self._raw_stream.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    async def _next_event(self) -> Any:
        try:
            while not self._ended:
                for event in self._events:
                    return event
                data = await self._raw_stream.read1()
                if data:
                    self._events = self._decoder.feed(data)
                else:
                    self._ended = True
                    self._decoder.close()
        except Exception:
            await self.close()
            raise
        return None
