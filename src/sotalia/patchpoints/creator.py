"""boto3's `ClientCreator`, whose `_create_api_method` is replaced by tools that wrap the methods of clients."""

from __future__ import annotations

from .watch import PointsMeta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class ClientCreator(metaclass=PointsMeta):
    """Makes the methods of a client's class. Clients that exist keep theirs, as in boto3."""

    POINTS = ("_create_api_method", "_create_methods")

    def __init__(self, make_method: Callable[[str, str], Any]) -> None:
        self._make_method = make_method

    def _create_methods(self, service_model: Any) -> dict[str, Any]:
        """Return the methods by name."""
        return {
            name: self._create_api_method(name, operation_name, service_model)
            for name, operation_name in service_model.methods.items()
        }

    def _create_api_method(self, py_operation_name: str, operation_name: str, service_model: Any) -> Any:
        """Return the method of one operation: `get_object` of `GetObject`."""
        return self._make_method(py_operation_name, operation_name)
