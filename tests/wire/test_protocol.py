"""The face of the layer: picking a protocol, parts of a request, errors that say what came back."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.model import OperationModel, ServiceModel

from sotalia.errors import ParamValidationError, ResponseParserError, UnsupportedServiceProtocolsError
from sotalia.wire import EventSource, SerializedRequest, protocol
from tests.wire.json_reference import Headers
from tests.wire.xml_reference import service


def made(input_members: dict[str, Any], protocol_name: str = "rest-json", **operation: Any) -> OperationModel:
    """An operation whose input has these members; shapes are named by their type."""
    scalars = {name: {"type": name} for name in ("string", "integer", "blob", "boolean")}
    events = {"type": "structure", "eventstream": True, "members": {"Ping": {"shape": "Ping"}}}
    shapes = {
        **scalars,
        "Events": events,
        "Ping": {"type": "structure", "event": True, "members": {}},
        "Strings": {"type": "map", "key": {"shape": "string"}, "value": {"shape": "string"}},
        "In": {"type": "structure", "members": input_members, **operation.pop("input_traits", {})},
    }
    metadata = {
        "protocol": protocol_name,
        "protocols": [protocol_name],
        "targetPrefix": "T",
        "jsonVersion": "1.1",
        "apiVersion": "1",
        "serviceId": "x",
        "endpointPrefix": "x",
    }
    described = {"http": {"requestUri": "/"}, "input": {"shape": "In"}, **operation}
    model = ServiceModel({"metadata": metadata, "shapes": shapes, "operations": {"Op": described}}, "x")
    return model.operation_model("Op")


def serialized(operation: OperationModel, params: dict[str, Any]) -> SerializedRequest:
    return protocol(operation.service_model).serializer(operation)(params)


def test_what_is_compiled_is_kept() -> None:
    model = service("dynamodb")
    spoken, operation = protocol(model), model.operation_model("GetItem")
    assert spoken.serializer(operation) is spoken.serializer(operation)
    assert spoken.serializer(operation) is not spoken.serializer(operation, validate=False)
    assert spoken.parser(operation) is spoken.parser(operation)


def test_a_protocol_that_nobody_speaks_is_refused_by_name() -> None:
    model = SimpleNamespace(resolved_protocol="carrier-pigeon", service_name="homing")
    with pytest.raises(UnsupportedServiceProtocolsError, match="carrier-pigeon"):
        protocol(cast(Any, model))


def test_the_target_is_encoded_as_botocore_encodes_it() -> None:
    parts = SerializedRequest("GET", "/a%20b", [("acl", None), ("x y", "1/2&3~"), ("e", "")], {}, b"")
    assert parts.target() == "/a%20b?acl&x%20y=1%2F2%263~&e="
    assert SerializedRequest("GET", "/", [], {}, b"").target() == "/"


def test_secrets_do_not_show() -> None:
    parts = SerializedRequest("POST", "/", [("token", "secret")], {"authorization": "secret"}, b"secret")
    assert "secret" not in repr(parts)


def test_labels_and_static_queries_go_where_they_belong() -> None:
    operation = made(
        {
            "Bucket": {"shape": "string", "location": "uri", "locationName": "Bucket"},
            "Key": {"shape": "string", "location": "uri", "locationName": "Key"},
        },
        http={"requestUri": "/{Bucket}/x/{Key+}?list-type=2&acl", "authPath": "/auth/{Bucket}/{Key+}"},
    )
    parts = serialized(operation, {"Bucket": "a b", "Key": "c/../d e+ü"})
    assert parts.path == "/a%20b/x/c/../d%20e%2B%C3%BC"
    assert parts.query == [("list-type", "2"), ("acl", None)]
    assert parts.auth_path == "/auth/a%20b/c/../d%20e%2B%C3%BC"


def test_two_calls_share_nothing() -> None:
    operation = made({"A": {"shape": "string", "location": "querystring"}}, http={"requestUri": "/?b=1"})
    first, second = serialized(operation, {"A": "1"}), serialized(operation, {"A": "2"})
    first.query.clear()
    first.headers["x"] = "y"
    assert second.query == [("b", "1"), ("A", "2")]
    assert second.headers == {}


def test_the_host_prefix_takes_labels_and_refuses_bad_ones() -> None:
    operation = made({"Account": {"shape": "string", "hostLabel": True}}, endpoint={"hostPrefix": "{Account}.data."})
    assert serialized(operation, {"Account": "a-1"}).host_prefix == "a-1.data."
    with pytest.raises(ParamValidationError, match=r"Invalid value for parameter\(s\): Account"):
        serialized(operation, {"Account": "no/such"})
    with pytest.raises(ParamValidationError, match="valid min length: 1"):
        serialized(operation, {"Account": ""})


@pytest.mark.parametrize("protocol_name", ["json", "smithy-rpc-v2-cbor"])
def test_a_stream_of_events_brings_its_first_message_along(protocol_name: str) -> None:
    operation = made({"Name": {"shape": "string"}, "Stream": {"shape": "Events"}}, protocol_name)
    events: Iterator[dict[str, Any]] = iter([{"Ping": {}}])
    parts = serialized(operation, {"Name": "n", "Stream": events})
    assert isinstance(parts.body, EventSource)
    assert parts.body.events is events
    assert parts.body.shape.name == "Events"
    assert parts.body.initial in (b'{"Name":"n"}', b"\xa1\x64Name\x61n")
    assert parts.headers["content-type"] == "application/vnd.amazon.eventstream"
    with pytest.raises(ParamValidationError, match="Invalid type for parameter Name"):
        serialized(operation, {"Name": 5, "Stream": events})


def test_a_rest_stream_of_events_needs_no_first_message() -> None:
    members = {"Name": {"shape": "string", "location": "header"}, "Stream": {"shape": "Events"}}
    operation = made(members, input_traits={"payload": "Stream", "required": ["Stream"]})
    parts = serialized(operation, {"Name": "n", "Stream": []})
    assert parts.body.initial is None
    assert parts.headers == {"name": "n", "content-type": "application/vnd.amazon.eventstream"}


@pytest.mark.parametrize(
    ("given", "sent"), [("text ü", "text ü".encode()), (b"bytes", b"bytes"), (bytearray(b"x"), bytearray(b"x"))]
)
def test_a_streaming_payload_goes_out_as_it_is(given: Any, sent: Any) -> None:
    operation = made({"Body": {"shape": "blob", "streaming": True}}, input_traits={"payload": "Body"})
    parts = serialized(operation, {"Body": given})
    assert parts.body == sent
    assert parts.headers == {}


def test_a_file_is_not_read_here() -> None:
    class Unread:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("read too early")

    operation = made({"Body": {"shape": "blob", "streaming": True}}, input_traits={"payload": "Body"})
    stream = Unread()
    assert serialized(operation, {"Body": stream}).body is stream


def test_header_maps_keep_the_servers_casing_where_it_is_known() -> None:
    operation = service("dataexchange").operation_model("SendApiAsset")
    parse = protocol(operation.service_model).parser(operation)
    assert parse(200, Headers({"X-Foo": "1"}), b"")["ResponseHeaders"] == {"X-Foo": "1"}
    assert parse(200, {"x-foo": "1"}, b"")["ResponseHeaders"] == {"x-foo": "1"}


def test_a_streaming_reply_is_handed_on() -> None:
    operation = service("lambda").operation_model("Invoke")
    stream = object()
    parsed = protocol(operation.service_model).parser(operation)(200, {"x-amz-function-error": "Unhandled"}, stream)
    assert parsed["Payload"] is stream
    assert parsed["FunctionError"] == "Unhandled"
    assert parsed["StatusCode"] == 200


@pytest.mark.parametrize("name", ["dynamodb", "lambda", "cloudwatchomni", "sqs", "ec2", "route53"])
class TestErrorsWithoutABody:
    def parse(self, name: str, status: int, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        model = service(name)
        return protocol(model).parser(model.operation_model(model.operation_names[0]))(status, headers, body)

    def test_a_proxys_page_is_an_error_of_its_status(self, name: str) -> None:
        parsed = self.parse(name, 503, {"via": "proxy"}, b"  <html><body>Sorry</body></html>")
        assert parsed == {
            "Error": {"Code": "503", "Message": "Service Unavailable"},
            "ResponseMetadata": {"HTTPStatusCode": 503, "HTTPHeaders": {"via": "proxy"}},
        }

    def test_so_is_nothing_at_all(self, name: str) -> None:
        assert self.parse(name, 599, {}, b"")["Error"] == {"Code": "599", "Message": ""}


def test_a_reply_that_makes_no_sense_is_shown_in_short() -> None:
    model = service("dynamodb")
    parse = protocol(model).parser(model.operation_model("GetItem"))
    with pytest.raises(ResponseParserError) as caught:
        parse(200, {}, b"<html>" + b"x" * 5000)
    text = str(caught.value)
    assert "<html>xxx" in text
    assert "5006 bytes in all" in text
    assert len(text) < 500


@pytest.mark.parametrize(
    ("name", "operation", "body"),
    [
        ("secretsmanager", "GetSecretValue", b'{"Name": "n", "SecretString": "hunter2'),
        ("kms", "Decrypt", b'{"KeyId":"k","Plaintext":"hunter2","x"}'),
        ("sts", "AssumeRole", b"<AssumeRoleResponse><R><SecretAccessKey>hunter2</SecretAccessKey><R>"),
        ("sts", "AssumeRole", b"<AssumeRoleResponse><R><SessionToken>hunter2"),
    ],
)
def test_a_garbled_reply_shows_no_secret(name: str, operation: str, body: bytes) -> None:
    model = service(name)
    with pytest.raises(ResponseParserError, match=r"\*\*\*") as caught:
        protocol(model).parser(model.operation_model(operation))(200, {}, body)
    assert "hunter2" not in f"{caught.value!r} {caught.value.kwargs}"


@pytest.mark.parametrize("body", [b"", b"  \n", b"null"])
def test_a_reply_with_no_body_has_no_members(body: bytes) -> None:
    for name, operation_name in (("dynamodb", "GetItem"), ("lambda", "GetFunction")):
        model = service(name)
        parsed = protocol(model).parser(model.operation_model(operation_name))(200, {}, body)
        assert parsed == {"ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}}}
