"""STS: two operations exchange an identity provider's token for credentials, so there is nothing to sign them with
yet; that STS cannot reach the identity provider for a moment is worth another attempt.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

from __future__ import annotations

from ...core.hooks import Hooks
from ..signing import leave_unsigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...http import Response

HOOKS = Hooks()
HOOKS.on("scheme", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")(leave_unsigned)


@HOOKS.on("parsed", "AssumeRoleWithWebIdentity")
def retry_when_provider_unreachable(call: Call, response: Response, parsed: dict[str, Any]) -> None:
    """Mark the error for an unreachable identity provider as a transient failure."""
    if (parsed.get("Error") or {}).get("Code") == "IDPCommunicationError":
        call.transient = True
