"""Bodies that only an event loop can read: async iterables, and files, which are read in a thread.

A task takes chunks from the body, one ahead of what libcurl is sending, and hands them over; where libcurl has to wait
for one, the transfer is paused, and goes on when it is there.
"""

from __future__ import annotations

import asyncio
import io

from .uploads import FedUpload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import Any

#: How much of a file is read at once.
CHUNK_SIZE = 256 * 1024


class Feeder:
    """Feeds an upload from `body`, from `start` to `stop`."""

    __slots__ = ("_body", "_drained", "_task", "upload")

    def __init__(self, body: Any) -> None:
        self._body = body
        self._drained = asyncio.Event()
        self._drained.set()
        self._task: asyncio.Task[None] | None = None
        self.upload = FedUpload(self._drained.set)

    def start(self, resume: Callable[[], Any]) -> None:
        """Begin. `resume()` lets a paused transfer go on."""
        self._task = asyncio.get_running_loop().create_task(self._feed(resume))

    def stop(self) -> None:
        """Take no more from the body."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _feed(self, resume: Callable[[], Any]) -> None:
        upload = self.upload
        failure: Exception | None = None
        try:
            async for chunk in _chunks(self._body):
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


def feeder_for(body: Any) -> Feeder | None:
    """Return a feeder for a body that must not be read in the event loop's thread, None for any other."""
    if type(body) is bytes or isinstance(body, (bytes, bytearray, memoryview, io.BytesIO)):
        return None
    if hasattr(body, "read") or hasattr(body, "__aiter__"):
        return Feeder(body)
    return None


async def _chunks(body: Any) -> AsyncIterator[Any]:
    if not hasattr(body, "read"):
        async for chunk in body:
            yield chunk
        return
    loop = asyncio.get_running_loop()
    awaited = asyncio.iscoroutinefunction(body.read)
    while True:
        chunk = await (body.read(CHUNK_SIZE) if awaited else loop.run_in_executor(None, body.read, CHUNK_SIZE))
        yield chunk
        if chunk is not None and not len(chunk):
            return
