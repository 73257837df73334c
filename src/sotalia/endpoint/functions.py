"""The functions of the endpoint rule language, pure.

Smithy rules engine 1.0, standard library, with the `aws.*` functions: https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html.
Each takes the values of its arguments. A condition fails when its function returns False or None.
`aws.partition` needs data and is bound in `rules.py` (partitions.py has it).
"""

from __future__ import annotations

from ..errors import EndpointResolutionError
from ..percent import percent_encode
from .urls import is_host_label, is_ipv4, is_ipv6, normalize_path, parse_arn, parse_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MIN_BUCKET = 3


def is_set(value: Any) -> bool:
    """`isSet`: whether there is a value."""
    return value is not None


def negate(value: Any) -> bool:
    """`not`."""
    return not value


def string_equals(left: Any, right: Any) -> bool:
    """`stringEquals`. Raises EndpointResolutionError unless both are strings."""
    if not (isinstance(left, str) and isinstance(right, str)):
        raise EndpointResolutionError(msg=f"Both values must be strings, not {type(left)} and {type(right)}.")
    return left == right


def boolean_equals(left: Any, right: Any) -> bool:
    """`booleanEquals`. Raises EndpointResolutionError unless both are booleans."""
    if not (isinstance(left, bool) and isinstance(right, bool)):
        raise EndpointResolutionError(msg=f"Both arguments must be bools, not {type(left)} and {type(right)}.")
    return left is right


def path_steps(path: str) -> tuple[str | tuple[str, int], ...]:
    """Take the path of a `getAttr` apart: `a.b[1]` gives `("a", ("b", 1))`."""
    steps: list[str | tuple[str, int]] = []
    for part in path.split("."):
        name, bracket, index = part.partition("[")
        digits = index.partition("]")[0]
        steps.append((name, int(digits)) if bracket and digits.isdigit() else part)
    return tuple(steps)


def get_attribute(value: Any, path: str) -> Any:
    """`getAttr`: the part of `value` that `path` leads to. An index out of range gives None."""
    return follow(value, path_steps(path))


def follow(value: Any, steps: tuple[str | tuple[str, int], ...]) -> Any:
    """Follow `path_steps(path)`. An index ends the path."""
    for step in steps:
        if isinstance(step, str):
            value = value[step]
            continue
        name, index = step
        if name:
            value = value.get(name)
        return None if value is None or index >= len(value) else value[index]
    return value


def substring(value: Any, start: int, stop: int, reverse: bool) -> str | None:
    """`substring`: `value[start:stop]`, counted from the end with `reverse`; None if too short or not ASCII."""
    if not isinstance(value, str):
        raise EndpointResolutionError(msg=f"Input must be a string, not {type(value)}.")
    if start >= stop or len(value) < stop or not value.isascii():
        return None
    return value[len(value) - stop : len(value) - start] if reverse is True else value[start:stop]


def uri_encode(value: str | None) -> str | None:
    """`uriEncode`: percent-encode everything but unreserved characters."""
    return None if value is None else percent_encode(value)


def is_valid_host_label(value: str | None, allow_subdomains: bool) -> bool:
    """`isValidHostLabel`."""
    return value is not None and is_host_label(value, allow_subdomains)


def is_virtual_hostable_bucket(value: str | None, allow_subdomains: bool) -> bool:
    """`aws.isVirtualHostableS3Bucket`: whether a bucket of that name can be part of the host name."""
    if value is None or len(value) < _MIN_BUCKET or value.lower() != value or is_ipv4(value):
        return False
    return is_host_label(value, allow_subdomains)


def parse_arn_value(value: str | None) -> dict[str, Any] | None:
    """`aws.parseArn`: an ARN's parts, its resource split at `:` and `/`."""
    parts = parse_arn(value) if value is not None else None
    if parts is None:
        return None
    partition, service, region, account, resource = parts
    if not (partition and service and resource):
        return None
    return {
        "partition": partition,
        "service": service,
        "region": region,
        "accountId": account,
        "resourceId": resource.replace(":", "/").split("/"),
    }


def parse_url_value(value: str | None) -> dict[str, Any] | None:
    """`parseURL`: an http(s) URL's parts; None for others and for those with a query."""
    if value is None:
        return None
    try:
        url = parse_url(value)
    except ValueError:
        return None
    if url.scheme not in ("https", "http") or url.query:
        return None
    normalized_path = percent_encode(normalize_path(url.path), "/")
    return {
        "scheme": url.scheme,
        "authority": url.netloc,
        "path": url.path,
        "normalizedPath": normalized_path if normalized_path[-1] == "/" else f"{normalized_path}/",
        "isIp": is_ipv4(url.host) or is_ipv6(url.host),
    }


#: The language's names for them.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "isSet": is_set,
    "not": negate,
    "stringEquals": string_equals,
    "booleanEquals": boolean_equals,
    "getAttr": get_attribute,
    "substring": substring,
    "uriEncode": uri_encode,
    "isValidHostLabel": is_valid_host_label,
    "parseURL": parse_url_value,
    "aws.isVirtualHostableS3Bucket": is_virtual_hostable_bucket,
    "aws.parseArn": parse_arn_value,
}
