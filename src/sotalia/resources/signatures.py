"""What `inspect.signature` says of the methods of resources: each function has its counterpart in `docs`."""

from __future__ import annotations

from ..model.signatures import operation_signature, positional_signature
from .docs import filled, filled_in_parts, taken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspect import Signature
    from typing import Any

    from .collection import CollectionPlan
    from .context import ServiceContext


def action(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> Signature:
    """Return the signature of an action, or of `load`."""
    request = definition["request"]
    return operation_signature(context.service_model, request["operation"], filled(request))


def waiter(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> Signature:
    """Return the signature of a method that waits."""
    operation = context.service_waiter_model.get_waiter(definition["waiterName"]).operation
    return operation_signature(context.service_model, operation, filled(definition), "WaiterConfig")


def subresource(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> Signature:
    """Return the signature of a method that makes another resource."""
    return positional_signature(taken(context.model(resource_name), definition))


def collection_method(plan: CollectionPlan, method: str) -> Signature:
    """Return the signature of a method that gives a collection."""
    if method != "filter":
        return positional_signature([] if method == "all" else ["count"])
    request = plan.definition["request"]
    # What is required may have been given to the collection before.
    return operation_signature(plan.context.service_model, request["operation"], filled(request), optional=True)


def batch_action(context: ServiceContext, plan: CollectionPlan, name: str, definition: dict[str, Any]) -> Signature:
    """Return the signature of an action on a collection."""
    request = definition["request"]
    return operation_signature(context.service_model, request["operation"], filled_in_parts(request))
