"""Events of operations, beside botocore's: every event of every service that streams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore import eventstream as botocore_eventstream
from botocore import parsers
from botocore.model import OperationModel, ServiceModel

from sotalia.errors import EventStreamError, ParamValidationError, ResponseParserError
from sotalia.wire import EventSource, protocol
from sotalia.wire.events import _event_writer, decoder_factory, event_parser, event_serializer, initial_frame
from sotalia.wire.eventstream import Decoder, decode_headers, encode_frame, encode_headers
from tests.wire.xml_cases import Cases
from tests.wire.xml_reference import comparable, service

STREAMING = {
    "bedrock-agent-runtime": "InvokeAgent InvokeFlow OptimizePrompt",
    "bedrock-runtime": "ConverseStream InvokeModelWithBidirectionalStream InvokeModelWithResponseStream",
    "healthlake": "UpdateProfileWithAgent",
    "kinesis": "SubscribeToShard",
    "lambda": "InvokeWithResponseStream",
    "lexv2-runtime": "StartConversation",
    "logs": "GetLogObject StartLiveTail",
    "polly": "StartSpeechSynthesisStream",
    "qbusiness": "Chat",
    "s3": "SelectObjectContent",
    "sagemaker-runtime": "InvokeEndpointWithResponseStream",
}
OPERATIONS = [(name, operation) for name, listed in STREAMING.items() for operation in listed.split()]
INITIAL = [(":message-type", "event"), (":event-type", "initial-response")]


class RawStream:
    """What botocore's EventStream reads from."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def stream(self) -> Iterator[bytes]:
        yield self.data


def theirs(operation: OperationModel, data: bytes) -> Any:
    """botocore's events (after the operation's own reply, where there is one), or its error."""
    parser = parsers.create_parser(operation.service_model.resolved_protocol)
    shape = operation.output_shape
    stream = botocore_eventstream.EventStream(
        RawStream(data), operation.get_event_stream_output(), parser._event_stream_parser, operation.name
    )
    events: list[Any] = []
    try:
        if operation.service_model.resolved_protocol == "json":
            events.append(parser._handle_json_body(stream.get_initial_response().payload, shape))
        events.extend(stream)
    except Exception as error:  # noqa: BLE001 - compared with ours
        return comparable(events), error
    return comparable(events), None


def ours(operation: OperationModel, data: bytes) -> Any:
    decoder = decoder_factory(protocol(operation.service_model), operation)()
    events: list[Any] = []
    try:
        events.extend(decoder.feed(data))
        decoder.close()
    except Exception as error:  # noqa: BLE001 - compared with botocore's
        return comparable(events), error
    return comparable(events), None


def same_events(operation: OperationModel, data: bytes) -> list[Any]:
    mine, my_error = ours(operation, data)
    yours, your_error = theirs(operation, data)
    assert mine == yours
    assert type(my_error).__name__ == type(your_error).__name__
    if isinstance(your_error, botocore_eventstream.EventStreamError):
        assert str(my_error) == str(your_error)
        assert my_error.response == your_error.response
        assert my_error.operation_name == your_error.operation_name
    return list(mine)


# ---------------------------------------------------------------- every event of every service


def event_of(operation: OperationModel, stream: Any, name: str, fullness: float) -> dict[str, Any]:
    cases = Cases(f"{operation.name} {name} {fullness}", fullness)
    shape = stream.members[name]
    value = cases.value(shape, 0)
    for key, member in shape.members.items():
        if key in value and member.serialization.get("eventheader") and member.type_name == "integer":
            value[key] = 7
    return {name: value}


@pytest.mark.parametrize(("name", "operation_name"), OPERATIONS)
def test_every_event_of_every_service_is_read_as_botocore_reads_it(name: str, operation_name: str) -> None:
    operation = service(name).operation_model(operation_name)
    spoken = protocol(operation.service_model)
    stream = operation.get_event_stream_output()
    data = encode_frame(INITIAL, b"{}") if name in {"healthlake", "kinesis", "logs"} else b""
    for event_name in stream.members:
        for fullness in (0.0, 0.5, 1.0):
            ((_, event),) = event_of(operation, stream, event_name, fullness).items()
            data += encode_frame(*_event_writer(spoken, event_name, stream.members[event_name])(event))
    data += encode_frame([(":message-type", "event"), (":event-type", "NewInThisService")], b"anything")
    events = same_events(operation, data)
    assert len(events) >= 3 * len(stream.members)


@pytest.mark.parametrize(("name", "operation_name"), OPERATIONS)
def test_errors_end_the_stream_as_in_botocore(name: str, operation_name: str) -> None:
    operation = service(name).operation_model(operation_name)
    spoken = protocol(operation.service_model)
    stream = operation.get_event_stream_output()
    before = encode_frame(INITIAL, b"{}") if name in {"healthlake", "kinesis", "logs"} else b""
    ends = [
        encode_frame([(":message-type", "error"), (":error-code", "Oops"), (":error-message", "it broke")]),
        encode_frame([(":message-type", "exception"), (":exception-type", "NeverHeardOf")], b"{}"),
    ]
    for event_name, shape in stream.members.items():
        if shape.metadata.get("exception"):
            body = spoken.payload_serializer(shape, strict=False)(Cases(event_name, 1.0).value(shape, 0))
            ends.append(encode_frame([(":message-type", "exception"), (":exception-type", event_name)], body))
    for end in ends:
        same_events(operation, before + end)


def select() -> OperationModel:
    return service("s3").operation_model("SelectObjectContent")


def test_an_error_frame_raises_with_botocores_message() -> None:
    decoder = decoder_factory(protocol(service("s3")), select())()
    records = encode_frame([(":message-type", "event"), (":event-type", "Records")], b"a,b\n")
    error = encode_frame([(":message-type", "error"), (":error-code", "Oops"), (":error-message", "it broke")])
    events = decoder.feed(records + error)
    assert next(events) == {"Records": {"Payload": b"a,b\n"}}
    with pytest.raises(EventStreamError) as caught:
        next(events)
    assert str(caught.value) == "An error occurred (Oops) when calling the SelectObjectContent operation: it broke"


def test_a_payload_that_is_not_the_models_is_malformed() -> None:
    stats = encode_frame([(":message-type", "event"), (":event-type", "Stats")], b"<Stats><BytesScanned>")
    with pytest.raises(ResponseParserError, match="well-formed"):
        list(Decoder(event_parser(protocol(service("s3")), select())).feed(stats))


def test_an_error_in_place_of_the_operations_own_reply_is_raised() -> None:
    operation = service("kinesis").operation_model("SubscribeToShard")
    error = encode_frame(
        [(":message-type", "exception"), (":exception-type", "ResourceInUseException")], b'{"message": "busy"}'
    )
    with pytest.raises(
        EventStreamError, match=r"\(ResourceInUseException\) when calling the SubscribeToShard .*: busy"
    ):
        list(decoder_factory(protocol(service("kinesis")), operation)().feed(error))


# ---------------------------------------------------------------- requests


def headers_of(frame: tuple[list[tuple[str, Any]], bytes]) -> dict[str, Any]:
    return decode_headers(encode_headers(frame[0]))


def lex() -> tuple[Any, Any]:
    operation = service("lexv2-runtime").operation_model("StartConversation")
    return protocol(service("lexv2-runtime")), operation.get_event_stream_input()


def test_an_event_without_a_payload_member_is_a_document() -> None:
    headers, payload = frame = event_serializer(*lex())(
        {"AudioInputEvent": {"audioChunk": b"pcm", "contentType": "a/b"}}
    )
    assert headers_of(frame) == {
        ":message-type": "event",
        ":event-type": "AudioInputEvent",
        ":content-type": "application/json",
    }
    assert json.loads(payload) == {"audioChunk": "cGNt", "contentType": "a/b"}


@pytest.fixture
def typed_stream() -> tuple[Any, Any]:
    """A stream with every place a member can travel in."""
    scalars = {name: {"type": name} for name in ("boolean", "integer", "long", "string", "blob", "timestamp")}
    heads = {name: {"shape": name, "eventheader": True} for name in scalars}
    description = {
        "metadata": {
            "protocol": "rest-json",
            "protocols": ["rest-json"],
            "serviceId": "typed",
            "endpointPrefix": "typed",
        },
        "operations": {"Talk": {"name": "Talk", "http": {"requestUri": "/"}, "input": {"shape": "Input"}}},
        "shapes": {
            **scalars,
            "Input": {"type": "structure", "members": {"Stream": {"shape": "Stream"}}, "payload": "Stream"},
            "Stream": {
                "type": "structure",
                "eventstream": True,
                "members": {name: {"shape": name} for name in ("Heads", "Bytes", "Text", "Document", "Nothing")},
            },
            "Heads": {"type": "structure", "event": True, "members": heads},
            "Nothing": {"type": "structure", "event": True, "members": {}},
            **{
                name: {
                    "type": "structure",
                    "event": True,
                    "members": {
                        "Id": {"shape": "string", "eventheader": True},
                        "Body": {"shape": shape, "eventpayload": True},
                    },
                }
                for name, shape in (("Bytes", "blob"), ("Text", "string"), ("Document", "Inner"))
            },
            "Inner": {"type": "structure", "members": {"A": {"shape": "integer"}}, "required": ["A"]},
        },
    }
    model = ServiceModel(description, "typed")
    return protocol(model), model.operation_model("Talk").get_event_stream_input()


def test_headers_have_the_types_of_their_members(typed_stream: tuple[Any, Any]) -> None:
    values = {"boolean": True, "integer": 1, "long": 2, "string": "s", "blob": b"b", "timestamp": 1422172800}
    headers, payload = event_serializer(*typed_stream)({"Heads": values})
    assert payload == b""
    encoded = encode_headers(headers[2:])
    kinds = {name: encoded[encoded.index(name.encode()) + len(name)] for name in values}
    assert kinds == {"boolean": 0, "integer": 4, "long": 5, "string": 7, "blob": 6, "timestamp": 8}
    assert headers_of((headers, payload))["timestamp"] == 1422172800000


@pytest.mark.parametrize(
    ("event", "content_type", "payload"),
    [
        ({"Bytes": {"Id": "i", "Body": b"\x00"}}, "application/octet-stream", b"\x00"),
        ({"Bytes": {"Body": bytearray(b"x")}}, "application/octet-stream", b"x"),
        ({"Text": {"Body": "ü"}}, "text/plain", "ü".encode()),
        ({"Document": {"Body": {"A": 1}}}, "application/json", b'{"A":1}'),
        ({"Document": {"Id": "i"}}, "application/json", b""),
        ({"Nothing": {}}, "application/json", b"{}"),
    ],
)
def test_payloads_say_what_they_are(
    typed_stream: tuple[Any, Any], event: dict[str, Any], content_type: str, payload: bytes
) -> None:
    frame = event_serializer(*typed_stream)(event)
    assert headers_of(frame)[":content-type"] == content_type
    assert frame[1] == payload
    (name,) = event
    assert headers_of(frame).get("Id") == event[name].get("Id")


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"Document": {"Body": {}}}, 'Missing required parameter in Document.Body: "A"'),
        ({"Document": {"Body": {"A": "x"}}}, "Invalid type for parameter Document.Body.A"),
        ({"Nope": {}}, 'Unknown parameter in input: "Nope"'),
        ({}, "An event has one member, one of Heads, Bytes, Text, Document, Nothing; this has 0"),
        ({"Nothing": {}, "Heads": {}}, "this has 2"),
        ("text", "Invalid type for parameter"),
    ],
)
def test_an_invalid_event_is_reported(typed_stream: tuple[Any, Any], event: Any, text: str) -> None:
    with pytest.raises(ParamValidationError) as caught:
        event_serializer(*typed_stream)(event)
    assert text in str(caught.value)


def test_a_serializer_hands_the_callers_events_on(typed_stream: tuple[Any, Any]) -> None:
    spoken, stream = typed_stream
    events: list[dict[str, Any]] = [{"Nothing": {}}]
    parts = spoken.serializer(spoken.service_model.operation_model("Talk"))({"Stream": events})
    assert isinstance(parts.body, EventSource)
    assert parts.body.events is events
    assert event_serializer(spoken, parts.body.shape)(events[0])[1] == b"{}"


def test_the_first_frame_of_rpc_protocols_carries_the_other_members() -> None:
    assert headers_of(initial_frame(b"{}", "application/json")) == {
        ":message-type": "event",
        ":event-type": "initial-request",
        ":content-type": "application/json",
    }
