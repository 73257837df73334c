"""What tables can do beyond their actions: writing in batches, and scanning in several segments at once."""

from __future__ import annotations

import asyncio

from ..batch import FLUSH_AMOUNT, MAX_STALLS, WriteBuffer, backoff
from ..segments import Segments

ASYNC = True

if not ASYNC:
    from os import getpid
    from queue import SimpleQueue
    from threading import Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from types import TracebackType
    from typing import Any


class AsyncBatchWriter:
    """Writes and deletes items of one table, 25 at a time: `async with table.batch_writer() as batch`.

    What DynamoDB leaves unprocessed is sent again, after a pause that is partly random and grows with each such reply.
    After some replies in a row that have processed nothing, UnprocessedItemsError is raised; its `unprocessed` has all
    that was still to be sent.

    The end of the `with` block sends what is left, whether or not an exception ends it, as in boto3. A batch that was
    answered with an error is not sent again: `unsent` has it, and everything else that DynamoDB has not taken. One that
    was interrupted (Ctrl-C, cancellation) is sent again, since it may not have arrived.

    Several threads or tasks may use one writer. Items are not copied: they must not be changed until they are sent.
    """

    def __init__(
        self,
        table_name: str,
        client: Any,
        flush_amount: int = FLUSH_AMOUNT,
        overwrite_by_pkeys: list[str] | None = None,
        *,
        max_stalls: int = MAX_STALLS,
    ) -> None:
        """`client` takes plain values: a resource's, or one with `Config(dynamodb_types=True)`.

        `flush_amount` requests are sent at a time. With `overwrite_by_pkeys`, the names of the table's keys, a request
        replaces those for the same key that have not been sent yet; without it, DynamoDB refuses a batch with two such.
        UnprocessedItemsError is raised after `max_stalls` replies in a row that have processed nothing.
        """
        self._table_name = table_name
        self._client = client
        self._buffer = WriteBuffer(table_name, flush_amount, overwrite_by_pkeys, max_stalls)
        self._turn = asyncio.Lock()
        if not ASYNC:
            self._process = getpid()

    @property
    def _lock(self) -> asyncio.Lock:
        """The lock that is held while the buffer changes; a forked child makes its own, as its parent's may be held."""
        if ASYNC:
            return self._turn
        if self._process != getpid():
            self._turn, self._process = asyncio.Lock(), getpid()
        return self._turn

    @property
    def unsent(self) -> list[dict[str, Any]]:
        """What DynamoDB has not taken: `{"PutRequest": {"Item": …}}` and `{"DeleteRequest": {"Key": …}}`."""
        return self._buffer.failed + self._buffer.queue

    @property
    def _items_buffer(self) -> list[dict[str, Any]]:
        """What waits to be sent, by boto3's name."""
        return self._buffer.queue

    async def put_item(self, Item: dict[str, Any]) -> None:
        """Write an item, now or with later ones. Raises what sending raises."""
        await self._add({"PutRequest": {"Item": Item}})

    async def delete_item(self, Key: dict[str, Any]) -> None:
        """Delete the item with this key, now or with later ones. Raises what sending raises."""
        await self._add({"DeleteRequest": {"Key": Key}})

    async def flush(self) -> None:
        """Send everything now."""
        async with self._lock:
            while self._buffer.queue:
                await self._flush()

    async def _add(self, request: dict[str, Any]) -> None:
        async with self._lock:
            self._buffer.add(request)
            if len(self._buffer.queue) >= self._buffer.amount:
                await self._flush()

    async def _flush(self) -> None:
        """Send one batch. The caller holds the lock, so that batches go one after the other, and later ones win."""
        buffer = self._buffer
        if buffer.refusals:
            from random import random

            await self._client._run(backoff(buffer.refusals, random()))  # noqa: S311 - jitter is no secret
        batch = buffer.take()
        try:
            reply = await self._client.batch_write_item(RequestItems={self._table_name: batch})
        except Exception:
            buffer.failed += batch
            raise
        except BaseException:
            buffer.put_back(batch)
            raise
        buffer.take_back(batch, reply)

    async def __aenter__(self) -> AsyncBatchWriter:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.flush()


def batch_writer(
    table: Any, overwrite_by_pkeys: list[str] | None = None, *, max_stalls: int = MAX_STALLS
) -> AsyncBatchWriter:
    """Return a context manager that writes and deletes items in batches, and sends again what was not processed.

        async with table.batch_writer() as batch:
            for number in range(1000):
                await batch.put_item(Item={"id": number, "name": "…"})
            await batch.delete_item(Key={"id": 1001})

    With `overwrite_by_pkeys`, the names of the table's keys, a request replaces those for the same key that have not
    been sent yet. AsyncBatchWriter says what `max_stalls` is.
    """
    return AsyncBatchWriter(table.name, table.meta.client, overwrite_by_pkeys=overwrite_by_pkeys, max_stalls=max_stalls)


def scan_parallel(
    table: Any, segments: int, *, workers: int | None = None, **scan: Any
) -> AsyncGenerator[dict[str, Any]]:
    """Scan the table in `segments` parts at once, and yield the items of all pages, in no order.

        async for item in table.scan_parallel(8, FilterExpression=Attr("age").gt(17)): ...

    `scan` are arguments of `scan`, but for `Segment`, `TotalSegments` and `ExclusiveStartKey`; `Limit` is the size of a
    page. `workers` parts are read at a time: by default all, but no more than the client has connections
    (`max_pool_connections`). No more than a page for each of them is kept waiting. The first error ends the scan and is
    raised; so does closing the iterator, which waits for the pages that are under way.

    Raises ValueError for less than one segment or worker, TypeError for arguments that it sets itself.
    """
    client = table.meta.client
    if workers is None:
        workers = client.meta.config.max_pool_connections
    return _items(client, Segments(table.name, segments, workers, scan))


async def _items(client: Any, plan: Segments) -> AsyncGenerator[dict[str, Any]]:
    readers = _Readers(client, plan)
    patient = True
    try:
        readers.start()
        while (page := await readers.page()) is not None:
            for item in page.get("Items", ()):
                yield item
    except KeyboardInterrupt:
        patient = False  # whoever presses Ctrl-C does not want to wait for pages
        raise
    finally:
        await readers.stop(patient)


class _Readers:
    """The workers of one scan, and the pages that they have read."""

    if TYPE_CHECKING:
        _pages: Any
        _workers: list[Any]

    def __init__(self, client: Any, plan: Segments) -> None:
        self._client = client
        self._plan = plan
        self._segments = iter(range(plan.total))
        #: Taken for each page that a worker reads, released when the page is delivered.
        self._slots = asyncio.Semaphore(plan.workers)
        self._stopped = False
        self._active = plan.workers
        self._workers = []
        if ASYNC:
            self._pages = asyncio.Queue()
        else:
            self._pages = SimpleQueue()
            self._process = getpid()

    def start(self) -> None:
        """Have the workers begin. Where that fails or is interrupted in the middle, `stop` ends those that began."""
        for _ in range(self._plan.workers):
            if ASYNC:
                self._workers.append(asyncio.ensure_future(self._work()))
            else:
                worker = Thread(target=self._work, name="sotalia-scan", daemon=True)
                worker.start()
                self._workers.append(worker)

    async def page(self) -> dict[str, Any] | None:
        """Return a page that has been read, or None after the last one; raise the first error."""
        if self._workers_stayed_behind():
            raise RuntimeError(
                "This scan cannot go on in a forked child: its workers stayed with the parent. Begin another one."
            )
        while self._active:
            result = await self._pages.get()
            if result is None:
                self._active -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                self._slots.release()
                page: dict[str, Any] = result
                return page
        return None

    async def _work(self) -> None:
        """Read segments until there are none left; then queue None, or the error that ended it, like a page."""
        ending: BaseException | None = None
        try:
            for segment in self._segments:
                await self._read(segment)
                if self._stopped:
                    break
        except BaseException as error:  # `page` raises it
            ending = error
        if ASYNC:
            self._pages.put_nowait(ending)
        else:
            self._pages.put(ending)

    async def _read(self, segment: int) -> None:
        request: dict[str, Any] | None = self._plan.first(segment)
        while request is not None:
            await self._slots.acquire()
            if self._stopped:
                return
            page = await self._client.scan(**request)
            if ASYNC:
                self._pages.put_nowait(page)
            else:
                self._pages.put(page)
            request = self._plan.after(request, page)

    async def stop(self, patient: bool) -> None:
        """Have the workers end; wait for that if `patient`."""
        if self._workers_stayed_behind():
            return
        self._stopped = True
        if ASYNC:
            for worker in self._workers:
                worker.cancel()
            await asyncio.gather(*self._workers, return_exceptions=True)
        else:
            for _ in range(self._plan.workers):
                self._slots.release()
            for worker in self._workers if patient else ():
                worker.join()

    def _workers_stayed_behind(self) -> bool:
        """Whether the workers, and whatever they hold, are those of the process that this one was forked from."""
        if ASYNC:
            return False
        return self._process != getpid()
