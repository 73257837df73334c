"""Bad days: servers that refuse, reset, stall, drip or speak garbage. Each has its error, none hangs, none leaks."""

from __future__ import annotations

import gc
import io
import os
import pickle
import socket
import time
from typing import Any

import pycurl
import pytest

from sotalia import errors
from sotalia.http import Request
from sotalia.io.transport.curl_errors import CurlError, make_error
from sotalia.io.transport.stream import broken_off
from tests.io.scripted import Server, serve_forever


@pytest.fixture(autouse=True)
def no_descriptor_is_left(transport):
    before = len(os.listdir("/proc/self/fd"))
    yield
    transport.close()
    gc.collect()
    deadline = time.monotonic() + 2
    while len(os.listdir("/proc/self/fd")) > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(os.listdir("/proc/self/fd")) <= before


def get(url: str) -> Request:
    return Request("GET", f"{url}/path?X-Amz-Signature=secret", {"authorization": "secret"})


def assert_harmless(error: Any) -> None:
    """No query string, no header, no password in what is shown; and it pickles."""
    assert "secret" not in f"{error} {error!r} {error.kwargs}"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_nobody_listens(transport):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.EndpointConnectionError) as caught:
        transport.send(get(f"http://127.0.0.1:{port}"))
    assert str(caught.value) == f'Could not connect to the endpoint URL: "http://127.0.0.1:{port}/path"'
    assert_harmless(caught.value)


def test_the_name_does_not_resolve(transport):
    with pytest.raises(errors.EndpointConnectionError) as caught:
        transport.send(get("http://nowhere.invalid"))
    assert_harmless(caught.value)


def test_the_connection_takes_too_long(transport):
    # A full accept queue: the kernel drops further attempts.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        started = time.monotonic()
        with pytest.raises(errors.ConnectTimeoutError) as caught:
            transport.open(connect_timeout=0.2).send(get(f"http://127.0.0.1:{address[1]}"))
        assert 0.15 < time.monotonic() - started < 1.5
        assert str(caught.value) == f'Connect timeout on endpoint URL: "http://127.0.0.1:{address[1]}/path"'
        assert_harmless(caught.value)
        for filler in fillers:
            filler.close()


def test_no_reply_within_the_read_timeout(transport):
    with Server(lambda peer: (peer.read_request(), peer.server.go.wait(5))) as server:
        started = time.monotonic()
        with pytest.raises(errors.ReadTimeoutError) as caught:
            transport.open(read_timeout=0.15).send(get(server.url))
        assert 0.14 < time.monotonic() - started < 1.0
        assert str(caught.value) == f'Read timeout on endpoint URL: "{server.url}/path"'
        assert isinstance(caught.value, TimeoutError)
        assert_harmless(caught.value)


def test_a_reply_that_stops_half_way_times_out(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        peer.server.go.wait(5)

    with Server(script) as server, pytest.raises(errors.ReadTimeoutError):
        transport.open(read_timeout=0.15).send(get(server.url))


def test_a_slow_reply_that_keeps_coming_does_not_time_out(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
        for number in range(10):
            time.sleep(0.08)
            peer.send(b"%d" % number)

    with Server(script) as server:
        assert transport.open(read_timeout=0.4).send(get(server.url)).body == b"0123456789"


def test_a_head_that_comes_byte_by_byte_does_not_time_out(transport):
    def script(peer):
        peer.read_request()
        for byte in b"HTTP/1.1 200 OK\r\nX-A-Long-Name: value\r\nContent-Length: 2\r\n\r\nok":
            time.sleep(0.02)
            peer.send(bytes([byte]))

    with Server(script) as server:
        for stream in (False, True):
            response = transport.open(read_timeout=0.5).send(get(server.url), stream)
            assert (transport.wait(response.body.read()) if stream else response.body) == b"ok"


def test_an_upload_that_nobody_takes_times_out(transport):
    with Server(lambda peer: (peer.read_head(), peer.server.go.wait(5))) as server:
        request = Request("PUT", server.url, {}, b"x" * 50_000_000)
        with pytest.raises(errors.ReadTimeoutError):
            transport.open(read_timeout=0.3).send(request)


def test_the_connection_is_closed_instead_of_a_reply(transport):
    with Server(lambda peer: peer.read_request()) as server, pytest.raises(errors.ConnectionClosedError) as caught:
        transport.send(get(server.url))
    assert str(caught.value) == (
        f'Connection was closed before we received a valid response from endpoint URL: "{server.url}/path".'
    )
    assert_harmless(caught.value)


def test_the_connection_is_reset(transport):
    with Server(lambda peer: (peer.read_request(), peer.reset())) as server:
        with pytest.raises(errors.ConnectionClosedError) as caught:
            transport.send(get(server.url))
        assert_harmless(caught.value)


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x15\x03\x01\x00\x02\x02\x16",
        b"hello\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    ],
)
def test_a_truncated_or_garbled_reply_is_no_reply(transport, reply):
    def script(peer):
        peer.read_request()
        peer.send(reply)

    with Server(script) as server:
        with pytest.raises(errors.HTTPClientError) as caught:
            transport.send(get(server.url))
        assert isinstance(caught.value, errors.ConnectionClosedError)
        assert_harmless(caught.value)


def test_headers_without_end_are_an_error(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            peer.send(b"X-More: %s\r\n" % (b"h" * 1000))

    with Server(script) as server, pytest.raises(errors.HTTPClientError):
        transport.send(get(server.url))


# ---------------------------------------------------------------- streamed bodies


def test_a_streamed_body_cut_short_of_its_length(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")

    with Server(script) as server:
        body = transport.send(get(server.url), True).body
        assert transport.wait(body.read(3)) == b"sho"
        assert transport.wait(body.read(100)) == b"rt"
        for _ in range(2):
            with pytest.raises(errors.IncompleteReadError) as caught:
                transport.wait(body.read(100))
            assert caught.value.kwargs == {"actual_bytes": 5, "expected_bytes": 10}
            assert isinstance(caught.value, errors.ResponseStreamingError)
            assert isinstance(caught.value.__cause__, CurlError)
            assert caught.value.__cause__.code == 18  # curl's "partial file"
            assert_harmless(caught.value)
        body = transport.send(get(server.url), True).body
        with pytest.raises(errors.IncompleteReadError):
            transport.wait(body.read())


@pytest.mark.parametrize("ending", ["reset", "truncated chunk", "garbled chunk"])
def test_a_streamed_body_that_breaks_off(transport, ending):
    def script(peer):
        peer.read_request()
        if ending == "reset":
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")
            peer.server.go.wait(5)
            peer.reset()
        else:
            size = b"ff" if ending == "truncated chunk" else b"5\r\nshort\r\nzz"
            peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + size + b"\r\nshort")

    with Server(script) as server:
        body = transport.send(get(server.url), True).body
        assert transport.wait(body.read(5)) == b"short"
        server.go.set()
        with pytest.raises(errors.ResponseStreamingError) as caught:
            transport.wait(body.read())
        assert_harmless(caught.value)
        # Where the length was announced, it is known how much is missing.
        assert isinstance(caught.value, errors.IncompleteReadError) == (ending == "reset")


def test_a_streamed_body_that_stalls(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        peer.server.go.wait(5)

    with Server(script) as server:
        body = transport.open(read_timeout=0.15).send(get(server.url), True).body
        assert transport.wait(body.read1()) == b"half"
        time.sleep(0.3)  # nobody waits: that is not the server's fault
        with pytest.raises(errors.ReadTimeoutError):
            transport.wait(body.read1())
        body = transport.send(get(server.url), True).body
        body.set_timeout(0.05)
        started = time.monotonic()
        with pytest.raises(errors.ReadTimeoutError):
            transport.wait(body.read())
        assert time.monotonic() - started < 0.5


# ---------------------------------------------------------------- kept connections


def test_a_kept_connection_that_the_server_has_closed_is_replaced(transport):
    def once(peer):
        peer.read_request()
        peer.reply()

    with Server(once, once, serve_forever) as server:
        for _ in range(3):
            for body in (b"body", io.BytesIO(b"body")):
                request = Request("POST", server.url, {}, body, length=4)
                assert transport.send(request).body == b"ok"
                time.sleep(0.02)
        assert server.connections == 3


def test_a_failure_does_not_spoil_the_next_request(transport):
    with Server(lambda peer: (peer.read_request(), peer.reset()), serve_forever) as server:
        with pytest.raises(errors.ConnectionClosedError):
            transport.send(get(server.url))
        assert transport.send(get(server.url)).body == b"ok"


def test_a_proxys_user_and_password_are_in_no_text_and_other_words_stay():
    text = "Failed to connect to sts.us-east-1.amazonaws.com over u:hunter2@proxy, as u with xhunter2x"
    error: Any = make_error(Request("GET", "https://a/", {}), 7, text, "http://u:hunter2@proxy:1", lambda: False)
    shown = str(error.kwargs)
    assert "hunter2" not in shown
    assert "sts.us-east-1.amazonaws.com" in shown
    assert "as *** with" in shown


def test_a_body_during_which_libcurls_binding_fails_breaks_off():
    broken = broken_off(pycurl.error(81, "not ready"), 3, "10")
    assert isinstance(broken, errors.IncompleteReadError)
    assert str(broken.__cause__) == "not ready (curl 81)"
    broken = broken_off(pycurl.error("no handle"), 3, None)
    assert type(broken) is errors.ResponseStreamingError
    other = ZeroDivisionError()
    assert broken_off(other, 3, "10") is other
