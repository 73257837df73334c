"""GetBucketLocation's reply is a bare `<LocationConstraint>` element, which the model cannot express."""

from __future__ import annotations

from ...http import is_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...http import Response


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("parsed", "GetBucketLocation")(read_location)


def read_location(call: Call, response: Response, parsed: dict[str, Any]) -> None:
    """Set `LocationConstraint`: the region, or None for us-east-1."""
    if is_error(response.status) or not response.body:
        return
    from ...wire.xml import parse_document

    # The body was parsed before (so it is XML), but without the text of the element itself.
    parsed["LocationConstraint"] = parse_document(response.body).text
