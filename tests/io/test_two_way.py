"""HTTP/2, where a reply is read while its request is still being sent."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import Callable

import pytest

from sotalia import errors
from sotalia.http import Request
from sotalia.io.transport import TransportOptions
from sotalia.io.transport.curl import CurlTransport
from sotalia.io.transport.curl_async import AsyncCurlTransport
from tests.io.scripted import Peer, Server

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
STATUS_200 = b"\x88"  # the eighth entry of HPACK's static table


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def echo(peer: Peer, then: Callable[[int], bytes | None] = lambda stream: None) -> None:
    """Speak just enough HTTP/2: answer 200 at once, send every piece of the request's body back, end when it ends.

    `then` is asked with the number of each stream that has ended; with bytes it says them, and the connection ends too.
    """
    peer.read_exactly(24)  # the preface
    peer.send(frame(SETTINGS, 0, 0))
    while True:
        head = peer.read_exactly(9)
        length = int.from_bytes(head[:3], "big")
        kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
        payload = peer.read_exactly(length)
        if kind == SETTINGS and not flags & ACK:
            peer.send(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            peer.send(frame(PING, ACK, 0, payload))
        elif kind == HEADERS:
            peer.send(frame(HEADERS, END_HEADERS, stream, STATUS_200))
        elif kind == RST_STREAM:
            peer.server.go.set()
        if kind == DATA and payload:
            peer.send(frame(DATA, 0, stream, payload))
            for window in (0, stream):
                peer.send(frame(WINDOW_UPDATE, 0, window, struct.pack(">I", len(payload))))
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            last = then(stream)
            peer.send(frame(DATA, END_STREAM, stream) + (last or b""))
            if last is not None:
                peer.socket.shutdown(socket.SHUT_WR)  # and read on: a RST would take the reply along
                peer.server.go.set()


#: What a server says that closes a connection: nothing, or that it goes away.
FAREWELLS: dict[str, Callable[[int], bytes]] = {
    "no word": lambda stream: b"",
    "a word": lambda stream: frame(GOAWAY, 0, 0, struct.pack(">II", stream, 0)),
}


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize("farewell", FAREWELLS)
def test_a_connection_that_the_server_has_just_closed_is_replaced_before_anything_is_sent(
    transport, certificate, farewell, secure
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.set_alpn_protocols(["h2"])

    def wrap(connection):
        return context.wrap_socket(connection, server_side=True)

    def ends(peer):
        echo(peer, FAREWELLS[farewell])

    def questions():
        return iter([b"one", b"two"]) if transport.kind == "blocking" else _awaited(b"one", b"two")

    transport.open(read_timeout=5, verify=certificate[0])
    with Server(ends, ends, echo, wrap=wrap if secure else None) as server:
        url = f"https://localhost:{server.port}/" if secure else server.url
        for connections in (1, 2, 3):
            response = transport.send(Request("POST", url, {}, questions(), http2=True), True)
            assert transport.wait(response.body.read()) == b"onetwo"
            assert server.connections == connections
            if connections < 3:
                assert server.go.wait(5)
                server.go.clear()


async def _awaited(*chunks):
    for chunk in chunks:
        yield chunk


def test_a_blocking_caller_talks_with_the_server():
    answered = threading.Event()

    def questions():
        yield b"first"
        while not answered.is_set():
            yield b""  # nothing to say yet
        yield b"second"

    with Server(echo) as server:
        transport = CurlTransport(TransportOptions(read_timeout=5))
        response = transport.send(Request("POST", server.url, {}, questions(), http2=True), True)
        assert response.status == 200
        assert response.body.read1() == b"first"
        answered.set()
        assert response.body.read1() == b"second"
        assert response.body.read1() == b""
        assert transport.send(Request("POST", server.url, {}, b"again", http2=True)).body == b"again"
        assert server.connections == 1
        transport.close()


def test_an_awaiting_caller_talks_with_the_server():
    async def main(server):
        answers: asyncio.Queue[bytes] = asyncio.Queue()

        async def questions():
            yield b"first"
            yield b"then " + await answers.get()
            yield b"then " + await answers.get()

        transport = AsyncCurlTransport(TransportOptions(read_timeout=5))
        response = await transport.send(Request("POST", server.url, {}, questions(), http2=True), True)
        heard = []
        while data := await response.body.read1():
            heard.append(data)
            answers.put_nowait(data)
        assert heard == [b"first", b"then first", b"then then first"]
        await transport.close()

    with Server(echo) as server:
        asyncio.run(main(server))


def test_silence_on_our_side_is_not_the_servers_timeout():
    async def main(server):
        async def questions():
            await asyncio.sleep(0.4)
            yield b"late"

        transport = AsyncCurlTransport(TransportOptions(read_timeout=0.1))
        response = await transport.send(Request("POST", server.url, {}, questions(), http2=True), True)
        assert await response.body.read() == b"late"
        await transport.close()

    def questions():
        until = time.monotonic() + 0.4
        while time.monotonic() < until:
            yield b""
        yield b"late"

    with Server(echo) as server:
        asyncio.run(main(server))
        transport = CurlTransport(TransportOptions(read_timeout=0.1))
        response = transport.send(Request("POST", server.url, {}, questions(), http2=True), True)
        assert response.body.read() == b"late"
        transport.close()


def test_leaving_a_conversation_ends_both_directions():
    ended = threading.Event()

    async def main(server):
        async def questions():
            try:
                while True:
                    yield b"more"
                    await asyncio.sleep(0.01)
            finally:
                ended.set()

        transport = AsyncCurlTransport()
        response = await transport.send(Request("POST", server.url, {}, questions(), http2=True), True)
        assert (await response.body.read1())[:4] == b"more"
        await response.body.close()
        assert await asyncio.to_thread(ended.wait, 5)
        assert await asyncio.to_thread(server.go.wait, 5)
        await transport.close()

    with Server(echo) as server:
        asyncio.run(main(server))


@pytest.fixture
def nginx(tmp_path, certificate):
    """nginx, speaking HTTP/2 with and without TLS: (plain port, TLS port)."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    with Server(lambda peer: None) as one, Server(lambda peer: None) as two:
        ports = one.port, two.port
    (tmp_path / "nginx.conf").write_text(
        f"""
        daemon off; worker_processes 1; pid {tmp_path}/pid; error_log {tmp_path}/errors;
        events {{ worker_connections 64; }}
        http {{
            access_log off; client_body_temp_path {tmp_path}/a; proxy_temp_path {tmp_path}/b;
            fastcgi_temp_path {tmp_path}/c; uwsgi_temp_path {tmp_path}/d; scgi_temp_path {tmp_path}/e;
            server {{
                listen 127.0.0.1:{ports[0]} http2; listen 127.0.0.1:{ports[1]} ssl http2;
                ssl_certificate {certificate[0]}; ssl_certificate_key {certificate[1]};
                location / {{ return 200 "$server_protocol $ssl_protocol"; }}
            }}
        }}
        """
    )
    with subprocess.Popen([program, "-p", str(tmp_path), "-c", "nginx.conf"], stderr=subprocess.DEVNULL) as process:
        try:
            _await_port(ports[1])
            yield ports
        finally:
            process.terminate()


def _await_port(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return


def test_http2_is_spoken_when_asked_for_and_only_then(transport, nginx, certificate):
    plain, secure = nginx
    transport.open(verify=certificate[0])
    for url in (f"http://127.0.0.1:{plain}/", f"https://localhost:{secure}/"):
        response = transport.send(Request("POST", url, {"content-type": "x/y"}, b"{}", http2=True))
        assert response.body.startswith(b"HTTP/2.0")
        assert response.headers["content-length"].isdigit()
    assert transport.send(Request("GET", f"https://localhost:{secure}/", {})).body.startswith(b"HTTP/1.1 TLSv1.")


# ---------------------------------------------------------------- bad days


REFUSED_STREAM, INTERNAL_ERROR = 7, 2


def reset(stream: int, code: int) -> bytes:
    return frame(RST_STREAM, 0, stream, struct.pack(">I", code))


#: What a server says to a request, whether it ends the connection behind it (None: it says nothing more), and what the
#: caller meets where.
FAULTS: dict[str, tuple[Callable[[int], bytes], bool | None, type[Exception], str]] = {
    "refuses the stream": (lambda stream: reset(stream, REFUSED_STREAM), False, errors.ConnectionClosedError, "head"),
    "resets the stream": (lambda stream: reset(stream, INTERNAL_ERROR), False, errors.ConnectionClosedError, "head"),
    "resets the stream in the reply": (
        lambda stream: begun(stream) + reset(stream, INTERNAL_ERROR),
        False,
        errors.ResponseStreamingError,
        "body",
    ),
    "goes away": (
        lambda stream: frame(GOAWAY, 0, 0, struct.pack(">II", 0, 0)),
        True,
        errors.ConnectionClosedError,
        "head",
    ),
    "closes": (lambda stream: b"", True, errors.ConnectionClosedError, "head"),
    "closes in the reply": (lambda stream: begun(stream), True, errors.ResponseStreamingError, "body"),
    "sends garbage": (lambda stream: b"\xff" * 40, True, errors.ConnectionClosedError, "head"),
    "sends garbage in the reply": (
        lambda stream: begun(stream) + b"\xff" * 40,
        True,
        errors.ResponseStreamingError,
        "body",
    ),
    "stalls": (lambda stream: b"", None, errors.ReadTimeoutError, "head"),
    "stalls in the reply": (lambda stream: begun(stream), None, errors.ReadTimeoutError, "body"),
}


def begun(stream: int) -> bytes:
    return frame(HEADERS, END_HEADERS, stream, STATUS_200) + frame(DATA, 0, stream, b"half")


def misbehaves(said: Callable[[int], bytes], closes: bool | None) -> Callable[[Peer], None]:
    """Return a script that says so to the first request on a connection."""

    def script(peer: Peer) -> None:
        def answer(stream: int) -> bool:
            peer.send(said(stream))
            if closes is None:
                peer.server.go.wait(10)
            return closes is False

        serve_http2(peer, answer)

    return script


def serve_http2(peer: Peer, first: Callable[[int], bool]) -> None:
    """Answer the first request by `first`, the others with `ok`; until `first` returns False, or for ever."""
    peer.read_exactly(24)
    peer.send(frame(SETTINGS, 0, 0))
    begin = True
    while True:
        head = peer.read_exactly(9)
        kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
        peer.read_exactly(int.from_bytes(head[:3], "big"))
        if kind == SETTINGS and not flags & ACK:
            peer.send(frame(SETTINGS, ACK, 0))
        if kind == HEADERS:
            peer.server.requests.append((str(stream), {}))
        if kind not in (DATA, HEADERS) or not flags & END_STREAM:
            continue
        if begin and not first(stream):
            peer.socket.shutdown(socket.SHUT_WR)  # and read on: a RST would take the reply along
        if not begin:
            peer.send(frame(HEADERS, END_HEADERS, stream, STATUS_200) + frame(DATA, END_STREAM, stream, b"ok"))
        begin = False


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that(transport, fault):
    said, closes, error, where = FAULTS[fault]

    def sent():
        return Request("POST", server.url, {}, b"hello", http2=True)

    transport.open(read_timeout=0.15)
    with Server(misbehaves(said, closes), lambda peer: serve_http2(peer, lambda stream: _ok(peer, stream))) as server:
        with pytest.raises(error) as caught:
            transport.wait(transport.send(sent(), True).body.read())
        assert isinstance(caught.value, errors.ResponseStreamingError) is (where == "body" and closes is not None)
        assert len(server.requests) == 1
        assert transport.send(sent()).body == b"ok"
        assert len(server.requests) == 2


def _ok(peer: Peer, stream: int) -> bool:
    peer.send(frame(HEADERS, END_HEADERS, stream, STATUS_200) + frame(DATA, END_STREAM, stream, b"ok"))
    return True
