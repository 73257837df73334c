"""boto3's standard retry mode: up to `max_attempts` tries, full-jitter back-off, a retry quota.

See https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

from __future__ import annotations

from ..._log import debug
from .backoff import DEFAULT_BASE, THROTTLING_BASE, delay
from .classify import THROTTLING, TRANSIENT, classify_error, classify_reply
from .quota import RETRY_COST, SUCCESS_REFUND, THROTTLING_COST
from .strategy import RetryIn, RetryStrategy, Stop, note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...http import Response
    from ..context import Call
    from .shared import Shared
    from .strategy import Decision

DEFAULT_MAX_ATTEMPTS = 3


class StandardRetry(RetryStrategy):
    """The strategy of one client; shared by its calls, in all threads and tasks.

    `max_attempts` is the client's setting; where that is None, the service's number counts, or else the mode's.
    """

    __slots__ = ("_base", "_long_polling", "_quota", "_random")

    def __init__(self, max_attempts: int | None, shared: Shared) -> None:
        hooks = shared.hooks
        super().__init__(max_attempts or hooks.max_attempts or DEFAULT_MAX_ATTEMPTS)
        self._random = shared.random
        self._base = DEFAULT_BASE if hooks.backoff_base is None else hooks.backoff_base
        self._long_polling = hooks.long_polling
        self._quota = shared.quota

    def after_error(self, call: Call, error: BaseException) -> Decision:
        """Decide after an attempt that brought no reply."""
        return self._decide(call, lambda: classify_error(error), None, None)

    def after_reply(self, call: Call, response: Response, parsed: dict[str, Any]) -> Decision:
        """Decide after an error reply, or one that a hook found to be transient.

        `ResponseMetadata` then says why there is no other attempt.
        """
        return self._decide(call, lambda: classify_parsed(call, response, parsed), response, parsed)

    def succeeded(self, call: Call, metadata: dict[str, Any]) -> None:
        """Account for a successful reply. If it was the last attempt, `metadata` says so, as boto3's does."""
        if call.attempt >= self.max_attempts and not call.transient:
            metadata["MaxAttemptsReached"] = True
        self._quota.release(call.retry_cost or SUCCESS_REFUND)

    def _decide(
        self, call: Call, classify: Callable[[], str | None], response: Response | None, parsed: dict[str, Any] | None
    ) -> Decision:
        if call.attempt >= self.max_attempts:
            note(parsed, "MaxAttemptsReached")
            return Stop()
        kind = classify()
        if kind is None:
            return Stop()
        throttled = kind is THROTTLING
        seconds = delay(
            call.attempt,
            THROTTLING_BASE if throttled else self._base,
            self._random(),
            response.headers if response is not None else None,
        )
        cost = THROTTLING_COST if throttled else RETRY_COST
        if not self._quota.acquire(cost):
            note(parsed, "RetryQuotaReached")
            debug("sotalia.retry", "%s: the retry quota is spent, not trying again.", call.operation.name)
            # Callers who poll would call again at once.
            return Stop(seconds if call.operation.name in self._long_polling else 0.0)
        call.retry_cost = cost
        debug(
            "sotalia.retry",
            "%s: attempt %d failed (%s), again in %.3f s.",
            call.operation.name,
            call.attempt,
            kind,
            seconds,
        )
        return RetryIn(seconds)


def classify_parsed(call: Call, response: Response, parsed: dict[str, Any]) -> str | None:
    """Classify a reply that is an error, or was found to be damaged."""
    kind = classify_reply(response.status, (parsed.get("Error") or {}).get("Code"), call.operation.model)
    return TRANSIENT if kind is None and call.transient else kind
