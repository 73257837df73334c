"""Scalars: validated and rendered. Each function here makes a closure for one shape, built once."""

from __future__ import annotations

import sys
from binascii import b2a_base64
from math import isfinite, isnan

from ..percent import plain, text_of
from . import timestamps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Shape


class Invalid(Exception):
    """A strict closure met a value that the model (perhaps) forbids; `validate.report` decides."""


TEXT: tuple[type[Any], ...] = (str,)
#: What Python types each scalar takes (as boto3 checks them; a bool is an int), but for floats.
_TYPES: dict[str, tuple[type[Any], ...]] = {
    "string": TEXT,
    "character": TEXT,
    "integer": (int,),
    "long": (int,),
    "boolean": (bool,),
}


def types_of(kind: str) -> tuple[type[Any], ...]:
    """Return the Python types that a kind of scalar takes."""
    if kind in ("float", "double"):
        from decimal import Decimal  # which costs more to import than most services, without floats, need

        return float, Decimal, int
    return _TYPES[kind]


def is_decimal(value: Any) -> bool:
    """Return whether a value is a Decimal: there are none before the module is imported."""
    decimal = sys.modules.get("decimal")
    return decimal is not None and isinstance(value, decimal.Decimal)


def minimum(shape: Shape) -> Any:
    """Return the least value, or length, that the model allows, or None. (Nothing else about a range is checked.)"""
    least = shape.metadata.get("min")
    if least is None and shape.serialization.get("hostLabel"):
        return 1
    return least


def check(shape: Shape) -> Callable[[Any], None]:
    """Return what raises (`Invalid`, TypeError, ValueError) for a value that the scalar shape does not take."""
    kind = shape.type_name
    if kind == "timestamp":
        return check_timestamp
    if kind == "blob":
        return check_blob
    types, least = types_of(kind), minimum(shape)
    sized = types is TEXT
    if least is None:

        def check_type(value: Any) -> None:
            if not isinstance(value, types):
                raise Invalid

        return check_type

    def check_range(value: Any) -> None:
        if not isinstance(value, types) or (len(value) if sized else value) < least:
            raise Invalid

    return check_range


def check_timestamp(value: Any) -> None:
    """Raise TypeError or ValueError for what is no moment in time."""
    timestamps.aware(value)


def check_blob(value: Any) -> None:
    """Raise `Invalid` for what is neither bytes, nor text, nor file-like."""
    if not isinstance(value, (bytes, bytearray, str)) and not hasattr(value, "read"):
        raise Invalid


def base64(value: Any) -> str:
    """Return bytes (or text, as UTF-8; or what a file-like object holds) in base64."""
    if isinstance(value, str):
        value = value.encode()
    elif hasattr(value, "read"):
        value = value.read()
    return b2a_base64(value, newline=False).decode("ascii")


def special_float(value: Any) -> Any:
    """Return the number itself, or the name that JSON and XML have for it: Infinity, -Infinity, NaN."""
    if isinstance(value, int) or isfinite(value):
        return value if type(value) is float else plain(value)
    if isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def boolean_text(value: Any) -> str:
    """Return "true" or "false"."""
    return "true" if value else "false"


def float_text(value: Any) -> str:
    """Return a number's text, with Infinity, -Infinity and NaN spelled as AWS spells them."""
    if is_decimal(value):
        from decimal import Decimal

        value = Decimal(value)  # of a subclass, its value
    return str(special_float(value))


def text(shape: Shape, timestamp_format: str, *, strict: bool) -> Callable[[Any], str]:
    """Return what renders the scalar as text, for forms, XML, query strings and labels.

    `timestamp_format` is the protocol's default; the shape's own `timestampFormat` goes first. With `strict` the
    closure raises for an invalid value; without, it renders what it is given, as well as it can.
    """
    kind = shape.type_name
    render: Callable[[Any], str]
    if kind == "timestamp":
        to_format = timestamps.formatter(shape, timestamp_format)
        return lambda value: str(to_format(value))
    if kind == "boolean":
        render = boolean_text
    elif kind in {"float", "double"}:
        render = float_text
    elif kind == "blob":
        render = base64
    else:
        render = text_of
    if not strict:
        return render
    if kind == "string" and minimum(shape) is None:
        return plain_string
    checker = check(shape)

    def checked_render(value: Any) -> str:
        checker(value)
        return render(value)

    return checked_render


def plain_string(value: Any) -> str:
    """Return a string's text; raise `Invalid` for what is no string."""
    if type(value) is str:
        return value
    if isinstance(value, str):
        return text_of(value)
    raise Invalid


def is_json_value(shape: Shape) -> bool:
    """Say whether the string is any JSON, carried base64-encoded in a header."""
    traits = shape.serialization
    return shape.type_name == "string" and bool(traits.get("jsonvalue")) and traits.get("location") == "header"
