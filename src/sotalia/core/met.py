"""What the attempts of a call met, for the error that ends it. Nothing is kept before the first one fails."""

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
    """Keep what the present attempt met."""
    status = code = request_id = error = None
    if response is not None:
        status = response.status
        headers = response.headers
        request_id = headers.get("x-amzn-requestid") or headers.get("x-amz-request-id")
    if parsed is not None:
        code = (parsed.get("Error") or {}).get("Code")
        request_id = (parsed.get("ResponseMetadata") or {}).get("RequestId") or request_id
    if failure is not None:
        # Not the exception: it would keep alive what its traceback refers to.
        error = f"{type(failure).__name__}: {failure}"[:_LONGEST_TEXT]
    elif code is None and current.transient:
        error = "the reply is damaged"
    current.met = (*current.met, Attempt(status, code, request_id, error))


def waited(current: Call, seconds: float) -> None:
    """Account for a wait after the last attempt that is remembered; before the first one there is nobody to tell."""
    if current.met:
        current.met[-1].waited += seconds


def tell_attempts(current: Call, error: Exception) -> None:
    """Let an error of ours say what the attempts met."""
    if current.met and isinstance(error, (BotoCoreError, ClientError)):
        error.attempts = current.met
