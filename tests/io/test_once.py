"""A request goes out once: whatever libcurl would do again by itself, it does not."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from sotalia import errors
from sotalia.http import Request
from sotalia.io.transport import TransportOptions
from sotalia.io.transport.curl_async import AsyncCurlTransport
from tests.io.scripted import Server, get, serve_forever


def _ends(peer, how):
    {"close": peer.socket.close, "reset": peer.reset}[how]()


BODIES: dict[str, Callable[[], Any]] = {
    "none": lambda: b"",
    "bytes": lambda: b"body",
    "large": lambda: b"x" * 300_000,
    "buffer": lambda: memoryview(b"body"),
    "file": lambda: io.BytesIO(b"body"),
    "iterable": lambda: [b"bo", b"dy"],
}


@pytest.mark.parametrize("how", ["close", "reset"])
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_request_whose_kept_connection_ends_before_the_reply_is_not_sent_again(transport, how, body, method, stream):
    def ends_on_the_second(peer):
        peer.read_request()
        peer.reply()
        peer.read_request()
        _ends(peer, how)

    with Server(ends_on_the_second, serve_forever) as server:
        assert transport.send(Request("POST", server.url, {}, b"first")).body == b"ok"
        with pytest.raises(errors.ConnectionClosedError, match="Connection was closed before") as caught:
            transport.send(Request(method, server.url, {}, BODIES[body]()), stream)
        assert len(server.requests) == 2
        assert server.connections == 1  # not even a connection is made for a repetition
        assert isinstance(caught.value, errors.HTTPClientError)
        assert transport.send(Request("POST", server.url, {}, b"next")).body == b"ok"


def test_none_of_many_kept_connections_is_used_for_a_repetition():
    connections = 8
    together = threading.Barrier(connections)

    def ends_on_the_second(peer):
        peer.read_request()
        together.wait(10)  # so that there are as many connections
        peer.reply()
        peer.read_request()

    async def main(server):
        transport = AsyncCurlTransport(TransportOptions())
        request = Request("POST", server.url, {}, b"")
        await asyncio.gather(*(transport.send(request) for _ in range(connections)))
        with pytest.raises(errors.ConnectionClosedError):
            await transport.send(Request("POST", server.url, {}, b"once"))
        await transport.close()

    with Server(ends_on_the_second) as server:
        asyncio.run(main(server))
        assert len(server.requests) == connections + 1
        assert server.connections == connections


@pytest.mark.parametrize("ending", ["close", "reset"])
def test_idle_connections_that_the_server_has_closed_are_noticed_before_anything_is_sent(transport, ending):
    closed = threading.Semaphore(0)

    def once(peer):
        peer.read_request()
        peer.reply()
        _ends(peer, ending)
        closed.release()

    with Server(once) as server:
        for count in range(1, 30):
            assert transport.send(Request("POST", server.url, {}, b"body")).body == b"ok"
            closed.acquire()
            assert len(server.requests) == server.connections == count


def test_all_of_many_idle_connections_may_have_been_closed():
    connections = 8
    together, closed = threading.Barrier(connections), threading.Semaphore(0)

    def once(peer):
        peer.read_request()
        if peer.server.connections <= connections:
            together.wait(10)
        peer.reply()
        peer.socket.close()
        closed.release()

    async def main(server):
        transport = AsyncCurlTransport(TransportOptions())
        request = Request("POST", server.url, {}, b"")
        await asyncio.gather(*(transport.send(request) for _ in range(connections)))
        for _ in range(connections):
            closed.acquire()
        assert (await transport.send(request)).body == b"ok"
        await transport.close()

    with Server(once) as server:
        asyncio.run(main(server))
        assert len(server.requests) == server.connections == connections + 1


def test_a_kept_connection_over_tls_is_used_again_and_replaced_when_it_has_been_closed(transport, certificate):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    closed = threading.Event()

    def three_times(peer):
        for _ in range(3):
            peer.read_request()
            peer.reply()
        peer.socket.close()
        closed.set()

    def wrap(connection):
        return context.wrap_socket(connection, server_side=True)

    with Server(three_times, serve_forever, wrap=wrap) as server:
        url = f"https://localhost:{server.port}/"
        transport.open(verify=certificate[0])
        for _ in range(3):
            assert transport.send(Request("POST", url, {}, b"body")).body == b"ok"
        closed.wait()
        assert transport.send(Request("POST", url, {}, b"body")).body == b"ok"
        assert (server.connections, len(server.requests)) == (2, 4)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("closes", [False, True], ids=["kept", "closed"])
@pytest.mark.parametrize("body", ["large", "file"])
def test_a_417_is_a_reply_like_others(transport, stream, closes, body):
    def refuses(peer):
        while True:
            peer.read_head()
            peer.reply(b"", status="417 Expectation Failed", headers="X-Why: so\r\n")
            if closes:
                return

    with Server(refuses) as server:
        request = Request("PUT", server.url, {}, BODIES[body](), expect_continue=True, length=4)
        if body == "large":
            request.length = 300_000
        response = transport.send(request, stream)
        assert (response.status, response.headers["x-why"]) == (417, "so")
        assert (transport.wait(response.body.read()) if stream else response.body) == b""
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 401, 407, 408, 421, 425, 429, 500, 502, 503, 504])
def test_no_status_makes_the_transport_ask_again(transport, status):
    def answers(peer):
        while True:
            peer.read_request()
            headers = f"Location: {peer.server.url}/other\r\nRetry-After: 0\r\nWWW-Authenticate: Basic\r\n"
            peer.reply(b"", status=f"{status} Why", headers=headers)

    with Server(answers) as server:
        assert transport.send(Request("POST", server.url, {}, b"body")).status == status
        assert len(server.requests) == 1


def test_a_connection_that_has_been_idle_for_long_is_not_used_again(transport, monkeypatch):
    monkeypatch.setattr("sotalia.io.transport.handle.IDLE_SECONDS", 1)
    with Server(serve_forever) as server:
        for pause, connections in ((0, 1), (0, 1), (2.1, 2)):
            time.sleep(pause)  # libcurl looks at no clock but the system's
            assert transport.send(get(server)).body == b"ok"
            assert server.connections == connections
