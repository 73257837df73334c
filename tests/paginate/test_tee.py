"""Several consumers of one source of awaited items, in whatever order they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sotalia.paginate.tee import tee_async


async def rest(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


class Source:
    """Items, each of which is waited for; `asked` counts how often there was one more to be had, or the end."""

    def __init__(self, *items: Any) -> None:
        self._items = iter(items)
        self.asked = 0

    def __aiter__(self) -> Source:
        return self

    async def __anext__(self) -> Any:
        self.asked += 1
        await asyncio.sleep(0)
        for item in self._items:
            return item
        raise StopAsyncIteration


@pytest.mark.parametrize("count", [1, 2, 3])
def test_tasks_that_wait_for_the_same_item_all_get_it(count: int) -> None:
    async def main() -> None:
        source = Source("one", "two")
        consumers = tee_async(source, count)
        assert await asyncio.gather(*map(anext, consumers)) == ["one"] * count
        assert source.asked == 1
        assert await asyncio.gather(*map(rest, consumers)) == [["two"]] * count

    asyncio.run(main())


def test_one_that_comes_later_finds_what_the_first_has_left_behind() -> None:
    async def main() -> None:
        source = Source(1, 2, 3)
        first, second = tee_async(source, 2)
        assert await rest(first) == [1, 2, 3]
        asked = source.asked
        assert [await anext(second) for _ in range(3)] == [1, 2, 3]
        assert source.asked == asked

    asyncio.run(main())


def test_what_the_source_raises_reaches_whoever_asked_and_loses_no_item() -> None:
    class Fails(Source):
        async def __anext__(self) -> Any:
            if self.asked == 1:
                self.asked += 1
                raise ValueError("no page")
            return await super().__anext__()

    async def main() -> None:
        first, second = tee_async(Fails(1, 2), 2)
        assert await anext(first) == 1
        with pytest.raises(ValueError, match="no page"):
            await anext(first)
        assert await rest(second) == [1, 2]

    asyncio.run(main())
