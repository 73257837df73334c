"""Operations with plain values beside those of boto3's resource: what is sent and what comes back."""

from __future__ import annotations

import asyncio
import json
import pickle
import re
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer as TheirSerializer

import sotalia
from sotalia.config import Config
from sotalia.dynamodb.conditions import Attr, Key
from sotalia.dynamodb.types import NATIVE, Binary, DynamoDBTypes, TypeDeserializer, TypeSerializer
from sotalia.exceptions import (
    AttributeValueError,
    ClientError,
    InvalidConfigError,
    ParamValidationError,
    ResponseParserError,
)
from sotalia.testing import AsyncRecordingTransport, RecordingTransport
from tests.dynamodb import values
from tests.dynamodb.beside import answer, both, client

ITEM = {"id": 1, "tags": {"a"}, "raw": b"\x00", "deep": {"list": [1, "x", None, {"n": Decimal("2.5")}]}}
WIRE = {"id": {"N": "1"}, "tags": {"SS": ["a"]}, "raw": {"B": "AA=="}, "deep": {"M": {"l": {"L": [{"N": "2.5"}]}}}}
UPDATE = {
    "TableName": "t",
    "Key": {"id": 1},
    "UpdateExpression": "SET #a = :a",
    "ExpressionAttributeNames": {"#a": "a"},
    "ExpressionAttributeValues": {":a": [1, b"x"]},
}
METRICS = {"ItemCollectionKey": {"id": {"N": "1"}}, "SizeEstimateRangeGB": [1.0, 2.0]}

CALLS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("put_item", {"TableName": "t", "Item": ITEM}, {"Attributes": WIRE}),
    ("put_item", {"TableName": "t", "Item": ITEM, "ConditionExpression": Attr("id").not_exists()}, {}),
    (
        "put_item",
        {"TableName": "t", "Item": {}, "Expected": {"a": {"Value": 1}, "b": {"AttributeValueList": [1, "x"]}}},
        {"ItemCollectionMetrics": METRICS},
    ),
    ("get_item", {"TableName": "t", "Key": {"id": 1}}, {"Item": WIRE, "ConsumedCapacity": {"CapacityUnits": 0.5}}),
    ("get_item", {"TableName": "t", "Key": {"id": 1}}, {}),
    ("delete_item", {"TableName": "t", "Key": {"id": 1}, "ConditionExpression": ~Attr("a").eq(1)}, {}),
    ("update_item", UPDATE, {"Attributes": WIRE}),
    ("update_item", {**UPDATE, "ConditionExpression": Attr("a").between(1, 2)}, {}),
    ("update_item", {"TableName": "t", "Key": {"id": 1}, "AttributeUpdates": {"a": {"Value": {1, 2}}}}, {}),
    (
        "query",
        {
            "TableName": "t",
            "KeyConditionExpression": Key("id").eq(1) & Key("at").gt(2),
            "FilterExpression": Attr("a.b[1]").is_in([1, "x"]) | Attr("c").size().lt(3),
            "ExclusiveStartKey": {"id": 5},
        },
        {"Items": [WIRE] * 30, "Count": 30, "LastEvaluatedKey": {"id": {"N": "1"}}},
    ),
    (
        "query",
        {
            "TableName": "t",
            "KeyConditionExpression": "id = :i",
            "ExpressionAttributeValues": {":i": 1},
            "FilterExpression": Attr("a").exists(),
        },
        {"Items": []},
    ),
    (
        "query",
        {
            "TableName": "t",
            "KeyConditions": {"id": {"AttributeValueList": [1], "ComparisonOperator": "EQ"}},
            "QueryFilter": {"a": {"AttributeValueList": [b"x"], "ComparisonOperator": "EQ"}},
        },
        {"Items": [WIRE] * 2},
    ),
    ("scan", {"TableName": "t", "FilterExpression": Attr("a").contains("x")}, {"Items": [WIRE, {}, WIRE]}),
    (
        "scan",
        {"TableName": "t", "ScanFilter": {"a": {"AttributeValueList": [None], "ComparisonOperator": "EQ"}}},
        {"Items": [WIRE] * 13},
    ),
    (
        "batch_get_item",
        {"RequestItems": {"t": {"Keys": [{"id": 1}, {"id": 2}]}, "u": {"Keys": [{"k": "x"}]}}},
        {"Responses": {"t": [WIRE] * 15, "u": []}, "UnprocessedKeys": {"t": {"Keys": [{"id": {"N": "2"}}]}}},
    ),
    (
        "batch_write_item",
        {"RequestItems": {"t": [{"PutRequest": {"Item": ITEM}}, {"DeleteRequest": {"Key": {"id": 2}}}]}},
        {
            "UnprocessedItems": {"t": [{"PutRequest": {"Item": WIRE}}, {"DeleteRequest": {"Key": {"id": {"N": "2"}}}}]},
            "ItemCollectionMetrics": {"t": [METRICS]},
        },
    ),
    (
        "transact_get_items",
        {"TransactItems": [{"Get": {"TableName": "t", "Key": {"id": 1}}}]},
        {"Responses": [{"Item": WIRE}, {}]},
    ),
    (
        "transact_write_items",
        {
            "TransactItems": [
                {"Put": {"TableName": "t", "Item": ITEM, "ConditionExpression": "attribute_exists(a)"}},
                {"Update": UPDATE},
                {"Delete": {"TableName": "t", "Key": {"id": 1}}},
                {
                    "ConditionCheck": {
                        "TableName": "t",
                        "Key": {"id": 1},
                        "ConditionExpression": "a = :a",
                        "ExpressionAttributeValues": {":a": None},
                    }
                },
            ],
            "ClientRequestToken": "token",
        },
        {"ItemCollectionMetrics": {"t": [METRICS]}},
    ),
    ("execute_statement", {"Statement": "SELECT", "Parameters": [1, "x", {"a": b"x"}]}, {"Items": [WIRE]}),
    (
        "batch_execute_statement",
        {"Statements": [{"Statement": "S", "Parameters": [ITEM]}]},
        {"Responses": [{"Item": WIRE}, {"Error": {"Code": "X", "Item": WIRE}}]},
    ),
    (
        "execute_transaction",
        {"TransactStatements": [{"Statement": "S", "Parameters": [1]}], "ClientRequestToken": "token"},
        {"Responses": [{"Item": WIRE}]},
    ),
    ("list_tables", {}, {"TableNames": ["t"]}),
    ("describe_table", {"TableName": "t"}, {"Table": {"TableName": "t", "ItemCount": 2**70}}),
    ("scan", {"TableName": "t"}, {"Items": [{"a": {"S": "null"}, "b": {"NULL": True}}], "Count": None}),
    ("scan", {"TableName": "t"}, {"Items": [{"S": {"N": "1"}, "N": {"S": "null"}, "M": {"M": {"M": {"M": {}}}}}]}),
    ("scan", {"TableName": "t"}, {"Items": [{"a": {"NS": ["1", "2.5"]}, "b": {"BS": ["AA==", "AQ=="]}}]}),
]


@pytest.fixture(params=["short", "long"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Have the values converted by the protocol, and by way of the model's dicts."""
    if request.param == "short":
        return {"types": True}
    mine = type("Mine", (TypeSerializer,), {"_serialize_null": lambda self, value: True})
    yours = type("Yours", (TypeDeserializer,), {"_deserialize_null": lambda self, value: None})
    return {"types": DynamoDBTypes(serializer=mine(), deserializer=yours())}


@pytest.mark.parametrize(("operation", "params", "reply"), CALLS, ids=[f"{n}-{c[0]}" for n, c in enumerate(CALLS)])
def test_calls_send_and_return_what_boto3s_do(operation, params, reply, options):
    before = repr(params)
    ours, boto3s = both(operation, params, reply, **options)
    assert ours == boto3s
    assert ours[0]
    assert repr(params) == before


@pytest.mark.parametrize(("operation", "params", "reply"), CALLS, ids=[f"{n}-{c[0]}" for n, c in enumerate(CALLS)])
def test_calls_that_handlers_watch_send_and_return_the_same(operation, params, reply):
    transport = RecordingTransport([answer(reply), answer(reply)])
    found = []
    with client(transport) as ours:
        for _ in range(2):
            found.append(getattr(ours, operation)(**params))
            ours.meta.events.register("before-call", lambda **kwargs: None)
    assert found[0] == found[1]
    assert json.loads(transport.requests[0].body) == json.loads(transport.requests[1].body)


@pytest.mark.parametrize("seed", range(5))
def test_random_items_go_and_come_as_with_boto3(seed):
    random = Random(seed)
    for _ in range(6):
        items = [values.item(random, random.randrange(8)) for _ in range(random.randrange(1, 30))]
        written = both("put_item", {"TableName": "t", "Item": items[0]}, {})
        assert sets_sorted(written[0]) == sets_sorted(written[1])
        wire = [json.loads(json.dumps(TheirSerializer().serialize(item)["M"], default=as_base64)) for item in items]
        read = both("scan", {"TableName": "t"}, {"Items": wire, "Count": len(wire)})
        assert read[0] == read[1]
        assert types_of(read[0]) == types_of(read[1])


def sets_sorted(value: Any) -> Any:
    """The order of a set is its own, and boto3 writes a copy of it."""
    if isinstance(value, dict):
        return {
            name: sorted(item) if name in ("SS", "NS", "BS") and isinstance(item, list) else sets_sorted(item)
            for name, item in value.items()
        }
    return [*map(sets_sorted, value)] if isinstance(value, (list, tuple)) else value


def as_base64(value: Any) -> str:
    from base64 import b64encode

    return b64encode(value).decode()


def types_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: types_of(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [types_of(item) for item in value]
    if isinstance(value, set):
        return {type(item).__name__ for item in value}
    return type(value).__name__


# ---------------------------------------------------------------- what is wrong

BAD = [
    {"Item": "text", "TableName": "t"},
    {"Item": {"a": 1}},
    {"Item": {"a": 1}, "TableName": "t", "Unknown": 1, "ReturnValues": 5},
    {"Item": {1: 2}, "TableName": "t"},
    {"Item": {"a": [{"b": {2: 3}}]}, "TableName": "t"},
    {"Item": None, "TableName": "t"},
    {"Item": {"a": 1}, "TableName": "t", "ExpressionAttributeNames": {"#a": 5}},
    {"Item": {"a": 1}, "TableName": "t", "ConditionExpression": Attr("a")},
    {"Item": {"a": 1}, "TableName": "t", "ConditionExpression": 5},
    {"Item": {"a": 1}, "TableName": "t", "Expected": {"x": 5, "y": {"Value": 1, "Extra": 2}}},
]


@pytest.mark.parametrize("params", BAD, ids=str)
def test_wrong_parameters_are_reported_as_boto3_reports_them(params):
    ours, boto3s = both("put_item", params, {})
    assert [kind for kind, _ in (ours[1], boto3s[1])] == ["ParamValidationError"] * 2
    assert ours[1][1].partition(" object at ")[0] == boto3s[1][1].partition(" object at ")[0].replace(
        "boto3.", "sotalia."
    )
    assert ours[0] == []


def test_a_condition_that_is_none_is_refused_as_in_boto3():
    params = {"TableName": "t", "KeyConditionExpression": Attr("a").eq(1)}
    ours, boto3s = both("query", params, {})
    assert ours[1][0] == boto3s[1][0] == "DynamoDBNeedsKeyConditionError"
    assert ours[1][1] == boto3s[1][1].replace("boto3.", "sotalia.")


@pytest.mark.parametrize(
    ("operation", "params", "place"),
    [
        ("put_item", {"TableName": "t", "Item": {"a": {"b": [0, 1.5]}}}, "Item.a.b[1]"),
        ("put_item", {"TableName": "t", "Item": {"a": {1.5}}}, "Item.a"),
        ("get_item", {"TableName": "t", "Key": {"id": 1.5}}, "Key.id"),
        (
            "batch_write_item",
            {"RequestItems": {"t": [{"PutRequest": {"Item": {}}}, {"PutRequest": {"Item": {"a": [1.5]}}}]}},
            "RequestItems.t[1].PutRequest.Item.a[0]",
        ),
        ("execute_statement", {"Statement": "S", "Parameters": [1, 1.5]}, "Parameters[1]"),
        ("scan", {"TableName": "t", "FilterExpression": Attr("a").eq(1.5)}, "ExpressionAttributeValues.:v0"),
    ],
)
def test_a_value_that_cannot_be_written_is_named_by_its_place(operation, params, place):
    ours, boto3s = both(operation, params, {})
    assert boto3s[1] == ("TypeError", "Float types are not supported. Use Decimal types instead.")
    assert ours[1] == ("TypeError", f"{boto3s[1][1]} (at {place})")
    assert ours[0] == []


def test_a_number_that_does_not_fit_keeps_its_error():
    ours, boto3s = both("put_item", {"TableName": "t", "Item": {"a": 10**40 + 1}}, {})
    assert ours[1][0] == boto3s[1][0] == "Inexact"
    assert ours[1][1].startswith(boto3s[1][1])
    assert ours[1][1].endswith("(at Item.a)")


@pytest.mark.parametrize("watched", [False, True])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"QQ": "x"}, "Value must be a nonempty dictionary whose key is a valid dynamodb type. (at Items[1].a)"),
        ({"L": [{"S": "x"}, {"M": {"n": {"N": "1" * 39}}}]}, "(at Items[1].a[1].n)"),
        ({"NS": ["1", "1" * 39]}, "(at Items[1].a)"),
    ],
)
def test_what_is_no_value_in_a_reply_is_refused_by_name_and_as_in_boto3(value, said, watched):
    reply = {"Items": [{"a": {"S": "x"}}, {"a": value}]}
    kind = both("scan", {"TableName": "t"}, reply)[1][1][0]
    with client(RecordingTransport([answer(reply)])) as ours:
        if watched:
            ours.meta.events.register("after-call", lambda **kwargs: None)
        with pytest.raises(AttributeValueError, match=re.escape(said)) as caught:
            ours.scan(TableName="t")
    assert kind in [cls.__name__ for cls in type(caught.value.__cause__).__mro__]
    assert isinstance(caught.value, (TypeError, ArithmeticError))
    assert isinstance(caught.value, ResponseParserError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_what_is_no_value_in_a_reply_is_refused_by_name_when_awaited():
    async def call():
        transport = AsyncRecordingTransport([answer({"Item": {"a": {"N": "x"}}})])
        async with client(transport, types=DynamoDBTypes(numbers=NATIVE)) as ours:
            await ours.get_item(TableName="t", Key={"id": 1})

    with pytest.raises(AttributeValueError, match=r"\(at Item\.a\)"):
        asyncio.run(call())


def test_what_a_programs_own_deserializer_raises_stays_that():
    class Own(TypeDeserializer):
        def _deserialize_s(self, value):
            raise KeyError(value)

    transport = RecordingTransport([answer({"Item": {"a": {"S": "x"}}})])
    with client(transport, types=DynamoDBTypes(deserializer=Own())) as ours, pytest.raises(KeyError):
        ours.get_item(TableName="t", Key={"id": 1})


def test_placeholders_of_the_wrong_type_are_reported_where_boto3_stumbles():
    params = {"TableName": "t", "Item": {}, "ExpressionAttributeValues": [1], "ConditionExpression": "a = b"}
    ours, boto3s = both("put_item", params, {})
    assert boto3s[1][0] == "AttributeError"
    assert ours[1][0] == "ParamValidationError"
    assert "ExpressionAttributeValues" in ours[1][1]


def test_an_error_keeps_the_services_notation():
    reply = {"__type": "x#ConditionalCheckFailedException", "message": "no", "Item": {"id": {"N": "1"}}}
    for watched in (False, True):
        with client(RecordingTransport([answer(reply, 400)])) as ours:
            if watched:
                ours.meta.events.register("after-call", lambda **kwargs: None)
            with pytest.raises(ours.exceptions.ConditionalCheckFailedException) as caught:
                ours.put_item(TableName="t", Item=ITEM)
        assert isinstance(caught.value, ClientError)
        assert caught.value.response["Item"] == {"id": {"N": "1"}}


# ---------------------------------------------------------------- beyond boto3


def test_conditions_in_the_parts_of_a_transaction_bring_their_placeholders_with_them():
    params = {
        "TransactItems": [
            {"Put": {"TableName": "t", "Item": {"id": 1}, "ConditionExpression": Attr("id").not_exists()}},
            {"Update": {**UPDATE, "ConditionExpression": Attr("n").gt(5)}},
        ],
        "ClientRequestToken": "token",
    }
    ours, boto3s = both("transact_write_items", params, {})
    assert boto3s[1][0] == "ParamValidationError"  # boto3 puts them where the service does not take them
    put, update = (part for each in ours[0][0]["TransactItems"] for part in each.values())
    assert (put["ConditionExpression"], put["ExpressionAttributeNames"]) == ("attribute_not_exists(#n0)", {"#n0": "id"})
    assert "ExpressionAttributeValues" not in put
    assert update["ConditionExpression"] == "#n1 > :v0"
    assert update["ExpressionAttributeNames"] == {"#a": "a", "#n1": "n"}
    assert update["ExpressionAttributeValues"][":v0"] == {"N": "5"}


def test_placeholders_of_the_programs_own_are_not_overwritten():
    params = {
        **UPDATE,
        "UpdateExpression": "SET #n0 = :v0",
        "ExpressionAttributeNames": {"#n0": "mine"},
        "ExpressionAttributeValues": {":v0": 5},
        "ConditionExpression": Attr("other").eq(6),
    }
    ours, boto3s = both("update_item", params, {})
    assert boto3s[0][0]["ExpressionAttributeNames"] == {"#n0": "other"}
    assert ours[0][0]["ConditionExpression"] == "#n1 = :v1"
    assert ours[0][0]["ExpressionAttributeNames"] == {"#n0": "mine", "#n1": "other"}
    assert ours[0][0]["ExpressionAttributeValues"] == {":v0": {"N": "5"}, ":v1": {"N": "6"}}
    assert params["ExpressionAttributeNames"] == {"#n0": "mine"}


def test_numbers_are_native_where_the_client_is_told_so():
    transport = RecordingTransport([answer({"Item": {"a": {"N": "5"}, "b": {"L": [{"N": "1.5"}]}}})])
    with client(transport, types=DynamoDBTypes(numbers=NATIVE)) as ours:
        reply = ours.get_item(TableName="t", Key={"id": 0.5})
    assert reply["Item"] == {"a": 5, "b": [1.5]}
    assert [type(reply["Item"]["a"]), type(reply["Item"]["b"][0])] == [int, float]
    assert json.loads(transport.requests[0].body)["Key"] == {"id": {"N": "0.5"}}


def test_methods_of_the_programs_own_are_heeded(monkeypatch):
    class Upper(TypeSerializer):
        def _serialize_s(self, value):
            return value.upper()

    class Floats(TypeDeserializer):
        def _deserialize_n(self, value):
            return float(value)

    reply = {"Item": {"a": {"N": "5"}}}
    transport = RecordingTransport([answer(reply), answer(reply)])
    with client(transport, types=DynamoDBTypes(serializer=Upper(), deserializer=Floats())) as ours:
        assert repr(ours.get_item(TableName="t", Key={"id": "x"})["Item"]) == "{'a': 5.0}"
    assert json.loads(transport.requests[0].body)["Key"] == {"id": {"S": "X"}}
    with client(transport) as ours:
        monkeypatch.setattr(TypeDeserializer, "_deserialize_n", lambda self, value: int(value))
        assert repr(ours.get_item(TableName="t", Key={"id": 1})["Item"]) == "{'a': 5}"


def test_handlers_see_what_boto3s_see():
    seen: dict[str, Any] = {}
    with client(RecordingTransport([answer({"Item": {"a": {"N": "5"}}})])) as ours:
        on = ours.meta.events.register
        on("provide-client-params.dynamodb.GetItem", lambda params, **kwargs: seen.update(given=dict(params)))
        on("before-parameter-build.dynamodb.GetItem", lambda params, **kwargs: params.update(ConsistentRead=True))
        on("before-call.dynamodb.GetItem", lambda params, **kwargs: seen.update(body=json.loads(params["body"])))
        on("after-call.dynamodb.GetItem", lambda parsed, **kwargs: seen.update(parsed=dict(parsed)))
        reply = ours.get_item(TableName="t", Key={"id": 1})
    assert seen["given"]["Key"] == {"id": 1}
    assert seen["body"] == {"TableName": "t", "Key": {"id": {"N": "1"}}, "ConsistentRead": True}
    assert seen["parsed"]["Item"] == {"a": {"N": "5"}}
    assert reply["Item"] == {"a": Decimal(5)}


def test_streams_have_plain_values_too():
    record = {"dynamodb": {"Keys": {"id": {"N": "1"}}, "NewImage": {"raw": {"B": "AA=="}}}, "eventName": "INSERT"}
    with client(RecordingTransport([answer({"Records": [record] * 20})]), "dynamodbstreams") as ours:
        records = ours.get_records(ShardIterator="i")["Records"]
    assert (
        records
        == [{"dynamodb": {"Keys": {"id": Decimal(1)}, "NewImage": {"raw": Binary(b"\0")}}, "eventName": "INSERT"}] * 20
    )


def test_an_awaited_client_has_plain_values_too():
    async def run() -> Any:
        async with client(AsyncRecordingTransport([answer({"Item": WIRE})])) as ours:
            return await ours.get_item(TableName="t", Key={"id": 1})

    assert asyncio.run(run())["Item"]["tags"] == {"a"}


def test_large_numbers_are_read_as_dynamodb_writes_them_and_may_be_written_again():
    """boto3 raises decimal.Rounded for either."""
    wire = {"id": {"N": "1" + "0" * 100}, "list": {"L": [{"N": "-2" + "0" * 40}]}}
    item = {"id": Decimal("1E+100"), "list": [Decimal("-2E+40")]}
    back = {"id": {"N": "1E+100"}, "list": {"L": [{"N": "-2E+40"}]}}
    transport = RecordingTransport([answer({"Item": wire}), answer({})])
    with client(transport) as ours:
        found = ours.get_item(TableName="t", Key={"id": 1})["Item"]
        ours.put_item(TableName="t", Item=found)
    assert found == item
    assert json.loads(transport.requests[1].body)["Item"] == back

    async def awaited() -> Any:
        transport = AsyncRecordingTransport([answer({"Item": wire}), answer({})])
        async with client(transport) as ours:
            found = (await ours.get_item(TableName="t", Key={"id": 1}))["Item"]
            await ours.put_item(TableName="t", Item=found)
        return found, json.loads(transport.requests[1].body)["Item"]

    assert asyncio.run(awaited()) == (item, back)


def test_other_clients_and_other_services_are_left_alone():
    with client(RecordingTransport([answer({"Item": WIRE})]), types=None) as ours:
        assert ours.get_item(TableName="t", Key={"id": {"N": "1"}})["Item"]["tags"] == {"SS": ["a"]}
        with pytest.raises(ParamValidationError):
            ours.get_item(TableName="t", Key={"id": 1})
    with client(RecordingTransport([answer({"keyId": "k"})]), "kms") as ours:
        assert "keyId" not in ours.list_keys()


def test_presigned_urls_and_pages_have_plain_values():
    with client(RecordingTransport([answer({"Items": [WIRE]})])) as ours:
        assert "Signature" in ours.generate_presigned_url("get_item", {"TableName": "t", "Key": {"id": 1}})
        assert next(iter(ours.get_paginator("scan").paginate(TableName="t")))["Items"][0]["id"] == 1


@pytest.mark.parametrize("value", ["yes", 1, DynamoDBTypes, TypeSerializer()])
def test_a_setting_that_cannot_be_is_refused_when_the_client_is_made(value):
    with pytest.raises(InvalidConfigError, match="dynamodb_types must be True or a DynamoDBTypes"):
        client(RecordingTransport(), types=value)


def test_the_setting_is_shown_merged_and_pickled_with_the_client(credentials):
    config = Config(dynamodb_types=DynamoDBTypes(numbers=NATIVE))
    assert Config(dynamodb_types=True).merge(Config(read_timeout=5)).dynamodb_types is True
    assert "dynamodb_types=True" in repr(Config(dynamodb_types=True))
    made = pickle.loads(pickle.dumps(sotalia.client("dynamodb", config=config)))
    assert made.meta.config.dynamodb_types.serializer.serialize(1.5) == {"N": "1.5"}
    assert Config().dynamodb_types is None
    assert Config(dynamodb_types=False).dynamodb_types is False
