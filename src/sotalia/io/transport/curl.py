"""The blocking transport: libcurl, a pool of connections, and the byte streams that are read from them."""

from __future__ import annotations

from ...http import Response
from . import TransportOptions
from .connection import TooManyFiles
from .head import HeadWatch
from .memory import MemoryStream
from .pool import Pool
from .stream import BodyStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...http import Request
    from .bulk import Bulk
    from .connection import PooledConnection


class CurlTransport:
    """Sends requests over pooled connections. Usable from many threads at once, and in forked children.

    Connections are made when first needed, and closed when the transport is dropped.
    """

    __slots__ = ("__weakref__", "_pool", "bulks", "options")

    def __init__(self, options: TransportOptions | None = None) -> None:
        self.options = options or TransportOptions()
        self._pool = Pool(self.options)
        #: What transfers have left for the next ones (see `bulk`).
        self.bulks: list[Bulk] = []

    def send(self, request: Request, stream: bool = False) -> Response:
        """Send `request` and return the reply; with `stream`, as soon as its head is there: its body is a `BodyStream`,
        or a `MemoryStream` where all of it came with the head.

        Raises InvalidHTTPRequestError before anything is sent; EndpointConnectionError, ConnectTimeoutError, SSLError,
        ProxyConnectionError when no connection can be made; ReadTimeoutError, ConnectionClosedError, HTTPClientError
        afterwards; and what the request's body raises while it is read.
        """
        pool = self._pool
        while True:
            connection = pool.borrow(request)
            try:
                connection.begin(request)
                if stream:
                    return self._open(connection, request)
                connection.advance(request)
                response = connection.handle.reply(request)
                self.give_back(connection)
                return response
            except TooManyFiles:
                pool.polling = True
                connection.close()
            except Exception:
                self.give_back(connection)
                raise
            except BaseException:
                connection.close()  # interrupted anywhere, perhaps inside of libcurl
                raise

    def close(self) -> None:
        """Close the connections that are idle. Bodies that are being read go on."""
        self._pool.close()
        while self.bulks:
            self.bulks.pop().close()

    def _open(self, connection: PooledConnection, request: Request) -> Response:
        """Return the reply as soon as its head is there; a small one has come whole by then, and is not streamed."""
        head_has_come = HeadWatch(connection.handle.lines).whole
        failure: Exception | None = None
        try:
            is_complete = connection.advance(request, head_has_come)
        except Exception as error:
            if not head_has_come():
                raise
            failure = error
        else:
            if is_complete:
                response = connection.handle.reply(request)
                self.give_back(connection)
                response.body = MemoryStream(response.body)
                return response
        status, headers = connection.handle.head(request)
        return Response(status, headers, BodyStream(self, connection, request, status, headers, failure))

    def give_back(self, connection: PooledConnection) -> None:
        """Take back a pooled connection. A request that is still under way is stopped, and its socket closed."""
        connection.end()
        self._pool.give_back(connection)

    def __repr__(self) -> str:
        return f"<CurlTransport {self.options!r}>"
