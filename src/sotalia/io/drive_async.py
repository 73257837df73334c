"""The awaited driver: runs a generator of the core to its end, awaiting each effect that it yields.

The laws are those of `io.drive`; the cancellation of a task is treated as Ctrl-C is there.
"""

from __future__ import annotations

from ..effects import Send
from .drive import documented

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from typing import Any, TypeVar

    from ..effects import Effect

    T = TypeVar("T")


async def drive_async(
    steps: Generator[Effect, Any, T], perform: Callable[[Effect], Awaitable[Any]], unread_body: Any = None
) -> T:
    """Run `steps` and return its value; `await perform(effect)` gives an effect's result or raises.

    `unread_body` is the body of a streamed reply that the steps have got already, if there is one.
    """
    try:
        effect = steps.send(None)
        while True:
            try:
                result = await perform(effect)
            except Exception as error:
                effect = steps.throw(documented(effect, error))
            else:
                if type(effect) is Send and effect.stream:
                    close_unread(unread_body)
                    unread_body = result.body
                effect = steps.send(result)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    except BaseException as error:
        if not isinstance(error, Exception):
            steps.close()
        close_unread(unread_body)
        raise


def close_unread(body: Any) -> None:
    """Close a streamed reply's body that nobody will read; a body that is no stream is nothing to close."""
    abandon = getattr(body, "abandon", None)  # not a coroutine: this task may be cancelled again
    if abandon is not None:
        abandon()
