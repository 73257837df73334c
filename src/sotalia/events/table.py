"""The table of an emitter's handlers, as programs and test tools look into boto3's to see what is registered."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .emitter import EventEmitter, Handler

NodeList = namedtuple("NodeList", ["first", "middle", "last"])


class HandlerTable:
    """An emitter's handlers, read-only: a copy of what is registered now."""

    def __init__(
        self, events: EventEmitter, names: dict[tuple[str, ...], tuple[list[Handler], list[Handler], list[Handler]]]
    ) -> None:
        self._events = events
        self._names = names

    def prefix_search(self, event_name: str) -> list[Handler]:
        """Return the handlers of an event, in the order in which they run."""
        return list(self._events.handlers(event_name))

    @property
    def _root(self) -> dict[str, Any]:
        """The handlers as a tree: by the first part of the names they are registered for, the second, and so on."""
        root: dict[str, Any] = {"chunk": None, "values": None, "children": {}}
        for name, sections in list(self._names.items()):
            node = root
            for part in name:
                children = node["children"]
                node = children.setdefault(part, {"chunk": part, "values": None, "children": {}})
            node["values"] = NodeList(*(list(section) for section in sections))
        return root
