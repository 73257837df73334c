"""The attributes of resources that are no methods: identifiers, data, references, collections, sub-resources.

All of them are read-only. Docstrings are written when somebody looks.
"""

from __future__ import annotations

import types

from ..errors import ResourceLoadException

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .context import ServiceContext


class Written:
    """The docstring of objects, written by their `_describe` when somebody looks. Each of their classes needs it."""

    def __get__(self, instance: Any, owner: Any = None) -> str | None:
        return None if instance is None else instance._describe()

    def __set__(self, instance: Any, text: Any) -> None:
        """`property` tries to pass on its getter's docstring."""


class DocumentedProperty(property):
    """A property whose docstring is written when somebody looks."""

    __doc__ = Written()

    def __init__(self, get: Callable[[Any], Any], describe: Callable[[], str]) -> None:
        super().__init__(get)
        self._describe = describe


def documented(function: str, *arguments: Any) -> Callable[[], str]:
    """Return a function that writes a docstring: `docs.FUNCTION(*arguments)`."""

    def describe() -> str:
        from . import docs

        text: str = getattr(docs, function)(*arguments)
        return text

    return describe


def identifier(context: ServiceContext, resource_name: str, name: str) -> property:
    """Return the property that shows an identifier."""
    return DocumentedProperty(_state_of(name), documented("identifier", context, resource_name, name))


def alias(context: ServiceContext, resource_name: str, name: str, member: str, identifier_name: str) -> property:
    """Return the property that shows an identifier by another name."""
    return DocumentedProperty(_state_of(identifier_name), documented("attribute", context, resource_name, name, member))


def _state_of(identifier_name: str) -> Callable[[Any], Any]:
    attribute = f"_{identifier_name}"
    return lambda resource: getattr(resource, attribute, None)


class Attribute(DocumentedProperty):
    """A member of the resource's data, which is loaded when it is not there (in awaited resources: refused)."""

    __doc__ = Written()

    def __init__(self, context: ServiceContext, resource_name: str, name: str, member: str) -> None:
        def get(resource: Any) -> Any:
            data = resource._data
            if data is None:
                data = resource._loaded(name)
            return data.get(member)

        super().__init__(get, documented("attribute", context, resource_name, name, member))


class Reference(DocumentedProperty):
    """Another resource, or a list of them, that the resource's data names; None when it names none."""

    __doc__ = Written()

    def __init__(self, context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> None:
        made: list[Any] = []

        def get(resource: Any) -> Any:
            if not made:
                from .response import ResourceResult

                made.append(ResourceResult(context, context.model(resource_name), definition, None))
            data = resource._data
            if data is None:
                data = resource._loaded_or_none(name)
            return made[0](resource, {}, data, data)

        super().__init__(get, documented("reference", context, resource_name, name, definition))


class CollectionAttribute(DocumentedProperty):
    """A collection: each access gives a new manager of it."""

    __doc__ = Written()

    def __init__(self, context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> None:
        made: list[Any] = []

        def get(resource: Any) -> Any:
            if not made:
                from .collections import make_classes

                made.append(make_classes(context, resource_name, name, definition))
            return made[0](resource)

        super().__init__(get, documented("collection", context, resource_name, name, definition))


class Subresource:
    """A method that makes another resource, which shares identifiers and client with this one."""

    __doc__ = Written()
    __slots__ = ("__name__", "__qualname__", "_context", "_describe", "_given", "_type")

    def __init__(self, context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> None:
        self._context = context
        self._type: str = definition["type"]
        model = context.model(resource_name)
        self._given = [
            model.snake(item["name"]) for item in definition.get("identifiers", ()) if item["source"] == "identifier"
        ]
        self.__name__ = name
        self.__qualname__ = f"{context.class_name(resource_name)}.{name}"
        self._describe = documented("subresource", context, resource_name, name, definition)

    def __get__(self, resource: Any, owner: Any = None) -> Any:
        return self if resource is None else types.MethodType(self, resource)

    def __call__(self, resource: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Make the resource from the identifiers that `resource` does not have."""
        client = resource._client
        given = [getattr(resource, name) for name in self._given]
        return self._context.resource_class(self._type, client)(*given, *args, **{"client": client, **kwargs})

    @property
    def __module__(self) -> str:  # type: ignore[override]
        return "sotalia.resources"

    def __repr__(self) -> str:
        return f"<method {self.__qualname__}>"


class ClassDoc:
    """The docstring of a class of resources."""

    __slots__ = ("_describe",)

    def __init__(self, context: ServiceContext, resource_name: str) -> None:
        self._describe = documented("resource", context, resource_name)

    def __get__(self, resource: Any, owner: Any = None) -> str:
        return self._describe()


def no_load(resource: Any, mark: str = "") -> ResourceLoadException:
    """Return the error for data that is wanted of a resource that cannot be loaded."""
    return ResourceLoadException(f"{type(resource).__name__} has no load method{mark}")
