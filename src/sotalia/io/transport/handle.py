"""One libcurl easy handle: set up once, made ready for a request with as few options as that request changes.

Laws:
- options that belong to the transport are set when the handle is made, or when its scheme first needs them; a request
  sets its headers, its body and, where they differ from those of the request before, its URL and method;
- header lines and body chunks are collected by C functions (`list.append`): no Python code runs while a reply arrives;
- a handle never refers to what owns it, so that dropping the owner closes the connection at once;
- an exchange is one request: libcurl sends nothing a second time by itself (see `once`).
"""

from __future__ import annotations

from ...errors import SSLError
from ...http import ReadyRequest, Response, shown_url
from ..system import SETS_SOCKET_OPTIONS
from . import IDLE_SECONDS, curl_errors
from ._pycurl import pycurl
from .head import check_url, has_end, ready_lines, reply_head, request_lines
from .once import Once
from .proxies import complete_url
from .tls import set_proxy_tls, set_tls
from .uploads import body_length, make_upload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...http import Request
    from . import TransportOptions
    from .sockets import Sockets
    from .uploads import Upload

#: How much libcurl reads at once: few system calls for large bodies, and a bound on what one turn can bring.
BUFFER_SIZE = 512 * 1024
#: How much of a request is written at once. libcurl has a buffer of that size for each handle, so that what a loop has
#: in flight counts: the smallest is used that takes a body with its head, since between two writes there is a wait for
#: the socket.
UPLOAD_BUFFER_SIZE = 16 * 1024
MIDDLE_UPLOAD_BUFFER_SIZE = 80 * 1024
LARGE_UPLOAD_BUFFER_SIZE = 512 * 1024
#: How much of a buffer is left for the head.
_HEAD_SIZE = 4 * 1024
#: A handle that waits for its next request keeps no body larger than this alive.
KEPT_BODY = 64 * 1024
_FOREVER_MS = 2**31 - 1
#: Methods that have no Content-Length when they have no body; with the others it is 0, as in botocore's requests.
_METHODS_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
#: CURLOPT_SUPPRESS_CONNECT_HEADERS, which pycurl has no name for: what a proxy says to CONNECT is no part of the reply.
_SUPPRESS_CONNECT_HEADERS = 265

_UNCHECKED = (
    "credentials are not fetched by a client with verify=False, since nothing would say who is asked; give it "
    "credentials that need no renewal"
)
#: The options that a request sets, where a look into pycurl's names would count.
_HTTPHEADER: int = pycurl.HTTPHEADER
_POSTFIELDS: int = pycurl.POSTFIELDS


class Handle:
    """An easy handle and the reply to its present request, as far as it has come.

    `lines` are the header lines, `chunks` the pieces of the body; both lists stay the same objects for the handle's
    whole life. `url` and `http2` are those of the last request. `upload` is the body being sent, when it is not bytes.
    """

    __slots__ = (
        "_body",
        "_connect_timeout",
        "_forsaken",
        "_fresh",
        "_has_target",
        "_https",
        "_once",
        "_options",
        "_plan",
        "_setopt",
        "_upload_size",
        "chunks",
        "diverted",
        "easy",
        "http2",
        "lines",
        "proxy",
        "sockets",
        "upload",
        "url",
    )

    def __init__(self, options: TransportOptions, sockets: Sockets) -> None:
        self._options = options
        self.url = ""
        self._plan = ""
        self._body: Any = None
        self._https: bool | None = None
        self._has_target = False
        #: Whether the present request is to have a new connection.
        self._fresh = False
        #: Whether its connection is to be closed with it.
        self._forsaken = False
        self.http2: bool | None = None
        self.proxy: str | None = None
        self.upload: Upload | None = None
        self.lines: list[bytes] = []
        self.chunks: list[bytes] = []
        self.diverted = False
        self._upload_size = UPLOAD_BUFFER_SIZE
        self.sockets = sockets
        self._once = once = Once(sockets)
        self.easy = easy = pycurl.Curl()
        self._setopt = setopt = easy.setopt
        setopt(pycurl.USERAGENT, "")
        setopt(pycurl.NOSIGNAL, 1)
        setopt(pycurl.PATH_AS_IS, 1)
        setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        setopt(pycurl.MAXREDIRS, 0)
        setopt(pycurl.PREREQFUNCTION, once.sending)
        setopt(_SUPPRESS_CONNECT_HEADERS, 1)
        setopt(pycurl.BUFFERSIZE, BUFFER_SIZE)
        setopt(pycurl.UPLOAD_BUFFERSIZE, UPLOAD_BUFFER_SIZE)
        setopt(pycurl.MAXAGE_CONN, IDLE_SECONDS)
        self._connect_timeout = options.connect_timeout
        setopt(pycurl.CONNECTTIMEOUT_MS, _milliseconds(options.connect_timeout))
        if options.tcp_keepalive:
            setopt(pycurl.TCP_KEEPALIVE, 1)
        if SETS_SOCKET_OPTIONS:
            setopt(pycurl.SOCKOPTFUNCTION, once.opened)
        setopt(pycurl.HEADERFUNCTION, self.lines.append)
        setopt(pycurl.WRITEFUNCTION, self.chunks.append)

    def prepare(self, request: Request, upload: Upload | None = None) -> None:
        """Set what `request` needs. `upload` stands in for a body that only an awaited transport can read."""
        self.lines.clear()
        self.chunks.clear()
        self._once.sent = False
        if request.must_verify and self._options.verify is False and request.url.startswith("https:"):
            raise SSLError(endpoint_url=shown_url(request.url), error=_UNCHECKED)
        if request.url != self.url:
            self._set_url(request.url)
        if request.http2 is not self.http2:
            self._set_version(request.http2)
        limits = request.limits
        connect_timeout = self._options.connect_timeout if limits is None else limits.connect
        if connect_timeout != self._connect_timeout:
            self._connect_timeout = connect_timeout
            self._setopt(pycurl.CONNECTTIMEOUT_MS, _milliseconds(connect_timeout))
        if type(request) is ReadyRequest and request.lines is not None:
            lines: list[str] | list[bytes] = ready_lines(request, request.lines)
        else:
            headers = request.headers
            if request.expect_continue and "expect" not in headers:
                headers = {**headers, "expect": "100-continue"}
            lines = request_lines(headers)
        self._setopt(_HTTPHEADER, lines)
        body = request.body
        if type(body) is not bytes or upload is not None:
            self._plan_upload(request, upload)
            return
        method = request.method
        if body or method not in _METHODS_WITHOUT_BODY:
            if method != self._plan:
                self._plan_body(method)
            if body is not self._body:
                self._setopt(_POSTFIELDS, body)
                self._body = body
                size = _upload_buffer_size(len(body))
                if size != self._upload_size:
                    self._set_upload_size(size)
        elif self._plan != f"{method} alone":
            self._plan_alone(method)

    def divert(self, on_line: Callable[[bytes], Any], on_chunk: Callable[[bytes], Any]) -> None:
        """Pass header lines and chunks to functions, until `collect`."""
        self.easy.setopt(pycurl.HEADERFUNCTION, on_line)
        self.easy.setopt(pycurl.WRITEFUNCTION, on_chunk)
        self.diverted = True

    def pour(self, place: Callable[[memoryview], Any]) -> None:
        """Pass chunks to a function as memoryviews, until `collect`."""
        self.easy.setopt(pycurl.WRITEFUNCTION, place, use_memoryview=True)
        self.diverted = True

    def collect(self) -> None:
        """Collect header lines and chunks in the lists again."""
        self.easy.setopt(pycurl.HEADERFUNCTION, self.lines.append)
        self.easy.setopt(pycurl.WRITEFUNCTION, self.chunks.append, use_memoryview=False)
        self.diverted = False

    def head(self, request: Request) -> tuple[int, dict[str, str]]:
        """Return the status and headers that have come. Raises ConnectionClosedError where they are not HTTP."""
        lines = self.lines
        status, headers = reply_head(lines)
        if not status or (lines[-1] != b"\r\n" and not has_end(lines)):
            raise self.error(request, curl_errors.WEIRD_SERVER_REPLY, "the head of the reply is not whole")
        return status, headers

    def reply(self, request: Request) -> Response:
        """Return the whole reply that has been collected."""
        status, headers = self.head(request)
        return Response(status, headers, self.body())

    def body(self) -> bytes:
        """Return the body that has been collected, once."""
        chunks = self.chunks
        body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        chunks.clear()  # a large body would be there twice while it is read, and as long as the connection is kept
        return body

    def rest(self) -> None:
        """Drop what belongs to the present request, before the handle waits for its next one."""
        if self.diverted:
            self.collect()
        if self._fresh:
            self._fresh = False
            self.easy.setopt(pycurl.FRESH_CONNECT, 0)
        if self._forsaken:
            self._forsaken = False
            self.easy.setopt(pycurl.FORBID_REUSE, 0)
        if self.upload is not None:
            self.upload = None
            self.easy.setopt(pycurl.READFUNCTION, _read_nothing)
            self._plan = ""
        elif self._body is not None and len(self._body) > KEPT_BODY:
            self.easy.setopt(pycurl.POSTFIELDS, b"")
            self._body = None

    def may_start_over(self) -> bool:
        """Return whether the exchange has failed before anything was sent, on a connection that the server had closed.

        That connection is closed by now, so each time there is one less. But where connections may be shared, libcurl
        would choose the same again, so the exchange begins again on a new one.
        """
        once = self._once
        stale = once.stale
        once.stale = False
        if stale and once.shares:
            self._fresh = True
            self.easy.setopt(pycurl.FRESH_CONNECT, 1)
        return stale

    def forsake(self) -> None:
        """Send no other request on the connection of the present one, which has been silent for too long.

        Dropping a request of HTTP/1 closes its connection; one of HTTP/2 leaves it open for the next ones, which would
        wait as long for a server that is gone.
        """
        if self.http2:
            self._forsaken = True
            self.easy.setopt(pycurl.FORBID_REUSE, 1)

    def failure(self, request: Request, code: int, message: str) -> Exception | None:
        """Return the error for libcurl's result `code`, or None if there is a reply all the same."""
        if code == 0 or (code == curl_errors.TOO_MANY_REDIRECTS and has_end(self.lines)):
            return None  # the other code is that of a 417: libcurl would have sent the request without `Expect`
        return self.error(request, code, message)

    def error(self, request: Request, code: int, message: str) -> Exception:
        """Return the error for libcurl's result `code`, or the error that the body itself raised, if it did."""
        if self.upload is not None and self.upload.failure is not None:
            return self.upload.failure
        if code in curl_errors.REPEATED_CODES and self._once.sent:
            code, message = curl_errors.GOT_NOTHING, "the connection ended before a reply came"
        return curl_errors.make_error(request, code, message, self.proxy, self._passed_proxy)

    def connected(self) -> bool:
        """Return whether the present request has got a connection."""
        return self._once.sent

    def socket(self) -> int:
        """Return the descriptor of the connection that the present request goes out on, or -1."""
        return int(self.easy.getinfo(pycurl.ACTIVESOCKET))

    def progress(self) -> tuple[int, ...]:
        """Return a figure that changes when anything was sent or received."""
        getinfo = self.easy.getinfo
        return (
            getinfo(pycurl.SIZE_DOWNLOAD_T),
            getinfo(pycurl.SIZE_UPLOAD_T),
            getinfo(pycurl.HEADER_SIZE) + getinfo(pycurl.REQUEST_SIZE),
        )

    # ------------------------------------------------------------ options

    def _plan_body(self, method: str) -> None:
        easy = self.easy
        easy.setopt(pycurl.HTTPGET, 1)  # undoes whatever the request before was
        easy.setopt(pycurl.POST, 1)
        if method == "POST":
            easy.unsetopt(pycurl.CUSTOMREQUEST)
        else:
            easy.setopt(pycurl.CUSTOMREQUEST, method)
        self._body = None
        self._plan = method

    def _plan_alone(self, method: str) -> None:
        easy = self.easy
        easy.setopt(pycurl.HTTPGET, 1)
        if method == "GET":
            easy.unsetopt(pycurl.CUSTOMREQUEST)
        elif method == "HEAD":
            easy.unsetopt(pycurl.CUSTOMREQUEST)
            easy.setopt(pycurl.NOBODY, 1)
        else:
            easy.setopt(pycurl.CUSTOMREQUEST, method)
        self._plan = f"{method} alone"

    def _plan_upload(self, request: Request, upload: Upload | None) -> None:
        easy = self.easy
        self.upload = upload = upload or make_upload(request.body, request.http2)
        length = body_length(request)
        self._set_upload_size(LARGE_UPLOAD_BUFFER_SIZE)
        easy.setopt(pycurl.HTTPGET, 1)
        easy.setopt(pycurl.UPLOAD, 1)
        easy.setopt(pycurl.CUSTOMREQUEST, request.method)
        easy.setopt(pycurl.READFUNCTION, upload.read)
        easy.setopt(pycurl.INFILESIZE_LARGE, -1 if length is None else length)
        self._plan = ""

    def _set_upload_size(self, size: int) -> None:
        self.easy.setopt(pycurl.UPLOAD_BUFFERSIZE, size)
        self._upload_size = size

    def _set_url(self, url: str) -> None:
        check_url(url)
        https = url.startswith("https:")
        if https is not self._https:
            self._set_scheme(https)
        self.url = ""
        if https and self._forwards_https():
            # The proxy gets a request for an https URL as for an http one, which libcurl does not support itself.
            self.easy.setopt(pycurl.URL, f"http:{url[6:]}")
            self.easy.setopt(pycurl.REQUEST_TARGET, url)
            self._has_target = True
        else:
            self.easy.setopt(pycurl.URL, url)
            if self._has_target:  # the option cannot be unset
                target = url if self.proxy and not https else f"/{url[8:].partition('/')[2]}"
                self.easy.setopt(pycurl.REQUEST_TARGET, target)
        self.url = url

    def _set_scheme(self, https: bool) -> None:
        easy, options = self.easy, self._options
        proxy = options.proxies.get("https" if https else "http")
        self.proxy = complete_url(proxy) if proxy else None
        # Not None, which would read the environment: that was done when the options were made.
        easy.setopt(pycurl.PROXY, self.proxy or "")
        easy.setopt(pycurl.NOPROXY, "")
        if https:
            set_tls(easy, options)
        if self.proxy is not None and self.proxy.startswith("https:"):
            set_proxy_tls(easy, options)
        self._https = https
        self.http2 = None

    def _forwards_https(self) -> bool:
        return (
            self.proxy is not None
            and self.proxy.startswith("https:")
            and bool(self._options.proxies_config.get("proxy_use_forwarding_for_https"))
        )

    def _set_version(self, http2: bool) -> None:
        if not http2:
            version = pycurl.CURL_HTTP_VERSION_1_1
        elif self._https:
            version = pycurl.CURL_HTTP_VERSION_2TLS
        else:
            version = pycurl.CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
        self.easy.setopt(pycurl.HTTP_VERSION, version)
        self._once.shares = http2
        self.http2 = http2

    def _passed_proxy(self) -> bool:
        if self._https and not self._forwards_https():
            return bool(self.easy.getinfo(pycurl.HTTP_CONNECTCODE) // 100 == 2)
        return self.connected()


def _upload_buffer_size(body: int) -> int:
    size = body + _HEAD_SIZE
    if size <= UPLOAD_BUFFER_SIZE:
        return UPLOAD_BUFFER_SIZE
    return MIDDLE_UPLOAD_BUFFER_SIZE if size <= MIDDLE_UPLOAD_BUFFER_SIZE else LARGE_UPLOAD_BUFFER_SIZE


def _milliseconds(seconds: float | None) -> int:
    return _FOREVER_MS if seconds is None else max(1, min(_FOREVER_MS, round(seconds * 1000)))


def _read_nothing(size: int) -> bytes:
    return b""
