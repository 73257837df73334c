"""The blocking driver: runs a generator of the core to its end, performing each effect that it yields.

Laws:
- the generator gets the result of each effect as the value of its `yield`; an effect's exception is thrown in there,
  after `documented` has replaced undocumented ones;
- what is not an Exception (Ctrl-C, SystemExit) is no answer to an effect: it closes the generator, whose `finally`
  clauses run, and the streamed reply that the generator got last, and goes on to the caller.
"""

from __future__ import annotations

from ..effects import Send

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any, TypeVar

    from ..effects import Effect

    T = TypeVar("T")


def drive(steps: Generator[Effect, Any, T], perform: Callable[[Effect], Any], unread_body: Any = None) -> T:
    """Run `steps` and return its value; `perform(effect)` returns an effect's result or raises.

    `unread_body` is the body of a streamed reply that the steps have got already, if there is one.
    """
    try:
        effect = steps.send(None)
        while True:
            try:
                result = perform(effect)
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


def documented(effect: Effect, error: Exception) -> Exception:
    """Return the error that the core gets for an effect's failure: never the transport's own, undocumented ones."""
    if type(effect) is not Send:
        return error
    from .transport.curl_errors import translated

    return translated(effect.request, error)


def close_unread(body: Any) -> None:
    """Close a streamed reply's body that nobody will read; a body that is no stream is nothing to close."""
    close = getattr(body, "close", None)
    if close is not None:
        close()
