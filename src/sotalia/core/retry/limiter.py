"""How fast a client may send in the adaptive mode: as fast as it likes, until the service says that this is too fast.

From then on each attempt takes a token from a bucket, which is filled at the rate that the service seems to accept. The
rate falls to seven tenths of the measured one with each throttled reply; between them it rises again along a cubic
curve, quickly back to where the service complained last, slowly around there, quickly beyond (as TCP CUBIC has it, RFC
9438). It never is more than twice the measured rate. The figures are those of botocore 1.44.5.

All threads and tasks of a client use its limiter, which never waits itself: it says how long to wait. There is no lock.
Once the time is known, its figures are changed by plain arithmetic, during which the interpreter does not switch to
another thread; at worst, two threads take the same token, and the next one has to wait for another.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: Tokens per second that there are always.
LEAST_RATE = 0.5
#: The rate after a throttled reply, as a part of the one before.
BETA = 0.7
#: How steep the curve is.
SCALE = 0.4
#: How many times the measured rate the rate may be.
HEADROOM = 2.0
#: The weight of the newest measurement.
SMOOTHING = 0.8
#: Measurements a second.
SLICES = 2
#: How much may be missing from a whole token, since seconds are rounded.
_ROUNDING = 1e-6


class RateLimiter:
    """The limiter of one client. `throttled` says that there has been a throttled reply: until then nobody waits."""

    __slots__ = (
        "_available",
        "_capacity",
        "_counted",
        "_filled_at",
        "_highest",
        "_measured_at",
        "_monotonic",
        "_throttled_at",
        "_zero_point",
        "measured_rate",
        "rate",
        "throttled",
    )

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        now = monotonic()
        self.throttled = False
        #: Tokens that come per second.
        self.rate = 1.0
        self._capacity = 1.0
        self._available = 0.0
        self._filled_at = now
        #: Replies per second in the last seconds.
        self.measured_rate = 0.0
        self._counted = 0
        self._measured_at: float = now // 1
        #: The curve: the rate at which the service complained last, when that was, and how long the way back takes.
        self._highest = 0.0
        self._throttled_at = now
        self._zero_point = 0.0

    def take(self) -> float | None:
        """Take a token and return None, or return the seconds until there will be one."""
        if not self.throttled:
            return None
        self._fill(self._monotonic())
        missing = 1 - self._available
        if missing > _ROUNDING:
            return missing / self.rate
        self._available -= 1
        return None

    def learn(self, *, throttled: bool) -> None:
        """Count an attempt, whose reply said "too fast" (`throttled`) or anything else."""
        now = self._monotonic()
        self._measure(now)
        measured = self.measured_rate
        if throttled:
            current = self.rate if self.throttled and self.rate < measured else measured
            self._highest = current
            self._zero_point = (current * (1 - BETA) / SCALE) ** (1 / 3)
            self._throttled_at = now
            self.throttled = True
            rate = current * BETA
        else:
            rate = SCALE * (now - self._throttled_at - self._zero_point) ** 3 + self._highest
        most = HEADROOM * measured
        self._fill(now)
        self._set_rate(rate if rate < most else most)

    def _fill(self, now: float) -> None:
        """Add the tokens that have come since the bucket was filled last."""
        available = self._available + (now - self._filled_at) * self.rate
        self._available = available if available < self._capacity else self._capacity
        self._filled_at = now

    def _set_rate(self, rate: float) -> None:
        self.rate = rate if rate > LEAST_RATE else LEAST_RATE
        self._capacity = capacity = rate if rate > 1 else 1.0
        if self._available > capacity:
            self._available = capacity

    def _measure(self, now: float) -> None:
        """Count one reply; at the end of each slice of time, work out the rate."""
        self._counted += 1
        slice_began = now * SLICES // 1 / SLICES
        if slice_began > self._measured_at:
            rate = self._counted / (slice_began - self._measured_at)
            self.measured_rate = rate * SMOOTHING + self.measured_rate * (1 - SMOOTHING)
            self._counted = 0
            self._measured_at = slice_began
