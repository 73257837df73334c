"""aioboto3's batch writer: Sotalia's, with a pause that programs may ask for."""

from __future__ import annotations

import asyncio

from ...dynamodb._async.table import AsyncBatchWriter
from ...dynamodb.batch import FLUSH_AMOUNT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class BatchWriter(AsyncBatchWriter):
    """Writes and deletes items of one table: `async with table.batch_writer() as batch`."""

    def __init__(
        self,
        table_name: str,
        client: Any,
        flush_amount: int = FLUSH_AMOUNT,
        overwrite_by_pkeys: list[str] | None = None,
        on_exit_loop_sleep: float = 0,
    ) -> None:
        """The arguments are those of Sotalia's writer; `on_exit_loop_sleep` are the seconds to wait between the batches
        that the end of the `async with` block sends, beside the pauses that DynamoDB's replies cause.
        """
        super().__init__(table_name, client, flush_amount, overwrite_by_pkeys)
        self._pause = on_exit_loop_sleep

    @property
    def _items_buffer(self) -> list[dict[str, Any]]:
        """The requests that are still to be sent, which programs look into."""
        return self._buffer.queue

    async def flush(self) -> None:
        """Send everything now."""
        async with self._lock:
            while self._buffer.queue:
                await self._flush()
                if self._buffer.queue and self._pause:
                    await asyncio.sleep(self._pause)


def batch_writer(
    table: Any,
    overwrite_by_pkeys: list[str] | None = None,
    flush_amount: int = FLUSH_AMOUNT,
    on_exit_loop_sleep: float = 0,
) -> BatchWriter:
    """Return a context manager that writes and deletes items of the table in batches; see `BatchWriter`."""
    return BatchWriter(table.name, table.meta.client, flush_amount, overwrite_by_pkeys, on_exit_loop_sleep)


class CustomTableResource:
    """What aioboto3 gives to tables."""

    batch_writer = batch_writer


def register_table_methods(base_classes: list[type[Any]], **kwargs: Any) -> None:
    """Give a class of resources the batch writer."""
    base_classes.insert(0, CustomTableResource)
