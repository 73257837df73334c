"""Bodies read while they arrive: in any portions, with bounded memory, giving their connection back or closing it."""

from __future__ import annotations

import gc
import hashlib
import threading
import time

import pytest

from sotalia.http import Request
from tests.io.scripted import Server, serve_forever

SIZE = 3_000_000
CONTENT = bytes(range(256)) * (SIZE // 256)


def content(peer):
    while True:
        peer.read_request()
        peer.reply(CONTENT)


def get(server: Server) -> Request:
    return Request("GET", server.url, {})


def test_the_head_comes_before_the_body(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-A: b\r\n\r\n")
        peer.server.go.wait(5)
        peer.send(b"body")

    with Server(script) as server:
        response = transport.send(get(server), True)
        assert (response.status, response.headers["x-a"]) == (200, "b")
        assert response.body.readable()
        server.go.set()
        assert transport.wait(response.body.read()) == b"body"
        assert transport.wait(response.body.read()) == transport.wait(response.body.read(5)) == b""
        assert not response.body.readable()


def test_no_bytes_are_not_waited_for(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
        peer.server.go.wait(5)
        peer.send(b"body")

    with Server(script) as server:
        body = transport.open(read_timeout=0.3).send(get(server), True).body
        assert transport.wait(body.read(0)) == transport.wait(body.read1(0)) == b""
        assert transport.wait(body.readinto(bytearray())) == 0
        server.go.set()
        assert transport.wait(body.read()) == b"body"


@pytest.mark.parametrize("portion", [1000, 16_384, 100_000, SIZE, SIZE + 1])
def test_a_body_can_be_read_in_portions_of_any_size(transport, portion):
    with Server(content) as server:
        body = transport.send(get(server), True).body
        portions = []
        while data := transport.wait(body.read(portion)):
            portions.append(data)
        assert b"".join(portions) == CONTENT
        assert {len(data) for data in portions[:-1]} <= {portion}


def test_portions_of_different_kinds_follow_each_other(transport):
    with Server(content) as server:
        body = transport.send(get(server), True).body
        read = transport.wait(body.read(3)) + transport.wait(body.read1(4)) + transport.wait(body.read(0))
        buffer = bytearray(700_000)
        assert transport.wait(body.readinto(buffer)) == 700_000
        read += buffer
        assert transport.wait(body.readinto(memoryview(buffer)[:5])) == 5
        read += buffer[:5]
        read += transport.wait(body.read(100_000))
        assert transport.wait(body.readinto(bytearray())) == 0
        read += transport.wait(body.read())
        assert transport.wait(body.readinto(buffer)) == 0
        assert bytes(read) == CONTENT


def test_a_body_read_to_its_end_gives_its_connection_back(transport):
    with Server(content) as server:
        for _ in range(3):
            assert transport.wait(transport.send(get(server), True).body.read()) == CONTENT
            body = transport.send(get(server), True).body
            while transport.wait(body.read(1 << 20)):
                pass
            transport.wait(body.close())
        assert server.connections == 1


def test_a_body_left_early_closes_its_connection(transport):
    ended = threading.Event()

    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        try:
            while True:
                peer.send(b"x" * 100_000)
        finally:
            ended.set()

    with Server(script, serve_forever) as server:
        body = transport.send(get(server), True).body
        transport.wait(body.read(10))
        transport.wait(body.close())
        assert ended.wait(5)
        assert transport.wait(body.read()) == b""
        assert not body.readable()
        assert transport.send(get(server)).body == b"ok"
        assert server.connections == 2


def test_a_body_dropped_unread_closes_its_connection(transport):
    ended = threading.Event()

    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        try:
            while True:
                peer.send(b"x" * 100_000)
        finally:
            ended.set()

    with Server(script, serve_forever) as server:
        body = transport.send(get(server), True).body
        transport.wait(body.read(10))
        gc.disable()  # by reference counting alone
        try:
            del body
            assert transport.send(get(server)).body == b"ok"
            assert ended.wait(5)
        finally:
            gc.enable()


def test_what_nobody_reads_is_not_fetched(transport):
    sent = 0

    def script(peer):
        nonlocal sent
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n")
        for _ in range(60):
            peer.send(b"x" * 1_000_000)
            sent += 1_000_000

    with Server(script, serve_forever) as server:
        body = transport.send(get(server), True).body
        transport.wait(body.read(100))
        for _ in range(5):
            transport.send(get(server))  # gives an event loop its turns
            time.sleep(0.05)
        assert sent < 30_000_000  # what the kernel's buffers hold, and a few portions
        digest, total = hashlib.md5(), 100
        while data := transport.wait(body.read(5_000_000)):
            digest.update(data)
            total += len(data)
        assert total == 60_000_000


def test_several_bodies_can_be_open_at_once(transport):
    with Server(content) as server:
        bodies = [transport.send(get(server), True).body for _ in range(5)]
        for body in bodies:
            assert transport.wait(body.read(10)) == CONTENT[:10]
        for body in reversed(bodies):
            assert transport.wait(body.read()) == CONTENT[10:]
        assert server.connections <= 5


def test_small_bodies_give_their_connection_back_before_they_are_read(transport):
    with Server(serve_forever) as server:
        bodies = []
        for _ in range(3):
            bodies.append(transport.send(get(server), True).body)
            transport.send(get(server))
        assert [transport.wait(body.read()) for body in bodies] == [b"ok"] * 3
        assert server.connections <= 2
