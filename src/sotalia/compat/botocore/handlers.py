"""What `botocore.handlers` has: the list of handlers that each new session starts with, and a few functions.

Sotalia's own customizations are no handlers, so the list is empty until a program puts handlers into it, as moto does.
"""

from __future__ import annotations

from ...config import UNSIGNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...events.emitter import EventEmitter

#: Markers for the third part of an entry: where among the handlers of one event it goes.
REGISTER_FIRST = object()
REGISTER_LAST = object()

#: `(event name, handler)`, or `(event name, handler, REGISTER_FIRST or REGISTER_LAST)`.
BUILTIN_HANDLERS: list[tuple[Any, ...]] = []


def register_builtin_handlers(events: EventEmitter) -> None:
    """Register what programs have put into the list with a new session's emitter."""
    from ..modules import current

    for entry in current("botocore.handlers", "BUILTIN_HANDLERS"):
        name, handler, *place = entry
        if place and place[0] is REGISTER_FIRST:
            events.register_first(name, handler)
        elif place and place[0] is REGISTER_LAST:
            events.register_last(name, handler)
        else:
            events.register(name, handler)


def disable_signing(**kwargs: Any) -> Any:
    """A handler of `choose-signer` that has requests go unsigned."""
    return UNSIGNED
