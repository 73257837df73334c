"""What retry strategies are called for, and what they and the hooks of phase `retry` return.

    before_attempt ─► one attempt ─┬─► after_error    it brought no reply
                ▲                  ├─► after_reply    it brought an error, or a reply that a hook found damaged
                ╰──── RetryIn ─────┤
                                   ╰─► succeeded

A strategy is made by its client's first call and serves all its calls, in all threads and tasks; so it never waits
itself, but says how long the call must wait. `modes` says which one a client has.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...http import Response
    from ..context import Call


class Decision:
    """What becomes of a call after an attempt that failed: `RetryIn` or `Stop`. In both cases it waits `seconds`."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.seconds})"


class RetryIn(Decision):
    """Try once more, after so many seconds."""

    __slots__ = ()


class Stop(Decision):
    """Do not try again. The wait, if any, slows down callers who would call again at once."""

    __slots__ = ()


class RetryStrategy:
    """Decides for the calls of one client; this one never tries again.

    `max_attempts` is how many attempts a call has at most. Attempts from number `announced_from`
    on tell it to the service.
    """

    __slots__ = ("first_attempt", "max_attempts")

    announced_from = 1
    #: Whether calls may have to wait before their first attempt.
    may_wait = False

    def __init__(self, max_attempts: int) -> None:
        self.max_attempts = max_attempts
        #: What the first attempt tells the service.
        self.first_attempt = self.attempt_text(1)

    def attempt_text(self, number: int) -> str:
        """Return what an attempt tells the service: which one it is, and of how many."""
        return f"attempt={number}; max={self.max_attempts}" if number >= self.announced_from else f"attempt={number}"

    def before_attempt(self, call: Call) -> float | None:
        """Return the seconds that the call must wait before it signs and sends, the first time too; None for none.

        After the wait it is called again, since another call may have come first.
        """
        return None

    def after_error(self, call: Call, error: BaseException) -> Decision:
        """Decide after an attempt that brought no reply."""
        return Stop()

    def after_reply(self, call: Call, response: Response, parsed: dict[str, Any]) -> Decision:
        """Decide after an error reply, or one that a hook found to be transient.

        Reasons that the caller is to see go into the `ResponseMetadata` of `parsed`.
        """
        return Stop()

    def succeeded(self, call: Call, metadata: dict[str, Any]) -> None:
        """Account for a reply that is no error. `metadata` is its `ResponseMetadata`."""


def note(parsed: dict[str, Any] | None, key: str) -> None:
    """Say in the `ResponseMetadata` of a reply, if there is one, why there is no other attempt."""
    if parsed is not None:
        parsed.setdefault("ResponseMetadata", {})[key] = True
