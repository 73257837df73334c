"""Select's stream of events, and the resource layer on a real server: blocking and awaited."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from sotalia.errors import EventStreamError
from tests.servers.raw import RawServer, reply
from tests.servers.seaweed import Seaweed
from tests.services.s3.sides import KINDS, made

ARGUMENTS = {"region_name": "us-east-1", "aws_access_key_id": "a", "aws_secret_access_key": "s"}
SELECT = {
    "Bucket": "bucket",
    "Key": "k",
    "Expression": "select * from s3object",
    "ExpressionType": "SQL",
    "InputSerialization": {"CSV": {}},
    "OutputSerialization": {"CSV": {}},
}


def frame(headers: dict[str, str], payload: bytes = b"") -> bytes:
    """A message of an event stream, as "Appendix: SelectObjectContent Response" in the S3 API reference has it."""
    packed = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack(">II", 16 + len(packed) + len(payload), len(packed))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + packed + payload
    return message + struct.pack(">I", zlib.crc32(message))


def event(kind: str, payload: bytes = b"") -> bytes:
    return frame({":message-type": "event", ":event-type": kind}, payload)


STATS = (
    b"<Stats><BytesScanned>5</BytesScanned><BytesProcessed>5</BytesProcessed><BytesReturned>4</BytesReturned></Stats>"
)
FRAMES = event("Records", b"a,b\n") + event("Cont") + event("Stats", STATS) + event("End")
FAULT = frame({":message-type": "error", ":error-code": "OverMaxColumn", ":error-message": "too many columns"})


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest, raw_server: RawServer) -> Iterator[Any]:
    yield from made(request.param, "client", endpoint_url=raw_server.url, **ARGUMENTS)


@pytest.mark.parametrize("chunks", [0, 1, 7])
def test_the_events_are_boto3s(client: Any, raw_server: RawServer, chunks: int) -> None:
    raw_server.answer(reply(200, FRAMES, chunks=chunks))
    theirs = list(
        boto3.client("s3", endpoint_url=raw_server.url, **ARGUMENTS).select_object_content(**SELECT)["Payload"]
    )
    assert list(client.select_object_content(**SELECT)["Payload"]) == theirs
    assert [next(iter(each)) for each in theirs] == ["Records", "Cont", "Stats", "End"]


def test_an_error_in_the_stream_is_raised_after_the_events_before_it(client: Any, raw_server: RawServer) -> None:
    raw_server.answer(reply(200, event("Records", b"a") + FAULT))
    with pytest.raises(EventStreamError, match=r"\(OverMaxColumn\).*too many columns"):
        list(client.select_object_content(**SELECT)["Payload"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_resources_of_buckets_and_objects(kind: str, seaweed: Seaweed) -> None:
    name = f"resources-{kind}"
    for s3 in made(kind, "resource", **seaweed.client_arguments):
        bucket = s3.Bucket(name)
        bucket.create()
        bucket.wait_until_exists()
        versioning = bucket.Versioning()
        versioning.enable()
        versioning.load()
        assert versioning.status == "Enabled"
        thing = bucket.Object("folder/k")
        assert thing.put(Body=b"one")["ETag"]
        thing.put(Body=b"two!")
        (summary,) = bucket.objects.filter(Prefix="folder/")
        assert (summary.bucket_name, summary.key, summary.size) == (name, "folder/k", 4)
        same = s3.ObjectSummary(name, "folder/k")
        same.load()
        assert same.size == 4
        versions = list(bucket.object_versions.filter(Prefix="folder/k"))
        assert [version.is_latest for version in versions] == [True, False]
        assert versions[1].get()["Body"].read() == b"one"
        bucket.object_versions.delete()
        bucket.delete()
        bucket.wait_until_not_exists()


@pytest.mark.parametrize("kind", KINDS)
def test_multi_part_uploads_by_resources(kind: str, seaweed: Seaweed) -> None:
    name = f"parts-{kind}"
    for s3 in made(kind, "resource", **seaweed.client_arguments):
        bucket = s3.Bucket(name)
        bucket.create()
        upload = bucket.Object("k").initiate_multipart_upload()
        assert (upload.bucket_name, upload.object_key) == (name, "k")
        part = upload.Part(1)
        tag = part.upload(Body=b"the only part")["ETag"]
        assert [each.part_number for each in upload.parts.all()] == [1]
        whole = upload.complete(MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]})
        assert whole.get()["Body"].read() == b"the only part"
        given_up = bucket.Object("l").initiate_multipart_upload()
        given_up.abort()
        assert list(bucket.multipart_uploads.all()) == []
