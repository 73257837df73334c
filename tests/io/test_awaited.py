"""The awaited transport: cancellation, several loops, fairness, the ways to wait, and nothing left behind."""

from __future__ import annotations

import asyncio
import gc
import io
import os
import select
import threading
import time
import weakref

import pytest

from sotalia import errors
from sotalia.http import Request
from sotalia.io.transport import CROWD_SECONDS, TransportOptions, engine
from sotalia.io.transport.curl_async import AsyncCurlTransport
from tests.io.scripted import Peer, Server, get, serve_forever
from tests.waiting import until, until_async


def stall(peer: Peer) -> None:
    peer.read_request()
    peer.server.go.wait(10)


def echo(peer: Peer) -> None:
    while True:
        peer.reply(peer.read_request()[2])


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


# ---------------------------------------------------------------- cancellation


def test_a_cancelled_request_closes_its_connection():
    asked, gone = threading.Event(), threading.Event()

    def script(peer):
        peer.read_request()
        asked.set()
        if not peer.socket.recv(1):
            gone.set()

    async def main(server):
        transport = AsyncCurlTransport()
        task = asyncio.create_task(transport.send(get(server)))
        assert await asyncio.to_thread(asked.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(gone.wait, 5)
        assert (await transport.send(get(server))).body == b"ok"
        await transport.close()

    with Server(script, serve_forever) as server:
        asyncio.run(main(server))


def test_a_timeout_around_a_request_works():
    async def main(server):
        transport = AsyncCurlTransport()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await transport.send(get(server))
        await transport.close()

    with Server(stall) as server:
        asyncio.run(main(server))


def test_a_cancelled_read_loses_no_bytes():
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234")
        peer.server.go.wait(5)
        peer.send(b"56789")

    async def main(server):
        transport = AsyncCurlTransport()
        body = (await transport.send(get(server), True)).body
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await body.read()
        server.go.set()
        assert await body.read() == b"0123456789"
        await transport.close()

    with Server(script) as server:
        asyncio.run(main(server))


def test_cancelling_an_upload_stops_its_source():
    started, stopped = threading.Event(), threading.Event()

    async def endless():
        try:
            while True:
                yield b"x" * 1000
                started.set()
                await asyncio.sleep(0.001)
        finally:
            stopped.set()

    async def main(server):
        transport = AsyncCurlTransport()
        task = asyncio.create_task(transport.send(Request("PUT", server.url, {}, endless())))
        assert await asyncio.to_thread(started.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(stopped.wait, 5)
        await transport.close()

    with Server(lambda peer: peer.read_request()) as server:
        asyncio.run(main(server))


def test_two_tasks_cannot_read_one_body():
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
        peer.server.go.wait(5)

    async def main(server):
        transport = AsyncCurlTransport()
        body = (await transport.send(get(server), True)).body
        first = asyncio.create_task(body.read())
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="another task"):
            await body.read()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await transport.close()

    with Server(script) as server:
        asyncio.run(main(server))


# ---------------------------------------------------------------- bodies that take time


def test_an_async_iterable_is_sent_as_it_comes():
    async def chunks():
        for number in range(5):
            await asyncio.sleep(0.01)
            yield b"%d" % number * 1000
            yield b""

    async def main(server):
        transport = AsyncCurlTransport()
        response = await transport.send(Request("PUT", server.url, {}, chunks()))
        assert response.body == b"".join(b"%d" % number * 1000 for number in range(5))
        response = await transport.send(Request("PUT", server.url, {}, chunks(), length=5000), True)
        assert len(await response.body.read()) == 5000
        await transport.close()

    with Server(echo) as server:
        asyncio.run(main(server))


def test_a_file_is_read_without_blocking_the_loop():
    class Slow(io.RawIOBase):
        def __init__(self):
            self.left = 3

        def read(self, size=-1):
            time.sleep(0.1)
            self.left -= 1
            return b"x" * 10 if self.left >= 0 else b""

    async def main(server):
        transport = AsyncCurlTransport()
        slowest, ended = 0.0, False

        async def pulse():
            nonlocal slowest
            while not ended:
                before = time.monotonic()
                await asyncio.sleep(0.005)
                slowest = max(slowest, time.monotonic() - before)

        pulsing = asyncio.create_task(pulse())
        response = await transport.send(Request("PUT", server.url, {}, Slow(), length=30))
        ended = True
        await pulsing
        assert response.body == b"x" * 30
        assert slowest < 0.09
        await transport.close()

    with Server(echo) as server:
        asyncio.run(main(server))


def test_a_file_whose_reads_are_awaited_is_awaited():
    class Awaited:
        def __init__(self):
            self.inner = io.BytesIO(b"awaited")

        async def read(self, size=-1):
            await asyncio.sleep(0)
            return self.inner.read(3)

    async def main(server):
        transport = AsyncCurlTransport()
        assert (await transport.send(Request("PUT", server.url, {}, Awaited(), length=7))).body == b"awaited"
        await transport.close()

    with Server(echo) as server:
        asyncio.run(main(server))


def test_what_an_async_body_raises_reaches_the_caller():
    async def broken():
        yield b"one"
        raise LookupError("no second chunk")

    async def main(server):
        transport = AsyncCurlTransport()
        with pytest.raises(LookupError, match="no second chunk"):
            await transport.send(Request("PUT", server.url, {}, broken()))
        with pytest.raises(LookupError, match="no second chunk"):
            await transport.send(Request("PUT", server.url, {}, broken()), True)
        assert (await transport.send(Request("PUT", server.url, {}, b"fine"))).body == b"fine"
        await transport.close()

    with Server(echo) as server:
        asyncio.run(main(server))


# ---------------------------------------------------------------- many at once


def test_many_requests_share_the_loop_and_its_connections():
    async def main(server):
        transport = AsyncCurlTransport()

        async def one(number):
            text = b"%d" % number
            assert (await transport.send(Request("POST", server.url, {}, text))).body == text

        for _ in range(3):
            await asyncio.gather(*(one(number) for number in range(40)))
        assert server.connections <= 40
        await transport.close()

    with Server(echo) as server:
        asyncio.run(main(server))


def test_too_many_requests_wait_their_turn(monkeypatch):
    monkeypatch.setattr(engine, "MOST_IN_FLIGHT", 3)
    busy = most = 0
    lock = threading.Lock()

    def counting(peer):
        nonlocal busy, most
        while True:
            peer.read_request()
            with lock:
                busy += 1
                most = max(most, busy)
            time.sleep(0.01)
            with lock:
                busy -= 1
            peer.reply()

    async def main(server):
        transport = AsyncCurlTransport(TransportOptions(max_pool_connections=2))
        tasks = [asyncio.create_task(transport.send(get(server))) for _ in range(30)]
        await asyncio.sleep(0.015)
        for task in tasks[20:25]:  # which have not had their turn
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 5
        assert most == 3
        assert next(iter(transport._engines.values()))._in_flight == 0
        await transport.close()

    with Server(counting) as server:
        asyncio.run(main(server))


def test_open_bodies_do_not_hold_up_other_requests(monkeypatch):
    monkeypatch.setattr(engine, "MOST_IN_FLIGHT", 2)

    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
        peer.server.go.wait(5)

    async def main(server, other):
        transport = AsyncCurlTransport(TransportOptions(max_pool_connections=2))
        bodies = [(await transport.send(get(server), True)).body for _ in range(5)]
        assert (await transport.send(get(other))).body == b"ok"
        for body in bodies:
            await body.close()
        await transport.close()

    with Server(script) as server, Server(serve_forever) as other:
        asyncio.run(main(server, other))


@pytest.mark.parametrize(("seconds", "kept"), [(CROWD_SECONDS - 5, 10), (CROWD_SECONDS + 5, 2)])
def test_connections_of_a_crowd_are_closed_after_a_while(seconds, kept):
    """Each request of the crowd waits for all others, so that each has a connection of its own."""
    together = threading.Barrier(10)
    gone = threading.Semaphore(0)

    def script(peer):
        try:
            peer.read_request()
            together.wait(10)
            peer.reply()
            serve_forever(peer)
        except EOFError:
            gone.release()

    async def main(server):
        transport = AsyncCurlTransport(TransportOptions(max_pool_connections=2))
        await asyncio.gather(*(transport.send(get(server)) for _ in range(10)))
        (running,) = transport._engines.values()
        running._max_connections_at -= seconds
        await transport.send(get(server))
        assert (running._max_connections, len(running._handles)) == (kept, kept)
        # libcurl closes one too many at each request.
        for _ in range(10 - kept):
            await transport.send(get(server))
            assert await asyncio.to_thread(gone.acquire, timeout=5)
        await transport.send(get(server))
        assert not gone.acquire(blocking=False)
        assert server.connections == 10
        await transport.close()

    with Server(script) as server:
        asyncio.run(main(server))


# ---------------------------------------------------------------- loops


def test_one_transport_works_in_several_loops_in_turn():
    with Server(serve_forever) as server:
        transport = AsyncCurlTransport()
        for _ in range(3):
            assert asyncio.run(transport.send(get(server))).body == b"ok"
        assert len(transport._engines) == 1
        asyncio.run(transport.close())


def test_one_transport_works_in_several_loops_at_once():
    wrong = []

    def work(transport, server):
        async def many():
            return await asyncio.gather(*(transport.send(get(server)) for _ in range(20)))

        if {response.body for response in asyncio.run(many())} != {b"ok"}:
            wrong.append(1)

    with Server(serve_forever) as server:
        transport = AsyncCurlTransport()
        threads = [threading.Thread(target=work, args=(transport, server)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong
        asyncio.run(transport.close())


def test_nothing_is_left_when_a_transport_was_not_closed():
    with Server(serve_forever) as server:
        before = descriptors()

        async def main():
            transport = AsyncCurlTransport()
            await transport.send(get(server))
            await transport.send(get(server), True)

        asyncio.run(main())
        gc.collect()
        until(lambda: descriptors() <= before + 1)  # the server's ends are in this process too


def test_transports_made_and_dropped_in_one_loop_leave_nothing():
    with Server(serve_forever) as server:

        async def main():
            for _ in range(10):
                await AsyncCurlTransport().send(get(server))
            await asyncio.sleep(0.05)
            before = descriptors()
            for _ in range(50):
                transport = AsyncCurlTransport()
                await transport.send(get(server))
                gone = weakref.ref(transport)
                del transport
                assert gone() is None
            await until_async(lambda: descriptors() <= before + 2)

        asyncio.run(main())


def test_closing_fails_what_is_under_way_and_a_later_request_begins_anew():
    async def main(server):
        transport = AsyncCurlTransport()
        task = asyncio.create_task(transport.send(get(server)))
        await asyncio.sleep(0.05)
        await transport.close()
        with pytest.raises(errors.HTTPClientError, match="closed"):
            await task
        assert (await transport.send(get(server))).body == b"ok"
        await transport.close()
        await transport.close()

    with Server(stall, serve_forever) as server:
        asyncio.run(main(server))


def test_waiting_costs_no_cpu():
    async def main(server):
        transport = AsyncCurlTransport()
        before = time.process_time()
        await transport.send(get(server))
        assert time.process_time() - before < 0.1
        await transport.close()

    with Server(lambda peer: (peer.read_request(), time.sleep(0.5), peer.reply())) as server:
        asyncio.run(main(server))


# ---------------------------------------------------------------- the ways to wait


class NoReaders(asyncio.SelectorEventLoop):
    """A loop like Windows' proactor, which cannot watch sockets."""

    def add_reader(self, *args):  # type: ignore[override] # it refuses all arguments
        raise NotImplementedError

    def add_writer(self, *args):  # type: ignore[override] # it refuses all arguments
        raise NotImplementedError


@pytest.mark.parametrize("kind", ["EpollWatcher", "ReaderWatcher", "ThreadWatcher"])
def test_every_way_to_wait_serves(kind, monkeypatch):
    if kind == "ReaderWatcher":
        monkeypatch.delattr(select, "epoll", raising=False)
    loop_factory = NoReaders if kind == "ThreadWatcher" else asyncio.SelectorEventLoop

    async def main(server, stalling):
        transport = AsyncCurlTransport(TransportOptions())
        impatient = AsyncCurlTransport(TransportOptions(read_timeout=0.3))
        for _ in range(2):
            bodies = [bytes([number]) * number * 5000 for number in range(20)]
            requests = [Request("PUT", server.url, {}, body) for body in bodies]
            responses = await asyncio.gather(*map(transport.send, requests))
            assert [response.body for response in responses] == bodies
        body = (await transport.send(Request("PUT", server.url, {}, b"z" * 3_000_000), True)).body
        assert len(await body.read()) == 3_000_000
        with pytest.raises(errors.ReadTimeoutError):
            await impatient.send(get(stalling))
        (used,) = transport._engines.values()
        assert type(used._watcher).__name__ == kind
        before = time.process_time()
        await asyncio.sleep(0.2)
        assert time.process_time() - before < 0.1
        await transport.close()
        await impatient.close()

    with Server(echo) as server, Server(stall) as stalling, asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main(server, stalling))
    assert not [thread for thread in threading.enumerate() if thread.name == "sotalia-select"]


@pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning")
def test_a_forked_child_leaves_its_parents_connections_beside_closed_ones():
    """The child must not stop at what its parent has closed already: it would close the rest, and the parent wait."""

    async def use_and_close(server):
        transport = AsyncCurlTransport()
        assert (await transport.send(get(server))).body == b"ok"
        (made,) = transport._engines.values()
        await transport.close()
        return made

    with Server(*[serve_forever] * 10) as server, asyncio.Runner() as runner:
        closed = [runner.run(use_and_close(server)) for _ in range(8)]
        transport = AsyncCurlTransport(TransportOptions(read_timeout=10))
        assert runner.run(transport.send(get(server))).body == b"ok"
        child = os.fork()
        if not child:
            del transport
            gc.collect()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        started = time.monotonic()
        assert runner.run(transport.send(get(server))).body == b"ok"
        assert time.monotonic() - started < 5
        assert server.connections == len(closed) + 1
        runner.run(transport.close())


def test_a_forked_child_begins_anew_and_leaves_its_parents_connections():
    with Server(serve_forever) as server, asyncio.Runner() as runner:
        transport = AsyncCurlTransport()
        assert runner.run(transport.send(get(server))).body == b"ok"
        child = os.fork()
        if not child:
            code = 1
            try:
                with asyncio.Runner() as another:
                    assert another.run(transport.send(get(server))).body == b"ok"
                del transport
                gc.collect()
                code = 0
            finally:
                os._exit(code)
        assert os.waitpid(child, 0)[1] == 0
        assert runner.run(transport.send(get(server))).body == b"ok"
        assert server.connections == 2
        runner.run(transport.close())
