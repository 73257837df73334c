"""Successes as a service would send them: status, headers and body for an output shape, in each protocol."""

from __future__ import annotations

import zlib
from base64 import b64encode

from botocore.model import OperationModel, Shape

from tests.conformance.events import every_event
from tests.wire.json_reference import Values
from tests.wire.xml_cases import reply_body

XML = ("query", "ec2", "rest-xml")
CBOR = "smithy-rpc-v2-cbor"
CONTENT_TYPES = {"json": "application/x-amz-json-1.1", "rest-json": "application/json", CBOR: "application/cbor"}
REQUEST_ID = "11111111-2222-3333-4444-555555555555"
_CHECKSUM = "x-amz-checksum-"


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
    if shape is not None and spoken not in ("json", CBOR, "query", "ec2"):
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
        return b"".join(every_event(operation, values))
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
