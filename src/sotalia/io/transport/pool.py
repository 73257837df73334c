"""The idle lanes of a blocking transport: found again by host, bounded, aged out, dropped after a fork.

Laws:
- a lane is in the pool or with one borrower, never both; the lock is held for list operations only;
- the lane given back last is the first to be lent; one that has been to the host before goes before one that has not;
- in a forked child there are no lanes: those of the parent are let go without a word to the servers.
"""

from __future__ import annotations

import os
import threading
import time
import weakref

from .lane import Lane

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import TransportOptions

#: Seconds after which a lane that nobody borrowed is closed: servers close theirs no later.
IDLE_SECONDS = 60.0


class Pool:
    """The idle lanes of one transport."""

    __slots__ = ("__weakref__", "_idle", "_limit", "_lock", "_options", "polling")

    def __init__(self, options: TransportOptions) -> None:
        self._options = options
        self._limit = max(1, options.max_pool_connections)
        self._idle: list[Lane] = []
        self._lock = threading.Lock()
        #: Whether new lanes wait with poll(), because a file descriptor has been too high for select().
        self.polling = False
        _pools.add(self)

    def borrow(self, origin: str) -> Lane:
        """Return a lane for requests to `origin`; it is the caller's until it is given back or closed."""
        with self._lock:
            idle = self._idle
            for index in range(len(idle) - 1, -1, -1):
                if origin in idle[index].origins:
                    return idle.pop(index)
            # Another host's lane serves as well: it keeps its connection, and has the certificates parsed already.
            lane = idle.pop(0) if idle else None
        if lane is None:
            lane = Lane(self._options, self.polling)
            _lanes.add(lane)
        lane.origins.add(origin)
        return lane

    def give_back(self, lane: Lane) -> None:
        """Keep a lane whose request has ended for the next one."""
        lane.since = now = time.monotonic()
        surplus = None
        with self._lock:
            idle = self._idle
            idle.append(lane)
            if len(idle) > self._limit or idle[0].since < now - IDLE_SECONDS:
                surplus = idle.pop(0)
        if surplus is not None:
            surplus.close()

    def close(self) -> None:
        """Close all idle lanes."""
        with self._lock:
            lanes, self._idle = self._idle, []
        for lane in lanes:
            lane.close()

    def start_anew(self) -> None:
        """In a forked child: forget the lanes, and the lock, which another thread may have held."""
        self._lock = threading.Lock()
        self._idle = []


_pools: weakref.WeakSet[Pool] = weakref.WeakSet()
_lanes: weakref.WeakSet[Lane] = weakref.WeakSet()


def _after_fork_in_child() -> None:
    for lane in list(_lanes):
        lane.disown()
    for pool in list(_pools):
        pool.start_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
