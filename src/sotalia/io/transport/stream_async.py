"""The body of a streamed reply in an event loop: it arrives while other tasks run, up to a limit, and is awaited.

`Flow` is the inner half, which libcurl's callbacks and the engine refer to; `AsyncBodyStream` is the half that callers
hold. When they drop it unread, the flow is abandoned too, and its connection closed.
"""

from __future__ import annotations

from . import curl_errors
from ._pycurl import pycurl
from .engine import Transfer
from .head import BLANK_LINES, HeadWatch, reply_head
from .stream import ReadBuffer, broken_off

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from typing import Any

    from ...http import Request
    from .curl_async import AsyncCurlTransport
    from .engine import Engine
    from .feeding import Feeder
    from .handle import Handle

#: With this many unread bytes, the server has to wait; it goes on when half of them have been read.
HIGH_WATER = 1024 * 1024
#: From this status on libcurl sends no more of the request's body.
FIRST_REFUSAL = 400
_PAUSE: int = pycurl.WRITEFUNC_PAUSE
_EVERYTHING = 1 << 62


class Flow:
    """The reply to one streamed request, as it arrives. `head` is the future of its (status, headers)."""

    __slots__ = (
        "_awaited_size",
        "_content_length",
        "_feeder",
        "_lines",
        "_paused",
        "_transfer",
        "_waiter",
        "_watch",
        "buffer",
        "ended",
        "engine",
        "failure",
        "head",
        "request",
    )

    def __init__(self, engine: Engine, feeder: Feeder | None) -> None:
        self.engine = engine
        self.buffer = ReadBuffer()
        self.failure: Exception | None = None
        self.ended = False
        self.head: asyncio.Future[tuple[int, dict[str, str]]] = engine.loop.create_future()
        self._feeder = feeder
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._awaited_size = 0
        self._content_length: str | None = None
        self._transfer: Transfer | None = None

    def begin(self, handle: Handle, request: Request, timeout: float | None) -> Transfer:
        """Return the transfer to be started; from now on the handle's lines and chunks come here."""
        self.request = request
        self._lines = handle.lines
        self._watch = HeadWatch(handle.lines)
        self._transfer = transfer = Transfer(handle, request, timeout, self._finished)
        handle.divert(self._on_line, self._on_chunk)
        return transfer

    async def sent(self) -> None:
        """Wait until the body of the request has been sent, or will not be sent any more."""
        if self._feeder is not None and self._transfer is not None:
            self.engine.touch(self._transfer)
            await self._feeder.ended()
            if self._transfer is not None:
                self._transfer.waiting = False

    async def wait(self, size: int) -> None:
        """Wait until `size` bytes are there, or the end."""
        while self.buffer.size < size and not self.ended:
            if self._waiter is not None:
                raise RuntimeError("another task is reading this body already")
            self._awaited_size = size
            self.go_on()
            if self.buffer.size >= size or self.ended:
                break
            assert self._transfer is not None
            self.engine.touch(self._transfer)
            self._waiter = self.engine.loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
                if self._transfer is not None:
                    self._transfer.waiting = False
        self._awaited_size = 0

    def go_on(self) -> None:
        """Let the server go on, if it had to wait and enough has been read."""
        if self._paused and self._transfer is not None and self.buffer.size < max(HIGH_WATER // 2, self._awaited_size):
            self._paused = False
            self.engine.resume(self._transfer)

    def set_timeout(self, seconds: float | None) -> None:
        """Change how long `wait` may wait."""
        if self._transfer is not None:
            self._transfer.timeout = seconds

    def abandon(self) -> None:
        """Stop; before the end, the connection is closed."""
        transfer = self._transfer
        self._end()
        self.failure = None
        self.buffer = ReadBuffer()
        if transfer is not None and not self.engine.closed:
            self.engine.drop(transfer)

    def _on_line(self, line: bytes) -> None:
        self._lines.append(line)
        if line in BLANK_LINES and not self.head.done() and self._watch.whole():
            status, headers = reply_head(self._lines)
            self._content_length = headers.get("content-length")
            self.head.set_result((status, headers))
            if self._transfer is not None:
                self._transfer.waiting = False
            if status >= FIRST_REFUSAL and self._feeder is not None:
                self._feeder.cancel()

    def _on_chunk(self, chunk: bytes) -> int | None:
        buffer = self.buffer
        if buffer.size >= HIGH_WATER and buffer.size >= self._awaited_size:
            self._paused = True
            return _PAUSE
        buffer.append(chunk)
        if buffer.size >= self._awaited_size:
            self._wake()
        return None

    def _finished(self, handle: Handle, error: Exception | None) -> None:
        if error is None and not self.head.done():
            error = handle.error(self.request, curl_errors.WEIRD_SERVER_REPLY, "the head of the reply is not whole")
        if error is not None:
            received = int(handle.easy.getinfo(pycurl.SIZE_DOWNLOAD_T))
            if self.head.done():
                self.failure = broken_off(error, received, self._content_length)
            else:
                self.head.set_exception(error)
        self._end()

    def _end(self) -> None:
        self.ended = True
        self._transfer = None
        if self._feeder is not None:
            self._feeder.cancel()
            self._feeder = None
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class AsyncBodyStream:
    """The body of a reply, as it arrives. For one task at a time, in the event loop it was opened in.

    An error is raised after all bytes that came before it have been read; from then on, again and again. A cancelled
    read loses no bytes.
    """

    __slots__ = ("_flow", "_transport")

    def __init__(self, transport: AsyncCurlTransport, flow: Flow) -> None:
        self._transport = transport  # which closes its connections when nobody holds it any more
        self._flow = flow

    async def read(self, amount: int = -1) -> bytes:
        """Return `amount` bytes (fewer only at the end, then `b""`), or all that is left."""
        flow = self._flow
        if amount is None or amount < 0:
            await flow.wait(_EVERYTHING)
            if flow.failure is not None:
                raise flow.failure
            return flow.buffer.take(flow.buffer.size)
        if flow.buffer.size < amount:
            await flow.wait(amount)
        return self._deliver(amount)

    async def read1(self, amount: int = -1) -> bytes:
        """Return what there is, up to `amount` bytes; wait only while there is nothing."""
        flow = self._flow
        if amount and not flow.buffer.size:
            await flow.wait(1)
        return self._deliver(amount if amount >= 0 else max(1, flow.buffer.size))

    async def readinto(self, buffer: Any) -> int:
        """Fill `buffer` and return the number of bytes, fewer than it holds only at the end."""
        view = memoryview(buffer).cast("B")
        flow = self._flow
        size = len(view)
        if flow.buffer.size < size:
            await flow.wait(size)
        if not flow.buffer.size and size and flow.failure is not None:
            raise flow.failure
        filled = flow.buffer.fill(view)
        flow.go_on()
        return filled

    def set_timeout(self, seconds: float | None) -> None:
        """Change how long a read may wait."""
        self._flow.set_timeout(seconds)

    def readable(self) -> bool:
        """Return whether the end has not been reached."""
        flow = self._flow
        return not flow.ended or flow.buffer.size > 0 or flow.failure is not None

    def abandon(self) -> None:
        """Do what `close()` does; not a coroutine, for code that cannot await."""
        self._flow.abandon()

    async def close(self) -> None:
        """Stop reading the body; before its end, that closes the connection."""
        self._flow.abandon()

    def _deliver(self, amount: int) -> bytes:
        flow = self._flow
        if not flow.buffer.size and amount and flow.failure is not None:
            raise flow.failure
        data = flow.buffer.take(amount)
        flow.go_on()
        return data

    def __del__(self) -> None:
        flow = self._flow
        if not flow.ended and not flow.engine.closed and not flow.engine.loop.is_closed():
            # Not at once: this may run in any thread, and inside of libcurl.
            flow.engine.loop.call_soon_threadsafe(flow.abandon)

    def __repr__(self) -> str:
        flow = self._flow
        return f"<AsyncBodyStream of {curl_errors.shown_request(flow.request)}, {'ended' if flow.ended else 'open'}>"
