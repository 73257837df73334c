"""What is fetched from metadata services: one request, bounded in bytes and in time, over a connection of its own."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from sotalia import errors
from sotalia.effects import Fetch
from sotalia.http import Request
from sotalia.io import fetching
from sotalia.io.drive import drive
from sotalia.io.drive_async import drive_async
from sotalia.io.perform import perform_alone
from sotalia.io.perform_async import perform_alone as perform_alone_async
from tests.servers.raw import CLOSE, RESET, reply
from tests.waiting import until


@pytest.fixture(params=["blocking", "awaited"])
def fetch(request):
    def steps(url, timeout=5, environ=None, method="GET", headers=None):
        return (yield Fetch(Request(method, url, headers or {"x-secret": "hush"}), timeout, environ))

    if request.param == "blocking":
        return lambda *arguments, **options: drive(steps(*arguments, **options), perform_alone)
    return lambda *arguments, **options: asyncio.run(drive_async(steps(*arguments, **options), perform_alone_async))


def test_the_reply_is_whole_and_the_connection_closed(fetch, raw_server):
    raw_server.answer(reply(201, b"x" * 100_000, {"X-Name": "value"}, chunks=999))
    found = fetch(f"{raw_server.url}/path?query", method="PUT", headers={"x-name": "v"})
    assert (found.status, found.headers["x-name"], found.body) == (201, "value", b"x" * 100_000)
    (request,) = raw_server.requests
    assert (request.method, request.target, request.headers["x-name"]) == ("PUT", "/path?query", "v")
    until(lambda: not raw_server.open_connections)


def test_redirects_are_not_followed(fetch, raw_server):
    raw_server.answer(reply(302, b"", {"Location": f"{raw_server.url}/elsewhere"}))
    assert fetch(raw_server.url).status == 302
    assert len(raw_server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (CLOSE, errors.ConnectionClosedError),
        (RESET, errors.ConnectionClosedError),
        (b"garbage\r\n\r\n", errors.ConnectionClosedError),
        ([5, reply()], errors.ReadTimeoutError),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{", 5], errors.ReadTimeoutError),
    ],
    ids=["closed", "reset", "garbage", "silence", "half a reply"],
)
def test_failures_are_the_documented_errors(fetch, raw_server, answer, error):
    raw_server.answer(answer)
    started = time.monotonic()
    with pytest.raises(error) as caught:
        fetch(raw_server.url, timeout=0.3)
    assert time.monotonic() - started < 3
    assert "hush" not in str(caught.value)
    assert len(raw_server.requests) == 1


def test_nobody_there(fetch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.EndpointConnectionError):
        fetch(f"http://127.0.0.1:{port}/")


def test_an_answer_without_end_is_left(fetch, raw_server, monkeypatch):
    raw_server.answer([b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 1000] * 100, CLOSE])
    monkeypatch.setattr(fetching, "LARGEST", 50_000)
    with pytest.raises(errors.HTTPClientError, match="the answer is larger than"):
        fetch(raw_server.url)


def test_an_answer_that_drips_is_left(fetch, raw_server, monkeypatch):
    raw_server.answer([b"HTTP/1.1 200 OK\r\n\r\n", *[b"x", 0.01] * 1000])
    monkeypatch.setattr(fetching, "PATIENCE", 0.05)
    with pytest.raises(errors.ReadTimeoutError):
        fetch(raw_server.url, timeout=1)


def test_proxies_are_those_of_the_environment_given(fetch, raw_server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    raw_server.answer(reply(200, b"{}"))
    assert fetch(raw_server.url).status == 200
    assert fetch("http://metadata.invalid/path", environ={"http_proxy": raw_server.url}).status == 200
    assert raw_server.requests[-1].target == "http://metadata.invalid/path"
    assert fetch(raw_server.url, environ={"http_proxy": "http://127.0.0.1:1", "no_proxy": "127.0.0.1"}).status == 200


def test_cancelling_returns_at_once(raw_server):
    raw_server.answer(60)

    async def main():
        task = asyncio.ensure_future(drive_async(patient(raw_server.url), perform_alone_async))
        await asyncio.to_thread(until, lambda: raw_server.requests)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    started = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - started < 5


def patient(url):
    return (yield Fetch(Request("GET", url, {}), 60))
