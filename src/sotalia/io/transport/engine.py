"""What drives libcurl inside one event loop: a multi handle, its sockets and its timer.

Laws:
- everything here runs in the loop's thread and never waits;
- all requests of a loop share one multi handle, and with it connections, DNS answers and parsed certificates;
- a handle belongs to the pool, to the code that prepares it, or to one transfer that is under way. A transfer gives up
  its handle when it ends and has none from then on, so that nothing can reach, through a transfer that has ended, a
  handle that another one uses by then;
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
#: How often transfers are checked for inactivity: so many times per timeout, but at least once a second.
LOOKS_PER_TIMEOUT = 16
_NEVER = float("inf")


class Transfer:
    """A request under way. `handle` is its own until it ends, None from then on.

    `on_finish(handle, error)` is called once, when it has ended, unless it was dropped before; the handle, with what
    has come of the reply, is valid during that call only.
    """

    __slots__ = ("changed_at", "handle", "on_finish", "progress", "request", "timeout", "waiting")

    def __init__(
        self,
        handle: Handle,
        request: Request,
        timeout: float | None,
        on_finish: Callable[[Handle, Exception | None], None],
    ) -> None:
        self.handle: Handle | None = handle
        self.request = request
        self.timeout = timeout
        self.on_finish = on_finish
        #: Whether a caller waits for it: a body that nobody reads is not inactive.
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
        "_is_starting",
        "_last_looks",
        "_limit",
        "_look_handle",
        "_looking_for",
        "_looks",
        "_max_connections",
        "_max_connections_at",
        "_multi",
        "_options",
        "_queue",
        "_sockets",
        "_timer",
        "_timer_at",
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
        #: The shortest time-out that the next check was set for.
        self._looking_for = _NEVER
        #: How many checks for inactivity there were, in all and, by socket, before its last event.
        self._looks = 0
        self._last_looks: dict[int, int] = {}
        self._is_starting = False
        self._multi: Any = pycurl.CurlMulti()
        self._max_connections = 0
        self._max_connections_at = 0.0
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
        """End the waiting for a turn."""
        if turn in self._queue:
            self._queue.remove(turn)
        elif not turn.cancelled():
            self.leave()  # the turn had come already: pass it on to the next one

    def leave(self) -> None:
        """End a request's turn, when its reply's head has come or it has failed: the next one begins."""
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
        if len(self._handles) < self._max_connections:
            self._handles.append(handle)

    def start(self, transfer: Transfer, feeder: Feeder | None) -> None:
        """Begin the request that the transfer's handle was prepared for, and to feed it with its body."""
        assert transfer.handle is not None
        easy = transfer.handle.easy
        self._is_starting = True
        try:
            self._multi.add_handle(easy)
        finally:
            self._is_starting = False
        transfer.changed_at = monotonic()
        self._transfers[easy] = transfer
        if len(self._transfers) > self._max_connections:
            self._keep(len(self._transfers))
        self._act(pycurl.SOCKET_TIMEOUT, 0)
        if transfer.timeout is not None and transfer.timeout < self._looking_for and self._transfers:
            self._look_later(transfer.timeout, transfer.timeout)
        if feeder is not None:
            feeder.start(lambda: self.resume(transfer))

    def drop(self, transfer: Transfer) -> None:
        """Stop a transfer, if it has not ended: its connection is closed."""
        if (handle := self._take_handle(transfer)) is not None:
            self.put_back(handle)

    def resume(self, transfer: Transfer) -> None:
        """Let a paused transfer go on, if it has not ended."""
        if transfer.handle is not None:
            transfer.handle.easy.pause(pycurl.PAUSE_CONT)
            self._act(pycurl.SOCKET_TIMEOUT, 0)

    def touch(self, transfer: Transfer) -> None:
        """Begin to wait for the transfer: its inactivity counts from now on."""
        transfer.waiting = True
        transfer.changed_at = monotonic()
        if transfer.timeout is not None and transfer.timeout < self._looking_for and transfer.handle is not None:
            self._look_later(transfer.timeout, transfer.timeout)

    def close(self) -> None:
        """End everything: requests under way, and those that wait for their turn, fail with ClientClosedError."""
        if self.closed:
            return
        pairs = [(transfer, self._take_handle(transfer)) for transfer in list(self._transfers.values())]
        self._shut()
        if self.loop.is_closed():
            return
        for transfer, handle in pairs:
            assert handle is not None
            transfer.on_finish(handle, curl_errors.closed(transfer.request))
        while self._queue:
            self.leave()  # each request then notices that the engine is closed

    def abandon(self) -> None:
        """Close, from any thread, also after the loop: the transport may be dropped anywhere."""
        if self.loop.is_running() and not self.closed:
            self.loop.call_soon_threadsafe(self.close)
        else:
            self.close()

    def disown(self) -> None:
        """In a forked child: drop the sockets, which are the parent's, as is the loop's selector."""
        if self.closed:  # libcurl's handle is, too, and would raise
            return
        self.closed = True
        self._sockets.disconnect()
        try:
            self._fall_silent()
        except pycurl.error:
            pass  # a thread of the parent was inside of libcurl: in this process it will never return or call back

    def _shut(self) -> None:
        self.closed = True
        self._watcher.close()
        for timer in (self._timer, self._look_handle):
            if timer is not None:
                timer.cancel()
        self._timer = self._look_handle = None
        if not _collected(self._multi):
            self._fall_silent()
            self._multi.close()
        for handle in self._handles:
            handle.easy.close()
        self._handles.clear()

    def _fall_silent(self) -> None:
        """Have libcurl call nothing here any more. That breaks the cycles with this object, too."""
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, None)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, None)

    # ------------------------------------------------------------ libcurl

    def _act(self, fd: int, bits: int) -> None:
        """Tell libcurl that a socket is ready, or that time has passed, and end the transfers that are complete."""
        self._last_looks[fd] = self._looks
        running_count = self._multi.socket_action(fd, bits)[1]
        if running_count < len(self._transfers):
            self._collect()

    def _collect(self) -> None:
        _, successes, failures = self._multi.info_read()
        for easy in successes:
            self._end(easy, 0, "")
        for easy, code, message in failures:
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
            transfer.on_finish(handle, error)
        finally:
            self.put_back(handle)
        if self._max_connections > self._options.max_pool_connections and not self._transfers:
            self._keep_fewer()

    def _take_handle(self, transfer: Transfer) -> Handle | None:
        """End a transfer: return the handle that was its own, or None if it has ended before."""
        handle, transfer.handle = transfer.handle, None
        if handle is not None:
            del self._transfers[handle.easy]
            if not _collected(self._multi):
                self._multi.remove_handle(handle.easy)
        return handle

    def _keep(self, connections: int) -> None:
        """Keep so many connections open; libcurl counts those in use too."""
        self._max_connections = connections
        self._max_connections_at = monotonic()
        self._multi.setopt(pycurl.M_MAXCONNECTS, connections)

    def _keep_fewer(self) -> None:
        if monotonic() - self._max_connections_at > CROWD_SECONDS:
            self._keep(self._options.max_pool_connections)
            del self._handles[self._max_connections :]

    def _on_socket(self, what: int, fd: int, _multi: Any, _data: Any) -> None:
        if what == pycurl.POLL_REMOVE:
            self._watcher.drop(fd)
        else:
            self._watcher.want(fd, what)

    def _on_timer(self, milliseconds: int) -> None:
        """Call libcurl in so many milliseconds. A timer that ends earlier will do: it checks the time again then."""
        if milliseconds > 0:
            self._deadline = deadline = monotonic() + milliseconds / 1000
            if deadline < self._timer_at:
                self._set_timer(milliseconds / 1000)
        elif milliseconds < 0:
            self._deadline = _NEVER
        elif not self._is_starting:  # `start` calls libcurl itself
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
        remaining = self._deadline - monotonic()
        if remaining > 0.001:
            if remaining < _NEVER:
                self._set_timer(remaining)
            return
        self._deadline = _NEVER
        self._act(pycurl.SOCKET_TIMEOUT, 0)

    # ------------------------------------------------------------ inactivity

    def _look_later(self, timeout: float, remaining: float) -> None:
        """Check again in `remaining` seconds, when the next transfer may have been inactive for too long, or sooner."""
        if self._look_handle is not None:
            self._look_handle.cancel()
        self._looking_for = timeout
        seconds = max(0.005, min(1.0, timeout / LOOKS_PER_TIMEOUT, remaining))
        self._look_handle = self.loop.call_later(seconds, self._look)

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
                continue  # no caller waits for the server, or the server may be waiting for us
            progress = handle.progress()
            if not transfer.request.http2:  # a part of a line is no progress to libcurl
                progress += (self._last_looks.get(handle.socket(), 0),)
            if progress != transfer.progress:
                transfer.progress = progress
                transfer.changed_at = now
            remaining = transfer.changed_at + timeout - now
            if remaining <= 0 and handle.connected():
                handle.forsake()
                self._finish(transfer, curl_errors.read_timeout(transfer.request, timeout))
            else:
                shortest = min(shortest, timeout)
                soonest = min(soonest, remaining if remaining > 0 else timeout)
        if shortest != _NEVER:
            self._look_later(shortest, soonest)


def _collected(multi: Any) -> bool:
    """Whether the garbage collector, which finalizes in any order, has closed a multi handle before its engine was."""
    return getattr(multi, "closed", False)


_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


def _start_anew() -> None:
    for engine in list(_engines):
        engine.disown()


after_fork_in_child(_start_anew)
