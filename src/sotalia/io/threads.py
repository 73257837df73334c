"""Work that would block an event loop, done in a thread.

    in_thread             what waits for others (a file of the caller's): in the loop's default executor
    in_own_thread         what only computes: in threads of ours, so that a program which fills its executor with work
                          that waits for our calls does not wait for ever
    once_in_own_thread    the same for what keeps what it made: done by one of those who want it at the same time
    detached              what is the program's own, or waits for somebody at the terminal: nobody waits for its end

Laws:
- what has begun has ended before the task that waits for it goes on, a cancelled one too (but for `detached`). The
  function may work on objects of the caller's (a file, a buffer), which are the caller's again as soon as the call has
  ended;
- a function sees the context of its task; `bodies.still_wanted` tells it that the task has been cancelled;
- where there can be no thread (the program is about to end), the function is called at once.
"""

from __future__ import annotations

import asyncio
from contextvars import copy_context

from ..bodies import still_wanted
from .loop import running_loop
from .workers import Workers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

#: How many threads of ours compute at a time. Much of what they do (hashing, reading) lets others run meanwhile.
_COMPUTING = Workers(64)
#: How many load: they wait for nothing but disks and each other.
_LOADING = Workers(64)

#: How many wait for what we know nothing of.
_DETACHED = Workers(64)

#: What is being done for more than one: the loop, the function and its arguments -> its end.
_shared: dict[tuple[Any, ...], asyncio.Task[Any]] = {}


async def in_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, run in a thread; raise what it raises.

    A cancelled task waits for the end of the function, if it has begun, and raises CancelledError then; a function that
    has not begun is not run any more.
    """
    return await _ended(lambda work: running_loop().run_in_executor(None, work), function, arguments)


async def in_own_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Do the same in a thread that does nothing but such work."""
    return await _ended(_COMPUTING.start, function, arguments)


async def once_in_own_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, which takes long when it is first called only, and may be called again.

    All tasks of a loop that want it at the same time wait for one call of it, in a thread; then each makes its own.
    """
    key = (running_loop(), function, *arguments)
    task = _shared.get(key)
    if task is None:
        task = _shared[key] = asyncio.ensure_future(_ended(_LOADING.start, function, arguments))
        task.add_done_callback(lambda done: _forget(key, done))
    await asyncio.wait((task,))
    return function(*arguments)


async def detached(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, run in a thread that a cancelled task leaves alone with it."""
    running_loop()
    context = copy_context()
    return await _DETACHED.start(lambda: context.run(function, *arguments))


def _forget(key: tuple[Any, ...], done: asyncio.Task[Any]) -> None:
    del _shared[key]
    if not done.cancelled():
        done.exception()  # who wanted it will be told by a call of their own


async def _ended(
    start: Callable[[Callable[[], T]], asyncio.Future[T]], function: Callable[..., T], arguments: tuple[Any, ...]
) -> T:
    """Have `start` run the function, and return when it has ended."""
    running_loop()  # which says what is wrong where there is none
    wanted = True

    def work() -> T:
        if not wanted:
            raise asyncio.CancelledError
        still_wanted.set(lambda: wanted)
        return function(*arguments)

    context = copy_context()
    try:
        future = start(lambda: context.run(work))
    except RuntimeError:
        wanted = False  # in case that it stands in a queue nevertheless
        return function(*arguments)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        wanted = False
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
