"""Hooks about signing that several services share."""

from __future__ import annotations

from ..schemes import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..auth.scheme import AuthScheme
    from ..core.context import Call


def leave_unsigned(call: Call, scheme: AuthScheme) -> AuthScheme:
    """Send the request without a signature."""
    return scheme.renamed(NONE)
