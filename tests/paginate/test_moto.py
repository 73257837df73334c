"""Paginators against a server: many keys, a table, both kinds of clients, and resume tokens of boto3's."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import boto3
import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config

KEYS = [f"logs/{number:04}" for number in range(130)]


@pytest.fixture
def bucket(moto_url: str) -> str:
    client = sotalia.client("s3")
    client.create_bucket(Bucket="many")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda key: client.put_object(Bucket="many", Key=key, Body=b""), KEYS))
    return "many"


@pytest.fixture
def table(moto_url: str) -> str:
    client = sotalia.client("dynamodb")
    client.create_table(
        TableName="many",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "B"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for number in range(30):
        client.put_item(TableName="many", Item={"id": {"B": b"\xff%d" % number}, "number": {"N": str(number)}})
    return "many"


@pytest.mark.parametrize("ahead", [False, True])
def test_many_keys(bucket: str, ahead: bool) -> None:
    paginator = sotalia.client("s3").get_paginator("list_objects_v2")
    wishes = {"PageSize": 30, "ReadAhead": ahead}
    pages = list(paginator.paginate(Bucket=bucket, PaginationConfig=wishes))
    assert [len(page["Contents"]) for page in pages] == [30] * 4 + [10]
    found = paginator.paginate(Bucket=bucket, Prefix="logs/00", PaginationConfig=wishes).search("Contents[].Key")
    assert list(found) == KEYS[:100]


def test_resume_tokens_go_to_boto3_and_back(bucket: str) -> None:
    clients = [sotalia.client("s3"), boto3.client("s3")] * 4
    keys: list[str] = []
    token = None
    for client in clients:
        wishes = {"PageSize": 20, "MaxItems": 30, "StartingToken": token}
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig=wishes)
        keys += pages.search("Contents[].Key")
        token = pages.resume_token
        if token is None:
            break
    assert keys == KEYS


def test_tokens_with_bytes_go_to_boto3_and_back(table: str) -> None:
    clients = [boto3.client("dynamodb"), sotalia.client("dynamodb")] * 6
    numbers: list[str] = []
    token = None
    for client in clients:
        wishes = {"PageSize": 5, "MaxItems": 7, "StartingToken": token}
        pages = client.get_paginator("scan").paginate(TableName=table, PaginationConfig=wishes)
        numbers += pages.search("Items[].number.N")
        token = pages.resume_token
        if token is None:
            break
    assert sorted(map(int, numbers)) == list(range(30))


def test_plain_python_values_are_gone_on_with(moto_url: str) -> None:
    client = sotalia.client("dynamodb", config=Config(dynamodb_types=True))
    client.create_table(
        TableName="numbers",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "N"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for number in range(7):
        client.put_item(TableName="numbers", Item={"id": Decimal(number) / 4})
    found: list[Any] = []
    token = None
    for _ in range(7):
        wishes = {"PageSize": 2, "MaxItems": 2, "StartingToken": token}
        pages = client.get_paginator("scan").paginate(TableName="numbers", PaginationConfig=wishes)
        found += pages.search("Items[].id")
        token = pages.resume_token
        if token is None:
            break
    assert sorted(found) == [Decimal(number) / 4 for number in range(7)]


def test_the_full_result_of_a_scan_counts_all_pages(table: str) -> None:
    results = [
        client.get_paginator("scan").paginate(TableName=table, PaginationConfig={"PageSize": 7}).build_full_result()
        for client in (boto3.client("dynamodb"), sotalia.client("dynamodb"))
    ]
    assert results[0] == results[1]
    assert results[1]["Count"] == len(results[1]["Items"]) == 30


def test_awaited(bucket: str, table: str) -> None:
    async def main() -> None:
        async with aio.client("s3") as s3, aio.client("dynamodb") as dynamodb:
            wishes = {"PageSize": 40}
            pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig=wishes)
            assert [item["Key"] async for page in pages for item in page["Contents"]] == KEYS
            scan = dynamodb.get_paginator("scan").paginate(
                TableName=table, PaginationConfig={"PageSize": 6, "ReadAhead": True}
            )
            everything, keys, whole = await asyncio.gather(
                listed(scan.search("Items[].number.N")),
                listed(pages.search("Contents[].Key")),
                scan.build_full_result(),
            )
            assert sorted(map(int, everything)) == list(range(30))
            assert keys == KEYS
            assert whole["Count"] == 30

    asyncio.run(main())


async def listed(items: Any) -> list[Any]:
    return [item async for item in items]


def test_threads_share_the_pages(bucket: str) -> None:
    pages = (
        sotalia.client("s3")
        .get_paginator("list_objects_v2")
        .paginate(Bucket=bucket, PaginationConfig={"PageSize": 50, "MaxItems": 120, "ReadAhead": True})
    )
    barrier = threading.Barrier(6)

    def work(_: int) -> tuple[list[str], str]:
        barrier.wait()
        whole = pages.build_full_result()
        return [item["Key"] for item in whole["Contents"]], whole["NextToken"]

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(work, range(6)))
    assert all(keys == KEYS[:120] for keys, _ in results)
    # moto's tokens are others each time, so they are tried instead of compared.
    token = results[0][1]
    rest = (
        sotalia.client("s3")
        .get_paginator("list_objects_v2")
        .paginate(Bucket=bucket, PaginationConfig={"StartingToken": token})
    )
    assert list(rest.search("Contents[].Key")) == KEYS[120:]


def test_what_boto3_cannot_page_through(bucket: str) -> None:
    client = sotalia.client("s3")
    for name in "abc":
        client.put_bucket_inventory_configuration(
            Bucket=bucket,
            Id=name,
            InventoryConfiguration={
                "Id": name,
                "IsEnabled": True,
                "IncludedObjectVersions": "All",
                "Schedule": {"Frequency": "Daily"},
                "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::x", "Format": "CSV"}},
            },
        )
    paginator = client.get_paginator("list_bucket_inventory_configurations")
    found = list(paginator.paginate(Bucket=bucket).search("InventoryConfigurationList[].Id"))
    assert paginator.derived
    assert found == ["a", "b", "c"]
