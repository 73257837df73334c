"""A call's parameters, filled in from a resource: its identifiers, its data, and what the document says.

Targets are paths in reverse: `Filters[0].Values[]` says where in the parameters a value goes. `[]` appends, `[0]` is
that item, and `[*]` is the item of the resource's own number, in an action on a whole page of resources.
"""

from __future__ import annotations

from ..expressions import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .model import ResourceModel

    #: Takes a resource, its data (or None), the parameters so far and the resource's number on its page.
    Fill = Callable[[Any, Any, dict[str, Any], int | None], None]

_CONSTANTS = ("string", "integer", "boolean")


class Parameters:
    """The parameters of one action. `needs_data` says whether the resource must have been loaded."""

    __slots__ = ("_fills", "needs_data")

    def __init__(self, model: ResourceModel, definitions: list[dict[str, Any]]) -> None:
        """`model` is the model of the resource that the values come from."""
        items = [item for item in definitions if item["source"] != "input"]
        self.needs_data = any(item["source"] == "data" for item in items)
        self._fills = [(_value(model, item), _target(item["target"])) for item in items]

    def fill(self, resource: Any, data: Any, params: dict[str, Any], number: int | None = None) -> dict[str, Any]:
        """Add the resource's values to `params`, and return it."""
        for value, put in self._fills:
            put(params, value(resource, data), number)
        return params


def _value(model: ResourceModel, definition: dict[str, Any]) -> Callable[[Any, Any], Any]:
    source = definition["source"]
    if source == "identifier":
        name = model.snake(definition["name"])
        return lambda resource, data: getattr(resource, name)
    if source == "data":
        find = compiled(definition["path"]).search
        return lambda resource, data: find(data)
    if source in _CONSTANTS:
        constant = definition.get("value")
        return lambda resource, data: constant
    raise NotImplementedError(f"Unsupported source type: {source}")


def _target(target: str) -> Callable[[dict[str, Any], Any, int | None], None]:
    """Return the function that puts a value where `target` says."""
    if "." not in target and "[" not in target:

        def put_member(params: dict[str, Any], value: Any, number: int | None) -> None:
            params[target] = value

        return put_member
    parts = [_part(part) for part in target.split(".")]
    last = len(parts) - 1

    def put(params: dict[str, Any], value: Any, number: int | None) -> None:
        place: Any = params
        for at, (name, index) in enumerate(parts):
            key: Any = name
            if index is not None:
                place = _items(place, name)
                # An index in the path holds for the rest of it, as in boto3.
                number = index if isinstance(index, int) else number if index == "*" else None
                if number is None:
                    number = len(place)
                place += [{} for _ in range(number + 1 - len(place))]
                key = number
            elif name not in place:
                place[name] = {}
            if at == last:
                place[key] = value
            else:
                place = place[key]

    return put


def _part(part: str) -> tuple[str, int | str | None]:
    """Return a part of a target as its name and index: None for no list, "" to append, "*" for the own number."""
    name, bracket, rest = part.partition("[")
    if not bracket:
        return name, None
    index = rest.removesuffix("]")
    return name, int(index) if index.isdecimal() else index


def _items(place: dict[str, Any], name: str) -> list[Any]:
    items = place.get(name)
    if not isinstance(items, list):
        items = place[name] = []
    return items


def merge(into: dict[str, Any], values: dict[str, Any], *, append: bool = True) -> None:
    """Lay `values` over `into`: dicts that are in both are merged; with `append`, lists are appended to lists."""
    for key, value in values.items():
        current = into.get(key)
        if isinstance(value, dict) and isinstance(current, dict):
            merge(current, value, append=False)
        elif append and isinstance(value, list) and isinstance(current, list):
            current.extend(value)
        else:
            into[key] = value
