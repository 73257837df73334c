"""The idle connections of a blocking transport: looked up by host, bounded, closed after a while, dropped after a fork.

Laws:
- a connection is in the pool or with one borrower, never both. Adding and taking the last are single list operations,
  which other threads cannot interrupt; code that searches the list holds the lock;
- the one returned last is the first to be lent; one that has been to the host before goes before one that has not;
- in a forked child there are no connections: those of the parent are dropped without sending anything to the servers.
"""

from __future__ import annotations

import _thread  # `threading` takes ten times as long to import
import time
import weakref

from ..system import after_fork_in_child
from . import CROWD_SECONDS, IDLE_SECONDS
from .connection import PooledConnection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...http import Request
    from . import TransportOptions


class Pool:
    """The idle connections of one transport."""

    __slots__ = ("__weakref__", "_idle", "_limit", "_lock", "_options", "polling")

    def __init__(self, options: TransportOptions) -> None:
        self._options = options
        self._limit = max(1, options.max_pool_connections)
        self._idle: list[PooledConnection] = []
        self._lock = _thread.allocate_lock()
        #: Whether new connections wait with poll(), because a file descriptor has been too high for select().
        self.polling = False
        _pools.add(self)

    def borrow(self, request: Request) -> PooledConnection:
        """Return a pooled connection for `request`; it belongs to the caller until it is given back or closed."""
        idle = self._idle
        if idle:
            try:
                connection = idle.pop()
            except IndexError:  # another thread was faster
                pass
            else:
                handle = connection.handle
                if request.url == handle.url and request.http2 is handle.http2:
                    return connection
                if origin_of(request) in connection.origins:
                    return connection
                idle.append(connection)
        return self._find(origin_of(request))

    def give_back(self, connection: PooledConnection) -> None:
        """Keep a pooled connection whose request has ended for the next one."""
        connection.since = time.monotonic()
        idle = self._idle
        idle.append(connection)
        if len(idle) > 1:
            self._trim(connection.since)

    def _find(self, origin: str) -> PooledConnection:
        with self._lock:
            idle = self._idle
            connection = next((connection for connection in reversed(idle) if origin in connection.origins), None)
            if connection is None and idle:
                # One to another host will do: it keeps that host's socket, and has the certificates parsed already.
                connection = idle[0]
            if connection is not None:
                try:
                    idle.remove(connection)
                except ValueError:  # another thread has just taken it
                    connection = None
        if connection is None:
            connection = PooledConnection(self._options, self.polling)
            _connections.add(connection)
        connection.origins.add(origin)
        return connection

    def _trim(self, now: float) -> None:
        """Close the connection that has been idle longest, if that is too long."""
        oldest = None
        with self._lock:
            idle = self._idle
            longest = CROWD_SECONDS if len(idle) > self._limit else IDLE_SECONDS
            if len(idle) > 1 and idle[0].since < now - longest:
                oldest = idle.pop(0)
        if oldest is not None:
            oldest.close()

    def close(self) -> None:
        """Close all idle connections."""
        with self._lock:
            connections, self._idle = self._idle, []
        for connection in connections:
            connection.close()

    def start_anew(self) -> None:
        """In a forked child: forget the connections, and the lock, which another thread may have held."""
        self._lock = _thread.allocate_lock()
        self._idle = []


def origin_of(request: Request) -> str:
    """Return the key by which requests share connections: scheme, host and port, and whether it is HTTP/2."""
    url = request.url
    origin = url[: url.find("/", len("https://"))]
    return f"HTTP/2 {origin}" if request.http2 else origin


_pools: weakref.WeakSet[Pool] = weakref.WeakSet()
_connections: weakref.WeakSet[PooledConnection] = weakref.WeakSet()


def _start_anew() -> None:
    for connection in list(_connections):
        connection.disown()
    for pool in list(_pools):
        pool.start_anew()


after_fork_in_child(_start_anew)
