"""JSON by the readers in C: nodes compiled from shapes, which say the same as the closures of `jsonread`.

A reader in C takes what is plain and as the model says, and raises Unusual for all else, which the closures then read:
they decide what is right. What C has no node for, it meets as `ODD`, and gives up.
"""

from __future__ import annotations

from binascii import a2b_base64
from datetime import datetime

from .._speed import readers
from . import timestamps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from . import Shape, Special

    Member = tuple[bytes, str, Any]
    Read = Callable[[bytes], Any]


class JsonNodes:
    """Makes the nodes of one reader of a protocol; those of structures are shared among its operations.

    `coerce` and `special` are those of `jsonread.Decoder`; what `special` returns has a node if it is a method of an
    AttributeReader, which is in C too.
    """

    def __init__(self, *, coerce: bool, special: Special | None) -> None:
        self._coerce = coerce
        self._special = special
        self._structures: dict[str, Any] = {}

    def reader(self, shape: Shape, by_closures: Callable[[Shape], Read]) -> Read:
        """Return what reads a body as `shape` in C and, where that gives up, by closures, compiled when needed."""
        module = readers()
        if module is None:
            return by_closures(shape)
        read_plain, unusual = self._node(module, shape).read_json, module.Unusual
        read_any: Read | None = None

        def read(body: bytes) -> Any:
            nonlocal read_any
            try:
                return read_plain(body)
            except unusual:
                if read_any is None:
                    read_any = by_closures(shape)
                return read_any(body)

        return read

    def _node(self, module: ModuleType, shape: Shape) -> Any:
        closure = None if self._special is None else self._special(shape)
        if closure is not None:
            return _node_of(module, closure)
        kind = shape.type_name
        if kind == "structure":
            return self._structure(module, shape)
        if kind == "list":
            return module.Node(module.LIST, item=self._node(module, shape.member))
        if kind == "map":
            plain_keys = shape.key.type_name in ("string", "character")
            return module.Node(module.MAP, item=self._node(module, shape.value)) if plain_keys else odd(module)
        return self._scalar(module, kind)

    def _structure(self, module: ModuleType, shape: Shape) -> Any:
        if shape.is_document_type:
            return module.Node(module.DOCUMENT)
        node = self._structures.get(shape.name)
        if node is None:
            node = self._structures[shape.name] = module.Node(
                module.UNION if shape.is_tagged_union else module.STRUCTURE,
                resolve=lambda: self._members(module, shape),
            )
        return node

    def _members(self, module: ModuleType, shape: Shape) -> list[Member]:
        members = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
        return [(tag.encode(), name, self._node(module, member)) for tag, (name, member) in members.items()]

    def _scalar(self, module: ModuleType, kind: str) -> Any:
        if kind == "timestamp":
            return module.Node(module.MOMENT, convert=timestamps.parse, quick=datetime.fromisoformat)
        if kind == "blob":
            return module.Node(module.CONVERTED, convert=a2b_base64)
        return module.Node(_COERCED(module).get(kind, module.AS_IS) if self._coerce else module.AS_IS)


def odd(module: ModuleType) -> Any:
    """Return the node of what C does not read."""
    return module.Node(module.ODD)


def _COERCED(module: ModuleType) -> dict[str, int]:
    return {
        "integer": module.INTEGER,
        "long": module.INTEGER,
        "float": module.REAL,
        "double": module.REAL,
        "boolean": module.TRUTH,
    }


def _node_of(module: ModuleType, closure: Any) -> Any:
    """Return the node for a closure from attribute values to Python's, if it is one of C's."""
    reader = getattr(closure, "__self__", None)
    if type(reader) is not module.AttributeReader:
        return odd(module)
    one = closure.__name__ == "read"
    return module.Node(module.ATTRIBUTE if one else module.ATTRIBUTES, convert=reader)
