"""What `botocore.model` has beside the models themselves: shapes from nested dicts."""

from __future__ import annotations

from itertools import count

from ...model.compile import TYPES
from ...model.errors import InvalidShapeError
from ...model.given import ShapeResolver
from ...model.service import Shape, StructureShape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

_PARTS = ("member", "key", "value")
_KEPT = (*Shape.METADATA_ATTRS, "documentation")


class DenormalizedStructureBuilder:
    """Makes the shape of a structure of members that say themselves what they are.

    shape = DenormalizedStructureBuilder().with_members({"Names": {"type": "list", "member": {"type": "string"}}})
    """

    def __init__(self, name: str | None = None) -> None:
        self._numbers = count(1)
        self.name = name or self._new_name("structure")
        self._members: dict[str, Any] = {}

    def with_members(self, members: dict[str, Any]) -> Self:
        """Take the members: name → `{"type": …}`, with its own `members`, `member`, or `key` and `value`."""
        self._members = members
        return self

    def build_model(self) -> StructureShape:
        """Return the shape. Raises InvalidShapeError for an unknown type."""
        shapes: dict[str, Any] = {}
        self._add({"type": "structure", "members": self._members}, self.name, shapes)
        return StructureShape(self.name, shapes[self.name], ShapeResolver(shapes))  # type: ignore[arg-type]

    def _add(self, model: dict[str, Any], name: str, shapes: dict[str, Any]) -> None:
        """Put a shape and all that it has into the dict of shapes by name."""
        if model["type"] not in TYPES:
            raise InvalidShapeError(f"Unknown shape type: {model['type']}")
        shapes[name] = shape = {"type": model["type"], **{key: model[key] for key in _KEPT if key in model}}
        if model["type"] == "structure":
            members = model.get("members", {})
            shape["members"] = {each: self._reference(member, shapes) for each, member in members.items()}
        else:
            shape.update((part, self._reference(model[part], shapes)) for part in _PARTS if part in model)

    def _reference(self, model: dict[str, Any], shapes: dict[str, Any]) -> dict[str, str]:
        name = model.get("shape_name") or self._new_name(model["type"])
        self._add(model, name, shapes)
        return {"shape": name}

    def _new_name(self, kind: str) -> str:
        return f"{kind.capitalize()}Type{next(self._numbers)}"
