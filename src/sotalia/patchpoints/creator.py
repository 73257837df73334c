"""boto3's `ClientCreator`, whose methods are replaced by tools that wrap clients or their methods."""

from __future__ import annotations

from .watch import PointsMeta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class ClientCreator(metaclass=PointsMeta):
    """Makes clients, and the methods of a client's class. Clients that exist keep theirs, as in boto3.

    `make_method` and `make_client` are what its methods do, where nobody has replaced them.
    """

    POINTS = ("create_client", "_create_api_method", "_create_methods")

    def __init__(
        self,
        make_method: Callable[[str, str], Any] | None = None,
        make_client: Callable[..., Any] | None = None,
    ) -> None:
        self._make_method = make_method
        self._make_client = make_client

    def create_client(
        self,
        service_name: str,
        region_name: str | None,
        is_secure: bool = True,
        endpoint_url: str | None = None,
        verify: Any = None,
        credentials: Any = None,
        scoped_config: Any = None,
        api_version: str | None = None,
        client_config: Any = None,
        auth_token: Any = None,
    ) -> Any:
        """Return a client: `scoped_config` and `auth_token` are its session's."""
        assert self._make_client is not None
        return self._make_client(
            credentials,
            service_name=service_name,
            region_name=region_name,
            use_ssl=is_secure,
            endpoint_url=endpoint_url,
            verify=verify,
            api_version=api_version,
            config=client_config,
        )

    def _create_methods(self, service_model: Any) -> dict[str, Any]:
        """Return the methods by name."""
        return {
            name: self._create_api_method(name, operation_name, service_model)
            for name, operation_name in service_model.methods.items()
        }

    def _create_api_method(self, py_operation_name: str, operation_name: str, service_model: Any) -> Any:
        """Return the method of one operation: `get_object` of `GetObject`."""
        assert self._make_method is not None
        return self._make_method(py_operation_name, operation_name)
