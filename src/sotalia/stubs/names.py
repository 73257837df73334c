"""The names of types, which are those of boto3-stubs: a program that is checked with it changes its imports only."""

from __future__ import annotations

import keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def module_name(service_name: str) -> str:
    """Return the name of a service's modules: `cognito-idp` -> `cognito_idp`, `lambda` -> `lambda_`."""
    name = service_name.replace("-", "_").replace(".", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def service_of(module: str, services: Iterable[str]) -> str | None:
    """Return the service whose modules have this name, or None."""
    return next((service for service in services if module_name(service) == module), None)


def type_name(shape_name: str, suffix: str) -> str:
    """Return the name of a shape's type: `getObjectRequest`, `TypeDef` -> `GetObjectRequestTypeDef`."""
    return f"{shape_name[:1].upper()}{shape_name[1:]}{suffix}"


def is_identifier(name: str) -> bool:
    """Return whether a key can be written as the name of an attribute or of a parameter."""
    return name.isidentifier() and not keyword.iskeyword(name)


class Names:
    """The names that a module has so far; a new one that is taken gets `Extra` before its suffix."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = set(reserved)

    def new(self, stem: str, suffix: str = "TypeDef") -> str:
        """Return a free name, which is taken from now on."""
        name = type_name(stem, suffix)
        while name in self._taken:
            stem += "Extra"
            name = type_name(stem, suffix)
        self._taken.add(name)
        return name
