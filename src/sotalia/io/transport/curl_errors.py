"""libcurl's result codes as Sotalia's errors.

Laws:
- each failure becomes the class that boto3 raises for it, so that `except` clauses and retries work alike; what the
  binding itself raises (no handle can be made, an option is refused) becomes one of them too (see `of_binding`);
- `error` holds libcurl's message; neither it nor the URLs show a query string, a user name or a password.
"""

from __future__ import annotations

from ...errors import (
    ClientClosedError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from ...http import masked_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...http import Request

UNSUPPORTED_PROTOCOL = 1
FAILED_INIT = 2
COULDNT_RESOLVE_PROXY = 5
COULDNT_RESOLVE_HOST = 6
COULDNT_CONNECT = 7
WEIRD_SERVER_REPLY = 8
HTTP2 = 16
PARTIAL_FILE = 18
OPERATION_TIMEDOUT = 28
SSL_CONNECT_ERROR = 35
ABORTED_BY_CALLBACK = 42
TOO_MANY_REDIRECTS = 47
GOT_NOTHING = 52
SEND_ERROR = 55
RECV_ERROR = 56
SEND_FAIL_REWIND = 65
HTTP2_STREAM = 92
PROXY = 97
TOO_LARGE = 100

#: Certificates, ciphers, keys, CRLs, pins, OCSP, SNI, ECH.
TLS_CODES = frozenset({SSL_CONNECT_ERROR, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98, 101})
#: libcurl's codes when it wanted to repeat a request and could not: because the callbacks of `once` refused, or because
#: it cannot begin again with the body.
REPEATED_CODES = frozenset({ABORTED_BY_CALLBACK, SEND_FAIL_REWIND})
#: There was a connection, but no whole reply came over it. (UNSUPPORTED_PROTOCOL is about the server's HTTP version;
#: the URL's protocol is checked before.)
BROKEN_CODES = frozenset(
    {
        UNSUPPORTED_PROTOCOL,
        WEIRD_SERVER_REPLY,
        HTTP2,
        PARTIAL_FILE,
        GOT_NOTHING,
        SEND_ERROR,
        RECV_ERROR,
        HTTP2_STREAM,
        TOO_LARGE,
    }
)


#: How libcurl's text begins where a handshake failed with the connection below it: that is no fault of certificates.
_BROKEN_OFF = ("Recv failure", "Send failure")

#: With a proxy, these are about the proxy: libcurl connects to nothing else.
PROXY_CODES = frozenset({COULDNT_RESOLVE_PROXY, COULDNT_CONNECT, PROXY})
#: These are too, until the proxy has opened the tunnel.
TUNNEL_CODES = TLS_CODES | {OPERATION_TIMEDOUT, RECV_ERROR, SEND_ERROR, GOT_NOTHING, WEIRD_SERVER_REPLY}


#: pycurl's class of errors, by name, so that pycurl is not imported for this alone.
_ERRORS_OF_BINDING = frozenset({("pycurl", "error"), ("pycurl._pycurl", "error")})


class CurlError(Exception):
    """What libcurl reported: `code` (see curl's libcurl-errors page) and `message`. The `error` of Sotalia's errors."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code, message)

    def __str__(self) -> str:
        return f"{self.message} (curl {self.code})" if self.message else f"curl error {self.code}"


def make_error(
    request: Request, code: int, message: str, proxy: str | None, tunnel_is_open: Callable[[], bool]
) -> Exception:
    """Return the error for libcurl's result `code`.

    `proxy` is the proxy's URL, if there is one; `tunnel_is_open()` tells whether the proxy had opened the tunnel.
    """
    error = CurlError(code, _harmless(message, proxy))
    if code == SSL_CONNECT_ERROR and message.startswith(_BROKEN_OFF):
        code = RECV_ERROR
    endpoint_url = request.shown_url()
    if proxy and (code in PROXY_CODES or (code in TUNNEL_CODES and not tunnel_is_open())):
        return ProxyConnectionError(proxy_url=masked_url(proxy), error=error)
    if code in (COULDNT_RESOLVE_HOST, COULDNT_CONNECT):
        return EndpointConnectionError(endpoint_url=endpoint_url, error=error)
    if code == OPERATION_TIMEDOUT:
        return ConnectTimeoutError(endpoint_url=endpoint_url, error=error)
    if code in TLS_CODES:
        return SSLError(endpoint_url=endpoint_url, error=error)
    if code in BROKEN_CODES:
        return ConnectionClosedError(request=shown_request(request), endpoint_url=endpoint_url, error=error)
    return HTTPClientError(request=shown_request(request), error=error)


def of_binding(error: BaseException) -> CurlError | None:
    """Return the CurlError for an error of libcurl's binding, or None for any other error."""
    cls = type(error)
    if (cls.__module__, cls.__name__) not in _ERRORS_OF_BINDING:
        return None
    code, message = error.args if len(error.args) == 2 else (FAILED_INIT, " ".join(map(str, error.args)))
    return CurlError(code, str(message))


def translated(request: Request, error: Exception) -> Exception:
    """Return Sotalia's error for one of the binding's that a transport has raised; any other unchanged."""
    binding_error = of_binding(error)
    return error if binding_error is None else HTTPClientError(request=shown_request(request), error=binding_error)


def closed(request: Request) -> ClientClosedError:
    """Return the error for a request whose client was closed before its reply came."""
    return ClientClosedError(request=shown_request(request), endpoint_url=request.shown_url())


def read_timeout(request: Request, seconds: float | None) -> ReadTimeoutError:
    """Return the error for a reply, or the rest of one, that did not come."""
    error = CurlError(OPERATION_TIMEDOUT, f"nothing came for {seconds} seconds")
    return ReadTimeoutError(endpoint_url=request.shown_url(), error=error)


def late_reply(request: Request) -> ReadTimeoutError:
    """Return the error for a reply that was not there in the time that its request had in all."""
    error = CurlError(OPERATION_TIMEDOUT, "the reply was not there in the time that the call had left")
    return ReadTimeoutError(endpoint_url=request.shown_url(), error=error)


def shown_request(request: Request) -> str:
    """Return the text that may stand for a request in an error."""
    return f"{request.method} {request.shown_url()}"


def _harmless(message: str, proxy: str | None) -> str:
    """Return libcurl's text without the proxy's user name and password, should they be in there."""
    if not proxy or "@" not in proxy:
        return message
    import re

    userinfo = proxy.partition("://")[2].rpartition("@")[0]
    for secret in (userinfo, *userinfo.split(":")):
        if secret:
            # Short ones as whole words only: a user called "u" must not blot out every "u".
            pattern = re.escape(secret) if len(secret) > 3 else rf"(?<!\w){re.escape(secret)}(?!\w)"
            message = re.sub(pattern, "***", message)
    return message
