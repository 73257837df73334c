"""A pooled connection: one easy handle on one multi handle of its own, driven by the thread that has borrowed it.

libcurl keeps the connections of a multi handle open in it, with its DNS answers and its parsed certificates, so
one that is borrowed again for the same host needs nothing new. It never sits in one long call of libcurl's: it waits in
select(), after which Python's signal handlers run, so that Ctrl-C interrupts at once (see `polling` for other ways).
"""

from __future__ import annotations

from time import monotonic

from ..system import SELECT_LIMIT
from . import curl_errors
from ._pycurl import pycurl
from .handle import Handle
from .polling import PollingMulti, new_poller
from .sockets import Sockets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...http import Request
    from . import TransportOptions

#: A wait is cut into pieces: a signal that comes just before select() would otherwise be seen only after it.
LONGEST_WAIT = 1.0
#: Seconds after which a body that had nothing to send is asked again, while a reply is being read.
UPLOAD_PAUSE = 0.02
#: To how many hosts one pooled connection keeps sockets open.
CONNECTIONS = 10


class TooManyFiles(Exception):
    """A socket got a number that select() cannot wait for: use a pooled connection with a `PollingMulti`."""


class PooledConnection:
    """One borrowed connection (or several, one to each host it was used for).

    `origins` are the hosts it may still be connected to; `since` is when it was last given back.
    """

    __slots__ = (
        "__weakref__",
        "_add",
        "_end",
        "_info_read",
        "_multi",
        "_perform",
        "_read_timeout",
        "_remove",
        "_select",
        "_sockets",
        "_timeout",
        "_under_way",
        "handle",
        "origins",
        "since",
        "timeout",
    )

    def __init__(self, options: TransportOptions, polling: bool) -> None:
        poller = new_poller(polling)
        self._sockets = Sockets(SELECT_LIMIT if poller is None else None)
        self.handle = Handle(options, self._sockets)
        self._multi: Any = pycurl.CurlMulti() if poller is None else PollingMulti(poller)
        self._multi.setopt(pycurl.M_MAXCONNECTS, CONNECTIONS)
        self._add = self._multi.add_handle
        self._info_read = self._multi.info_read
        self._perform = self._multi.perform
        self._remove = self._multi.remove_handle
        self._select = self._multi.select
        self._timeout = self._multi.timeout
        self._under_way = False
        self.origins: set[str] = set()
        self.since = 0.0
        self._read_timeout = options.read_timeout
        self.timeout: float | None = None
        #: When the reply must be there; None for no such time.
        self._end: float | None = None

    def begin(self, request: Request) -> None:
        """Make a request ready to go."""
        self.handle.prepare(request)
        limits = request.limits
        if limits is None:
            self.timeout = self._read_timeout
            self._end = None
        else:
            self.timeout = limits.read
            self._end = None if limits.whole is None else monotonic() + limits.whole
        self._add(self.handle.easy)
        self._under_way = True

    def advance(self, request: Request, enough: Callable[[], bool] | None = None) -> bool:
        """Go on until the reply is complete (True) or `enough()` (False). Raises the error where it fails."""
        handle = self.handle
        perform, select, upload = self._perform, self._select, handle.upload
        limit = self.timeout
        longest = LONGEST_WAIT if limit is None else min(LONGEST_WAIT, limit)
        idle_since = 0.0
        while perform()[1]:
            if enough is not None and enough():
                return False
            now = monotonic()
            if not idle_since:
                idle_since = now
            wait = longest
            if limit is not None and handle.connected():
                remaining = idle_since + limit - now
                if remaining <= 0:
                    handle.forsake()
                    raise curl_errors.read_timeout(request, limit)
                wait = min(wait, remaining)
            if self._end is not None:
                remaining = self._end - now
                if remaining <= 0:
                    raise curl_errors.late_reply(request)
                wait = min(wait, remaining)
            timer_ms = self._timeout()
            if 0 <= timer_ms < wait * 1000:
                wait = timer_ms / 1000
            if upload is not None and upload.paused:
                wait = min(wait, UPLOAD_PAUSE)
            if select(wait):
                idle_since = 0.0
            if upload is not None and upload.paused:
                upload.paused = False
                idle_since = 0.0  # the server may be waiting for the body
                handle.easy.pause(pycurl.PAUSE_CONT)
        failures = self._info_read()[2]
        if failures:
            if self._sockets.too_high:
                raise TooManyFiles
            if handle.may_start_over():
                self._remove(handle.easy)
                self._add(handle.easy)
                return self.advance(request, enough)
            error = handle.failure(request, failures[0][1], failures[0][2])
            if error is not None:
                raise error
        self.end()
        return True

    def take_time(self) -> None:
        """Lift the bound in time for the rest of the reply: it may be read as slowly as the caller likes."""
        self._end = None

    def end(self) -> None:
        """Get ready for the next request. One that is under way is stopped, and its socket closed."""
        if self._under_way:
            self._remove(self.handle.easy)
            self._under_way = False
            self.handle.rest()

    def close(self) -> None:
        """Close the connections."""
        self._multi.close()
        self.handle.easy.close()

    def disown(self) -> None:
        """In a forked child: make sure that closing says nothing to the servers, whose connections are the parent's."""
        self._sockets.disconnect()
