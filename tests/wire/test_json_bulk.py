"""Long lists, decoded by columns, say the same as short ones, decoded one by one; also what orjson alone would lose."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.model import ServiceModel

from sotalia.errors import ResponseParserError
from sotalia.wire import protocol
from sotalia.wire.jsonbulk import BULK
from tests.wire.json_reference import our_reply
from tests.wire.xml_reference import botocore_reply, same_outcome, service

ITEM = {
    "s": {"S": "text"},
    "b": {"B": "aGVsbG8="},
    "bs": {"BS": ["aGVsbG8=", ""]},
    "l": {"L": [{"S": "a"}, {"M": {"deep": {"L": [{"B": "eA=="}]}}}]},
    "m": {"M": {}},
    "t": {"BOOL": True},
    "n": {"NULL": True},
}


def check_query(items: list[Any], *, raw: bytes | None = None) -> None:
    operation = service("dynamodb").operation_model("Query")
    body = raw or json.dumps({"Items": items, "Count": len(items)}).encode()
    ours = our_reply(protocol(operation.service_model).parser(operation), 200, {}, body)
    same_outcome(ours, botocore_reply(operation, 200, {}, body))


@pytest.mark.parametrize("length", [0, 1, BULK - 1, BULK, 100])
def test_items_are_the_same_at_any_length(length: int) -> None:
    check_query([{**ITEM, "i": {"N": str(number)}} for number in range(length)])


@pytest.mark.parametrize("names", [1, 3, 40], ids="{} names".format)
def test_attributes_of_items_are_the_same_however_many_names_there_are(names: int) -> None:
    """Values are looked at name by name where many items have the same names, else all together."""
    check_query([{f"{name}{number % names}": value for name, value in ITEM.items()} for number in range(40)])
    check_query([{f"a{number % names}": [*ITEM.values()][number % len(ITEM)]} for number in range(80)])


@pytest.mark.parametrize(
    "odd",
    [
        {"s": {"S": None}},
        {"s": None},
        {"s": {}},
        {"s": {"S": "a", "N": "1"}},
        {"s": {"NEW": "type"}},
        {"s": {"S": "a", "__type": "x"}},
        {"l": {"L": [None, {"S": "a"}]}},
        {},
    ],
    ids=str,
)
def test_one_odd_item_among_many_spoils_nothing(odd: dict[str, Any]) -> None:
    check_query([ITEM] * 20 + [odd] + [ITEM] * 20)


@pytest.mark.parametrize("odd", [{"s": "text"}, {"s": ["S"]}, {"l": {"L": "ab"}}, {"b": {"B": 5}}, "item", 5], ids=str)
def test_a_wrong_type_among_many_is_named(odd: Any) -> None:
    operation = service("dynamodb").operation_model("Query")
    body = json.dumps({"Items": [ITEM] * 20 + [odd]}).encode()
    with pytest.raises(ResponseParserError):
        protocol(operation.service_model).parser(operation)(200, {}, body)


def reply_model(protocol_name: str) -> ServiceModel:
    """A service whose one reply has a list of everything."""
    members = {
        "Int": {"shape": "integer"},
        "Float": {"shape": "double"},
        "Bool": {"shape": "boolean"},
        "Time": {"shape": "timestamp"},
        "Blob": {"shape": "blob"},
        "Text": {"shape": "string"},
        "Old": {"shape": "string", "locationName": "new"},
        "Doc": {"shape": "Doc"},
        "One": {"shape": "One"},
        "Times": {"shape": "Times"},
        "Counts": {"shape": "Counts"},
        "Self": {"shape": "All"},
    }
    plain = {name: {"shape": name} for name in ("integer", "double", "boolean", "timestamp", "blob", "string")}
    shapes = {name: {"type": name} for name in plain} | {
        "All": {"type": "structure", "members": members},
        "Same": {"type": "structure", "members": {k: v for k, v in members.items() if k not in {"Old", "Self"}}},
        "Doc": {"type": "structure", "document": True, "members": {}},
        "One": {"type": "structure", "union": True, "members": {"A": {"shape": "string"}, "B": {"shape": "timestamp"}}},
        "Times": {"type": "list", "member": {"shape": "timestamp"}},
        "Counts": {"type": "map", "key": {"shape": "string"}, "value": {"shape": "integer"}},
        "Alls": {"type": "list", "member": {"shape": "All"}},
        "Sames": {"type": "list", "member": {"shape": "Same"}},
        "Out": {
            "type": "structure",
            "members": {"All": {"shape": "Alls"}, "Same": {"shape": "Sames"}, "Doc": {"shape": "Doc"}},
        },
    }
    metadata = {"protocol": protocol_name, "protocols": [protocol_name], "jsonVersion": "1.1", "targetPrefix": "T"}
    operation = {"http": {"requestUri": "/"}, "output": {"shape": "Out"}}
    return ServiceModel({"metadata": metadata, "shapes": shapes, "operations": {"Op": operation}}, "x")


FULL: dict[str, Any] = {
    "Int": 5,
    "Float": 1.5,
    "Bool": True,
    "Time": 1700000000,
    "Blob": "eA==",
    "Text": "t",
    "Doc": {"a": [1, {"b": 2.5}]},
    "One": {"B": 1.5},
    "Times": [0, "2020-01-01T00:00:00Z"],
    "Counts": {"a": 1},
}
CHANGES: list[dict[str, Any]] = [
    {},
    {"Int": 2**70},
    {"Int": -(2**63) - 1},
    {"Int": 1.0},
    {"Int": 1e30},
    {"Float": 1},
    {"Float": 2**70},
    {"Float": 1e300},
    {"Counts": {"big": 2**64}},
    {"Doc": {"big": [2**64, 1e22]}},
    {"Doc": "text"},
    {"Text": "lone \ud800 surrogate"},
    {"Text": "says null"},
    {"One": {"C": 1}},
    {"One": {"A": "a", "__type": "x"}},
    {"One": {"A": "a", "B": None}},
    {"New": {"unknown": [None]}},
    {"Bool": None, "Time": None, "Doc": {"n": None}, "Times": [None]},
]


@pytest.mark.parametrize("length", [1, 20])
@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("protocol_name", ["json", "rest-json"])
def test_everything_is_the_same_at_any_length(protocol_name: str, change: dict[str, Any], length: int) -> None:
    operation = reply_model(protocol_name).operation_model("Op")
    same = [FULL] * (length - 1) + [{**FULL, **change}]
    everything = [{**value, "new": "renamed", "Self": value} for value in same]
    body = json.dumps({"All": everything, "Same": same}).encode()
    ours = our_reply(protocol(operation.service_model).parser(operation), 200, {}, body)
    same_outcome(ours, botocore_reply(operation, 200, {}, body))


@pytest.mark.parametrize("protocol_name", ["json", "rest-json"])
def test_names_of_numbers_are_understood(protocol_name: str) -> None:
    operation = reply_model(protocol_name).operation_model("Op")
    body = b'{"Same": [{"Float": NaN}, {"Float": Infinity}, {"Float": "NaN"}, {"Float": 1e999}], "Doc": [NaN]}'
    ours = our_reply(protocol(operation.service_model).parser(operation), 200, {}, body)
    same_outcome(ours, botocore_reply(operation, 200, {}, body))
