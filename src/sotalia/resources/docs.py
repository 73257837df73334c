"""Docstrings of resources, worked out when they are read: what `help(bucket)` and `help(bucket.delete)` show.

The prose is AWS's, from the docs store; names and parameters come from the models.
"""

from __future__ import annotations

from ..model.docs import filled_docstring, member_docstring, overview_docstring
from .model import makes_many

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .context import ServiceContext
    from .listings import CollectionPlan
    from .model import ResourceModel


def resource(context: ServiceContext, name: str) -> str:
    """Return the docstring of a class of resources."""
    model = context.model(name)
    sections = {
        "Identifiers": model.identifier_names,
        "Attributes": sorted(model.attributes),
        "Actions": sorted([action for action, _ in model.action_definitions] + _loads(model)),
        "Sub-resources": sorted(subresource for subresource, _ in model.subresource_definitions),
        "References": sorted(reference for reference, _ in model.reference_definitions),
        "Collections": sorted(collection for collection, _ in model.collection_definitions),
        "Waiters": sorted(waiter for waiter, _ in model.waiter_definitions),
    }
    service_line = f'{_variable(context, context.service_name)} = sotalia.resource("{context.service_name}")'
    if name == context.service_name:
        full = context.service_model.metadata.get("serviceFullName", name)
        return overview_docstring(f"A resource representing {full}.", [service_line], sections)
    arguments = ", ".join(repr(identifier) for identifier in model.identifier_names)
    variable = _variable(context, name)
    example = [service_line, f"{variable} = {_variable(context, context.service_name)}.{name}({arguments})"]
    full = context.service_model.metadata.get("serviceFullName", context.service_name)
    return overview_docstring(f"A resource representing {_a(name)} of {full}.", example, sections)


def identifier(context: ServiceContext, resource_name: str, name: str) -> str:
    """Return the docstring of an identifier."""
    return f"*(string)* The {resource_name}'s {name} identifier. It is always set.\n"


def attribute(context: ServiceContext, resource_name: str, name: str, member: str) -> str:
    """Return the docstring of an attribute."""
    shape_name = context.model(resource_name).shape
    assert shape_name is not None  # a resource with data says of which shape
    shape = context.service_model.shape_for(shape_name)
    return member_docstring(shape.members[member])


def reference(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> str:
    """Return the docstring of a reference."""
    kind = definition["type"]
    return f"The related {kind}, or a list of them, as the data has it; None if there is none.\n"


def subresource(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> str:
    """Return the docstring of a method that makes another resource."""
    kind = definition["type"]
    model = context.model(resource_name)
    arguments = identifier_arguments(model, definition)
    call = f"{_variable(context, kind)} = {_variable(context, resource_name)}.{name}({', '.join(map(repr, arguments))})"
    lines = [f"Makes {_a(kind)} resource; nothing is sent.", "", "::", "", f"  {call}", ""]
    for argument in arguments:
        lines += [f":type {argument}: string", f":param {argument}: The {kind}'s {argument} identifier. **[REQUIRED]**"]
    return "\n".join([*lines, f":returns: {_a(kind)} resource", ""])


def collection(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> str:
    """Return the docstring of a collection."""
    kind = definition["resource"]["type"]
    return (
        f"A collection of {kind} resources: `all()` has all of them; `filter()`, `limit()` and `page_size()` say "
        f"which, how many, and how many at a time.\n"
    )


def collection_method(plan: CollectionPlan, method: str) -> str:
    """Return the docstring of a method that gives a collection."""
    kind = plan.definition["resource"]["type"]
    note = "Nothing is fetched before it is iterated over; each iteration fetches anew."
    if method == "all":
        return f"Return the collection of all {kind} resources. {note}\n"
    if method == "limit":
        return f"Return the collection of at most `count` {kind} resources. {note}\n"
    if method == "page_size":
        return f"Return the collection, to be fetched with `count` {kind} resources in each reply at most. {note}\n"
    parent = _variable(plan.context, plan.parent_name)
    return filled_docstring(
        plan.context.service_model,
        plan.definition["request"]["operation"],
        f"{parent}.{plan.name}.filter",
        f"Return the collection of those {kind} resources that are listed with these parameters; they are added to the "
        f"parameters given before, lists to lists. {note}",
        filled_parameters(plan.definition["request"]),
        f"a collection of {kind} resources",
    )


def batch_action(context: ServiceContext, plan: CollectionPlan, name: str, definition: dict[str, Any]) -> str:
    """Return the docstring of an action on a collection."""
    parent = _variable(context, plan.parent_name)
    request = definition["request"]
    return filled_docstring(
        context.service_model,
        request["operation"],
        f"responses = {parent}.{plan.name}.{name}",
        None,
        partly_filled_parameters(request),
        "a list of the replies, one for each page of resources",
    )


def action(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> str:
    """Return the docstring of an action."""
    variable = _variable(context, resource_name)
    request = definition["request"]
    operation = request["operation"]
    if name in ("load", "reload"):
        method = f":py:meth:`{context.service_model.class_name}.Client.{context.model(resource_name).snake(operation)}`"
        introduction = f"Fetches the attributes with {method}; they are replaced when they are there already."
        return filled_docstring(
            context.service_model, operation, f"{variable}.{name}", introduction, filled_parameters(request), "None"
        )
    target = definition.get("resource")
    result, before = None, "response"
    if target is not None:
        before = _variable(context, target["type"])
        result = f"a list of {target['type']} resources" if makes_many(target) else f"{_a(target['type'])} resource"
    return filled_docstring(
        context.service_model,
        operation,
        f"{before} = {variable}.{name}",
        None,
        filled_parameters(request),
        result,
        context.customization.resource_values,
    )


def waiter(context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> str:
    """Return the docstring of a method that waits."""
    model = context.service_waiter_model.get_waiter(definition["waiterName"])
    introduction = (
        f"Waits for this {resource_name} to reach a state: polls every {model.delay} seconds, and raises WaiterError "
        f"after {model.max_attempts} polls, and as soon as the state cannot be reached any more."
    )
    call = f"{_variable(context, resource_name)}.{name}"
    return filled_docstring(
        context.service_model, model.operation, call, introduction, filled_parameters(definition), "None"
    )


def filled_parameters(request: dict[str, Any]) -> list[str]:
    """Return the parameters that are filled in completely."""
    return [item["target"] for item in request.get("params", ()) if item["target"].isalnum()]


def partly_filled_parameters(request: dict[str, Any]) -> list[str]:
    """Return the parameters that are filled in completely or in part."""
    return [item["target"].partition(".")[0].partition("[")[0] for item in request.get("params", ())]


def identifier_arguments(model: ResourceModel, definition: dict[str, Any]) -> list[str]:
    """Return the identifiers that a method which makes another resource takes."""
    return [model.snake(item["target"]) for item in definition.get("identifiers", ()) if item["source"] == "input"]


def _loads(model: ResourceModel) -> list[str]:
    return [] if model.load_definition is None else ["load", "reload"]


def _variable(context: ServiceContext, name: str) -> str:
    return name if name == context.service_name else context.model(context.service_name).snake(name)


def _a(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
