"""What becomes of a reply: a part of it, a resource, or a list of resources.

A page of a thousand items becomes a thousand objects, so the usual case has a quick way: the data of each is an item of
a list in the reply, its identifiers are members of that item, or the same for all. Items that lack an identifier are
left out; in boto3 they shift the data of all that follow them.
"""

from __future__ import annotations

from ..expressions import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .base import ResourceBase
    from .context import ServiceContext
    from .model import ResourceModel

    #: Takes the parent, the call's parameters, the reply and the parent's data; returns what the caller gets.
    Result = Callable[[Any, dict[str, Any], Any, Any], Any]


def raw_result(path: str | None) -> Result:
    """Return the handler that gives the reply, or the part of it at `path`."""
    if not path or path in ("@", "$"):
        return lambda parent, params, response, data: response
    find = compiled(path).search
    return lambda parent, params, response, data: find(response)


class ResourceResult:
    """The handler that makes resources of a reply, or, for references, of the parent's data."""

    __slots__ = ("_context", "_each", "_empty", "_find", "_type", "_values", "needs_data")

    def __init__(
        self, context: ServiceContext, model: ResourceModel, definition: dict[str, Any], operation: str | None
    ) -> None:
        """`model` is the parent's, `definition` says what to make; `operation` is what was called, if anything was."""
        self._context = context
        self._type: str = definition["type"]
        path = definition.get("path")
        self._find = compiled(path).search if path else None
        identifiers = [item for item in definition.get("identifiers", ()) if item["source"] != "input"]
        self.needs_data = any(item["source"] == "data" for item in identifiers)
        #: Identifier → how to find it in an item; the others are found once for all items.
        self._each: dict[str, Callable[[Any], Any]] = {}
        self._values: list[tuple[str, Callable[[Any, Any, Any, Any], Any]]] = []
        for item in identifiers:
            name, where = model.snake(item["target"]), item.get("path")
            if path and path.endswith("[]") and item["source"] in ("response", "data") and _is_below(where, path):
                self._each[name] = _member(where[len(path) + 1 :])
            else:
                self._values.append((name, _value(model, item)))
        self._empty = (context, path, operation)

    def __call__(self, parent: ResourceBase, params: dict[str, Any], response: Any, data: Any) -> Any:
        """Return a resource, a list of them, or an empty value: None, `[]` or `{}`, by the operation's model."""
        client = parent._client
        content = self._find(response) if self._find is not None else None
        values = {name: value(parent, params, response, data) for name, value in self._values}
        cls = self._context.resource_class(self._type, client)
        if self._each:
            if isinstance(content, list):
                return self._from_items(cls, client, content, values)
            return self._nothing()
        lists = [value for value in values.values() if isinstance(value, list)]
        if lists:
            return _from_lists(cls, client, content, values, min(map(len, lists)))
        if None in values.values():
            return self._nothing()
        return cls._from_reply(client, values, content)

    def _from_items(
        self, cls: type[ResourceBase], client: Any, items: list[Any], values: dict[str, Any]
    ) -> list[ResourceBase]:
        each = [(f"_{name}", find) for name, find in self._each.items()]
        if not cls._is_plain({*values, *self._each}):
            identifiers = [{**values, **{name: find(item) for name, find in self._each.items()}} for item in items]
            pairs = zip(identifiers, items, strict=True)
            return [cls._from_reply(client, names, item) for names, item in pairs if None not in names.values()]
        constants = [(f"_{name}", value) for name, value in values.items()]
        if items and None in values.values():
            missing = next(name for name, value in values.items() if value is None)
            raise ValueError(f"Required parameter {missing} not set")
        new, resources = cls.__new__, []
        for item in items:
            resource = new(cls)
            resource._client = client
            resource._data = item
            for name, value in constants:
                setattr(resource, name, value)
            for name, find in each:
                value = find(item)
                if value is None:
                    break
                setattr(resource, name, value)
            else:
                resources.append(resource)
        return resources

    def _nothing(self) -> Any:
        context, path, operation = self._empty
        return None if operation is None else empty_response(context.service_model, path, operation)


def _is_below(path: str | None, items: str) -> bool:
    """Return whether `path` is a member of each of the `items`."""
    return path is not None and path.startswith(f"{items}.") and "[" not in path[len(items) :]


def _member(path: str) -> Callable[[Any], Any]:
    """Return how to find an item's identifier, which is nearly always a member of it."""
    if not path.isidentifier():
        return compiled(path).search  # type: ignore[no-any-return]
    return lambda item: item.get(path) if isinstance(item, dict) else None


def _value(model: ResourceModel, definition: dict[str, Any]) -> Callable[[Any, Any, Any, Any], Any]:
    source = definition["source"]
    if source == "identifier":
        name = model.snake(definition["name"])
        return lambda parent, params, response, data: getattr(parent, name)
    if source not in ("response", "requestParameter", "data"):
        raise NotImplementedError(f"Unsupported source type: {source}")
    find = compiled(definition["path"]).search
    if source == "response":
        return lambda parent, params, response, data: find(response)
    if source == "requestParameter":
        return lambda parent, params, response, data: find(params)
    return lambda parent, params, response, data: find(data)


def _from_lists(
    cls: type[ResourceBase], client: Any, content: Any, values: dict[str, Any], count: int
) -> list[ResourceBase]:
    """Make `count` resources; of identifiers that are lists, and of the data, each gets its own item."""
    return [
        cls._from_reply(
            client,
            {name: value[at] if isinstance(value, list) else value for name, value in values.items()},
            content[at] if content else None,
        )
        for at in range(count)
    ]


def empty_response(service_model: Any, path: str | None, operation: str) -> Any:
    """Return the empty value for a place in an operation's reply: `[]` for a list, `{}` for a dict, else None."""
    shape = service_model.operation_model(operation).output_shape
    for step in path.split(".") if path else ():
        name = step.strip("[0123456789]$")
        if shape.type_name == "structure":
            shape = shape.members[name]
        elif shape.type_name == "list":
            shape = shape.member
        else:
            raise NotImplementedError(f"Search path hits shape type {shape.type_name} from {name}")
    return {"structure": {}, "list": [], "map": {}}.get(shape.type_name) if shape is not None else None
