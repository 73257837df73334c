"""API Gateway answers in HAL unless asked for JSON; its SDKs ask.

https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
"""

from __future__ import annotations

from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import Call
    from ..http import Request

HOOKS = Hooks()


@HOOKS.on("request")
def ask_for_json(call: Call, request: Request) -> None:
    """Add the Accept header, unless the caller asks for something else (GetExport takes it as a parameter)."""
    request.headers.setdefault("accept", "application/json")
