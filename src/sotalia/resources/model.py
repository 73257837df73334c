"""What a resource is made of, by the names that users see: boto3's `ResourceModel`, over the records of `model`.

Programs read it as `resource.meta.resource_model`. Names that collide are changed as boto3 changes them: `load`,
identifiers, actions, sub-resources and references, collections, waiters and attributes come in this order, and the
later one gets its category as a suffix (`tags` the collection, `tags_attribute`).
"""

from __future__ import annotations

from .._lazy_exports import lazy_exports
from ..model._lazy import lazy
from ..model.names import xform_name
from ..model.pack import PackedService
from ..model.resources import given_resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..model.resources import ResourceDefinitions
    from ..model.service import ServiceModel
    from ..model.shapes import Shape

WAITER_PREFIX = "WaitUntil"


class ResourceModel:
    """One resource of a service, or the service itself (then `name` is the service's)."""

    def __init__(self, name: str, definitions: ResourceDefinitions | dict[str, Any], service_model: Any = None) -> None:
        """Made by a service's context. Programs may make one of (name, definition, resources), as in boto3.

        `definition` and `resources` are dicts as a resources-1 document has them.
        """
        if isinstance(definitions, dict):
            definitions, service_model = given_resources(name, definitions, service_model or {}), None
        self.name = name
        self._definitions = definitions
        self._service_model: ServiceModel | None = service_model
        self._is_service = name not in definitions
        self._definition: dict[str, Any]
        self._snake: dict[str, str]
        if self._is_service:
            self._definition, self._members, self._snake = definitions.service, None, definitions.service_names
        else:
            self._definition, self._members, self._snake = definitions.record(name)
        #: The name of the shape that the resource's attributes are the members of, or None.
        self.shape: str | None = self._definition.get("shape")
        self._new_names = self._renames()

    # ------------------------------------------------------------ names

    def snake(self, name: str) -> str:
        """Return a name in snake_case."""
        return self._snake.get(name) or xform_name(name)

    def _renames(self) -> dict[tuple[str, str], str]:
        definition, snake = self._definition, self.snake
        names = {"meta"}
        new_names: dict[tuple[str, str], str] = {}

        def take(category: str, name: str) -> None:
            if name in names:
                new_name = new_names[category, name] = f"{name}_{category}"
                if new_name in names:
                    raise ValueError(f"Problem renaming {self.name} {category} to {new_name}!")
                name = new_name
            names.add(name)

        if definition.get("load"):
            names.add("load")
        for item in definition.get("identifiers", ()):
            take("identifier", snake(item["name"]))
        for name in definition.get("actions", ()):
            take("action", snake(name))
        for name, has in self._has.items():
            if needs_data(has["resource"]):
                take("reference", snake(name))
            else:
                take("subresource", name)
        for name in definition.get("hasMany", ()):
            take("collection", snake(name))
        for name in definition.get("waiters", ()):
            take("waiter", snake(WAITER_PREFIX + name))
        for name in self.members:
            take("attribute", snake(name))
        return new_names

    def load_rename_map(self, shape: Shape | None = None) -> None:
        """Find the names anew, where a program has made the model: its attributes are the members of `shape`."""
        if shape is not None:
            self.__dict__["members"] = tuple(shape.members)
        self._new_names = self._renames()

    def _name(self, category: str, name: str) -> str:
        return self._new_names.get((category, name), name)

    # ------------------------------------------------------------ as definitions, by the names that users see

    @property
    def _has(self) -> dict[str, Any]:
        return self._definitions.has if self._is_service else self._definition.get("has", {})

    @lazy
    def members(self) -> tuple[str, ...]:
        """The members of the resource's shape, in the model's order."""
        if not self.shape or self._service_model is None:
            return ()
        # The record has the members of the built-in model of the service; the user may have another one.
        if self._members is not None and isinstance(self._service_model.source, PackedService):
            return self._members
        return tuple(self._service_model.shape_for(self.shape).members)

    @lazy
    def identifier_names(self) -> tuple[str, ...]:
        """The identifiers, in the order of the positional arguments."""
        return tuple(self._name("identifier", self.snake(item["name"])) for item in self._identifiers)

    @property
    def _identifiers(self) -> list[dict[str, Any]]:
        identifiers: list[dict[str, Any]] = self._definition.get("identifiers", [])
        return identifiers

    @lazy
    def identifier_aliases(self) -> dict[str, str]:
        """Attributes that are identifiers by another name → the identifier."""
        return {
            self._name("attribute", self.snake(item["memberName"])): name
            for item, name in zip(self._identifiers, self.identifier_names, strict=True)
            if item.get("memberName")
        }

    @lazy
    def attributes(self) -> dict[str, str]:
        """Attribute → the member that it shows. Members that are identifiers already are left out."""
        identifiers = self.identifier_names
        attributes = {}
        for member in self.members:
            name = self.snake(member)
            if name not in identifiers:
                attributes[self._name("attribute", name)] = member
        return attributes

    @property
    def load_definition(self) -> dict[str, Any] | None:
        """How the resource's data is fetched, or None."""
        return self._definition.get("load")

    @property
    def action_definitions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The actions."""
        for name, definition in self._definition.get("actions", {}).items():
            yield self._name("action", self.snake(name)), definition

    @property
    def batch_action_definitions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What can be done to a whole collection of these resources."""
        for name, definition in self._definition.get("batchActions", {}).items():
            yield self.snake(name), definition

    @property
    def subresource_definitions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Resources that can be made from this one without knowing its data."""
        for name, definition in self._has.items():
            if not needs_data(definition["resource"]):
                yield self._name("subresource", name), definition["resource"]

    @property
    def reference_definitions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Resources that this one's data names."""
        for name, definition in self._has.items():
            if needs_data(definition["resource"]):
                yield self._name("reference", self.snake(name)), definition["resource"]

    @property
    def collection_definitions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The collections."""
        for name, definition in self._definition.get("hasMany", {}).items():
            yield self._name("collection", self.snake(name)), definition

    @property
    def waiter_definitions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The waiters."""
        for name, definition in self._definition.get("waiters", {}).items():
            yield self._name("waiter", self.snake(WAITER_PREFIX + name)), definition

    # ------------------------------------------------------------ as boto3's objects

    def _actions(self, definitions: Any) -> list[Any]:
        from .definitions import Action

        return [Action(name, definition, self._model_of) for name, definition in definitions]

    def _model_of(self, name: str) -> ResourceModel:
        return ResourceModel(name, self._definitions, self._service_model)

    @property
    def identifiers(self) -> list[Any]:
        """The identifiers, each with `name` and `member_name` (the attribute that it is too, or None)."""
        from .definitions import Identifier

        aliases = {name: alias for alias, name in self.identifier_aliases.items()}
        return [Identifier(name, aliases.get(name)) for name in self.identifier_names]

    @property
    def load(self) -> Any:
        """The action behind `load()`, or None."""
        definition = self.load_definition
        return None if definition is None else self._actions([("load", definition)])[0]

    @property
    def actions(self) -> list[Any]:
        """The actions, each with `name`, `request`, `resource` and `path`."""
        return self._actions(self.action_definitions)

    @property
    def batch_actions(self) -> list[Any]:
        """What collections of this resource can do."""
        return self._actions(self.batch_action_definitions)

    @property
    def subresources(self) -> list[Any]:
        """Resources to be made from this one."""
        return self._actions((name, {"resource": resource}) for name, resource in self.subresource_definitions)

    @property
    def references(self) -> list[Any]:
        """Resources that this one's data names."""
        return self._actions((name, {"resource": resource}) for name, resource in self.reference_definitions)

    @property
    def collections(self) -> list[Any]:
        """The collections; as actions, with `batch_actions` beside."""
        from .definitions import Collection

        return [Collection(name, definition, self._model_of) for name, definition in self.collection_definitions]

    @property
    def waiters(self) -> list[Any]:
        """The waiters, each with `name`, `waiter_name` and `params`."""
        from .definitions import Waiter

        return [Waiter(name, definition) for name, definition in self.waiter_definitions]

    def get_attributes(self, shape: Shape) -> dict[str, tuple[str, Any]]:
        """Return attribute → (member, its shape). `shape` is the resource's, from the service's model."""
        return {name: (member, shape.members[member]) for name, member in self.attributes.items()}


def needs_data(resource: dict[str, Any]) -> bool:
    """Return whether making the resource takes the data of the one that it is made from."""
    return any(item["source"] == "data" for item in resource.get("identifiers", ()))


def makes_many(resource: dict[str, Any]) -> bool:
    """Return whether a list of resources is made, and not one."""
    return any("[]" in item.get("path", "") for item in resource.get("identifiers", ()))


#: The classes of a model's parts: boto3 has them here.
_DEFINITIONS = (
    "Action", "Collection", "DefinitionWithParams", "Identifier", "Parameter", "Request", "ResponseResource", "Waiter",
)  # fmt: skip
__getattr__, __dir__ = lazy_exports(globals(), dict.fromkeys(_DEFINITIONS, "definitions"))
