"""The idle lanes of a blocking transport: found again by host, bounded, aged out, dropped after a fork.

Laws:
- a lane is in the pool or with one borrower, never both. Adding and taking the last are single list operations, which
  threads cannot come between; whoever searches the list holds the lock;
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
    from ...http import Request
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

    def borrow(self, request: Request) -> Lane:
        """Return a lane for `request`; it is the caller's until it is given back or closed."""
        idle = self._idle
        if idle:
            try:
                lane = idle.pop()
            except IndexError:  # another thread was faster
                pass
            else:
                handle = lane.handle
                if request.url == handle.url and request.http2 is handle.http2:
                    return lane
                if origin_of(request) in lane.origins:
                    return lane
                idle.append(lane)
        return self._find(origin_of(request))

    def give_back(self, lane: Lane) -> None:
        """Keep a lane whose request has ended for the next one."""
        lane.since = time.monotonic()
        idle = self._idle
        idle.append(lane)
        if len(idle) > 1:
            self._trim(lane.since)

    def _find(self, origin: str) -> Lane:
        with self._lock:
            idle = self._idle
            lane = next((lane for lane in reversed(idle) if origin in lane.origins), None)
            if lane is None and idle:
                # Another host's lane serves as well: it keeps its connection, and has the certificates parsed already.
                lane = idle[0]
            if lane is not None:
                try:
                    idle.remove(lane)
                except ValueError:  # another thread has just taken it
                    lane = None
        if lane is None:
            lane = Lane(self._options, self.polling)
            _lanes.add(lane)
        lane.origins.add(origin)
        return lane

    def _trim(self, now: float) -> None:
        """Close the lane that has been idle longest, if it has been so too long or if there are too many."""
        oldest = None
        with self._lock:
            idle = self._idle
            if len(idle) > self._limit or (len(idle) > 1 and idle[0].since < now - IDLE_SECONDS):
                oldest = idle.pop(0)
        if oldest is not None:
            oldest.close()

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


def origin_of(request: Request) -> str:
    """Return what connections can be shared by: scheme, host and port, and whether it is HTTP/2."""
    url = request.url
    origin = url[: url.find("/", len("https://"))]
    return f"HTTP/2 {origin}" if request.http2 else origin


_pools: weakref.WeakSet[Pool] = weakref.WeakSet()
_lanes: weakref.WeakSet[Lane] = weakref.WeakSet()


def _after_fork_in_child() -> None:
    for lane in list(_lanes):
        lane.disown()
    for pool in list(_pools):
        pool.start_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
