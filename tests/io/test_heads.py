"""Heads of replies as they come in: each line is looked at once."""

from __future__ import annotations

from collections import deque

import pytest

from sotalia import errors
from sotalia.io.transport.head import HeadWatch, reply_head
from sotalia.io.transport.stream import ReadBuffer
from tests.io.scripted import Server, get

INTERIM = [b"HTTP/1.1 103 Early Hints\r\n", b"Link: <x>\r\n", b"\r\n"]
FINAL = [b"HTTP/1.1 200 OK\r\n", b"Content-Length: 2\r\n", b"\r\n"]


class Counting(list):
    """A list that counts how often its items are looked at."""

    looks = 0

    def __getitem__(self, index):
        self.looks += 1
        return super().__getitem__(index)

    def __contains__(self, item):
        self.looks += len(self)
        return super().__contains__(item)

    def __iter__(self):
        self.looks += len(self)
        return super().__iter__()


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_each_line_is_looked_at_once_however_many_interim_replies_come_before(count):
    lines = Counting()
    watch = HeadWatch(lines)
    for line in INTERIM * count + FINAL:
        assert not watch.whole()
        lines.append(line)
    assert watch.whole()
    assert lines == FINAL  # what nobody will read is not kept
    assert lines.looks <= 2 * len(INTERIM * count + FINAL)


def test_interim_replies_that_come_at_once_are_passed_over():
    lines = [*INTERIM, *INTERIM, *FINAL[:2]]
    watch = HeadWatch(lines)
    assert not watch.whole()
    lines.append(FINAL[2])
    assert watch.whole()
    assert reply_head(lines) == (200, {"content-length": "2"})


def test_a_switch_of_protocols_is_a_final_reply():
    assert HeadWatch([b"HTTP/1.1 101 Switching Protocols\r\n", b"\r\n"]).whole()


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_thousands_of_interim_replies_are_passed_over(transport, stream):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n" * 4000)
        peer.reply(b"final")

    with Server(script) as server:
        response = transport.send(get(server), stream)
        assert (transport.wait(response.body.read()) if stream else response.body) == b"final"
        assert response.headers == {"content-length": "5"}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_interim_replies_without_end_are_an_error(transport, stream):
    def script(peer):
        peer.read_request()
        while True:
            peer.send(b"HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n" * 1000)

    with Server(script) as server, pytest.raises(errors.ConnectionClosedError):
        transport.send(get(server), stream)


def test_the_names_of_headers_stay_as_written_when_the_handle_serves_another_request(transport):
    def script(peer):
        for name in ("X-One", "x-TWO"):
            peer.read_request()
            peer.reply(headers=f"{name}: 1\r\n")

    with Server(script) as server:
        first, second = (transport.send(get(server)).headers for _ in range(2))
        assert (first.written["x-one"], second.written["x-two"]) == ("X-One", "x-TWO")


def test_a_buffer_of_many_small_chunks_is_read_byte_by_byte_without_moving_the_rest():
    buffer = ReadBuffer()
    sent = bytes(number % 256 for number in range(1000))
    for byte in sent:
        buffer.append(bytes([byte]))
    assert isinstance(buffer._chunks, deque)  # a list would move all that is left with each byte
    assert b"".join(buffer.take(1) for _ in range(1000)) == sent
    assert buffer.size == 0
