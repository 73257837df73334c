"""The objects that boto3's event handlers get, as views of Sotalia's own.

Handlers written for boto3 read and change `request.headers["X-Amz-…"]`, `request.url`, `request.body`,
`response.status_code` and the like. Each view passes reads and writes on to a plain object of Sotalia's.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from urllib.parse import parse_qsl, quote, urlencode

from ..core.body import replace_body
from ..http import Request, Response
from ..percent import encode_url, plain, plain_within, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


FORM = "application/x-www-form-urlencoded"


class HeaderView(MutableMapping[str, str]):
    """Headers whose names may be written in any case; changes go to the request's or the reply's own dict."""

    __slots__ = ("_headers",)

    def __init__(self, headers: dict[str, str]) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        return self._headers[name.lower()]

    def __setitem__(self, name: str, value: Any) -> None:
        self._headers[name.lower()] = value.decode("utf-8") if isinstance(value, bytes) else text_of(value)

    def __delitem__(self, name: str) -> None:
        # As with the headers of boto3's requests, removing one that does not exist is no error.
        self._headers.pop(name.lower(), None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._headers

    def add_header(self, name: str, value: str) -> None:
        """Set a header."""
        self[name] = value

    def replace_header(self, name: str, value: str) -> None:
        """Set a header that exists; raises KeyError otherwise."""
        if name not in self:
            raise KeyError(name)
        self[name] = value

    def __repr__(self) -> str:
        return f"<headers: {', '.join(sorted(self._headers))}>"


class EventRequest:
    """The request that handlers of `request-created`, `before-sign` and `before-send` get."""

    def __init__(self, request: Request, context: dict[str, Any]) -> None:
        self._request = request
        self.context = context
        self.headers = HeaderView(request.headers)
        #: Query parameters to add to the URL.
        self.params: dict[str, Any] = {}
        self.auth_path: str | None = None
        self.stream_output = False

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self._request.method

    @method.setter
    def method(self, value: str) -> None:
        self._request.method = plain(value)

    @property
    def url(self) -> str:
        """The absolute URL."""
        return self._request.url

    @url.setter
    def url(self, value: str) -> None:
        self._request.url = encode_url(text_of(value))

    @property
    def body(self) -> Any:
        """The request's body."""
        return self._request.body

    @body.setter
    def body(self, value: Any) -> None:
        replace_body(self._request, value)

    data = body

    def prepare(self) -> EventRequest:
        """Return the request itself: it is always ready to be sent."""
        self.write_back()
        return self

    def write_back(self) -> None:
        """Move the query parameters that handlers added into the URL."""
        if self.params:
            glue = "&" if "?" in self._request.url else "?"
            self._request.url += glue + urlencode(plain_within(self.params), quote_via=quote, safe="-._~")
            self.params = {}

    def __repr__(self) -> str:
        return repr(self._request)


class RequestDict(dict):  # type: ignore[type-arg]
    """The `params` of `before-call` handlers: the request as a dict, read back when they have returned.

    A form (the query protocols' body) is a dict in it, as in boto3.
    """

    def __init__(self, request: Request, context: dict[str, Any]) -> None:
        self._request = request
        rest = request.url.partition("://")[2]
        path, _, query = rest.partition("?")
        super().__init__(
            method=request.method,
            url=request.url,
            url_path="/" + path.partition("/")[2],
            query_string=dict(parse_qsl(query, keep_blank_values=True)),
            headers=HeaderView(request.headers),
            body=_readable_body(request),
            context=context,
        )
        self._original = dict(self)
        self._form = dict(self["body"]) if isinstance(self["body"], dict) else None

    def write_back(self) -> None:
        """Copy what handlers changed into the request: url, method, headers, body."""
        request, original = self._request, self._original
        if self["url"] != original["url"]:
            request.url = encode_url(text_of(self["url"]))
        request.method = plain(self["method"])
        if self["headers"] is not original["headers"]:
            request.headers = {}
            HeaderView(request.headers).update(self["headers"])
        body = self["body"]
        if isinstance(body, dict):
            if body != self._form:
                replace_body(request, urlencode(plain_within(body), doseq=True))
        elif body is not original["body"]:
            replace_body(request, body)


def _readable_body(request: Request) -> Any:
    body = request.body
    if isinstance(body, bytes) and request.headers.get("content-type", "").startswith(FORM):
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    return body


class EventReply:
    """The HTTP response that handlers get."""

    def __init__(self, response: Response) -> None:
        self._response = response
        self.headers = HeaderView(response.headers)
        self.url = ""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self._response.status

    @status_code.setter
    def status_code(self, value: int) -> None:
        self._response.status = value

    @property
    def content(self) -> bytes:
        """The body; `b""` while it streams."""
        body = self._response.body
        return body if isinstance(body, bytes) else b""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def raw(self) -> Any:
        """The body as it came: bytes, or the stream."""
        return self._response.body

    def __repr__(self) -> str:
        return repr(self._response)


def as_response(reply: Any) -> Response:
    """Return a handler's reply as a Response. It is one already, or any object with `status_code` and, if it has them,
    `headers`, `content` and `raw`. Programs that answer `before-call` often return no more than the status.
    """
    if isinstance(reply, Response):
        return reply
    if isinstance(reply, EventReply):
        return reply._response
    headers = dict(getattr(reply, "headers", None) or {}).items()
    return Response(reply.status_code, {_text(name).lower(): _text(value) for name, value in headers}, _body(reply))


def _body(reply: Any) -> bytes:
    body: Any = reply.content if hasattr(reply, "content") else getattr(reply, "raw", None)
    if hasattr(body, "read"):
        body = body.read()
    return body.encode("utf-8") if isinstance(body, str) else body or b""


def _text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else text_of(value)
