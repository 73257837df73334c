"""One server for bad days: it is told by name what to do wrong, and how often; then it serves as it should.

    with FaultyServer() as server:
        server.fail("resets in the head", times=2)
        ...
        assert server.requests ...  # the heads that came
        server.mend()               # whoever was let wait is left, so that nothing of the fault remains

A fault strikes at one of these stages: before anybody listens, when a connection is made, in its TLS handshake, when
the head of a request has come, when its body has. `FAULTS` has them all; a test that wants one more adds a row.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tests.servers.raw import reply
from tests.servers.scripted import Peer, Server

#: Stages.
REFUSED, IGNORED, CONNECTED, HANDSHAKE, HEAD, BODY = "refused", "ignored", "connected", "handshake", "head", "body"
#: How long a fault that stalls does so at most: longer than any time-out of a test.
LONGEST_STALL = 10
#: Seconds between the bytes of what drips.
DRIP = 0.004
#: A reply that every call takes for a success, and a body that those take who read one.
GOOD = reply(200)
BODY_OF_SUCCESS = b"{}".ljust(30)

Act = Callable[[Peer], Any]


class Fault(NamedTuple):
    """What goes wrong, and when. `act` returns True when the connection is to be used on."""

    stage: str
    act: Act = lambda peer: None
    #: The name of the certificate that is shown instead of the good one.
    certificate: str = ""


def close(peer: Peer) -> None:
    """End the connection in the ordinary way."""


def reset(peer: Peer) -> None:
    """End it with a RST."""
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stall(peer: Peer) -> None:
    """Say nothing more."""
    peer.server.go.wait(LONGEST_STALL)


def hears(then: Act) -> Act:
    """Take the first bytes, and end like that."""

    def act(peer: Peer) -> Any:
        peer.socket.recv(65536)
        return then(peer)

    return act


def sends(data: bytes, then: Act = close) -> Act:
    """Send `data`, and end like that."""

    def act(peer: Peer) -> Any:
        peer.send(data)
        return then(peer)

    return act


def serves_on(peer: Peer) -> bool:
    """The connection is good."""
    return True


def drips(data: bytes, then: Act = serves_on) -> Act:
    """Send `data` byte by byte."""

    def act(peer: Peer) -> Any:
        for byte in data:
            peer.send(bytes([byte]))
            time.sleep(DRIP)
        return then(peer)

    return act


def repeats(data: bytes) -> Act:
    """Send `data` again and again, until the other side has gone."""

    def act(peer: Peer) -> None:
        while not peer.server.go.is_set():
            peer.send(data)

    return act


def says(status: int, body: bytes = b"", **headers: str) -> Act:
    """Reply with a status; the names of headers have underscores for dashes."""
    return sends(reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()}), serves_on)


def half_of_the_upload(then: Act) -> Act:
    """Take some of the request's body, and end like that."""

    def act(peer: Peer) -> Any:
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.read_exactly(1000)
        return then(peer)

    return act


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n"
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
_INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"
_ENDS: dict[str, Act] = {"closes": close, "resets": reset, "stalls": stall}
#: What has been sent of a reply when the server ends one way or the other.
_PLACES = {
    "before the head": b"",
    "in the head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "after the head": _HEAD,
    "in the body": _HEAD + b'{"half": ',
    "in a chunk": _CHUNKED + b'20\r\n{"half": ',
    "in the size of a chunk": _CHUNKED + b'9\r\n{"half": \r\n2',
    "between chunks": _CHUNKED + b'9\r\n{"half": \r\n',
    "after interim replies": _INTERIM * 3,
}

FAULTS: dict[str, Fault] = {
    "refuses": Fault(REFUSED),
    "does not accept": Fault(IGNORED),
    **{f"{name} at once": Fault(CONNECTED, hears(end)) for name, end in _ENDS.items()},
    "speaks first": Fault(CONNECTED, sends(b"SSH-2.0-OpenSSH_9.2\r\n", stall)),
    **{f"{name} in the handshake": Fault(HANDSHAKE, hears(end)) for name, end in _ENDS.items()},
    "speaks no TLS": Fault(HANDSHAKE, sends(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
    "shows an expired certificate": Fault(HANDSHAKE, certificate="expired"),
    "shows another's certificate": Fault(HANDSHAKE, certificate="another's"),
    "shows an unknown certificate": Fault(HANDSHAKE, certificate="unknown"),
    **{f"{name} in the upload": Fault(HEAD, half_of_the_upload(end)) for name, end in _ENDS.items()},
    "refuses the upload": Fault(HEAD, sends(reply(400, b"{}"))),
    "expects nothing": Fault(HEAD, sends(reply(417), serves_on)),
    **{
        f"{name} {place}": Fault(BODY, sends(sent, end))
        for place, sent in _PLACES.items()
        for name, end in _ENDS.items()
    },
    "drips the head": Fault(BODY, drips(GOOD)),
    "drips the body": Fault(BODY, sends(b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n", drips(BODY_OF_SUCCESS))),
    "drips and stalls": Fault(BODY, drips(b"HTTP/1.1 200 OK\r\nContent-Le", stall)),
    "sends garbage": Fault(BODY, sends(b"\x00\xff garbage\r\n\r\n")),
    "sends TLS": Fault(BODY, sends(b"\x15\x03\x01\x00\x02\x02\x16")),
    "sends an odd status": Fault(BODY, sends(b"HTTP/1.1 abc\r\n\r\n")),
    "sends a garbled chunk": Fault(BODY, sends(_CHUNKED + b"5\r\n{   \r\nzz\r\n}", stall)),
    "sends a body that is none": Fault(BODY, says(200, b"<html>upstream")),
    "storms with interim replies": Fault(BODY, sends(_INTERIM * 2000 + GOOD, serves_on)),
    "sends interim replies without end": Fault(BODY, repeats(_INTERIM * 100)),
    "sends a head without end": Fault(BODY, sends(b"HTTP/1.1 200 OK\r\n", repeats(b"X-More: %s\r\n" % (b"h" * 1000)))),
    "sends a negative length": Fault(BODY, sends(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}", stall)),
    "sends a length that is no number": Fault(BODY, sends(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}", stall)),
    "sends more than the length": Fault(BODY, sends(GOOD + reply(500, b"not asked for"), serves_on)),
    "replies with 417": Fault(BODY, says(417)),
    **{f"replies with {status}": Fault(BODY, says(status)) for status in (400, 429, 500, 502, 503, 504)},
    **{
        f"replies with {status} and a time": Fault(BODY, says(status, x_amz_retry_after="150"))
        for status in (429, 500, 503)
    },
    "replies with 503 and no time": Fault(BODY, says(503, x_amz_retry_after="soon", Retry_After="9")),
}


class FaultyServer(Server):
    """The server. `certificates` maps "good", and the names that faults have, to (certificate, key): it speaks TLS."""

    def __init__(self, certificates: dict[str, tuple[str, str]] | None = None) -> None:
        self._contexts: dict[str, ssl.SSLContext] = {}
        for name, pair in (certificates or {}).items():
            self._contexts[name] = context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*pair)
        self._fault: Fault | None = None
        self._left = 0
        self._lock = threading.Lock()
        super().__init__(self._serve)
        if certificates:
            self.url = f"https://localhost:{self.port}"

    def fail(self, name: str, times: int) -> None:
        """Do the fault `name` so often, connection by connection, or request by request."""
        self._fault, self._left = FAULTS[name], times

    def mend(self) -> None:
        """Leave those who were let wait."""
        self.go.set()
        self._left = 0

    @contextlib.contextmanager
    def unheard(self) -> Iterator[None]:
        """For the faults at which nobody listens, or accepts: be so, and then be there again at the same port."""
        assert self._fault is not None
        stage = self._fault.stage
        if stage not in (REFUSED, IGNORED):
            yield
            return
        self.stop_listening()
        with socket.socket() as deaf, contextlib.ExitStack() as fillers:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            deaf.bind(("127.0.0.1", self.port))
            if stage == IGNORED:
                deaf.listen(0)
                for _ in range(3):  # with its queue full, the kernel drops further attempts
                    filler = fillers.enter_context(socket.socket())
                    filler.setblocking(False)
                    filler.connect_ex(("127.0.0.1", self.port))
            yield
        self.listen(self.port)

    def _strikes(self, *stages: str) -> Fault | None:
        """Return the fault if it is its turn."""
        with self._lock:
            fault = self._fault
            if fault is None or not self._left or fault.stage not in stages:
                return None
            self._left -= 1
            return fault

    def _serve(self, peer: Peer) -> None:
        fault = self._strikes(CONNECTED, HANDSHAKE)
        if fault is not None and not fault.certificate:
            fault.act(peer)
            return
        if self._contexts:
            context = self._contexts[fault.certificate if fault is not None else "good"]
            with context.wrap_socket(peer.socket, server_side=True) as peer.socket:
                self._sockets.append(peer.socket)
                self._answer(peer)
        else:
            self._answer(peer)

    def _answer(self, peer: Peer) -> None:
        while True:
            _, headers = peer.read_head()
            fault = self._strikes(HEAD)
            if fault is None:
                if "expect" in headers:
                    peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
                peer.read_body(headers)
                fault = self._strikes(BODY)
            if fault is None:
                peer.send(GOOD)
            elif not fault.act(peer):
                return
