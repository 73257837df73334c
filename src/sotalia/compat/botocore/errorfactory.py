"""What makes the errors of a service, as `botocore.errorfactory` has it."""

from __future__ import annotations

from ...core.service_exceptions import service_exceptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ClientExceptionsFactory:
    """Makes the classes of a service's errors."""

    def create_client_exceptions(self, service_model: Any) -> Any:
        """Return what `client.exceptions` is, for a model of Sotalia's."""
        return service_exceptions(service_model)
