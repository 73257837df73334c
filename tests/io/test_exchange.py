"""Requests and replies as they go over the wire, for the blocking and the awaited transport alike."""

from __future__ import annotations

import io
from typing import Any

import pytest

from sotalia import errors
from sotalia.http import Request
from tests.io.scripted import Peer, Server, serve_forever


def get(server: Server, path: str = "/", **headers: str) -> Request:
    return Request("GET", server.url + path, {name.replace("_", "-"): value for name, value in headers.items()})


def put(server: Server, body, **more) -> Request:
    return Request("PUT", f"{server.url}/key", {}, body, **more)


def echo(peer: Peer) -> None:
    while True:
        _, headers, body = peer.read_request()
        peer.reply(body)


def test_nothing_is_added_but_the_host(transport):
    with Server(serve_forever) as server:
        response = transport.send(get(server, "/a/../b%20c?x=%2F", user_agent="me"))
        assert (response.status, response.body) == (200, b"ok")
        assert server.requests == [
            ("GET /a/../b%20c?x=%2F HTTP/1.1", {"host": f"127.0.0.1:{server.port}", "user-agent": "me"})
        ]


def test_a_body_comes_with_its_length_and_no_type_of_its_own(transport):
    with Server(echo) as server:
        response = transport.send(Request("POST", server.url, {}, b"{}"))
        assert response.body == b"{}"
        first, headers = server.requests[0]
        assert first == "POST / HTTP/1.1"
        assert headers == {"host": f"127.0.0.1:{server.port}", "content-length": "2"}


@pytest.mark.parametrize(
    ("method", "length"),
    [("GET", None), ("HEAD", None), ("OPTIONS", None), ("DELETE", "0"), ("PUT", "0"), ("POST", "0")],
)
def test_the_length_of_no_body_is_told_where_botocore_tells_it(transport, method, length):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with Server(script) as server:
        assert transport.send(Request(method, server.url, {})).body == b""
        assert server.requests[0][0] == f"{method} / HTTP/1.1"
        assert server.requests[0][1].get("content-length") == length


def test_methods_and_bodies_follow_each_other_on_one_connection(transport):
    with Server(echo) as server:
        exchanges: list[tuple[str, Any]] = [
            ("POST", b"1"),
            ("GET", b""),
            ("PUT", bytearray(b"2")),
            ("DELETE", b""),
            ("HEAD", b""),
            ("POST", io.BytesIO(b"345")),
            ("GET", b""),
            ("PATCH", b"6"),
            ("POST", b"x" * 200_000),
            ("POST", b"7"),
        ]
        for method, body in exchanges:
            response = transport.send(Request(method, server.url, {}, body, length=3))
            expected = body if isinstance(body, (bytes, bytearray)) else b"345"
            assert response.body == (b"" if method == "HEAD" else expected)
        assert [first.split()[0] for first, _ in server.requests] == [
            "POST", "GET", "PUT", "DELETE", "HEAD", "POST", "GET", "PATCH", "POST", "POST",
        ]  # fmt: skip
        assert server.connections == 1


def test_a_reply_to_head_has_a_length_and_no_body(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        serve_forever(peer)

    with Server(script) as server:
        response = transport.send(Request("HEAD", server.url, {}))
        assert (response.headers, response.body) == ({"content-length": "1000"}, b"")
        assert transport.send(get(server)).body == b"ok"


def test_reply_headers_are_lower_case_and_repeated_ones_joined(transport):
    def script(peer):
        peer.read_request()
        peer.reply(
            headers="X-One:  a \r\nX-Two: b\r\nx-two: c\r\nX-Empty:\r\nX-Time: 12:30\r\nX-Text: caf\u00c3\u00a9\r\n"
        )

    with Server(script) as server:
        headers = transport.send(get(server)).headers
        assert headers["x-one"] == "a"
        assert headers["x-two"] == "b, c"
        assert headers["x-empty"] == ""
        assert headers["x-time"] == "12:30"


def test_huge_headers_come_through(transport):
    def script(peer):
        peer.read_request()
        peer.reply(headers=f"X-Huge: {'h' * 60_000}\r\n" + "".join(f"X-{n}: {n}\r\n" for n in range(90)))

    with Server(script) as server:
        headers = transport.send(get(server)).headers
        assert len(headers["x-huge"]) == 60_000
        assert headers["x-89"] == "89"


def test_interim_replies_are_passed_over(transport):
    def script(peer):
        for _ in range(2):
            peer.read_request()
            peer.send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n")
            peer.reply(b"final", headers="X-Final: yes\r\n")

    with Server(script) as server:
        for stream in (False, True):
            response = transport.send(get(server), stream)
            body = transport.wait(response.body.read()) if stream else response.body
            assert (response.status, response.headers, body) == (
                200,
                {"content-length": "5", "x-final": "yes"},
                b"final",
            )


def test_chunked_replies_are_put_together_and_trailers_left_out(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n")
        peer.send(b"3\r\nabc\r\n4\r\ndefg\r\n0\r\nX-Sum: 7\r\n\r\n")
        serve_forever(peer)

    with Server(script) as server:
        response = transport.send(get(server))
        assert response.body == b"abcdefg"
        assert response.headers == {"transfer-encoding": "chunked", "trailer": "X-Sum"}
        assert transport.send(get(server)).body == b"ok"
        assert server.connections == 1


def test_a_compressed_reply_stays_as_it_is(transport):
    def script(peer):
        peer.read_request()
        peer.reply(b"\x1f\x8b not really", headers="Content-Encoding: gzip\r\n")

    with Server(script) as server:
        assert transport.send(get(server, accept_encoding="identity")).body == b"\x1f\x8b not really"


def test_redirects_and_cookies_are_not_followed(transport):
    def script(peer):
        for _ in range(2):
            peer.read_request()
            peer.reply(b"there", status="301 Moved", headers="Location: http://127.0.0.1:9/\r\nSet-Cookie: a=b\r\n")

    with Server(script) as server:
        for _ in range(2):
            assert transport.send(get(server)).status == 301
        assert "cookie" not in server.requests[1][1]


def test_a_reply_without_a_length_ends_with_its_connection(transport):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall there is")

    with Server(script) as server:
        assert transport.send(get(server)).body == b"all there is"
        assert transport.wait(transport.send(get(server), True).body.read()) == b"all there is"


@pytest.mark.parametrize(
    ("name", "value"),
    [("x-a", "b\r\nx-injected: c"), ("x-a", "b\nc"), ("x-a", "b\rc"), ("x-a", "b\0c"), ("x-a\r\nb", "c"), ("x a", "b"),
     ("x:a", "b"), ("", "b")],
)  # fmt: skip
def test_headers_that_would_become_others_are_refused(transport, name, value):
    with Server(serve_forever) as server:
        with pytest.raises(errors.InvalidHTTPRequestError, match="header") as caught:
            transport.send(Request("GET", server.url, {"authorization": "secret", name: value}))
        assert isinstance(caught.value, ValueError)
        assert "secret" not in str(caught.value)
        assert "injected" not in str(caught.value)
        assert transport.send(get(server)).body == b"ok"
        assert len(server.requests) == 1


@pytest.mark.parametrize("path", ["/a b", "/a\r\nx", "/a\nb", "/\x7f", "/caf\u00e9", "/\0"])
def test_urls_that_do_not_fit_into_a_request_line_are_refused(transport, path):
    with Server(serve_forever) as server, pytest.raises(errors.InvalidHTTPRequestError, match="URL"):
        transport.send(Request("GET", server.url + path, {}))


def test_only_http_is_spoken(transport):
    with pytest.raises(errors.InvalidHTTPRequestError, match="'file' is neither"):
        transport.send(Request("GET", "file:///etc/passwd", {}))


def test_empty_and_blank_header_values_are_sent_all_the_same(transport):
    with Server(serve_forever) as server:
        headers = {"x-empty": "", "x-blank": "  ", "x-tab": "\ta\t", "x-two": "a  b", "x-utf8": "\u00e9\u20ac"}
        transport.send(Request("GET", server.url, headers))
        received = server.requests[0][1]
        assert received["x-empty"] == received["x-blank"] == ""
        assert received["x-tab"] == "a"
        assert received["x-two"] == "a  b"
        assert received["x-utf8"].encode("latin-1").decode() == "\u00e9\u20ac"


def test_the_callers_own_headers_win(transport):
    with Server(serve_forever) as server:
        headers = {"host": "example.com", "accept": "text/plain", "content-type": "text/x", "content-length": "2"}
        transport.send(Request("POST", server.url, headers, b"{}"))
        assert server.requests[0][1] == headers


# ---------------------------------------------------------------- bodies


def chunks():
    yield b"one "
    yield b""
    yield bytearray(b"two ")
    yield memoryview(b"three")


@pytest.mark.parametrize(
    ("body", "length", "sent"),
    [
        (lambda: bytearray(b"abc"), None, b"abc"),
        (lambda: memoryview(b"abcdef")[1:4], None, b"bcd"),
        (lambda: memoryview(b"abcdefgh").cast("I"), None, b"abcdefgh"),
        (lambda: io.BytesIO(b"abc"), 3, b"abc"),
        (lambda: io.BytesIO(b"abc"), None, b"abc"),
        (lambda: chunks(), None, b"one two three"),
        (lambda: [b"a", b"b"], 2, b"ab"),
        (lambda: io.BytesIO(b""), 0, b""),
        (lambda: b"x" * 3_000_000, None, b"x" * 3_000_000),
        (lambda: bytearray(b"y" * 3_000_000), None, b"y" * 3_000_000),
        (lambda: io.BytesIO(b"z" * 3_000_000), 3_000_000, b"z" * 3_000_000),
    ],
    ids=range(11),
)
def test_every_kind_of_body_arrives(transport, body, length, sent):
    body = body()
    with Server(echo) as server:
        response = transport.send(put(server, body, length=length))
        assert response.body == sent
        headers = server.requests[0][1]
        if length is None and not isinstance(body, (bytes, bytearray, memoryview)):
            assert headers["transfer-encoding"] == "chunked"
        else:
            assert headers["content-length"] == str(len(sent))
        assert "expect" not in headers


@pytest.mark.parametrize("size", [0, 3, 3_000_000])
def test_a_subclass_of_bytes_is_sent_as_the_bytes_that_it_is(transport, size):
    class Binary(bytes):
        def __bytes__(self):
            return b"not these"

    with Server(echo) as server:
        assert transport.send(put(server, Binary(b"x" * size))).body == b"x" * size
        request = put(server, b"")
        request.body, request.length = Binary(b"y" * size), size  # as a program might, behind the request's back
        assert transport.send(request).body == b"y" * size
        assert [headers["content-length"] for _, headers in server.requests] == [str(size)] * 2


def test_a_file_is_sent_from_where_it_stands_up_to_its_length(transport, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"0123456789" * 100_000)
    with Server(echo) as server, open(path, "rb") as file:
        file.seek(5)
        assert transport.send(put(server, file, length=500_000)).body == (b"5678901234" * 50_000)


def test_what_a_body_raises_reaches_the_caller_and_the_next_request_works(transport):
    def broken():
        yield b"one"
        raise LookupError("no second chunk")

    with Server(echo) as server:
        with pytest.raises(LookupError, match="no second chunk"):
            transport.send(put(server, broken()))
        with pytest.raises(TypeError, match="binary mode"):
            transport.send(put(server, io.StringIO("text"), length=4))
        with pytest.raises(TypeError, match="cannot be sent as a body"):
            transport.send(put(server, 42))
        assert transport.send(put(server, b"fine")).body == b"fine"


def test_a_body_shorter_than_announced_is_an_error_and_no_wait(transport):
    with Server(echo) as server, pytest.raises(errors.HTTPClientError, match=r"5 of 10|EOF|bytes"):
        transport.send(put(server, io.BytesIO(b"short"), length=10))


def test_expect_continue_waits_for_the_word(transport):
    seen = []

    def script(peer):
        _, headers = peer.read_head()
        peer.socket.settimeout(0.1)
        try:
            seen.append(peer.read_exactly(1))
        except TimeoutError:
            seen.append("waits")
        peer.socket.settimeout(None)
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.reply(peer.read_body(headers))

    with Server(script) as server:
        response = transport.send(put(server, io.BytesIO(b"body"), length=4, expect_continue=True))
        assert (response.status, response.body) == (200, b"body")
        assert seen == ["waits"]
        assert server.requests[0][1]["expect"] == "100-continue"


def test_expect_continue_sends_no_body_after_a_refusal(transport):
    def script(peer):
        peer.read_head()
        peer.reply(b"<Error/>", status="403 Forbidden", headers="Connection: close\r\n")
        serve_forever(peer)

    with Server(script) as server:
        body = io.BytesIO(b"x" * 100_000)
        response = transport.send(put(server, body, length=100_000, expect_continue=True))
        assert (response.status, response.body) == (403, b"<Error/>")
        assert body.tell() == 0


def test_expect_continue_does_not_wait_forever(transport):
    def script(peer):
        _, headers = peer.read_head()
        peer.reply(peer.read_body(headers))

    with Server(script) as server:
        assert transport.send(put(server, b"body", expect_continue=True)).body == b"body"


def test_an_early_error_reply_is_read_while_the_body_is_being_sent(transport):
    def script(peer):
        peer.read_head()
        peer.read_exactly(100_000)
        peer.reply(b"<Error/>", status="400 Bad Request", headers="Connection: close\r\n")
        while peer.socket.recv(65536):  # the rest, so that no reset overtakes the reply
            pass

    with Server(script) as server:
        response = transport.send(put(server, io.BytesIO(b"x" * 30_000_000), length=30_000_000))
        assert (response.status, response.body) == (400, b"<Error/>")
