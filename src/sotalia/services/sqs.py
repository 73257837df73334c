"""SQS: error codes of its former protocol, and a slower loop for pollers in trouble.

SQS moved from the query protocol to JSON. Programs still look for the old error codes, which replies carry beside the
new ones; the exception's class goes by the modeled name.
"""

from __future__ import annotations

from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call

HOOKS = Hooks(long_polling=frozenset({"ReceiveMessage"}))


@HOOKS.on("result")
def look_up_class_by_new_code(call: Call, parsed: dict[str, Any]) -> None:
    """Choose the exception's class by the name that the JSON protocol gave the error."""
    code = (parsed.get("Error") or {}).get("QueryErrorCode")
    if code:
        call.error_code = code
