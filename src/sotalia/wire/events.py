"""Events of an operation: dicts ↔ the headers and payload of frames (`eventstream` makes bytes of those).

An event stream is a union whose members are the events, by name; a frame's `:event-type` says which it is. An event's
members travel as headers (`eventheader`), as the whole payload (`eventpayload`: bytes, text or a document), or, where
none is marked so, together as one document in the operation's protocol. A frame whose `:message-type` is `error` or
`exception` ends the stream (Smithy, "Event streams").
"""

from __future__ import annotations

from ..errors import EventStreamError, ParamValidationError
from . import timestamps
from .eventstream import Decoder, Long
from .validate import report
from .wall import Malformed, Unread, event_guarded, hide_secret_message, initial_guarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import OperationModel, Protocol, Shape
    from .eventstream import Headers, ParseEvent

    #: Headers in order, and the payload, for `eventstream.encode_frame`.
    Frame = tuple[list[tuple[str, Any]], bytes]

# ---------------------------------------------------------------- replies


def decoder_factory(protocol: Protocol, operation_model: OperationModel) -> Callable[[], Decoder]:
    """Return what makes a `Decoder` for each reply of the operation.

    In RPC protocols the first thing it gives is the operation's own reply (see `Protocol.initial_parser`).
    """
    parse_event = event_parser(protocol, operation_model)
    read_initial = protocol.initial_parser(operation_model)
    parse_initial = None if read_initial is None else initial_guarded(operation_model, read_initial)
    return lambda: Decoder(parse_event, parse_initial)


def event_parser(protocol: Protocol, operation_model: OperationModel) -> ParseEvent:
    """Return what makes an event, `{name: members}`, of a frame of the operation's reply.

    Frames of events that the model does not know give None. Raises errors.EventStreamError for an error or exception
    frame, errors.ResponseParserError for a payload that its protocol cannot read.
    """
    stream = operation_model.get_event_stream_output()
    assert stream is not None
    members = stream.members
    readers: dict[str, Callable[[Headers, bytes], dict[str, Any]]] = {}

    def parse_event(headers: Headers, payload: bytes) -> dict[str, Any] | None:
        if headers.get(":message-type") in ("error", "exception"):
            error = _error(protocol, members, headers, payload)
            hide_secret_message(operation_model, error, payload)
            raise EventStreamError({"Error": error}, operation_model.name)
        name = str(headers.get(":event-type"))
        read = readers.get(name)
        if read is None:
            shape = members.get(name)
            if shape is None:
                return None
            read = readers[name] = event_reader(protocol, shape)
        return {name: read(headers, payload)}

    return event_guarded(members, parse_event)


def _error(protocol: Protocol, members: dict[str, Shape], headers: Headers, payload: bytes) -> dict[str, Any]:
    name = str(headers.get(":exception-type"))
    shape = members.get(name)
    if shape is None:
        return {"Code": headers.get(":error-code", ""), "Message": headers.get(":error-message", "")}
    try:
        body = _members(protocol.payload_parser(shape)(payload))
    except Exception:  # the name of the error is worth more than the rest
        return {"Code": name, "Message": Unread(payload.decode("utf-8", "replace"))}
    return {"Code": name, "Message": body.get("Message", body.get("message", ""))}


def event_reader(protocol: Protocol, shape: Shape) -> Callable[[Headers, bytes], dict[str, Any]]:
    """Return what makes the members of one kind of event of a frame's headers and payload."""
    heads: list[tuple[str, bool]] = []
    read_payload: Callable[[bytes], dict[str, Any]] | None = None
    for name, member in shape.members.items():
        if member.serialization.get("eventheader"):
            heads.append((name, member.type_name == "timestamp"))
        elif member.serialization.get("eventpayload") and read_payload is None:
            read_payload = _payload_reader(protocol, name, member)
    if read_payload is None and shape.serialization.get("event"):
        read_payload = protocol.payload_parser(shape)

    def read(headers: Headers, payload: bytes) -> dict[str, Any]:
        event: dict[str, Any] = {}
        for name, is_time in heads:
            if name in headers:
                value = headers[name]
                event[name] = timestamps.parse(value / 1000.0) if is_time else value
        if read_payload is not None:
            event.update(_members(read_payload(payload)))
        return event

    return read


def _members(value: Any) -> dict[str, Any]:
    """Return an event's members. Raises Malformed for a payload, in JSON or CBOR, that is no object."""
    if not isinstance(value, dict):
        raise Malformed("the payload of an event must hold the event's members")
    return value


def _payload_reader(protocol: Protocol, name: str, shape: Shape) -> Callable[[bytes], dict[str, Any]]:
    if shape.type_name == "blob":
        return lambda payload: {name: payload}
    if shape.type_name == "string":
        return lambda payload: {name: payload.decode()}
    read = protocol.payload_parser(shape)
    return lambda payload: {name: read(payload)}


# ---------------------------------------------------------------- requests


def event_serializer(protocol: Protocol, stream: Shape) -> Callable[[dict[str, Any]], Frame]:
    """Return what makes a frame of an event, `{name: members}`; `stream` is the event stream's shape.

    Raises ParamValidationError with the report of every fault.
    """
    writers: dict[str, Callable[[dict[str, Any]], Frame]] = {}

    def serialize_event(event: dict[str, Any]) -> Frame:
        faults = report(stream, event)
        if not faults and len(event) != 1:
            faults = f"An event has one member, one of {', '.join(stream.members)}; this has {len(event)}."
        if faults:
            raise ParamValidationError(report=faults)
        ((name, value),) = event.items()
        write = writers.get(name)
        if write is None:
            write = writers[name] = _event_writer(protocol, name, stream.members[name])
        return write(value)

    return serialize_event


def initial_frame(payload: bytes, content_type: str) -> Frame:
    """Return the frame that comes first in RPC protocols: the operation's other members, serialized."""
    return [
        (":message-type", "event"),
        (":event-type", "initial-request"),
        (":content-type", content_type),
    ], payload


def _event_writer(protocol: Protocol, name: str, shape: Shape) -> Callable[[dict[str, Any]], Frame]:
    members = shape.members.items()
    heads = {key: _header_value(member) for key, member in members if member.serialization.get("eventheader")}
    write_payload, content_type = _payload_writer(protocol, shape, set(heads))
    fixed_headers: list[tuple[str, Any]] = [(":message-type", "event"), (":event-type", name)]
    if content_type:
        fixed_headers.append((":content-type", content_type))

    def write(event: dict[str, Any]) -> Frame:
        headers = fixed_headers.copy()
        headers += [(key, heads[key](value)) for key, value in event.items() if key in heads]
        return headers, write_payload(event)

    return write


def _payload_writer(protocol: Protocol, shape: Shape, heads: set[str]) -> tuple[Callable[[dict[str, Any]], bytes], str]:
    """Return what renders an event's payload, and its type; "" for an event that is all headers."""
    for name, member in shape.members.items():
        if member.serialization.get("eventpayload"):
            return _member_writer(protocol, name, member)
    if heads and len(heads) == len(shape.members):
        return lambda event: b"", ""
    render = protocol.payload_serializer(shape, strict=False)
    return (
        lambda event: render({key: value for key, value in event.items() if key not in heads}),
        protocol.event_content_type,
    )


def _member_writer(protocol: Protocol, name: str, shape: Shape) -> tuple[Callable[[dict[str, Any]], bytes], str]:
    if shape.type_name in ("blob", "string"):
        kind = "application/octet-stream" if shape.type_name == "blob" else "text/plain"
        return lambda event: _raw(event.get(name, b"")), kind
    render = protocol.payload_serializer(shape, strict=False)
    return lambda event: render(event[name]) if name in event else b"", protocol.event_content_type


def _raw(value: Any) -> bytes:
    if hasattr(value, "read"):
        value = value.read()
    return value.encode() if isinstance(value, str) else memoryview(value).tobytes()


def _header_value(shape: Shape) -> Callable[[Any], Any]:
    """Return what gives a member the type that its header is to have."""
    kind = shape.type_name
    if kind == "long":
        return Long
    if kind == "timestamp":
        return timestamps.aware
    if kind == "blob":
        return _raw
    return lambda value: value
