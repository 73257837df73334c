"""XML by the readers in C: nodes compiled from shapes, which say the same as the closures of `xmlread`.

A reader in C takes plain documents and raises Unusual for all others, which the closures then read: they decide what is
right, here is only said where a value goes. What C has no node for, it meets as `ODD`, and gives up.
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

    from . import Shape

    Member = tuple[bytes, str, Any]
    Read = Callable[[bytes], Any]


def with_nodes(node: Any, by_closures: Read) -> Read:
    """Return what reads a document by `node`, in C; where that gives up, or there is none (None), by the closures."""
    module = readers()
    if node is None or module is None:
        return by_closures
    read_plain, unusual = node.read_xml, module.Unusual

    def read(body: bytes) -> Any:
        try:
            return read_plain(body)
        except unusual:
            return by_closures(body)

    return read


class XmlNodes:
    """Makes the nodes of one service; those of structures are shared among its operations.

    `outside` are the locations of members that are not in the body, `element_name(shape, name)` is what a member's
    element is called: `xmlread` knows both.
    """

    def __init__(self, outside: set[str], element_name: Callable[[Shape, str], str]) -> None:
        self._outside = outside
        self._element_name = element_name
        self._structures: dict[str, Any] = {}

    def document(self, shape: Shape) -> Any:
        """Return the node for a document whose root is the shape; None where only closures can read it."""
        module = readers()
        if module is None or shape.type_name != "structure" or shape.metadata.get("exception"):
            return None
        return self.structure(module, shape)

    def result(
        self, shape: Shape | None, wrapper: str | None, name: str, metadata: Callable[[ModuleType], Member]
    ) -> Any:
        """Return the node for the root of a reply in `query` or `ec2`; None where there are no readers in C.

        The result's members are the root's own or, with a `wrapper`, in an element of that name, which is read as the
        member `name`. `metadata` makes the root's member that tells of the reply itself.
        """
        module = readers()
        if module is None:
            return None

        def resolve() -> list[Member]:
            about = metadata(module)
            if shape is None:
                return [about]
            if wrapper is not None:
                return [about, (wrapper.encode(), name, self.structure(module, shape))]
            return _of_one_name(module, [about, *self._members(module, shape)])

        return module.Node(module.STRUCTURE, resolve=resolve)

    def structure(self, module: ModuleType, shape: Shape) -> Any:
        """Return the node for a structure."""
        node = self._structures.get(shape.name)
        if node is None:
            node = self._structures[shape.name] = module.Node(
                module.UNION if shape.is_tagged_union else module.STRUCTURE,
                resolve=lambda: _of_one_name(module, self._members(module, shape)),
            )
        return node

    def _members(self, module: ModuleType, shape: Shape) -> list[Member]:
        members = []
        union = shape.is_tagged_union
        for name, member in shape.members.items():
            traits = member.serialization
            if traits.get("location") in self._outside or traits.get("eventheader"):
                continue
            tag = self._element_name(member, name)
            # Of a union whose element is unknown the closures tell the name.
            known = not union or tag == traits.get("name", name)
            node = self._node(module, member) if known else module.Node(module.ODD)
            members.append((tag.encode(), name, node))
        return members

    def _node(self, module: ModuleType, shape: Shape) -> Any:
        kind = shape.type_name
        if kind == "structure":
            return self.structure(module, shape)
        flat = shape.serialization.get("flattened")
        if kind == "list":
            return module.Node(module.FLAT_LIST if flat else module.LIST, item=self._item(module, shape.member))
        if kind == "map":
            return module.Node(module.FLAT_MAP if flat else module.MAP, resolve=lambda: self._pair(module, shape))
        return scalar(module, kind)

    def _item(self, module: ModuleType, shape: Shape) -> Any:
        flat = shape.type_name in ("list", "map") and shape.serialization.get("flattened")
        return module.Node(module.ODD) if flat else self._node(module, shape)

    def _pair(self, module: ModuleType, shape: Shape) -> list[Member]:
        pair = (("key", shape.key), ("value", shape.value))
        return [
            ((member.serialization.get("name") or name).encode(), name, self._item(module, member))
            for name, member in pair
        ]


def scalar(module: ModuleType, kind: str) -> Any:
    """Return the node for a scalar of a kind that models know."""
    if kind == "timestamp":
        return module.Node(module.MOMENT, convert=timestamps.parse, quick=datetime.fromisoformat)
    if kind == "blob":
        return module.Node(module.CONVERTED, convert=a2b_base64)
    kinds = {
        "string": module.AS_IS,
        "character": module.AS_IS,
        "boolean": module.TRUTH,
        "integer": module.INTEGER,
        "long": module.INTEGER,
        "float": module.REAL,
        "double": module.REAL,
    }
    return module.Node(kinds[kind])


def _of_one_name(module: ModuleType, members: list[Member]) -> list[Member]:
    """Return the members with one for each tag: an element that is several of them at once is odd."""
    found: dict[bytes, Member] = {}
    for tag, name, node in members:
        found[tag] = (tag, name, module.Node(module.ODD) if tag in found else node)
    return [*found.values()]
