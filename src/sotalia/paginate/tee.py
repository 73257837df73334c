"""`tee`, and its awaited twin: several consumers of one source, from which each item is taken once."""

from __future__ import annotations

from collections import deque
from itertools import tee

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator
    from typing import Any


__all__ = ["tee", "tee_async"]


class _Source:
    """What the consumers share. Each has a queue of the items that another has taken from the source before it."""

    def __init__(self, source: AsyncIterable[Any], count: int) -> None:
        from asyncio import Lock

        self.items = aiter(source)
        self.queues: list[deque[Any]] = [deque() for _ in range(count)]
        self.lock = Lock()  # the consumers may be tasks


def tee_async(source: AsyncIterable[Any], count: int) -> list[AsyncIterator[Any]]:
    """Return `count` iterators over the items of `source`."""
    shared = _Source(source, count)
    return [_items(shared, number) for number in range(count)]


async def _items(shared: _Source, number: int) -> AsyncIterator[Any]:
    mine = shared.queues[number]
    while True:
        if not mine:
            async with shared.lock:
                if not mine:
                    try:
                        item = await anext(shared.items)
                    except StopAsyncIteration:
                        return
                    for queue in shared.queues:
                        queue.append(item)
        yield mine.popleft()
