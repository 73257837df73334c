"""Transfers whose answers come from handlers of events, as stubs do, beside those of s3transfer's manager."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any, NamedTuple

import boto3
import boto3.s3.transfer
import pytest
from botocore.stub import Stubber as BotoStubber
from s3transfer.manager import TransferManager as BotoManager

import sotalia
from sotalia.s3.transfer import TransferConfig
from sotalia.testing import Stubber
from sotalia.transfer.manager import TransferManager


class Side(NamedTuple):
    """A client, what stubs it, its manager and its TransferConfig."""

    client: Any
    stubber: Any
    manager: Any
    config: Any


@pytest.fixture(params=["boto3", "Sotalia"])
def side(request: pytest.FixtureRequest, credentials: None) -> Any:
    if request.param == "boto3":
        client = boto3.client("s3", region_name="us-east-1")
        made = Side(client, BotoStubber(client), BotoManager, boto3.s3.transfer.TransferConfig)
    else:
        own = sotalia.client("s3", region_name="us-east-1")
        made = Side(own, Stubber(own), TransferManager, TransferConfig)
    with made.stubber:
        yield made
        made.stubber.assert_no_pending_responses()


def _manager(side: Side, **config: Any) -> Any:
    return side.manager(side.client, side.config(use_threads=True, max_concurrency=1, **config))


class Telling:
    """A subscriber that says what it knows of the object."""

    def on_queued(self, future: Any, **_: Any) -> None:
        future.meta.provide_transfer_size(10)
        future.meta.provide_object_etag("tag")


class Broken(io.BytesIO):
    """A body whose connection breaks."""

    def read(self, *_: Any) -> bytes:
        raise ConnectionResetError("by the peer")


@pytest.mark.parametrize("threshold", [100, 4])
@pytest.mark.parametrize("of_stream", [False, True])
def test_handlers_find_bodies_that_can_be_read(side: Side, threshold: int, of_stream: bool) -> None:
    found = []

    def look(params: dict[str, Any], **_: Any) -> None:
        if "Body" in params:
            found.append(params["Body"].read())
            params["Body"].seek(0)

    side.client.meta.events.register("before-parameter-build.s3", look)
    if threshold == 100:
        side.stubber.add_response("put_object", {})
    else:
        side.stubber.add_response("create_multipart_upload", {"UploadId": "id"})
        side.stubber.add_response("upload_part", {"ETag": "part", "ChecksumCRC32": "AAAAAA=="})
        side.stubber.add_response("complete_multipart_upload", {})
    file: Any = io.BytesIO(b"the content")
    if of_stream:
        file = type("Stream", (), {"read": file.read, "seekable": lambda self: False})()
    _manager(side, multipart_threshold=threshold).upload(file, "bucket", "key").result()
    assert found == [b"the content"]


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_body_that_breaks_off_is_asked_for_again(side: Side, attempts: int) -> None:
    side.stubber.add_response("head_object", {"ContentLength": 10})
    for body in [Broken(b""), io.BytesIO(b"0123456789")][:attempts]:
        side.stubber.add_response("get_object", {"Body": body})
    into = io.BytesIO()
    future = _manager(side, num_download_attempts=attempts).download("bucket", "key", into)
    if attempts == 2:
        future.result()
        assert into.getvalue() == b"0123456789"
    else:
        with pytest.raises(Exception, match="Max Retries Exceeded") as caught:
            future.result()
        assert type(caught.value).__name__ == "RetriesExceededError"


def test_what_a_subscriber_says_of_an_object_is_not_asked_for(side: Side) -> None:
    for start, last in ((0, 3), (4, 7), (8, "")):
        expected = {"Bucket": "bucket", "Key": "key", "Range": f"bytes={start}-{last}", "IfMatch": "tag"}
        end = 10 if last == "" else int(last) + 1
        answer = {"Body": io.BytesIO(b"0123456789"[start:end]), "ContentRange": f"bytes {start}-{end - 1}/10"}
        side.stubber.add_response("get_object", answer, expected)
    into = io.BytesIO()
    manager = _manager(side, multipart_threshold=4, multipart_chunksize=4)
    future = manager.download("bucket", "key", into, subscribers=[Telling()])
    future.result()
    assert (into.getvalue(), future.meta.size, future.meta.etag) == (b"0123456789", 10, "tag")


def test_what_a_subscriber_says_of_a_copys_source_is_not_asked_for(side: Side) -> None:
    side.stubber.add_response("copy_object", {})
    source = {"Bucket": "bucket", "Key": "key"}
    _manager(side).copy(source, "bucket", "copy", subscribers=[Telling()]).result()


def test_annotations_are_copied_as_bytes(side: Side) -> None:
    side.stubber.add_response("head_object", {"ContentLength": 6 * 2**20, "ETag": "tag"})
    side.stubber.add_response("create_multipart_upload", {"UploadId": "id"})
    for _ in range(2):
        side.stubber.add_response("upload_part_copy", {"CopyPartResult": {"ETag": "part"}})
    side.stubber.add_response("complete_multipart_upload", {})
    listed = {"AnnotationName": "note", "LastModified": datetime.now(UTC), "Size": 4}
    side.stubber.add_response("list_object_annotations", {"Annotations": [listed]})
    side.stubber.add_response("get_object_annotation", {"AnnotationPayload": io.BytesIO(b"text")})
    written = {"Bucket": "bucket", "Key": "copy", "AnnotationName": "note", "AnnotationPayload": b"text"}
    side.stubber.add_response("put_object_annotation", {}, written)
    manager = _manager(side, multipart_threshold=5 * 2**20, multipart_chunksize=5 * 2**20)
    arguments = {"AnnotationDirective": "COPY", "TaggingDirective": "REPLACE"}
    manager.copy({"Bucket": "bucket", "Key": "key"}, "bucket", "copy", arguments).result()


def test_the_future_of_a_copy_raises_what_is_wrong_with_its_source(side: Side) -> None:
    heard = []
    listener = type("Listener", (), {"on_done": lambda self, future, **_: heard.append(future.done())})()
    future = _manager(side).copy(["bucket", "key"], "bucket", "copy", subscribers=[listener])
    with pytest.raises(TypeError, match="dictionary"):
        future.result()
    assert heard == [True]
