"""JSON to values for callers, by closures compiled from shapes: what json, rest-json and their events share.

None in place of a closure leaves a value as it is. Structures are compiled once per protocol object and shared by all
operations; their members are compiled when first met.

`jsonbytes` reads the bytes; where orjson, which may do so, would make a float of an integer beyond 64 bits, the body is
read again exactly.
"""

from __future__ import annotations

from binascii import a2b_base64

from ..errors import ResponseParserError
from . import timestamps
from .common import Members
from .jsonbulk import BULK, Bulk, Unusual
from .jsonbytes import dumps, loads, loads_exact
from .jsonnodes import JsonNodes
from .wall import Malformed, Unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Shape

    Convert = Callable[[Any], Any] | None

_INTEGERS = frozenset({"integer", "long"})
_FLOATS = frozenset({"float", "double"})


class _Inexact(Exception):
    """orjson made a float of what may be an integer beyond 64 bits: the body must be read again, by the stdlib."""


_EXACT = 2.0**63


class Decoder:
    """Compiles shapes into closures from JSON's values to those that callers get.

    The closures own their argument: what can stay as it is becomes part of the result, or is changed in place.
    `coerce` turns numbers and booleans into the model's type, as rest-json does; json gives them as they came. `nulls`
    says that there may be some: without, long lists are decoded in bulk. `exact` says that the values come from the
    stdlib, which makes no float of an integer. `special` may have a closure of its own for a shape: it is asked first,
    and returns None for all others.
    """

    def __init__(
        self,
        *,
        coerce: bool,
        nulls: bool = True,
        exact: bool = False,
        special: Callable[[Shape], Convert] | None = None,
    ) -> None:
        self.coerce = coerce
        self.exact = exact
        self._special = special
        self._bulk = None if nulls else Bulk(self)
        self._structures: dict[str, Callable[[Any], Any]] = {}
        self._scalars = self._scalar_converters()

    def _scalar_converters(self) -> dict[str, Convert]:
        if self.coerce:
            integer: Convert = _to_integer if self.exact else _to_integer_unless_inexact
            number: Convert = _to_float
        else:
            integer = number = None if self.exact else _unless_inexact
        converters: dict[str, Convert] = dict.fromkeys(_INTEGERS, integer)
        converters.update(dict.fromkeys(_FLOATS, number))
        converters["boolean"] = _to_boolean if self.coerce else None
        converters["timestamp"] = timestamps.parse
        converters["blob"] = a2b_base64
        return converters

    def convert(self, shape: Shape) -> Convert:
        """Return the closure for `shape`, or None where JSON's value is the caller's."""
        closure = self.special(shape)
        if closure is not None:
            return closure
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape)
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return self._map(shape)
        return self._scalars.get(kind)

    def special(self, shape: Shape) -> Convert:
        """Return the closure that `special` has for `shape`, or None."""
        return None if self._special is None else self._special(shape)

    def structure(self, shape: Shape) -> Callable[[Any], Any]:
        """Return the closure for a structure, compiled once. Members that are null are left out."""
        if shape.is_document_type:
            return _as_it_is if self.exact else _document_unless_inexact
        decode = self._structures.get(shape.name)
        if decode is None:
            decode = self._structures[shape.name] = (
                self._union(shape) if shape.is_tagged_union else self._members(shape)
            )
        return decode

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
            result = {}
            for key, item in value.items():
                if item is not None:
                    entry = table[key]
                    if entry is not None:
                        name, convert = entry
                        result[name] = item if convert is None else convert(item)
            return result

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
                raise Malformed(f"{shape.name} must have one and only one member set")
            if table[members[0]] is None:
                return {"SDK_UNKNOWN_MEMBER": {"name": next(iter(value))}}
            return decode_members(value)

        return decode

    def _list(self, shape: Shape) -> Callable[[Any], list[Any]]:
        convert = self.convert(shape.member)
        bulk = self._bulk

        def decode(value: Any) -> list[Any]:
            if type(value) is not list:
                raise Malformed(f"{shape.name} must be a list")
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
                raise Malformed(f"{shape.name} must be an object")
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


class Reader:
    """Reads whole bodies, with the decoder that fits what is in them."""

    def __init__(self, *, coerce: bool, special: Callable[[Shape], Convert] | None = None) -> None:
        self._fast = Decoder(coerce=coerce, nulls=False, special=special)
        self._general = Decoder(coerce=coerce, special=special)
        self._exact = Decoder(coerce=coerce, exact=True, special=special)
        self._nodes = JsonNodes(coerce=coerce, special=special)

    def reader(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads a body as `shape`; an empty body, or null, is an empty structure."""
        return self._nodes.reader(shape, self._by_closures)

    def _by_closures(self, shape: Shape) -> Callable[[bytes], Any]:
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
                return exact(loads_exact(body))  # type: ignore[misc]

        return read


def error_body(body: bytes) -> dict[str, Any]:
    """Return an error's body, which may be anything: what is no JSON object becomes the message, marked as Unread."""
    if not body:
        return {}
    try:
        content = loads(body)
    except ResponseParserError:
        content = None
    return content if isinstance(content, dict) else {"message": Unread(body.decode("utf-8", "replace"))}


def error_payload(body: bytes) -> bytes:
    """Return an error's body as a JSON object. One that is an object stays as it is, so that no number changes."""
    try:
        if isinstance(loads(body), dict):
            return body
    except ResponseParserError:
        pass
    return dumps(error_body(body))
