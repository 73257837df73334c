"""What checkers say of a program about all that no model describes: transfers, tokens, tables, names known late."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.stubs import checkers
from tools import stubs

PROGRAM = """\
from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime
from decimal import Decimal
from typing import Any, assert_type, cast

import sotalia
from sotalia import aio
from sotalia.clients import AsyncBaseClient, BaseClient
from sotalia.config import Config
from sotalia.dynamodb.conditions import Attr, Key
from sotalia.errors import ClientError
from sotalia.exceptions.s3 import NoSuchKey
from sotalia.s3.transfer import TransferConfig
from sotalia.session import Session
from sotalia.types import RootResource
from sotalia.types.dynamodb import DynamoDBClient, NativeClient
from sotalia.types.dynamodb.aio import AsyncNativeClient
from sotalia.types.s3 import S3Client, S3ServiceResource
from sotalia.types.s3.aio import AsyncS3Client
from sotalia.types.s3.service_resource import Bucket
from sotalia.types.s3.type_defs import GetObjectOutputTypeDef, ObjectTypeDef

s3 = sotalia.client("s3", "eu-central-1", config=Config(retries={"mode": "standard"}))
assert_type(s3, S3Client)
assert_type(Session(profile_name="p").client("s3"), S3Client)
assert_type(sotalia.resource("s3"), S3ServiceResource)


def named_late(name: str) -> None:
    client = sotalia.client(name)
    assert_type(client, BaseClient)
    assert_type(sotalia.resource(name), RootResource)
    print(client.meta.region_name, client.can_paginate("list_things"), client.exceptions.ClientError)
    client.close()


def transfers(bucket: Bucket) -> None:
    config = TransferConfig(max_concurrency=4)
    s3.upload_file("a", "b", "k", ExtraArgs={"ContentType": "text/plain"}, Config=config)
    print(s3.upload_directory("folder", "b", "p/", include="*.txt").done)
    print(s3.download_directory("b", "p/", "folder").failed)
    print(s3.sync("folder", "s3://b/p", delete=True).deleted)
    print(s3.copy_prefix("b", "p/", "c", "q/"), s3.delete_prefix("b", "p/"))
    print(bucket.upload_directory("folder", "p/"), bucket.sync("folder", "p/"), bucket.delete_prefix("p/"))
    s3.copy({"Bucket": "b", "Key": "k"}, "b", "l")
    assert_type(s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"}), str)
    assert_type(s3.generate_presigned_post("b", "k"), dict[str, Any])
    assert_type(sotalia.client("rds").generate_db_auth_token("h", 1, "u"), str)
    with s3.open_object(Bucket="b", Key="k") as file:
        assert_type(file.read(), bytes)
    with s3.open_object("wb", Bucket="b", Key="k") as out:
        print(out.write(b"x"))


async def transfers_awaited() -> None:
    async with aio.client("s3") as client:
        assert_type(client, AsyncS3Client)
        await client.upload_file("a", "b", "k")
        print((await client.upload_directory("folder", "b")).done)
        assert_type(await client.generate_presigned_post("b", "k"), dict[str, Any])
        assert_type(await client.generate_presigned_url("get_object"), str)
        async with await client.open_object(Bucket="b", Key="k") as file:
            assert_type(await file.read(), bytes)
        async with await client.open_object("wb", Bucket="b", Key="k") as out:
            print(await out.write(b"x"))
        reply = await client.get_object(Bucket="b", Key="k")
        assert_type(await reply["Body"].read(), bytes)
        async for page in client.get_paginator("list_objects_v2").paginate(Bucket="b"):
            print([item.get("Key") for item in page.get("Contents", [])])
    assert_type(aio.client("".join(["s", "3"])), AsyncBaseClient)


def replies() -> datetime | None:
    try:
        reply = s3.get_object(Bucket="b", Key="k")
    except s3.exceptions.NoSuchKey as error:
        print(error.response["Error"]["Code"])
        raise
    except NoSuchKey:
        raise
    except ClientError as error:
        print(error.response["Error"]["Message"], error.operation_name)
        return None
    assert_type(reply, GetObjectOutputTypeDef)
    assert_type(reply["Body"].read(), bytes)
    for line in reply["Body"].iter_lines():
        assert_type(line, bytes)
    items: list[ObjectTypeDef] = s3.list_objects_v2(Bucket="b").get("Contents", [])
    print(items)
    return reply["LastModified"]


def tags() -> None:
    ec2 = sotalia.resource("ec2")
    for tag in ec2.create_tags(Resources=["i-1"], Tags=[{"Key": "a", "Value": "b"}]):
        assert_type(tag.key, str)
    print(ec2.Instance("i-1").delete_tags(Tags=[{"Key": "a"}])["ResponseMetadata"])
    for instance in ec2.instances.filter(Filters=[{"Name": "n", "Values": ["v"]}]).limit(3):
        assert_type(instance.id, str)
        instance.wait_until_running(WaiterConfig={"Delay": 1})
    print([reply["ResponseMetadata"] for reply in ec2.instances.all().start()])


def tables() -> None:
    table = sotalia.resource("dynamodb").Table("t")
    reply = table.query(KeyConditionExpression=Key("id").eq(1) & Key("at").lt(2), FilterExpression=Attr("a").exists())
    print(reply["Items"][0]["id"])
    with table.batch_writer(overwrite_by_pkeys=["id"]) as batch:
        batch.put_item(Item={"id": Decimal(1), "names": {"a", "b"}})
    for item in table.scan_parallel(4):
        print(item["id"])
    assert_type(sotalia.client("dynamodb"), DynamoDBClient)
    plain = cast(NativeClient, sotalia.client("dynamodb", config=Config(dynamodb_types=True)))
    plain.put_item(TableName="t", Item={"id": 1, "tags": ["a", {"b": None}]})
    print(plain.get_item(TableName="t", Key={"id": 1}).get("Item", {})["id"])


async def tables_awaited(plain: AsyncNativeClient) -> None:
    print((await plain.get_item(TableName="t", Key={"id": 1})).get("Item"))
    async with aio.resource("dynamodb") as dynamodb:
        await dynamodb.Table("t").put_item(Item={"id": 1})


def later(token: Awaitable[str]) -> None:
    print(token)
"""
#: What is wrong, one by one: each line stands at the end of the program.
MISTAKES = [
    's3.upload_file("a", "b")',
    's3.upload_directory("folder", "b", no_such_option=1)',
    's3.sync("folder", 1)',
    "sotalia.resource('s3').Bucket('b').sync('folder', 'p', no_such_option=1)",
    "s3.generate_presigned_post(1, 'k')",
    "sotalia.client('rds').generate_db_auth_token('h')",
    "sotalia.resource('ec2').create_tags(Resources=['i-1'], Tags=[{'Kee': 'a'}])",
    "sotalia.resource('ec2').Instance('i').delete_tags(NoSuchParameter=1)",
    "sotalia.client('s4').list_buckets()",
    "s3.open_object(Bucket='b', Key='k').write(1)",
    "s3.get_object(Bucket='b', Key='k')['Bodi']",
    "s3.get_paginator('list_bucketz')",
    "s3.exceptions.NoSuchKee",
    "sotalia.client('s3', region='x')",
    "sotalia.types.dynamodb.NativeClient().get_item(TableName=1, Key={})",
]
SERVICES = ["s3", "ec2", "dynamodb", "rds"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if os.name == "nt":
        pytest.skip("the environment is made with links")
    folder = tmp_path_factory.mktemp("by_hand") / "venv"
    stubs.environment(folder, SERVICES)
    return folder


@pytest.mark.parametrize("checker", ["pyrefly", "ty", "pyright", "mypy"])
def test_it_is_right_and_every_mistake_is_found(checker: str, environment: Path, tmp_path: Path) -> None:
    if not checkers.is_there(checker):
        pytest.skip(f"{checker} is not installed: make check installs it")
    start = checkers.command(checker, environment)
    (tmp_path / "pyrightconfig.json").write_text(checkers.STRICT, encoding="utf-8")
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    right = checkers.run(start, tmp_path, ["program.py"])
    assert right.returncode == 0, right.stdout[-5000:] + right.stderr[-1000:]
    (tmp_path / "program.py").write_text("\n".join([PROGRAM, *MISTAKES, ""]), encoding="utf-8")
    wrong = checkers.run(start, tmp_path, ["program.py"])
    first = PROGRAM.count("\n") + 2
    places = [first + number for number in range(len(MISTAKES))]
    found = checkers.places(wrong.stdout)
    missed = [MISTAKES[place - first] for place in places if ("program.py", place) not in found]
    assert [line for line in missed if checker not in checkers.TOLERANT or "NoSuchParameter" not in line] == []
