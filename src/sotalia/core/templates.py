"""Requests made from templates: what requests of one kind have in common stands ready, signature and head included.

    target ─► Templates (one second, one set of keys) ─► RequestTemplate (one tuple of header names)
                                                             │
    request without signature ─► find_template ─► fill ──────┴─► ReadyRequest, complete

The client's calls use them (`core.straight`), and transfers, which send many requests of one kind. A request that does
not fit a template is signed one by one (`core.signing`); both give the same request.
"""

from __future__ import annotations

from ..auth.canonical import canonical_query
from ..auth.template import SigningTemplate, can_be_prepared, plain_value
from ..http import ReadyRequest
from .request import ACCEPT_ENCODING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..auth.scheme import AuthScheme, Keys
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

    def with_path(self, origin: str, path: str, query: str, invocation_id: str, attempt: str) -> ReadyRequest:
        """Return the request that this was made from, without a body and with another path that is signed as it is.

        `query` is that of the first request.
        """
        signing = self._signing
        payload = signing.payload(b"")
        lines = [
            *self._lines,
            *signing.lines,
            f"x-amz-content-sha256: {payload}",
            signing.sign_path(path, canonical_query(query), payload),
            *_unsigned_lines(invocation_id, attempt),
        ]
        url = f"{origin}{path}?{query}" if query else origin + path
        return ReadyRequest(self._method, url, self._names, lines, b"", 0)

    def __repr__(self) -> str:
        return "<RequestTemplate>"


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
