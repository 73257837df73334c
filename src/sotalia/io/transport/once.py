"""One exchange is one request on the wire: libcurl must not repeat a request by itself.

libcurl repeats a request, whatever its method, when a connection that has been used before ends ahead of the reply,
when an HTTP/2 server refuses a stream, and when a server answers 417 to an `Expect`. Nothing would count that as an
attempt, and the server might do a second time what it has done already (RFC 9110, section 9.2.2). Only the retry
strategy decides whether to try again. So libcurl asks before each request that it sends (PREREQFUNCTION), and may send
once.

A kept connection that the server has closed is different: nothing has been sent on it, so the exchange may begin again,
on another one. libcurl would notice only after it has sent (it checks idle connections once a second), so we check when
it asks.
"""

from __future__ import annotations

from ._pycurl import pycurl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .sockets import Sockets

if not hasattr(pycurl, "PREREQFUNCTION"):
    raise ImportError(
        f"Sotalia needs libcurl 7.80 or newer, and pycurl 7.46 or newer; here is {pycurl.version}. pip installs wheels "
        "of pycurl that bring their own libcurl: pip install --upgrade --only-binary :all: pycurl"
    )

_GO_ON: int = pycurl.PREREQFUNC_OK
_ABORT: int = pycurl.PREREQFUNC_ABORT
_REFUSED_SOCKET = 1


class Once:
    """What one easy handle may send.

    `sent` says whether its present request has been sent; set it to False before the next one. `stale` says that the
    request was refused a connection that the server had closed. `shares` says that it may share a connection (HTTP/2),
    on which there may be something to read at any time: there only the connection's end counts.
    """

    __slots__ = ("_sockets", "sent", "shares", "stale")

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets
        self.sent = False
        self.shares = False
        self.stale = False

    def sending(self, *addresses: Any) -> int:
        """Say whether libcurl may send the request, on the connection that it has. libcurl's PREREQFUNCTION."""
        if self.sent:
            return _ABORT
        if self._sockets.left_by_peer(addresses, self.shares):
            self.stale = True
            return _ABORT
        self.sent = True
        return _GO_ON

    def opened(self, fd: int, purpose: int) -> int:
        """Accept a new socket, unless the request has been sent already. libcurl's SOCKOPTFUNCTION."""
        return _REFUSED_SOCKET if self.sent else self._sockets.opened(fd, purpose)
