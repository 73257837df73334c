"""EventBridge: boto3 has an exception of its own for what the endpoint rules refuse (see `endpoint.errors`)."""

from __future__ import annotations

from ..core.hooks import Hooks
from ..endpoint.errors import BEGINNING, WHOLE
from ..errors import InvalidEndpointConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _configuration(text: str, parameters: dict[str, Any]) -> Exception:
    return InvalidEndpointConfigurationError(msg=text)


_NO_FIPS = "Invalid Configuration: FIPS is not supported with EventBridge multi-region endpoints."

HOOKS = Hooks(
    endpoint_errors=(
        (_NO_FIPS, BEGINNING, _configuration),
        ("EndpointId must be a valid host label.", WHOLE, _configuration),
    )
)
