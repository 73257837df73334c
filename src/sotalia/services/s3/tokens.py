"""Tokens that S3 refuses before their time, since they were revoked: newer ones are fetched, and the call made again.

That is tried twice per call, where the credentials' source can be asked again: the first newer ones may be some that
another call has got meanwhile. (boto3 goes on signing with the refused
ones until their time is over, and so transfers of hours end, and leave their parts.) The reply to HEAD has no body that
names the error: 400 may be it.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from __future__ import annotations

from ...core.retry.strategy import RetryIn
from ...identity.renewable import Renewable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...effects import Effect
    from ...http import Response

_REFUSALS = ("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId")
_RENEWED = "renewed credentials"
_TRIES = 2


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("retry")(renew_refused)


def renew_refused(
    call: Call, response: Response | None, parsed: dict[str, Any] | None, error: Exception | None
) -> Generator[Effect, Any, RetryIn | None] | None:
    """Have a call made again with newer credentials, if its own were refused."""
    code = None if parsed is None else (parsed.get("Error") or {}).get("Code")
    if code not in _REFUSALS and not (code == "400" and call.operation.name in ("HeadObject", "HeadBucket")):
        return None
    holder = call.session or call.client.identity.holder
    if not isinstance(holder, Renewable) or call.recall(_RENEWED) == _TRIES:
        return None
    return _renew(call, holder)


def _renew(call: Call, holder: Renewable) -> Generator[Effect, Any, RetryIn | None]:
    tried = call.recall(_RENEWED) or 0
    call.remember(_RENEWED, tried + 1)
    # The first answer may be one to a request that others have signed.
    if (yield from holder.renewal_after_refusal(call.credentials if tried else None)):
        return RetryIn(0.0)
    return None
