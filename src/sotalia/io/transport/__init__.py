"""HTTP: what the rest of Sotalia asks of a transport, and the options of those that are here.

    curl.CurlTransport              blocking, thread-safe
    curl_async.AsyncCurlTransport   awaited, in any event loop
    sotalia.testing                 transports that record and answer from memory

Laws, for every transport:
- a request goes out as it is: only `Host` and `Content-Length` or `Transfer-Encoding` are added, nothing is rewritten;
- redirects are not followed, bodies are not decompressed, cookies and .netrc are not looked at;
- a failure is one of `sotalia.errors` and shows neither query strings nor passwords (see `curl_errors`);
- a request that is interrupted half-way (Ctrl-C, a cancelled task) closes its connection; one whose reply is read to
  its end gives it back;
- `read_timeout` is how long nothing may happen, not how long a reply may take; a request's own `limits` go before it.
"""

from __future__ import annotations

from ...settings.options import DEFAULT_TIMEOUT, MAX_POOL_CONNECTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Protocol

    from ...http import Request, Response

    class Transport(Protocol):
        """Sends requests, blocking."""

        def send(self, request: Request, stream: bool = False, /) -> Response:
            """Send `request` and return the reply; with `stream`, as soon as its head is there (body: `ByteStream`)."""
            ...

        def close(self) -> None:
            """Close all connections. Sending again afterwards opens new ones."""
            ...

    class AsyncTransport(Protocol):
        """Sends requests, awaited."""

        async def send(self, request: Request, stream: bool = False, /) -> Response:
            """Send `request` and return the reply; with `stream`, as soon as its head is there (`AsyncByteStream`)."""
            ...

        async def close(self) -> None:
            """Close all connections. Sending again afterwards opens new ones."""
            ...

    class ByteStream(Protocol):
        """The body of a reply, as it arrives."""

        def read(self, amount: int = -1, /) -> bytes:
            """Return `amount` bytes (fewer only at the end, then `b""`), or all that is left."""
            ...

        def read1(self, amount: int = -1, /) -> bytes:
            """Return what there is, up to `amount` bytes; wait only while there is nothing."""
            ...

        def readinto(self, buffer: Any, /) -> int:
            """Fill `buffer` and return the number of bytes, fewer than it holds only at the end."""
            ...

        def copy_to(self, write: Callable[[Any], Any], /) -> int:
            """Hand the rest to `write` as it comes (memoryviews, valid during the call); return the number of bytes."""
            ...

        def set_timeout(self, seconds: float | None, /) -> None:
            """Change how long a read may wait."""
            ...

        def readable(self) -> bool:
            """Return whether the end has not been reached."""
            ...

        def close(self) -> None:
            """Leave the body; before its end, the connection goes."""
            ...

    class AsyncByteStream(Protocol):
        """The body of a reply, as it arrives, awaited. Cancelling a read loses no bytes."""

        async def read(self, amount: int = -1, /) -> bytes:
            """Return `amount` bytes (fewer only at the end, then `b""`), or all that is left."""
            ...

        async def read1(self, amount: int = -1, /) -> bytes:
            """Return what there is, up to `amount` bytes; wait only while there is nothing."""
            ...

        async def readinto(self, buffer: Any, /) -> int:
            """Fill `buffer` and return the number of bytes, fewer than it holds only at the end."""
            ...

        def set_timeout(self, seconds: float | None, /) -> None:
            """Change how long a read may wait."""
            ...

        def readable(self) -> bool:
            """Return whether the end has not been reached."""
            ...

        def abandon(self) -> None:
            """What `close()` does, for where nothing can be awaited."""
            ...

        async def close(self) -> None:
            """Leave the body; before its end, the connection goes."""
            ...


#: Seconds after which a connection that was idle is not used again: servers close theirs no later.
IDLE_SECONDS = 60
#: Seconds for which connections beyond `max_pool_connections` are kept. To close them at once would be a storm: of a
#: hundred threads that call in step, ninety would make new connections at each step.
CROWD_SECONDS = 10


class TransportOptions:
    """How a transport connects. Plain data; never changed once a transport has it.

    Timeouts are seconds, fractions allowed, None for no limit. `verify` is True (certifi's certificates), False, or the
    path of a file or directory of certificates. `client_cert` is the path of a PEM file, or a pair (certificate, key).
    `proxies` maps `"http"` and `"https"` to proxy URLs; the environment is not read (see `proxies.from_environment`).
    `proxies_config` may have `proxy_ca_bundle`, `proxy_client_cert` and `proxy_use_forwarding_for_https`.
    `max_pool_connections` bounds how many idle connections are kept for long, not how many are open: what a crowd of
    calls has used is kept for seconds, so that the next crowd finds it.
    """

    __slots__ = (
        "client_cert",
        "connect_timeout",
        "max_pool_connections",
        "proxies",
        "proxies_config",
        "read_timeout",
        "tcp_keepalive",
        "verify",
    )

    def __init__(
        self,
        *,
        connect_timeout: float | None = DEFAULT_TIMEOUT,
        read_timeout: float | None = DEFAULT_TIMEOUT,
        verify: bool | str = True,
        client_cert: str | tuple[str, str] | None = None,
        proxies: Mapping[str, str] | None = None,
        proxies_config: Mapping[str, Any] | None = None,
        max_pool_connections: int = MAX_POOL_CONNECTIONS,
        tcp_keepalive: bool = False,
    ) -> None:
        self.connect_timeout = connect_timeout
        self.read_timeout = read_timeout
        self.verify = verify
        self.client_cert = client_cert
        self.proxies = dict(proxies or {})
        self.proxies_config = dict(proxies_config or {})
        self.max_pool_connections = max_pool_connections
        self.tcp_keepalive = tcp_keepalive

    def __repr__(self) -> str:
        # The proxies are not shown: their URLs can contain passwords.
        return (
            f"<TransportOptions connect_timeout={self.connect_timeout} read_timeout={self.read_timeout}"
            f" verify={self.verify!r} max_pool_connections={self.max_pool_connections}>"
        )
