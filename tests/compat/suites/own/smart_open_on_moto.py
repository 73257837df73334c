"""smart_open's S3 files, on moto in process."""

from __future__ import annotations

import gzip
from importlib import import_module
from typing import Any

import pytest

boto3: Any = import_module("boto3")
smart_open: Any = import_module("smart_open")
s3: Any = import_module("smart_open.s3")
mock_aws: Any = import_module("moto").mock_aws

MB = 2**20


@pytest.fixture
def bucket():
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="bucket")
        yield "s3://bucket"


def _open(*arguments: Any, **params: Any) -> Any:
    return smart_open.open(*arguments, transport_params=params)


@pytest.mark.parametrize("multipart", [True, False])
def test_text_is_written_and_read(bucket, multipart):
    with _open(f"{bucket}/key", "w", multipart_upload=multipart) as file:
        file.write("one\ntwo\n")
    with _open(f"{bucket}/key") as file:
        assert list(file) == ["one\n", "two\n"]


def test_an_object_of_several_parts_is_written_and_read(bucket):
    data = bytes(range(256)) * (12 * MB // 256)
    with _open(f"{bucket}/key", "wb", min_part_size=5 * MB) as file:
        for start in range(0, len(data), MB):
            file.write(data[start : start + MB])
    assert boto3.client("s3").head_object(Bucket="bucket", Key="key")["ETag"].endswith('-3"')
    with _open(f"{bucket}/key", "rb") as file:
        assert file.read() == data


def test_nothing_is_left_of_what_raised(bucket):
    def write_half() -> None:
        with _open(f"{bucket}/key", "wb") as file:
            file.write(b"half")
            raise ValueError("by the program")

    with pytest.raises(ValueError, match="by the program"):
        write_half()
    client = boto3.client("s3")
    assert "Contents" not in client.list_objects_v2(Bucket="bucket")
    assert "Uploads" not in client.list_multipart_uploads(Bucket="bucket")


def test_an_empty_object_is_written(bucket):
    with _open(f"{bucket}/key", "wb"):
        pass
    assert boto3.client("s3").head_object(Bucket="bucket", Key="key")["ContentLength"] == 0


@pytest.mark.parametrize("defer", [True, False])
def test_a_file_seeks(bucket, defer):
    boto3.client("s3").put_object(Bucket="bucket", Key="key", Body=b"0123456789")
    with _open(f"{bucket}/key", "rb", defer_seek=defer, buffer_size=2) as file:
        file.seek(5)
        assert file.read(2) == b"56"
        file.seek(-1, 2)
        assert file.read() == b"9"
        file.seek(0)
        assert file.read(3) == b"012"
        file.seek(2, 1)
        assert file.tell() == 5


def test_gzip_is_told_by_the_name(bucket):
    with _open(f"{bucket}/key.gz", "wb") as file:
        file.write(b"text")
    stored = boto3.client("s3").get_object(Bucket="bucket", Key="key.gz")["Body"].read()
    assert gzip.decompress(stored) == b"text"
    with _open(f"{bucket}/key.gz", "rb") as file:
        assert file.read() == b"text"


def test_a_client_and_arguments_for_its_calls_may_be_given(bucket):
    client = boto3.Session().client("s3")
    arguments = {"S3.Client.create_multipart_upload": {"Metadata": {"made": "here"}}}
    with _open(f"{bucket}/key", "wb", client=client, client_kwargs=arguments) as file:
        file.write(b"x")
    assert client.head_object(Bucket="bucket", Key="key")["Metadata"] == {"made": "here"}


def test_a_version_is_read(bucket):
    client = boto3.client("s3")
    client.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    old = client.put_object(Bucket="bucket", Key="key", Body=b"old")["VersionId"]
    client.put_object(Bucket="bucket", Key="key", Body=b"new")
    with _open(f"{bucket}/key", "rb", version_id=old) as file:
        assert file.read() == b"old"


def test_a_file_gives_its_object_of_the_resource(bucket):
    boto3.client("s3").put_object(Bucket="bucket", Key="key", Body=b"x", Metadata={"a": "b"})
    with _open(f"{bucket}/key", "rb") as file:
        assert file.to_boto3(boto3.resource("s3")).metadata == {"a": "b"}


@pytest.mark.parametrize("mode", ["rb", "wb"])
def test_a_bucket_that_is_not_there_is_an_error(bucket, mode):
    with pytest.raises((OSError, ValueError)), _open("s3://nobody/key", mode) as file:
        file.read() if mode == "rb" else file.write(b"x")


def test_a_key_that_is_not_there_is_an_error(bucket):
    with pytest.raises(OSError, match="key") as caught:
        _open(f"{bucket}/no-such-key", "rb").read()
    error: Any = caught.value
    assert error.backend_error.response["Error"]["Code"] == "NoSuchKey"


def test_a_bucket_is_read_object_by_object(bucket):
    client = boto3.client("s3")
    for number in range(5):
        client.put_object(Bucket="bucket", Key=f"some/{number}", Body=str(number).encode())
    found = s3.iter_bucket("bucket", prefix="some/", workers=2)
    assert sorted(found) == [(f"some/{number}", str(number).encode()) for number in range(5)]
