"""`resource.meta`: a resource's client, data, identifiers and model."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .base import ResourceBase
    from .model import ResourceModel


class _State:
    """A client and data that belong to no resource: for the `meta` of a class, or a copy of one."""

    def __init__(self, client: Any = None, data: Any = None) -> None:
        self._client = client
        self._data = data


class ResourceMeta:
    """The facts about a resource, in a place of their own so that they never clash with its attributes' names.

    It is a view: what is set here is set for the resource. Programs may set attributes of their own.
    """

    __slots__ = ("_state", "identifiers", "resource_model", "service_name")

    def __init__(
        self,
        service_name: str,
        identifiers: list[str] | None = None,
        client: Any = None,
        data: Any = None,
        resource_model: ResourceModel | None = None,
    ) -> None:
        #: The service, as `sotalia.resource` takes it.
        self.service_name = service_name
        #: The names of the resource's identifiers.
        self.identifiers: list[str] = [] if identifiers is None else identifiers
        #: What the resource is made of: see `sotalia.resources.model`.
        self.resource_model = resource_model
        self._state: Any = _State(client, data)

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(ResourceMeta, name):
            object.__setattr__(self, name, value)
        else:
            self._state.__dict__.setdefault("_meta_extras", {})[name] = value

    def __getattr__(self, name: str) -> Any:
        if name != "_state":
            extras = self._state.__dict__.get("_meta_extras", ())
            if name in extras:
                return extras[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def client(self) -> Any:
        """The client that the resource makes its calls with."""
        return self._state._client

    @client.setter
    def client(self, client: Any) -> None:
        self._state._client = client

    @property
    def data(self) -> Any:
        """What was loaded, as the reply had it; None before."""
        return self._state._data

    @data.setter
    def data(self, data: Any) -> None:
        self._state._data = data

    def copy(self) -> ResourceMeta:
        """Return a copy that belongs to no resource."""
        return ResourceMeta(self.service_name, self.identifiers, self.client, self.data, self.resource_model)

    def __repr__(self) -> str:
        return f"ResourceMeta('{self.service_name}', identifiers={self.identifiers})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ResourceMeta):
            return False
        return self._facts() == other._facts()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        if isinstance(self._state, _State):
            return ResourceMeta, self._facts()
        return getattr, (self._state, "meta")

    def _facts(self) -> tuple[Any, ...]:
        return self.service_name, self.identifiers, self.client, self.data, self.resource_model


class MetaAttribute:
    """The attribute `meta` of a class of resources."""

    __slots__ = ("_identifiers", "_model", "_service_name")

    def __init__(self, service_name: str, model: ResourceModel) -> None:
        self._service_name = service_name
        self._identifiers = model.identifier_names
        self._model = model

    def __get__(self, resource: ResourceBase | None, owner: Any = None) -> ResourceMeta:
        meta = ResourceMeta(self._service_name, list(self._identifiers), resource_model=self._model)
        if resource is not None:
            meta._state = resource
        return meta

    def __set__(self, resource: ResourceBase, meta: ResourceMeta) -> None:
        resource._client, resource._data = meta.client, meta.data
