"""What replies do to parsers ends as one documented error, and shows nothing that the model calls sensitive."""

from __future__ import annotations

import base64
import json
import pickle
import traceback
from typing import Any

import cbor2
import pytest
from botocore.model import OperationModel, ServiceModel, ShapeResolver

from sotalia.errors import BotoCoreError, EventStreamError, ParamValidationError, ResponseParserError
from sotalia.wire import protocol
from sotalia.wire.events import decoder_factory, event_parser
from sotalia.wire.eventstream import encode_frame
from sotalia.wire.validate import report
from sotalia.wire.wall import holds_secrets
from tests.wire.xml_reference import service

SECRET = "hunter2"
PROTOCOLS = ["json", "rest-json", "smithy-rpc-v2-cbor", "query", "ec2", "rest-xml"]
#: Where a model may say that something is sensitive: on the shape, on the member, on what is around it.
SENSITIVE: dict[str, dict[str, Any]] = {
    "shape": {"Out": {"Value": "Word"}, "Word": {"type": "string", "sensitive": True}},
    "integer": {"Out": {"Value": "Count"}, "Count": {"type": "integer", "sensitive": True}},
    "list": {"Out": {"Values": "Words"}, "Words": {"type": "list", "member": {"shape": "Text"}, "sensitive": True}},
    "item": {
        "Out": {"Values": "Words"},
        "Words": {"type": "list", "member": {"shape": "Word"}},
        "Word": {"type": "string", "sensitive": True},
    },
    "map": {
        "Out": {"Values": "Words"},
        "Words": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}, "sensitive": True},
    },
    "key": {
        "Out": {"Values": "Words"},
        "Words": {"type": "map", "key": {"shape": "Key"}, "value": {"shape": "Text"}},
        "Key": {"type": "string", "sensitive": True},
    },
    "structure": {
        "Out": {"Deep": "Inner"},
        "Inner": {"type": "structure", "sensitive": True, "members": {"Value": {"shape": "Text"}}},
    },
    "nested": {
        "Out": {"Deep": "Inner"},
        "Inner": {"type": "structure", "members": {"Again": {"shape": "Inner"}, "Value": {"shape": "Word"}}},
        "Word": {"type": "string", "sensitive": True},
    },
    "member": {
        "Out": {"Deep": "Inner"},
        "Inner": {"type": "structure", "members": {"Value": {"shape": "Text", "sensitive": True}}},
    },
}


def made(
    members: dict[str, str], shapes: dict[str, Any], spoken: str = "json", where: str = "output"
) -> OperationModel:
    """An operation whose output (or input, or error) has these members."""
    about: dict[str, Any] = {
        "metadata": {
            "protocol": spoken,
            "protocols": [spoken],
            "serviceId": "made",
            "endpointPrefix": "made",
            "apiVersion": "2020-01-01",
            "targetPrefix": "Made",
            "jsonVersion": "1.1",
        },
        "operations": {
            "Make": {
                "name": "Make",
                "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "In"},
                "output": {"shape": "Out"},
                "errors": [{"shape": "Failure"}],
            }
        },
        "shapes": {
            "In": {"type": "structure", "members": {}},
            "Out": {"type": "structure", "members": {"Text": {"shape": "Text"}}},
            "Failure": {"type": "structure", "exception": True, "members": {}},
            "Text": {"type": "string"},
            **shapes,
        },
    }
    name = {"input": "In", "output": "Out", "error": "Failure"}[where]
    about["shapes"][name]["members"] = {member: {"shape": shape} for member, shape in members.items()}
    return ServiceModel(about, "made").operation_model("Make")


def sensitive(kind: str, spoken: str = "json", where: str = "output") -> OperationModel:
    shapes = dict(SENSITIVE[kind])
    return made(shapes.pop("Out"), shapes, spoken, where)


def parse(operation: OperationModel, status: int, body: Any, headers: dict[str, str] | None = None) -> Any:
    return protocol(operation.service_model).parser(operation)(status, headers or {}, body)


def cut_short(spoken: str) -> bytes:
    """A reply with the secret in it that nobody can read."""
    if spoken == "smithy-rpc-v2-cbor":
        return cbor2.dumps({"Value": SECRET * 5})[:-1]
    return f'{{"Value": "{SECRET}'.encode() if "json" in spoken else f"<R><Value>{SECRET}</Val".encode()


def everything(error: BaseException) -> str:
    """All that anybody could be shown of an error."""
    said = [str(error), repr(error), "".join(traceback.format_exception(error)), repr(vars(error))]
    again: Any = pickle.loads(pickle.dumps(error))
    said += [str(again), repr(vars(again))]
    for link in (error.__cause__, error.__context__):
        said += [] if link is None else [everything(link)]
    return "".join(said)


# ---------------------------------------------------------------- replies


@pytest.mark.parametrize("spoken", PROTOCOLS)
@pytest.mark.parametrize("kind", SENSITIVE)
def test_a_reply_that_is_cut_short_is_not_shown_where_the_model_knows_secrets(kind: str, spoken: str) -> None:
    with pytest.raises(ResponseParserError) as caught:
        parse(sensitive(kind, spoken), 200, cut_short(spoken))
    assert SECRET not in everything(caught.value)
    assert f"*** ({len(cut_short(spoken))} bytes, not shown" in str(caught.value)


@pytest.mark.parametrize("spoken", PROTOCOLS)
def test_it_is_shown_where_the_model_knows_none_whatever_it_is_called(spoken: str) -> None:
    operation = made({"Password": "Text"}, {}, spoken)
    with pytest.raises(ResponseParserError) as caught:
        parse(operation, 200, cut_short(spoken))
    assert SECRET in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("integer", {"Value": SECRET}),
        ("list", {"Values": {"a": SECRET}}),
        ("map", {"Values": [SECRET]}),
        ("nested", {"Deep": SECRET}),
        ("structure", {"Deep": [SECRET]}),
    ],
)
def test_nor_are_values_of_the_wrong_type(kind: str, body: dict[str, Any]) -> None:
    for spoken, text in (("rest-json", json.dumps(body).encode()), ("smithy-rpc-v2-cbor", cbor2.dumps(body))):
        if spoken == "smithy-rpc-v2-cbor" and kind in ("integer", "map"):
            continue  # they are taken as they come
        with pytest.raises(ResponseParserError) as caught:
            parse(sensitive(kind, spoken), 200, text)
        assert SECRET not in everything(caught.value)


def test_nor_are_headers_of_the_wrong_type() -> None:
    shapes = {"Count": {"type": "integer", "sensitive": True}}
    operation = made({"Value": "Count"}, shapes, "rest-json")
    model = operation.service_model._service_description
    model["shapes"]["Out"]["members"]["Value"].update(location="header", locationName="x-value")
    operation = ServiceModel(model, "made").operation_model("Make")
    with pytest.raises(ResponseParserError, match="ValueError") as caught:
        parse(operation, 200, b"{}", {"x-value": SECRET})
    assert SECRET not in everything(caught.value)


@pytest.mark.parametrize("where", ["input", "output", "error"])
@pytest.mark.parametrize("spoken", ["json", "rest-json", "smithy-rpc-v2-cbor"])
def test_an_error_that_nobody_can_read_is_not_shown_where_it_may_hold_a_secret(spoken: str, where: str) -> None:
    body = f"could not set {SECRET}".encode()
    parsed = parse(sensitive("nested", spoken, where), 400, body)
    assert parsed["Error"]["Code"] == "400"
    assert parsed["Error"]["Message"].startswith(f"*** ({len(body)} bytes, not shown")
    assert SECRET not in repr(parsed)
    parsed = parse(made({"Password": "Text"}, {}, spoken, where), 400, body)
    assert parsed["Error"]["Message"] == body.decode()
    assert type(parsed["Error"]["Message"]) is str


def test_what_the_service_itself_says_is_shown() -> None:
    body = b'{"__type": "Refused", "message": "too short"}'
    assert parse(sensitive("nested"), 400, body)["Error"] == {"Code": "Refused", "Message": "too short"}


def test_models_of_aws_say_what_is_sensitive() -> None:
    holders = {("ssm", "GetParameter"), ("secretsmanager", "GetSecretValue"), ("kms", "Decrypt"), ("sts", "AssumeRole")}
    others = {("dynamodb", "GetItem"), ("iam", "GetUser"), ("s3", "ListObjectsV2"), ("sqs", "ReceiveMessage")}
    for name, operation in holders | others:
        shape = service(name).operation_model(operation).output_shape
        assert holds_secrets([shape]) == ((name, operation) in holders), operation


# ---------------------------------------------------------------- events


def stream(*, secret: bool) -> OperationModel:
    word = {"type": "string", **({"sensitive": True} if secret else {})}
    return made(
        {"Events": "Events"},
        {
            "Events": {
                "type": "structure",
                "eventstream": True,
                "members": {"Said": {"shape": "Said"}, "Failed": {"shape": "Failed"}, "Heard": {"shape": "Heard"}},
            },
            "Said": {"type": "structure", "event": True, "members": {"Value": {"shape": "Word"}}},
            "Heard": {"type": "structure", "event": True, "members": {"Value": {"shape": "Text"}}},
            "Failed": {"type": "structure", "exception": True, "members": {"message": {"shape": "Text"}}},
            "Word": word,
        },
    )


def event(operation: OperationModel, kind: str, name: str, payload: bytes) -> Any:
    what = "exception-type" if kind == "exception" else "event-type"
    return event_parser(protocol(operation.service_model), operation)(
        {":message-type": kind, f":{what}": name}, payload
    )


@pytest.mark.parametrize(
    "payload", [b"[1]", b'"text"', b"5", b"true", b'{"Value"', b"\xff", b"[" * 5000, b'{"Value": "a"} {}'], ids=repr
)
def test_a_payload_that_is_no_object_is_refused(payload: bytes) -> None:
    with pytest.raises(ResponseParserError):
        event(stream(secret=False), "event", "Heard", payload)
    operation = stream(secret=False)
    frame = encode_frame([(":message-type", "event"), (":event-type", "initial-response")], payload)
    with pytest.raises(BotoCoreError):
        list(decoder_factory(protocol(operation.service_model), operation)().feed(frame))


def test_an_event_that_nobody_can_read_is_not_shown_where_it_may_hold_a_secret() -> None:
    payload = f'{{"Value": "{SECRET}'.encode()
    with pytest.raises(ResponseParserError) as caught:
        event(stream(secret=True), "event", "Said", payload)
    assert SECRET not in everything(caught.value)
    for operation, name in ((stream(secret=False), "Said"), (stream(secret=True), "Heard")):
        with pytest.raises(ResponseParserError, match=SECRET):
            event(operation, "event", name, payload)


@pytest.mark.parametrize("payload", [b"not JSON", b"[]", b'"text"', b"5", b'{"message": "cut'], ids=repr)
def test_an_exception_that_nobody_can_read_is_raised_by_its_name(payload: bytes) -> None:
    with pytest.raises(EventStreamError) as caught:
        event(stream(secret=False), "exception", "Failed", payload)
    assert caught.value.response["Error"] == {"Code": "Failed", "Message": payload.decode()}
    with pytest.raises(EventStreamError) as caught:
        event(stream(secret=True), "exception", "Failed", payload)
    assert caught.value.response["Error"]["Message"].startswith(f"*** ({len(payload)} bytes, not shown")


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("shape", {"Value": [SECRET]}, "parameter Value, value: ***, type: <class 'list'>"),
        ("list", {"Values": [[SECRET]]}, "parameter Values[0], value: ***, type"),
        ("list", {"Values": SECRET}, "parameter Values, value: ***, type"),
        ("item", {"Values": [5, {"a": SECRET}]}, "parameter Values[1], value: ***, type"),
        ("item", {"Values": {SECRET: SECRET}}, "parameter Values, value: ***, type"),
        ("map", {"Values": {"PASSWORD": [SECRET]}}, "parameter Values.PASSWORD, value: ***, type"),
        ("map", {"Values": [SECRET]}, "parameter Values, value: ***, type"),
        ("key", {"Values": {SECRET: 5}}, "parameter Values.***, value: 5, type"),
        ("key", {"Values": {(SECRET,): "a"}}, "parameter Values (key: ***), value: ***, type"),
        ("structure", {"Deep": {"Value": [SECRET]}}, "parameter Deep.Value, value: ***, type"),
        ("structure", {"Deep": SECRET}, "parameter Deep, value: ***, type"),
        ("nested", {"Deep": {"Again": {"Again": {"Value": [SECRET]}}}}, "Deep.Again.Again.Value, value: ***, type"),
        ("nested", {"Deep": {"Again": [SECRET]}}, "parameter Deep.Again, value: ***, type"),
        ("nested", [SECRET], "parameter input, value: ***, type"),
        ("member", {"Deep": {"Value": {"a": SECRET}}}, "parameter Deep.Value, value: ***, type"),
    ],
)
def test_what_is_wrong_with_parameters_is_said_without_secrets(kind: str, params: Any, said: str) -> None:
    operation = sensitive(kind, where="input")
    with pytest.raises(ParamValidationError) as caught:
        protocol(operation.service_model).serializer(operation)(params)
    assert said in str(caught.value)
    assert SECRET not in everything(caught.value)


@pytest.mark.parametrize("kind", ["map", "key"])
def test_what_xml_cannot_hold_is_named_without_secrets(kind: str) -> None:
    operation = sensitive(kind, "rest-xml", "input")
    serialize = protocol(operation.service_model).serializer(operation)
    for values in ({"hunter2\0": "a"}, {"hunter2": "a\0"}):
        with pytest.raises(ParamValidationError, match="XML 1.0, which cannot hold the character U") as caught:
            serialize({"Values": values})
        assert (SECRET in str(caught.value)) is (kind == "map")


@pytest.mark.parametrize("kind", ["integer", "double", "timestamp", "blob", "boolean"])
def test_scalars_of_every_type_are_hidden(kind: str) -> None:
    shapes = {
        "In": {"type": "structure", "members": {"P": {"shape": "P"}}},
        "P": {"type": kind, "sensitive": True, "min": 10**6},
    }
    shape = ShapeResolver(shapes).get_shape_by_name("In")
    assert "value: ***" in report(shape, {"P": [SECRET]})
    assert SECRET not in report(shape, {"P": [SECRET]})
    if kind in ("integer", "double"):
        assert report(shape, {"P": 31337}) == "Invalid value for parameter P, value: ***, valid min value: 1000000"


def test_documents_and_json_values_inside_of_what_is_sensitive_are_hidden() -> None:
    class Odd:
        def __repr__(self) -> str:
            return SECRET

    shapes = {
        "In": {"type": "structure", "members": {"D": {"shape": "Doc"}, "J": {"shape": "J"}}},
        "Doc": {"type": "structure", "document": True, "members": {}, "sensitive": True},
        "J": {"type": "string", "jsonvalue": True, "location": "header", "sensitive": True},
    }
    shape = ShapeResolver(shapes).get_shape_by_name("In")
    assert SECRET not in report(shape, {"D": {"a": [Odd()]}})
    assert "***" in report(shape, {"D": {"a": [Odd()]}})
    text = report(shape, {"J": {"a": Odd()}})
    assert SECRET not in text


# ---------------------------------------------------------------- whatever else a reply may do


@pytest.mark.parametrize("spoken", ["json", "rest-json"])
def test_an_error_with_a_code_or_message_that_is_no_text_is_an_error(spoken: str) -> None:
    operation = made({}, {}, spoken)
    for code in ({"a": 1}, [1], None, 5, True, {}):
        parsed = parse(operation, 400, json.dumps({"__type": code, "message": [1, {"a": 2}]}).encode())
        assert hash(parsed["Error"]["Code"]) is not None
        assert parsed["Error"]["Message"] == [1, {"a": 2}]
    if spoken == "rest-json":
        assert parse(operation, 400, b'{"code": {"a": 1}}')["Error"]["Code"] == "400"


def test_nesting_beyond_sense_is_refused() -> None:
    depth = 100_000
    deep = b"[" * depth + b"]" * depth
    for spoken in ("json", "rest-json"):
        with pytest.raises(ResponseParserError):
            parse(made({"Text": "Text"}, {}, spoken), 200, b'{"Text": ' + deep + b"}")
        # What is no JSON for us is the message.
        assert parse(made({}, {}, spoken), 400, deep)["Error"]["Code"] == "400"
    nearly = b'{"message": ' + b"[" * 990 + b"]" * 990 + b"}"  # can be read, and hardly be written
    try:
        parsed = parse(made({}, {}), 400, nearly)
    except ResponseParserError:
        pass
    else:
        str(parsed["Error"]["Message"])
    for spoken in ("query", "ec2", "rest-xml"):
        document = b"<R>" + b"<a>" * depth + b"</a>" * depth + b"</R>"
        for status in (200, 400):
            try:
                parse(made({"Text": "Text"}, {}, spoken), status, document)
            except ResponseParserError:
                pass
    bombs = [b"\x81" * depth, b"\xa1\x61a" * depth, b"\xc1" * depth, b"\x9b" + b"\x7f" * 8, b"\x5b" + b"\x7f" * 8]
    bombs += [b"\xc2\x5a\x00\x01\x00\x00" + b"\xff" * 0x10000, b"\xd8\x23\x64a*a*", b"\xd8\x1c\x81\xd8\x1d\x00"]
    for bomb in bombs:
        with pytest.raises(ResponseParserError):
            parse(made({"Text": "Text"}, {}, "smithy-rpc-v2-cbor"), 200, b"\xa1\x64Text" + bomb)


@pytest.mark.parametrize("encoding", ["foo", "utf-16", "utf-32", "shift_jis", "idna", "undefined", "base64"])
def test_an_encoding_that_is_none_does_not_matter(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?><R><Text>t</Text></R>'.encode()
    assert parse(made({"Text": "Text"}, {}, "rest-xml"), 200, body)["Text"] == "t"
    with pytest.raises(ResponseParserError):
        parse(made({"Text": "Text"}, {}, "rest-xml"), 200, body.replace(b"t</Text>", b"\xff</Text>"))


@pytest.mark.parametrize("spoken", ["query", "ec2", "rest-xml"])
def test_attributes_are_no_items_entries_or_metadata(spoken: str) -> None:
    shapes = {
        "Words": {"type": "list", "member": {"shape": "Text"}},
        "Pairs": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
    }
    operation = made({"Words": "Words", "Pairs": "Pairs"}, shapes, spoken)
    body = (
        b'<R a="1" xmlns:x="urn:x"><Words type="array" x:y="z"/>'
        b'<Pairs a="1"><entry b="2"><key c="3">k</key><value d="4">v</value></entry></Pairs>'
        b'<ResponseMetadata e="5"><RequestId>id</RequestId></ResponseMetadata></R>'
    )
    parsed = parse(operation, 200, body)
    assert (parsed["Words"], parsed["Pairs"]) == ([], {"k": "v"})
    assert set(parsed["ResponseMetadata"]) <= {"RequestId", "HTTPStatusCode", "HTTPHeaders"}


@pytest.mark.parametrize(
    "value", ["1e400", "nan", "9" * 5000, "2024-13-32T00:00:00Z", "0000-01-01", "", 10**30, float("1e308"), [], {}]
)
def test_a_moment_that_is_none_is_refused(value: Any) -> None:
    operation = made({"When": "When"}, {"When": {"type": "timestamp"}})
    with pytest.raises(ResponseParserError):
        parse(operation, 200, json.dumps({"When": value}).encode())


@pytest.mark.parametrize("value", ["a", "é", 5, [], "\ud800"])
def test_a_blob_that_is_no_base64_is_refused(value: Any) -> None:
    operation = made({"Data": "Data"}, {"Data": {"type": "blob"}})
    with pytest.raises(ResponseParserError):
        parse(operation, 200, json.dumps({"Data": value}).encode())
    good = base64.b64encode(b"x").decode()
    assert parse(operation, 200, json.dumps({"Data": good}).encode())["Data"] == b"x"
