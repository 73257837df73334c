"""What drives libcurl inside one event loop: a multi handle, its sockets and its timer.

Laws:
- everything here runs in the loop's thread and never waits;
- all requests of a loop share one multi handle, and with it connections, DNS answers and parsed certificates;
- a handle is with the pool, with whoever prepares it, or with one transfer that is under way. A transfer gives its
  handle away when it ends and has none from then on, so that nobody can reach, through a transfer that has ended, what
  by then is another's;
- a transfer ends once: with its result, its error, or by being dropped, which closes its connection;
- inactivity is looked for by one timer for all transfers, so that a request costs no timer of its own.
"""

from __future__ import annotations

import weakref
from collections import deque
from time import monotonic

from ..system import after_fork_in_child
from . import CROWD_SECONDS, curl_errors
from ._pycurl import pycurl
from .handle import Handle
from .sockets import Sockets
from .watchers import watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from typing import Any

    from ...http import Request
    from . import TransportOptions
    from .feeding import Feeder

#: This many requests of a loop may be under way, or max_pool_connections if that is more; others wait their turn.
#: Replies whose body is being read do not count.
MOST_IN_FLIGHT = 256
#: How often inactivity is looked for: so many times per timeout, but not more than once a second.
LOOKS_PER_TIMEOUT = 16
_NEVER = float("inf")


class Transfer:
    """A request under way. `handle` is its own until it ends, None from then on.

    `finished(handle, error)` is called once, when it has ended, unless it was dropped before; the handle, with what
    came of the reply, is there for the length of that call.
    """

    __slots__ = ("changed_at", "finished", "handle", "progress", "request", "timeout", "waiting")

    def __init__(
        self,
        handle: Handle,
        request: Request,
        timeout: float | None,
        finished: Callable[[Handle, Exception | None], None],
    ) -> None:
        self.handle: Handle | None = handle
        self.request = request
        self.timeout = timeout
        self.finished = finished
        #: Whether somebody waits for it: a body that nobody reads is not inactive.
        self.waiting = True
        self.progress: tuple[int, ...] | None = None
        self.changed_at = 0.0


class Engine:
    """libcurl in one event loop."""

    __slots__ = (
        "__weakref__",
        "_deadline",
        "_handles",
        "_in_flight",
        "_kept",
        "_kept_at",
        "_limit",
        "_look_handle",
        "_looking_for",
        "_looks",
        "_multi",
        "_options",
        "_queue",
        "_sockets",
        "_starting",
        "_timer",
        "_timer_at",
        "_touched",
        "_transfers",
        "_watcher",
        "closed",
        "loop",
    )

    def __init__(self, options: TransportOptions, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        #: Whether it is of no more use.
        self.closed = False
        self._options = options
        self._sockets = Sockets()
        self._transfers: dict[Any, Transfer] = {}
        self._handles: list[Handle] = []
        self._queue: deque[asyncio.Future[None]] = deque()
        self._in_flight = 0
        self._limit = max(MOST_IN_FLIGHT, options.max_pool_connections)
        self._timer: asyncio.Handle | None = None
        self._timer_at = _NEVER
        self._deadline = _NEVER
        self._look_handle: asyncio.Handle | None = None
        #: The shortest time-out that it was set for.
        self._looking_for = _NEVER
        #: How often inactivity has been looked for, and what that number was when a socket had something last.
        self._looks = 0
        self._touched: dict[int, int] = {}
        self._starting = False
        self._multi: Any = pycurl.CurlMulti()
        self._kept = 0
        self._kept_at = 0.0
        self._watcher = watch(loop, self._act)
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer)
        self._keep(options.max_pool_connections)
        _engines.add(self)

    # ------------------------------------------------------------ requests

    def enter(self) -> asyncio.Future[None] | None:
        """Count another request, or return the future that says when it is its turn. `leave` must follow."""
        if self._in_flight < self._limit:
            self._in_flight += 1
            return None
        turn = self.loop.create_future()
        self._queue.append(turn)
        return turn

    def give_up(self, turn: asyncio.Future[None]) -> None:
        """The one who waited for its turn waits no more."""
        if turn in self._queue:
            self._queue.remove(turn)
        elif not turn.cancelled():
            self.leave()  # it had come already: it is the next one's

    def leave(self) -> None:
        """A request has its reply's head, or has failed: let the next one in."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._in_flight -= 1

    def handle(self) -> Handle:
        """Return a handle to prepare; it comes back when its transfer ends, or by `put_back`."""
        return self._handles.pop() if self._handles else Handle(self._options, self._sockets)

    def put_back(self, handle: Handle) -> None:
        """Take back a handle."""
        handle.rest()
        if len(self._handles) < self._kept:
            self._handles.append(handle)

    def start(self, transfer: Transfer, feeder: Feeder | None) -> None:
        """Begin the request that the transfer's handle was prepared for, and to feed it with its body."""
        assert transfer.handle is not None
        easy = transfer.handle.easy
        self._starting = True
        try:
            self._multi.add_handle(easy)
        finally:
            self._starting = False
        transfer.changed_at = monotonic()
        self._transfers[easy] = transfer
        if len(self._transfers) > self._kept:
            self._keep(len(self._transfers))
        self._act(pycurl.SOCKET_TIMEOUT, 0)
        if transfer.timeout is not None and transfer.timeout < self._looking_for and self._transfers:
            self._look_later(transfer.timeout, transfer.timeout)
        if feeder is not None:
            feeder.start(lambda: self.resume(transfer))

    def drop(self, transfer: Transfer) -> None:
        """Stop a transfer, if it has not ended: its connection is closed."""
        handle = self._take_handle(transfer)
        if handle is not None:
            self.put_back(handle)

    def resume(self, transfer: Transfer) -> None:
        """Let a paused transfer go on, if it has not ended."""
        if transfer.handle is not None:
            transfer.handle.easy.pause(pycurl.PAUSE_CONT)
            self._act(pycurl.SOCKET_TIMEOUT, 0)

    def touch(self, transfer: Transfer) -> None:
        """Somebody begins to wait for the transfer: its inactivity counts from now on."""
        transfer.waiting = True
        transfer.changed_at = monotonic()
        if transfer.timeout is not None and transfer.timeout < self._looking_for and transfer.handle is not None:
            self._look_later(transfer.timeout, transfer.timeout)

    def close(self) -> None:
        """End everything: requests under way, and those that wait for their turn, fail with ClientClosedError."""
        if self.closed:
            return
        ended = [(transfer, self._take_handle(transfer)) for transfer in list(self._transfers.values())]
        self._shut()
        if self.loop.is_closed():
            return
        for transfer, handle in ended:
            assert handle is not None
            transfer.finished(handle, curl_errors.closed(transfer.request))
        while self._queue:
            self.leave()  # each finds out that there is nothing to start with any more

    def abandon(self) -> None:
        """Close from wherever this is called: the last owner may go in any thread, and after the loop."""
        if self.closed:
            return
        if self.loop.is_closed():
            self.close()
        elif self.loop.is_running():
            self.loop.call_soon_threadsafe(self.close)
        else:
            self.close()

    def disown(self) -> None:
        """In a forked child: let go of the sockets, which are the parent's, as is the loop's selector."""
        if self.closed:  # libcurl's handle is, too, and would raise
            return
        self.closed = True
        self._sockets.disconnect()
        try:
            self._multi.setopt(pycurl.M_SOCKETFUNCTION, None)
            self._multi.setopt(pycurl.M_TIMERFUNCTION, None)
        except pycurl.error:
            pass  # a thread of the parent was inside of libcurl: here it will never come out, nor call back

    def _shut(self) -> None:
        self.closed = True
        self._watcher.close()
        for timer in (self._timer, self._look_handle):
            if timer is not None:
                timer.cancel()
        self._timer = self._look_handle = None
        # Breaks the cycles with this object, too.
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, None)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, None)
        self._multi.close()
        for handle in self._handles:
            handle.easy.close()
        self._handles.clear()

    # ------------------------------------------------------------ libcurl

    def _act(self, fd: int, bits: int) -> None:
        """Tell libcurl that a socket is ready, or that time has passed, and end what is done."""
        self._touched[fd] = self._looks
        running = self._multi.socket_action(fd, bits)[1]
        if running < len(self._transfers):
            self._collect()

    def _collect(self) -> None:
        _, done, failed = self._multi.info_read()
        for easy in done:
            self._end(easy, 0, "")
        for easy, code, message in failed:
            self._end(easy, code, message)

    def _end(self, easy: Any, code: int, message: str) -> None:
        transfer = self._transfers.get(easy)
        if transfer is None:
            return
        handle = transfer.handle
        assert handle is not None
        if code and handle.may_start_over():
            self._multi.remove_handle(easy)
            self._multi.add_handle(easy)  # libcurl asks to be called by its timer
            return
        self._finish(transfer, handle.failure(transfer.request, code, message) if code else None)

    def _finish(self, transfer: Transfer, error: Exception | None) -> None:
        handle = self._take_handle(transfer)
        assert handle is not None
        try:
            transfer.finished(handle, error)
        finally:
            self.put_back(handle)
        if self._kept > self._options.max_pool_connections and not self._transfers:
            self._keep_fewer()

    def _take_handle(self, transfer: Transfer) -> Handle | None:
        """End a transfer: return the handle that was its own, or None if it has ended before."""
        handle, transfer.handle = transfer.handle, None
        if handle is not None:
            del self._transfers[handle.easy]
            self._multi.remove_handle(handle.easy)
        return handle

    def _keep(self, connections: int) -> None:
        """Keep so many connections open; libcurl counts those in use too."""
        self._kept = connections
        self._kept_at = monotonic()
        self._multi.setopt(pycurl.M_MAXCONNECTS, connections)

    def _keep_fewer(self) -> None:
        if monotonic() - self._kept_at > CROWD_SECONDS:
            self._keep(self._options.max_pool_connections)
            del self._handles[self._kept :]

    def _on_socket(self, what: int, fd: int, _multi: Any, _data: Any) -> None:
        if what == pycurl.POLL_REMOVE:
            self._watcher.drop(fd)
        else:
            self._watcher.want(fd, what)

    def _on_timer(self, milliseconds: int) -> None:
        """Have libcurl called in so many milliseconds. A timer that is due no later serves too: it looks again then."""
        if milliseconds > 0:
            self._deadline = deadline = monotonic() + milliseconds / 1000
            if deadline < self._timer_at:
                self._set_timer(milliseconds / 1000)
        elif milliseconds < 0:
            self._deadline = _NEVER
        elif not self._starting:  # `start` calls libcurl itself
            self.loop.call_soon(self._on_due)

    def _set_timer(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = monotonic() + seconds
        self._timer = self.loop.call_later(seconds, self._on_time)

    def _on_due(self) -> None:
        if not self.closed:
            self._act(pycurl.SOCKET_TIMEOUT, 0)

    def _on_time(self) -> None:
        self._timer, self._timer_at = None, _NEVER
        left = self._deadline - monotonic()
        if left > 0.001:
            if left < _NEVER:
                self._set_timer(left)
            return
        self._deadline = _NEVER
        self._act(pycurl.SOCKET_TIMEOUT, 0)

    # ------------------------------------------------------------ inactivity

    def _look_later(self, timeout: float, left: float) -> None:
        """Look again, `left` seconds before the next transfer can have been inactive for too long, or sooner."""
        if self._look_handle is not None:
            self._look_handle.cancel()
        self._looking_for = timeout
        self._look_handle = self.loop.call_later(max(0.005, min(1.0, timeout / LOOKS_PER_TIMEOUT, left)), self._look)

    def _look(self) -> None:
        """Fail the transfers in which nothing has happened for too long."""
        self._look_handle, self._looking_for = None, _NEVER
        self._looks += 1
        now = monotonic()
        shortest = soonest = _NEVER
        for transfer in list(self._transfers.values()):
            timeout, handle = transfer.timeout, transfer.handle
            assert handle is not None
            if timeout is None or not transfer.waiting or (handle.upload is not None and handle.upload.paused):
                continue  # nobody waits for the server, or it may be waiting for us
            progress = handle.progress()
            if not transfer.request.http2:  # a part of a line is no progress to libcurl
                progress += (self._touched.get(handle.socket(), 0),)
            if progress != transfer.progress:
                transfer.progress = progress
                transfer.changed_at = now
            left = transfer.changed_at + timeout - now
            if left <= 0 and handle.connected():
                handle.forsake()
                self._finish(transfer, curl_errors.read_timeout(transfer.request, timeout))
            else:
                shortest = min(shortest, timeout)
                soonest = min(soonest, left if left > 0 else timeout)
        if shortest != _NEVER:
            self._look_later(shortest, soonest)


_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


def _start_anew() -> None:
    for engine in list(_engines):
        engine.disown()


after_fork_in_child(_start_anew)
