"""The pages of resources: what each is made of, and which operations its methods call."""

from __future__ import annotations

from html import escape
from typing import Any

from sotalia.model.loader import Loader
from sotalia.model.names import xform_name
from sotalia.model.resources import ResourceDefinitions
from sotalia.model.service import ServiceModel
from sotalia.resources.docs import identifier_arguments
from sotalia.resources.model import ResourceModel
from tools.docs.added import added
from tools.docs.code import coloured
from tools.docs.markdown import markdown_line
from tools.docs.members import Members
from tools.docs.prose import first_sentence
from tools.docs.signatures import first_line
from tools.docs.site import Site, html

#: A method, where its page is (or nothing), and what it is.
Row = tuple[str, str, Any]


def write_resources(
    site: Site, loader: Loader, service: str, title: str, model: ServiceModel, members: Members
) -> list[str]:
    """Write a page for each resource; return their names, the service's own first."""
    if service not in loader.list_available_services("resources-1"):
        return []
    definitions = loader.resource(service)
    names = ["ServiceResource", *sorted(definitions)]
    for name in names:
        own = ResourceModel(service if name == "ServiceResource" else name, definitions, model)
        site.page(
            f"reference/{service}/resources/{name}.html",
            "resource.html",
            title=f"{service}.{name}",
            service=service,
            service_title=title,
            name=name,
            example=html(coloured(_example(service, name, own))),
            attributes=html(_attributes(own, model, members)),
            sections=_sections(own, name, definitions, model),
        )
    return names


def _example(service: str, name: str, own: ResourceModel) -> str:
    variable = service.replace("-", "_")
    line = f'{variable} = sotalia.resource("{service}")'
    if name == "ServiceResource":
        return line
    arguments = ", ".join(f'"{identifier}"' for identifier in own.identifier_names)
    return f"{line}\n{xform_name(name)} = {variable}.{name}({arguments})"


def _attributes(own: ResourceModel, model: ServiceModel, members: Members) -> str:
    if not own.shape:
        return ""
    shape = model.shape_for(own.shape)
    all_members = members.of(shape)
    rows = []
    for attribute, member in own.attributes.items():
        if attribute in own.identifier_aliases:
            continue
        rows.append(members.row(shape, member, all_members[member], attribute, "../types/"))
    return "".join(rows)


def _sections(
    own: ResourceModel, name: str, definitions: ResourceDefinitions, model: ServiceModel
) -> list[tuple[str, str, list[Row]]]:
    """Return (heading, what it is, rows) of each kind of thing that a resource has."""
    sections = [
        ("Actions", "They call an operation, with what the resource knows already.", _actions(own, name, model)),
        ("Collections", "Fetched page by page, as they are gone through.", _collections(own, definitions, model)),
        ("Sub-resources", "Made from this one; nothing is sent.", _subresources(own)),
        ("References", "Resources that this one's data names.", _references(own)),
        ("Waiters", "They poll until something is so.", _waiters(own)),
    ]
    return [section for section in sections if section[2]]


def _actions(own: ResourceModel, name: str, model: ServiceModel) -> list[Row]:
    rows: dict[str, Row] = {}
    if own.load_definition is not None:
        operation = own.load_definition["request"]["operation"]
        rows["load"] = ("load()", _page(operation), "Fetches the attributes, as reload() does.")
    for action, definition in own.action_definitions:
        operation = definition["request"]["operation"]
        said = first_sentence(model.operation_model(operation).documentation)
        rows[action] = (f"{action}()", _page(operation), said)
    for method, function in added(model, name).items():
        rows[method] = (f"{method}()", "", html(markdown_line(first_line(function.__doc__))))
    return [rows[name] for name in sorted(rows)]


def _collections(own: ResourceModel, definitions: ResourceDefinitions, model: ServiceModel) -> list[Row]:
    rows = []
    for collection, definition in own.collection_definitions:
        kind = definition["resource"]["type"]
        items = ResourceModel(kind, definitions, model)
        batch = ", ".join(f"{name}()" for name, _ in items.batch_action_definitions)
        said = f"{kind} items, by {definition['request']['operation']}" + (f"; all at once: {batch}" if batch else "")
        rows.append((collection, f"{kind}.html", said))
    return rows


def _subresources(own: ResourceModel) -> list[Row]:
    return [
        (f"{name}({', '.join(identifier_arguments(own, definition))})", f"{definition['type']}.html", "")
        for name, definition in own.subresource_definitions
    ]


def _references(own: ResourceModel) -> list[Row]:
    return [(name, f"{definition['type']}.html", "") for name, definition in own.reference_definitions]


def _waiters(own: ResourceModel) -> list[Row]:
    return [
        (f"{name}()", "", f"as {xform_name(definition['waiterName'])} of the client")
        for name, definition in own.waiter_definitions
    ]


def _page(operation: str) -> str:
    return f"../{escape(xform_name(operation))}.html"
