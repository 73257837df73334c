"""Hooks about signing that several services share."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import Call
    from ..http import Request


def leave_unsigned(call: Call, request: Request) -> None:
    """Send the request without a signature."""
    call.auth = call.auth.renamed("none")
