"""A server that does exactly what a test tells it to, one function per connection."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any, Self

from sotalia.http import Request


class Peer:
    """The server's end of one connection."""

    def __init__(self, connection: socket.socket, server: Server) -> None:
        self.socket = connection
        self.server = server
        self._pending = b""

    def read_head(self) -> tuple[str, dict[str, str]]:
        """Return the request line and the headers, names in lower case. Raises EOFError when the client has gone."""
        while b"\r\n\r\n" not in self._pending:
            self._receive()
        head, _, self._pending = self._pending.partition(b"\r\n\r\n")
        first, *rows = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows)}
        self.server.requests.append((first, headers))
        return first, headers

    def read_body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") == "chunked":
            return b"".join(iter(self._read_chunk, b""))
        return self.read_exactly(int(headers.get("content-length", 0)))

    def read_request(self) -> tuple[str, dict[str, str], bytes]:
        first, headers = self.read_head()
        return first, headers, self.read_body(headers)

    def read_exactly(self, length: int) -> bytes:
        while len(self._pending) < length:
            self._receive()
        data, self._pending = self._pending[:length], self._pending[length:]
        return data

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self, body: bytes = b"ok", *, status: str = "200 OK", headers: str = "") -> None:
        self.send(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    def reset(self) -> None:
        """Close with a RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _read_chunk(self) -> bytes:
        while b"\r\n" not in self._pending:
            self._receive()
        size, _, self._pending = self._pending.partition(b"\r\n")
        data = self.read_exactly(int(size, 16))
        self.read_exactly(2)
        return data

    def _receive(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        self._pending += data


class Server:
    """Runs `script(peer)` for each connection, in a thread: the first script, the second, the last for all others."""

    def __init__(
        self, *scripts: Callable[[Peer], Any], wrap: Callable[[socket.socket], socket.socket] | None = None
    ) -> None:
        self._scripts = list(scripts)
        self._wrap = wrap
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        #: The file with the certificate that it shows, if it speaks TLS.
        self.bundle = ""
        #: Tests set it to let a script go on.
        self.go = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.listen()
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def listen(self, port: int = 0) -> None:
        """Accept connections at `port`, or at one that is free."""
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self._threads.append(threading.Thread(target=self._accept, args=(self._listener,), daemon=True))
        self._threads[-1].start()

    def stop_listening(self) -> None:
        """Accept no more connections: they are refused from now on. Those that there are go on."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept()
        self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            script = self._scripts[min(self.connections, len(self._scripts) - 1)]
            self.connections += 1
            self._sockets.append(connection)
            thread = threading.Thread(target=self._run, args=(script, connection), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self, script: Callable[[Peer], Any], connection: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            if self._wrap is not None:
                connection = self._wrap(connection)
                self._sockets.append(connection)
            script(Peer(connection, self))
        connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.go.set()
        self.stop_listening()
        for connection in self._sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads:
            thread.join(5)


def get(server: Server, path: str = "/") -> Request:
    """A request for `path` of `server`."""
    return Request("GET", server.url + path, {})


def serve_forever(peer: Peer) -> None:
    """Answer every request on a connection with `ok`."""
    while True:
        peer.read_request()
        peer.reply()
