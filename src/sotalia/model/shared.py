"""What all clients of a service share in a process; it is kept with the service's model."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    Once = Literal["exceptions", "protocol", "rule_set"]


class SharedByClients:
    """One per service model.

    - `client_classes`, `paginator_classes`, `resource_contexts`: by keys that the code which makes them chooses;
    - `waiter_model`: the last document of waiters, and the model made of it;
    - `exceptions`, `protocol`, `rule_set`: made once, see `once`.
    """

    __slots__ = ("_once", "client_classes", "paginator_classes", "resource_contexts", "waiter_model")

    def __init__(self) -> None:
        self.client_classes: dict[Any, type[Any]] = {}
        self.paginator_classes: dict[Any, type[Any]] = {}
        self.resource_contexts: dict[Any, Any] = {}
        self.waiter_model: tuple[dict[str, Any], Any] | None = None
        self._once: dict[Once, Any] = {}

    def once(self, name: Once, make: Callable[[Any], Any], service_model: Any) -> Any:
        """Return what is kept under `name`; `make` makes it of the service's model. Of two results one stays."""
        value = self._once.get(name)
        return self._once.setdefault(name, make(service_model)) if value is None else value
