"""The files `paginator.pyi`, `waiter.pyi`, `literals.pyi` and `type_defs.pyi` of a service."""

from __future__ import annotations

from .clients import exceptions_class
from .names import type_name
from .text import definitions, literal, stub_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .service import ServiceTypes
    from .shapes import Key

_SIDES = (("", ""), ("Async", "async "))


def parts_file(service: ServiceTypes) -> str:
    """Return the text of `_parts.pyi`: paginators and waiters, blocking and awaited, and the class `Exceptions`.

    A client's file imports it and `type_defs` only. Public modules offer its classes: with one import for each of them,
    pyright would need a fifth longer to find all clients' modules.
    """
    lines = [f"import sotalia.types.{service.module}.type_defs as _t"]
    for operation in service.pages:
        output = service.operation(operation).output_shape
        page = f"_t.{service.shapes.result_name(output)}"
        parameters = f"self, **kwargs: Unpack[_t.{service.paginate_name(operation)}]"
        for prefix, _ in _SIDES:
            pages = f"{prefix}PageIterator[{page}]"
            lines.append(f"class {prefix}{type_name(operation, 'Paginator')}({prefix}Paginator[{page}]):")
            lines.append(f"    def paginate({parameters}) -> {pages}: ...  # type: ignore[override]")
    for waiter, operation in service.waiters.items():
        parameters = f"self, **kwargs: Unpack[_t.{service.wait_name(operation)}]"
        for prefix, word in _SIDES:
            lines.append(f"class {prefix}{type_name(waiter, 'Waiter')}({prefix}Waiter):")
            lines.append(f"    {word}def wait({parameters}) -> None: ...  # type: ignore[override]")
    return stub_file([*lines, *exceptions_class(service)])


def paginator_file(service: ServiceTypes) -> str:
    """Return the text of `paginator.pyi`: blocking and awaited."""
    return _offering(service, [type_name(operation, "Paginator") for operation in service.pages])


def waiter_file(service: ServiceTypes) -> str:
    """Return the text of `waiter.pyi`: blocking and awaited."""
    return _offering(service, [type_name(waiter, "Waiter") for waiter in service.waiters])


def _offering(service: ServiceTypes, names: list[str]) -> str:
    both = [f"{prefix}{name}" for name in names for prefix, _ in _SIDES]
    return stub_file([f"from sotalia.types.{service.module}._parts import {name} as {name}" for name in both], code=[])


def literal_values(service: ServiceTypes) -> dict[str, list[str]]:
    """Return the literals by name: the enums, and the names of the service, its paginators and waiters."""
    values = dict(service.shapes.literals)
    for operation in service.pages:
        values[type_name(operation, "PaginatorName")] = [service.method_of[operation]]
    for waiter in service.waiters:
        values[type_name(waiter, "WaiterName")] = [service.method(waiter)]
    values[f"{service.title}ServiceName"] = [service.name]
    if service.pages:
        values["PaginatorName"] = [service.method_of[operation] for operation in service.pages]
    if service.waiters:
        values["WaiterName"] = [service.method(waiter) for waiter in service.waiters]
    return values


def literals_file(service: ServiceTypes) -> str:
    """Return the text of `literals.pyi`."""
    lines = [f"type {name} = {literal(values)}" for name, values in literal_values(service).items()]
    return stub_file(lines, code=["Literal"])


def type_defs_file(service: ServiceTypes) -> str:
    """Return the text of `type_defs.pyi`."""
    from .shapes import SHARED

    meanings: dict[str, list[Key] | str] = {name: make() for name, make in service.shapes.dicts.items()}
    lines = [f"import sotalia.types.{service.module}.literals as _l", *definitions(meanings)]
    return stub_file(
        lines,
        [
            f"from sotalia.types import {', '.join(f'{name} as {name}' for name in SHARED)}",
            *_extra_imports(service),
        ],
        definitions(meanings, docs=False),
    )


def _extra_imports(service: ServiceTypes) -> list[str]:
    places = service.customization.type_places
    return [f"from {place} import {name} as {name}" for name, place in places.items()]
