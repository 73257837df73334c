"""What is known of a collection, and its classes: its manager (`bucket.objects`) and what that gives (`….all()`)."""

from __future__ import annotations

from .params import Parameters
from .response import ResourceResult, raw_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .context import ServiceContext


class CollectionPlan:
    """The part of a collection that does not depend on its parent."""

    __slots__ = ("context", "definition", "method", "name", "parameters", "parent_name", "result", "type_name")

    def __init__(self, context: ServiceContext, parent_name: str, name: str, definition: dict[str, Any]) -> None:
        model = context.model(parent_name)
        operation = definition["request"]["operation"]
        self.context = context
        self.parent_name = parent_name
        self.name = name
        self.definition = definition
        #: The client's method that lists.
        self.method = model.snake(operation)
        self.parameters = Parameters(model, definition["request"].get("params", []))
        self.result = ResourceResult(context, model, definition["resource"], operation)
        #: The type of the collection's resources, as reprs show it: `s3.ObjectSummary`.
        self.type_name = f"{context.service_name}.{definition['resource']['type']}"

    @property
    def class_name(self) -> str:
        """The name that the collection's methods show for their class: `s3.Bucket.objects`."""
        return f"{self.context.class_name(self.parent_name)}.{self.name}"

    @property
    def needs_data(self) -> bool:
        """Whether the parent must have been loaded."""
        return self.parameters.needs_data or self.result.needs_data

    def call(self, parent: Any, data: Any, arguments: dict[str, Any]) -> tuple[dict[str, Any], int | None, Any]:
        """Return the parameters of the call, the limit and the page size, from the user's arguments.

        Raises ValueError for a limit below zero.
        """
        from .params import merge

        arguments = dict(arguments)
        limit, page_size = arguments.pop("limit", None), arguments.pop("page_size", None)
        if limit is not None:
            limit = int(limit)
            if limit < 0:
                raise ValueError(f"limit is {limit}: it must be 0 or more, or None for all of {parent}.{self.name}")
        params = self.parameters.fill(parent, data, {})
        merge(params, arguments)
        return params, limit, page_size

    def items(self, parent: Any, params: dict[str, Any], page: Any, data: Any) -> list[Any]:
        """Return the resources of one page."""
        resources = self.result(parent, params, page, data)
        return resources if isinstance(resources, list) else list(resources)


class BatchPlan:
    """The part of an action on all resources of a collection that does not depend on these."""

    __slots__ = ("method", "parameters", "result")

    def __init__(self, context: ServiceContext, resource_name: str, definition: dict[str, Any]) -> None:
        model = context.model(resource_name)
        request = definition["request"]
        self.method = model.snake(request["operation"])
        self.parameters = Parameters(model, request.get("params", []))
        self.result = raw_result(definition.get("path"))


def make_classes(context: ServiceContext, parent_name: str, name: str, definition: dict[str, Any]) -> type[Any]:
    """Return the class of a collection's manager, which has the class of the collection as an attribute."""
    plan = CollectionPlan(context, parent_name, name, definition)
    parts = context.shell.collections()
    of_service = parent_name == context.service_name
    prefix = context.service_name if of_service else f"{context.service_name}.{parent_name}"
    attributes: dict[str, Any] = {"__module__": "sotalia.resources", "_plan": plan}
    item = definition["resource"]["type"]
    for action, action_definition in context.model(item).batch_action_definitions:
        attributes[action] = parts["BatchAction"](context, plan, action, action_definition)
    for method in ("all", "filter", "limit", "page_size"):
        attributes[method] = parts["CollectionMethod"](plan, method)
    collection_class = type(f"{prefix}.{name}Collection", (parts["ResourceCollection"],), attributes)
    return type(
        f"{prefix}.{name}CollectionManager",
        (parts["CollectionManager"],),
        {**attributes, "_collection_class": collection_class},
    )
