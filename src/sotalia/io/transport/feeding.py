"""Bodies that only an event loop can read: async iterables, and files, which are read in a thread.

A task takes chunks from the body, one ahead of what libcurl is sending, and hands them over; where libcurl has to wait
for one, the transfer is paused, and goes on when the chunk is there. No more of a file is read than the request's
length, and nothing when the exchange is over: the caller may use the file again, for the next attempt, say.
"""

from __future__ import annotations

import asyncio
import io

from ..loop import running_loop
from ..threads import in_thread, until_done
from .uploads import FedUpload, body_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import Any, Self

    from ...http import Request

#: How much of a file is read at once.
CHUNK_SIZE = 256 * 1024


class Feeder:
    """Feeds an upload from the body of `request`, from `start` on: a context manager around the exchange.

    When the context ends, nothing is read from the body any more. (The body of a two-way stream is read until the reply
    ends: `cancel` is called then.)
    """

    __slots__ = ("_body", "_drained", "_length", "_task", "_two_way", "upload")

    def __init__(self, request: Request) -> None:
        self._body: Any = request.body
        self._length = body_length(request)
        self._two_way = request.http2
        self._drained = asyncio.Event()
        self._drained.set()
        self._task: asyncio.Task[None] | None = None
        self.upload = FedUpload(self._drained.set)

    def start(self, resume: Callable[[], Any]) -> None:
        """Begin. `resume()` lets a paused transfer go on."""
        self._task = running_loop().create_task(self._run(resume))

    def cancel(self) -> None:
        """Read no more from the body, from the next point on where reading can be stopped."""
        self.upload.paused = False
        if self._task is not None:
            self._task.cancel()

    async def ended(self) -> None:
        """Wait until all of the body has been sent, or no more is read from it."""
        if self._task is not None:
            await asyncio.wait((self._task,))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, error_class: type[BaseException] | None, *_details: object) -> None:
        if error_class is None and self._two_way:
            return
        self.cancel()
        if self._task is not None and error_class is not GeneratorExit:  # which does not let anything be awaited
            await until_done(self._task)

    async def _run(self, resume: Callable[[], Any]) -> None:
        upload = self.upload
        failure: Exception | None = None
        try:
            async for chunk in _chunks(self._body, self._length):
                await self._drained.wait()
                if chunk:
                    upload.put(chunk)
                    self._drained.clear()
                    self._go_on(resume)
            await self._drained.wait()
        except Exception as error:
            failure = error
        upload.end(failure)
        self._go_on(resume)

    def _go_on(self, resume: Callable[[], Any]) -> None:
        if self.upload.paused:
            self.upload.paused = False
            resume()


def feeder_for(request: Request) -> Feeder | None:
    """Return a feeder for a body that must not be read in the event loop's thread, None for any other."""
    body = request.body
    if type(body) is bytes or isinstance(body, (bytes, bytearray, memoryview, io.BytesIO)):
        return None
    if hasattr(body, "read") or hasattr(body, "__aiter__"):
        return Feeder(request)
    return None


async def _chunks(body: Any, length: int | None) -> AsyncIterator[Any]:
    """Take chunks from `body`: all that there are, or no more than `length` bytes of a file."""
    if not hasattr(body, "read"):
        async for chunk in body:
            yield chunk
        return
    is_coroutine = asyncio.iscoroutinefunction(body.read)
    while length is None or length > 0:
        size = CHUNK_SIZE if length is None else min(CHUNK_SIZE, length)
        chunk = await (body.read(size) if is_coroutine else in_thread(body.read, size))
        yield chunk
        if chunk is not None:
            if not len(chunk):
                return
            if length is not None:
                length -= len(chunk)
