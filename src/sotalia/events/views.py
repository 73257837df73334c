"""What handlers see of Sotalia's requests and replies, and how what they change gets back.

A view is made when an event is emitted, and read when its handlers have returned: only what they changed is taken over,
so that what boto3 shows and Sotalia does not have (the length of a body, which its transport adds) may be there too.
"""

from __future__ import annotations

from io import BytesIO
from urllib.parse import parse_qsl, quote, urlencode

from ..core.body import replace_body
from ..core.request import ACCEPT_ENCODING
from ..http import Request, Response
from ..patchpoints.requests import AWSPreparedRequest, AWSRequest, AWSResponse, HeadersDict
from ..percent import encode_url, plain, plain_within, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call

#: What a call remembers: its request as a dict, its view with the request that is ready, its latest reply.
REQUEST, PREPARED, REPLY = "event request", "event prepared request", "event reply"
FORM = "application/x-www-form-urlencoded"
_LENGTH, _CODING, _ENCODING = "content-length", "transfer-encoding", "accept-encoding"


class HeaderChanges:
    """The headers that handlers were shown, to find out what they changed."""

    __slots__ = ("_shown", "_spelling")

    def __init__(self, headers: dict[str, str], spelling: dict[str, str]) -> None:
        self._shown = dict(headers)
        self._spelling = spelling

    def items(self) -> list[tuple[str, str]]:
        """Return the headers as they are shown."""
        return [(self._spelling.get(name, name), value) for name, value in self._shown.items()]

    def write_back(self, seen: Any, request: Request) -> None:
        """Take over what differs in `seen`, and how new names are written."""
        headers, shown, now = request.headers, self._shown, {}
        for name, value in seen.items():
            key = name.lower()
            now[key] = text = value.decode("utf-8") if isinstance(value, bytes) else text_of(value)
            if shown.get(key) != text:
                headers[key] = text
                self._spelling.setdefault(key, name)
        for key in shown:
            if key not in now:
                headers.pop(key, None)


class RequestView:
    """The request of one attempt: what `request-created` and `before-sign` show, and what `before-send` shows."""

    def __init__(self, call: Call, context: dict[str, Any], spelling: dict[str, str]) -> None:
        self._spelling = spelling
        self._as_file = call.operation.name in call.machinery.hooks.file_bodies
        self.created = AWSRequest(auth_path=_auth_path(call), stream_output=call.operation.streams)
        self.created.context = context
        self._data: Any = None
        self._source: Any = None
        self._form: dict[str, str] | None = None
        self._own_encoding = False

    def show(self, request: Request, *, signed: bool = False) -> AWSRequest:
        """Return the request that is to be signed, or that is signed, as handlers see it."""
        created, headers = self.created, request.headers
        if not signed:
            self._own_encoding = _ENCODING in headers
        self._changes = HeaderChanges(self._visible(headers), self._spelling)
        created.method, created.url = request.method, request.url
        created.headers.clear()
        created.headers.update(self._changes.items())
        if request.length is None and request.body:
            created.headers["Transfer-Encoding"] = "chunked"
        if self._data is None or request.body is not self._source:
            self._source = request.body
            self._data = shown_body(request, self._as_file)
            self._form = dict(self._data) if isinstance(self._data, dict) else None
        created.data = self._data
        self._url = request.url
        return created

    def write_back(self, request: Request) -> None:
        """Take over what handlers changed in the request that `show` returned."""
        created = self.created
        self._changes.write_back(_without_coding(created.headers, request), request)
        _write_line(created, request, self._url)
        if created.params:
            glue = "&" if "?" in request.url else "?"
            request.url += glue + urlencode(plain_within(created.params), quote_via=quote, safe="-._~")
            created.params = {}
        data = created.data
        if data is not self._data or (isinstance(data, dict) and data != self._form):
            replace_body(request, urlencode(plain_within(data), doseq=True) if isinstance(data, dict) else data)

    def prepared(self, request: Request) -> AWSPreparedRequest:
        """Return the request as it is sent: header values are bytes, but for a length of ours, and a form is text."""
        headers = self._visible(request.headers)
        self._changes = HeaderChanges(headers, self._spelling)
        view = AWSPreparedRequest(
            request.method, request.url, HeadersDict(), self.created.data or None, self.created.stream_output
        )
        view.context = self.created.context
        for name, value in self._changes.items():
            view.headers[name] = value.encode("utf-8")
        if request.length is None and request.body:
            view.headers["Transfer-Encoding"] = b"chunked"
        elif request.length or request.method not in ("GET", "HEAD", "OPTIONS"):
            view.headers.setdefault("Content-Length", str(request.length or 0))
        if self._form is not None and isinstance(request.body, bytes) and "content-encoding" not in request.headers:
            view.body = request.body.decode("utf-8")
        self._length, self._body, self._url = view.headers.get("Content-Length"), view.body, request.url
        return view

    def write_back_prepared(self, view: AWSPreparedRequest, request: Request) -> None:
        """Take over what handlers changed in the request that `prepared` returned."""
        headers = _without_coding(view.headers, request)
        if headers.get("Content-Length") == self._length and _LENGTH not in request.headers:
            headers.pop("Content-Length", None)
        self._changes.write_back(headers, request)
        _write_line(view, request, self._url)
        if view.body is not self._body:
            replace_body(request, view.body)

    def _visible(self, headers: dict[str, str]) -> dict[str, str]:
        """Return the headers without the one that Sotalia adds, and boto3's transport."""
        if self._own_encoding or headers.get(_ENCODING) != ACCEPT_ENCODING:
            return headers
        return {name: value for name, value in headers.items() if name != _ENCODING}


class RequestDict(dict):  # type: ignore[type-arg]
    """The `params` of `before-call` handlers, and the `request_dict` of `needs-retry` ones: the request as a dict.

    A form (the query protocols' body) is a dict in it, as in boto3.
    """

    #: What performs the call's attempts, where they go through `make_request`.
    perform: Any = None

    def __init__(self, call: Call, request: Request, context: dict[str, Any], spelling: dict[str, str]) -> None:
        self._request = request
        self._spelling = spelling
        self._as_file = call.operation.name in call.machinery.hooks.file_bodies
        serialized = call.serialized
        assert serialized is not None
        _, mark, fixed = call.operation.model.http.get("requestUri", "").partition("?")
        names = {pair.partition("=")[0] for pair in fixed.split("&")} if fixed else ()
        super().__init__(
            url_path=f"{serialized.path}{mark}{fixed}" or "/",
            query_string={name: value for name, value in serialized.query if name not in names},
            method=request.method,
        )
        if call.machinery.protocol.constant_head:
            self["query_string"] = ""
        self._source: Any = None
        self.refresh()
        path = _auth_path(call)
        if path is not None:
            self["auth_path"] = path
        self["context"] = context

    def refresh(self) -> None:
        """Show the request as it is now."""
        request = self._request
        self._changes = HeaderChanges(request.headers, self._spelling)
        headers = HeadersDict(self._changes.items())
        if request.length is None and "x-amz-trailer" in request.headers:
            headers["Transfer-Encoding"] = "chunked"
        self._url = request.url
        self.update(method=request.method, headers=headers, url=request.url)
        if self._source is None or self._source is not request.body:
            self._source = request.body
            self["body"] = shown_body(request, self._as_file)
        self._body = self["body"]
        self._form = dict(self._body) if isinstance(self._body, dict) else None

    def write_back(self) -> None:
        """Copy what handlers changed into the request: url, method, headers, body."""
        request = self._request
        if self["url"] != self._url:
            request.url = encode_url(text_of(self["url"]))
        request.method = plain(self["method"])
        self._changes.write_back(_without_coding(self["headers"], request), request)
        body = self["body"]
        if isinstance(body, dict):
            if body != self._form:
                replace_body(request, urlencode(plain_within(body), doseq=True))
        elif body is not self._body:
            replace_body(request, body)


class EventReply(AWSResponse):
    """A reply of the network, as handlers see it. Header names are lower case, but found in any."""

    def __init__(self, response: Response, url: str = "") -> None:
        super().__init__(url, response.status, response.headers, response.body)
        self._response = response

    @property
    def content(self) -> bytes:
        """The body; `b""` while it streams."""
        body = self._response.body
        return body if isinstance(body, bytes) else b""


def shown_body(request: Request, as_file: bool) -> Any:
    """Return a body as boto3 shows it: a form that is not compressed as a dict, and some bytes as files."""
    body = request.body
    if isinstance(body, bytes):
        if request.headers.get("content-type", "").startswith(FORM) and "content-encoding" not in request.headers:
            return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
        if as_file:
            return BytesIO(body)
    return body


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


def _write_line(view: AWSRequest | AWSPreparedRequest, request: Request, shown_url: str) -> None:
    request.method = plain(view.method)
    if view.url != shown_url:
        request.url = encode_url(text_of(view.url))


def _without_coding(headers: Any, request: Request) -> dict[str, Any]:
    """Return headers without the coding that the transport adds."""
    return {name: value for name, value in headers.items() if name.lower() != _CODING or _CODING in request.headers}


def _auth_path(call: Call) -> str | None:
    resource, serialized = call.machinery.hooks.resource, call.serialized
    path = None if serialized is None else serialized.auth_path
    return path if path is not None or resource is None else resource(call)


def _body(reply: Any) -> bytes:
    body: Any = reply.content if hasattr(reply, "content") else getattr(reply, "raw", None)
    if hasattr(body, "read"):
        body = body.read()
    return body.encode("utf-8") if isinstance(body, str) else body or b""


def _text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else text_of(value)
