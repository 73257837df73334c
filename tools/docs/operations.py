"""The page of an operation."""

from __future__ import annotations

from typing import Any

from sotalia.model.names import xform_name
from sotalia.model.operation import OperationModel
from sotalia.paginate.derive import derived
from tools.docs.code import call, coloured, command_line
from tools.docs.members import Members
from tools.docs.permissions import permissions
from tools.docs.prose import first_sentence, inline, prose
from tools.docs.site import html


class Uses:
    """What else of a service makes each of its operations: operation → waiters, and (resource, how it is called)."""

    def __init__(self, waiters: dict[str, Any], resources: dict[str, Any] | None, variable: str) -> None:
        self.by_waiter: dict[str, list[str]] = {}
        for name, waiter in waiters.items():
            self.by_waiter.setdefault(waiter["operation"], []).append(xform_name(name))
        self.by_resource: dict[str, list[tuple[str, str]]] = {}
        if resources is not None:
            self._read("ServiceResource", variable, resources.get("service", {}))
            for name, definition in resources.get("resources", {}).items():
                self._read(name, xform_name(name), definition)

    def _read(self, owner: str, variable: str, definition: dict[str, Any]) -> None:
        for kind, suffix in (("actions", "()"), ("hasMany", ".all()")):
            for name, action in definition.get(kind, {}).items():
                operation = action.get("request", {}).get("operation")
                self._add(operation, owner, f"{variable}.{xform_name(name)}{suffix}")
        self._add(definition.get("load", {}).get("request", {}).get("operation"), owner, f"{variable}.load()")
        for name, action in definition.get("batchActions", {}).items():
            operation = action.get("request", {}).get("operation")
            self._add(operation, owner, f".{xform_name(name)}() of collections")

    def _add(self, operation: str | None, owner: str, text: str) -> None:
        if operation:
            self.by_resource.setdefault(operation, []).append((owner, text))


def operation_page(
    service: str, method: str, operation: OperationModel, members: Members, uses: Uses, published: bool
) -> dict[str, Any]:
    """Return the content of an operation's page; `published` says whether there is a published paginator."""
    variable = service.replace("-", "_")
    paginator = "published" if published else "derived" if derived(operation) is not None else ""
    sides = {}
    for side, shape in (("parameters", operation.input_shape), ("reply", operation.output_shape)):
        letter = {"parameters": "p-", "reply": "r-"}[side]
        sides[side] = html(members.unfold(shape, letter, "types/")) if shape is not None and shape.members else ""
    name = operation.name
    return {
        "title": f"{service}.{method}",
        "service": service,
        "method": method,
        "name": name,
        "summary": first_sentence(operation.documentation),
        "prose": html(prose(operation.documentation)),
        "deprecated": operation.deprecated,
        "examples": _examples(service, variable, method, operation),
        **sides,
        "exceptions": [
            (shape.name, html(inline(first_sentence(shape.documentation)))) for shape in operation.error_shapes
        ],
        "permissions": permissions(operation.documentation, operation.service_model.signing_name),
        "paginator": paginator,
        "pages": html(coloured(_pages(variable, method, operation))) if paginator else "",
        "waiters": uses.by_waiter.get(name, []),
        "resources": uses.by_resource.get(name, []),
    }


def _examples(service: str, variable: str, method: str, operation: OperationModel) -> list[tuple[str, str, Any]]:
    blocking = f'{variable} = sotalia.client("{service}")\n' + call(f"reply = {variable}.{method}", operation)
    awaited = f'async with aio.client("{service}") as {variable}:\n' + call(
        f"reply = await {variable}.{method}", operation, indent="    "
    )
    return [
        ("blocking", "Blocking", html(coloured(blocking))),
        ("awaited", "Awaited", html(coloured(awaited))),
        ("line", "Command line", command_line(service, method, operation)),
    ]


def _pages(variable: str, method: str, operation: OperationModel) -> str:
    start = call("paginator.paginate", operation)
    return f'paginator = {variable}.get_paginator("{method}")\nfor page in {start}:\n    ...'
