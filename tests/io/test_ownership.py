"""What an exchange uses is its own until it ends, and nobody's afterwards."""

from __future__ import annotations

import asyncio
import io
import threading

import pytest

from sotalia import errors
from sotalia.http import Request
from sotalia.io.transport import TransportOptions, engine
from sotalia.io.transport import connection as connections
from sotalia.io.transport.curl import CurlTransport
from sotalia.io.transport.curl_async import AsyncCurlTransport
from sotalia.io.transport.pool import Pool
from tests.io.interleavings import run
from tests.io.scripted import Server, get, serve_forever
from tests.waiting import until_async


def test_exchanges_in_any_order_end_and_leave_nothing():
    ends = run(calls=3000, seed=8)
    assert {"ok", "failed", "cancelled", "timeout", "left"} <= set(ends)


def test_a_failed_request_does_not_end_the_one_that_has_its_handle_now():
    both = threading.Barrier(2)

    def answered(peer):
        peer.read_request()
        both.wait(10)
        peer.reply()
        serve_forever(peer)

    def reset(peer):
        peer.read_request()
        both.wait(10)
        peer.reset()

    async def main(server):
        transport = AsyncCurlTransport(TransportOptions(read_timeout=5))

        async def twice():
            return [(await transport.send(get(server))).body for _ in range(2)]

        first = asyncio.create_task(twice())
        await asyncio.sleep(0)
        results = await asyncio.gather(first, transport.send(get(server)), return_exceptions=True)
        await transport.close()
        return results

    with Server(answered, reset, serve_forever) as server:
        answers, failure = asyncio.run(main(server))
    assert answers == [b"ok", b"ok"]
    assert isinstance(failure, errors.ConnectionClosedError)


def test_whoever_waits_for_a_turn_is_told_why_there_is_none(monkeypatch):
    monkeypatch.setattr(engine, "MOST_IN_FLIGHT", 2)

    async def main(server):
        transport = AsyncCurlTransport(TransportOptions(max_pool_connections=1))
        calls = [asyncio.create_task(transport.send(get(server), stream)) for stream in (False, True) * 4]
        await until_async(lambda: len(server.requests) == 2)
        await transport.close()
        failures = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(failure) for failure in failures] == [errors.ClientClosedError] * len(calls)
        assert {str(failure) for failure in failures} == {
            f'The client was closed before we received a valid response from endpoint URL: "{server.url}/".'
        }

    with Server(lambda peer: (peer.read_request(), peer.server.go.wait(10))) as server:
        asyncio.run(main(server))


class Watched(io.RawIOBase):
    """A file that notes who reads it, and how far."""

    def __init__(self, data: bytes, begun: threading.Event | None = None, go_on: threading.Event | None = None):
        self._data = io.BytesIO(data)
        self._begun, self._go_on = begun, go_on
        self.reading = False

    def read(self, size=-1):
        self.reading = True
        if self._begun is not None and self._go_on is not None:
            self._begun.set()
            self._go_on.wait(10)
        data = self._data.read(size)
        self.reading = False
        return data

    def tell(self):
        return self._data.tell()


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_cancelled_upload_ends_when_its_file_is_read_no_more(stream):
    async def main(server):
        begun, go_on = threading.Event(), threading.Event()
        file = Watched(b"x" * 1_000_000, begun, go_on)
        transport = AsyncCurlTransport(TransportOptions())
        call = asyncio.create_task(transport.send(Request("PUT", server.url, {}, file, length=1_000_000), stream))
        await asyncio.to_thread(begun.wait)
        call.cancel()
        for _ in range(10):
            await asyncio.sleep(0)
        assert not call.done()
        assert file.reading
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert not file.reading
        place = file.tell()
        await asyncio.sleep(0.01)
        assert file.tell() == place
        await transport.close()

    with Server(lambda peer: peer.read_request()) as server:
        asyncio.run(main(server))


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("how", ["refused", "reset"])
def test_a_failed_upload_leaves_its_file_alone(stream, how):
    def script(peer):
        peer.read_head()
        peer.read_exactly(1000)
        if how == "reset":
            peer.reset()
        else:
            peer.reply(b"no", status="403 Forbidden", headers="Connection: close\r\n")
            peer.server.go.wait(10)

    async def main(server):
        file = Watched(b"x" * 50_000_000)
        transport = AsyncCurlTransport(TransportOptions())
        request = Request("PUT", server.url, {}, file, length=50_000_000)
        if how == "reset":
            with pytest.raises(errors.ConnectionClosedError):
                await transport.send(request, stream)
        else:
            assert (await transport.send(request, stream)).status == 403
        assert not file.reading
        place = file.tell()
        await asyncio.sleep(0.01)
        assert file.tell() == place < 50_000_000
        await transport.close()

    with Server(script) as server:
        asyncio.run(main(server))


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("size", [0, 10, 300_000, 600_000])
def test_nothing_is_read_behind_the_length(transport, stream, size):
    file = Watched(b"x" * 1_000_000)
    with Server(serve_forever) as server:
        transport.send(Request("PUT", server.url, {}, file, length=size), stream)
    assert file.tell() == size


def test_a_reply_that_comes_early_does_not_end_the_call_before_its_file_has_been_sent():
    def early(peer):
        _, headers = peer.read_head()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
        peer.server.go.wait(10)
        assert len(peer.read_body(headers)) == 5_000_000
        peer.send(b"ok")

    async def main(server):
        file = Watched(b"x" * 5_000_000)
        transport = AsyncCurlTransport(TransportOptions())
        call = asyncio.create_task(transport.send(Request("PUT", server.url, {}, file, length=5_000_000), True))
        await until_async(lambda: server.requests)
        server.go.set()
        response = await call
        assert file.tell() == 5_000_000
        assert await response.body.read() == b"ok"
        await transport.close()

    with Server(early) as server:
        asyncio.run(main(server))


# ---------------------------------------------------------------- time-outs


@pytest.mark.parametrize("timeout", [0.2, 0.5, 1.5])
def test_a_blocking_request_waits_no_longer_than_its_read_timeout(timeout):
    waits = []
    with Server(lambda peer: (peer.read_request(), peer.server.go.wait(10))) as server:
        connection = connections.PooledConnection(TransportOptions(read_timeout=timeout), False)
        select = connection._select
        connection._select = lambda seconds: waits.append(seconds * connection.handle.connected()) or select(seconds)
        request = get(server)
        connection.begin(request)
        with pytest.raises(errors.ReadTimeoutError):
            connection.advance(request)
        connection.close()
    # Not as long as that where the machine is busy: time passes between the waits, too.
    assert timeout * 0.8 <= sum(waits) <= timeout * 1.05


def test_an_awaited_request_is_looked_at_no_later_than_its_read_timeout_is_due(monkeypatch):
    looks = []

    async def main(server):
        transport = AsyncCurlTransport(TransportOptions(read_timeout=0.3))
        later = engine.Engine._look_later

        def look_later(self, timeout, left):
            later(self, timeout, left)
            looks.append((self._look_handle.when() - self.loop.time(), left))

        monkeypatch.setattr(engine.Engine, "_look_later", look_later)
        with pytest.raises(errors.ReadTimeoutError):
            await transport.send(get(server))
        await transport.close()

    with Server(lambda peer: (peer.read_request(), peer.server.go.wait(10))) as server:
        asyncio.run(main(server))
    assert looks
    assert all(seconds <= max(left, 0.005) for seconds, left in looks)
    assert all(left <= 0.301 for _, left in looks)


# ---------------------------------------------------------------- connections


@pytest.fixture
def returned(monkeypatch):
    """The connections that a pool gets back, checked on the way: nothing of the exchange may be left on them."""
    connections = []
    give_back = Pool.give_back

    def checked(pool, connection):
        assert not connection._under_way
        assert not connection.handle.diverted  # chunks would go into the body of the one before
        assert connection.handle.upload is None
        connections.append(connection)
        give_back(pool, connection)

    monkeypatch.setattr(Pool, "give_back", checked)
    return connections


@pytest.mark.parametrize("use", ["readinto", "copy_to", "close", "read"])
def test_nothing_of_a_body_is_left_on_its_connection(use, returned):
    def half(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789")

    def whole(peer):
        peer.read_request()
        peer.reply(b"0123456789")
        serve_forever(peer)

    uses = {
        "readinto": lambda body: body.readinto(bytearray(20)) and body.readinto(bytearray(20)),
        "copy_to": lambda body: body.copy_to(lambda chunk: None),
        "close": lambda body: body.close(),
        "read": lambda body: body.read(),
    }
    transport = CurlTransport(TransportOptions())
    with Server(half, whole, serve_forever) as server:
        for _ in range(2):
            try:
                uses[use](transport.send(get(server), True).body)
            except (errors.ResponseStreamingError, errors.IncompleteReadError):
                pass
        assert returned
        assert transport.send(get(server)).body == b"ok"
        transport.close()


def test_a_connection_serves_on_after_a_failure(returned):
    transport = CurlTransport(TransportOptions(read_timeout=0.2))
    with Server(
        lambda peer: (peer.read_request(), peer.reset()),
        lambda peer: (peer.read_request(), peer.server.go.wait(10)),
        serve_forever,
    ) as server:
        with pytest.raises(errors.ConnectionClosedError):
            transport.send(get(server))
        with pytest.raises(errors.ReadTimeoutError):
            transport.send(get(server))
        with pytest.raises(errors.InvalidHTTPRequestError):
            transport.send(Request("GET", server.url, {"a b": "c"}))
        assert transport.send(get(server)).body == b"ok"
        assert server.connections == 3
        transport.close()
    assert len(set(returned)) == 1


def test_the_timeout_of_a_body_is_not_that_of_the_next_request():
    transport = CurlTransport(TransportOptions(read_timeout=5))
    with Server(serve_forever) as server:
        body = transport.send(get(server), True).body
        body.set_timeout(0.01)
        assert body.read() == b"ok"
        connection = transport._pool._idle[0]
        transport.send(get(server))
        assert transport._pool._idle == [connection]
        assert connection.timeout == 5
        transport.close()


def test_a_kept_connection_holds_nothing_of_the_last_body():
    transport = CurlTransport(TransportOptions())
    with Server(serve_forever) as server:
        assert transport.send(get(server)).body == b"ok"
        (connection,) = transport._pool._idle
        assert connection.handle.chunks == []
        transport.close()
