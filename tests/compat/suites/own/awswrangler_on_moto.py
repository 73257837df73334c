"""awswrangler's functions for S3, Glue, DynamoDB and small things, on moto in process."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

boto3: Any = import_module("boto3")
pandas: Any = import_module("pandas")
wr: Any = import_module("awswrangler")
mock_aws: Any = import_module("moto").mock_aws


@pytest.fixture
def bucket():
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="bucket")
        yield "s3://bucket"


@pytest.fixture
def frame():
    return pandas.DataFrame({"id": [1, 2, 3], "name": ["a", "b", "c"], "part": ["x", "x", "y"]})


@pytest.mark.parametrize("kind", ["parquet", "csv", "json", "orc"])
def test_a_frame_is_written_and_read(bucket, frame, kind):
    more = {"index": False} if kind == "csv" else {}
    getattr(wr.s3, f"to_{kind}")(frame, f"{bucket}/file.{kind}", **more)
    back = getattr(wr.s3, f"read_{kind}")(f"{bucket}/file.{kind}")
    assert back.to_dict("list") == frame.to_dict("list")


def test_a_data_set_of_partitions_is_written_and_read(bucket, frame):
    wr.s3.to_parquet(frame, f"{bucket}/set/", dataset=True, partition_cols=["part"])
    assert len(wr.s3.list_objects(f"{bucket}/set/")) == 2
    back = wr.s3.read_parquet(f"{bucket}/set/", dataset=True, partition_filter=lambda part: part["part"] == "x")
    assert sorted(back["id"]) == [1, 2]


def test_parquet_is_read_in_chunks(bucket, frame):
    wr.s3.to_parquet(frame, f"{bucket}/file")
    assert sum(len(chunk) for chunk in wr.s3.read_parquet(f"{bucket}/file", chunked=2)) == 3


def test_a_large_file_is_written_in_parts(bucket):
    frame = pandas.DataFrame({"text": ["0123456789" * 10] * 150_000})
    wr.s3.to_csv(frame, f"{bucket}/large.csv", index=False)
    assert len(wr.s3.read_csv(f"{bucket}/large.csv")) == 150_000


def test_objects_are_looked_at(bucket):
    client = boto3.client("s3")
    for number in range(3):
        client.put_object(Bucket="bucket", Key=f"some/{number}", Body=b"x" * number)
    paths = [f"{bucket}/some/{number}" for number in range(3)]
    assert wr.s3.list_objects(f"{bucket}/some/") == paths
    assert wr.s3.list_directories(f"{bucket}/") == [f"{bucket}/some/"]
    assert wr.s3.does_object_exist(paths[0])
    assert not wr.s3.does_object_exist(f"{bucket}/none")
    assert wr.s3.size_objects(paths) == {path: number for number, path in enumerate(paths)}
    assert wr.s3.describe_objects(paths[1])[paths[1]]["ContentLength"] == 1
    assert wr.s3.get_bucket_region("bucket") == "us-east-1"
    wr.s3.wait_objects_exist(paths, delay=1, max_attempts=2)


def test_objects_are_copied_and_removed(bucket):
    boto3.client("s3").put_object(Bucket="bucket", Key="from/a", Body=b"x")
    wr.s3.copy_objects([f"{bucket}/from/a"], f"{bucket}/from", f"{bucket}/to")
    wr.s3.merge_datasets(f"{bucket}/from/", f"{bucket}/merged/")
    wr.s3.delete_objects(f"{bucket}/from/")
    assert wr.s3.list_objects(f"{bucket}/") == [f"{bucket}/merged/a", f"{bucket}/to/a"]


def test_files_go_up_and_come_down(bucket, tmp_path):
    (tmp_path / "up").write_bytes(b"data")
    wr.s3.upload(str(tmp_path / "up"), f"{bucket}/file")
    wr.s3.download(f"{bucket}/file", str(tmp_path / "down"))
    assert (tmp_path / "down").read_bytes() == b"data"


def test_what_is_not_there_is_an_error(bucket):
    with pytest.raises(wr.exceptions.NoFilesFound):
        wr.s3.read_parquet(f"{bucket}/nothing/", dataset=True)
    with pytest.raises(boto3.client("s3").exceptions.NoSuchBucket):
        wr.s3.list_objects("s3://no-such-bucket/")


def test_tables_are_catalogued(bucket, frame):
    wr.catalog.create_database("base")
    wr.s3.to_parquet(
        frame,
        f"{bucket}/table/",
        dataset=True,
        database="base",
        table="table",
        partition_cols=["part"],
        mode="overwrite",
    )
    assert wr.catalog.does_table_exist("base", "table")
    assert wr.catalog.get_table_types("base", "table")["id"] == "bigint"
    assert wr.catalog.get_table_location("base", "table") == f"{bucket}/table/"
    assert len(wr.catalog.get_partitions("base", "table")) == 2
    assert list(wr.catalog.databases()["Database"]) == ["base"]
    assert len(wr.s3.read_parquet_table(database="base", table="table")) == 3
    assert wr.catalog.delete_table_if_exists("base", "table")


def test_dynamodb_items_are_written_and_read():
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="table",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "N"}],
            BillingMode="PAY_PER_REQUEST",
        )
        items = [{"id": number, "name": f"n{number}"} for number in range(30)]
        wr.dynamodb.put_items(items=items, table_name="table")
        wr.dynamodb.put_df(pandas.DataFrame({"id": [100], "name": ["frame"]}), table_name="table")
        assert len(wr.dynamodb.read_items("table", allow_full_scan=True)) == 31
        assert wr.dynamodb.read_items("table", partition_values=[3])["name"].to_list() == ["n3"]
        assert wr.dynamodb.execute_statement('SELECT * FROM "table" WHERE id=3')[0]["name"] == "n3"
        wr.dynamodb.delete_items(items=[{"id": 3}], table_name="table")
        assert wr.dynamodb.get_table("table").scan(Select="COUNT")["Count"] == 30


def test_small_things():
    with mock_aws():
        assert wr.sts.get_account_id() == "123456789012"
        assert wr.sts.get_current_identity_name()
        boto3.client("secretsmanager").create_secret(Name="secret", SecretString='{"a": 1}')
        assert wr.secretsmanager.get_secret_json("secret") == {"a": 1}
        bus = boto3.client("ssm")
        bus.put_parameter(Name="p", Value="v", Type="String")
        assert wr.athena.create_athena_bucket().startswith("s3://aws-athena-query-results-")


def test_a_session_may_be_given(bucket):
    session = boto3.Session(region_name="us-east-1")
    boto3.client("s3").put_object(Bucket="bucket", Key="a", Body=b"")
    assert wr.s3.list_objects(f"{bucket}/", boto3_session=session) == [f"{bucket}/a"]
