"""What `boto3.utils` has."""

from __future__ import annotations

from ..modules import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def lazy_call(full_name: str, **kwargs: Any) -> Callable[..., Any]:
    """Return a function that imports the one called `full_name` when it is called, and adds `kwargs` to its own."""
    more = kwargs

    def call(**kwargs: Any) -> Any:
        module, _, name = full_name.rpartition(".")
        return getattr(current("boto3.utils", "import_module")(module), name)(**kwargs | more)

    return call


def inject_attribute(class_attributes: dict[str, Any], name: str, value: Any) -> None:
    """Put an attribute into those of a class to be made. Raises RuntimeError for a name that is there."""
    if name in class_attributes:
        raise RuntimeError(f'Cannot inject class attribute "{name}", attribute already exists in class dict.')
    class_attributes[name] = value


class LazyLoadedWaiterModel:
    """The waiters of a service, which a session of botocore looks up when one is asked for."""

    def __init__(self, bc_session: Any, service_name: str, api_version: str | None) -> None:
        self._session = bc_session
        self._service = service_name, api_version

    def get_waiter(self, waiter_name: str) -> Any:
        """Return the configuration of a waiter. Raises ValueError for an unknown name."""
        return self._session.get_waiter_model(*self._service).get_waiter(waiter_name)
