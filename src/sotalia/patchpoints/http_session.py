"""boto3's `URLLib3Session`: what sends requests. Its `send` is replaced by tests and tools that record or answer."""

from __future__ import annotations

from .watch import PointsMeta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class URLLib3Session(metaclass=PointsMeta):
    """Sends requests that are ready: those of a client's calls over the client's connections, others over its own.

        reply = URLLib3Session().send(AWSRequest("GET", "https://example.com/").prepare())

    The arguments are boto3's: whether certificates are verified (or a path of trusted ones), proxies by scheme, the
    time-out in seconds (one, or a pair for connecting and reading), how many connections are kept, and so on.
    """

    POINTS = ("send",)

    _options: dict[str, Any]
    _on_change: Callable[[], None] | None
    _transport: Any

    def __init__(
        self,
        verify: bool | str = True,
        proxies: dict[str, str] | None = None,
        timeout: Any = None,
        max_pool_connections: int = 10,
        socket_options: Any = None,
        client_cert: Any = None,
        proxies_config: dict[str, Any] | None = None,
        *,
        on_change: Callable[[], None] | None = None,
    ) -> None:
        state = self.__dict__
        connect, read = timeout if isinstance(timeout, (list, tuple)) else (timeout, timeout)
        state["_options"] = {
            "verify": verify,
            "proxies": proxies or {},
            "connect_timeout": 60 if connect is None else connect,
            "read_timeout": 60 if read is None else read,
            "max_pool_connections": max_pool_connections,
            "client_cert": client_cert,
            "proxies_config": proxies_config or {},
        }
        state["_on_change"] = on_change
        state["_transport"] = None

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if name in self.POINTS and self._on_change is not None:
            self._on_change()

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        if name in self.POINTS and self._on_change is not None:
            self._on_change()

    def send(self, request: Any) -> Any:
        """Send an AWSPreparedRequest and return an AWSResponse. Raises the errors of connections that clients raise."""
        perform = getattr(request, "perform", None)
        if perform is not None:
            return perform(request)
        from .sending import send_alone

        if self._transport is None:
            from .sending import new_transport

            self.__dict__["_transport"] = new_transport(self._options)
        return send_alone(self._transport, request)

    def close(self) -> None:
        """Close its own connections; a later `send` opens new ones."""
        transport = self.__dict__.get("_transport")
        self.__dict__["_transport"] = None
        if transport is not None:
            transport.close()
