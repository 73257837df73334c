"""Event streams: real events, with damage inside of frames and to the frames themselves."""

from __future__ import annotations

import random
import struct
import zlib
from functools import cache, lru_cache
from typing import Any

import botocore.eventstream
from botocore.model import OperationModel

from sotalia.wire import protocol
from sotalia.wire.events import _event_writer, decoder_factory
from sotalia.wire.eventstream import encode_frame
from tests.fuzz.damage import battered, damaged, some
from tests.fuzz.judge import BOTOCORES, DOCUMENTED, Outcome, Target
from tests.fuzz.replies import TOKENS, is_json
from tests.wire.test_events import INITIAL, OPERATIONS, event_of
from tests.wire.test_events import theirs as botocores_events
from tests.wire.xml_reference import comparable, service

_TOKENS = [
    b"\x00",
    b"\x07",
    b"\x09",
    b"\xff",
    b"\x00\x00\x00\x10",
    b"\x7f\xff\xff\xff",
    b":event-type",
    b":exception-type",
    b"error",
]
_HEADERS: list[tuple[str, Any]] = [
    *(
        (":event-type", "Nope"),
        (":event-type", 5),
        (":event-type", True),
        (":event-type", b"\xff"),
        (":exception-type", "Nope"),
    ),
    *(
        (":message-type", "error"),
        (":message-type", "exception"),
        (":message-type", 1),
        (":error-code", 5),
        (":error-message", b"x"),
    ),
    *((":event-type", "initial-response"), (":content-type", ""), ("BytesScanned", "x"), ("", "x"), ("é", "é")),
]


@cache
def spoken(name: str) -> Any:
    return protocol(service(name))


@lru_cache(maxsize=2000)
def frame_of(name: str, operation_name: str, event: str, number: int) -> tuple[list[tuple[str, Any]], bytes]:
    operation = service(name).operation_model(operation_name)
    stream = operation.get_event_stream_output()
    ((_, value),) = event_of(operation, stream, event, (0.0, 0.5, 1.0)[number]).items()
    return _event_writer(spoken(name), event, stream.members[event])(value)


class Case:
    """The bytes of a stream, and how they are cut."""

    def __init__(self, operation: OperationModel, data: bytes, step: int) -> None:
        self.operation = operation
        self.data = data
        self.step = step

    def __repr__(self) -> str:
        return f"{self.operation.service_model.service_name} {self.operation.name} {self.step} {self.data!r}"


class Events(Target):
    name = "events"
    _said = ""
    refusals = (*BOTOCORES, botocore.eventstream.ParserError)

    def case(self, chance: random.Random) -> Case:
        name, operation_name = some(chance, OPERATIONS)
        operation = service(name).operation_model(operation_name)
        members = operation.get_event_stream_output().members
        frames = [encode_frame(INITIAL, b"{}")] if name in {"healthlake", "kinesis", "logs"} else []
        for _ in range(chance.randrange(1, 4)):
            event = some(chance, list(members))
            headers, payload = frame_of(name, operation_name, event, chance.randrange(3))
            frames.append(
                self._frame(chance, event, list(headers), payload, bool(members[event].metadata.get("exception")))
            )
        if chance.random() < 0.05:
            chance.shuffle(frames)
        data = b"".join(frames)
        if chance.random() < 0.2:
            data = damaged(chance, data, _TOKENS)
        return Case(operation, data, some(chance, (1, 7, 1000, 10**9)))

    def _frame(
        self, chance: random.Random, event: str, headers: list[tuple[str, Any]], payload: bytes, exception: bool
    ) -> bytes:
        if exception and chance.random() < 0.7:
            headers[:2] = [(":message-type", "exception"), (":exception-type", event)]
        if chance.random() < 0.5:
            payload = battered(chance, payload, TOKENS["xml" if b"<" in payload else "json"])
        while chance.random() < 0.15:
            headers.insert(chance.randrange(len(headers) + 1), some(chance, _HEADERS))
        try:
            frame = encode_frame(dict(headers).items(), payload)
        except Exception:  # noqa: BLE001 - a header that cannot be
            frame = encode_frame([], payload)
        if chance.random() < 0.1:
            frame = reframed(damaged(chance, frame[12:-4], _TOKENS), chance)
        return frame

    def ours(self, case: Case) -> Any:
        decoder = decoder_factory(spoken(case.operation.service_model.service_name), case.operation)()
        events: list[Any] = []
        try:
            for at in range(0, len(case.data), case.step):
                events.extend(decoder.feed(case.data[at : at + case.step]))
            decoder.close()
        except DOCUMENTED as error:
            self._said = str(error)
            return comparable(events), ended_by(error)
        return comparable(events), None

    def theirs(self, case: Case) -> Any:
        events, error = botocores_events(case.operation, case.data)
        if error is not None and not isinstance(error, (*self.refusals, botocore.eventstream.EventStreamError)):
            raise error
        return events, None if error is None else ended_by(error)

    def excuse(self, case: Case, ours: Outcome, theirs: Outcome) -> str | None:
        if ours.error is None and theirs.error is None:
            (mine, my_end), (yours, your_end) = ours.value, theirs.value
            if mine == yours and my_end == "refused" and your_end is None:
                return "boto3 takes a stream that is cut short for one that has ended"
            if mine == yours and "*** (" in str(my_end) and my_end[2]["Error"]["Code"] == your_end[2]["Error"]["Code"]:
                return "what may be sensitive is not shown"
            if my_end == "refused" and mine == yours and "cut short" in self._said:
                return "boto3 reads headers on past their end"
            if "reported" in (my_end or ()) and "reported" in (your_end or ()) and not message(your_end).strip():
                return "a blank payload says nothing"
            if mine == yours == [] and my_end != "refused" and your_end == "refused":
                return "the error in the place of the first reply is raised"
            if my_end == "refused" and mine == yours[: len(mine)] and not all(map(is_json, payloads(case.data))):
                return "boto3 takes what is no JSON for an empty event"
        return None


def message(end: Any) -> str:
    return str(end[2]["Error"]["Message"])


def payloads(data: bytes) -> list[bytes]:
    """The payloads of the frames, as far as there are any."""
    buffer = botocore.eventstream.EventStreamBuffer()
    buffer.add_data(data)
    found = []
    try:
        for message in buffer:
            found.append(message.payload)  # noqa: PERF401
    except Exception:  # noqa: BLE001 - the frames before it count
        pass
    return found


def ended_by(error: Exception) -> Any:
    """What ended a stream, in the form that compares."""
    if hasattr(error, "operation_name"):
        return "reported", str(error), getattr(error, "response", None)
    return "refused"


def reframed(inside: bytes, chance: random.Random) -> bytes:
    """A frame with sound checksums around headers and payload that may be anything."""
    headers_length = chance.randrange(len(inside) + 2) if chance.random() < 0.5 else min(60, len(inside))
    lengths = struct.pack(">II", len(inside) + 16, headers_length)
    message = lengths + struct.pack(">I", zlib.crc32(lengths)) + inside
    return message + struct.pack(">I", zlib.crc32(message))


TARGETS = [Events()]
