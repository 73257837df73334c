"""URLs: taken apart, checked, and put together for a request. Pure, and without `urllib.parse` for ordinary ones.

Laws:
- a request URL has the exact bytes that boto3 sends: a key such as `a/../b` is never normalised;
- queries are percent-encoded as SigV4 wants it (RFC 3986, section 2.3: only `A-Z a-z 0-9 - . _ ~` stay);
- unusual URLs (not ASCII, with brackets or control characters) are left to the standard library's parser.
"""

from __future__ import annotations

from ..errors import EndpointResolutionError
from ..http import shown_url
from ..percent import encode_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_HOST = 255
_MAX_LABEL = 63
_MAX_PORT = 65535

_REMEMBERED = 256
#: (URL, prefix) -> the URL with the prefix, if its host is valid.
_prefixed_urls: dict[tuple[str, str], str] = {}


def join_url(endpoint_url: str, path: str, query: Sequence[tuple[str, str | None]] = ()) -> str:
    """Return the URL of a request to `endpoint_url`: its own path and query, then `path` and `query`.

    `path` is percent-encoded already; `query` is not. An endpoint without a path gets `/`.
    """
    start = 8 if endpoint_url[:8] == "https://" else 7 if endpoint_url[:7] == "http://" else 0
    if not start or "?" in endpoint_url or "#" in endpoint_url or not _is_plain(endpoint_url):
        url = _join_parts(endpoint_url, path)
    elif endpoint_url.find("/", start) < 0:
        url = endpoint_url + (path if path[:1] == "/" else f"/{path}")
    elif not path or path == "/":
        url = endpoint_url
    elif endpoint_url[-1] == "/" and path[0] == "/":
        url = endpoint_url + path[1:]
    else:
        url = endpoint_url + path
    if query:
        url = f"{url}{'&' if '?' in url else '?'}{encode_query(query)}"
    return url


def inject_host_prefix(url: str, prefix: str) -> str:
    """Return `url` with `prefix` (`"data."`) put before its host."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{prefix}{rest}"


def prefixed_endpoint(url: str, prefix: str) -> str:
    """Return the endpoint `url` with `prefix` before its host. Raises EndpointResolutionError if that makes no host."""
    key = url, prefix
    prefixed = _prefixed_urls.get(key)
    if prefixed is None:
        prefixed = inject_host_prefix(url, prefix)
        if not (is_host_part(prefix) and is_endpoint_url(prefixed)):
            raise EndpointResolutionError(
                msg=f"{prefix!r}, which parameters put before the host of {shown_url(url)}, makes no host name of it."
            )
        if len(_prefixed_urls) >= _REMEMBERED:
            _prefixed_urls.clear()
        _prefixed_urls[key] = prefixed
    return prefixed


def _is_plain(url: str) -> bool:
    return url.isascii() and url.isprintable()


def _join_parts(endpoint_url: str, path: str) -> str:
    # The general case; the query and fragment of an endpoint stay behind the joined path.
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(endpoint_url)
    base = parts.path
    if not path or path == "/":
        full_path = base or "/"
    elif base.endswith("/") and path.startswith("/"):
        full_path = base[:-1] + path
    else:
        full_path = base + path
    return urlunsplit((parts.scheme, parts.netloc, full_path, parts.query, parts.fragment))


class Url:
    """A URL taken apart, as the standard library's `urlparse` does it.

    `host` is lower case and without brackets, or None. `path` lacks the `;parameters` of its last segment.
    """

    __slots__ = ("host", "netloc", "path", "query", "scheme")

    def __init__(self, scheme: str, netloc: str, path: str, query: str, host: str | None) -> None:
        self.scheme = scheme
        self.netloc = netloc
        self.path = path
        self.query = query
        self.host = host


def parse_url(url: str) -> Url:
    """Take `url` apart. Raises ValueError for an invalid authority or port."""
    scheme, separator, rest = url.partition("://")
    plain = separator and scheme.isalnum() and _is_plain(url) and not any(mark in url for mark in "[];#@% ")
    if not plain or not scheme[0].isalpha():
        return _parse_unusual(url)
    rest, _, query = rest.partition("?")
    netloc, slash, path = rest.partition("/")
    host, colon, port = netloc.partition(":")
    if colon and port and not (port.isdigit() and int(port) <= _MAX_PORT):
        raise ValueError(f"{port!r} is not a port number")
    return Url(scheme.lower(), netloc, slash + path, query, host.lower() or None)


def _parse_unusual(url: str) -> Url:
    from urllib.parse import urlparse

    parts = urlparse(url)
    _ = parts.port  # raises ValueError when it is no port number
    return Url(parts.scheme, parts.netloc, parts.path, parts.query, parts.hostname)


def is_endpoint_url(url: str) -> bool:
    """Tell whether `url` can be an endpoint: it has a host, which is a DNS name or an IP address."""
    if "\t" in url or "\r" in url or "\n" in url:
        return False  # parsers drop them, so the host checked here would not be the one that is used
    host = _host(url)
    if host is None:
        return False
    if is_ipv6(host):
        return True
    return len(host) <= _MAX_HOST and is_host_label(host.removesuffix("."), True)


def _host(url: str) -> str | None:
    # The port is not checked here: an invalid one is reported when the transport connects.
    try:
        return parse_url(url).host
    except ValueError:
        from urllib.parse import urlsplit

        try:
            return urlsplit(url).hostname
        except ValueError:  # a bracket that is not closed, or something else than an IPv6 address in brackets
            return None


def is_host_label(text: str, allow_dots: bool = False) -> bool:
    """Tell whether `text` is a host label (RFC 1123: 1 to 63 of `a-z A-Z 0-9 -`, no `-` at either end).

    With `allow_dots`, whether all of its dot-separated parts are.
    """
    if allow_dots:
        return all(is_host_label(label) for label in text.split("."))
    return (
        0 < len(text) <= _MAX_LABEL
        and text[0] != "-"
        and text[-1] != "-"
        and text.isascii()
        and text.replace("-", "").isalnum()
    )


def is_host_part(text: str) -> bool:
    """Tell whether `text` can be part of a host name and nothing else: letters, digits, `-` and `.`."""
    return text.isascii() and (text.isalnum() or text.replace("-", "").replace(".", "").isalnum())


def is_authority(text: str) -> bool:
    """Tell whether `text` is a host, with or without a port, and nothing else."""
    url = f"https://{text}"
    try:
        parse_url(url)  # which looks at the port
    except ValueError:
        return False
    return not any(mark in text for mark in "/?#@\\") and is_endpoint_url(url)


def is_region_name(name: str) -> bool:
    """Tell whether `name` could be a region: a host label that is not a number alone (the empty name passes)."""
    return not name or (is_host_label(name) and not name.isdigit())


def is_ipv4(host: str | None) -> bool:
    """Tell whether `host` has the form of an IPv4 address: four groups of one to three digits."""
    groups = (host or "").split(".")
    return len(groups) == 4 and all(len(group) <= 3 and group.isascii() and group.isdigit() for group in groups)


def is_ipv6(host: str | None) -> bool:
    """Tell whether `host` (no brackets) is an IPv6 address, with or without a zone (RFC 6874)."""
    if host is None or ":" not in host:
        return False
    from ipaddress import AddressValueError, IPv6Address

    address, percent, zone = host.partition("%")
    zone = zone.removeprefix("25") if len(zone) > len("25") else zone
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return not percent or bool(zone)


def normalize_path(path: str) -> str:
    """Drop `.` and empty segments of `path` and let `..` take back the one before (RFC 3986, section 5.2.4)."""
    if not path:
        return "/"
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment and segment != ".":
            segments.append(segment)
    first = "/" if path[0] == "/" else ""
    last = "/" if path[-1] == "/" and segments else ""
    return first + "/".join(segments) + last


def parse_arn(arn: str) -> tuple[str, str, str, str, str] | None:
    """Split an ARN into partition, service, region, account and resource; None if `arn` is not of that form."""
    parts = arn.split(":", 5)
    if parts[0] != "arn" or len(parts) < 6:
        return None
    return parts[1], parts[2], parts[3], parts[4], parts[5]
