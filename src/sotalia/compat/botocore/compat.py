"""What programs take from `botocore.compat`: names of the standard library, from times when they differed."""

from __future__ import annotations

import datetime
import json
from collections import OrderedDict
from email.utils import formatdate
from hashlib import md5
from inspect import getfullargspec
from io import IOBase as file_type
from itertools import zip_longest
from math import floor
from urllib.parse import (
    parse_qs,
    parse_qsl,
    quote,
    unquote,
    unquote_plus,
    urlencode,
    urljoin,
    urlparse,
    urlsplit,
    urlunsplit,
)
from xml.etree.ElementTree import ParseError as XMLParseError

from ...identity.commands import split_command
from ...patchpoints.requests import HTTPHeaders
from ...wire.timestamps import local_zone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "HAS_CRT",
    "HAS_GZIP",
    "MD5_AVAILABLE",
    "HTTPHeaders",
    "OrderedDict",
    "XMLParseError",
    "accepts_kwargs",
    "compat_shell_split",
    "copy_kwargs",
    "datetime",
    "disabled",
    "ensure_bytes",
    "ensure_unicode",
    "file_type",
    "filter_ssl_warnings",
    "floor",
    "formatdate",
    "get_current_datetime",
    "get_md5",
    "get_tzinfo_options",
    "has_minimum_crt_version",
    "json",
    "parse_qs",
    "parse_qsl",
    "quote",
    "set_socket_timeout",
    "total_seconds",
    "unquote",
    "unquote_plus",
    "unquote_str",
    "urlencode",
    "urljoin",
    "urlparse",
    "urlsplit",
    "urlunsplit",
    "zip_longest",
]

#: Sotalia signs and transfers without awscrt.
HAS_CRT = False
HAS_GZIP = True
MD5_AVAILABLE = True

unquote_str = unquote_plus
copy_kwargs = dict
compat_shell_split = split_command


def disabled(*args: Any, **kwargs: Any) -> Any:
    """Do nothing."""


filter_ssl_warnings = disabled
set_socket_timeout = disabled


def has_minimum_crt_version(minimum_version: tuple[int, ...]) -> bool:
    """Return False: awscrt is not used, whatever its version."""
    return False


def get_md5(*args: Any, **kwargs: Any) -> Any:
    """Return a new MD5 object; it is no matter of security."""
    return md5(*args, **{"usedforsecurity": False, **kwargs})  # noqa: S324 - that is what it is for


def get_current_datetime(remove_tzinfo: bool = True) -> datetime.datetime:
    """Return the present moment in UTC, with the zone only if `remove_tzinfo` is false."""
    now = datetime.datetime.now(datetime.UTC)
    return now.replace(tzinfo=None) if remove_tzinfo else now


def get_tzinfo_options() -> tuple[Callable[[], datetime.tzinfo], ...]:
    """Return what makes this machine's zone."""
    return (local_zone,)


def total_seconds(delta: datetime.timedelta) -> float:
    """Return a duration in seconds."""
    return delta.total_seconds()


def accepts_kwargs(func: Callable[..., Any]) -> bool:
    """Return whether a function takes any keyword arguments."""
    return getfullargspec(func).varkw is not None


def ensure_unicode(s: Any, encoding: str | None = None, errors: str | None = None) -> Any:
    """Return a text as it is, and bytes too, as botocore does since Python 3."""
    return s


def ensure_bytes(s: Any, encoding: str = "utf-8", errors: str = "strict") -> bytes:
    """Return the bytes of a text. Raises ValueError for what is neither."""
    if isinstance(s, str):
        return s.encode(encoding, errors)
    if isinstance(s, bytes):
        return s
    raise ValueError(f"Expected str or bytes, received {type(s)}.")
