"""The classes of one service's resources, blocking or awaited: made when they are first needed, once per process.

Where a session has handlers for `creating-resource-class.…`, its classes are made for it alone.
"""

from __future__ import annotations

from ..io.late import added_method
from ..model._lazy import lazy
from ..model.described import ClassDoc, imported
from ..services import Calls, customization_for
from .attributes import Attribute, CollectionAttribute, Documentation, Reference, Subresource, alias, identifier
from .meta import MetaAttribute
from .model import ResourceModel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from ..model.loader import Loader
    from ..model.resources import ResourceDefinitions
    from ..model.service import ServiceModel


class ServiceContext:
    """One service in one version, and the classes of its resources."""

    def __init__(
        self,
        service_name: str,
        service_model: ServiceModel,
        definitions: ResourceDefinitions,
        client_class: type[Any],
        default_client: Callable[[str], Any],
        loader: Loader,
    ) -> None:
        self.service_name = service_name
        self.service_model = service_model
        #: The definitions of all resources, by name.
        self.resource_json_definitions = definitions
        #: What the service adds to its classes.
        self.customization = customization_for(service_model.service_id.hyphenize())
        self._default_client = default_client
        self._loader = loader
        #: `_async.resource` or its twin.
        self.shell: ModuleType = client_class._resource_shell()
        #: The classes that those of this service are made of; `adapt(class name, attributes)` may change their
        #: attributes.
        self.parts: dict[str, Any] = self.shell.PARTS
        self.awaited: bool = client_class.awaited
        self._classes: dict[str, type[Any]] = {}
        self._models: dict[str, ResourceModel] = {}

    @lazy
    def service_waiter_model(self) -> Any:
        """The model of the service's waiters."""
        from ..waiters.classes import service_waiters

        model = self.service_model
        return service_waiters(model, self._loader.waiter_document(model.service_name, model.api_version))

    def default_client(self) -> Any:
        """Make a client with the default session, for an object that is made without one."""
        return self._default_client(self.service_name)

    def model(self, name: str) -> ResourceModel:
        """Return the model of a resource, or of the service by its own name."""
        model = self._models.get(name)
        if model is None:
            fresh = ResourceModel(name, self.resource_json_definitions, self.service_model)
            model = self._models.setdefault(name, fresh)
        return model

    def class_name(self, name: str) -> str:
        """Return what a resource's class is called: `s3.Bucket`, `s3.ServiceResource`."""
        return f"{self.service_name}.{'ServiceResource' if name == self.service_name else name}"

    def resource_class(self, name: str, client: Any) -> type[Any]:
        """Return the class of a resource, for objects that share `client`."""
        session = getattr(client, "_session", None)
        events: Any = getattr(session, "events", None)
        if getattr(events, "has_handlers", None) is True:
            handlers = events.handlers(f"creating-resource-class.{self.class_name(name)}")
            if handlers:
                return self._session_class(name, session, handlers)
        cls = self._classes.get(name)
        if cls is None:
            cls = self._classes.setdefault(name, self._make_class(name, None))
        return cls

    def _session_class(self, name: str, session: Any, handlers: list[Any]) -> type[Any]:
        """Return the class that a session's handlers make of a resource; made anew when they have changed."""
        classes: dict[Any, tuple[list[Any], type[Any]]] = session.__dict__.setdefault("_resource_classes", {})
        former_handlers, cls = classes.get((self, name), (None, None))
        if cls is None or former_handlers != handlers:
            cls = self._make_class(name, session.events)
            classes[self, name] = handlers, cls
        return cls

    def _make_class(self, name: str, events: Any) -> type[Any]:
        class_name = self.class_name(name)
        attributes = class_attributes(self, name)
        adapt = self.parts.get("adapt")
        if adapt is not None:
            adapt(class_name, attributes)
        bases: list[type[Any]] = [self.parts["RootResource" if name == self.service_name else "Resource"]]
        if events is not None:
            events.emit(
                f"creating-resource-class.{class_name}",
                class_attributes=attributes,
                base_classes=bases,
                service_context=self,
            )
        return type(class_name, tuple(bases), attributes)


def class_attributes(context: ServiceContext, name: str) -> dict[str, Any]:
    """Return what a class of resources has beyond its base."""
    model, parts = context.model(name), context.parts
    attributes: dict[str, Any] = {
        "__module__": "sotalia.resources",
        "__doc__": ClassDoc(Documentation("resource", context, name)),
        "_context": context,
        "_resource_name": name,
        "_identifier_names": model.identifier_names,
        "meta": MetaAttribute(context.service_name, model),
    }
    for identifier_name in model.identifier_names:
        attributes[identifier_name] = identifier(context, name, identifier_name)
    if model.load_definition is not None:
        attributes["load"] = parts["Load"](context, name, "load", model.load_definition)
        attributes["reload"] = attributes["load"]
    for action_name, definition in model.action_definitions:
        attributes[action_name] = parts["Action"](context, name, action_name, definition)
    aliases = model.identifier_aliases
    for attribute, member in model.attributes.items():
        if attribute in aliases:
            attributes[attribute] = alias(context, name, attribute, member, aliases[attribute])
        else:
            attributes[attribute] = Attribute(context, name, attribute, member)
    for collection, definition in model.collection_definitions:
        attributes[collection] = CollectionAttribute(context, name, collection, definition)
    for reference, definition in model.reference_definitions:
        attributes[reference] = Reference(context, name, reference, definition)
    subresources = []
    for subresource, definition in model.subresource_definitions:
        attributes[subresource] = Subresource(context, name, subresource, definition)
        subresources.append(subresource)
    attributes["_subresource_names"] = sorted(subresources)
    for waiter, definition in model.waiter_definitions:
        attributes[waiter] = parts["WaiterAction"](context, name, waiter, definition)
    attributes.update(added_methods(context, name))
    return attributes


def added_methods(context: ServiceContext, name: str) -> dict[str, Any]:
    """Return the methods of a resource's class that its document does not have."""
    class_name, parts = context.class_name(name), context.parts
    methods: dict[str, Any] = {}
    for method, place in context.customization.methods.get(class_name.rpartition(".")[2], {}).items():
        if isinstance(place, Calls):
            kind = parts["CustomLoad" if method == "load" else "CustomMethod"]
            methods[method] = kind(class_name, method, imported(place))
        else:
            methods[method] = added_method(class_name, method, place, context.awaited)
    return methods


def service_context(client: Any) -> ServiceContext:
    """Return the context for the resources of a client's service.

    Raises UnknownServiceError and DataNotFoundError when there are no resources of that service, or of that version.
    """
    model = client.meta.service_model
    loader = client._session._loader
    definitions = loader.resource(model.service_name, model.api_version)
    return shared_context(model, definitions, type(client), client._session.default_client, loader)


def shared_context(
    model: ServiceModel,
    definitions: ResourceDefinitions,
    client_class: type[Any],
    default_client: Callable[[str], Any],
    loader: Loader,
) -> ServiceContext:
    """Return the context that all resources of these definitions share, which use clients of such a class."""
    contexts: dict[Any, ServiceContext] = model.shared.resource_contexts
    key = client_class._resource_shell(), id(definitions)
    context = contexts.get(key)
    if context is None:
        # A context keeps its definitions alive, so that no other document can come to have the same id.
        fresh = ServiceContext(model.service_name, model, definitions, client_class, default_client, loader)
        context = contexts.setdefault(key, fresh)
    return context


def rebuild_resource(client: Any, name: str) -> Any:
    """Make an unpickled resource, which is then given its state."""
    cls = service_context(client).resource_class(name, client)
    resource = object.__new__(cls)
    resource._client = client
    return resource
