"""Stores that demand Content-MD5 get it: OpenStack Swift refuses DeleteObjects without one."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from sotalia.config import Config
from sotalia.exceptions import ClientError
from sotalia.services.s3.digests import DIGESTED
from tests.servers.raw import RawServer, reply
from tests.services.s3.sides import KINDS, made

#: What Swift's s3api answers.
SWIFT = (
    b"<?xml version='1.0' encoding='UTF-8'?>\n<Error><Code>InvalidRequest</Code><Message>Missing required header for "
    b"this request: Content-MD5</Message><RequestId>tx1</RequestId></Error>"
)
#: What stores answer that were written after S3's old documentation.
OTHERS = b"<Error><Code>MissingContentMD5</Code><Message>A header is missing.</Message></Error>"
DELETED = (
    b'<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Deleted><Key>a</Key></Deleted></DeleteResult>'
)
OBJECTS = {"Objects": [{"Key": "a"}, {"Key": "b\n\r"}]}


def strict(refusal: bytes, success: bytes = DELETED) -> Any:
    """Answer as a store that wants the digest, and checks it."""

    def answer(request: Any) -> bytes:
        given = request.headers.get("content-md5")
        if given is None:
            return reply(400, refusal)
        right = base64.b64encode(hashlib.md5(request.body).digest()).decode()
        return reply(200, success) if given == right else reply(400, b"<Error><Code>BadDigest</Code></Error>")

    return answer


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest, raw_server: RawServer) -> Iterator[Any]:
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
    config = Config(retries={"total_max_attempts": 1})
    yield from made(request.param, "client", endpoint_url=raw_server.url, config=config, **keys)


@pytest.mark.parametrize("refusal", [SWIFT, OTHERS])
def test_a_refused_request_is_sent_again_with_the_digest(client: Any, raw_server: RawServer, refusal: bytes) -> None:
    raw_server.answer(strict(refusal))
    assert client.delete_objects(Bucket="bucket", Delete=OBJECTS)["Deleted"] == [{"Key": "a"}]
    first, second = raw_server.requests
    assert "content-md5" not in first.headers
    assert first.body == second.body
    assert "content-md5" in second.headers["authorization"]
    assert second.headers["x-amz-checksum-crc32"] == first.headers["x-amz-checksum-crc32"]


def test_later_calls_have_it_at_once(client: Any, raw_server: RawServer) -> None:
    raw_server.answer(strict(SWIFT))
    for key in "abc":
        client.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": key}]})
    assert ["content-md5" in request.headers for request in raw_server.requests] == [False, True, True, True]


def test_it_is_sent_once_more_only(client: Any, raw_server: RawServer) -> None:
    raw_server.answer(reply(400, SWIFT))
    with pytest.raises(ClientError, match="Content-MD5"):
        client.delete_objects(Bucket="bucket", Delete=OBJECTS)
    assert len(raw_server.requests) == 2


def test_other_refusals_stay_what_they_are(client: Any, raw_server: RawServer) -> None:
    raw_server.answer(reply(400, b"<Error><Code>InvalidRequest</Code><Message>No.</Message></Error>"))
    with pytest.raises(ClientError, match=r"No\."):
        client.delete_objects(Bucket="bucket", Delete=OBJECTS)
    assert len(raw_server.requests) == 1


def test_settings_of_buckets_have_it_too(client: Any, raw_server: RawServer) -> None:
    raw_server.answer(strict(OTHERS, b""))
    client.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    assert "content-md5" in raw_server.requests[1].headers


def test_prefixes_are_deleted(client: Any, raw_server: RawServer) -> None:
    listing = b"<IsTruncated>false</IsTruncated><Contents><Key>p/a</Key><Size>1</Size></Contents>"
    listing = b"<ListBucketResult>%s</ListBucketResult>" % listing
    deletes = strict(SWIFT, b"<DeleteResult></DeleteResult>")
    raw_server.answer(lambda request: reply(200, listing) if request.method == "GET" else deletes(request))
    result = client.delete_prefix("bucket", "p/")
    result = getattr(result, "it", result)
    assert (list(result.deleted), list(result.failed)) == (["a"], [])


def test_these_are_the_operations_that_want_a_checksum() -> None:
    import botocore.session

    model = botocore.session.get_session().get_service_model("s3")
    operations = [model.operation_model(name) for name in model.operation_names]
    wanting = [it.name for it in operations if (it.http_checksum or {}).get("requestChecksumRequired")]
    assert sorted(wanting) == sorted(DIGESTED)
