"""cloudpathlib's paths in S3, on moto in process."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

boto3: Any = import_module("boto3")
cloudpathlib: Any = import_module("cloudpathlib")
mock_aws: Any = import_module("moto").mock_aws


@pytest.fixture
def root(tmp_path):
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="bucket")
        client = cloudpathlib.S3Client(boto3_session=boto3.Session(), local_cache_dir=tmp_path / "cache")
        yield client.CloudPath("s3://bucket/root")


def test_text_is_written_and_read(root):
    path = root / "a.txt"
    path.write_text("text")
    assert path.read_text() == "text"
    assert boto3.client("s3").get_object(Bucket="bucket", Key="root/a.txt")["Body"].read() == b"text"


def test_a_path_says_what_it_is(root):
    (root / "folder" / "a.txt").write_bytes(b"1234")
    assert (root / "folder").is_dir()
    assert (root / "folder" / "a.txt").is_file()
    assert not (root / "other").exists()
    assert (root / "folder" / "a.txt").stat().st_size == 4
    assert (root / "folder" / "a.txt").etag


def test_folders_are_listed(root):
    for name in ("a.txt", "b.txt", "folder/c.txt", "folder/deep/d.txt"):
        (root / name).write_text(name)
    assert sorted(path.name for path in root.iterdir()) == ["a.txt", "b.txt", "folder"]
    assert sorted(path.name for path in root.glob("*.txt")) == ["a.txt", "b.txt"]
    assert sorted(path.name for path in root.rglob("*.txt")) == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_paths_are_moved_copied_and_removed(root):
    (root / "a").write_text("a")
    (root / "a").rename(root / "b")
    (root / "b").copy(root / "c")
    assert sorted(path.name for path in root.iterdir()) == ["b", "c"]
    (root / "b").unlink()
    assert [path.name for path in root.iterdir()] == ["c"]
    root.rmtree()
    assert not root.exists()


def test_files_go_up_and_come_down(root, tmp_path):
    (tmp_path / "up").write_bytes(b"x" * 100_000)
    (root / "there").upload_from(tmp_path / "up")
    (root / "there").download_to(tmp_path / "down")
    assert (tmp_path / "down").read_bytes() == b"x" * 100_000


def test_folders_go_up_and_come_down(root, tmp_path):
    (tmp_path / "up" / "in").mkdir(parents=True)
    (tmp_path / "up" / "in" / "file").write_text("1")
    (root / "tree").upload_from(tmp_path / "up")
    (root / "tree").download_to(tmp_path / "down")
    assert (tmp_path / "down" / "in" / "file").read_text() == "1"


def test_a_file_is_opened(root):
    path = root / "file"
    with path.open("w") as file:
        file.write("one\ntwo\n")
    with path.open("a") as file:
        file.write("three\n")
    with path.open() as file:
        assert [line.strip() for line in file] == ["one", "two", "three"]


def test_a_path_is_touched(root):
    (root / "new").touch()
    (root / "new").touch()
    assert (root / "new").read_bytes() == b""


def test_a_url_is_presigned(root):
    (root / "file").write_text("1")
    url = (root / "file").as_url(presign=True, expire_seconds=60)
    assert "Signature=" in url
    assert "root/file" in url


def test_extra_arguments_reach_the_transfer(tmp_path):
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="bucket")
        client = cloudpathlib.S3Client(extra_args={"ContentType": "text/x", "ChecksumMode": "ENABLED"})
        client.CloudPath("s3://bucket/file").write_text("1")
        assert boto3.client("s3").head_object(Bucket="bucket", Key="file")["ContentType"] == "text/x"


def test_a_client_may_leave_requests_unsigned():
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="bucket", ACL="public-read-write")
        client = cloudpathlib.S3Client(no_sign_request=True)
        assert client.client.meta.config.signature_version is not None
        assert not client.CloudPath("s3://bucket/nothing").exists()


def test_reading_what_is_not_there_is_an_error(root):
    with pytest.raises((FileNotFoundError, cloudpathlib.exceptions.CloudPathFileNotFoundError, ValueError)):
        (root / "nothing").read_text()
