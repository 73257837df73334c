"""How many requests are under way at once: as many as the other side gives more bytes for, within what the user allows.

A server that asks for less (503, 429) or does not answer in time gets less, at once; afterwards one more each second.
As long as more requests bring more bytes, there are more of them. Nothing here reads a clock: times are arguments, in
seconds.
"""

from __future__ import annotations

from ..bodies import SMALL
from ..errors import ConnectTimeoutError, ReadTimeoutError
from ..http import Response

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


def asks_for_less(answer: Response | Exception | None) -> bool:
    """Return whether an answer says that too much was asked for, or none has come in time."""
    if isinstance(answer, Response):
        return answer.status in _TOO_MUCH
    return isinstance(answer, (ConnectTimeoutError, ReadTimeoutError))


class AdaptivePace:
    """A limit that adapts: `limit` is how many requests may be under way, between 1 and `most`."""

    __slots__ = ("_best", "_changed_at", "_held", "_measured_at", "_most", "_moved", "_was", "limit")

    def __init__(self, most: int) -> None:
        self.limit = min(most, START)
        self._most = most
        #: What the limit was when the server asked for less; above that, more is tried only if it helps.
        self._was = self.limit
        self._best = 0.0
        self._held = 0
        self._moved = 0
        self._measured_at: float | None = None
        self._changed_at: float | None = None

    def measure(self, now: float, moved: int, *, is_full: bool) -> None:
        """Take in how many bytes have been moved in all, and raise the limit where that may help.

        `is_full` says that as many requests are under way as the limit allows.
        """
        last = self._measured_at
        if last is not None and now - last < BETWEEN:
            return
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

    def slow_down(self, now: float, under_way: int) -> None:
        """Take in that the server asks for less than what is under way: lower the limit, once for all of that."""
        changed = self._changed_at
        if changed is not None and now < changed + BETWEEN:
            return
        self._changed_at = now
        self._was = max(1, min(self.limit, under_way))
        self._best = 0.0
        self.limit = max(1, int(self._was * CUT))


class SmallRate:
    """Keeps small requests, sent in one go, to `rate` bytes per second (None: no bound); libcurl bounds the others."""

    __slots__ = ("_free_at", "_rate")

    def __init__(self, rate: float | None) -> None:
        self._rate = rate
        self._free_at = 0.0

    def wait(self, now: float) -> float:
        """Return in how many seconds the next request may be begun."""
        return max(0.0, self._free_at - now) if self._rate else 0.0

    def take(self, now: float, count: int) -> None:
        """Take in that a request with so many bytes is begun."""
        if self._rate and count <= SMALL:
            self._free_at = max(self._free_at, now) + count / self._rate
