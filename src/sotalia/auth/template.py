"""Signature Version 4, prepared: what requests of one kind sign alike within a second is written and hashed once.

The canonical request is the same for all of them but for path, query, the values of some headers, and the hash of the
body; where all but the body is the same, even its SHA-256 is known as far as the body's hash. The string to sign begins
alike, so that the inner half of the HMAC stands ready as well, and the outer half depends on the key only (RFC 2104).

A template is good for one method, host, scheme, set of keys, second, and tuple of header names. It contains states of
the signing key: it is never shown, logged or pickled.
"""

from __future__ import annotations

from hashlib import sha256

from ..http import NAME_CHARACTERS
from .canonical import canonical_path, canonical_query, host_of, signed_header_names, split_url
from .clock import amz_date
from .payload import EMPTY_SHA256, UNSIGNED_PAYLOAD, UNSIGNED_TRAILER
from .scheme import SIGNED, STREAMING, UNSIGNED
from .sigv4 import ALGORITHM, signing_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..http import Request
    from .scheme import AuthScheme, Keys

    Hash = Any

#: The schemes that templates are made for.
TEMPLATE_SCHEMES = frozenset(("v4", "s3v4"))
#: Headers that change how a request is signed, or how it is sent: such requests are signed one by one.
_SPECIAL_HEADERS = frozenset(
    (
        "accept-encoding",
        "amz-sdk-invocation-id",
        "amz-sdk-request",
        "authorization",
        "content-length",
        "date",
        "expect",
        "host",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-s3session-token",
        "x-amz-security-token",
    )
)
_HASHED_HEADER = "x-amz-content-sha256"
_BLOCK = 64
#: Stands for what differs in a text that headers are part of: no header has it.
_MARK = "\0"
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def plain_value(value: str) -> bool:
    """Return whether a header's value is written alike in a signature and in a request.

    That is printable ASCII without blanks at the ends, and nowhere two of them.
    """
    return value.isascii() and value.isprintable() and "  " not in value and value == value.strip() and value != ""


def _is_name(name: str) -> bool:
    # Parts of names may be the caller's (keys of metadata); nobody checks the lines of a template again.
    return name != "" and NAME_CHARACTERS.issuperset(name)


def can_be_prepared(request: Request, scheme: AuthScheme, keys: Keys) -> bool:
    """Return whether `request`, which has no signature yet and bytes for a body, can be signed by a template."""
    headers = request.headers
    return (
        scheme.name in TEMPLATE_SCHEMES
        and scheme.region is not None
        and plain_value(keys.access_key)
        and (not keys.token or plain_value(keys.token))
        and scheme.payload in (SIGNED, STREAMING, UNSIGNED)
        and _SPECIAL_HEADERS.isdisjoint(headers)
        and all(map(_is_name, headers))
        and all(map(plain_value, headers.values()))
        and split_url(request.url)[1][:1] == "/"
    )


class SigningTemplate:
    """Signs requests of one kind within one second.

    `lines` are the headers that belong to the signature, as `name: value`, but for the two that differ from request to
    request: `authorization`, and the hash of the body where the scheme sends it.
    """

    __slots__ = (
        "_before",
        "_block",
        "_inner",
        "_method",
        "_names",
        "_outer",
        "_path_as_is",
        "_path_start",
        "_payload",
        "_state",
        "_url",
        "lines",
        "root",
        "sends_hash",
    )

    def __init__(self, request: Request, scheme: AuthScheme, keys: Keys, now: float) -> None:
        """Make one from the first request of its kind, for which `can_be_prepared` is true."""
        stamp, date = amz_date(now)
        key, scope = signing_key(keys, date, scheme.region or "", scheme.service)
        self._inner, self._outer = hmac_states(key, f"{ALGORITHM}\n{stamp}\n{scope}\n".encode())
        self._method = request.method
        self._path_as_is = scheme.path_as_is
        self._url = request.url
        origin = split_url(request.url)[0]
        #: What the URLs of its requests begin with.
        self.root = f"{origin}/"
        self._path_start = len(origin)
        self._payload = _constant_payload(request, scheme)
        self.sends_hash = scheme.path_as_is or scheme.payload != SIGNED
        added = {"x-amz-date": stamp}
        if keys.token:
            added["x-amz-security-token"] = keys.token
        self.lines = [f"{name}: {value}" for name, value in added.items()]
        header_names = (*request.headers, *added, *((_HASHED_HEADER,) if self.sends_hash else ()))
        names, self._names = signed_header_names(dict.fromkeys(header_names, ""))
        constant = {"host": host_of(origin), **added}
        #: The signed headers as they are hashed, with places for those that may differ.
        self._block = "".join(
            f"{name.replace('%', '%%')}:"
            + (constant[name].replace("%", "%%") if name in constant else f"%({name})s")
            + "\n"
            for name in names
        )
        self._state = None if self.sends_hash else self._prefix(request)
        self._before = (
            f"authorization: {ALGORITHM} Credential={keys.access_key}/{scope}, SignedHeaders={self._names}, Signature="
        )

    def _prefix(self, request: Request) -> Hash:
        """Return the SHA-256 of the first request's canonical form, as far as the hash of its body."""
        return sha256(self._canonical(request, "").encode())

    def payload(self, body: Any) -> str:
        """Return the hash of a request's body, or the word that stands for it."""
        if self._payload is not None:
            return self._payload
        return sha256(body).hexdigest() if body else EMPTY_SHA256

    def sign(self, request: Request, payload: str, *, alike: bool) -> str:
        """Return the line of the `authorization` header; `payload` is what the method of that name has returned.

        `alike` says that the headers have the same values as those of the first request.
        """
        if alike and self._state is not None and request.url is self._url:
            digest = self._state.copy()
            digest.update(payload.encode())
        else:
            digest = sha256(self._canonical(request, payload).encode())
        return self.authorization(digest)

    def sign_body(self, body: bytes) -> str:
        """Return the same line for the first request with another body, where `sends_hash` is False."""
        assert self._state is not None
        digest = self._state.copy()
        digest.update(sha256(body).hexdigest().encode())
        return self.authorization(digest)

    def for_keys(self, request: Request, path: str, query: str, varying: str | None) -> KeySigning:
        """Return what signs requests like this one, with the same headers, that differ in the end of their paths.

        `path` is what comes before that. `varying` is the header whose value differs, too, if there is one.
        """
        marks = dict.fromkeys((_HASHED_HEADER, varying or _HASHED_HEADER), _MARK)
        block = self._block % {**request.headers, **marks}
        rest = f"\n{canonical_query(query)}\n{block}\n{self._names}\n"
        varies_first = varying is not None and varying < _HASHED_HEADER
        return KeySigning(f"{self._method}\n{path}", rest.split(_MARK), varies_first, self.authorization)

    def authorization(self, digest: Hash) -> str:
        """Return the line for the SHA-256 of a canonical request."""
        inner = self._inner.copy()
        inner.update(digest.hexdigest().encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return f"{self._before}{outer.hexdigest()}"

    def _canonical(self, request: Request, payload: str) -> str:
        path, _, query = request.url[self._path_start :].partition("?")
        if not self._path_as_is:
            path = canonical_path(path)
        headers = request.headers
        if self.sends_hash:
            headers = {**headers, _HASHED_HEADER: payload}
        return f"{self._method}\n{path}\n{canonical_query(query)}\n{self._block % headers}\n{self._names}\n{payload}"

    def __repr__(self) -> str:
        return "<SigningTemplate>"

    def __reduce__(self) -> str:
        raise TypeError("A signing template cannot be pickled: it contains a key.")


class KeySigning:
    """Signs requests that differ in the end of their paths, in the hash of the body, and in one header at most."""

    __slots__ = ("_authorization", "_before", "_rest", "_varies_first")

    def __init__(self, before: str, rest: list[str], varies_first: bool, authorization: Callable[[Hash], str]) -> None:
        self._before = before
        self._rest = rest
        self._varies_first = varies_first
        self._authorization = authorization

    def sign(self, key: str, value: str, payload: str) -> str:
        """Return the line of the `authorization` header for a path's end and a value of the header that differs."""
        rest = self._rest
        if len(rest) == 2:
            text = f"{self._before}{key}{rest[0]}{payload}{rest[1]}{payload}"
        elif self._varies_first:
            text = f"{self._before}{key}{rest[0]}{value}{rest[1]}{payload}{rest[2]}{payload}"
        else:
            text = f"{self._before}{key}{rest[0]}{payload}{rest[1]}{value}{rest[2]}{payload}"
        return self._authorization(sha256(text.encode()))

    def __repr__(self) -> str:
        return "<KeySigning>"

    def __reduce__(self) -> str:
        raise TypeError("What signs requests cannot be pickled: it contains a key.")


def _constant_payload(request: Request, scheme: AuthScheme) -> str | None:
    """Return the word that stands for the bodies of requests with these headers; None where they are hashed."""
    headers = request.headers
    if not scheme.path_as_is and scheme.payload != SIGNED:
        return UNSIGNED_PAYLOAD
    if "x-amz-trailer" in headers:
        return UNSIGNED_TRAILER
    if scheme.payload == UNSIGNED:
        return UNSIGNED_PAYLOAD
    if scheme.payload == STREAMING and "content-md5" in headers and request.url.startswith("https"):
        return UNSIGNED_PAYLOAD
    return None


def hmac_states(key: bytes, beginning: bytes, new: Callable[[bytes], Hash] = sha256) -> tuple[Hash, Hash]:
    """Return the states of both halves of an HMAC (SHA-1's or SHA-256's) for texts with this beginning."""
    padded = key.ljust(_BLOCK, b"\0")
    return new(padded.translate(_INNER) + beginning), new(padded.translate(_OUTER))
