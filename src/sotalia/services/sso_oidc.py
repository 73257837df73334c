"""SSO OIDC speaks OAuth: its error replies carry `error_description` where other services have `message`.

https://www.rfc-editor.org/rfc/rfc6749#section-5.2
"""

from __future__ import annotations

from .._json import read_json
from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import Call
    from ..http import Response

HOOKS = Hooks()
_FIRST_ERROR = 400


@HOOKS.on("reply")
def name_message(call: Call, response: Response) -> None:
    """Copy the description to the member from which error messages are read."""
    import json

    if response.status < _FIRST_ERROR or not isinstance(response.body, bytes):
        return
    try:
        body = read_json(response.body)
        description = body.get("error_description")
        if description and not body.get("Message", body.get("message")):
            response.body = json.dumps({**body, "Message": description}).encode("utf-8")
    except (ValueError, AttributeError):
        return
