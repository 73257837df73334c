"""The sockets that libcurl has opened, remembered for two moments: a fork, and a number too high for select()."""

from __future__ import annotations

import os

#: How many sockets are remembered before the closed ones are forgotten.
_MOST_SOCKETS = 16


class Sockets:
    """The sockets that a handle's connections have opened, so that a forked child can let go of them.

    With `limit`, a file descriptor from there on is refused (`too_high` is then set): select() cannot wait for it.
    """

    __slots__ = ("_limit", "_opened", "too_high")

    def __init__(self, limit: int | None = None) -> None:
        self._opened: list[tuple[int, int]] = []
        self._limit = limit
        self.too_high = False

    def opened(self, fd: int, purpose: int) -> int:
        """Remember a new socket. libcurl's SOCKOPTFUNCTION."""
        if self._limit is not None and fd >= self._limit:
            self.too_high = True
            return 1
        if len(self._opened) >= _MOST_SOCKETS:
            self._opened[:] = self.alive()
        self._opened.append((fd, os.fstat(fd).st_ino))
        return 0

    def alive(self) -> list[tuple[int, int]]:
        """Return those that are still open, as (file descriptor, inode): a number that was used again is not one."""
        return [(fd, inode) for fd, inode in self._opened if _inode(fd) == inode]

    def disconnect(self) -> None:
        """Put /dev/null in the place of each socket, in this process alone: nothing can be sent on it any more."""
        null = os.open(os.devnull, os.O_RDWR)
        for fd, _inode_number in self.alive():
            os.dup2(null, fd, inheritable=False)
        os.close(null)
        self._opened.clear()


def _inode(fd: int) -> int | None:
    try:
        return os.fstat(fd).st_ino
    except OSError:
        return None
