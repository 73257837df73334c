"""json, rest-json and smithy-rpc-v2-cbor beside botocore, on seeded parameters and replies of real services."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import OperationModel
from botocore.serialize import create_serializer

from sotalia.errors import ResponseParserError
from sotalia.wire import protocol
from tests.wire.json_reference import (
    CBOR_SERVICES,
    JSON_SERVICES,
    MADE_TO_SPEAK_CBOR,
    REST_JSON_SERVICES,
    Headers,
    Values,
    our_reply,
    output_of,
    same_request,
    spoken_model,
    time_zone,
)
from tests.wire.xml_cases import Cases
from tests.wire.xml_reference import botocore_reply, botocore_request, comparable, our_request, same_outcome

CBOR = [*CBOR_SERVICES, *(f"{name} as cbor" for name in MADE_TO_SPEAK_CBOR)]
SERVICES = [*JSON_SERVICES, *REST_JSON_SERVICES, *CBOR]
#: The share of optional members: only what is required, some, all.
FULLNESS = (0.0, 0.5, 1.0)
#: Of how many operations of a service.
SAMPLE = 10


@pytest.fixture(autouse=True)
def an_odd_time_zone() -> Any:
    with time_zone("Asia/Kathmandu"):
        yield


def operations(name: str, seed: str) -> Iterator[OperationModel]:
    """Some operations of a service, the same in every run."""
    model = spoken_model(name)
    names = list(model.operation_names)
    random.Random(seed + name).shuffle(names)
    for operation_name in names[:SAMPLE]:
        yield model.operation_model(operation_name)


def given_params(operation: OperationModel, seed: str, fullness: float) -> dict[str, Any]:
    params = Cases(f"{operation.name} {seed} {fullness}", fullness).params(operation.input_shape)
    if operation.input_shape is not None and operation.input_shape.event_stream_name:
        params.pop(operation.input_shape.event_stream_name, None)  # see test_events
    return params


@pytest.mark.parametrize("name", SERVICES)
def test_requests_are_the_same(name: str) -> None:
    spoken = protocol(spoken_model(name))
    for operation in operations(name, "requests"):
        if operation.has_event_stream_input:
            continue
        for fullness in FULLNESS:
            params = given_params(operation, "requests", fullness)
            theirs = botocore_request(operation, params)
            assert not isinstance(theirs, Exception), f"the case itself is wrong: {theirs}"
            same_request(our_request(spoken.serializer(operation), params), theirs)
            same_request(our_request(spoken.serializer(operation, validate=False), params), theirs)


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_wrong_with_parameters_is_said_in_the_same_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is sensitive is shown by boto3, and not here: see test_validate.
    monkeypatch.setattr("sotalia.wire.wall.is_sensitive", lambda shape: False)
    spoken = protocol(spoken_model(name))
    for operation in operations(name, "faults"):
        if operation.input_shape is None or operation.has_event_stream_input:
            continue
        for number in range(6):
            cases = Cases(f"{operation.name} faults {number}", 0.6)
            params = cases.spoiled(cases.params(operation.input_shape))
            if not isinstance(params, dict):
                continue
            theirs = botocore_request(operation, params)
            same_request(our_request(spoken.serializer(operation), params), theirs)


def without_some(value: Any, chance: random.Random) -> Any:
    """The same parameters with some missing, some None, some numbers as strings and the other way round."""
    if isinstance(value, dict):
        return {key: without_some(item, chance) for key, item in value.items() if chance.random() > 0.1}
    if isinstance(value, list):
        return [without_some(item, chance) for item in value]
    if isinstance(value, str) and chance.random() < 0.2:
        return chance.choice([7, None, value])
    return str(value) if type(value) is int and chance.random() < 0.3 else value


def unchecked_request(operation: OperationModel, params: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "botocore.serialize.create_serializer", lambda name: create_serializer(name, include_validation=False)
        )
        return botocore_request(operation, params)


@pytest.mark.parametrize("name", SERVICES)
def test_unchecked_parameters_are_serialized_or_refused_alike(name: str) -> None:
    spoken = protocol(spoken_model(name))
    for operation in operations(name, "unchecked"):
        if operation.input_shape is None or operation.has_event_stream_input:
            continue
        for number in range(3):
            cases = Cases(f"{operation.name} unchecked {number}", 0.6)
            params = without_some(cases.params(operation.input_shape), cases.random)
            ours = our_request(spoken.serializer(operation, validate=False), params)
            theirs = unchecked_request(operation, params)
            if not isinstance(theirs, Exception):
                same_request(ours, theirs)


@pytest.mark.parametrize("name", SERVICES)
def test_replies_are_the_same(name: str) -> None:
    spoken = protocol(spoken_model(name))
    cbor = spoken_model(name).resolved_protocol == "smithy-rpc-v2-cbor"
    for operation in operations(name, "replies"):
        shape = output_of(operation)
        if shape is None:
            continue
        for fullness in FULLNESS:
            values = Values(f"{operation.name} replies {fullness}", fullness, cbor=cbor)
            payload = shape.serialization.get("payload")
            if payload and shape.members[payload].type_name == "string":
                body = b"plain text"
            else:
                body = values.bytes_of(values.reply(shape.members[payload] if payload else shape))
            reply = 200, values.headers(shape), body
            ours, theirs = our_reply(spoken.parser(operation), *reply), botocore_reply(operation, *reply)
            if isinstance(theirs, Exception):
                continue  # it falls over null in some places, where we keep it
            same_outcome(ours, theirs)


@pytest.mark.parametrize("name", SERVICES)
def test_errors_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # What may be sensitive in an error that nobody can read is shown by boto3, and not here: see test_wall.
    monkeypatch.setattr("sotalia.wire.wall.is_sensitive", lambda shape: False)
    model = spoken_model(name)
    spoken = protocol(model)
    cbor = model.resolved_protocol == "smithy-rpc-v2-cbor"
    operation = next(operations(name, "errors"))
    codes = [shape.error_code for shape in model.error_shapes][:20]
    for number, code in enumerate([*codes, "NoSuchCode", "aws.protocoltests#Some:http://uri"]):
        values = Values(f"{name} error {number}", 0.7, cbor=cbor, odd=False)
        shape = model.shape_for_error_code(code)
        said = {} if shape is None else {k: v for k, v in values.reply(shape).items() if k.lower() != "message"}
        said[values.random.choice(["message", "Message"])] = "what went wrong ü"
        headers = {} if shape is None else values.headers(shape)
        how = values.random.choice(
            ["type", "namespaced", "header", "code"] if "rest" in model.resolved_protocol else ["type"]
        )
        if how == "header":
            headers["X-Amzn-ErrorType"] = f"{code}:http://internal/"
        elif how == "code":
            said["code"] = code
        else:
            said["__type"] = f"com.amazonaws.{name}#{code}" if how == "namespaced" else code
        if values.random.random() < 0.3:
            headers["x-amzn-query-error"] = "AWS.Legacy.Code;Sender"
        status = values.random.choice([400, 404, 409, 500, 503, 301])
        for body in (values.bytes_of(said), b"", b"<html>Service Unavailable</html>", b"not what it should be"):
            reply = status, headers, body
            ours, theirs = our_reply(spoken.parser(operation), *reply), botocore_reply(operation, *reply)
            if isinstance(theirs, Exception):  # it cannot read the body; we say at least the status
                assert ours["Error"]["Code"] in {str(status), "AWS.Legacy.Code"}
            else:
                same_outcome(ours, theirs)


@pytest.mark.parametrize("name", SERVICES)
def test_garbage_is_refused_by_name(name: str) -> None:
    model = spoken_model(name)
    spoken = protocol(model)
    for operation in operations(name, "garbage"):
        shape = output_of(operation)
        if shape is None or not any(not member.serialization.get("location") for member in shape.members.values()):
            continue
        payload = shape.serialization.get("payload")
        if payload and shape.members[payload].type_name == "string":
            continue
        for body in (b"<xml/>", b'{"cut', b"\xff\xfe", b'["no object"]', b"\x83\x01"):
            with pytest.raises(ResponseParserError, match="Unable to parse the reply"):
                spoken.parser(operation)(200, Headers({}), body)


def test_a_bool_is_told_from_an_int() -> None:
    assert comparable(True) != comparable(1)
