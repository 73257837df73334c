"""The blocking transport in threads, forked children, at Ctrl-C, with many descriptors; its pool; its memory."""

from __future__ import annotations

import _thread
import gc
import io
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref

import pytest

from sotalia import errors
from sotalia.http import Request
from sotalia.io.transport import CROWD_SECONDS, IDLE_SECONDS, TransportOptions
from sotalia.io.transport.curl import CurlTransport
from tests.io.scripted import Peer, Server, get, serve_forever
from tests.waiting import until


def stall(peer: Peer) -> None:
    peer.read_request()
    peer.server.go.wait(10)


def stall_in_the_body(peer: Peer) -> None:
    peer.read_request()
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhalf")
    peer.server.go.wait(10)


@pytest.fixture
def transport():
    transport = CurlTransport()
    yield transport
    transport.close()


# ---------------------------------------------------------------- Ctrl-C


def interrupt_soon() -> None:
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()


def test_ctrl_c_interrupts_a_request_at_once(transport):
    with Server(stall, serve_forever) as server:
        interrupt_soon()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            transport.send(get(server))
        assert time.monotonic() - started < 0.5
        assert transport.send(get(server)).body == b"ok"
        assert server.connections == 2


def test_ctrl_c_interrupts_the_reading_of_a_body(transport):
    with Server(stall_in_the_body, serve_forever) as server:
        body = transport.send(get(server), True).body
        interrupt_soon()
        with pytest.raises(KeyboardInterrupt):
            body.read()
        assert transport.send(get(server)).body == b"ok"


def test_ctrl_c_in_a_body_being_sent_gets_through(transport):
    def chunks():
        yield b"one"
        _thread.interrupt_main()
        while True:
            yield b"more" * 1000

    with Server(lambda peer: peer.read_request(), serve_forever) as server:
        with pytest.raises(KeyboardInterrupt):
            transport.send(Request("PUT", server.url, {}, chunks()))
        assert transport.send(get(server)).body == b"ok"


def test_an_error_reply_to_half_an_upload_may_end_in_a_reset(transport):
    def script(peer):
        peer.read_head()
        peer.reply(b"<Error/>", status="400 Bad Request", headers="Connection: close\r\n")
        time.sleep(0.05)

    with Server(script) as server:
        request = Request("PUT", server.url, {}, io.BytesIO(b"x" * 30_000_000), length=30_000_000)
        try:
            assert transport.send(request).status == 400
        except errors.ConnectionClosedError:
            pass  # the reset overtook the reply


def test_a_signal_handler_runs_while_a_request_waits(transport):
    seen = threading.Event()
    before = signal.signal(signal.SIGUSR1, lambda *_: (seen.set(), server.go.set()))
    try:
        with Server(lambda peer: (stall(peer), peer.reply())) as server:
            threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1)).start()
            assert transport.send(get(server)).body == b"ok"
        assert seen.is_set()
    finally:
        signal.signal(signal.SIGUSR1, before)


# ---------------------------------------------------------------- start-up


def test_a_blocking_request_loads_neither_asyncio_nor_pycurls_own_support_for_it():
    code = """if True:
        import sys
        from sotalia.http import Request
        from sotalia.io.perform import Performer
        from sotalia.io.drive import drive
        from sotalia.io.transport.curl import CurlTransport
        assert CurlTransport().send(Request("GET", sys.argv[1], {})).body == b"ok"
        heavy = {"asyncio", "dataclasses", "inspect", "logging", "certifi", "ssl", "pycurl", "urllib.parse", "socket"}
        assert not heavy & set(sys.modules), heavy & set(sys.modules)
        import pycurl
        assert pycurl.Curl is sys.modules["pycurl._pycurl"].Curl
        assert pycurl.AsyncCurlMulti
    """
    with Server(serve_forever) as server:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([sys.executable, "-c", code, server.url], check=True, env=environment)


# ---------------------------------------------------------------- threads


def test_many_threads_share_a_transport(transport):
    wrong: list[object] = []

    def work(number: int) -> None:
        for turn in range(50):
            text = f"{number}/{turn}".encode() * 10
            if transport.send(Request("POST", server.url, {}, text)).body != text:
                wrong.append(text)

    def echo(peer):
        while True:
            peer.reply(peer.read_request()[2])

    with Server(echo) as server:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong
        assert server.connections <= 10
        assert len(server.requests) == 400


# ---------------------------------------------------------------- forks


def in_a_child(function) -> None:
    """Run `function` in a forked child and have its failure reported here."""
    child = os.fork()
    if not child:
        code = 1
        try:
            function()
            code = 0
        except BaseException as error:
            os.write(2, f"in the child: {error!r}\n".encode())
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning")
def test_a_forked_child_opens_connections_of_its_own(transport):
    with Server(serve_forever) as server:
        transport.send(get(server))

        def child():
            assert transport.send(get(server)).body == b"ok"
            transport.close()
            gc.collect()

        in_a_child(child)
        assert server.connections == 2
        assert transport.send(get(server)).body == b"ok"
        assert server.connections == 2


@pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning")
def test_a_child_that_ends_says_nothing_on_its_parents_connections(tls_server, transport):
    transport = CurlTransport(TransportOptions(verify=tls_server.bundle))
    request = Request("GET", f"https://localhost:{tls_server.port}", {})
    assert transport.send(request).body == b"ok"
    stream = transport.send(request, True).body

    def child():
        nonlocal transport, stream
        assert transport.send(request).body == b"ok"
        stream.close()
        transport.close()
        del transport, stream
        gc.collect()

    in_a_child(child)
    # A close_notify from the child would have ended the session.
    assert stream.read() == b"ok"
    assert transport.send(request).body == b"ok"
    assert tls_server.connections == 2
    transport.close()


@pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning")
def test_a_child_cannot_read_its_parents_body(transport):
    with Server(stall_in_the_body) as server:
        body = transport.send(get(server), True).body

        def child():
            body.read(4)
            with pytest.raises(errors.ResponseStreamingError):
                body.read(10)

        in_a_child(child)
        body.close()


# ---------------------------------------------------------------- descriptors


def test_descriptors_beyond_selects_limit_work(transport):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3000
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"no more than {hard} descriptors are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    fillers: list[int] = []
    try:
        with Server(serve_forever) as server, Server(stall) as stalling:
            transport.send(get(server))  # a pooled connection from before
            fillers = [os.dup(0) for _ in range(1500)]
            for _ in range(3):
                assert transport.send(get(server)).body == b"ok"
            with Server(serve_forever) as other:
                for _ in range(3):
                    assert transport.send(Request("POST", other.url, {}, b"x" * 100_000)).body == b"ok"
                assert other.connections == 1
            quick = CurlTransport(TransportOptions(read_timeout=0.1))
            with pytest.raises(TimeoutError):
                quick.send(get(stalling))
            interrupt_soon()
            with pytest.raises(KeyboardInterrupt):
                transport.send(get(stalling))
    finally:
        for fd in fillers:
            os.close(fd)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_waiting_costs_no_cpu(transport):
    with Server(lambda peer: (peer.read_request(), time.sleep(0.5), peer.reply())) as server:
        before = time.process_time()
        transport.send(get(server))
        assert time.process_time() - before < 0.1


# ---------------------------------------------------------------- the pool


def test_threads_that_call_in_step_make_no_storm_of_connections():
    """Each step has as many requests under way as there are threads, and none between them."""
    count, steps = 100, 5
    threads_meet, requests_meet = threading.Barrier(count), threading.Barrier(count)
    transport = CurlTransport(TransportOptions(max_pool_connections=10))

    def together(peer):
        while True:
            peer.read_request()
            requests_meet.wait(10)
            peer.reply()

    def work(server):
        for _ in range(steps):
            threads_meet.wait(10)
            assert transport.send(get(server)).body == b"ok"

    with Server(together) as server:
        threads = [threading.Thread(target=work, args=(server,)) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.requests) == count * steps
        assert server.connections == count
    transport.close()


def test_idle_connections_of_a_crowd_are_closed_after_a_while():
    transport = CurlTransport(TransportOptions(max_pool_connections=2))
    barrier = threading.Barrier(5)

    def together(peer):
        peer.read_request()
        barrier.wait(5)
        peer.reply()
        serve_forever(peer)

    with Server(together) as server:
        threads = [threading.Thread(target=transport.send, args=(get(server),)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        idle = transport._pool._idle
        assert (server.connections, len(idle)) == (5, 5)
        for seconds, kept in ((CROWD_SECONDS - 5, 5), (10, 2)):
            for connection in idle:
                connection.since -= seconds
            for _ in range(5):  # each closes one
                transport.send(get(server))
            assert len(idle) == kept
        assert server.connections == 5
    transport.close()


@pytest.mark.parametrize(("seconds", "aged"), [(IDLE_SECONDS - 5, False), (IDLE_SECONDS + 5, True)])
def test_idle_connections_age_out(transport, seconds, aged):
    closed = threading.Event()

    def first(peer):
        stall_in_the_body(peer)
        peer.send(b" a body")
        serve_forever(peer)

    def second(peer):
        try:
            serve_forever(peer)
        except EOFError:
            closed.set()

    with Server(first, second) as server:
        body = transport.send(get(server), True).body  # holds the first connection
        transport.send(get(server))  # needs another
        server.go.set()
        assert body.read() == b"half a body"
        oldest, youngest = transport._pool._idle
        oldest.since -= seconds
        assert transport.send(get(server)).body == b"ok"
        assert transport._pool._idle == ([youngest] if aged else [oldest, youngest])
        assert closed.wait(5 if aged else 0) is aged
        assert server.connections == 2


def test_one_connection_serves_one_thread_for_several_hosts(transport):
    with Server(serve_forever) as one, Server(serve_forever) as two:
        for _ in range(3):
            transport.send(get(one))
            transport.send(get(two))
        assert (one.connections, two.connections) == (1, 1)
        assert len(transport._pool._idle) == 1


def test_a_dropped_transport_closes_its_connections_without_the_collector():
    closed = threading.Event()

    def script(peer):
        try:
            serve_forever(peer)
        except EOFError:
            closed.set()

    with Server(script) as server:
        transport = CurlTransport()
        transport.send(get(server))
        gc.disable()
        try:
            gone = weakref.ref(transport)
            del transport
            assert gone() is None
            assert closed.wait(5)
        finally:
            gc.enable()


def test_making_and_dropping_transports_leaves_memory_and_descriptors_flat():
    def resident() -> int:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()

    with Server(serve_forever) as server:
        for _ in range(20):
            CurlTransport().send(get(server))
        gc.collect()
        before, descriptors = resident(), len(os.listdir("/proc/self/fd"))
        for _ in range(10_000):
            CurlTransport()
        for _ in range(100):
            CurlTransport().send(get(server))
        gc.collect()
        assert resident() - before < 3_000_000
        # The server's ends, which are in this process, close a little later.
        until(lambda: len(os.listdir("/proc/self/fd")) <= descriptors + 4)


def test_a_large_body_is_not_kept_alive_by_an_idle_connection(transport):
    class Marked(bytearray):
        pass

    with Server(serve_forever) as server:
        body = Marked(b"x" * 100_000)
        gone = weakref.ref(body)
        transport.send(Request("PUT", server.url, {}, body))
        del body
        assert gone() is None


def test_copy_to_hands_over_what_comes(transport):
    with Server(lambda peer: (peer.read_request(), peer.reply(b"0123456789" * 100_000))) as server:
        parts: list[bytes] = []
        body = transport.send(get(server), True).body
        first = body.read(5)
        count = body.copy_to(lambda data: parts.append(bytes(data)))
        assert first + b"".join(parts) == b"0123456789" * 100_000
        assert count == 1_000_000 - 5
        assert body.copy_to(parts.append) == 0


def test_what_the_writer_raises_gets_through_and_closes(transport):
    def full(data):
        raise OSError(28, "No space left on device")

    with Server(
        lambda peer: (peer.read_request(), peer.reply(b"0123456789" * 100_000, headers="Connection: close\r\n")),
        serve_forever,
    ) as server:
        body = transport.send(get(server), True).body
        with pytest.raises(OSError, match="No space left"):
            body.copy_to(full)
        assert transport.send(get(server)).body == b"ok"


def test_the_address_is_shown_by_no_repr(transport):
    transport = CurlTransport(TransportOptions(proxies={"http": "http://me:secret@127.0.0.1:1"}))
    assert "secret" not in repr(transport)
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(Exception, match="proxy") as caught:
        transport.send(Request("GET", f"http://127.0.0.1:{listener.getsockname()[1]}/?q=secret", {}))
    assert "secret" not in repr(caught.value)
    assert "secret" not in str(caught.value)
