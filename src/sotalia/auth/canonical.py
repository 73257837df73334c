"""The canonical parts of a request: what both sides must write alike before they sign.

Everything here takes a URL that is already percent-encoded and reads it without parsing it into pieces that are then
thrown away: these functions run for every call.

See "Create a signed AWS API request" in the IAM user guide.
"""

from __future__ import annotations

from ..percent import ENCODED, percent_encode, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: Headers that proxies and HTTP libraries add or change, so that no signature may cover them. `authorization` carries
#: the signature; a copy of the former attempt's must not be signed either.
NEVER_SIGNED = frozenset(
    (
        "authorization",
        "baggage",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    )
)

_CACHE_LIMIT = 512

_hosts: dict[str, str] = {}
_header_orders: dict[tuple[str, ...], tuple[tuple[str, ...], str]] = {}

# What a path consists of that a second encoding leaves alone.
_PLAIN = frozenset("/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_ENCODED_PATH = [*ENCODED[: ord("/")], "/", *ENCODED[ord("/") + 1 :]]


def encode_params(params: dict[str, Any]) -> str:
    """Return `params` as a query string; a list's elements repeat the name."""
    pairs = []
    for name, value in params.items():
        key = percent_encode(name)
        elements = value if isinstance(value, list) else (value,)
        pairs += [f"{key}={percent_encode(text_of(each))}" for each in elements]
    return "&".join(pairs)


def split_url(url: str) -> tuple[str, str, str]:
    """Return the parts of an absolute URL that signatures cover: `scheme://authority`, path and query."""
    head, _, query = url.partition("?")
    slash = head.find("/", head.find("://") + 3)
    if slash < 0:
        return head, "", query
    return head[:slash], head[slash:], query


def host_of(origin: str) -> str:
    """Return the Host header's value for `scheme://authority`: lower case, without user and default port."""
    host = _hosts.get(origin)
    if host is None:
        scheme, _, authority = origin.partition("://")
        host = authority.rpartition("@")[2].lower()
        host = host.removesuffix(_DEFAULT_PORTS.get(scheme.lower(), "\n"))
        if len(_hosts) >= _CACHE_LIMIT:
            _hosts.clear()
        _hosts[origin] = host
    return host


def canonical_path(path: str) -> str:
    """Return the path as all services but S3 sign it: dot segments and empty ones removed, then encoded once more."""
    if path == "/" or not path:
        return "/"
    if path[0] == "/" and _PLAIN.issuperset(path) and "//" not in path and "/." not in path:
        return path
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if segments:
                segments.pop()
        elif segment and segment != ".":
            segments.append(segment)
    normal = "/".join(segments)
    if path[0] == "/":
        normal = "/" + normal
    if path[-1] == "/" and segments:
        normal += "/"
    table = _ENCODED_PATH
    return "".join([table[byte] for byte in normal.encode()])


def plain_key(key: str) -> bool:
    """Tell whether nothing of a key is encoded in a URL, and no part of it is empty or may be a dot segment."""
    return (
        _PLAIN.issuperset(key)
        and key[:1] not in ("", "/", ".")
        and key[-1] != "/"
        and "//" not in key
        and "/." not in key
    )


def canonical_query(query: str) -> str:
    """Return an encoded query string sorted by name, then value, with every name followed by `=`."""
    if not query:
        return ""
    if "&" not in query:
        return query if "=" in query else query + "="
    pairs = sorted([pair.partition("=") for pair in query.split("&")])
    return "&".join([f"{name}={value}" for name, _, value in pairs])


def signed_header_names(headers: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """Return the names of the headers to sign, sorted, `host` among them, and the same joined by `;`."""
    header_names = tuple(headers)
    result = _header_orders.get(header_names)
    if result is None:
        # The transport adds `host` if the request does not carry it; it is signed either way.
        names = tuple(sorted({"host", *header_names} - NEVER_SIGNED))
        result = names, ";".join(names)
        if len(_header_orders) >= _CACHE_LIMIT:
            _header_orders.clear()
        _header_orders[header_names] = result
    return result
