"""One wait, without the waiting: what a reply means, and how long to sleep before the next poll.

A shell polls, gives each reply to `Plan.next`, and sleeps as long as that says, until it says None or raises. Laws:
- acceptors are asked in order, and the first match decides; an error reply that none of them matches is the end;
- replies are counted before anything is slept: `MaxAttempts` of 1, 0 and below all mean one poll;
- by default each sleep is `Delay`, as in boto3. With `MaxDelay` they grow as Smithy's waiters do
  (https://smithy.io/2.0/additional-specs/waiters.html#waiter-retries): the n-th is a random time between `Delay` and
  `Delay` * 2^(n-1), which never exceeds `MaxDelay`;
- with `Timeout` no sleep goes beyond its end, and the poll at its end is the last. A poll under way is not cut short.
"""

from __future__ import annotations

from .._log import debug
from ..effects import Sleep
from ..errors import WaiterError
from .acceptors import is_valid_waiter_error
from .errors import option_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..effects import Steps
    from .acceptors import AcceptorConfig

_SECONDS = "a number of seconds, 0 or more,"


class Plan:
    """The state of one wait.

    `config` is the waiter's (`SingleWaiterConfig`), `options` the caller's `WaiterConfig`. `now` returns seconds that
    never run backwards, `random` a number in [0, 1); they are called only for `Timeout` and `MaxDelay`.

    Raises WaiterOptionError for an invalid `Timeout` or `MaxDelay`, WaiterConfigError for malformed acceptors.
    """

    __slots__ = (
        "_acceptor",
        "_acceptors",
        "_attempts",
        "_ceiling",
        "_deadline",
        "_delay",
        "_last_poll",
        "_max_attempts",
        "_max_delay",
        "_name",
        "_now",
        "_random",
        "_timeout",
    )

    def __init__(
        self, name: str, config: Any, options: Any, now: Callable[[], float], random: Callable[[], float]
    ) -> None:
        self._acceptors: list[AcceptorConfig] = list(config.acceptors)
        self._name = name
        self._now = now
        self._random = random
        self._attempts = 0
        self._acceptor: AcceptorConfig | None = None
        self._last_poll = False
        if not hasattr(options, "get"):
            raise option_error("WaiterConfig", "a dict", options)
        self._delay: Any = options.get("Delay", config.delay)
        self._timeout: Any = options.get("Timeout")
        # A Timeout replaces the model's number of attempts, which may be used up long before.
        default = config.max_attempts if self._timeout is None else None
        self._max_attempts: Any = options.get("MaxAttempts", default)
        self._max_delay: Any = options.get("MaxDelay")
        if self._max_delay is not None:
            self._check_delays()
        self._ceiling = self._delay
        self._deadline = None if self._timeout is None else now() + _seconds("Timeout", self._timeout)

    def next(self, response: dict[str, Any]) -> float | None:
        """Return how many seconds to sleep before the next poll; None when the waiter's condition holds.

        Raises WaiterError when it cannot hold any more or the wait must end, WaiterOptionError for an invalid `Delay`
        or `MaxAttempts` (here, not before: boto3 does not look at them until it needs them).
        """
        self._attempts += 1
        state = self._state(response)
        if state == "success":
            debug("sotalia.waiters", "Waiting is over after %d polls: %s.", self._attempts, self._name)
            return None
        if state == "failure" and self._acceptor is not None:
            raise self._failure(f"Waiter encountered a terminal failure state: {self._acceptor.explanation}", response)
        if self._is_exhausted():
            raise self._failure(f"Max attempts exceeded{self._previously()}", response)
        return self._sleep(response)

    def _state(self, response: dict[str, Any]) -> str:
        for acceptor in self._acceptors:
            if acceptor.matcher_func(response):
                self._acceptor = acceptor
                return acceptor.state
        if is_valid_waiter_error(response):
            error = response["Error"]
            code, message = error.get("Code", "Unknown"), error.get("Message", "Unknown")
            raise self._failure(f"An error occurred ({code}): {message}", response)
        return "retry"

    def _is_exhausted(self) -> bool:
        if self._max_attempts is None and self._timeout is not None:
            return False
        try:
            return bool(self._attempts >= self._max_attempts)
        except TypeError:
            raise option_error("MaxAttempts", "a number of polls", self._max_attempts) from None

    def _sleep(self, response: dict[str, Any]) -> float:
        delay: float = _seconds("Delay", self._delay)
        if self._max_delay is not None:
            delay += self._random() * (self._ceiling - delay)
            self._ceiling = min(self._ceiling * 2, self._max_delay)
        if self._deadline is None:
            return delay
        remaining: float = self._deadline - self._now()
        if remaining <= 0 or self._last_poll:
            raise self._failure(f"Timed out after {self._timeout} seconds{self._previously()}", response)
        # The clock may be a little early after a sleep: so that a poll is the last is remembered, not measured.
        self._last_poll = delay >= remaining
        return min(delay, remaining)

    def _check_delays(self) -> None:
        longest, shortest = _seconds("MaxDelay", self._max_delay), _seconds("Delay", self._delay)
        if not 0 < shortest <= longest:
            expected = f"more than 0 and no more than MaxDelay, which is {longest},"
            raise option_error("Delay", expected, shortest)

    def _previously(self) -> str:
        return "" if self._acceptor is None else f". Previously accepted state: {self._acceptor.explanation}"

    def _failure(self, reason: str, response: dict[str, Any]) -> WaiterError:
        return WaiterError(name=self._name, reason=reason, last_response=response)


def delay(seconds: float) -> Steps:
    """Return the steps of sleeping."""
    yield Sleep(seconds)


def _seconds(name: str, value: Any) -> Any:
    """Return `value` if it is a length of time, of any type that can be added to a float."""
    try:
        possible = value + 0.0 >= 0
    except TypeError:
        possible = False
    if not possible:
        raise option_error(name, _SECONDS, value)
    return value
