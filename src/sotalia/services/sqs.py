"""SQS: error codes of its former protocol, and a slower loop for pollers in trouble.

SQS moved from the query protocol to JSON. Programs still compare the old error codes, which replies have beside the
new ones; but the exception's class is that of the new code, which the model names.
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
