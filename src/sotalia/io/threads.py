"""Work that would block an event loop, done in a thread.

    in_thread             functions that wait for others (a file of the caller's): in the loop's default executor
    in_own_thread         functions that only compute: in threads of ours, so that a program which fills its executor
                          with work that waits for our calls does not wait for ever
    once_in_own_thread    the same for functions that cache their result: one call serves all that need it at one time
    detached              functions of the program, or that wait for input at the terminal: a cancelled task leaves them

Laws:
- a function that has begun ends before the task that waits for it goes on, also a cancelled one (but for `detached`).
  The function may work on objects of the caller's (a file, a buffer), which the caller may use again as soon as the
  call has ended;
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

#: The threads that compute. Much of what they do (hashing, reading) lets others run meanwhile.
_COMPUTING = Workers(64)
#: The threads that load: they wait for nothing but disks and each other.
_LOADING = Workers(64)

#: The threads for functions of the program's, which may wait for anything.
_DETACHED = Workers(64)

#: The work that serves several tasks: the loop, the function and its arguments -> the task that runs it.
_tasks: dict[tuple[Any, ...], asyncio.Task[Any]] = {}


async def in_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, run in a thread; raise what it raises.

    A cancelled task waits for the end of the function, if it has begun, and raises CancelledError then; a function that
    has not begun is not run.
    """
    return await _run_to_end(lambda work: running_loop().run_in_executor(None, work), function, arguments)


async def in_own_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Do the same in a thread that does nothing but such work."""
    return await _run_to_end(_COMPUTING.start, function, arguments)


async def once_in_own_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, which takes long only when it is first called, and may be called again.

    All tasks of a loop that need it at the same time wait for one call of it, in a thread; then each calls it itself.
    """
    key = (running_loop(), function, *arguments)
    task = _tasks.get(key)
    if task is None:
        task = _tasks[key] = asyncio.ensure_future(_run_to_end(_LOADING.start, function, arguments))
        task.add_done_callback(lambda task: _forget(key, task))
    await asyncio.wait((task,))
    return function(*arguments)


async def detached(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, run in a thread; a cancelled task does not wait for its end."""
    running_loop()
    context = copy_context()
    return await _DETACHED.start(lambda: context.run(function, *arguments))


def _forget(key: tuple[Any, ...], task: asyncio.Task[Any]) -> None:
    del _tasks[key]
    if not task.cancelled():
        task.exception()  # the tasks that wait get the error from a call of their own


async def _run_to_end(
    start: Callable[[Callable[[], T]], asyncio.Future[T]], function: Callable[..., T], arguments: tuple[Any, ...]
) -> T:
    """Have `start` run the function, and return when it has ended."""
    running_loop()  # raises where there is none
    is_wanted = True

    def work() -> T:
        if not is_wanted:
            raise asyncio.CancelledError
        still_wanted.set(lambda: is_wanted)
        return function(*arguments)

    context = copy_context()
    try:
        future = start(lambda: context.run(work))
    except RuntimeError:
        is_wanted = False  # in case it is in a queue nevertheless
        return function(*arguments)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        is_wanted = False
        await until_done(future)
        raise


async def until_done(future: asyncio.Future[Any]) -> None:
    """Wait until `future` is done, whatever its result; a cancelled task raises CancelledError only then."""
    cancellation = None
    while not future.done():
        try:
            await asyncio.wait((future,))
        except asyncio.CancelledError as error:
            cancellation = error
    if not future.cancelled():
        future.exception()  # else asyncio reports that nobody has looked at it
    if cancellation is not None:
        raise cancellation
