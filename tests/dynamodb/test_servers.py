"""The whole way to a server and back: resource and client, blocking and awaited, beside boto3's resource."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import boto3
import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.dynamodb.conditions import Attr, Key
from sotalia.dynamodb.types import NATIVE, Binary, DynamoDBTypes

TABLE: dict[str, Any] = {
    "TableName": "dolphins",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
    "AttributeDefinitions": [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "at", "AttributeType": "N"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}
ITEM = {
    "id": "tucuxi", "at": 5, "size": Decimal("1.5"), "tags": {"river", "small"}, "raw": b"\x00\xff", "seen": True,
    "deep": {"list": [1, None, "x", {"n": {1, 2}}]}, "none": None, "bytes": {b"a"},
}  # fmt: skip


@pytest.fixture
def table(moto_url: str) -> Any:
    made = sotalia.resource("dynamodb").create_table(**TABLE)
    made.wait_until_exists()
    return made


def test_items_are_read_by_either_as_the_other_wrote_them(table):
    table.put_item(Item=ITEM)
    theirs = boto3.resource("dynamodb").Table("dolphins")
    found = theirs.get_item(Key={"id": "tucuxi", "at": 5})["Item"]
    assert {**found, "raw": bytes(found["raw"]), "bytes": {bytes(each) for each in found["bytes"]}} == ITEM
    theirs.put_item(Item={**ITEM, "at": 6})
    mine = table.get_item(Key={"id": "tucuxi", "at": 6})["Item"]
    assert mine == {**ITEM, "at": 6}
    assert type(mine["raw"]) is Binary


def test_conditions_filter_and_guard(table):
    with table.batch_writer(overwrite_by_pkeys=["id", "at"]) as batch:
        for number in range(120):
            batch.put_item(Item={"id": "boto", "at": number % 60, "even": number % 2 == 0})
    found = table.query(
        KeyConditionExpression=Key("id").eq("boto") & Key("at").between(10, 19), FilterExpression=Attr("even").eq(True)
    )
    assert [item["at"] for item in found["Items"]] == [10, 12, 14, 16, 18]
    with pytest.raises(table.meta.client.exceptions.ConditionalCheckFailedException):
        table.put_item(Item={"id": "boto", "at": 1}, ConditionExpression=Attr("id").not_exists())
    updated = table.update_item(
        Key={"id": "boto", "at": 1},
        UpdateExpression="SET #n0 = :v0",
        ExpressionAttributeNames={"#n0": "size"},
        ExpressionAttributeValues={":v0": Decimal("2.5")},
        ConditionExpression=Attr("even").eq(False),
        ReturnValues="ALL_NEW",
    )
    assert updated["Attributes"] == {"id": "boto", "at": 1, "even": False, "size": Decimal("2.5")}


def test_a_table_is_scanned_in_parallel(table):
    with table.batch_writer() as batch:
        for number in range(90):
            batch.put_item(Item={"id": str(number), "at": number})
    found = table.scan_parallel(4, FilterExpression=Attr("at").lt(80), Limit=7)
    assert sorted(item["at"] for item in found) == [*range(80)]


def test_a_client_takes_plain_values_when_it_is_told_to(table):
    with sotalia.client("dynamodb", config=Config(dynamodb_types=DynamoDBTypes(numbers=NATIVE))) as client:
        client.put_item(TableName="dolphins", Item={"id": "a", "at": 1, "ratio": 0.25})
        assert client.get_item(TableName="dolphins", Key={"id": "a", "at": 1})["Item"]["ratio"] == 0.25
        client.transact_write_items(
            TransactItems=[
                {
                    "Put": {
                        "TableName": "dolphins",
                        "Item": {"id": "b", "at": 1},
                        "ConditionExpression": Attr("id").not_exists(),
                    }
                }
            ]
        )
        pages = client.get_paginator("scan").paginate(TableName="dolphins", PaginationConfig={"PageSize": 1})
        assert sorted(item["id"] for page in pages for item in page["Items"]) == ["a", "b"]


def test_awaited_tables_do_the_same(table):
    async def run() -> None:
        async with aio.resource("dynamodb") as dynamodb:
            awaited = dynamodb.Table("dolphins")
            async with awaited.batch_writer() as batch:
                await asyncio.gather(*(batch.put_item(Item={"id": str(n), "at": n}) for n in range(60)))
            found = [item["at"] async for item in awaited.scan_parallel(3, Limit=9)]
            assert sorted(found) == [*range(60)]
            reply = await awaited.query(KeyConditionExpression=Key("id").eq("7"))
            assert reply["Items"] == [{"id": "7", "at": 7}]

    asyncio.run(run())
