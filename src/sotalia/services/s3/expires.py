"""`Expires` is whatever text the object was stored with; where it is not a date, the call must not fail.

The text is always in `ExpiresString`; `Expires` is in the reply only when it is a date.
"""

from __future__ import annotations

from ..._log import debug
from ...wire.timestamps import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...http import Response

_EXPIRES = "expires"


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("reply", "GetObject", "HeadObject")(set_aside)
    hooks.on("parsed", "GetObject", "HeadObject")(give_back)


def set_aside(call: Call, response: Response) -> None:
    """Remember the header, and remove it when it is no date."""
    text = response.headers.get("expires")
    if text is None:
        return
    call.remember(_EXPIRES, text)
    try:
        parse(text)
    except (ValueError, RuntimeError):
        debug("sotalia.call", "The reply's Expires header is no date (%.60s); see ExpiresString.", text)
        del response.headers["expires"]


def give_back(call: Call, response: Response, parsed: dict[str, Any]) -> None:
    """Add `ExpiresString`."""
    text = call.recall(_EXPIRES)
    if text is not None and "Error" not in parsed:
        parsed["ExpiresString"] = text
