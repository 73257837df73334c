"""Parameters to JSON, compiled into closures: what json, rest-json and their events share.

None in place of a closure stands for a string without constraints, which is written as it is (a subclass as the plain
string); structures, lists and maps do that inline, which saves a call for every string. Structures are compiled once
per protocol object and shared by all operations; their members are compiled when first met.

`jsonbytes` renders the bytes.
"""

from __future__ import annotations

from ..percent import plain
from . import timestamps
from .common import Members
from .scalars import Invalid, base64, check, check_blob, is_decimal, minimum, plain_string, special_float

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Shape

    Convert = Callable[[Any], Any] | None

_FLOATS = frozenset({"float", "double"})


class _OddFloat(float):
    """NaN or infinity in a document: orjson would write null. It refuses this type, and the stdlib writes the name."""

    __slots__ = ()


class Encoder:
    """Compiles shapes into closures from parameters to JSON's values.

    `special` may have a closure of its own for a shape: it is asked first, and returns None for all others.
    """

    def __init__(self, *, strict: bool, special: Callable[[Shape], Convert] | None = None) -> None:
        self.strict = strict
        self._special = special
        self._structures: dict[str, Callable[[Any], Any]] = {}

    def convert(self, shape: Shape) -> Convert:
        """Return the closure for `shape`, or None for a string without constraints."""
        closure = None if self._special is None else self._special(shape)
        if closure is not None:
            return closure
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape)
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return self._map(shape)
        if kind == "timestamp":
            return timestamps.formatter(shape, "unixtimestamp")
        if kind == "blob":
            return self._checked(check_blob, base64)
        if kind in _FLOATS:
            return self._checked(check(shape), _float)
        if not self.strict or (kind == "string" and minimum(shape) is None):
            return None
        return self._checked(check(shape), plain)

    def _checked(self, checker: Callable[[Any], None], render: Callable[[Any], Any]) -> Convert:
        if not self.strict:
            return render

        def checked(value: Any) -> Any:
            checker(value)
            return render(value)

        return checked

    def structure(self, shape: Shape) -> Callable[[Any], Any]:
        """Return the closure for a structure, compiled once."""
        if shape.is_document_type:
            return strict_document if self.strict else document
        encode = self._structures.get(shape.name)
        if encode is None:
            required = tuple(shape.metadata.get("required", ()))
            encode = self._structures[shape.name] = self.members(shape, required, union=shape.is_tagged_union)
        return encode

    def members(self, shape: Shape, required: tuple[str, ...], *, union: bool = False) -> Callable[[Any], Any]:
        """Return the closure for a structure's members; those in `required` must be there, of a `union` exactly one."""

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
            result = {}
            for key, item in value.items():
                name, convert = table[key]
                if convert is not None:
                    result[name] = convert(item)
                elif type(item) is str:
                    result[name] = item
                else:
                    result[name] = plain_string(item)
            return result

        def encode_unchecked(value: Any) -> dict[str, Any]:
            result = {}
            for key, item in value.items():
                name, convert = table[key]
                result[name] = plain(item) if convert is None else convert(item)
            return result

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
                if type(item) is not str:
                    return [plain_string(item) for item in value]
            return value

        def encode_unchecked(value: Any) -> list[Any]:
            return [plain(item) if convert is None else convert(item) for item in value]

        return encode if self.strict else encode_unchecked

    def _map(self, shape: Shape) -> Callable[[Any], Any]:
        convert = self.convert(shape.value)
        check_key = check(shape.key)
        any_text = minimum(shape.key) is None

        def encode(value: Any) -> dict[Any, Any]:
            if not isinstance(value, dict):
                raise Invalid
            result = {}
            for key, item in value.items():
                if type(key) is not str or not any_text:
                    check_key(key)
                    key = plain(key)
                if convert is not None:
                    result[key] = convert(item)
                elif type(item) is str:
                    result[key] = item
                else:
                    result[key] = plain_string(item)
            return result

        def encode_unchecked(value: Any) -> dict[Any, Any]:
            return {plain(key): plain(item) if convert is None else convert(item) for key, item in value.items()}

        return encode if self.strict else encode_unchecked


def _float(value: Any) -> Any:
    return special_float(float(value) if is_decimal(value) else value)


def strict_document(value: Any) -> Any:
    """Return a document as it is, after checking that JSON can hold it."""
    kind = type(value)
    if kind is str or value is None or kind is bool or kind is int:
        return value
    if isinstance(value, dict):
        return {plain(key): strict_document(item) for key, item in value.items()}
    if isinstance(value, list):
        return [strict_document(item) for item in value]
    if isinstance(value, float):
        return plain(value) if value - value == 0 else _OddFloat(value)
    if isinstance(value, (str, int)):
        return plain(value)
    raise Invalid


def document(value: Any) -> Any:
    """Return a document as it is, whatever it holds."""
    if isinstance(value, dict):
        return {plain(key): document(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [document(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return _OddFloat(value)
    return plain(value)
