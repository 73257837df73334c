"""What is wrong with parameters, said in boto3's words, all at once; and what is not wrong in spite of its looks."""

from __future__ import annotations

import io
import json
from collections import OrderedDict
from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ParamValidationError as BotocoreParamValidationError
from botocore.model import OperationModel, ServiceModel, ShapeResolver
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

from sotalia.errors import ParamValidationError
from sotalia.wire import protocol
from sotalia.wire.validate import report

SHAPES = {
    "In": {
        "type": "structure",
        "required": ["Name", "Count"],
        "members": {
            "Name": {"shape": "Name"},
            "Count": {"shape": "Count"},
            "Ratio": {"shape": "Ratio"},
            "On": {"shape": "Boolean"},
            "When": {"shape": "Time"},
            "Data": {"shape": "Blob"},
            "Names": {"shape": "Names"},
            "Words": {"shape": "Words"},
            "Counts": {"shape": "Counts"},
            "Tags": {"shape": "Tags"},
            "One": {"shape": "Union"},
            "Doc": {"shape": "Doc"},
            "Deep": {"shape": "In"},
            "Label": {"shape": "Word", "hostLabel": True},
            "Header": {"shape": "Word", "location": "header", "jsonvalue": True},
        },
    },
    "Name": {"type": "string", "min": 2},
    "Word": {"type": "string"},
    "Count": {"type": "integer", "min": 1},
    "Long": {"type": "long"},
    "Ratio": {"type": "double", "min": 0.5},
    "Boolean": {"type": "boolean"},
    "Time": {"type": "timestamp"},
    "Blob": {"type": "blob"},
    "Names": {"type": "list", "member": {"shape": "Name"}, "min": 1},
    "Words": {"type": "list", "member": {"shape": "Word"}},
    "Counts": {"type": "list", "member": {"shape": "Long"}},
    "Tags": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Count"}},
    "Union": {"type": "structure", "union": True, "members": {"A": {"shape": "Word"}, "B": {"shape": "Count"}}},
    "Doc": {"type": "structure", "document": True, "members": {}},
}
GOOD: dict[str, Any] = {"Name": "name", "Count": 1}


class Color(StrEnum):
    RED = "red"


class OldColor(str, Enum):  # noqa: UP042 - it is the old kind that matters
    RED = "red"


class Level(IntEnum):
    HIGH = 3


class Pair(NamedTuple):
    first: str
    second: str


class Text(str):
    __slots__ = ()


def operation(protocol_name: str = "json") -> OperationModel:
    return ServiceModel(
        {
            "metadata": {
                "protocol": protocol_name,
                "protocols": [protocol_name],
                "targetPrefix": "T",
                "jsonVersion": "1.1",
                "apiVersion": "2020-01-01",
                "endpointPrefix": "x",
                "serviceId": "x",
            },
            "operations": {
                "Op": {"name": "Op", "http": {"requestUri": "/", "method": "POST"}, "input": {"shape": "In"}}
            },
            "shapes": SHAPES,
        },
        "x",
    ).operation_model("Op")


def botocore_report(params: Any) -> str:
    faults = ParamValidator().validate(params, operation().input_shape)
    return str(faults.generate_report())


FAULTS: list[Any] = [
    {},
    {"Name": "n", "Count": 0},
    {**GOOD, "Nope": 1, "Neither": 2},
    {**GOOD, "Name": 5, "Count": "5", "Ratio": "0.5", "On": 1, "When": [], "Data": 5},
    {**GOOD, "Name": b"bytes"},
    {**GOOD, "Count": 1.0},
    {**GOOD, "Count": Decimal(1)},
    {**GOOD, "Ratio": 0.25},
    {**GOOD, "Ratio": Decimal("0.25")},
    {**GOOD, "On": "true"},
    {**GOOD, "When": "not a date"},
    {**GOOD, "When": None},
    {**GOOD, "Data": memoryview(b"x")},
    {**GOOD, "Names": []},
    {**GOOD, "Names": "names"},
    {**GOOD, "Names": ["ok", "n", 5, None]},
    {**GOOD, "Words": ["a", 5, None]},
    {**GOOD, "Words": {"a"}},
    {**GOOD, "Counts": [1, "2", 3.0]},
    {**GOOD, "Tags": {"k": 0, "ok": "x"}},
    {**GOOD, "Tags": [("ok", 1)]},
    {**GOOD, "Tags": {5: 1}},
    {**GOOD, "One": {}},
    {**GOOD, "One": {"A": "a", "B": 1}},
    {**GOOD, "One": {"C": "a"}},
    {**GOOD, "One": {"A": None}},
    {**GOOD, "One": "A"},
    {**GOOD, "Doc": object},
    {**GOOD, "Doc": {"a": [1, {"b": [(1, 2), b"x"]}], "c": datetime}},
    {**GOOD, "Deep": {"Name": "n", "Deep": {"Count": -1, "Deep": None}}},
    {**GOOD, "Label": ""},
    {**GOOD, "Header": {"a": object}},
    {**GOOD, "Header": {(1, 2): 3}},
    {"Name": None, "Count": None},
    [],
    None,
    "params",
]


@pytest.mark.parametrize("params", FAULTS, ids=str)
def test_faults_are_reported_in_botocores_words(params: Any) -> None:
    expected = botocore_report(params)
    assert expected
    assert report(operation().input_shape, params) == expected


@pytest.mark.parametrize("protocol_name", ["json", "rest-json", "smithy-rpc-v2-cbor", "query", "ec2", "rest-xml"])
@pytest.mark.parametrize("params", FAULTS, ids=str)
def test_every_protocol_refuses_them(params: Any, protocol_name: str) -> None:
    model = operation(protocol_name)
    with pytest.raises(ParamValidationError) as caught:
        protocol(model.service_model).serializer(model)(params)
    assert str(caught.value) == str(BotocoreParamValidationError(report=botocore_report(params)))
    assert caught.value.__cause__ is None


UNUSUAL: list[Any] = [
    {**GOOD, "Name": Color.RED},
    {**GOOD, "Name": OldColor.RED},
    {**GOOD, "Name": Text("text")},
    {**GOOD, "Name": "lone \ud800 surrogate"},
    {**GOOD, "Count": True},
    {**GOOD, "Count": Level.HIGH},
    {**GOOD, "Count": 2**70},
    {**GOOD, "Ratio": 2**70},
    {**GOOD, "Ratio": Decimal("1.5")},
    {**GOOD, "Ratio": Decimal("Infinity")},
    {**GOOD, "Ratio": float("inf")},
    {**GOOD, "Data": bytearray(b"x")},
    {**GOOD, "Data": "text"},
    {**GOOD, "Words": ("a", "b")},
    {**GOOD, "Words": Pair("a", "b")},
    {**GOOD, "Tags": OrderedDict(ok=1)},
    OrderedDict(GOOD),
    {**GOOD, "Doc": None},
    {**GOOD, "Doc": "text"},
    {**GOOD, "Doc": {"a": [1, 2.5, None, True, {"b": 2**70, "c": float("nan"), "d": float("-inf")}], "e": Color.RED}},
    {**GOOD, "Doc": {1: "one", None: "none"}},
    {**GOOD, "When": "2020-01-01"},
    {**GOOD, "When": 0},
    {**GOOD, "Deep": {**GOOD, "Deep": {**GOOD, "Deep": {**GOOD}}}},
]


@pytest.mark.parametrize("params", UNUSUAL, ids=repr)
def test_the_unusual_is_taken_as_botocore_takes_it(params: Any) -> None:
    assert report(operation().input_shape, params) == ""
    expected = create_serializer("json").serialize_to_request(params, operation())["body"]
    model = operation()
    for validate in (True, False):
        body = protocol(model.service_model).serializer(model, validate=validate)(params).body
        assert repr(json.loads(body)) == repr(json.loads(expected))  # repr: NaN does not equal itself


def test_a_file_may_be_a_blob() -> None:
    for name in ("json", "smithy-rpc-v2-cbor"):
        model = operation(name)
        body = protocol(model.service_model).serializer(model)({**GOOD, "Data": io.BytesIO(b"some bytes")}).body
        assert b"c29tZSBieXRlcw==" in body or b"some bytes" in body


def test_without_validation_nothing_is_checked() -> None:
    model = operation()
    serialize = protocol(model.service_model).serializer(model, validate=False)
    assert serialize({"Count": "many", "Name": None, "One": {}}).body == b'{"Count":"many","Name":null,"One":{}}'
    with pytest.raises(KeyError):
        serialize({"Nope": 1})


@pytest.mark.parametrize("value", [{"a": "hunter2"}, ["hunter2"], 31337, b"hunter2"])
def test_a_sensitive_value_is_not_shown(value: Any) -> None:
    shapes = {"In": {"type": "structure", "members": {"P": {"shape": "P"}}}, "P": {"type": "string", "sensitive": True}}
    shape = ShapeResolver(shapes).get_shape_by_name("In")
    text = report(shape, {"P": value})
    assert text.startswith(f"Invalid type for parameter P, value: ***, type: {type(value)}, valid types: ")
    assert "hunter2" not in text
    assert "value: None," in report(shape, {"P": None})
