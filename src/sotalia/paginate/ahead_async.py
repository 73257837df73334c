"""The next page, fetched by a task while the caller is busy with the one before. See `ahead` for the laws."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any


class AsyncPending:
    """A page that is being fetched."""

    __slots__ = ("_task",)

    def __init__(self, fetch: Callable[[dict[str, Any]], Awaitable[Any]], parameters: dict[str, Any]) -> None:
        """Begin to fetch the page that `fetch(parameters)` returns."""
        import asyncio

        self._task = asyncio.ensure_future(fetch(parameters))

    async def page(self) -> dict[str, Any]:
        """Return the page when it is there; raises what fetching it raised."""
        page: dict[str, Any] = await self._task
        return page

    async def drop(self) -> None:
        """Cancel the call, and wait until it has given its connection up."""
        import asyncio

        task = self._task
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # else asyncio would report that nobody retrieved it
