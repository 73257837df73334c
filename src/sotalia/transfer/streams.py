"""Uploads of asynchronous iterables: parts are collected in the event loop, and sent side by side by ordinary calls.

What comes has an unknown length and may come slowly, so nothing but the task of this upload waits for it.
"""

from __future__ import annotations

import asyncio

from ..useragent.features import S3_TRANSFER
from ..useragent.scope import counting_as
from .limits import KIB
from .plan.base import SEND
from .plan.upload import UploadPlan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable
    from typing import Any

    from .config import TransferConfig
    from .plan.base import Piece

#: How many bytes are read at once of what has an awaited `read`.
_CHUNK = 256 * KIB


class Collector:
    """Collects the chunks of an asynchronous iterable into parts."""

    def __init__(self, chunks: AsyncIterable[Any]) -> None:
        self._chunks = aiter(chunks)
        self._buffer = bytearray()
        self.is_ended = False

    def __len__(self) -> int:
        return len(self._buffer)

    async def fill(self, size: int) -> None:
        """Wait until there are `size` bytes, or the end. Raises what the iterable raises, TypeError for text."""
        while len(self._buffer) < size and not self.is_ended:
            try:
                chunk = await anext(self._chunks)
            except StopAsyncIteration:
                self.is_ended = True
                break
            if isinstance(chunk, str):
                raise TypeError("the iterable gives text where bytes are needed")
            self._buffer += chunk

    async def close(self) -> None:
        """Close an iterable that can be closed, as generators can."""
        close = getattr(self._chunks, "aclose", None)
        if close is not None:
            await close()

    def take(self, size: int) -> bytes:
        """Return the next bytes, `size` at most."""
        data = bytes(memoryview(self._buffer)[:size])
        del self._buffer[:size]
        return data


class StreamUpload:
    """The upload of one iterable. `on_progress` is called with numbers of bytes that have been sent."""

    def __init__(
        self,
        client: Any,
        config: TransferConfig,
        on_progress: Callable[[int], Any] | None,
        chunks: AsyncIterable[Any],
        arguments: tuple[str, str, dict[str, Any]],
    ) -> None:
        self._client = client
        self._config = config
        self._on_progress = on_progress
        self._source = Collector(chunks)
        self._arguments = arguments
        self._tasks: set[asyncio.Task[None]] = set()
        self._limit = 1
        if config.use_threads:
            self._limit = min(config.max_request_concurrency, config.max_in_memory_upload_chunks)
        self._plan: UploadPlan

    async def run(self) -> None:
        """Upload all of it. Raises what ended it early; no parts are left then, also if the task is cancelled."""
        try:
            await self._run()
        finally:
            await self._source.close()

    async def _run(self) -> None:
        source, config = self._source, self._config
        await source.fill(config.multipart_threshold)
        self._plan = plan = UploadPlan(*self._arguments, len(source) if source.is_ended else None, config)
        try:
            while not plan.over and plan.error is None:
                await self._begin_or_wait()
        except BaseException as error:
            plan.fail(error)
            raise
        finally:
            await self._clean_up()
        if plan.error is not None:
            raise plan.error

    async def _begin_or_wait(self) -> None:
        """Begin the next piece; where there is none, or no room for it, wait for one that is under way."""
        plan = self._plan
        piece = plan.next() if len(self._tasks) < self._limit else None
        if piece is None:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            return
        body = None
        if piece.kind == SEND:
            length = piece.length or 0
            try:
                await self._source.fill(length)
            except BaseException:
                plan.dropped(piece)
                raise
            body = self._source.take(length)
            if plan.size is None and len(body) < length:
                piece.length = len(body)
                if not body:
                    plan.exhausted(piece)
                    return
        task = asyncio.ensure_future(self._make(piece, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.sleep(0)  # an iterable that never waits would keep the parts from being sent

    async def _make(self, piece: Piece, body: bytes | None) -> None:
        """Make the call of one piece, and tell the plan what became of it."""
        parameters = piece.params if body is None else {**piece.params, "Body": body}
        try:
            with counting_as(S3_TRANSFER):
                reply = await getattr(self._client, piece.method)(**parameters)
        except Exception as error:
            self._plan.failed(piece, error)
            return
        except BaseException:
            self._plan.dropped(piece)
            raise
        try:
            self._plan.done(piece, reply)
            if self._on_progress is not None and piece.length:
                self._on_progress(piece.length)
        except Exception as error:
            self._plan.fail(error)

    async def _clean_up(self) -> None:
        """Give up what is under way after a failure, and remove the parts that were sent."""
        plan = self._plan
        for task in self._tasks:
            if plan.error is not None and plan.upload is not None:
                task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        while plan.error is not None and (piece := plan.next()) is not None:
            await self._make(piece, None)


def chunks_of(body: Any) -> AsyncIterable[Any] | None:
    """Return the chunks of a body that is read in an event loop; None for one that is not."""
    if asyncio.iscoroutinefunction(getattr(body, "read", None)):
        return _read(body)
    return body if hasattr(body, "__aiter__") and not hasattr(body, "read") else None


async def _read(body: Any) -> AsyncIterator[Any]:
    while chunk := await body.read(_CHUNK):
        yield chunk


async def upload_stream(
    client: Any,
    config: TransferConfig,
    on_progress: Callable[[int], Any] | None,
    chunks: AsyncIterable[Any],
    arguments: tuple[str, str, dict[str, Any]],
) -> None:
    """Upload the chunks to a bucket, under a key, with further arguments. Raises what the upload, or they, raise."""
    await StreamUpload(client, config, on_progress, chunks, arguments).run()
