"""`client.meta`: what a client knows of itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import ClientCore
    from .events import EventEmitter


class ClientMeta:
    """The facts about a client, kept in a place of their own so that they never clash with an operation's name."""

    __slots__ = ("_core", "_method_to_api_mapping", "events")

    def __init__(self, core: ClientCore, events: EventEmitter, method_to_api_mapping: dict[str, str]) -> None:
        self._core = core
        #: The client's event emitter (see `sotalia.clients.events`).
        self.events = events
        self._method_to_api_mapping = method_to_api_mapping

    @property
    def service_model(self) -> Any:
        """The service's model: operations and shapes."""
        return self._core.service_model

    @property
    def region_name(self) -> str | None:
        """The region the client talks to."""
        return self._core.region_name

    @property
    def endpoint_url(self) -> str:
        """The service's endpoint in that region, or the one that was configured."""
        return self._core.endpoint_url

    @property
    def config(self) -> Any:
        """The client's `Config`, with everything settled."""
        return self._core.config

    @property
    def method_to_api_mapping(self) -> dict[str, str]:
        """Operation names by method name: `{"list_buckets": "ListBuckets", …}`."""
        return self._method_to_api_mapping

    @property
    def partition(self) -> str | None:
        """The partition of the region: `aws`, `aws-cn`, …"""
        return self._core.partition
