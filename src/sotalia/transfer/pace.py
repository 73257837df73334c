"""How many requests are under way at once, and when the next one may be begun.

There are as many as the other side gives more bytes for, within what the user allows. A server that asks for less (503,
429) or does not answer in time gets less, at once; afterwards one more each second. As long as more requests bring more
bytes, there are more of them. Small requests are begun no faster than the user's bound on the bandwidth allows.
"""

from __future__ import annotations

from ..bodies import SMALL
from ..errors import ConnectTimeoutError, ReadTimeoutError
from ..http import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: How many requests there are at first: what folders had under way before there was a limit that adapts.
START = 32
#: Seconds between two changes.
BETWEEN = 1.0
#: By how much the limit grows while that helps, what gain in bytes per second counts as help, and what a server that
#: is asked for too much gets.
GROWTH, GAIN, CUT = 1.25, 1.05, 0.7
#: After so many measurements without a gain, more is tried once again.
PATIENCE = 10

#: What a server answers that is asked for too much: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_TOO_MUCH = (429, 503)


class Pace:
    """A limit that adapts: `limit` is how many requests may be under way, between 1 and `most`.

    `rate` bounds the bytes per second of small requests, which are sent in one go (None: no bound); libcurl bounds the
    others. `clock` tells the time in seconds. It is asked only where something depends on it: with neither a bound nor
    an answer that asks for less, beginning a request costs no look at it.
    """

    __slots__ = (
        *("_best", "_changed_at", "_clock", "_free_at", "_held", "_measured_at", "_most", "_moved", "_rate", "_was"),
        "limit",
    )

    def __init__(self, most: int, rate: float | None, clock: Callable[[], float]) -> None:
        self.limit = min(most, START)
        self._most = most
        self._rate = rate
        self._clock = clock
        #: When the next small request may be begun.
        self._free_at = 0.0
        #: What the limit was when the server asked for less; above that, more is tried only if it helps.
        self._was = self.limit
        self._best = 0.0
        self._held = 0
        self._moved = 0
        self._measured_at: float | None = None
        self._changed_at: float | None = None

    def pause(self) -> float:
        """Return in how many seconds the next small request may be begun."""
        return max(0.0, self._free_at - self._clock()) if self._rate else 0.0

    def begun(self, count: int) -> None:
        """Take in that a request with so many bytes is begun."""
        if self._rate and count <= SMALL:
            self._free_at = max(self._free_at, self._clock()) + count / self._rate

    def is_due(self, now: float) -> bool:
        """Return whether it is time to measure again."""
        return self._measured_at is None or now - self._measured_at >= BETWEEN

    def measure(self, now: float, moved: int, *, is_full: bool) -> None:
        """Take in how many bytes have been moved in all, and raise the limit where that may help.

        `is_full` says that as many requests are under way as the limit allows.
        """
        if not self.is_due(now):
            return
        last = self._measured_at
        before, self._moved, self._measured_at = self._moved, moved, now
        changed = self._changed_at
        if last is None or not is_full or self.limit >= self._most or (changed is not None and now < changed + BETWEEN):
            return
        if self.limit < self._was:
            self.limit += 1
            return
        rate = (moved - before) / (now - last)
        if rate > self._best * GAIN:
            self._best = rate
            self._held = 0
            self.limit = min(self._most, max(self.limit + 1, int(self.limit * GROWTH)))
            return
        self._held += 1
        if self._held >= PATIENCE:
            self._held = 0
            self._best = 0.0

    def heed(self, answer: Response | Exception | None, under_way: int) -> None:
        """Have less under way, once for all that is, where an answer says that it is too much, or none came in time."""
        if isinstance(answer, Response):
            if answer.status not in _TOO_MUCH:
                return
        elif not isinstance(answer, (ConnectTimeoutError, ReadTimeoutError)):
            return
        now, changed = self._clock(), self._changed_at
        if changed is not None and now < changed + BETWEEN:
            return
        self._changed_at = now
        self._was = max(1, min(self.limit, under_way))
        self._best = 0.0
        self.limit = max(1, int(self._was * CUT))
