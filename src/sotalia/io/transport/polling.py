"""Waiting for libcurl's sockets in the caller's thread where libcurl's own select() will not do.

There are two such cases. A socket may have a number that select() cannot wait for, but poll() can. And gevent or
eventlet may have patched the program's modules: then Python's `select.select` lets other greenlets run while it waits,
which no function of libcurl's does.
"""

from __future__ import annotations

from ._pycurl import pycurl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Poller(Protocol):
        """What waits for sockets, as `select.poll()` does: events are POLLIN and POLLOUT."""

        def register(self, fd: int, events: int, /) -> Any:
            """Wait for `events` of `fd` from now on."""
            ...

        def unregister(self, fd: int, /) -> Any:
            """Wait for `fd` no more. Raises KeyError for one that is not waited for."""
            ...

        def poll(self, milliseconds: float, /) -> list[tuple[int, int]]:
            """Wait so long at most; return what is ready, as (fd, events)."""
            ...


POLLIN = 1
POLLOUT = 4
_BUILTIN = type(len)


def is_patched(function: Any) -> bool:
    """Return whether a function of C's, as the standard library has it, has been replaced by one of Python's."""
    return type(function) is not _BUILTIN


def new_poller(high_numbers: bool) -> Poller | None:
    """Return the poller that connections must use, or None where libcurl's own select() will do."""
    import select

    if is_patched(select.select):
        return SelectPoller()
    return select.poll() if high_numbers else None


class SelectPoller:
    """Waits with the `select.select` that is there now, patched or not."""

    __slots__ = ("_events",)

    def __init__(self) -> None:
        self._events: dict[int, int] = {}

    def register(self, fd: int, events: int) -> None:
        """Wait for `events` of `fd` from now on."""
        self._events[fd] = events

    def unregister(self, fd: int) -> None:
        """Wait for `fd` no more."""
        del self._events[fd]

    def poll(self, milliseconds: float) -> list[tuple[int, int]]:
        """Wait so long at most; return what is ready."""
        import select

        readers = [fd for fd, events in self._events.items() if events & POLLIN]
        writers = [fd for fd, events in self._events.items() if events & POLLOUT]
        readable, writable, broken = select.select(readers, writers, writers, milliseconds / 1000)
        events_by_fd = dict.fromkeys(readable, POLLIN)
        for fd in (*writable, *broken):
            events_by_fd[fd] = events_by_fd.get(fd, 0) | POLLOUT
        return list(events_by_fd.items())


class PollingMulti:
    """A multi handle that waits with a poller.

    It has the methods of `pycurl.CurlMulti` that a pooled connection uses. They cost a little more, since libcurl
    tells each change of interest to a Python function.
    """

    __slots__ = ("_multi", "_poll", "_ready", "add_handle", "close", "info_read", "remove_handle", "setopt", "timeout")

    def __init__(self, poller: Poller) -> None:
        multi = pycurl.CurlMulti()
        multi.setopt(pycurl.M_SOCKETFUNCTION, _watcher(poller))
        self._multi = multi
        self._poll = poller.poll
        self._ready: list[tuple[int, int]] = []
        self.add_handle = multi.add_handle
        self.remove_handle = multi.remove_handle
        self.info_read = multi.info_read
        self.timeout = multi.timeout
        self.setopt = multi.setopt
        self.close = multi.close

    def perform(self) -> tuple[int, int]:
        """Do what can be done now. Returns (0, number of requests under way)."""
        act = self._multi.socket_action
        result: tuple[int, int] = (0, 0)
        ready, self._ready = self._ready, []
        for fd, events in ready:
            result = act(fd, _action(events))
        return result if ready else act(pycurl.SOCKET_TIMEOUT, 0)

    def select(self, timeout: float) -> int:
        """Wait up to `timeout` seconds; return how many sockets are ready."""
        self._ready = self._poll(timeout * 1000)
        return len(self._ready)


def _watcher(poller: Poller) -> Callable[..., None]:
    """Return libcurl's SOCKETFUNCTION for a poller. It refers to nothing else, so it keeps no multi handle alive."""

    def watch(what: int, fd: int, _multi: Any, _data: Any) -> None:
        if what == pycurl.POLL_REMOVE:
            try:
                poller.unregister(fd)
            except KeyError:
                pass
        else:
            poller.register(fd, (POLLIN if what & 1 else 0) | (POLLOUT if what & 2 else 0))

    return watch


def _action(events: int) -> int:
    """Return libcurl's bits for those of poll(): an error or a hang-up is noticed by reading."""
    return (pycurl.CSELECT_OUT if events & POLLOUT else 0) | (pycurl.CSELECT_IN if events & ~POLLOUT else 0)
