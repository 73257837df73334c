"""Waiting for libcurl's sockets inside an event loop, in three ways.

libcurl tells a watcher what to wait for on a socket (`want(fd, what)`, `drop(fd)`); the watcher calls `ready(fd, bits)`
in the loop's thread when the socket is ready. `what` and `bits` are libcurl's own. `watch(loop, ready)` returns the
first that works:

    EpollWatcher     Linux: an epoll of its own, registered with the loop once, so that a change of interest is one call
                     into the kernel instead of two through the loop
    ReaderWatcher    loops with add_reader
    ThreadWatcher    loops without it (Windows' proactor): a thread selects, and wakes the loop

Law: nothing is assumed about a file descriptor once libcurl has dropped it. It may be closed, and its number may
already belong to another socket.
"""

from __future__ import annotations

import select
import threading

from ._pycurl import pycurl

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    import socket
    from collections.abc import Callable
    from typing import Protocol

    #: Called in the loop's thread with a socket and what it is ready for (CSELECT_IN, CSELECT_OUT).
    Ready = Callable[[int, int], None]

    class Watcher(Protocol):
        """Waits for sockets."""

        def want(self, fd: int, what: int) -> None:
            """Watch `fd` for `what` (POLL_IN, POLL_OUT, both, or neither) from now on."""
            ...

        def drop(self, fd: int) -> None:
            """Watch `fd` no more."""
            ...

        def close(self) -> None:
            """Stop watching everything."""
            ...


_IN: int = pycurl.POLL_IN
_OUT: int = pycurl.POLL_OUT
_READ: int = pycurl.CSELECT_IN
_WRITE: int = pycurl.CSELECT_OUT


def watch(loop: asyncio.AbstractEventLoop, ready: Ready) -> Watcher:
    """Return a watcher that works in `loop`."""
    try:
        if hasattr(select, "epoll"):
            return EpollWatcher(loop, ready)
        return ReaderWatcher(loop, ready)
    except NotImplementedError:
        return ThreadWatcher(loop, ready)


class EpollWatcher:
    """Watches with an epoll that the loop watches.

    A dropped socket stays registered until something happens on it: most are used again by the next request.
    """

    __slots__ = ("_epoll", "_loop", "_ready", "_registered", "_watched_fds")

    def __init__(self, loop: asyncio.AbstractEventLoop, ready: Ready) -> None:
        self._epoll = select.epoll()
        try:
            loop.add_reader(self._epoll.fileno(), self._look)
        except BaseException:
            self._epoll.close()
            raise
        self._loop = loop
        self._ready = ready
        self._watched_fds: set[int] = set()
        self._registered: set[int] = set()

    def want(self, fd: int, what: int) -> None:
        """Watch `fd` for `what` from now on."""
        events = (select.EPOLLIN if what & _IN else 0) | (select.EPOLLOUT if what & _OUT else 0)
        self._watched_fds.add(fd)
        # Not skipped for a socket that seems to be registered already: if it was closed, the kernel has dropped it.
        try:
            if fd in self._registered:
                self._epoll.modify(fd, events)
            else:
                self._epoll.register(fd, events)
        except FileNotFoundError:
            self._epoll.register(fd, events)
        except FileExistsError:
            self._epoll.modify(fd, events)
        self._registered.add(fd)

    def drop(self, fd: int) -> None:
        """Watch `fd` no more."""
        self._watched_fds.discard(fd)

    def close(self) -> None:
        """Stop watching everything."""
        if not self._epoll.closed:
            if not self._loop.is_closed():
                self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()
        self._watched_fds.clear()

    def _look(self) -> None:
        watched_fds = self._watched_fds
        for fd, events in self._epoll.poll(0):
            if fd in watched_fds:
                writable = events & select.EPOLLOUT
                self._ready(fd, (_WRITE if writable else 0) | (_READ if events & ~writable else 0))
                if self._epoll.closed:
                    return
            else:
                self._registered.discard(fd)
                try:
                    self._epoll.unregister(fd)
                except OSError:  # closed meanwhile
                    pass


class ReaderWatcher:
    """Watches with the loop's own add_reader and add_writer."""

    __slots__ = ("_interests", "_loop", "_ready")

    def __init__(self, loop: asyncio.AbstractEventLoop, ready: Ready) -> None:
        self._loop = loop
        self._ready = ready
        self._interests: dict[int, int] = {}
        self._try_out()

    def want(self, fd: int, what: int) -> None:
        """Watch `fd` for `what` from now on."""
        before = self._interests.get(fd, 0)
        self._interests[fd] = what
        if what & _IN and not before & _IN:
            self._loop.add_reader(fd, self._ready, fd, _READ)
        elif before & _IN and not what & _IN:
            self._loop.remove_reader(fd)
        if what & _OUT and not before & _OUT:
            self._loop.add_writer(fd, self._ready, fd, _WRITE)
        elif before & _OUT and not what & _OUT:
            self._loop.remove_writer(fd)

    def drop(self, fd: int) -> None:
        """Watch `fd` no more."""
        before = self._interests.pop(fd, 0)
        if not self._loop.is_closed():
            if before & _IN:
                self._loop.remove_reader(fd)
            if before & _OUT:
                self._loop.remove_writer(fd)

    def close(self) -> None:
        """Stop watching everything."""
        for fd in list(self._interests):
            self.drop(fd)

    def _try_out(self) -> None:
        """Raise NotImplementedError now, if this loop has no add_reader."""
        ours, theirs = _socket_pair()
        with ours, theirs:
            self._loop.add_reader(ours, int)
            self._loop.remove_reader(ours)


class ThreadWatcher:
    """Watches with select() in a thread, which hands over what is ready and waits until that has been dealt with."""

    __slots__ = ("_dealt_with", "_interests", "_lock", "_loop", "_ready", "_thread", "_wake_socket", "_waker")

    def __init__(self, loop: asyncio.AbstractEventLoop, ready: Ready) -> None:
        self._loop = loop
        self._ready = ready
        self._interests: dict[int, int] = {}
        self._lock = threading.Lock()
        self._dealt_with = threading.Event()
        self._wake_socket, self._waker = _socket_pair()
        self._thread: threading.Thread | None = threading.Thread(target=self._run, name="sotalia-select", daemon=True)
        self._thread.start()

    def want(self, fd: int, what: int) -> None:
        """Watch `fd` for `what` from now on."""
        with self._lock:
            self._interests[fd] = what
        self._wake()

    def drop(self, fd: int) -> None:
        """Watch `fd` no more."""
        with self._lock:
            self._interests.pop(fd, None)
        self._wake()

    def close(self) -> None:
        """Stop watching everything, and end the thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._dealt_with.set()
            self._wake()
            thread.join()
            self._wake_socket.close()
            self._waker.close()

    def _wake(self) -> None:
        try:
            self._waker.send(b"\0")
        except BlockingIOError:
            pass  # it has been woken already

    def _run(self) -> None:
        while self._thread is not None:
            with self._lock:
                interests = dict(self._interests)
            readers = [fd for fd, what in interests.items() if what & _IN]
            writers = [fd for fd, what in interests.items() if what & _OUT]
            try:
                wake_fd = self._wake_socket.fileno()
                readable, writable, broken = select.select([wake_fd, *readers], writers, writers)
            except (OSError, ValueError):
                continue  # a socket was closed meanwhile, and libcurl has dropped it or is about to
            if wake_fd in readable:
                readable.remove(wake_fd)
                self._drain()
            ready_fds = dict.fromkeys(readable, _READ)
            for fd in (*writable, *broken):
                ready_fds[fd] = ready_fds.get(fd, 0) | _WRITE
            if ready_fds and not self._hand_over(ready_fds):
                return

    def _hand_over(self, ready_fds: dict[int, int]) -> bool:
        self._dealt_with.clear()
        if self._thread is None:
            return False
        try:
            self._loop.call_soon_threadsafe(self._deal_with, ready_fds)
        except RuntimeError:  # the loop is closed
            return False
        self._dealt_with.wait()
        return True

    def _deal_with(self, ready_fds: dict[int, int]) -> None:
        try:
            for fd, bits in ready_fds.items():
                if fd in self._interests and self._thread is not None:
                    self._ready(fd, bits)
        finally:
            self._dealt_with.set()

    def _drain(self) -> None:
        try:
            while self._wake_socket.recv(4096):
                pass
        except BlockingIOError:
            pass


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    import socket

    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    return ours, theirs
