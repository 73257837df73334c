"""Requests and replies under boto3's names and with its attributes: what event handlers get, and what programs make.

    AWSRequest ─► prepare() ─► AWSPreparedRequest ─► (sent) ─► AWSResponse

They are plain data, as boto3's are; `events.views` makes them of Sotalia's own, and reads back what handlers changed.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from urllib.parse import urlencode

from ..auth.payload import body_length
from ..bodies import BYTES
from ..errors import UnseekableStreamError
from ..percent import plain_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

#: Methods whose requests say nothing of a body that is not there.
_WITHOUT_BODY = frozenset(("GET", "HEAD", "OPTIONS"))


class HeadersDict(MutableMapping[str, "Any"]):
    """Headers whose names are found in any case, and shown as they were first written."""

    __slots__ = ("_items",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._items: dict[str, tuple[str, Any]] = {}
        self.update(*args, **kwargs)

    def __getitem__(self, name: str) -> Any:
        return self._items[_key(name)][1]

    def __setitem__(self, name: str, value: Any) -> None:
        key = _key(name)
        self._items[key] = (self._items[key][0] if key in self._items else name, value)

    def __delitem__(self, name: str) -> None:
        # Unlike boto3's, it may be told to remove what is not there: its other headers allow that.
        self._items.pop(_key(name), None)

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, _ in self._items.values()])

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, (str, bytes)) and _key(name) in self._items

    def copy(self) -> HeadersDict:
        """Return a copy."""
        return type(self)(self.items())

    def __repr__(self) -> str:
        # The values may be signatures and tokens.
        return f"<headers: {', '.join(self)}>"


class HTTPHeaders(HeadersDict):
    """The headers of an AWSRequest: as `HeadersDict`, but reading one that is not there gives None."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return self._items.get(_key(name), (None, None))[1]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a header's value, or `default`."""
        return self._items[_key(name)][1] if name in self else default

    def get_all(self, name: str, default: Any = None) -> Any:
        """Return a header's values as a list, or `default`."""
        return [self[name]] if name in self else default

    def pop(self, name: str, *default: Any) -> Any:
        """Remove a header and return its value, or `default`; raises KeyError where there is neither."""
        if name not in self and not default:
            raise KeyError(name)
        return self._items.pop(_key(name), ("", *default))[1]

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Return a header's value; set it to `default` first, if it is not there."""
        if name not in self:
            self[name] = default
        return self[name]

    def add_header(self, name: str, value: Any) -> None:
        """Set a header."""
        self[name] = value

    def replace_header(self, name: str, value: Any) -> None:
        """Set a header that exists; raises KeyError otherwise."""
        if name not in self:
            raise KeyError(name)
        self[name] = value

    @classmethod
    def from_dict(cls, headers: Mapping[str, Any]) -> HTTPHeaders:
        """Return headers that are in a dict."""
        return cls(headers)

    from_pairs = from_dict


class AWSRequest:
    """A request that is to be signed.

    `data` is its body: bytes, text, a dict (a form), or anything readable. `params` is added to the URL's query.
    `auth_path` is the path that S3's first signature signs, where that is not the URL's. `context` is the call's.
    """

    def __init__(
        self,
        method: str | None = None,
        url: str | None = None,
        headers: Mapping[str, Any] | None = None,
        data: Any = None,
        params: Any = None,
        auth_path: str | None = None,
        stream_output: bool = False,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = HTTPHeaders(headers or {})
        self.data = data
        self.params = {} if params is None else params
        self.auth_path = auth_path
        self.stream_output = stream_output
        self.context: dict[str, Any] = {}

    @property
    def body(self) -> Any:
        """The body as it is sent: a form and text as bytes, None if there is none."""
        body = self._sendable()
        return body.encode("utf-8") if isinstance(body, str) else body

    @body.setter
    def body(self, value: Any) -> None:
        self.data = value

    def _sendable(self) -> Any:
        if self.data == b"":
            return None
        return urlencode(plain_within(self.data), doseq=True) if isinstance(self.data, Mapping) else self.data

    def prepare(self) -> AWSPreparedRequest:
        """Return the request as it is sent: its URL with all parameters, its body with its length."""
        url, body, headers = self.url, self._sendable(), HeadersDict(self.headers.items())
        if self.params:
            query = self.params if isinstance(self.params, str) else urlencode(plain_within(self.params), doseq=True)
            url = f"{url}{'&' if '?' in (url or '') else '?'}{query}"
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
            length = _length(body)
            if body is not None and length is None:
                headers["Transfer-Encoding"] = "chunked"
            elif body is not None or self.method not in _WITHOUT_BODY:
                headers["Content-Length"] = str(length or 0)
        prepared = AWSPreparedRequest(self.method, url, headers, body, self.stream_output)
        prepared.context = self.context
        return prepared

    def __repr__(self) -> str:
        # Not the URL, which may be signed.
        return f"<{type(self).__name__} {self.method}>"


class AWSPreparedRequest:
    """A request as it is sent; `headers` may have text or bytes as values."""

    #: What sends it, where it belongs to a call of a client.
    perform: Any = None
    #: The model of that call's operation.
    operation_model: Any = None

    def __init__(self, method: str | None, url: str | None, headers: Any, body: Any, stream_output: bool) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.stream_output = stream_output
        self.context: dict[str, Any] = {}

    def reset_stream(self) -> None:
        """Put a readable body back to its start. Raises UnseekableStreamError for one that cannot be put back."""
        if self.body is None or isinstance(self.body, (*BYTES, str)):
            return
        try:
            self.body.seek(0)
        except Exception as error:
            raise UnseekableStreamError(stream_object=self.body) from error

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.method}>"


class AWSResponse:
    """A reply. `raw` is its body as something to read; `content` reads it to its end, once."""

    def __init__(self, url: str, status_code: int, headers: Any, raw: Any) -> None:
        self.url = url
        self.status_code = status_code
        self.headers = HeadersDict(headers)
        self.raw = raw
        self._content: bytes | None = None

    @property
    def content(self) -> bytes:
        """The body."""
        if self._content is None:
            stream = getattr(self.raw, "stream", None)
            if stream is not None:
                self._content = b"".join(stream())
            else:
                self._content = self.raw.read() if hasattr(self.raw, "read") else bytes(self.raw or b"")
        return self._content

    @property
    def text(self) -> str:
        """The body as text, in the encoding that its `Content-Type` names, by default UTF-8."""
        _, _, charset = str(self.headers.get("Content-Type", "")).partition("charset=")
        try:
            return self.content.decode(charset.partition(";")[0].strip("\"' ") or "utf-8", "replace")
        except LookupError:
            return self.content.decode("utf-8", "replace")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code}>"


def _key(name: Any) -> str:
    text: str = name.decode("latin-1") if isinstance(name, bytes) else name
    return text.lower()


def _length(body: Any) -> int | None:
    """Return how many bytes are sent of a body; None if that is not known."""
    try:
        return body_length(body.encode("utf-8") if isinstance(body, str) else body)
    except (OSError, ValueError):
        return None
