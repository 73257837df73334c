"""The sockets that libcurl has opened, remembered for three moments: before a request goes out on one that has been
idle, at a fork, and when a number is too high for select().
"""

from __future__ import annotations

import _socket  # `socket` takes ten times as long to import
import os

from .polling import POLLIN, is_patched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: With this many connections in the table, the closed ones are removed from it.
_MOST_KNOWN = 8
_PEEK = _socket.MSG_PEEK


class Sockets:
    """The sockets that the connections of one or more handles use.

    With `limit`, a file descriptor from there on is refused (`too_high` is then set): select() cannot wait for it.
    """

    __slots__ = ("_checks", "_inodes", "_limit", "_most_checks", "too_high")

    def __init__(self, limit: int | None = None) -> None:
        #: Inodes by file descriptor: they show where a number has been reused for another socket.
        self._inodes: dict[int, int] = {}
        #: By a connection's addresses: its descriptor, its inode, and what tells whether the other side has closed it.
        self._checks: dict[tuple[Any, ...], tuple[int, int, Callable[[], Any]]] = {}
        self._most_checks = _MOST_KNOWN
        self._limit = limit
        self.too_high = False

    def opened(self, fd: int, purpose: int) -> int:
        """Remember a new socket. libcurl's SOCKOPTFUNCTION."""
        if self._limit is not None and fd >= self._limit:
            self.too_high = True
            return 1
        self._inodes[fd] = os.fstat(fd).st_ino
        return 0

    def left_by_peer(self, addresses: tuple[Any, ...], shared: bool = False) -> bool:
        """Return whether the other side has closed the connection between `addresses`, which carries no request now.

        On one that is `shared` the other side may send something at any time, and others may have requests there.
        `addresses` are those that libcurl names in PREREQFUNCTION. libcurl itself checks only once a second. A
        connection that is not in the table is new, and has not been closed.
        """
        entry = self._checks.get(addresses)
        if entry is not None:
            fd, inode, has_left = entry
            if not has_left():
                return False
            if _inode(fd) == inode:
                return True  # the end, or bytes that no request has asked for
        self._learn(addresses, _end_of if shared else _reader_of)
        return False

    def disconnect(self) -> None:
        """Replace each socket by /dev/null, in this process alone: nothing can be sent on it any more."""
        null = os.open(os.devnull, os.O_RDWR)
        for fd, inode in self._inodes.items():
            if _inode(fd) == inode:
                os.dup2(null, fd, inheritable=False)
        os.close(null)
        self._inodes.clear()
        self._checks.clear()

    def _learn(self, addresses: tuple[Any, ...], watch: Callable[[int], Callable[[], Any]]) -> None:
        if len(self._checks) >= self._most_checks:
            self._checks = {key: entry for key, entry in self._checks.items() if _inode(entry[0]) == entry[1]}
            self._most_checks = 2 * len(self._checks) + _MOST_KNOWN
        inodes_in_use = {fd: inode for fd, inode, _readable in self._checks.values()}
        for fd, inode in self._inodes.items():
            if inodes_in_use.get(fd) != inode and _inode(fd) == inode and _local_port(fd) == addresses[3]:
                self._checks[addresses] = fd, inode, watch(fd)
                return
        self._checks.pop(addresses, None)


def _inode(fd: int) -> int | None:
    try:
        return os.fstat(fd).st_ino
    except OSError:
        return None


def _local_port(fd: int) -> int | None:
    socket = _borrow(fd)
    try:
        port: int = socket.getsockname()[1]
        return port
    except (OSError, IndexError, TypeError):
        return None
    finally:
        socket.detach()


def _reader_of(fd: int) -> Callable[[], Any]:
    """Return a function that tells, without waiting, whether there is something to read: bytes, an end, or an error."""
    return looker(fd, POLLIN) or (lambda: _has_something(fd))


def _end_of(fd: int) -> Callable[[], Any]:
    """Return a function that tells, without waiting, whether the other side has closed, also behind unread bytes.

    Where the system does not tell that (Linux does), an end behind unread bytes is not noticed.
    """
    import select

    end: int = getattr(select, "POLLRDHUP", 0)
    look = looker(fd, end) if end else None
    return look or (lambda: _has_something(fd, but_bytes=True))


def looker(fd: int, events: int) -> Callable[[], Any] | None:
    """Return a function that checks for `events` with poll(); None without one, or where other code runs meanwhile."""
    import select

    poll = getattr(select, "poll", None)
    if poll is None or is_patched(poll):  # a poll() of gevent's would let others run, in the midst of libcurl's work
        return None
    poller = poll()
    poller.register(fd, events)
    look = poller.poll
    return lambda: look(0)


def _has_something(fd: int, but_bytes: bool = False) -> bool:
    try:
        socket = _borrow(fd)
    except OSError:
        return True
    try:
        socket.settimeout(0)
        return not (socket.recv(1, _PEEK) and but_bytes)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        socket.detach()


def _borrow(fd: int) -> _socket.socket:
    """Return a socket object for a descriptor that is another's: to be detached."""
    return _socket.socket(fileno=fd)
