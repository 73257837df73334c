"""Functions that are called with each new session of botocore: what instrumentation registers before there is one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_initializers: list[Callable[[Any], Any]] = []


def register_initializer(callback: Callable[[Any], Any]) -> None:
    """Have a function called with each session that is made from now on."""
    _initializers.append(callback)


def unregister_initializer(callback: Callable[[Any], Any]) -> None:
    """Have it no longer called. Raises ValueError for one that is not registered."""
    _initializers.remove(callback)


def run(session: Any) -> None:
    """Call them all; also under the name that botocore has for it."""
    for callback in _initializers:
        callback(session)


invoke_initializers = run
