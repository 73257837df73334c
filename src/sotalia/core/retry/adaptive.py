"""boto3's adaptive retry mode: the standard one, and a limit to how fast the client sends (see `limiter`)."""

from __future__ import annotations

from ..._log import debug
from .classify import THROTTLING
from .standard import StandardRetry, classify_parsed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...http import Response
    from ..context import Call
    from .shared import Shared
    from .strategy import Decision


class AdaptiveRetry(StandardRetry):
    """The strategy of one client; all clients made of that one share its limiter."""

    __slots__ = ("_limiter",)
    may_wait = True

    def __init__(self, max_attempts: int | None, shared: Shared) -> None:
        super().__init__(max_attempts, shared)
        self._limiter = shared.limiter

    def before_attempt(self, call: Call) -> float | None:
        """Return how long to wait before the next request, so that the service is not called too fast."""
        seconds = self._limiter.take()
        if seconds is not None:
            debug(
                "sotalia.retry",
                "%s: the service throttles; attempt %d waits %.3f s (%.2f requests a second).",
                call.operation.name,
                call.attempt,
                seconds,
                self._limiter.rate,
            )
        return seconds

    def after_error(self, call: Call, error: BaseException) -> Decision:
        """Decide as the standard mode does. An attempt without a reply does not count as too fast."""
        self._limiter.learn(throttled=False)
        return super().after_error(call, error)

    def after_reply(self, call: Call, response: Response, parsed: dict[str, Any]) -> Decision:
        """Decide as the standard mode does, and heed what the service says about the rate."""
        self._limiter.learn(throttled=classify_parsed(call, response, parsed) is THROTTLING)
        return super().after_reply(call, response, parsed)

    def succeeded(self, call: Call, metadata: dict[str, Any]) -> None:
        """Account for a reply that is no error."""
        if not call.transient:  # `after_reply` has counted such a reply already
            self._limiter.learn(throttled=False)
        super().succeeded(call, metadata)
