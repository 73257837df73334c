"""What the names of a service's types are when a program runs: real classes, dicts with the right keys, literals.

The names are those that the stubs have, by the same code; each object is made when it is asked for.
"""

from __future__ import annotations

from functools import partial

from .clients import native_client
from .names import type_name
from .repeated import literal_values
from .resources import define_parameters, resource_class_names
from .shapes import SHARED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .service import ServiceTypes

    #: A name -> what makes the object.
    Names = dict[str, Callable[[], Any]]

_SIDES = (("", False), ("Async", True))


def module_objects(service: ServiceTypes) -> dict[str, Names]:
    """Return the modules of a service's types, each with its public names; "" is the package itself."""
    classes = Classes(service)
    modules: dict[str, Names] = {
        "client": {
            f"{service.title}Client": lambda: classes.client(False),
            "Exceptions": classes.exceptions,
        },
        "aio": {f"Async{service.title}Client": lambda: classes.client(True)},
        "literals": {name: partial(_literal, values) for name, values in literal_values(service).items()},
    }
    if native_client(service, awaited=False):
        modules["client"]["NativeClient"] = modules["client"][f"{service.title}Client"]
        modules["aio"]["AsyncNativeClient"] = modules["aio"][f"Async{service.title}Client"]
    if service.pages:
        modules["paginator"] = classes.paginators()
    if service.waiters:
        modules["waiter"] = classes.waiters()
    if service.definitions is not None:
        modules["service_resource"] = classes.resources(False)
        modules["aio_resource"] = classes.resources(True)
    modules["type_defs"] = _type_defs(service)
    package: Names = {}
    for module in ("literals", "paginator", "waiter", "type_defs"):
        package |= modules.get(module, {})
    client = f"{service.title}Client"
    package |= dict.fromkeys((client, "Client"), modules["client"][client])
    package |= {name: make for name, make in modules["client"].items() if name == "NativeClient"}
    if service.definitions is not None:
        resource = f"{service.title}ServiceResource"
        package |= dict.fromkeys((resource, "ServiceResource"), modules["service_resource"][resource])
    return {**modules, "": package}


def _type_defs(service: ServiceTypes) -> Names:
    if service.definitions is not None:
        define_parameters(service)
    names: Names = {name: partial(_shared, name) for name in SHARED}
    for name, place in service.customization.type_places.items():
        names[name] = partial(_import, place, name)
    for name, make in service.shapes.dicts.items():
        names[name] = partial(_dict, name, make)
    return names


def _dict(name: str, make: Callable[[], Any]) -> Any:
    """Return a TypedDict with these keys, of any values; what stands for several types is any value."""
    import typing

    meaning = make()
    anything: Any = typing.Any
    if isinstance(meaning, str):
        return anything
    typed_dict: Any = typing.TypedDict
    return typed_dict(name, {key.name: anything if key.certain else typing.NotRequired[anything] for key in meaning})


def _literal(values: list[str]) -> Any:
    from typing import Literal

    return Literal[tuple(values)]


def _shared(name: str) -> Any:
    return _import("sotalia.types", name)


def _import(module: str, name: str) -> Any:
    from importlib import import_module

    return getattr(import_module(module), name)


class Classes:
    """The classes of a service's objects, as sessions make them."""

    def __init__(self, service: ServiceTypes) -> None:
        self._service = service

    def client(self, awaited: bool) -> Any:
        """Return the class of clients."""
        from ..clients.classes import client_class

        return client_class(_Maker(awaited), self._service.model)  # type: ignore[arg-type]

    def exceptions(self) -> Any:
        """Return the class of `client.exceptions`."""
        from ..core.service_exceptions import ServiceExceptions

        return ServiceExceptions

    def paginators(self) -> Names:
        """Return the classes of paginators by their names."""
        from ..paginate.classes import paginator_class

        service = self._service

        def make(operation: str, awaited: bool) -> Any:
            base = _base("paginate", "Paginator", awaited)
            return paginator_class(base, service.model, service.published, service.method_of[operation], operation)

        return {
            f"{prefix}{type_name(operation, 'Paginator')}": partial(make, operation, awaited)
            for operation in service.pages
            for prefix, awaited in _SIDES
        }

    def waiters(self) -> Names:
        """Return the classes of waiters by their names."""
        from ..waiters.classes import service_waiters, waiter_class

        service = self._service

        def make(waiter: str, awaited: bool) -> Any:
            document = service.loader.waiter_document(service.name, service.model.api_version)
            model = service_waiters(service.model, document)
            assert model is not None
            return waiter_class(_base("waiters", "Waiter", awaited), service.model, waiter, model)

        return {
            f"{prefix}{type_name(waiter, 'Waiter')}": partial(make, waiter, awaited)
            for waiter in service.waiters
            for prefix, awaited in _SIDES
        }

    def resources(self, awaited: bool) -> Names:
        """Return the classes of resources and collections by their names."""
        return {
            name: partial(self._resource, place, awaited)
            for name, place in resource_class_names(self._service, awaited).items()
        }

    def _resource(self, place: tuple[str, str, str], awaited: bool) -> Any:
        from ..resources.context import shared_context
        from ..resources.meta import ResourceMeta

        resource, collection, kind = place
        if not resource:
            return ResourceMeta
        service = self._service
        assert service.definitions is not None
        context = shared_context(
            service.model, service.definitions, self.client(awaited), _default_client(awaited), service.loader
        )
        cls = context.resource_class(resource, None)
        if not collection:
            return cls
        manager = vars(cls)[collection].manager_class()
        return manager if kind == "CollectionManager" else manager._collection_class


class _NoEvents:
    has_handlers = False


class _Maker:
    """Stands for a session without handlers, whose clients have the usual classes."""

    events = _NoEvents()

    def __init__(self, awaited: bool) -> None:
        self.client_base = _base("clients", "BaseClient", awaited)


def _base(package: str, name: str, awaited: bool) -> Any:
    return _import(f"sotalia.{package}", f"{'Async' if awaited else ''}{name}")


def _default_client(awaited: bool) -> Any:
    from ..sessions._async.session import AsyncBaseSession
    from ..sessions._sync.session import BaseSession

    return AsyncBaseSession.default_client if awaited else BaseSession.default_client
