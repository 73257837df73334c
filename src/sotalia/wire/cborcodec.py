"""Shapes to CBOR and back (RFC 8949), compiled into closures.

Requests are written straight into a bytearray: shortest integers and lengths, floats as wide as their shape, NaN and
the infinities as half floats, moments as tag 1. Replies are decoded by cbor2 and then follow their shapes: moments get
the local zone, nulls vanish from structures and maps and stay in lists. Values of maps are taken as they come, whatever
their shapes, as boto3 does.
"""

from __future__ import annotations

from datetime import datetime
from math import isfinite, isnan
from struct import pack

import cbor2

from . import timestamps
from .common import Members
from .scalars import Invalid, check, check_blob, minimum
from .wall import Malformed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from . import Shape

    Encode = Callable[[Any, bytearray], None]

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(6)
_EPOCH_TAG = b"\xc1"
_FALSE, _TRUE = b"\xf4", b"\xf5"
_SPECIAL = {"Infinity": b"\xf9\x7c\x00", "-Infinity": b"\xf9\xfc\x00", "NaN": b"\xf9\x7e\x00"}


# ---------------------------------------------------------------- requests


def head(major: int, number: int) -> bytes:
    """Return the start of a data item: its major type and its value or length. OverflowError beyond 64 bits."""
    if number < 24:
        return bytes((major << 5 | number,))
    if number < 1 << 8:
        return bytes((major << 5 | 24, number))
    if number < 1 << 16:
        return pack(">BH", major << 5 | 25, number)
    if number < 1 << 32:
        return pack(">BI", major << 5 | 26, number)
    return bytes((major << 5 | 27,)) + number.to_bytes(8, "big")


def _text(value: Any, out: bytearray) -> None:
    data = value.encode()
    out += head(_TEXT, len(data))
    out += data


def _integer(value: Any, out: bytearray) -> None:
    out += head(_UNSIGNED, value) if value >= 0 else head(_NEGATIVE, -1 - value)


def _boolean(value: Any, out: bytearray) -> None:
    out += _TRUE if value else _FALSE


def _blob(value: Any, out: bytearray) -> None:
    if isinstance(value, str):
        value = value.encode()
    elif not isinstance(value, (bytes, bytearray)):
        value = value.read()
    out += head(_BYTES, len(value))
    out += value


def _special(value: Any) -> bytes:
    if isnan(value):
        return _SPECIAL["NaN"]
    return _SPECIAL["Infinity"] if value > 0 else _SPECIAL["-Infinity"]


def _float(value: Any, out: bytearray) -> None:
    out += b"\xfa" + pack(">f", value) if isfinite(value) else _special(value)


def _double(value: Any, out: bytearray) -> None:
    out += b"\xfb" + pack(">d", value) if isfinite(value) else _special(value)


def _timestamp(precision: str) -> Encode:
    def encode(value: Any, out: bytearray) -> None:
        seconds = timestamps.unixtimestamp(timestamps.aware(value), precision)
        out += _EPOCH_TAG
        if isinstance(seconds, float):
            _double(seconds, out)
        else:
            _integer(seconds, out)

    return encode


_SCALARS: dict[str, Encode] = {
    "string": _text,
    "integer": _integer,
    "long": _integer,
    "boolean": _boolean,
    "blob": _blob,
    "float": _float,
    "double": _double,
}


class Encoder:
    """Compiles shapes into closures that append a value's CBOR to a bytearray."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self._structures: dict[str, Encode] = {}

    def encoder(self, shape: Shape) -> Encode:
        """Return the closure for `shape`."""
        kind = shape.type_name
        if kind == "structure":
            closure = self._structures.get(shape.name)
            if closure is None:
                required = tuple(shape.metadata.get("required", ()))
                closure = self._structures[shape.name] = self.members(shape, required)
            return closure
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return self._map(shape)
        if kind == "timestamp":
            return _timestamp(timestamps.precision_of(shape))
        encode = _SCALARS[kind]
        if not self.strict:
            return encode
        checker = check_blob if kind == "blob" else check(shape)

        def checked(value: Any, out: bytearray) -> None:
            checker(value)
            encode(value, out)

        return checked

    def members(self, shape: Shape, required: tuple[str, ...]) -> Encode:
        """Return the closure for a structure's members; those in `required` must be there."""
        members = shape.members
        union = shape.is_tagged_union

        def compile_member(name: str) -> tuple[bytes, Encode]:
            member = members[name]
            key = member.serialization.get("name", name).encode()
            return head(_TEXT, len(key)) + key, self.encoder(member)

        table = Members(compile_member)

        def encode(value: Any, out: bytearray) -> None:
            if not isinstance(value, dict) or (union and len(value) != 1):
                raise Invalid
            for name in required:
                if name not in value:
                    raise Invalid
            out += head(_MAP, len(value))
            for name, item in value.items():
                key, encode_item = table[name]
                out += key
                encode_item(item, out)

        def encode_unchecked(value: Any, out: bytearray) -> None:
            items = {name: item for name, item in value.items() if item is not None}
            out += head(_MAP, len(items))
            for name, item in items.items():
                key, encode_item = table[name]
                out += key
                encode_item(item, out)

        return encode if self.strict else encode_unchecked

    def _list(self, shape: Shape) -> Encode:
        encode_item = self.encoder(shape.member)
        strict, least = self.strict, minimum(shape) or 0

        def encode(value: Any, out: bytearray) -> None:
            if strict and (not isinstance(value, (list, tuple)) or len(value) < least):
                raise Invalid
            out += head(_ARRAY, len(value))
            for item in value:
                encode_item(item, out)

        return encode

    def _map(self, shape: Shape) -> Encode:
        encode_key, encode_item = self.encoder(shape.key), self.encoder(shape.value)
        strict = self.strict

        def encode(value: Any, out: bytearray) -> None:
            if strict and not isinstance(value, dict):
                raise Invalid
            out += head(_MAP, len(value))
            for key, item in value.items():
                encode_key(key, out)
                encode_item(item, out)

        return encode


# ---------------------------------------------------------------- replies


def loads(body: bytes) -> Any:
    """Return the data item at the start of `body`, None for an empty body. ResponseParserError if it is not CBOR.

    `undefined` becomes None. The only tag that is accepted is that of a moment (1): cbor2 makes of others what no shape
    has, such as integers of any size, regular expressions, and lists that contain themselves.
    """
    if not body:
        return None
    try:
        value = cbor2.loads(body, tag_hook=_refuse_tag, **_REFUSALS)
    except Exception as error:  # cbor2 lets out ValueErrors, MemoryErrors and its own, by version
        raise Malformed("it is not CBOR that can be understood", error) from None
    return _without_undefined(value) if b"\xf7" in body else value


def _refuse_tag(decoder: Any, tag: Any = None) -> NoReturn:
    raise ValueError("there is a tag that is not understood")


def _refusing() -> dict[str, Any]:
    """Return the argument by which cbor2 refuses the tags that it knows; empty where it has none (before 6)."""
    tags = (0, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 100, 256, 258, 260, 261, 1004, 43000, 55799)
    arguments: dict[str, Any] = {"semantic_decoders": dict.fromkeys(tags, _refuse_tag)}
    try:
        cbor2.loads(b"\x00", **arguments)
    except TypeError:
        return {}
    return arguments


_REFUSALS: Any = _refusing()


def _without_undefined(value: Any) -> Any:
    if value is cbor2.undefined:
        return None
    if isinstance(value, dict):
        return {key: _without_undefined(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_undefined(item) for item in value]
    return value


def _moment(value: Any) -> Any:
    return timestamps.local(value) if isinstance(value, datetime) else value


def _as_it_comes(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_it_comes(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_as_it_comes(item) for item in value]
    return _moment(value)


class Decoder:
    """Compiles shapes into closures from cbor2's values to those that callers get. None leaves a value as it is."""

    def __init__(self) -> None:
        self._structures: dict[str, Callable[[Any], Any]] = {}

    def convert(self, shape: Shape) -> Callable[[Any], Any] | None:
        """Return the closure for `shape`."""
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape)
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return _as_it_comes
        return _moment if kind == "timestamp" else None

    def structure(self, shape: Shape) -> Callable[[Any], Any]:
        """Return the closure for a structure, compiled once."""
        decode = self._structures.get(shape.name)
        if decode is None:
            decode = self._structures[shape.name] = self._members(shape)
        return decode

    def _members(self, shape: Shape) -> Callable[[Any], dict[str, Any]]:
        members = shape.members
        union = shape.is_tagged_union
        # The key is the member's own name: boto3 looks for no other in replies. Entries are one-tuples, for None means
        # a name that the model does not know.
        table = Members(lambda name: (self.convert(members[name]),) if name in members else None)

        def decode(value: Any) -> dict[str, Any]:
            if union and sum(item is not None and name != "__type" for name, item in value.items()) != 1:
                raise Malformed(f"{shape.name} must have one and only one member set")
            result = {}
            for name, item in value.items():
                if item is not None:
                    entry = table[name]
                    if entry is not None:
                        convert = entry[0]
                        result[name] = item if convert is None else convert(item)
            return result

        return decode

    def _list(self, shape: Shape) -> Callable[[Any], list[Any]]:
        convert = self.convert(shape.member)

        def decode(value: Any) -> list[Any]:
            if type(value) is not list:
                raise Malformed(f"{shape.name} must be an array")
            return value if convert is None else [None if item is None else convert(item) for item in value]

        return decode

    def reader(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads a body as `shape`; an empty body, or null, is an empty structure."""
        convert = self.convert(shape)

        def read(body: bytes) -> Any:
            value = loads(body)
            if value is None:
                return {}
            return value if convert is None else convert(value)

        return read
