"""boto3's `client._endpoint`: where calls go, and the methods through which they pass once somebody replaces one."""

from __future__ import annotations

import weakref

from .watch import PointsMeta, is_replaced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import ClientCore


class Endpoint(metaclass=PointsMeta):
    """Where a client's calls go, unless the rules say otherwise.

    Programs replace `make_request`, `prepare_request` and `_send`, of the class or of one client's endpoint, to see or
    to answer what is sent. A replacement gets what boto3's gets, and may call the method that it replaces.
    """

    POINTS = ("make_request", "prepare_request", "_send")

    #: The URL of the service's endpoint.
    host: str
    _endpoint_prefix: str
    _core: weakref.ref[ClientCore]

    def __init__(self, core: ClientCore) -> None:
        state = self.__dict__
        state["host"] = core.endpoint_url
        state["_endpoint_prefix"] = core.service_model.endpoint_prefix
        # The core has this object: it may not be kept alive by it.
        state["_core"] = weakref.ref(core)

    @property
    def http_session(self) -> Any:
        """What sends its requests: an URLLib3Session, or the object that a program has put in its place."""
        session: Any = self.__dict__.get("http_session")
        if session is None:
            from .http_session import URLLib3Session

            session = self.__dict__["http_session"] = URLLib3Session(on_change=self._changed)
        return session

    @http_session.setter
    def http_session(self, session: Any) -> None:
        self.__dict__["http_session"] = session
        self._changed()

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if name in self.POINTS:
            self._changed()

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        if name in self.POINTS:
            self._changed()

    def _changed(self) -> None:
        core = self._core()
        if core is not None:
            session = self.__dict__.get("http_session")
            core.event_bridge.points = is_replaced(self, *self.POINTS) or (
                session is not None and is_replaced(session, "send")
            )
            core.bind_anew()

    def make_request(self, operation_model: Any, request_dict: Any) -> Any:
        """Send a request until there is an answer; return the reply and what is parsed from it.

        `request_dict` is what handlers of `before-call` get; only a call of the client makes one that can be sent.
        """
        return performed(request_dict, "make_request")

    def prepare_request(self, request: Any) -> Any:
        """Return a signed AWSRequest as it is sent: an AWSPreparedRequest."""
        return request.prepare()

    def _send(self, request: Any) -> Any:
        """Send an AWSPreparedRequest once, and return the AWSResponse."""
        return self.http_session.send(request)

    def close(self) -> None:
        """Do nothing: connections are the client's, and `client.close()` closes them."""

    def __repr__(self) -> str:
        return f"{self._endpoint_prefix}({self.host})"


def performed(request: Any, method: str) -> Any:
    """Perform what belongs to a request of a call, and return its result."""
    perform = getattr(request, "perform", None)
    if perform is None:
        raise TypeError(
            f"{method}() takes a request that a call of a client has made; this one is {type(request).__name__}."
        )
    return perform(request)


def endpoint_of(core: ClientCore) -> Endpoint:
    """Return the endpoint of a client, always the same object."""
    memory = core.memory
    endpoint: Endpoint = memory.get(_KEPT) or memory.setdefault(_KEPT, Endpoint(core))
    return endpoint


_KEPT = "endpoint for programs"
