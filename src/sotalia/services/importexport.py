"""Import/Export: the model still asks for Signature Version 2, while the service has taken Version 4 for years."""

from __future__ import annotations

from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..auth.scheme import AuthScheme
    from ..core.context import Call

HOOKS = Hooks()


@HOOKS.on("scheme")
def prefer_version_4(call: Call, scheme: AuthScheme) -> AuthScheme | None:
    """Sign by Version 4, as boto3 does even where the program asks for another."""
    return None if scheme.name == "none" else scheme.renamed("v4")
