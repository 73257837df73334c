"""aiobotocore's client: an awaited one of Sotalia's, with aiobotocore's bodies."""

from __future__ import annotations

from ...clients._async.client import AsyncBaseClient
from ...clients._async.streams import AsyncStreams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .response import AioStreamingBody


class AioStreams(AsyncStreams):
    """How such clients hand streamed replies to the caller."""

    @staticmethod
    def body(raw_stream: Any, content_length: Any, *, checksum: Any = None) -> AioStreamingBody:
        """Return the body of a reply, read from the transport's byte stream."""
        from .response import AioStreamingBody

        return AioStreamingBody(raw_stream, content_length, checksum=checksum)


class AioBaseClient(AsyncBaseClient):
    """Base of the clients of aiobotocore's sessions."""

    streams = AioStreams

    @property
    def _endpoint(self) -> Any:
        return AioEndpoint(super()._endpoint, self._http_session)

    @property
    def _http_session(self) -> HttpSession:
        session: HttpSession = self.__dict__.setdefault("_aio_http_session", HttpSession(self._connections))
        return session

    async def close(self) -> None:
        """Close the client's connections. A later call opens new ones."""
        await super().close()
        self._http_session.closed = True


class AioEndpoint:
    """A client's `_endpoint`, with an HTTP session as aiobotocore has it there."""

    def __init__(self, endpoint: Any, http_session: HttpSession) -> None:
        self._endpoint = endpoint
        self.http_session = http_session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._endpoint, name)


class HttpSession:
    """What programs read of aiobotocore's HTTP session: whether a client has been closed."""

    def __init__(self, connections: dict[str, Any]) -> None:
        self._connections = connections
        self.closed = False

    @property
    def _sessions(self) -> dict[str, Any] | None:
        """The connections that are open, none before the first call; None when the client is closed."""
        if self.closed:
            return None
        return {name: OpenSession(self) for name in self._connections}

    @_sessions.setter
    def _sessions(self, sessions: Any) -> None:
        self.closed = sessions is None


class OpenSession:
    """The connections of a client, as aiohttp's session."""

    def __init__(self, owner: HttpSession) -> None:
        self._owner = owner

    @property
    def closed(self) -> bool:
        """Whether the client is closed."""
        return self._owner.closed

    async def close(self) -> None:
        """Close the connections."""
        self._owner.closed = True
        connection = self._owner._connections.pop("open", None)
        if connection is not None:
            await connection.transport.close()
