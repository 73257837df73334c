"""The attributes of resources that are no methods: identifiers, data, references, collections, sub-resources.

All of them are read-only. Docstrings are worked out when they are read.
"""

from __future__ import annotations

from ..errors import ResourceLoadException
from ..model.described import Described, DescribedMethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .context import ServiceContext


class DocumentedProperty(Described, property):
    """A property whose docstring is worked out when it is read."""

    def __init__(self, get: Callable[[Any], Any], describe: Callable[[], str]) -> None:
        super().__init__(get)
        self._describe = describe  # type: ignore[method-assign]


class Documentation:
    """The description of an attribute: calling it returns the docstring, `signature()` a method's signature."""

    __slots__ = ("_arguments", "_function")

    def __init__(self, function: str, *arguments: Any) -> None:
        """`function` is the name of the functions in `docs` and in `signatures` that work them out."""
        self._function = function
        self._arguments = arguments

    def __call__(self) -> str:
        """Return the docstring."""
        from . import docs

        text: str = getattr(docs, self._function)(*self._arguments)
        return text

    def signature(self) -> Any:
        """Return the signature."""
        from . import signatures

        return getattr(signatures, self._function)(*self._arguments)


class FunctionDocumentation(Documentation):
    """The description of a method that a function implements: the function's own."""

    __slots__ = ()

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__("", function)

    def __call__(self) -> str:
        """Return the docstring."""
        text: str = self._arguments[0].__doc__
        return text

    def signature(self) -> Any:
        """Return the signature."""
        import inspect

        return inspect.signature(self._arguments[0]).replace(return_annotation=inspect.Signature.empty)


class Method(DescribedMethod):
    """What the methods of resources and collections have in common."""

    __slots__ = ("_documentation",)

    def __init__(self, class_name: str, name: str, documentation: Documentation) -> None:
        super().__init__(class_name, name)
        self._documentation = documentation

    def _describe(self) -> str:
        return self._documentation()

    def _signature(self) -> Any:
        return self._documentation.signature()


def identifier(context: ServiceContext, resource_name: str, name: str) -> property:
    """Return the property that shows an identifier."""
    return DocumentedProperty(_state_of(name), Documentation("identifier", context, resource_name, name))


def alias(context: ServiceContext, resource_name: str, name: str, member: str, identifier_name: str) -> property:
    """Return the property that shows an identifier by another name."""
    return DocumentedProperty(
        _state_of(identifier_name), Documentation("attribute", context, resource_name, name, member)
    )


def _state_of(identifier_name: str) -> Callable[[Any], Any]:
    attribute = f"_{identifier_name}"
    return lambda resource: getattr(resource, attribute, None)


class Attribute(DocumentedProperty):
    """A member of the resource's data, which is loaded when it is not there (in awaited resources: refused)."""

    def __init__(self, context: ServiceContext, resource_name: str, name: str, member: str) -> None:
        def get(resource: Any) -> Any:
            data = resource._data
            if data is None:
                data = resource._load_for(name, resource._loaded)
            return data.get(member)

        super().__init__(get, Documentation("attribute", context, resource_name, name, member))


class Reference(DocumentedProperty):
    """Another resource, or a list of them, that the resource's data names; None when it names none."""

    def __init__(self, context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> None:
        cache: list[Any] = []

        def get(resource: Any) -> Any:
            if not cache:
                from .response import ResourceResult

                cache.append(ResourceResult(context, context.model(resource_name), definition, None))
            data = resource._data
            if data is None:
                data = resource._load_for(name, resource._loaded_or_none)
            return cache[0](resource, {}, data, data)

        super().__init__(get, Documentation("reference", context, resource_name, name, definition))


class CollectionAttribute(DocumentedProperty):
    """A collection: each access gives a new manager of it."""

    def __init__(self, context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> None:
        cache: list[Any] = []

        def manager_class() -> Any:
            if not cache:
                from .listings import make_classes

                cache.append(make_classes(context, resource_name, name, definition))
            return cache[0]

        #: Returns the class of the managers; that of the collections is an attribute of it.
        self.manager_class = manager_class

        def get(resource: Any) -> Any:
            return (cache or [manager_class()])[0](resource)

        super().__init__(get, Documentation("collection", context, resource_name, name, definition))


class Subresource(Method):
    """A method that makes another resource, which shares identifiers and client with this one."""

    __slots__ = ("_context", "_names", "_type")

    def __init__(self, context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> None:
        describe = Documentation("subresource", context, resource_name, name, definition)
        super().__init__(context.class_name(resource_name), name, describe)
        self._context = context
        self._type: str = definition["type"]
        model = context.model(resource_name)
        self._names = [
            model.snake(item["name"]) for item in definition.get("identifiers", ()) if item["source"] == "identifier"
        ]

    def __call__(self, resource: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Make the resource from the identifiers that `resource` does not have."""
        client = resource._client
        identifiers = [getattr(resource, name) for name in self._names]
        return self._context.resource_class(self._type, client)(*identifiers, *args, **{"client": client, **kwargs})


def no_load(resource: Any, mark: str = "") -> ResourceLoadException:
    """Return the error for reading the data of a resource that cannot be loaded."""
    return ResourceLoadException(f"{type(resource).__name__} has no load method{mark}")
