"""Requests made from templates: what requests of one kind have in common stands ready, signature and head included.

    target ─► Templates (one second, one set of keys) ─► RequestTemplate (one tuple of header names)
                                                             │
    request without signature ─► find_template ─► fill ──────┴─► ReadyRequest, complete

The client's calls use them (`core.straight`), and transfers, which send many requests of one kind. A request that does
not fit a template is signed one by one (`core.signing`); both give the same request.
"""

from __future__ import annotations

from ..auth.canonical import split_url
from ..auth.checksums import DECODED_LENGTH
from ..auth.chunked import framed
from ..auth.template import SigningTemplate, can_be_prepared, plain_value
from ..http import ReadyRequest
from .request import ACCEPT_ENCODING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..auth.checksums import RequestChecksum
    from ..auth.scheme import AuthScheme, Keys
    from ..auth.template import KeySigning
    from ..http import Request
    from ..useragent.header import UserAgent
    from .key_forms import KeyForm
    from .targets import Target

#: How many kinds of requests a target has templates for.
_MOST_KINDS = 16
_ACCEPT_ENCODING_LINE = f"accept-encoding: {ACCEPT_ENCODING}"


def _unsigned_lines(invocation_id: str, attempt: str) -> tuple[str, str, str]:
    """Return the headers that no signature covers (those that `core.signing` adds to an attempt once it is signed)."""
    return _ACCEPT_ENCODING_LINE, f"amz-sdk-invocation-id: {invocation_id}", f"amz-sdk-request: {attempt}"


class Templates:
    """The templates of one target. They are good for one second and one set of keys.

    `by_names` has them by the names of the headers; `by_features`, for operations whose requests differ in nothing but
    their bodies, by what their User-Agent is made of: the client's part, and the features that calls use. `key_form` is
    what the latest request for a key has in common with those for others.
    """

    __slots__ = ("by_features", "by_names", "key_form", "keys", "second")

    def __init__(self, second: int, keys: Keys) -> None:
        self.second = second
        self.keys = keys
        self.key_form: KeyForm | None = None
        self.by_names: dict[tuple[str, ...], RequestTemplate] = {}
        self.by_features: dict[tuple[UserAgent, int], RequestTemplate] = {}

    def __repr__(self) -> str:
        return "<Templates>"


class RequestTemplate:
    """Makes requests like the one that it is made from, with the same header names."""

    __slots__ = ("_lines", "_method", "_names", "_signing", "_url", "_values")

    def __init__(self, request: Request, names: tuple[str, ...], scheme: AuthScheme, keys: Keys, now: float) -> None:
        # Not the request itself: its body may be large.
        self._method = request.method
        self._url = request.url
        self._names = names
        self._values = tuple(request.headers.values())
        self._lines = [f"{name}: {value}" for name, value in request.headers.items()]
        self._signing = SigningTemplate(request, scheme, keys, now)

    @property
    def body_decides(self) -> bool:
        """Whether requests with the same headers and URL differ in nothing but body and signature."""
        return not self._signing.sends_hash

    def for_values_of(self, request: Request, target: Target, keys: Keys, now: float) -> RequestTemplate:
        """Return the template whose headers have this request's values: this one, or one of its own."""
        if tuple(request.headers.values()) == self._values:
            return self
        assert target.scheme is not None
        return RequestTemplate(request, self._names, target.scheme, keys, now)

    def fill(self, request: Request, invocation_id: str, attempt: str) -> ReadyRequest | None:
        """Return `request` signed and ready, or None if it does not fit.

        `attempt` is the text of the header `amz-sdk-request`.
        """
        signing, url, headers = self._signing, request.url, request.headers
        if not url.startswith(signing.root):
            return None
        values = tuple(headers.values())
        alike = values == self._values
        if alike:
            lines = self._lines.copy()
        else:
            for value, known in zip(values, self._values, strict=True):
                if value is not known and not plain_value(value):
                    return None
            lines = [f"{name}: {value}" for name, value in headers.items()]
        payload = signing.payload(request.body)
        lines += signing.lines
        if signing.sends_hash:
            lines.append(f"x-amz-content-sha256: {payload}")
        lines.append(signing.sign(request, payload, alike=alike))
        lines += _unsigned_lines(invocation_id, attempt)
        ready = ReadyRequest(request.method, url, self._names, lines, request.body, request.length)
        ready.expect_continue = request.expect_continue
        ready.hides_path = request.hides_path
        ready.limits = request.limits
        return ready

    def with_body(self, body: bytes, invocation_id: str, attempt: str) -> ReadyRequest:
        """Return the request that this was made from, all its headers included, with another body."""
        signing = self._signing
        lines = [
            *self._lines,
            *signing.lines,
            signing.sign_body(body),
            *_unsigned_lines(invocation_id, attempt),
        ]
        return ReadyRequest(self._method, self._url, self._names, lines, body, len(body))

    def for_keys(self, request: Request, key: str, checksum: RequestChecksum | None) -> KeyTemplate:
        """Return what makes requests like `request` for other keys than `key`, the plain end of its path.

        `request` has the values of this template; `checksum` is what it carries of its body.
        """
        varying = None if checksum is None else DECODED_LENGTH if checksum.trailing else checksum.name
        origin, path, query = split_url(request.url)
        start = path[: -len(key)]
        signing = self._signing.for_keys(request, start, query, varying)
        places = f"{origin}{start}", f"?{query}" if query else ""
        return KeyTemplate(self._signing, signing, places, self._lines, self._names, request.method, checksum, varying)

    def __repr__(self) -> str:
        return "<RequestTemplate>"


class KeyTemplate:
    """Makes requests that differ in a key, the end of their paths, and in small bodies of bytes."""

    __slots__ = ("_at", "_checksum", "_end", "_lines", "_method", "_names", "_payload", "_sign", "_start", "_varying")

    def __init__(
        self,
        template: SigningTemplate,
        signing: KeySigning,
        places: tuple[str, str],
        lines: list[str],
        names: tuple[str, ...],
        method: str,
        checksum: RequestChecksum | None,
        varying: str | None,
    ) -> None:
        self._payload = template.payload
        self._sign = signing.sign
        self._start, self._end = places
        self._lines = [*lines, *template.lines]
        self._names = names
        self._method = method
        self._checksum = checksum
        #: The beginning of the line that depends on the body, and where that is.
        self._varying = f"{varying}: "
        self._at = 0 if varying is None else names.index(varying)

    def fill(
        self, key: str, body: bytes, invocation_id: str, attempt: str, *, in_one_piece: bool = False
    ) -> ReadyRequest:
        """Return the request for a plain key and a body.

        A body that has a trailer is in the form in which calls send it, of an unknown length, unless it is wanted
        `in_one_piece`.
        """
        payload = self._payload(body)
        lines = self._lines.copy()
        value, checksum = "", self._checksum
        sent: Any = body
        length: int | None = len(body)
        if checksum is not None:
            if checksum.trailing:
                value = str(len(body))
                if in_one_piece:
                    sent = framed(body, checksum.name, checksum.text_of(body))
                    length = len(sent)
                else:
                    sent, length = checksum.framed(body), None
            else:
                value = checksum.text_of(body)
            lines[self._at] = self._varying + value
        lines += (
            f"x-amz-content-sha256: {payload}",
            self._sign(key, value, payload),
            *_unsigned_lines(invocation_id, attempt),
        )
        return ReadyRequest(self._method, f"{self._start}{key}{self._end}", self._names, lines, sent, length)

    def __repr__(self) -> str:
        return "<KeyTemplate>"


def current_templates(target: Target, keys: Keys, now: float) -> Templates:
    """Return the templates of a target that are good for this second and these keys."""
    second = int(now)
    templates = target.templates
    if templates is None or templates.second != second or templates.keys != keys:
        templates = target.templates = Templates(second, keys)
    return templates


def find_template(
    templates: Templates, target: Target, request: Request, keys: Keys, now: float
) -> RequestTemplate | None:
    """Return the template for requests with the same header names as `request`; None where there can be none.

    The request's body is bytes, or a body that is not hashed; it has all headers but those of its signature and of the
    attempt. `target` has a scheme, `now` is in seconds since 1970.
    """
    names = tuple(request.headers)
    template = templates.by_names.get(names)
    if template is None:
        scheme = target.scheme
        assert scheme is not None
        if len(templates.by_names) >= _MOST_KINDS or not can_be_prepared(request, scheme, keys):
            return None
        template = templates.by_names[names] = RequestTemplate(request, names, scheme, keys, now)
    return template
