"""Work that would block an event loop, done in a thread of the loop's default executor.

Law: what has begun has ended before the task that waits for it goes on, a cancelled one too. The function may work on
objects of the caller's (a file, a buffer), which are the caller's again as soon as the call has ended.
"""

from __future__ import annotations

import asyncio

from .loop import running_loop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")


async def in_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, run in a thread; raise what it raises.

    A cancelled task waits for the end of the function, if it has begun, and raises CancelledError then; a function that
    has not begun is not run any more.
    """
    cancelled = False

    def work() -> T:
        if cancelled:
            raise asyncio.CancelledError
        return function(*arguments)

    future = running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        cancelled = True
        await until_done(future)
        raise


async def until_done(future: asyncio.Future[Any]) -> None:
    """Wait until `future` is done, whatever it brings; a cancelled task raises CancelledError only then."""
    cancellation = None
    while not future.done():
        try:
            await asyncio.wait((future,))
        except asyncio.CancelledError as error:
            cancellation = error
    if not future.cancelled():
        future.exception()  # nobody else will ask for it
    if cancellation is not None:
        raise cancellation
