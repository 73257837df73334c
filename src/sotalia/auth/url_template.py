"""Presigned URLs, prepared: within a second, those of many keys differ in nothing but the key and the signature.

A template is made from a URL, and from what was signed for it. It is good for one second, one set of credentials, and
whatever else the URL says, and for keys that are written in URLs as they are (`plain_key`). It contains states of the
signing key: it is never shown, logged or pickled.
"""

from __future__ import annotations

from binascii import b2a_base64
from hashlib import sha1, sha256

from ..percent import percent_encode
from .canonical import plain_key
from .clock import amz_date
from .query import body_word
from .s3 import string_to_sign
from .sigv4 import ALGORITHM, canonical_request, signing_key
from .template import hmac_states

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request
    from .scheme import AuthScheme, Keys

#: A longer key would be hashed first (RFC 2104, section 2).
_BLOCK = 64
_SIGNATURE = "&X-Amz-Signature="
#: Stands for the resource in a text: no header can have it.
_PLACE = "\0"


class UrlTemplate:
    """Makes the URLs of one second: `url(key)`."""

    __slots__ = ("_inner", "_outer", "_text", "_url")

    _inner: Any
    _outer: Any
    #: What is signed, before and behind the key.
    _text: tuple[str, str]
    #: The URL before the key, from there to the signature, and behind it.
    _url: tuple[str, str, str]

    def url(self, key: str) -> str:
        """Return the URL for a key for which `plain_key` is true."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> str:
        raise TypeError("A template of URLs cannot be pickled: it contains a key.")


class Version4Template(UrlTemplate):
    """URLs signed by Version 4 where the path is signed as it is."""

    __slots__ = ()

    def __init__(self, request: Request, scheme: AuthScheme, keys: Keys, now: float, key: str) -> None:
        """Make one from a presigned request for `key`. Raises ValueError where the key is not the path's end."""
        unsigned, _, _ = request.url.rpartition(_SIGNATURE)
        start, rest = _around(unsigned, key)
        self._url = start, f"{rest}{_SIGNATURE}", ""
        url, request.url = request.url, unsigned
        canonical, _ = canonical_request(request, scheme, body_word(request, scheme))
        request.url = url
        method, path, others = canonical.split("\n", 2)
        self._text = f"{method}\n{path.removesuffix(key)}", f"\n{others}"
        stamp, date = amz_date(now)
        signing, scope = signing_key(keys, date, scheme.region or "", scheme.service)
        self._inner, self._outer = hmac_states(signing, f"{ALGORITHM}\n{stamp}\n{scope}\n".encode())

    def url(self, key: str) -> str:
        """Return the URL for a key for which `plain_key` is true."""
        before, behind = self._text
        inner = self._inner.copy()
        inner.update(sha256(f"{before}{key}{behind}".encode()).hexdigest().encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        start, middle, _ = self._url
        return f"{start}{key}{middle}{outer.hexdigest()}"


class FirstTemplate(UrlTemplate):
    """URLs signed by the first scheme, which names the resource."""

    __slots__ = ()

    def __init__(self, request: Request, resource: str, keys: Keys, key: str) -> None:
        """Make one from a presigned request for `key`. Raises ValueError where the key is not the path's end."""
        secret = keys.secret_key.encode()
        if len(secret) > _BLOCK:
            raise ValueError("the secret is longer than a block")
        start, rest = _around(request.url, key)
        before, name, after = rest.partition("Signature=")
        _, ampersand, after = after.partition("&")
        self._url = start, before + name, ampersand + after
        beginning, _ = _around(resource, key)
        before, _, behind = string_to_sign(request, _PLACE).partition(_PLACE)
        self._text = before + beginning, behind
        self._inner, self._outer = hmac_states(secret, b"", sha1)

    def url(self, key: str) -> str:
        """Return the URL for a key for which `plain_key` is true."""
        before, behind = self._text
        inner = self._inner.copy()
        inner.update(f"{before}{key}{behind}".encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        start, middle, end = self._url
        return f"{start}{key}{middle}{percent_encode(b2a_base64(outer.digest(), newline=False).decode())}{end}"


def url_template(
    request: Request, scheme: AuthScheme, resource: str | None, keys: Keys, now: float, key: str
) -> UrlTemplate | None:
    """Return the template for URLs like that of `request`, which has been presigned for `key`; None if there is none.

    `resource` is what schemes sign that name it, or None. A template that does not make the same URL of the same key is
    not used.
    """
    if not plain_key(key):
        return None
    template: UrlTemplate
    try:
        if resource is not None:
            template = FirstTemplate(request, resource, keys, key)
        elif scheme.path_as_is and not scheme.row.exclusive and not scheme.row.many_regions:
            template = Version4Template(request, scheme, keys, now, key)
        else:
            return None
    except ValueError:
        return None
    return template if template.url(key) == request.url else None


def _around(url: str, key: str) -> tuple[str, str]:
    """Return the URL before and behind the key, which is the end of the path."""
    path, mark, query = url.partition("?")
    if not path.endswith(f"/{key}"):
        raise ValueError("the key is not the end of the path")
    return path[: -len(key)], mark + query
