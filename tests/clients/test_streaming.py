"""StreamingBody and EventStream, blocking and awaited, beside botocore's where it has the same."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import json
import threading
import zlib

import botocore.response
import pytest
import urllib3

from sotalia import errors
from sotalia.clients._async.streaming import AsyncEventStream, AsyncStreamingBody
from sotalia.clients._sync.streaming import EventStream, StreamingBody
from sotalia.io.transport.memory import AsyncMemoryStream, MemoryStream
from sotalia.wire.eventstream import Decoder, ParserError, encode_frame


class Blocking:
    body, events, stream = StreamingBody, EventStream, MemoryStream

    @staticmethod
    def wait(value):
        return value

    @staticmethod
    def all(iterable):
        return list(iterable)


class Awaited:
    body, events, stream = AsyncStreamingBody, AsyncEventStream, AsyncMemoryStream

    @staticmethod
    def wait(value):
        async def main():
            return await value

        return asyncio.run(main())

    @staticmethod
    def all(iterable):
        async def main():
            return [item async for item in iterable]

        return asyncio.run(main())


@pytest.fixture(params=[Blocking, Awaited])
def kind(request):
    return request.param


LINES = b"one\ntwo\r\n\nfour\rfive"


def test_reading_in_one_or_in_parts(kind):
    body = kind.body(kind.stream(b"0123456789"), 10)
    assert kind.wait(body.read(0)) == b""
    assert kind.wait(body.read(3)) == b"012"
    assert body.tell() == 3
    buffer = bytearray(4)
    assert kind.wait(body.readinto(buffer)) == 4
    assert (buffer, body.tell()) == (b"3456", 7)
    assert body.readable()
    assert kind.wait(body.read()) == b"789"
    assert kind.wait(body.read()) == kind.wait(body.read(5)) == b""
    assert kind.wait(body.readinto(buffer)) == 0
    assert kind.wait(kind.body(kind.stream(b"abc"), "3").read(-1)) == b"abc"


@pytest.mark.parametrize("size", [1, 2, 3, 4, 1024])
@pytest.mark.parametrize("keepends", [True, False])
def test_chunks_and_lines_are_botocores(kind, size, keepends):
    def theirs():
        return botocore.response.StreamingBody(io.BytesIO(LINES), len(LINES))

    def ours():
        return kind.body(kind.stream(LINES), len(LINES))

    assert kind.all(ours().iter_chunks(size)) == list(theirs().iter_chunks(size))
    assert kind.all(ours().iter_lines(size, keepends)) == list(theirs().iter_lines(size, keepends))
    assert kind.all(ours()) == list(theirs())
    assert kind.wait(ours().readlines()) == LINES.splitlines(keepends=True)


def first(kind, iterable):
    """The first item, as of an iterator that is dropped then; None where there is none."""

    async def awaited():
        async for item in iterable:
            return item
        return None

    return next(iterable, None) if kind is Blocking else kind.wait(awaited())


@pytest.mark.parametrize("size", [1, 2, 5, 7, 1024])
@pytest.mark.parametrize("keepends", [True, False])
def test_a_line_at_a_time_loses_none(kind, size, keepends):
    body = kind.body(kind.stream(LINES), len(LINES))
    lines = []
    while (line := first(kind, body.iter_lines(size, keepends))) is not None:
        lines.append(line)
    assert lines == [line.splitlines(keepends)[0] for line in LINES.splitlines(keepends=True)]


@pytest.mark.parametrize("count", range(6))
def test_what_follows_a_line_is_read_next_however_it_is_read(kind, count):
    def begun(size=7):
        body = kind.body(kind.stream(LINES), len(LINES), checksum=Checksum(zlib.crc32(LINES)))
        read = b"".join(filter(None, (first(kind, body.iter_lines(size, keepends=True)) for _ in range(count))))
        return body, read

    body, read = begun()
    assert read + kind.wait(body.read()) == LINES
    body, read = begun()
    assert kind.wait(body.read(0)) == b""
    assert read + b"".join(kind.all(body.iter_chunks(3))) == LINES
    body, read = begun()
    buffer = bytearray(3)
    while amount := kind.wait(body.readinto(buffer)):
        read += buffer[:amount]
    assert read == LINES
    body, read = begun()
    assert [*read.splitlines(keepends=True), *kind.wait(body.readlines())] == LINES.splitlines(keepends=True)
    for size in (7, 1024):
        body, read = begun(size)
        assert read + kind.wait(body.read(2)) + b"".join(kind.all(body.iter_lines(4, keepends=True))) == LINES


def test_a_line_that_breaks_off_is_not_lost_with_the_error(kind):
    answers = [b"one\ntw", None, None, b""]

    class Broken:
        def read(self, amount=None):
            answer = answers.pop(0)
            if answer is None:
                raise errors.ReadTimeoutError(endpoint_url="u")
            return answer if kind is Blocking else asyncio.sleep(0, answer)

    body = kind.body(Broken(), 6)
    assert first(kind, body.iter_lines()) == b"one"
    for act in (lambda: first(kind, body.iter_lines()), lambda: kind.wait(body.read())):
        with pytest.raises(errors.ReadTimeoutError):
            act()
    assert first(kind, body.iter_lines()) == b"tw"


def test_the_next_chunk_can_be_asked_for(kind):
    body = kind.body(kind.stream(b"x" * 1500), 1500)
    assert len(kind.wait(body.next())) == 1024
    assert len(kind.wait(body.next())) == 476
    with pytest.raises((StopIteration, StopAsyncIteration)):
        body.next() if kind is Blocking else kind.wait(body.next())


def read_to_the_end(kind, body, how):
    if how == "all":
        kind.wait(body.read())
    elif how == "parts":
        kind.all(body.iter_chunks(4))
    else:
        while kind.wait(body.readinto(bytearray(4))):
            pass


@pytest.mark.parametrize("how", ["all", "parts", "into"])
@pytest.mark.parametrize("announced", [11, "9"])
def test_a_length_that_does_not_fit_is_found_at_the_end(kind, how, announced):
    body = kind.body(kind.stream(b"0123456789"), announced)
    with pytest.raises(errors.IncompleteReadError) as caught:
        read_to_the_end(kind, body, how)
    assert str(caught.value) == f"10 read, but total bytes expected is {announced}."


class Checksum:
    def __init__(self, expected):
        self.value, self.expected, self.verified = 0, expected, 0

    def update(self, data):
        self.value = zlib.crc32(data, self.value)

    def verify(self):
        self.verified += 1
        if self.value != self.expected:
            raise errors.FlexibleChecksumError(error_msg="not what was expected")


@pytest.mark.parametrize("how", ["all", "parts", "into"])
def test_a_checksum_follows_along_and_is_verified_at_the_end(kind, how):
    def read(checksum):
        read_to_the_end(kind, kind.body(kind.stream(b"0123456789"), 10, checksum=checksum), how)

    right = Checksum(zlib.crc32(b"0123456789"))
    read(right)
    assert right.verified == 1
    with pytest.raises(errors.FlexibleChecksumError):
        read(Checksum(1))


LARGE = bytes(range(256)) * 4096  # 1 MiB


class SlowChecksum(Checksum):
    """Remembers which threads it is given large pieces by; waits for `go_on` in the first of them."""

    def __init__(self, expected):
        super().__init__(expected)
        self.threads, self.begun, self.go_on = [], threading.Event(), threading.Event()

    def update(self, data):
        if len(data) > 1000:
            self.threads.append(threading.get_ident())
            self.begun.set()
            self.go_on.wait()
        super().update(data)


async def read_whole(body):
    return await body.read()


async def read_parts(body):
    return b"".join([chunk async for chunk in body.iter_chunks(700_000)])


async def read_lines(body):
    return b"".join([line async for line in body.iter_lines(700_000, keepends=True)])


async def read_into(body):
    read, buffer = b"", bytearray(700_000)
    while count := await body.readinto(buffer):
        read += buffer[:count]
    return read


@pytest.mark.parametrize("read", [read_whole, read_parts, read_lines, read_into])
def test_large_pieces_are_summed_up_by_other_threads(read):
    checksum = SlowChecksum(zlib.crc32(LARGE))
    checksum.go_on.set()
    assert asyncio.run(read(AsyncStreamingBody(AsyncMemoryStream(LARGE), len(LARGE), checksum=checksum))) == LARGE
    assert checksum.verified
    assert checksum.threads
    assert threading.get_ident() not in checksum.threads
    checksum = SlowChecksum(zlib.crc32(LARGE))
    checksum.go_on.set()
    StreamingBody(MemoryStream(LARGE), len(LARGE), checksum=checksum).read()
    assert checksum.threads == [threading.get_ident()]


@pytest.mark.parametrize("again", [read_whole, read_parts, read_lines, read_into])
@pytest.mark.parametrize("first", [read_whole, read_parts, read_lines, read_into])
def test_a_read_that_is_cancelled_while_it_is_summed_up_loses_nothing(first, again):
    async def main():
        checksum = SlowChecksum(zlib.crc32(LARGE))
        body = AsyncStreamingBody(AsyncMemoryStream(LARGE), len(LARGE), checksum=checksum)
        task = asyncio.create_task(first(body))
        await asyncio.to_thread(checksum.begun.wait)
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()  # the buffer may be the caller's
        checksum.go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await again(body) == LARGE
        assert checksum.verified

    asyncio.run(main())


def test_leaving_the_block_closes_the_stream():
    stream = MemoryStream(b"abc")
    with StreamingBody(stream, 3) as body:
        assert body.read(1) == b"a"
    assert stream.closed

    async def main():
        stream = AsyncMemoryStream(b"abc")
        async with AsyncStreamingBody(stream, 3) as body:
            assert await body.read(1) == b"a"
        assert stream.closed

    asyncio.run(main())


def test_a_blocking_body_serves_where_files_do():
    content = json.dumps({"a": "é"}).encode()
    assert json.load(StreamingBody(io.BytesIO(content), len(content))) == {"a": "é"}
    packed = gzip.compress(content * 1000)
    assert gzip.GzipFile(fileobj=StreamingBody(io.BytesIO(packed), len(packed))).read() == content * 1000
    text = io.TextIOWrapper(io.BufferedReader(StreamingBody(io.BytesIO(LINES), len(LINES))), newline="\n")
    assert list(text) == ["one\n", "two\r\n", "\n", "four\rfive"]
    assert isinstance(StreamingBody(io.BytesIO(), 0), io.IOBase)


def test_dropping_a_body_does_not_close_what_somebody_else_reads():
    raw = io.BytesIO(b"abc")
    body = StreamingBody(raw, 3)
    del body
    assert raw.read() == b"abc"


# ---------------------------------------------------------------- events


def frames(*payloads: bytes) -> bytes:
    return b"".join(encode_frame([(":event-type", "E")], payload) for payload in payloads)


def decoder(initial: bool = False) -> Decoder:
    def parse(headers, payload):
        if payload == b"bad":
            raise errors.EventStreamError({"Error": {"Code": "Bad", "Message": "so"}}, "Op")
        return {headers[":event-type"]: payload}

    return Decoder(parse, (lambda payload: {"first": payload}) if initial else None)


def test_events_come_one_by_one(kind):
    events = kind.events(kind.stream(frames(b"1", b"2", b"3")), decoder())
    assert kind.all(events) == [{"E": b"1"}, {"E": b"2"}, {"E": b"3"}]
    assert kind.all(events) == []


def test_the_first_reply_is_taken_before_the_events(kind):
    initial = encode_frame([(":event-type", "initial-response"), (":message-type", "event")], b"{}")
    events = kind.events(kind.stream(initial + frames(b"1")), decoder(initial=True))
    assert kind.wait(events.get_initial_response()) == {"first": b"{}"}
    assert kind.all(events) == [{"E": b"1"}]


def test_an_error_in_the_stream_is_raised_after_the_events_before_it(kind):
    stream = kind.stream(frames(b"1", b"bad", b"3"))
    events = kind.events(stream, decoder())
    with pytest.raises(errors.EventStreamError, match="so"):
        kind.all(events)
    assert stream.closed
    assert kind.all(events) == []


def test_a_damaged_or_truncated_stream_is_an_error(kind):
    good = frames(b"1", b"2")
    for bad in (good[:-1], good[:-1] + b"x", good[:3]):
        stream = kind.stream(bad)
        with pytest.raises(ParserError):
            kind.all(kind.events(stream, decoder()))
        assert stream.closed


def test_leaving_closes_the_stream(kind):
    stream = kind.stream(frames(b"1", b"2"))
    events = kind.events(stream, decoder())
    kind.wait(events.close())
    assert stream.closed
    assert kind.all(events) == []


class TestInAWithBlock:
    """What `with` gives goes by lines, as the stream does that it gives in boto3; the body itself goes by chunks."""

    DATA = b"one\ntwo\r\n\nfour\nfive"

    def of_boto3(self):
        raw = urllib3.response.HTTPResponse(io.BytesIO(self.DATA), preload_content=False)
        return botocore.response.StreamingBody(raw, len(self.DATA))

    def of_sotalia(self):
        return StreamingBody(MemoryStream(self.DATA), len(self.DATA))

    @pytest.mark.parametrize("whose", [of_boto3, of_sotalia])
    def test_what_it_gives_goes_by_lines(self, whose):
        with whose(self) as file:
            assert list(file) == [b"one\n", b"two\r\n", b"\n", b"four\n", b"five"]
        with whose(self) as file:
            assert (next(file), file.read()) == (b"one\n", b"two\r\n\nfour\nfive")
        with whose(self) as file:
            assert io.TextIOWrapper(file).read() == "one\ntwo\n\nfour\nfive"

    @pytest.mark.parametrize("whose", [of_boto3, of_sotalia])
    def test_the_body_goes_by_chunks(self, whose):
        with whose(self) as file, contextlib.closing(whose(self)) as body:
            assert file is not body
            assert list(body) == [self.DATA]

    def test_both_have_read_the_same(self):
        body = self.of_sotalia()
        with body as file, file as same:
            assert (file.read(4), body.read(3), next(same)) == (b"one\n", b"two", b"\r\n")
            assert file.tell() == body.tell() == len(self.DATA)
            assert isinstance(file, StreamingBody)
