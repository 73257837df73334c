"""How the attempts of a call failed, for the error that ends it. Nothing is kept before the first one fails."""

from __future__ import annotations

from ..errors import Attempt, BotoCoreError, ClientError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Response
    from .context import Call

#: An error's text is cut here: it may quote what a server sent.
_LONGEST_TEXT = 500


def remember_attempt(
    current: Call, response: Response | None, parsed: dict[str, Any] | None, failure: Exception | None
) -> None:
    """Keep how the present attempt failed."""
    status = code = request_id = error = None
    if response is not None:
        status = response.status
        headers = response.headers
        request_id = headers.get("x-amzn-requestid") or headers.get("x-amz-request-id")
    if parsed is not None:
        code = (parsed.get("Error") or {}).get("Code")
        request_id = (parsed.get("ResponseMetadata") or {}).get("RequestId") or request_id
    if failure is not None:
        # Not the exception itself: its traceback would keep other objects alive.
        error = f"{type(failure).__name__}: {failure}"[:_LONGEST_TEXT]
    elif code is None and current.transient:
        error = "the reply is damaged"
    current.failed_attempts = (*current.failed_attempts, Attempt(status, code, request_id, error))


def waited(current: Call, seconds: float) -> None:
    """Add a wait to the last attempt that is kept; waits before the first one are not counted."""
    if current.failed_attempts:
        current.failed_attempts[-1].waited += seconds


def tell_attempts(current: Call, error: Exception) -> None:
    """Set `attempts` of one of Sotalia's errors: how each attempt failed."""
    if current.failed_attempts and isinstance(error, (BotoCoreError, ClientError)):
        error.attempts = current.failed_attempts
