"""Streams of events as a service would send them: every event, events in any order, and streams that end badly."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from botocore.model import OperationModel, Shape

from sotalia.wire.eventstream import encode_frame
from tests.wire.json_reference import Values
from tests.wire.xml_cases import Replies

XML = ("query", "ec2", "rest-xml")
#: Protocols whose operations answer an event stream with a first frame of their own.
RPC = ("json", "smithy-rpc-v2-cbor")
INITIAL = [(":message-type", "event"), (":event-type", "initial-response")]
HEADERS: dict[str, list[Any]] = {
    "boolean": [True, False],
    "integer": [7, -1, 2**31 - 1],
    "long": [2**40, 0],
    "timestamp": [datetime.datetime(2026, 3, 1, 12, 34, 56, 789000, tzinfo=datetime.UTC)],
    "blob": [b"", b"\x00\xff"],
    "string": ["text ü", ""],
}


def every_event(operation: OperationModel, values: Values) -> list[bytes]:
    """The frames of a stream with one event of each kind."""
    return [*_beginning(operation, values), *_events(operation, values)]


def bad_streams(operation: OperationModel, values: Values) -> Iterator[tuple[str, bytes]]:
    """Streams in which something comes that is no event of the model's: name and bytes of each."""
    start, some = _beginning(operation, values), _events(operation, values)
    values.random.shuffle(some)
    unknown = encode_frame([(":message-type", "event"), (":event-type", "NewInThisService")], b'{"a": 1}')
    yield "an unknown event", b"".join([*start, *some, unknown, *some])
    members = operation.get_event_stream_output().members.items()
    for name, shape in members:
        if shape.metadata.get("exception"):
            headers = [(":message-type", "exception"), (":exception-type", name)]
            frame = encode_frame(headers, _document(operation, shape, values))
            yield f"the exception {name} among events", b"".join([*start, *some, frame, *some])
    headers = [(":message-type", "exception"), (":exception-type", "NewInThisService")]
    yield "an unknown exception", b"".join([*start, *some, encode_frame(headers, b'{"message": "so it is"}')])
    failed = [(":message-type", "error"), (":error-code", "Broken"), (":error-message", "what went wrong ü")]
    yield "an error among events", b"".join([*start, *some, encode_frame(failed)])
    broken = bytearray(some[0])
    broken[-1] ^= 1
    yield "a wrong checksum", b"".join([*start, *some, bytes(broken)])
    yield "a stream cut off", b"".join([*start, *some, some[0][:-3]])
    yield "an empty stream", b""
    yield "no stream", b"<html>no stream at all</html>"


def _beginning(operation: OperationModel, values: Values) -> list[bytes]:
    if operation.service_model.resolved_protocol not in RPC:
        return []
    return [encode_frame(INITIAL, values.bytes_of({}))]


def _events(operation: OperationModel, values: Values) -> list[bytes]:
    shapes = operation.get_event_stream_output().members.items()
    return [_event(operation, name, shape, values) for name, shape in shapes if not shape.metadata.get("exception")]


def _event(operation: OperationModel, name: str, shape: Shape, values: Values) -> bytes:
    headers: list[tuple[str, Any]] = [(":message-type", "event"), (":event-type", name), ("unknown", uuid.UUID(int=1))]
    payload = b""
    for member_name, member in shape.members.items():
        if member.serialization.get("eventheader"):
            headers.append((member_name, values.random.choice(HEADERS[member.type_name])))
        elif member.serialization.get("eventpayload") and member.type_name in ("blob", "string"):
            payload = b"payload of the event"
        elif not payload:
            payload = _document(operation, shape, values)
    return encode_frame(headers, payload)


def _document(operation: OperationModel, shape: Shape, values: Values) -> bytes:
    inner = next((member for member in shape.members.values() if member.serialization.get("eventpayload")), shape)
    if operation.service_model.resolved_protocol in XML:
        return Replies(str(values.random.random()), values.fullness).element(inner, "Event").encode()
    return values.bytes_of(values.reply(inner))
