"""aioboto3 by name: clients and resources that are entered, attributes that are awaited, and its transfers."""

from __future__ import annotations

import pytest

from tests.compat.programs import BOTH, value_of

AT_MOTO = """
import asyncio, io, aioboto3, botocore.exceptions
from boto3.s3.transfer import S3TransferConfig

async def tried(awaitable):
    try:
        await awaitable
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]

class AwaitedFile:
    def __init__(self, data=b""):
        self.file = io.BytesIO(data)
    async def read(self, size=-1):
        return self.file.read(size)
    async def write(self, data):
        return self.file.write(data)

class SeekableFile(AwaitedFile):
    async def seek(self, offset, whence=0):
        return self.file.seek(offset, whence)
    def tell(self):
        return self.file.tell()
"""


def at_moto(program: str, mode: str, url: str):
    return value_of(AT_MOTO + program + "\nvalue = asyncio.run(main())", mode, env={"AWS_ENDPOINT_URL": url})


@BOTH
def test_resources_are_entered_and_their_attributes_awaited(mode, moto_url):
    assert at_moto(
        """
async def main():
    session = aioboto3.Session()
    async with session.resource("s3") as s3:
        bucket = await s3.create_bucket(Bucket="one")
        for key in ("a/1", "a/2", "b/1"):
            await bucket.put_object(Key=key, Body=key.encode())
        same = await s3.Bucket("one")
        thing = await same.Object("a/1")
        said = [
            [each.key async for each in same.objects.filter(Prefix="a/")],
            [await each.size async for each in same.objects.limit(1)],
            await thing.content_length,
            await (await s3.ObjectSummary("one", "a/2")).size,
            (await same.creation_date).year > 2000,
            (await (await thing.get())["Body"].read()).decode(),
        ]
        await same.objects.filter(Prefix="a/").delete()
        said.append([each.key async for each in same.objects.all()])
        said.append((await s3.meta.client.list_buckets())["Buckets"][0]["Name"])
        return said
        """,
        mode,
        moto_url,
    ) == [["a/1", "a/2"], [3], 3, 3, True, "a/1", ["b/1"], "one"]


@BOTH
def test_tables_are_written_one_by_one_and_in_batches(mode, moto_url):
    assert at_moto(
        """
from boto3.dynamodb.conditions import Key

async def main():
    async with aioboto3.Session().resource("dynamodb") as dynamodb:
        table = await dynamodb.create_table(
            TableName="t", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        )
        table = await dynamodb.Table("t")
        await table.put_item(Item={"k": "one", "n": 1})
        async with table.batch_writer(flush_amount=2, on_exit_loop_sleep=0.001, overwrite_by_pkeys=["k"]) as batch:
            for name in ("a", "b", "c", "c"):
                await batch.put_item(Item={"k": name})
            waiting = len(batch._items_buffer)
            await batch.delete_item(Key={"k": "a"})
        found = await table.query(KeyConditionExpression=Key("k").eq("one"))
        items = await table.scan()
        return [int(found["Items"][0]["n"]), sorted(item["k"] for item in items["Items"]), waiting,
                await table.table_status]
        """,
        mode,
        moto_url,
    ) == [1, ["b", "c", "one"], 1, "ACTIVE"]


@BOTH
def test_transfers_take_awaited_files_and_callbacks_and_change_what_is_sent(mode, moto_url, tmp_path):
    assert at_moto(
        f"""
folder = {str(tmp_path)!r}
MB = 1 << 20

async def main():
    whole = S3TransferConfig(multipart_threshold=64 * MB)
    parts = S3TransferConfig(multipart_threshold=5 * MB, multipart_chunksize=5 * MB)
    data = bytes(range(256)) * (6 * MB // 256)
    async with aioboto3.Session().client("s3") as s3:
        await s3.create_bucket(Bucket="one")
        with open(folder + "/up", "wb") as file:
            file.write(data)
        counts, awaited, sums = [], [], []
        async def later(count):
            awaited.append(count)
        def fails(count):
            raise RuntimeError("of the callback")
        await s3.upload_file(folder + "/up", "one", "file", Callback=counts.append, Config=parts)
        await s3.upload_fileobj(AwaitedFile(data), "one", "awaited", Callback=later, Config=parts)
        await s3.upload_fileobj(io.BytesIO(b"HELLO"), "one", "processed", Processing=bytes.lower)
        sizes = []
        def noted(block):
            sizes.append(len(block))
            return block[::-1]
        await s3.upload_fileobj(AwaitedFile(data), "one", "reversed", Processing=noted, Config=parts)
        await s3.upload_fileobj(io.BytesIO(b""), "one", "empty", Callback=awaited.append, Config=whole)
        await s3.copy({{"Bucket": "one", "Key": "file"}}, "one", "copied", Callback=sums.append, Config=parts)
        await s3.download_file("one", "copied", folder + "/down", Callback=fails)
        seekable, plain = SeekableFile(), AwaitedFile()
        await s3.download_fileobj("one", "awaited", seekable, Callback=sums.append, Config=parts)
        await s3.download_fileobj("one", "copied", plain, Config=parts)
        small = io.BytesIO()
        await s3.download_fileobj("one", "processed", small)
        turned = io.BytesIO()
        await s3.download_fileobj("one", "reversed", turned)
        return [
            sum(counts), sum(awaited), awaited[-1], sums[-1], max(sums), sizes, small.getvalue().decode(),
            open(folder + "/down", "rb").read() == data, seekable.file.getvalue() == data,
            plain.file.getvalue() == data, turned.getvalue() == data[: 5 * MB][::-1] + data[5 * MB :][::-1],
            await tried(s3.upload_file(folder + "/up", "none", "k")),
            await tried(s3.download_file("one", "none", folder + "/none")),
        ]
        """,
        mode,
        moto_url,
    ) == [
        *(6 << 20, 6 << 20, 0, 6 << 20, 6 << 20, [5 << 20, 1 << 20], "hello", True, True, True, True),
        *("NoSuchBucket", "404"),
    ]


@BOTH
def test_buckets_and_objects_have_the_transfers_too(mode, moto_url, tmp_path):
    assert (
        at_moto(
            f"""
folder = {str(tmp_path)!r}

async def main():
    async with aioboto3.Session().resource("s3") as s3:
        bucket = await s3.create_bucket(Bucket="one")
        await bucket.upload_fileobj(AwaitedFile(b"abc"), "a")
        thing = await bucket.Object("b")
        await thing.copy({{"Bucket": "one", "Key": "a"}})
        await thing.download_file(folder + "/b")
        await thing.upload_file(folder + "/b")
        file = AwaitedFile()
        await bucket.download_fileobj("b", file)
        return file.file.getvalue().decode()
        """,
            mode,
            moto_url,
        )
        == "abc"
    )


@pytest.mark.parametrize("kind", ["client", "resource"])
def test_sessions_share_what_lies_below_them(kind):
    assert value_of(
        f"""
        import asyncio, aioboto3, aiobotocore.session
        from aiobotocore.client import AioBaseClient
        from aiobotocore.config import AioConfig

        async def main():
            below = aiobotocore.session.get_session()
            below.set_config_variable("region", "eu-west-3")
            session = aioboto3.Session(botocore_session=below)
            async with session.{kind}("s3", config=AioConfig(read_timeout=7)) as thing:
                client = thing if {kind!r} == "client" else thing.meta.client
                return [isinstance(client, AioBaseClient), client.meta.region_name, client.meta.config.read_timeout,
                        "eu-west-1" in await session.get_available_regions("s3"), session._session is below]

        value = asyncio.run(main())
        """,
        "alone",
    ) == [True, "eu-west-3", 7, True, True]


def test_an_unknown_resource_is_refused_at_once():
    assert (
        value_of(
            """
        import aioboto3
        try:
            aioboto3.Session().resource("sts")
        except Exception as error:
            value = type(error).__name__
        """
        )
        == "ResourceNotExistsError"
    )


@BOTH
def test_parts_are_completed_with_checksums_only_if_the_caller_names_an_algorithm(mode, moto_url):
    assert at_moto(
        """
async def main():
    async with aioboto3.Session().client("s3") as s3:
        await s3.create_bucket(Bucket="one")
        completed, created, complete, create = [], [], s3.complete_multipart_upload, s3.create_multipart_upload
        async def completing(**params):
            completed.append(sorted(params["MultipartUpload"]["Parts"][0]))
            return await complete(**params)
        async def creating(**params):
            created.append(params.get("ChecksumAlgorithm"))
            return await create(**params)
        s3.complete_multipart_upload, s3.create_multipart_upload = completing, creating
        config = S3TransferConfig(multipart_threshold=4)
        for file in (io.BytesIO(b"plain"), AwaitedFile(b"awaited")):
            await s3.upload_fileobj(file, "one", "key", Config=config)
            named, sha = file.__class__(b"named"), {"ChecksumAlgorithm": "SHA1"}
            await s3.upload_fileobj(named, "one", "key", sha, Config=config)
        return completed, created, (await (await s3.get_object(Bucket="one", Key="key"))["Body"].read()).decode()
        """,
        mode,
        moto_url,
    ) == [
        [["ETag", "PartNumber"], ["ChecksumSHA1", "ETag", "PartNumber"]] * 2,
        [None, "SHA1"] * 2,
        "named",
    ]
