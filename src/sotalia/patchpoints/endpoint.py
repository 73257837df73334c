"""boto3's `client._endpoint`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import ClientCore


class Endpoint:
    """Where a client's calls go, unless the rules say otherwise."""

    def __init__(self, core: ClientCore) -> None:
        #: The URL of the service's endpoint.
        self.host = core.endpoint_url
        self._endpoint_prefix = core.service_model.endpoint_prefix

    def __repr__(self) -> str:
        return f"{self._endpoint_prefix}({self.host})"
