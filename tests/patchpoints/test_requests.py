"""Requests and replies under boto3's names: the same things said to both give the same answers."""

from __future__ import annotations

import io
from typing import Any

import botocore.awsrequest as theirs
import pytest

from sotalia.errors import UnseekableStreamError
from sotalia.patchpoints import requests as ours

REQUESTS: list[dict[str, Any]] = [
    {"method": "GET", "url": "https://h/a?x=1", "params": {"a": "b c", "d": ["1", "2"]}},
    {"method": "GET", "url": "https://h/a", "data": b""},
    {"method": "POST", "url": "https://h/a", "data": ""},
    {"method": "POST", "url": "https://h"},
    {"method": "POST", "url": "https://h/a", "data": b"bytes", "headers": {"X-A": "b"}},
    {"method": "POST", "url": "https://h/a", "data": "text"},
    {"method": "POST", "url": "https://h/a", "data": {"a": "b c", "e": "é"}},
    {"method": "PUT", "url": "https://h/a", "data": io.BytesIO(b"abc")},
    {"method": "PUT", "url": "https://h/a", "data": iter([b"abc"])},
    {"method": "PUT", "url": "https://h/a", "data": b"q", "headers": {"Transfer-Encoding": "chunked"}},
    {"method": "PUT", "url": "https://h/a", "data": b"q", "headers": {"content-length": "9"}},
    {"method": "DELETE", "url": "https://h/a"},
    {"method": "HEAD", "url": "https://h/a"},
]


def prepared(library, request):
    made = library.AWSRequest(**request)
    ready = made.prepare()
    return made.body, ready.method, ready.url, dict(ready.headers.items()), ready.body, ready.stream_output


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_a_request_is_prepared_as_in_boto3(request_):
    assert prepared(ours, request_) == prepared(theirs, request_)


@pytest.mark.parametrize("library", [ours, theirs], ids=["sotalia", "boto3"])
def test_headers_are_found_in_any_case_and_shown_as_written(library):
    for kind in (library.HeadersDict, library.HTTPHeaders):
        headers = kind()
        headers["X-Thing"] = "1"
        assert headers["x-thing"] == "1"
        assert "X-THING" in headers
        assert list(headers.items()) == [("X-Thing", "1")]
        del headers["x-THING"]
        assert len(headers) == 0


@pytest.mark.parametrize("library", [ours, theirs], ids=["sotalia", "boto3"])
def test_headers_of_a_request_that_are_not_there_are_none(library):
    headers = library.AWSRequest(headers={"A": "b"}).headers
    assert headers["X"] is None
    assert headers.get("X", 1) == 1
    assert headers.get_all("A") == ["b"]
    with pytest.raises(KeyError):
        headers.replace_header("X", "1")
    with pytest.raises(KeyError):
        _ = library.HeadersDict()["X"]


@pytest.mark.parametrize("library", [ours, theirs], ids=["sotalia", "boto3"])
def test_a_body_is_put_back_to_its_start(library):
    request = library.AWSRequest("PUT", "https://h", data=io.BytesIO(b"abc")).prepare()
    assert request.body.read() == b"abc"
    request.reset_stream()
    assert request.body.read() == b"abc"


def test_a_body_that_cannot_be_put_back_is_an_error():
    request = ours.AWSRequest("PUT", "https://h", data=iter([b"a"])).prepare()
    with pytest.raises(UnseekableStreamError):
        request.reset_stream()


@pytest.mark.parametrize("library", [ours, theirs], ids=["sotalia", "boto3"])
def test_a_reply_is_read_once(library):
    class Raw:
        def __init__(self):
            self.left = [b"\xe4", b"b"]

        def stream(self, **_):
            while self.left:
                yield self.left.pop(0)

    reply = library.AWSResponse("https://h", 200, {"Content-Type": "text/plain; charset=latin-1"}, Raw())
    assert reply.content == reply.content == b"\xe4b"
    assert reply.headers["content-type"].startswith("text")


def test_nothing_shows_a_signature():
    request = ours.AWSRequest("GET", "https://h?X-Amz-Signature=secret", {"Authorization": "secret"})
    for shown in (repr(request), repr(request.prepare()), repr(request.headers), str(request.prepare().headers)):
        assert "secret" not in shown
