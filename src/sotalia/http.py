"""One HTTP request and its reply, as plain data.

A `Request` is complete before it is sent: the URL is absolute and already percent-encoded, the headers are those that
go on the wire. Nothing below rewrites it (the transport adds only `Host`, `Content-Length` or `Transfer-Encoding`).

Header names are lower case everywhere inside Sotalia, so that a lookup is one dict access; HTTP ignores their case
(RFC 9110, section 5.1).
"""

from __future__ import annotations

from .percent import plain

#: The characters that a header's name may have: those of a token (RFC 9110, section 5.6.2).
NAME_CHARACTERS = frozenset("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Iterable
    from typing import Any, Protocol

    class Readable(Protocol):
        """A file-like body: read to its end, from where it stands."""

        def read(self, size: int = ..., /) -> bytes:
            """Return up to `size` bytes; `b""` at the end."""
            ...

    class AwaitedReadable(Protocol):
        """A file-like body whose reads are awaited; for awaited clients."""

        def read(self, size: int = ..., /) -> Awaitable[bytes]:
            """Return up to `size` bytes; `b""` at the end."""
            ...

    #: What a request can carry. `bytes` is the common case; a readable is streamed from its current position; an
    #: iterable of chunks (no length known) goes out chunked.
    Body = bytes | bytearray | memoryview | Readable | AwaitedReadable | Iterable[bytes] | AsyncIterable[bytes]


class TimeLimits:
    """How long an exchange may take, where that is not what the transport's options say; in seconds, None for ever.

    `connect` is how long connecting may take, `read` how long nothing may come, `whole` how long it is until there must
    be the reply, or its head where it streams.
    """

    __slots__ = ("connect", "read", "whole")

    def __init__(self, connect: float | None, read: float | None, whole: float | None = None) -> None:
        self.connect = connect
        self.read = read
        self.whole = whole


class Request:
    """One HTTP request.

    `method` is upper case. `url` is absolute. `headers` maps lower-case names to values. `body` is `b""` when there is
    none. `length` is the number of body bytes when the body is not a bytes object, or None when that is not known
    (it is then sent chunked). `expect_continue` asks for `Expect: 100-continue`. `http2` asks for HTTP/2 (a two-way
    event stream). `must_verify` forbids to send it to a server whose certificate is not checked. `hides_path` says that
    the URL's path holds what the model calls sensitive: errors do not show it. `limits` are its own, or None for those
    of the transport.
    """

    __slots__ = (
        "body",
        "expect_continue",
        "headers",
        "hides_path",
        "http2",
        "length",
        "limits",
        "method",
        "must_verify",
        "url",
    )

    def __init__(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: Body = b"",
        *,
        length: int | None = None,
        expect_continue: bool = False,
        http2: bool = False,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        if type(body) is not bytes:
            body = plain(body)
        self.body = body
        size = size_of(body)
        self.length = length if size is None else size
        self.expect_continue = expect_continue
        self.http2 = http2
        self.must_verify = False
        self.hides_path = False
        self.limits: TimeLimits | None = None

    def copy(self) -> Request:
        """Return a copy whose headers can be changed on their own (one attempt's request); the body is shared."""
        twin = Request(
            self.method,
            self.url,
            dict(self.headers),
            self.body,
            length=self.length,
            expect_continue=self.expect_continue,
            http2=self.http2,
        )
        twin.must_verify = self.must_verify
        twin.hides_path = self.hides_path
        twin.limits = self.limits
        return twin

    def shown_url(self) -> str:
        """Return what errors and reprs may show of its URL."""
        return shown_url(self.url, path=not self.hides_path)

    def __repr__(self) -> str:
        # No headers either: like the query, they carry signatures and tokens.
        return f"<Request {self.method} {self.shown_url()}>"


class ReadyRequest(Request):
    """A request whose head is written already: `lines` are its headers in order, as `name: value`.

    Their names are tokens, their values printable ASCII: transports write them as they are.

    For transports that do not know of lines, `headers` are made of them when they are asked for; from then on they
    count, and `lines` is None.
    """

    __slots__ = ("_headers", "lines", "names")

    def __init__(
        self, method: str, url: str, names: tuple[str, ...], lines: list[str], body: Body, length: int | None
    ) -> None:
        self.method = method
        self.url = url
        #: The names of the headers that `request` had before its signature.
        self.names = names
        self.lines: list[str] | None = lines
        self.body = body
        self.length = length
        self.expect_continue = False
        self.http2 = False
        self.must_verify = False
        self.hides_path = False
        self.limits = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers by lower-case names."""
        if self.lines is not None:
            pairs = [line.partition(": ") for line in self.lines]
            self._headers = {name: value for name, _, value in pairs}
            self.lines = None
        return self._headers

    @headers.setter
    def headers(self, headers: dict[str, str]) -> None:
        self._headers = headers
        self.lines = None


def size_of(body: Any) -> int | None:
    """Return how many bytes a body in memory has, or None for one that is not."""
    if isinstance(body, (bytes, bytearray)):
        return len(body)
    return body.nbytes if isinstance(body, memoryview) else None


def shown_url(url: str, *, path: bool = True) -> str:
    """Return `url` without its query, user name and password: what errors and reprs may show of it.

    With `path` False, three asterisks stand for its path.
    """
    scheme, mark, rest = _split_scheme(url.partition("?")[0])
    host, slash, tail = rest.partition("/")
    if slash and not path:
        tail = "***"
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{tail}"


def masked_url(url: str) -> str:
    """Return `url` with its user name and password masked, as botocore shows a proxy's."""
    scheme, mark, rest = _split_scheme(url)
    userinfo, at, host = rest.rpartition("@")
    if at:
        userinfo = "***:***" if ":" in userinfo else "***"
    return f"{scheme}{mark}{userinfo}{at}{host}"


def _split_scheme(url: str) -> tuple[str, str, str]:
    scheme, mark, rest = url.partition("://")
    return (scheme, mark, rest) if mark else ("", "", url)


def is_error(status: int) -> bool:
    """Tell whether a reply with this status is an error: it is raised, may be worth another attempt, and is read whole.

    All redirects are, since nothing follows them (but S3's hooks, to another region). Whether its *body* describes an
    error is another question: see `has_error_body`.
    """
    return status >= 300


def has_error_body(status: int) -> bool:
    """Tell whether a reply with this status is parsed as the service's description of an error.

    A 300 is not: boto3 raises it, yet its parsers read it as they read a success, so that its `ClientError` has no
    `Error` but the members of the output. Programs see both, therefore both lines are drawn where boto3 draws them.
    """
    return status >= 301


class Response:
    """One HTTP reply.

    `headers` maps lower-case names to values (repeated headers joined with ", "). `body` is the whole body as `bytes`,
    or, when the request was sent with `stream=True`, the transport's byte stream: `read(amount=-1)` returns up to
    `amount` bytes and `b""` at the end, `close()` gives the connection back; both are awaited when the driver is
    asyncio's.
    """

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: dict[str, str], body: Any) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"<Response {self.status}>"
