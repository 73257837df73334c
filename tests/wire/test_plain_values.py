"""Of a subclass of `str`, `int`, `float` or `bytes` its value goes out, in every protocol and at every place."""

from __future__ import annotations

import enum
import http
from decimal import Decimal
from typing import Any

import pytest

from sotalia.percent import encode_query, percent_encode, plain, plain_within, text_of
from sotalia.wire import SerializedRequest, protocol
from sotalia.wire.events import event_serializer
from tests.wire.json_reference import spoken_model
from tests.wire.xml_cases import Cases
from tests.wire.xml_reference import service

#: All protocols, with labels, query strings, headers, maps in each of these, documents, XML attributes, host labels.
SERVICES = [
    *("iam", "sns", "sqs", "cloudformation", "rds", "ec2", "s3", "s3control", "route53", "cloudfront"),
    *("lambda", "iot", "apigateway", "pinpoint", "bedrock-agent-runtime", "glacier", "neptune-graph", "xray"),
    *("dynamodb", "logs", "kms", "glue", "stepfunctions", "mturk", "dynamodb as cbor", "cloudwatch as cbor"),
]


def _wrong(*_: Any) -> str:
    return "WRONG"


#: Subclasses whose own idea of their text, or of their bytes, must not count.
ODD: dict[type, type] = {
    kind: type(f"Odd{kind.__name__}", (kind,), {"__str__": _wrong, "__repr__": _wrong, "__format__": _wrong})
    for kind in (str, int, float)
}
ODD[bytes] = type("OddBytes", (bytes,), {"__bytes__": lambda self: b"WRONG", "__iter__": lambda self: iter(b"WRONG")})


def member(value: Any) -> Any:
    """A member of a `class Made(str, Enum)`, or of one of numbers, with that value."""
    make: Any = enum.Enum  # mypy wants literals
    return make("Made", {"NAME": value}, type=type(value)).NAME


def dressed(value: Any, dress: Any) -> Any:
    """The value with every text and number in it, and every name of a member or in a map, as a subclass's instance."""
    if isinstance(value, dict):
        return {dressed(key, dress): dressed(item, dress) for key, item in value.items()}
    if isinstance(value, list):
        return [dressed(item, dress) for item in value]
    if type(value) in ODD:
        return dress(value)
    return value


def odd(value: Any) -> Any:
    return ODD[type(value)](value)


def exact(value: Any) -> bool:
    """Whether what is to be written is of the plain types themselves."""
    if isinstance(value, dict):
        return all(exact(key) and exact(item) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return all(map(exact, value))
    return not isinstance(value, (str, int, float, bytes)) or type(value) in (str, int, float, bool, bytes)


def written(parts: SerializedRequest) -> dict[str, Any]:
    return {name: getattr(parts, name) for name in SerializedRequest.__slots__}


@pytest.mark.parametrize("validate", [True, False], ids=["validated", "as it is"])
@pytest.mark.parametrize("dress", [odd, member], ids=["subclasses", "enums"])
@pytest.mark.parametrize("name", SERVICES)
def test_every_place_of_every_operation_takes_the_value(name: str, dress: Any, validate: bool) -> None:
    model = spoken_model(name)
    spoken = protocol(model)
    compared = 0
    for operation_name in model.operation_names[:40]:
        operation = model.operation_model(operation_name)
        if operation.input_shape is None or operation.has_event_stream_input:
            continue
        params = Cases(f"plain {name} {operation_name}", 0.7).params(operation.input_shape)
        # Not by way of the report, which would find nothing wrong and have the value written unchecked.
        serialize = spoken._serializer(operation, validate)
        usual = written(serialize(params))
        found = written(serialize(dressed(params, dress)))
        for file in (usual["body"], found["body"]):
            assert isinstance(file, bytes) or hasattr(file, "read") or isinstance(file, bytearray)
        assert found == usual, operation_name
        assert exact(found), operation_name
        # And nothing of it was kept for the next call.
        again = written(serialize(params))
        assert again == usual
        assert exact(again), operation_name
        compared += 1
    assert compared > 5


@pytest.mark.parametrize("dress", [odd, member], ids=["subclasses", "enums"])
def test_events_take_the_value(dress: Any) -> None:
    model = service("lexv2-runtime")
    stream = model.operation_model("StartConversation").get_event_stream_input()
    serialize = event_serializer(protocol(model), stream)
    for event in (
        {"TextInputEvent": {"text": "text", "eventId": "event", "clientTimestampMillis": 5}},
        {"AudioInputEvent": {"audioChunk": b"audio", "contentType": "audio/lpcm", "eventId": "event"}},
    ):
        assert serialize(dressed(event, dress)) == serialize(event)


@pytest.mark.parametrize("number", [Decimal("1.50"), Decimal("NaN"), 1.5, float("inf"), 7, 2**70, -0.0])
def test_numbers_are_written_by_their_value(number: Any) -> None:
    class Odd(type(number)):  # type: ignore[misc]
        __str__ = __repr__ = __format__ = _wrong

    model = service("cloudwatch")
    operation = model.operation_model("PutMetricAlarm")
    for spoken in (protocol(model), protocol(spoken_model("cloudwatch as cbor"))):
        serialize = spoken.serializer(operation)
        params = {"AlarmName": "a", "EvaluationPeriods": 1, "ComparisonOperator": "x", "Threshold": number}
        assert serialize({**params, "Threshold": Odd(number)}).body == serialize(params).body


class Place(str, enum.Enum):  # noqa: UP042 - the older way, which many programs have
    KEY = "a/b c"


def test_what_a_value_is() -> None:
    for value in ("text", 5, 2.5, True, None, b"bytes", ["list"], object):
        assert plain(value) is value
    for value in (b"bytes", bytes(odd(b"bytes")[:])):
        assert plain(odd(value)) == value
        assert type(plain(odd(value))) is bytes
    for value in ("text", 5, 2.5):
        for made in (odd(value), member(value)):
            assert plain(made) == value
            assert type(plain(made)) is type(value)
            assert text_of(made) == str(value)
    assert type(plain(http.HTTPStatus.OK)) is int
    assert (text_of(True), text_of(http.HTTPMethod.GET)) == ("True", "GET")
    assert percent_encode(Place.KEY, "/") == "a/b%20c"
    assert type(percent_encode(odd("plain"))) is str
    assert encode_query([(odd("name"), Place.KEY)]) == "name=a%2Fb%20c"


def test_what_is_plain_within_stays_the_same_object() -> None:
    given = {"a": [1, ("b", {"c": None})], "d": object()}
    assert plain_within(given) is given
    found = plain_within({"a": [Place.KEY, (odd(5),)], Place.KEY: {"b": 1}})
    assert found == {"a": ["a/b c", (5,)], "a/b c": {"b": 1}}
    assert exact(found)
