"""Replies as a service would send them: status, headers and body for an output shape or an error, in each protocol."""

from __future__ import annotations

import random
import zlib
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from botocore.model import OperationModel, Shape

from sotalia.wire.eventstream import encode_frame
from tests.wire.json_reference import Values
from tests.wire.xml_cases import Replies, error_bodies, reply_body

XML = ("query", "ec2", "rest-xml")
CBOR = "smithy-rpc-v2-cbor"
#: Protocols whose operations answer an event stream with a first frame of their own.
RPC = ("json", CBOR)
CONTENT_TYPES = {"json": "application/x-amz-json-1.1", "rest-json": "application/json", CBOR: "application/cbor"}
INITIAL = [(":message-type", "event"), (":event-type", "initial-response")]
REQUEST_ID = "11111111-2222-3333-4444-555555555555"
_CHECKSUM = "x-amz-checksum-"
#: Of how many of an operation's modeled errors there is a reply.
MOST_ERRORS = 2


class Reply:
    """One HTTP reply."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"{self.status} {self.headers} {self.body[:2000]!r}"


def protocol_of(operation: OperationModel) -> str:
    return str(operation.service_model.resolved_protocol)


def success_reply(operation: OperationModel, seed: str, fullness: float, *, odd: bool) -> Reply:
    """A success with the given share of the output's members; `odd` adds nulls and members that the model lacks."""
    spoken, shape = protocol_of(operation), operation.output_shape
    values = Values(seed, fullness, cbor=spoken == CBOR, odd=odd)
    headers = {"Content-Type": CONTENT_TYPES.get(spoken, "text/xml")}
    if shape is not None and spoken not in (*RPC, "query", "ec2"):
        headers |= values.headers(shape) if fullness else {}
    if spoken == CBOR:
        headers["smithy-protocol"] = "rpc-v2-cbor"
    headers |= {"x-amzn-RequestId": REQUEST_ID, "x-amz-request-id": REQUEST_ID, "x-amz-id-2": "host/id"}
    body = _body(operation, shape, values)
    if not body and values.random.random() < 0.5:
        headers.pop("Content-Type")
    headers["Content-Length"] = str(len(body))
    if values.random.random() < 0.7:
        _set_true_checksum(operation, headers, body)
    return Reply(200 if values.random.random() < 0.8 else values.random.choice([201, 202, 204]), headers, body)


def _body(operation: OperationModel, shape: Shape | None, values: Values) -> bytes:
    if operation.has_event_stream_output:
        return _events(operation, values)
    spoken = protocol_of(operation)
    payload = shape.serialization.get("payload") if shape is not None else None
    if shape is not None and payload and shape.members[payload].type_name in ("blob", "string"):
        return values.random.choice([b"", b"plain text \xc3\xbc", b"0" * 5000])
    if spoken in XML:
        return reply_body(operation, f"{operation.name} {values.random.random()}", values.fullness)
    if shape is None:
        return values.random.choice([b"", values.bytes_of({})])
    if not values.fullness:
        return values.bytes_of({})
    return values.bytes_of(values.reply(shape.members[payload] if payload else shape))


def _set_true_checksum(operation: OperationModel, headers: dict[str, str], body: bytes) -> None:
    """Replace the checksums among the headers by one that is the body's, if the operation's replies have any."""
    if operation.http_checksum.get("responseAlgorithms"):
        for name in [name for name in headers if name.lower().startswith(_CHECKSUM)]:
            del headers[name]
        headers[f"{_CHECKSUM}crc32"] = b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def _events(operation: OperationModel, values: Values) -> bytes:
    """Two events of each kind, whose members are documents, bytes and text as far as replies know them."""
    spoken = protocol_of(operation)
    frames = [encode_frame(INITIAL, values.bytes_of({}))] if spoken in RPC else []
    for name, shape in operation.get_event_stream_output().members.items():
        if shape.metadata.get("exception"):
            continue
        headers = [(":message-type", "event"), (":event-type", name)]
        payload = b""
        for member_name, member in shape.members.items():
            if member.serialization.get("eventheader"):
                continue
            if member.serialization.get("eventpayload") and member.type_name in ("blob", "string"):
                payload = b"payload of the event"
            elif not payload:
                payload = _document(operation, shape, values)
            headers.append((f"unknown-{member_name}"[:20], "x"))
        frames.append(encode_frame(headers, payload))
    return b"".join(frames)


def _document(operation: OperationModel, shape: Shape, values: Values) -> bytes:
    inner = next((m for m in shape.members.values() if m.serialization.get("eventpayload")), shape)
    if protocol_of(operation) in XML:
        return Replies(str(values.random.random()), values.fullness).element(inner, "Event").encode()
    return values.bytes_of(values.reply(inner))


def error_replies(operation: OperationModel, seed: str) -> Iterator[tuple[str, Reply]]:
    """Errors: some of the operation's own, one that nobody knows, and one that is none of the service's."""
    chance = random.Random(seed)
    known = list(operation.error_shapes)
    chosen: list[Shape | None] = [*chance.sample(known, min(MOST_ERRORS, len(known))), None]
    make = _xml_error if protocol_of(operation) in XML else _document_error
    for number, shape in enumerate(chosen):
        name = f"the error {shape.name}" if shape is not None else "an unknown error"
        yield name, make(operation, shape, f"{seed} {number}")
    yield (
        "a page of HTML",
        Reply(
            chance.choice([500, 502, 503, 504, 403]),
            {"Content-Type": "text/html"},
            chance.choice([b"<html><body><h1>Service Unavailable</h1></body></html>", b"", b"  ", b"not that"]),
        ),
    )


def _xml_error(operation: OperationModel, shape: Shape | None, seed: str) -> Reply:
    chance = random.Random(seed)
    status, body = chance.choice(list(error_bodies(shape, seed)))
    return Reply(status, {"Content-Type": "text/xml", "x-amz-request-id": REQUEST_ID, "x-amz-id-2": "host/id"}, body)


def _document_error(operation: OperationModel, shape: Shape | None, seed: str) -> Reply:
    spoken = protocol_of(operation)
    values = Values(seed, 0.7, cbor=spoken == CBOR, odd=False)
    pick = values.random.choice
    code = "NeverHeardOf" if shape is None else str(shape.error_code if pick([True, False]) else shape.name)
    said: dict[str, Any] = {}
    if shape is not None:
        said = {key: value for key, value in values.reply(shape).items() if key.lower() != "message"}
    if values.random.random() < 0.9:
        said[pick(["message", "Message"])] = pick(["what went wrong ü", "", "two\nlines"])
    headers = {} if shape is None else values.headers(shape)
    headers.pop("x-amzn-ErrorType", None)  # said below
    headers |= {"Content-Type": CONTENT_TYPES[spoken], "x-amzn-RequestId": REQUEST_ID}
    how = pick(["type", "namespaced", "header", "code"]) if spoken == "rest-json" else pick(["type", "namespaced"])
    if how == "header":
        headers["X-Amzn-ErrorType"] = f"{code}:http://internal.amazon.com/coral/"
    elif how == "code":
        said["code"] = code
    else:
        said["__type"] = f"com.amazonaws.service#{code}" if how == "namespaced" else code
    if values.random.random() < 0.2:
        headers["x-amzn-query-error"] = "AWS.Legacy.Code;Sender"
    status = (shape.metadata.get("error") or {}).get("httpStatusCode") if shape is not None else None
    return Reply(status or pick([400, 404, 409, 429, 500, 503]), headers, values.bytes_of(said))
