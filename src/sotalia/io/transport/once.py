"""One exchange is one request on the wire: what libcurl would send once more by itself, it may not.

libcurl repeats a request, whatever its method, when a connection that has been used before ends ahead of the reply,
when an HTTP/2 server refuses a stream, and when a server answers 417 to an `Expect`. Nobody would count that, and what
the server has carried out already would be carried out twice (RFC 9110, section 9.2.2). Whether to try again is for
the retry strategy to say. So libcurl asks before each request that it sends (PREREQFUNCTION), and is told yes once.

A kept connection that the server has closed is something else: nothing has been sent on it, so the exchange may begin
again, on another one. libcurl would notice only after it has sent (it looks at idle connections once a second), so we
look when it asks.
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

    `sent` says whether its present request has been on its way; it is to be set to False before the next one. `stale`
    says that it was refused a connection that the server had closed. `shares` says that it may share a connection with
    others (HTTP/2), on which there is something to read at any time: there only the end of it counts.
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
        """Take a new socket, unless it could only serve to send once more. libcurl's SOCKOPTFUNCTION."""
        return _REFUSED_SOCKET if self.sent else self._sockets.opened(fd, purpose)
