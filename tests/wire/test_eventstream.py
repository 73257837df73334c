"""Frames of event streams: any split, any damage, botocore's decoder beside ours."""

from __future__ import annotations

import pickle
import random
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zlib import crc32

import pytest
from botocore import eventstream as theirs

from sotalia.errors import BotoCoreError, ResponseParserError
from sotalia.wire.eventstream import (
    Byte,
    ChecksumMismatch,
    Decoder,
    DuplicateHeader,
    InvalidHeadersLength,
    InvalidPayloadLength,
    Long,
    NoInitialResponseError,
    ParserError,
    Short,
    TruncatedStream,
    decode_headers,
    encode_frame,
    encode_headers,
)

ALL_TYPES = [
    ("true", True),
    ("false", False),
    ("byte", Byte(-5)),
    ("short", Short(-300)),
    ("integer", -70_000),
    ("long", Long(2**40)),
    ("bytes", b"\x00\xff"),
    ("text", "ünï 🐬"),
    ("time", datetime(2015, 1, 25, 8, 0, 0, 123999, tzinfo=UTC)),
    ("uuid", UUID("00112233-4455-6677-8899-aabbccddeeff")),
]


def as_pair(headers: dict[str, Any], payload: bytes) -> dict[str, Any]:
    return {"headers": headers, "payload": payload}


def decoded(chunks: list[bytes]) -> list[dict[str, Any]]:
    decoder = Decoder(as_pair)
    events = [event for chunk in chunks for event in decoder.feed(chunk)]
    decoder.close()
    return events


def frames(count: int, seed: int) -> list[bytes]:
    rng = random.Random(seed)
    return [
        encode_frame(
            [(":event-type", f"E{number}"), *rng.sample(ALL_TYPES, rng.randrange(len(ALL_TYPES)))],
            rng.randbytes(rng.choice([0, 1, 100, 5000])),
        )
        for number in range(count)
    ]


def test_every_type_of_header_comes_back() -> None:
    (event,) = decoded([encode_frame(ALL_TYPES, b"payload")])
    assert event["payload"] == b"payload"
    assert event["headers"] == {
        **dict(ALL_TYPES),
        "time": 1422172800123,
        "uuid": UUID("00112233-4455-6677-8899-aabbccddeeff").bytes,
    }
    assert event["headers"]["true"] is True


def test_botocore_reads_what_is_encoded() -> None:
    buffer = theirs.EventStreamBuffer()
    buffer.add_data(encode_frame(ALL_TYPES, b"payload"))
    (message,) = buffer
    (event,) = decoded([encode_frame(ALL_TYPES, b"payload")])
    assert message.headers == event["headers"]
    assert message.payload == event["payload"]


def test_a_time_without_a_zone_is_utc() -> None:
    assert decode_headers(encode_headers([("t", datetime(1969, 12, 31, 23, 59, 59))])) == {"t": -1000}


def splits(data: bytes, rng: random.Random) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = rng.choice([1, 2, 7, 12, 100, 4096])
        yield data[at : at + size]
        at += size


@pytest.mark.parametrize("seed", range(10))
def test_any_split_gives_the_same_events(seed: int) -> None:
    whole = frames(20, seed)
    expected = [decoded([frame])[0] for frame in whole]
    stream = b"".join(whole)
    assert decoded([stream]) == expected
    assert decoded(list(splits(stream, random.Random(seed)))) == expected
    assert decoded([stream[i : i + 1] for i in range(len(stream))] if len(stream) < 20_000 else [stream]) == expected


def test_bytearrays_and_views_can_be_fed() -> None:
    frame = encode_frame([("a", 1)], b"x")
    assert decoded([bytearray(frame)]) == decoded([memoryview(frame)]) == decoded([frame])  # type: ignore[list-item]


def outcome_of_ours(data: bytes) -> tuple[list[Any], str]:
    decoder, events = Decoder(as_pair), list[Any]()
    try:
        events.extend((event["headers"], event["payload"]) for event in decoder.feed(data))
        decoder.close()
    except ParserError as error:
        return events, "incomplete" if isinstance(error, TruncatedStream) else "damaged"
    return events, "whole"


def outcome_of_botocore(data: bytes) -> tuple[list[Any], str]:
    buffer, events = theirs.EventStreamBuffer(), list[Any]()
    buffer.add_data(data)
    try:
        events.extend((message.headers, message.payload) for message in buffer)
    except Exception:  # noqa: BLE001 - struct.error, UnicodeDecodeError, KeyError among others
        return events, "damaged"
    return events, "incomplete" if buffer._data else "whole"


@pytest.mark.parametrize("seed", range(300))
def test_a_flipped_bit_is_never_believed(seed: int) -> None:
    rng = random.Random(seed)
    whole = frames(3, seed)
    data = bytearray(b"".join(whole))
    at = rng.randrange(len(data) * 8)
    data[at // 8] ^= 1 << at % 8
    hit = 0
    while at // 8 >= sum(map(len, whole[: hit + 1])):
        hit += 1
    events, end = outcome_of_ours(bytes(data))
    assert (events, end) == outcome_of_botocore(bytes(data))
    assert end == "damaged"
    assert len(events) == hit  # all before it, none from it on


def test_what_comes_before_the_damage_is_delivered_and_the_fault_stays() -> None:
    good, bad = frames(2, 1)
    decoder = Decoder(as_pair)
    events = decoder.feed(good + bad[:-1] + bytes([bad[-1] ^ 1]) + good)
    assert next(events)["headers"][":event-type"] == "E0"
    with pytest.raises(ChecksumMismatch, match=r"expected 0x[0-9a-f]{8}, calculated 0x[0-9a-f]{8}"):
        next(events)
    with pytest.raises(ChecksumMismatch):
        list(decoder.feed(good))
    with pytest.raises(ChecksumMismatch):
        decoder.close()


def test_headers_may_be_as_long_as_allowed_and_no_longer() -> None:
    def filled(length: int) -> list[tuple[str, bytes]]:
        # Beside its value, a header has its name, the name's length, its type and the value's length.
        return [("a", bytes(65_535)), ("b", bytes(length - 65_535 - 2 * 5))]

    frame = encode_frame(filled(128 * 1024))
    (event,) = Decoder(as_pair).feed(frame)
    assert event["headers"] == dict(filled(128 * 1024))
    with pytest.raises(InvalidHeadersLength):
        encode_frame(filled(128 * 1024 + 1))


@pytest.mark.parametrize("cut", [1, 11, 12, 30])
def test_an_end_inside_a_frame_is_an_error(cut: int) -> None:
    frame = encode_frame([("name", "value")], b"payload")
    decoder = Decoder(as_pair)
    assert len(list(decoder.feed(frame + frame[:cut]))) == 1
    expected = str(len(frame)) if cut >= 12 else "an unknown number"
    with pytest.raises(
        TruncatedStream, match=f"middle of a frame: {cut} bytes of it had come, {expected} were to come"
    ):
        decoder.close()


def prelude(total: int, headers: int) -> bytes:
    lengths = struct.pack(">II", total, headers)
    return lengths + struct.pack(">I", crc32(lengths))


@pytest.mark.parametrize(
    ("total", "headers", "error"),
    [
        (2**32 - 1, 0, InvalidPayloadLength),
        (24 * 1024 * 1024 + 17, 0, InvalidPayloadLength),
        (2**32 - 1, 2**32 - 1, InvalidHeadersLength),
        (200_000, 128 * 1024 + 1, InvalidHeadersLength),
        (0, 0, ParserError),
        (20, 5, ParserError),
    ],
)
def test_lengths_beyond_the_limits_are_refused_before_anything_is_waited_for(
    total: int, headers: int, error: type[ParserError]
) -> None:
    with pytest.raises(error):
        list(Decoder(as_pair).feed(prelude(total, headers)))


def test_the_limits_hold_for_what_is_sent() -> None:
    with pytest.raises(InvalidPayloadLength):
        encode_frame([], bytes(24 * 1024 * 1024 + 1))
    with pytest.raises(InvalidHeadersLength):
        encode_frame([(f"h{i}", bytes(60_000)) for i in range(3)])
    with pytest.raises(ParserError, match="65535"):
        encode_headers([("a", "x" * 65_536)])
    with pytest.raises(ParserError, match="does not fit") as caught:
        encode_headers([("a", 2**31)])
    assert str(2**31) not in str(caught.value)
    with pytest.raises(ParserError, match="name"):
        encode_headers([("", 1)])
    with pytest.raises(ParserError, match="not a type"):
        encode_headers([("a", 1.5)])


@pytest.mark.parametrize(
    ("block", "error", "text"),
    [
        (encode_headers([("a", 1), ("a", 2)]), DuplicateHeader, 'Duplicate header present: "a"'),
        (b"\x01a\x0a", ParserError, "unknown type 10"),
        (b"\x01a\x07\x00\x05abc", ParserError, "cut short"),
        (b"\x05a", ParserError, "cut short"),
        (b"\x01a\x04\x00", ParserError, "cut short"),
        (b"\x01a\x07\x00\x01\xff", ParserError, "UTF-8"),
    ],
)
def test_malformed_headers_are_named(block: bytes, error: type[ParserError], text: str) -> None:
    with pytest.raises(error, match=text):
        decode_headers(block)


def test_empty_payloads_and_headers_are_frames_too() -> None:
    assert decoded([encode_frame([])]) == [{"headers": {}, "payload": b""}]
    assert decoded([]) == []


def test_events_that_the_parser_passes_over_are_left_out() -> None:
    decoder = Decoder(lambda headers, payload: {"seen": payload} if payload else None)
    assert list(decoder.feed(encode_frame([]) + encode_frame([], b"x"))) == [{"seen": b"x"}]


def initial_decoder() -> Decoder:
    return Decoder(as_pair, lambda payload: {"initial": payload})


def test_the_operations_own_reply_comes_first() -> None:
    first = encode_frame([(":message-type", "event"), (":event-type", "initial-response")], b"{}")
    second = encode_frame([(":message-type", "event"), (":event-type", "E")], b"x")
    initial, event = initial_decoder().feed(first + second)
    assert initial == {"initial": b"{}"}
    assert event["payload"] == b"x"


def test_a_stream_that_lacks_it_is_malformed() -> None:
    event = encode_frame([(":message-type", "event"), (":event-type", "E")], b"x")
    with pytest.raises(NoInitialResponseError, match="First event was not of the initial-response type"):
        list(initial_decoder().feed(event))
    with pytest.raises(ResponseParserError):
        initial_decoder().close()


@pytest.mark.parametrize(
    "error", [DuplicateHeader("a"), InvalidHeadersLength(1), InvalidPayloadLength(2), ChecksumMismatch(1, 2)]
)
def test_the_errors_read_as_botocores_and_pickle(error: ParserError) -> None:
    theirs_class = getattr(theirs, type(error).__name__)
    assert str(error) == str(theirs_class(*error.kwargs.values()))
    assert isinstance(error, BotoCoreError)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy)) == (type(error), str(error))
