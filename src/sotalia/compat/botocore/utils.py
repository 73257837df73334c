"""What programs take from `botocore.utils`: small helpers, most of them other names for Sotalia's own."""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import UTC, datetime
from functools import cached_property as CachedProperty
from tempfile import NamedTemporaryFile

from ...endpoint.urls import is_endpoint_url, is_region_name, normalize_path, parse_arn
from ...errors import InvalidExpressionError, InvalidRegionError
from ...identity.paths import users_path
from ...percent import percent_encode as own_percent_encode
from ...wire.timestamps import aware, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

__all__ = [
    "DEFAULT_METADATA_SERVICE_TIMEOUT",
    "METADATA_BASE_URL",
    "ArnParser",
    "CachedProperty",
    "FileWebIdentityTokenLoader",
    "InvalidArnException",
    "JSONFileCache",
    "calculate_sha256",
    "calculate_tree_hash",
    "check_dns_name",
    "datetime2timestamp",
    "deep_merge",
    "determine_content_length",
    "ensure_boolean",
    "get_encoding_from_headers",
    "get_service_module_name",
    "has_header",
    "is_valid_endpoint_url",
    "lowercase_dict",
    "merge_dicts",
    "normalize_url_path",
    "parse_key_val_file",
    "parse_key_val_file_contents",
    "parse_timestamp",
    "parse_to_aware_datetime",
    "percent_encode",
    "percent_encode_sequence",
    "set_value_from_jmespath",
    "validate_jmespath_for_set",
    "validate_region_name",
]

METADATA_BASE_URL = "http://169.254.169.254/"
DEFAULT_METADATA_SERVICE_TIMEOUT = 1
#: What percent-encoding leaves as it is, by default.
SAFE_CHARS = "-._~"
_CHUNK = 1 << 20

# ---------------------------------------------------------------- dicts


def merge_dicts(dict1: dict[str, Any], dict2: Mapping[str, Any], append_lists: bool = False) -> None:
    """Lay `dict2` over `dict1`, dict by dict; lists replace one another, or are appended with `append_lists`."""
    for key, value in dict2.items():
        if isinstance(value, dict):
            merge_dicts(dict1.setdefault(key, {}), value, append_lists)
        elif append_lists and isinstance(value, list) and isinstance(dict1.get(key), list):
            dict1[key].extend(value)
        else:
            dict1[key] = value


def deep_merge(base: dict[str, Any], extra: Mapping[str, Any]) -> None:
    """Lay `extra` over `base`, dict by dict; everything else in `extra` replaces what `base` has."""
    for key, value in extra.items():
        if isinstance(base.get(key), dict) and isinstance(value, dict):
            deep_merge(base[key], value)
        else:
            base[key] = value


def lowercase_dict(original: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same with lower-case keys."""
    return {key.lower(): value for key, value in original.items()}


def has_header(header_name: str, headers: Mapping[str, Any] | None) -> bool:
    """Return whether there is a header of that name, in any case."""
    return headers is not None and header_name.lower() in map(str.lower, headers)


def validate_jmespath_for_set(expression: str) -> None:
    """Raise InvalidExpressionError for an expression that is no plain path: `a.b.c`."""
    if not expression or expression == "." or any(mark in expression for mark in "[]*"):
        raise InvalidExpressionError(expression=expression)


def set_value_from_jmespath(source: dict[str, Any], expression: str, value: Any, is_first: bool = True) -> None:
    """Set the value at the path `a.b.c` of nested dicts, and make those that are missing."""
    if is_first:
        validate_jmespath_for_set(expression)
    *above, last = expression.split(".")
    for name in above:
        source = source.setdefault(name, {})
    source[last] = value


# ---------------------------------------------------------------- texts


class InvalidArnException(ValueError):
    """A text that is no ARN."""


class ArnParser:
    """Takes ARNs apart."""

    def parse_arn(self, arn: str) -> dict[str, str]:
        """Return `partition`, `service`, `region`, `account` and `resource`. Raises InvalidArnException."""
        parts = arn.split(":", 5)
        if len(parts) < 6:
            raise InvalidArnException(
                f"Provided ARN: {arn} must be of the format: arn:partition:service:region:account:resource"
            )
        return dict(zip(("partition", "service", "region", "account", "resource"), parts[1:], strict=True))

    @staticmethod
    def is_arn(value: Any) -> bool:
        """Return whether a value is an ARN."""
        return isinstance(value, str) and parse_arn(value) is not None


def validate_region_name(region_name: str | None) -> None:
    """Raise InvalidRegionError for a text that cannot be a region's name."""
    if region_name is not None and not is_region_name(region_name):
        raise InvalidRegionError(region_name=region_name)


def is_valid_endpoint_url(endpoint_url: str) -> bool:
    """Return whether a text is a URL that calls can go to."""
    return is_endpoint_url(endpoint_url)


def check_dns_name(bucket_name: str) -> bool:
    """Return whether a bucket's name can stand in a host: no dots, 3 to 63 characters."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", bucket_name) is not None


def normalize_url_path(path: str) -> str:
    """Return a path without `.`, `..` and empty segments; "/" for none."""
    return normalize_path(path) if path else "/"


def percent_encode(input_str: Any, safe: str = SAFE_CHARS) -> str:
    """Return a text, or what is made one, percent-encoded but for the characters in `safe`."""
    if isinstance(input_str, (bytes, bytearray)):
        from urllib.parse import quote

        return quote(bytes(input_str), safe=safe)
    return own_percent_encode(str(input_str), safe)


def percent_encode_sequence(mapping: Any, safe: str = SAFE_CHARS) -> str:
    """Return a dict, or pairs, as a query: `a=1&a=2`; a list as a value gives a pair for each of its items."""
    pairs = mapping.items() if hasattr(mapping, "items") else mapping
    return "&".join(
        f"{percent_encode(key, safe)}={percent_encode(each, safe)}"
        for key, value in pairs
        for each in (value if isinstance(value, list) else [value])
    )


def ensure_boolean(val: Any) -> bool:
    """Return a boolean as it is, and whether a text says true."""
    return val if isinstance(val, bool) else str(val).lower() == "true"


def get_encoding_from_headers(headers: Mapping[str, str], default: str = "ISO-8859-1") -> str | None:
    """Return the encoding that a `Content-Type` names; for text without one, `default`; None for anything else."""
    kind = headers.get("content-type")
    if not kind:
        return None
    main, *parameters = kind.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip('" ')
    return default if "text" in main else None


def parse_key_val_file_contents(contents: str) -> dict[str, str]:
    """Return the lines `name = value` of a text; others are left out."""
    return {
        name.strip(): value.strip()
        for name, mark, value in (line.partition("=") for line in contents.splitlines())
        if mark
    }


def parse_key_val_file(filename: str, _open: Callable[..., Any] = open) -> dict[str, str]:
    """Return the lines `name = value` of a file. Raises ConfigNotFound."""
    from ...errors import ConfigNotFound

    try:
        with _open(filename) as file:
            return parse_key_val_file_contents(file.read())
    except OSError:
        raise ConfigNotFound(path=filename) from None


def get_service_module_name(service_model: Any) -> str:
    """Return the name of a service's client class."""
    return str(service_model.class_name)


# ---------------------------------------------------------------- times


def parse_timestamp(value: Any) -> datetime:
    """Return the moment that a text or a number of seconds means. Raises ValueError."""
    return parse(value)


def parse_to_aware_datetime(value: Any) -> datetime:
    """Return the moment that a datetime, a text or a number means; without a zone, in this machine's or UTC."""
    return aware(value)


def datetime2timestamp(dt: datetime, default_timezone: Any = None) -> float:
    """Return the seconds since 1970; a datetime without a zone is in `default_timezone`, by default UTC."""
    if dt.tzinfo is None:
        dt = dt.replace(tzinfo=default_timezone or UTC)
    return (dt - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


# ---------------------------------------------------------------- bodies


def calculate_sha256(body: Any, as_hex: bool = False) -> Any:
    """Return the SHA-256 of what a file has from its position on, which is kept; bytes, or a text with `as_hex`."""
    start, digest = body.tell(), hashlib.sha256()
    while chunk := body.read(_CHUNK):
        digest.update(chunk)
    body.seek(start)
    return digest.hexdigest() if as_hex else digest.digest()


def calculate_tree_hash(body: Any) -> str:
    """Return Glacier's tree hash of what a file has from its position on, which is kept."""
    from ...bodies import feed
    from ...services.glacier import Hashes, tree_hash

    hashes = Hashes()
    feed(hashes.update, body)
    return tree_hash(hashes.leaves()).hex()


def determine_content_length(body: Any) -> int | None:
    """Return how many bytes are sent of a body; None if that is not known."""
    from ...auth.payload import body_length

    try:
        return body_length(body.encode() if isinstance(body, str) else body) if body else 0
    except (OSError, ValueError):
        return None


# ---------------------------------------------------------------- files of credentials


class FileWebIdentityTokenLoader:
    """Reads a token from a file, each time that it is called."""

    def __init__(self, web_identity_token_path: str, _open: Callable[..., Any] = open) -> None:
        self._web_identity_token_path = web_identity_token_path
        self._open = _open

    def __call__(self) -> str:
        """Return the token. Raises OSError."""
        with self._open(self._web_identity_token_path) as file:
            return str(file.read())


class JSONFileCache:
    """A dict whose values are files of JSON in a folder, which only its owner can read."""

    CACHE_DIR = users_path(os.path.join("~", ".aws", "boto", "cache"))

    def __init__(self, working_dir: str = CACHE_DIR, dumps_func: Callable[[Any], str] | None = None) -> None:
        self._working_dir = working_dir
        self._dumps = dumps_func or (lambda value: json.dumps(value, default=_iso_time))

    def __contains__(self, cache_key: object) -> bool:
        return os.path.isfile(self._path(str(cache_key)))

    def __getitem__(self, cache_key: str) -> Any:
        try:
            with open(self._path(cache_key), encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            raise KeyError(cache_key) from None

    def get(self, cache_key: str, default: Any = None) -> Any:
        """Return a value, or `default`."""
        try:
            return self[cache_key]
        except KeyError:
            return default

    def __delitem__(self, cache_key: str) -> None:
        try:
            os.unlink(self._path(cache_key))
        except FileNotFoundError:
            raise KeyError(cache_key) from None

    def __setitem__(self, cache_key: str, value: Any) -> None:
        try:
            text = self._dumps(value)
        except (TypeError, ValueError):
            raise ValueError(f"Value cannot be cached, must be JSON serializable: {type(value).__name__}") from None
        os.makedirs(self._working_dir, exist_ok=True)
        # Made under another name: nobody may read half of it. Such files are their owner's only.
        with NamedTemporaryFile("w", dir=self._working_dir, delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, self._path(cache_key))

    def _path(self, cache_key: str) -> str:
        return os.path.join(self._working_dir, f"{cache_key}.json")


def _iso_time(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
