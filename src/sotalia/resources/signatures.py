"""The signatures of the methods of resources; each function has a counterpart in `docs`."""

from __future__ import annotations

from ..model.signatures import operation_signature, positional_signature
from .docs import filled_parameters, identifier_arguments, partly_filled_parameters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspect import Signature
    from typing import Any

    from .context import ServiceContext
    from .listings import CollectionPlan


def action(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> Signature:
    """Return the signature of an action, or of `load`."""
    request = definition["request"]
    return operation_signature(context.service_model, request["operation"], filled_parameters(request))


def waiter(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> Signature:
    """Return the signature of a method that waits."""
    operation = context.service_waiter_model.get_waiter(definition["waiterName"]).operation
    return operation_signature(context.service_model, operation, filled_parameters(definition), "WaiterConfig")


def subresource(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> Signature:
    """Return the signature of a method that makes another resource."""
    return positional_signature(identifier_arguments(context.model(resource_name), definition))


def collection_method(plan: CollectionPlan, method: str) -> Signature:
    """Return the signature of a method that gives a collection."""
    if method != "filter":
        return positional_signature([] if method == "all" else ["count"])
    request = plan.definition["request"]
    # The collection may have the required parameters already.
    return operation_signature(
        plan.context.service_model, request["operation"], filled_parameters(request), optional=True
    )


def batch_action(context: ServiceContext, plan: CollectionPlan, name: str, definition: dict[str, Any]) -> Signature:
    """Return the signature of an action on a collection."""
    request = definition["request"]
    return operation_signature(context.service_model, request["operation"], partly_filled_parameters(request))
