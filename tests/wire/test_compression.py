"""Requests are gzipped where the model asks for it and it pays, as boto3 does."""

from __future__ import annotations

import gzip
import io
from types import SimpleNamespace
from typing import Any

import pytest

from sotalia.wire.compression import compress

BODY = b"a body that repeats itself " * 600


def operation(encodings: Any = ("gzip",), streaming: Any = None) -> Any:
    return SimpleNamespace(
        request_compression=encodings and {"encodings": list(encodings)},
        has_streaming_input=streaming is not None,
        get_streaming_input=lambda: streaming,
    )


def test_a_long_body_is_compressed_and_says_so() -> None:
    headers: dict[str, str] = {}
    body = compress(headers, BODY, operation())
    assert gzip.decompress(body) == BODY
    assert headers == {"content-encoding": "gzip"}


def test_an_encoding_that_is_there_comes_first() -> None:
    headers = {"content-encoding": "br"}
    compress(headers, BODY, operation())
    assert headers == {"content-encoding": "br,gzip"}


def test_the_result_is_the_same_every_time() -> None:
    assert compress({}, BODY, operation()) == compress({}, bytearray(BODY), operation())
    assert gzip.decompress(compress({}, BODY.decode(), operation())) == BODY


@pytest.mark.parametrize(
    ("how", "model"),
    [
        ({"disabled": True}, operation()),
        ({"min_size": len(BODY) + 1}, operation()),
        ({"signature_version": "v2"}, operation()),
        ({}, operation(encodings=None)),
        ({}, operation(encodings=["zstd"])),
        ({}, operation(streaming=SimpleNamespace(metadata={"requiresLength": True}))),
    ],
)
def test_some_bodies_are_left_alone(how: dict[str, Any], model: Any) -> None:
    headers: dict[str, str] = {}
    assert compress(headers, BODY, model, **how) is BODY
    assert headers == {}


def test_the_least_size_counts() -> None:
    assert compress({}, BODY, operation(), min_size=len(BODY)) != BODY
    assert compress({}, b"", operation(), min_size=0) != b""


def test_streams_are_compressed_whatever_their_size_and_put_back() -> None:
    stream = io.BytesIO(b"skipped" + BODY)
    stream.seek(7)
    body = compress({}, stream, operation(streaming=SimpleNamespace(metadata={})), min_size=10**9)
    assert gzip.decompress(body) == BODY
    assert stream.tell() == 7


def test_a_stream_of_unknown_size_is_left_alone_where_size_matters() -> None:
    class Endless:
        def read(self, size: int = -1) -> bytes:
            return BODY[:0]

    stream = Endless()
    assert compress({}, stream, operation()) is stream


def test_files_of_text_work() -> None:
    assert (
        gzip.decompress(compress({}, io.StringIO("text ü" * 3000), operation(), min_size=1)) == b"text \xc3\xbc" * 3000
    )


def test_an_iterable_is_left_alone() -> None:
    chunks = [BODY]
    assert compress({}, chunks, operation()) is chunks
