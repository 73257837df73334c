"""A server that records what comes and says what it is told: for what goes on the wire, and for bad days.

    with RawServer() as server:
        server.answer(reply(200, b"{}"))             # every request from here on
        server.answer(CLOSE, reply(200, b"{}"))      # one after another; the last one stays
        ...
        assert server.requests[0].raw == b"GET / HTTP/1.1\r\n..."

An answer is bytes that are sent as they are, one of `CLOSE`, `RESET`, a number of seconds to say nothing, a function
from the request to an answer, or a list of those. Connections are kept alive unless an answer closes them.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

#: Close the connection in the ordinary way.
CLOSE = object()
#: Close it with a TCP reset.
RESET = object()

#: bytes | seconds | CLOSE | RESET | a function from the request to an answer | a list of answers
Answer = Any


def reply(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None, *, chunks: int = 0) -> bytes:
    """Return a whole HTTP reply. With `chunks` the body goes out chunked, in pieces of that size."""
    lines = [f"HTTP/1.1 {status} Canned"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if chunks:
        lines.append("Transfer-Encoding: chunked")
        pieces = [body[at : at + chunks] for at in range(0, len(body), chunks)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    elif not any(line.lower().startswith("content-length:") for line in lines):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class Recorded:
    """One request as it came: `raw` to the last byte, and its parts."""

    def __init__(self, head: bytes, wire_body: bytes, body: bytes, connection: int) -> None:
        self.raw = head + wire_body
        self.wire_body = wire_body  # with its chunk framing, if it had one
        self.body = body
        self.connection = connection
        line, *fields = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        self.method, self.target, self.version = line.split(" ")
        #: in order, as written
        self.header_list = [(name, value.strip()) for name, _, value in (field.partition(":") for field in fields)]
        #: by lower-case name; the last one wins
        self.headers = {name.lower(): value for name, value in self.header_list}

    def __repr__(self) -> str:
        return f"<Recorded {self.method} {self.target} {len(self.body)} bytes>"


class RawServer:
    """The server; `requests` grows as they come. `tls` makes it speak HTTPS with that context."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, send_continue: bool = True) -> None:
        self.requests: list[Recorded] = []
        self.connections = 0
        self.send_continue = send_continue
        self._tls = tls
        self._answers: list[Answer] = [reply()]
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def answer(self, *answers: Answer) -> None:
        """Set what the coming requests are answered with, in order; the last one stays."""
        with self._lock:
            self._answers = list(answers)

    @property
    def open_connections(self) -> int:
        """How many connections clients hold open now."""
        with self._lock:
            return len(self._open)

    def close(self) -> None:
        """Stop listening and drop every connection."""
        # A blocked accept() does not notice close(); shutdown() wakes it.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                number = self.connections
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, plain: socket.socket, number: int) -> None:
        connection = plain
        try:
            if self._tls:
                connection = self._tls.wrap_socket(plain, server_side=True)
            with connection.makefile("rb") as stream:
                while (request := self._read(connection, stream, number)) is not None:
                    with self._lock:
                        self.requests.append(request)
                        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                    if not _perform(connection, answer, request):
                        break
        except OSError:  # the client went away, or close() was called: both are the test's business
            pass
        finally:
            connection.close()
            with self._lock:
                self._open.discard(plain)

    def _read(self, connection: socket.socket, stream: object, number: int) -> Recorded | None:
        readline, read = stream.readline, stream.read  # type: ignore[attr-defined]
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = readline()
            if not line:
                return None
            head += line
        headers = Recorded(head, b"", b"", number).headers
        if self.send_continue and headers.get("expect", "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if headers.get("transfer-encoding", "").lower() == "chunked":
            wire, body = _read_chunks(readline, read)
        else:
            wire = body = read(int(headers.get("content-length", 0)))
        return Recorded(head, wire, body, number)


def _read_chunks(readline: Callable[[], bytes], read: Callable[[int], bytes]) -> tuple[bytes, bytes]:
    """Return a chunked body as it came, and decoded (RFC 9112, section 7.1)."""
    wire = body = b""
    while True:
        line = readline()
        size = int(line.partition(b";")[0], 16)
        chunk = read(size) if size else b""
        end = readline()
        wire += line + chunk + end
        body += chunk
        if not size:
            while end not in (b"\r\n", b""):  # trailers
                end = readline()
                wire += end
            return wire, body


def _perform(connection: socket.socket, answer: Answer, request: Recorded) -> bool:
    """Carry out `answer`; False when the connection is not to be used any more."""
    if callable(answer):
        return _perform(connection, answer(request), request)
    if isinstance(answer, list):
        return all(_perform(connection, part, request) for part in answer)
    if answer is RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    if answer is CLOSE:
        return False
    if isinstance(answer, bytes):
        connection.sendall(answer)
        return True
    time.sleep(answer)
    return True
