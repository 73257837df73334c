"""boto3's string events: names such as `before-send.s3.PutObject`, with handlers for them or for a part of them.

A handler registered for `before-send.s3` is called for every `before-send.s3.…`; a `*` stands for one whole part.
Handlers run from the most specific name to the least; among handlers of one name run those of `register_first`, then
those of `register`, then those of `register_last`. Every handler takes keyword arguments, `event_name` among them.

Sotalia's own customizations do not use events (they are typed hooks, see `core.hooks`); events are emitted only where
the program has registered handlers.
"""

from __future__ import annotations

from .aliases import current_event_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .table import HandlerTable

    Handler = Callable[..., Any]


class Place:
    """Marks a place among handlers: what Sotalia itself does there, where boto3 has a handler of its own."""

    def __init__(self, name: str, answer: Callable[..., Any] | None = None) -> None:
        """`answer` says what boto3's handler returns, where that counts."""
        self._name = name
        self._answer = answer

    def __call__(self, **kwargs: Any) -> Any:
        """Do nothing else than to answer: a program may emit the event itself."""
        return None if self._answer is None else self._answer(**kwargs)

    def __repr__(self) -> str:
        return f"<Place {self._name}>"


#: Where requests are signed: among the handlers of `request-created.<service>`.
SIGNER = Place("signer")
#: Where a service's own scheme for presigned URLs is chosen: among the handlers of `choose-signer.<service>`.
PRESIGNER = Place("presigner")

_FIRST, _MIDDLE, _LAST = range(3)
_TAKES_ANY_KEYWORD = 0x08  # CO_VARKEYWORDS


class EventEmitter:
    """The handlers that a program registered with a session or a client.

    A client's emitter starts as a copy of its session's; later registrations with one do not change the other. Handlers
    may be registered in one thread while events are emitted in others.
    """

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], tuple[list[Handler], list[Handler], list[Handler]]] = {}
        self._unique: dict[Any, tuple[Handler, int | None]] = {}
        self._handlers_of: dict[str, list[Handler]] = {}
        #: Called when the first handler is registered.
        self.on_first_handler: Callable[[EventEmitter], None] | None = None

    def __copy__(self) -> EventEmitter:
        twin = EventEmitter()
        twin._names = {name: (list(a), list(b), list(c)) for name, (a, b, c) in self._names.items()}
        twin._unique = dict(self._unique)
        return twin

    @property
    def has_handlers(self) -> bool:
        """Whether anything is registered."""
        sections = [section for name in list(self._names.values()) for section in name]
        return any(type(handler) is not Place for section in sections for handler in section)

    @property
    def _emitter(self) -> EventEmitter:
        # Programs find boto3's table of handlers behind two names (`_emitter._handlers`), to see who is registered.
        return self

    @property
    def _handlers(self) -> HandlerTable:
        from .table import HandlerTable

        return HandlerTable(self, self._names)

    def put(self, event_name: str, place: Place, *, first: bool = False) -> None:
        """Mark a place behind the handlers that `register` has added for `event_name` so far, or before them."""
        section = self._names.setdefault(tuple(event_name.split(".")), ([], [], []))[_MIDDLE]
        section.insert(0 if first else len(section), place)
        self._handlers_of = {}

    def register(
        self, event_name: str, handler: Handler, unique_id: Any = None, unique_id_uses_count: bool = False
    ) -> None:
        """Call `handler(**kwargs)` when `event_name` (or anything below it) is emitted.

        With `unique_id`, a second registration under the same id does nothing, or, with `unique_id_uses_count`, only
        counts: it then takes as many calls of `unregister` to remove the handler. Raises ValueError for a handler that
        cannot be called or takes no `**kwargs`.
        """
        self._add(_MIDDLE, event_name, handler, unique_id, unique_id_uses_count)

    def register_first(
        self, event_name: str, handler: Handler, unique_id: Any = None, unique_id_uses_count: bool = False
    ) -> None:
        """Do as `register`; the handler runs before those of the same name that `register` has added."""
        self._add(_FIRST, event_name, handler, unique_id, unique_id_uses_count)

    def register_last(
        self, event_name: str, handler: Handler, unique_id: Any = None, unique_id_uses_count: bool = False
    ) -> None:
        """Do as `register`; the handler runs after those of the same name that `register` has added."""
        self._add(_LAST, event_name, handler, unique_id, unique_id_uses_count)

    def unregister(
        self, event_name: str, handler: Handler | None = None, unique_id: Any = None, unique_id_uses_count: bool = False
    ) -> None:
        """Remove a handler: `handler` itself, or that of the `unique_id`. One that is not registered is ignored."""
        if unique_id is not None:
            registration = self._unique.get(unique_id)
            if registration is None:
                return
            handler, count = registration
            _require_same_counting(unique_id, count, unique_id_uses_count, "unregister")
            if count is not None and count > 1:
                self._unique[unique_id] = (handler, count - 1)
                return
            del self._unique[unique_id]
        name = tuple(current_event_name(event_name).split("."))
        sections = self._names.get(name)
        if sections is None or handler is None:
            return
        for section in sections:
            if handler in section:
                section.remove(handler)
                break
        if not any(sections):
            del self._names[name]
        self._handlers_of = {}

    def emit(self, event_name: str, **kwargs: Any) -> list[tuple[Handler, Any]]:
        """Call all handlers of `event_name`; return pairs of the handler and what it returned."""
        kwargs["event_name"] = event_name = current_event_name(event_name)
        return [(handler, handler(**kwargs)) for handler in self.handlers(event_name)]

    def emit_around(self, place: Place, behind: bool, event_name: str, **kwargs: Any) -> None:
        """Call those handlers of `event_name` that come before a place, or behind it; before it if there is none."""
        handlers = self.handlers(event_name)
        at = handlers.index(place) if place in handlers else len(handlers)
        for handler in handlers[at:] if behind else handlers[:at]:
            handler(event_name=event_name, **kwargs)

    def emit_until_response(
        self, event_name: str, *, _until: Place | None = None, **kwargs: Any
    ) -> tuple[Handler | None, Any]:
        """Call the handlers of `event_name` up to the first that returns something other than None; return both.

        Those behind the place `_until` are not called.
        """
        kwargs["event_name"] = event_name = current_event_name(event_name)
        for handler in self.handlers(event_name):
            if handler is _until:
                break
            response = handler(**kwargs)
            if response is not None:
                return handler, response
        return None, None

    def handlers(self, event_name: str) -> list[Handler]:
        """Return the handlers of `event_name`, in the order in which they run."""
        # The result goes into the dict as it was before the search: a registration meanwhile has replaced that dict.
        handlers_of = self._handlers_of
        handlers = handlers_of.get(event_name)
        if handlers is None:
            parts = event_name.split(".")
            matches = [
                (tuple(part == "*" for part in name), sections)
                for name, sections in list(self._names.items())
                if len(name) <= len(parts)
                and all(part in ("*", heard) for part, heard in zip(name, parts, strict=False))
            ]
            # The longer name first; where two names differ first, the wildcard before the literal part (as in boto3).
            matches.sort(key=lambda match: match[0], reverse=True)
            handlers = [handler for _, sections in matches for section in sections for handler in section]
            handlers_of[event_name] = handlers
        return handlers

    def _add(self, section: int, event_name: str, handler: Handler, unique_id: Any, uses_count: bool) -> None:
        _require_handler(handler)
        if unique_id is not None:
            registration = self._unique.get(unique_id)
            if registration is not None:
                _require_same_counting(unique_id, registration[1], uses_count, "register")
                if registration[1] is not None:
                    self._unique[unique_id] = (registration[0], registration[1] + 1)
                return
            self._unique[unique_id] = (handler, 1 if uses_count else None)
        name = tuple(current_event_name(event_name).split("."))
        first = not self.has_handlers
        self._names.setdefault(name, ([], [], []))[section].append(handler)
        self._handlers_of = {}
        if first and self.on_first_handler is not None:
            self.on_first_handler(self)


def first_response(responses: list[tuple[Handler, Any]], default: Any = None) -> Any:
    """Return the first result of a handler that is not None, else `default`."""
    for _, response in responses:
        if response is not None:
            return response
    return default


def _require_handler(handler: Handler) -> None:
    if not callable(handler):
        raise ValueError(f"Event handler {handler} must be callable.")
    code = getattr(getattr(handler, "__func__", handler), "__code__", None)
    if code is not None and not code.co_flags & _TAKES_ANY_KEYWORD:
        raise ValueError(f"Event handler {handler} must accept keyword arguments (**kwargs)")


def _require_same_counting(unique_id: Any, count: int | None, uses_count: bool, call: str) -> None:
    if (count is not None) != uses_count:
        was, must = ("with", "give") if count is not None else ("without", "leave out")
        raise ValueError(
            f"The handler with the unique id {unique_id!r} was registered {was} a count: {call}() must {must} "
            f"unique_id_uses_count."
        )
