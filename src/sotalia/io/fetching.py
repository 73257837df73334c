"""Fetching from addresses that only a machine's own programs reach: metadata services, containers' agents.

It is independent of a client's connections: other time-outs, other proxies, certificates that are always checked. Each
fetch opens a connection and closes it. Answers are bounded, in bytes and in time: they are short, and whatever else may
listen at such an address (a captive portal, a proxy's error page) is not worth waiting for.
"""

from __future__ import annotations

from ..errors import HTTPClientError, ReadTimeoutError
from ..http import Response
from . import clock
from .transport import TransportOptions
from .transport.curl_errors import shown_request, translated
from .transport.proxies import from_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..http import Request

#: The most bytes that an answer may have.
LARGEST = 1024 * 1024
#: How many times its time-out an answer may take as long as more of it comes.
PATIENCE = 10


def fetch(request: Request, timeout: float, environ: Mapping[str, str] | None) -> Response:
    """Send `request` and return the reply with its whole body.

    `timeout` is how long connecting may take, and each wait for data. `environ` names proxies; None for none.
    Raises EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError, ConnectionClosedError and their siblings.
    """
    from .transport.curl import CurlTransport

    deadline = clock.monotonic() + PATIENCE * timeout
    transport = CurlTransport(_options(request, timeout, environ))
    try:
        response = transport.send(request, True)
        try:
            body = bytearray()
            while chunk := response.body.read1():
                body += chunk
                _check(request, len(body), deadline)
        finally:
            response.body.close()
    except Exception as error:
        raise translated(request, error) from None
    finally:
        transport.close()
    return Response(response.status, response.headers, bytes(body))


async def fetch_async(request: Request, patience: float, environ: Mapping[str, str] | None) -> Response:
    """Do the same, awaited."""
    from .transport.curl_async import AsyncCurlTransport

    deadline = clock.monotonic() + PATIENCE * patience
    transport = AsyncCurlTransport(_options(request, patience, environ))
    try:
        response = await transport.send(request, True)
        try:
            body = bytearray()
            while chunk := await response.body.read1():
                body += chunk
                _check(request, len(body), deadline)
        finally:
            response.body.abandon()
    except Exception as error:
        raise translated(request, error) from None
    finally:
        await transport.close()
    return Response(response.status, response.headers, bytes(body))


def _options(request: Request, timeout: float, environ: Mapping[str, str] | None) -> TransportOptions:
    proxies = {} if environ is None else from_environment(environ, request.url)
    return TransportOptions(connect_timeout=timeout, read_timeout=timeout, proxies=proxies)


def _check(request: Request, size: int, deadline: float) -> None:
    if size > LARGEST:
        raise HTTPClientError(request=shown_request(request), error=f"the answer is larger than {LARGEST >> 20} MiB")
    if clock.monotonic() > deadline:
        raise ReadTimeoutError(endpoint_url=request.shown_url(), error="the answer does not come to its end")
