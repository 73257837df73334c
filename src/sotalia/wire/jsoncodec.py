"""Shapes to JSON and back, compiled into closures: what json, rest-json and their events share.

`Encoder` turns parameters into what JSON can say (and, when strict, validates them on the way); `Decoder` turns what
JSON said into what callers get. A closure of None stands for "as it is": a plain string in requests, any scalar in
replies; structures, lists and maps treat it inline, which saves a call for every string. Structures are compiled once
per protocol object and shared by all operations; their members are compiled when first met.

orjson does the bytes. The stdlib's json takes over where orjson and it differ: integers beyond 64 bits (orjson refuses
to write them and reads them as floats), NaN in documents, lone surrogates, keys that are not strings, deep nesting.
"""

from __future__ import annotations

import json
from binascii import a2b_base64
from decimal import Decimal

import orjson

from ..errors import ResponseParserError
from . import timestamps
from .common import Invalid, Members, malformed
from .jsonbulk import BULK, Bulk, Unusual
from .scalars import base64, check, check_blob, minimum, special_float

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Shape

    Convert = Callable[[Any], Any] | None

_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_INTEGERS = frozenset({"integer", "long"})
_FLOATS = frozenset({"float", "double"})


def dumps(value: Any) -> bytes:
    """Return `value` as JSON in UTF-8. TypeError or ValueError for what JSON cannot say."""
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except TypeError:
        return json.dumps(value).encode()


# ---------------------------------------------------------------- requests


class _OddFloat(float):
    """NaN or infinity in a document: orjson would write null. It refuses this type, and the stdlib writes the name."""

    __slots__ = ()


class Encoder:
    """Compiles shapes into closures from parameters to JSON's values."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self._structures: dict[str, Callable[[Any], Any]] = {}

    def convert(self, shape: Shape) -> Convert:
        """Return the closure for `shape`, or None for a string without constraints."""
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape)
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return self._map(shape)
        if kind == "timestamp":
            return timestamps.formatter(shape.serialization.get("timestampFormat", "unixtimestamp"))
        if kind == "blob":
            return self._checked(check_blob, base64)
        if kind in _FLOATS:
            return self._checked(check(shape), _float)
        if not self.strict or (kind == "string" and minimum(shape) is None):
            return None
        return self._checked(check(shape), None)

    def _checked(self, checker: Callable[[Any], None], render: Convert) -> Convert:
        if not self.strict:
            return render

        def checked(value: Any) -> Any:
            checker(value)
            return value if render is None else render(value)

        return checked

    def structure(self, shape: Shape) -> Callable[[Any], Any]:
        """Return the closure for a structure, compiled once."""
        if shape.is_document_type:
            return strict_document if self.strict else document
        made = self._structures.get(shape.name)
        if made is None:
            required = tuple(shape.metadata.get("required", ()))
            made = self._structures[shape.name] = self.members(shape, required, union=shape.is_tagged_union)
        return made

    def members(self, shape: Shape, required: tuple[str, ...], *, union: bool = False) -> Callable[[Any], Any]:
        """Return the closure for a structure's members, apart from what is `required` of the whole."""

        def compile_member(key: str) -> tuple[str, Convert]:
            member = shape.members[key]
            return member.serialization.get("name", key), self.convert(member)

        table = Members(compile_member)

        def encode(value: Any) -> dict[str, Any]:
            if not isinstance(value, dict) or (union and len(value) != 1):
                raise Invalid
            for key in required:
                if key not in value:
                    raise Invalid
            encoded = {}
            for key, item in value.items():
                name, convert = table[key]
                if convert is not None:
                    encoded[name] = convert(item)
                elif isinstance(item, str):
                    encoded[name] = item
                else:
                    raise Invalid
            return encoded

        def encode_unchecked(value: Any) -> dict[str, Any]:
            encoded = {}
            for key, item in value.items():
                name, convert = table[key]
                encoded[name] = item if convert is None else convert(item)
            return encoded

        return encode if self.strict else encode_unchecked

    def _list(self, shape: Shape) -> Callable[[Any], Any]:
        convert = self.convert(shape.member)
        least = minimum(shape) or 0

        def encode(value: Any) -> Any:
            if not isinstance(value, (list, tuple)) or len(value) < least:
                raise Invalid
            if convert is not None:
                return [convert(item) for item in value]
            for item in value:
                if not isinstance(item, str):
                    raise Invalid
            return value

        def encode_unchecked(value: Any) -> list[Any]:
            return list(value) if convert is None else [convert(item) for item in value]

        return encode if self.strict else encode_unchecked

    def _map(self, shape: Shape) -> Callable[[Any], Any]:
        convert = self.convert(shape.value)
        check_key = check(shape.key)

        def encode(value: Any) -> dict[Any, Any]:
            if not isinstance(value, dict):
                raise Invalid
            encoded = {}
            for key, item in value.items():
                check_key(key)
                if convert is not None:
                    encoded[key] = convert(item)
                elif isinstance(item, str):
                    encoded[key] = item
                else:
                    raise Invalid
            return encoded

        def encode_unchecked(value: Any) -> dict[Any, Any]:
            return dict(value) if convert is None else {key: convert(item) for key, item in value.items()}

        return encode if self.strict else encode_unchecked


def _float(value: Any) -> Any:
    return special_float(float(value) if isinstance(value, Decimal) else value)


def strict_document(value: Any) -> Any:
    """Return a document as it is, after checking that JSON can hold it."""
    kind = type(value)
    if kind is str or value is None or kind is bool or kind is int:
        return value
    if isinstance(value, dict):
        return {key: strict_document(item) for key, item in value.items()}
    if isinstance(value, list):
        return [strict_document(item) for item in value]
    if isinstance(value, float):
        return value if value - value == 0 else _OddFloat(value)
    if isinstance(value, (str, int)):
        return value
    raise Invalid


def document(value: Any) -> Any:
    """Return a document as it is, whatever it holds."""
    if isinstance(value, dict):
        return {key: document(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [document(item) for item in value]
    if type(value) is float and value - value != 0:
        return _OddFloat(value)
    return value


# ---------------------------------------------------------------- replies


class _Inexact(Exception):
    """orjson made a float of what may be an integer beyond 64 bits: the body must be read again, by the stdlib."""


_EXACT = 2.0**63


class Decoder:
    """Compiles shapes into closures from JSON's values to what callers get.

    The closures own their argument: what can stay as it is becomes part of the result, or is changed in place.
    `coerce` turns numbers and booleans into the model's type, as rest-json does; json gives them as they came. `nulls`
    says that there may be some: without, long lists are decoded in bulk. `exact` says that the values come from the
    stdlib, which makes no float of an integer.
    """

    def __init__(self, *, coerce: bool, nulls: bool = True, exact: bool = False) -> None:
        self.coerce = coerce
        self.exact = exact
        self._bulk = None if nulls else Bulk(self)
        self._structures: dict[str, Callable[[Any], Any]] = {}
        self._scalars = self._scalar_converters()

    def _scalar_converters(self) -> dict[str, Convert]:
        if self.coerce:
            integer: Convert = _to_integer if self.exact else _to_integer_unless_inexact
            number: Convert = _to_float
        else:
            integer = number = None if self.exact else _unless_inexact
        made: dict[str, Convert] = dict.fromkeys(_INTEGERS, integer)
        made.update(dict.fromkeys(_FLOATS, number))
        made["boolean"] = _to_boolean if self.coerce else None
        made["timestamp"] = timestamps.parse
        made["blob"] = a2b_base64
        return made

    def convert(self, shape: Shape) -> Convert:
        """Return the closure for `shape`, or None where JSON's value is the caller's."""
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape)
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return self._map(shape)
        return self._scalars.get(kind)

    def structure(self, shape: Shape) -> Callable[[Any], Any]:
        """Return the closure for a structure, compiled once. Members that are null are left out."""
        if shape.is_document_type:
            return _as_it_is if self.exact else _document_unless_inexact
        made = self._structures.get(shape.name)
        if made is None:
            made = self._structures[shape.name] = self._union(shape) if shape.is_tagged_union else self._members(shape)
        return made

    def _table(self, shape: Shape) -> Members:
        names: dict[str, str] = {}

        def compile_member(key: str) -> tuple[str, Convert] | None:
            if not names:
                names.update((member.serialization.get("name", name), name) for name, member in shape.members.items())
            name = names.get(key)
            return None if name is None else (name, self.convert(shape.members[name]))

        return Members(compile_member)

    def _members(self, shape: Shape) -> Callable[[Any], dict[str, Any]]:
        table = self._table(shape)

        def decode(value: Any) -> dict[str, Any]:
            decoded = {}
            for key, item in value.items():
                if item is not None:
                    entry = table[key]
                    if entry is not None:
                        name, convert = entry
                        decoded[name] = item if convert is None else convert(item)
            return decoded

        return decode

    def _union(self, shape: Shape) -> Callable[[Any], dict[str, Any]]:
        table = self._table(shape)
        decode_members = self._members(shape)

        def decode(value: Any) -> dict[str, Any]:
            if len(value) == 1:
                for key, item in value.items():
                    entry = table[key]
                    if item is not None and entry is not None:
                        name, convert = entry
                        return {name: item if convert is None else convert(item)}
            members = [key for key, item in value.items() if item is not None and key != "__type"]
            if len(members) != 1:
                raise malformed(f"{shape.name} must have one and only one member set", value)
            if table[members[0]] is None:
                return {"SDK_UNKNOWN_MEMBER": {"name": next(iter(value))}}
            return decode_members(value)

        return decode

    def _list(self, shape: Shape) -> Callable[[Any], list[Any]]:
        convert = self.convert(shape.member)
        bulk = self._bulk

        def decode(value: Any) -> list[Any]:
            if type(value) is not list:
                raise malformed(f"{shape.name} must be a list", value)
            if convert is None:
                return value
            if bulk is not None and len(value) >= BULK and bulk.decode(shape.member, value):
                return value
            return [None if item is None else convert(item) for item in value]

        return decode

    def _map(self, shape: Shape) -> Callable[[Any], dict[Any, Any]]:
        convert = self.convert(shape.value)
        convert_key = self.convert(shape.key)
        # boto3's booleans are false when they are null; everything else that is null stays so.
        null = False if self.coerce and shape.value.type_name == "boolean" else None

        def decode(value: Any) -> dict[Any, Any]:
            if type(value) is not dict:
                raise malformed(f"{shape.name} must be an object", value)
            if convert is not None:
                value = {key: null if item is None else convert(item) for key, item in value.items()}
            return value if convert_key is None else {convert_key(key): item for key, item in value.items()}

        return decode


def _as_it_is(value: Any) -> Any:
    return value


def _to_boolean(value: Any) -> bool:
    return value if type(value) is bool else isinstance(value, str) and value.lower() == "true"


def _to_float(value: Any) -> float:
    return value if type(value) is float else float(value)


def _to_integer(value: Any) -> int:
    return value if type(value) is int else int(value)


def _to_integer_unless_inexact(value: Any) -> int:
    return value if type(value) is int else int(_unless_inexact(value))


def _unless_inexact(value: Any) -> Any:
    if type(value) is float and not -_EXACT < value < _EXACT:
        raise _Inexact
    return value


def _document_unless_inexact(value: Any) -> Any:
    if isinstance(value, dict):
        for item in value.values():
            _document_unless_inexact(item)
    elif isinstance(value, list):
        for item in value:
            _document_unless_inexact(item)
    else:
        _unless_inexact(value)
    return value


def loads(body: bytes) -> Any:
    """Return what the JSON says, None for an empty body. ResponseParserError if it is not JSON."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return _loads_exact(body)


def _loads_exact(body: bytes) -> Any:
    if not body.strip():
        return None
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise malformed(f"it is not JSON ({error})", body) from None


class Reader:
    """Reads whole bodies, with the decoder that fits what is in them."""

    def __init__(self, *, coerce: bool) -> None:
        self._fast = Decoder(coerce=coerce, nulls=False)
        self._general = Decoder(coerce=coerce)
        self._exact = Decoder(coerce=coerce, exact=True)

    def reader(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads a body as `shape`; an empty body, or null, is an empty structure."""
        fast = self._fast.convert(shape)
        if fast is None:
            return lambda body: loads(body) if body else {}
        general: Convert = None
        exact: Convert = None

        def read(body: bytes) -> Any:
            nonlocal general, exact
            value = loads(body) if body else None
            if value is None:
                return {}
            try:
                if b"null" not in body:
                    try:
                        return fast(value)
                    except Unusual:
                        value = loads(body)  # the first is half decoded
                general = general or self._general.convert(shape)
                return general(value)  # type: ignore[misc]
            except _Inexact:
                exact = exact or self._exact.convert(shape)
                return exact(_loads_exact(body))  # type: ignore[misc]

        return read


# ---------------------------------------------------------------- errors


def error_body(body: bytes) -> dict[str, Any]:
    """Return an error's body, which may be anything: what is no JSON object becomes the message."""
    if not body:
        return {}
    try:
        parsed = loads(body)
    except ResponseParserError:
        parsed = None
    return parsed if isinstance(parsed, dict) else {"message": body.decode("utf-8", "replace")}
