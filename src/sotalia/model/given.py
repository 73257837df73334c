"""Shapes and operations that a program makes of dicts, as JSON models have them.

    Shape("Name", {"type": "string"}, ShapeResolver({}))

Each becomes part of a small service of its own, whose records it then reads as all others do.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .service import ServiceModel
    from .shapes import Shape

#: The class of services, from the module that defines it: there are no shapes without one.
_service_class: list[Callable[..., ServiceModel]] = []


def made_of(service_class: Callable[..., ServiceModel]) -> None:
    """Say which class of services shapes and operations are made parts of."""
    _service_class.append(service_class)


class ShapeResolver:
    """Finds shapes in a dict of them by name, as a model's `shapes` are."""

    def __init__(self, shape_map: Mapping[str, Any]) -> None:
        self._shape_map = shape_map
        self._service: ServiceModel | None = None

    def get_shape_by_name(self, shape_name: str, member_traits: dict[str, Any] | None = None) -> Shape:
        """Return a shape, `member_traits` laid over its own. Raises NoShapeFoundError."""
        return self.service().shape_for(shape_name, member_traits)

    def resolve_shape_ref(self, shape_ref: dict[str, Any]) -> Shape:
        """Return the shape that a reference means. Raises InvalidShapeReferenceError, NoShapeFoundError."""
        return self.service().resolve_shape_ref(shape_ref)

    def service(self) -> ServiceModel:
        """Return a service that has these shapes."""
        if self._service is None:
            self._service = _service({}, {}, self._shape_map)
        return self._service

    def with_shape(self, name: str, model: Mapping[str, Any]) -> ServiceModel:
        """Return a service that has these shapes, and one more or another one."""
        if self._shape_map.get(name) is model:
            return self.service()
        return _service({}, {}, {**self._shape_map, name: model})


def given_shape(name: Any, model: Mapping[str, Any], resolver: Any) -> tuple[ServiceModel, int, tuple[Any, ...]]:
    """Return what a shape is made of: service, id and record. `resolver` is a ShapeResolver, or None."""
    if not isinstance(resolver, ShapeResolver):
        resolver = ShapeResolver({})
    service = resolver.with_shape(name, model)
    return service, *service.record_of(name)


def given_operation(
    model: Mapping[str, Any], service: Any, name: str | None
) -> tuple[ServiceModel, int, tuple[Any, ...]]:
    """Return what an operation is made of: a service like `service` that has it alone, its id and record."""
    from .raw import raw_service

    name = name or model.get("name") or "Operation"
    named, metadata, shapes = None, {}, {}
    if hasattr(service, "source"):
        document = raw_service(service.source)
        named, metadata, shapes = service._service_name, document["metadata"], document["shapes"]
    own = _service(metadata, {name: model}, shapes, named)
    operation = own.operation_model(name)
    return own, operation._id, operation._record


def _service(
    metadata: Mapping[str, Any], operations: Mapping[str, Any], shapes: Mapping[str, Any], name: str | None = None
) -> ServiceModel:
    document = {"metadata": dict(metadata), "operations": dict(operations), "shapes": dict(shapes)}
    return _service_class[0](document, name)
