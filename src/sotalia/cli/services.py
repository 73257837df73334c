"""The commands that are services, and their operations, by the names that the line has for them."""

from __future__ import annotations

from ..errors import DataNotFoundError
from .renames import RENAMED_SERVICES, SERVICES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.loader import Loader
    from ..model.service import ServiceModel


def find_service(loader: Loader, command: str) -> ServiceModel | None:
    """Return the service that a command names, or None."""
    if command in RENAMED_SERVICES:
        return None
    try:
        return loader.service_model(SERVICES.get(command, command))
    except DataNotFoundError:
        return None


def service_commands(loader: Loader) -> list[str]:
    """Return the names of all services, sorted, as the line has them."""
    return sorted(RENAMED_SERVICES.get(name, name) for name in loader.list_available_services())


def operation_commands(service: ServiceModel) -> dict[str, str]:
    """Return name on the line → name of each operation of a service, in the model's order."""
    return {method.replace("_", "-"): operation for method, operation in service.methods.items()}
