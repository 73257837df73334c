"""What blocking and awaited clients have in common: attributes, methods, pickling. Neither performs a call here."""

from __future__ import annotations

from ..core.faults import service_exceptions
from .event_face import attach
from .meta import ClientMeta
from .signer import RequestSigner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import ClientCore
    from ..core.faults import ServiceExceptions
    from .events import EventEmitter


class ClientBase:
    """Base of every client class; the classes themselves are made per service (see `client.factory`)."""

    #: Operation names by method name.
    _PY_TO_OP_NAME: dict[str, str] = {}

    meta: ClientMeta

    def __init__(self, core: ClientCore, events: EventEmitter, recipe: tuple[Any, ...], transport: Any) -> None:
        self._core = core
        #: How this client was made: the session's state, service name and arguments (see `__reduce__`).
        self._recipe = recipe
        self._transport = transport
        self._request_signer = RequestSigner(core)
        self.meta = ClientMeta(core, events, self._PY_TO_OP_NAME)
        attach(core, events, self._request_signer)

    @property
    def exceptions(self) -> ServiceExceptions:
        """The service's error classes: `client.exceptions.NoSuchBucket`."""
        return service_exceptions(self._core.service_model)

    @property
    def _service_model(self) -> Any:
        return self._core.service_model

    @property
    def _client_config(self) -> Any:
        return self._core.config

    def _get_credentials(self) -> Any:
        return self._request_signer.credentials

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "meta" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        core = self._core
        alias = core.hooks.aliases.get(name)
        if alias is not None:
            return getattr(self, alias)
        answer = self.meta.events.emit_until_response(f"getattr.{core.event_name}.{name}", client=self)[1]
        if answer is not None:
            return answer
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        from .factory import rebuild_client

        return rebuild_client, self._recipe

    def __copy__(self) -> ClientBase:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> ClientBase:
        # A client is shared safely; what it holds (connections, caches) is no state of its own.
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} {self._core.region_name} at {id(self):#x}>"
