"""Many exchanges at once in one thread: a multi handle, driven by whoever calls `turn`.

What `connection` does for one request, this does for as many as there are, without an event loop: transfers are made of
it. It waits with poll() (with the program's select() where gevent or eventlet have patched it), for sockets of any
number, in slices, so that Python's signal handlers run.

Laws:
- one thread at a time uses it; only `wake` may be called from others;
- an exchange ends once: by `on_end(exchange, error)`, or by `drop`, which closes its connection;
- what a chunk's receiver raises ends its exchange with that error.
"""

from __future__ import annotations

import os
import weakref
from time import monotonic

from ..system import after_fork_in_child
from . import IDLE_SECONDS, curl_errors
from ._pycurl import pycurl
from .handle import Handle
from .polling import POLLIN, POLLOUT, SelectPoller, is_patched
from .sockets import Sockets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...http import Request
    from . import TransportOptions
    from .curl import CurlTransport
    from .curl_async import AsyncCurlTransport
    from .polling import Poller

#: Seconds between looks for exchanges in which nothing happens.
LOOK_SECONDS = 0.5
#: How many idle bulks a transport keeps.
_KEPT_BULKS = 4
#: How many idle handles are kept.
_KEPT_HANDLES = 64


class Exchange:
    """A request under way. `handle` is its own until it has ended; `receive` gets the body's chunks, if it is set.

    `failure` is what the receiver raised; `cut` says that it wants no more. `state` is the starter's.
    """

    __slots__ = ("changed_at", "cut", "end", "failure", "handle", "on_end", "progress", "request", "state", "timeout")

    def __init__(
        self,
        handle: Handle,
        request: Request,
        on_end: Callable[[Exchange, Exception | None], None],
        state: Any,
    ) -> None:
        self.handle = handle
        self.request = request
        self.on_end = on_end
        self.state = state
        self.failure: Exception | None = None
        self.cut = False
        self.timeout: float | None = None
        self.end: float | None = None
        self.progress: tuple[int, ...] | None = None
        self.changed_at = 0.0

    def sent(self) -> int:
        """Return how many bytes of the body have gone out."""
        return int(self.handle.easy.getinfo(pycurl.SIZE_UPLOAD_T))


class Bulk:
    """A multi handle and its exchanges."""

    __slots__ = (
        "__weakref__",
        "_exchanges",
        "_handles",
        "_looked_at",
        "_most",
        "_multi",
        "_options",
        "_poller",
        "_process",
        "_rate",
        "_sockets",
        "_waker",
        "_watched",
        "closed",
        "since",
    )

    def __init__(self, options: TransportOptions) -> None:
        self._options = options
        self._process = os.getpid()
        self._sockets = Sockets()
        self._poller = poller = _new_poller()
        self._exchanges: dict[Any, Exchange] = {}
        self._handles: list[Handle] = []
        self._looked_at = 0.0
        self._multi: Any = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, _watcher(poller))
        self._most = 0
        self._keep(16)
        self._waker: tuple[Any, Any] | None = None
        #: Descriptors that are not libcurl's, but end the wait of a turn.
        self._watched: set[int] = set()
        self.closed = False
        #: Since when it has been idle.
        self.since = 0.0
        self._rate: float | None = None
        _bulks.add(self)

    def __len__(self) -> int:
        return len(self._exchanges)

    def start(
        self,
        request: Request,
        on_end: Callable[[Exchange, Exception | None], None],
        state: Any = None,
        receiver: Callable[[Exchange], Callable[[memoryview], int | None]] | None = None,
    ) -> Exchange:
        """Begin an exchange; `receiver(exchange)` makes what gets the chunks of the body.

        Raises InvalidHTTPRequestError for a request that cannot be sent.
        """
        handle = self._handles.pop() if self._handles else Handle(self._options, self._sockets)
        exchange = Exchange(handle, request, on_end, state)
        try:
            handle.prepare(request)
            if receiver is not None:
                handle.pour(receiver(exchange))
        except BaseException:
            self._put_back(handle)
            raise
        limits = request.limits
        exchange.changed_at = now = monotonic()
        if limits is None:
            exchange.timeout = self._options.read_timeout
        else:
            exchange.timeout = limits.read
            exchange.end = None if limits.whole is None else now + limits.whole
        self._exchanges[handle.easy] = exchange
        if len(self._exchanges) > self._most:
            self._keep(2 * len(self._exchanges))
        self._multi.add_handle(handle.easy)
        if self._rate is not None:
            self._share_rate()
        return exchange

    def drop(self, exchange: Exchange) -> None:
        """Stop an exchange that has not ended; its connection is closed."""
        easy = exchange.handle.easy
        if self._exchanges.get(easy) is exchange:
            self._release(exchange)

    def turn(self, wait: float) -> None:
        """Wait up to `wait` seconds for something to happen, do what can be done, and end what is complete."""
        multi = self._multi
        act = multi.socket_action
        timer = multi.timeout()
        if 0 <= timer < wait * 1000:
            wait = timer / 1000
        ready = self._poller.poll(wait * 1000)
        for fd, events in ready:
            if fd in self._watched:
                waker = self._waker
                if waker is not None and fd == waker[0].fileno():
                    waker[0].recv(4096)
                continue
            act(fd, (2 if events & POLLOUT else 0) | (1 if events & ~POLLOUT else 0))
        if not ready or timer == 0:
            act(pycurl.SOCKET_TIMEOUT, 0)
        self._collect()
        now = monotonic()
        if now >= self._looked_at + LOOK_SECONDS:
            self._looked_at = now
            self._look(now)

    def limit(self, rate: float | None) -> None:
        """Bound the bytes per second that all exchanges together move in one direction; None lifts the bound."""
        if rate != self._rate:
            self._rate = rate
            self._share_rate()
            for handle in self._handles:
                handle.easy.setopt(pycurl.MAX_RECV_SPEED_LARGE, 0)
                handle.easy.setopt(pycurl.MAX_SEND_SPEED_LARGE, 0)

    def wake(self) -> None:
        """Have `turn` return soon, from any thread. Has no effect unless `can_wake` was called."""
        waker = self._waker
        if waker is not None:
            try:
                waker[1].send(b"w")
            except BlockingIOError:
                pass  # it has been woken often enough

    def can_wake(self) -> None:
        """Get ready for `wake`."""
        if self._waker is None:
            from socket import socketpair

            self._waker = reading, writing = socketpair()
            writing.setblocking(False)
            self.watch(reading.fileno())

    def watch(self, fd: int) -> None:
        """Have turns end as soon as there is something to read from a descriptor of the caller's, until `unwatch`."""
        self._watched.add(fd)
        self._poller.register(fd, POLLIN)

    def unwatch(self, fd: int) -> None:
        """Wait for the descriptor no more."""
        if fd in self._watched:
            self._watched.discard(fd)
            self._poller.unregister(fd)

    def drop_all(self) -> None:
        """Stop everything that is under way."""
        for exchange in list(self._exchanges.values()):
            self.drop(exchange)

    def close(self) -> None:
        """Stop everything and close all connections."""
        if self.closed:
            return
        self.closed = True
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, None)
        self.drop_all()
        self._multi.close()
        for handle in self._handles:
            handle.easy.close()
        self._handles.clear()
        waker, self._waker = self._waker, None
        for end in waker or ():
            end.close()

    def is_ours(self) -> bool:
        """Return whether it belongs to this process, and is of use."""
        return not self.closed and self._process == os.getpid()

    def disown(self) -> None:
        """In a forked child: make sure that closing says nothing to the servers, whose connections are the parent's."""
        self._sockets.disconnect()

    def __del__(self) -> None:
        for end in getattr(self, "_waker", None) or ():  # Ctrl-C may have come while it was made
            end.close()

    # ------------------------------------------------------------ ends

    def _collect(self) -> None:
        queued = 1
        while queued:
            queued, successes, failures = self._multi.info_read()
            for easy in successes:
                self._end(easy, 0, "")
            for easy, code, message in failures:
                self._end(easy, code, message)

    def _end(self, easy: Any, code: int, message: str) -> None:
        exchange = self._exchanges.get(easy)
        if exchange is None:
            return
        handle = exchange.handle
        if code and not exchange.cut and exchange.failure is None and handle.may_start_over():
            self._multi.remove_handle(easy)
            self._multi.add_handle(easy)
            return
        error = exchange.failure
        if code and error is None and not exchange.cut:
            error = handle.failure(exchange.request, code, message)
        self._finish(exchange, error)

    def _finish(self, exchange: Exchange, error: Exception | None) -> None:
        del self._exchanges[exchange.handle.easy]
        self._multi.remove_handle(exchange.handle.easy)
        try:
            exchange.on_end(exchange, error)
        finally:
            self._put_back(exchange.handle)

    def _release(self, exchange: Exchange) -> None:
        easy = exchange.handle.easy
        del self._exchanges[easy]
        self._multi.remove_handle(easy)
        self._put_back(exchange.handle)

    def _put_back(self, handle: Handle) -> None:
        handle.rest()
        if len(self._handles) < _KEPT_HANDLES and not self.closed:
            self._handles.append(handle)
        else:
            handle.easy.close()

    def _keep(self, connections: int) -> None:
        self._most = connections
        self._multi.setopt(pycurl.M_MAXCONNECTS, connections)

    def _look(self, now: float) -> None:
        """End the exchanges in which nothing has happened for too long, or that should have ended by now."""
        for exchange in list(self._exchanges.values()):
            handle, timeout = exchange.handle, exchange.timeout
            if exchange.end is not None and now >= exchange.end:
                self._finish(exchange, curl_errors.late_reply(exchange.request))
                continue
            progress = handle.progress()
            if progress != exchange.progress:
                exchange.progress, exchange.changed_at = progress, now
            elif timeout is not None and now - exchange.changed_at >= timeout and handle.connected():
                handle.forsake()
                self._finish(exchange, curl_errors.read_timeout(exchange.request, timeout))

    def _share_rate(self) -> None:
        """Give each exchange its part of the rate."""
        rate = self._rate
        each = 0 if rate is None else max(1, int(rate / max(1, len(self._exchanges))))
        for easy in self._exchanges:
            easy.setopt(pycurl.MAX_RECV_SPEED_LARGE, each)
            easy.setopt(pycurl.MAX_SEND_SPEED_LARGE, each)


def _new_poller() -> Poller:
    import select

    if is_patched(select.select) or not hasattr(select, "poll"):
        return SelectPoller()
    return select.poll()


def _watcher(poller: Poller) -> Callable[..., None]:
    """Return libcurl's SOCKETFUNCTION. It refers to nothing but the poller, so that it keeps no multi handle alive."""
    known: dict[int, int] = {}

    def watch(what: int, fd: int, _multi: Any, _data: Any) -> None:
        if what == pycurl.POLL_REMOVE:
            if known.pop(fd, None) is not None:
                poller.unregister(fd)
        elif known.get(fd) != what:
            known[fd] = what
            poller.register(fd, (POLLIN if what & 1 else 0) | (POLLOUT if what & 2 else 0))

    return watch


def borrow(transport: CurlTransport | AsyncCurlTransport) -> Bulk:
    """Return a bulk with a transport's options, with connections of former transfers if there are any."""
    idle = transport.bulks
    now = monotonic()
    while idle:
        try:
            bulk = idle.pop()
        except IndexError:  # another thread was faster
            break
        if bulk.is_ours() and now < bulk.since + IDLE_SECONDS:
            return bulk
    return Bulk(transport.options)


def give_back(transport: CurlTransport | AsyncCurlTransport, bulk: Bulk) -> None:
    """Keep a bulk, in which nothing is under way, for the next transfer."""
    bulk.since = monotonic()
    if len(transport.bulks) < _KEPT_BULKS:
        transport.bulks.append(bulk)
    else:
        bulk.close()


_bulks: weakref.WeakSet[Bulk] = weakref.WeakSet()


def _start_anew() -> None:
    for bulk in list(_bulks):
        bulk.disown()


after_fork_in_child(_start_anew)
