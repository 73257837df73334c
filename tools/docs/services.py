"""The pages of services: an overview, a page per operation, and pages of structures that are too large for those."""

from __future__ import annotations

from html import escape
from typing import Any

from sotalia.errors import DataNotFoundError
from sotalia.model.loader import Loader
from sotalia.model.names import xform_name
from sotalia.model.service import ServiceModel
from tools.docs.added import write_added
from tools.docs.code import coloured
from tools.docs.members import Members
from tools.docs.operations import Uses, operation_page
from tools.docs.prose import first_sentence, prose
from tools.docs.resources import write_resources
from tools.docs.site import Site, html

#: Service → (its title, its methods).
Names = dict[str, tuple[str, list[str]]]


def write_reference(
    site: Site, loader: Loader, services: list[str] | None = None
) -> tuple[Names, list[tuple[str, str]]]:
    """Write the pages of all services, or of some; return what there is, and (`s3.Bucket`, path) of each resource.

    Raises UnknownServiceError.
    """
    names: Names = {}
    resources: list[tuple[str, str]] = []
    for service in services or loader.list_available_services():
        model = loader.service_model(service)
        others, found = _write_service(site, loader, service, model)
        resources += [(f"{service}.{name}", f"reference/{service}/resources/{name}.html") for name in found]
        names[service] = _title(model), sorted([*model.methods, *others])
    listing = [(service, title, len(methods)) for service, (title, methods) in names.items()]
    site.page("reference/index.html", "reference.html", title="API reference", services=listing)
    return names, resources


def _title(model: ServiceModel) -> str:
    return str(model.metadata.get("serviceFullName") or model.service_name)


def _write_service(site: Site, loader: Loader, service: str, model: ServiceModel) -> tuple[list[str], list[str]]:
    """Write a service's pages; return the names of the methods that its model does not have, and of its resources."""
    members = Members(model)
    paginators = loader.paginators(service)
    waiters = loader.waiter_document(service).get("waiters", {})
    try:
        resources: dict[str, Any] | None = loader.load_service_model(service, "resources-1")
    except DataNotFoundError:
        resources = None
    uses = Uses(waiters, resources, service)
    methods = sorted(model.methods)
    operations = []
    for at, method in enumerate(methods):
        operation = model.operation_model(model.methods[method])
        page = operation_page(service, method, operation, members, uses, operation.name in paginators)
        page |= {"before": methods[at - 1] if at else "", "after": methods[at + 1] if at + 1 < len(methods) else ""}
        site.page(f"reference/{service}/{method}.html", "operation.html", service_title=_title(model), **page)
        operations.append((method, page["summary"]))
    others = write_added(site, service, _title(model), model)
    resource_names = write_resources(site, loader, service, _title(model), model, members)
    _write_types(site, service, model, members)
    variable = service.replace("-", "_")
    site.page(
        f"reference/{service}/index.html",
        "service.html",
        title=service,
        service=service,
        service_title=_title(model),
        prose=html(prose(model.documentation)),
        example=html(coloured(f'{variable} = sotalia.client("{service}")')),
        operations=operations,
        paginators=sorted(xform_name(name) for name in paginators),
        waiters=sorted((xform_name(name), xform_name(waiter["operation"])) for name, waiter in waiters.items()),
        added=others,
        resources=resource_names,
        exceptions=[(shape.name, first_sentence(shape.documentation)) for shape in model.error_shapes],
    )
    return [method for method, _ in others], resource_names


def _write_types(site: Site, service: str, model: ServiceModel, members: Members) -> None:
    """Write the pages of the structures that other pages link to; these may need more."""
    while members.linked:
        name, shape = members.linked.popitem()
        site.page(
            f"reference/{service}/types/{name}.html",
            "type.html",
            title=name,
            service=service,
            service_title=_title(model),
            prose=html(prose(shape.documentation)),
            members=html(members.unfold(shape, "m-", "") or f"<p>{escape(name)} has no members."),
        )
