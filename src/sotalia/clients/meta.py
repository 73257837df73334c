"""`client.meta`: facts about a client."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import ClientCore
    from ..events.emitter import EventEmitter


class ClientMeta:
    """The facts about a client, kept apart from its methods so that their names never clash with an operation's.

    Programs may set attributes of their own here. The private attributes are boto3's: programs read them, too.
    """

    def __init__(self, core: ClientCore, events: EventEmitter, method_to_api_mapping: dict[str, str]) -> None:
        #: The client's event emitter (see `sotalia.events.emitter`).
        self.events = events
        self._client_config = core.config
        self._endpoint_url = core.endpoint_url
        self._method_to_api_mapping = method_to_api_mapping
        self._partition = core.partition
        self._service_model = core.service_model

    @property
    def service_model(self) -> Any:
        """The service's model: operations and shapes."""
        return self._service_model

    @property
    def region_name(self) -> str | None:
        """The region of the client."""
        region: str | None = self._client_config.region_name
        return region

    @property
    def endpoint_url(self) -> str:
        """The service's endpoint in that region, or the one that was configured."""
        return self._endpoint_url

    @property
    def config(self) -> Any:
        """The client's `Config`, with everything resolved."""
        return self._client_config

    @property
    def method_to_api_mapping(self) -> dict[str, str]:
        """Operation names by method name: `{"list_buckets": "ListBuckets", …}`."""
        return self._method_to_api_mapping

    @property
    def partition(self) -> str | None:
        """The partition of the region: `aws`, `aws-cn`, …"""
        return self._partition
