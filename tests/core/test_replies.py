"""What becomes of replies: errors, errors in disguise, checksums, streams."""

from __future__ import annotations

import base64
import io
import zlib

import pytest

from sotalia import exceptions
from sotalia.http import Response

from .scripted import reply, scripted

CRC32 = base64.b64encode(zlib.crc32(b"body").to_bytes(4, "big")).decode()


class Stream:
    """A transport's byte stream."""

    def __init__(self, data):
        self._data = io.BytesIO(data)
        self.closed = False

    def read(self, amount=-1):
        return self._data.read(amount)

    read1 = read

    def readinto(self, buffer):
        return self._data.readinto(buffer)

    def close(self):
        self.closed = True


def streamed(status, data, **headers):
    return lambda request: Response(
        status, {name.replace("_", "-"): value for name, value in headers.items()}, Stream(data)
    )


def test_an_error_has_code_message_operation_and_metadata():
    body = b"<Error><Code>NoSuchBucket</Code><Message>There is none.</Message><BucketName>b</BucketName></Error>"
    client, _ = scripted("s3", reply(404, body, x_amz_request_id="R", x_amz_id_2="H"))
    with pytest.raises(client.exceptions.NoSuchBucket) as raised:
        client.list_objects_v2(Bucket="b")
    error = raised.value
    assert isinstance(error, exceptions.ClientError)
    assert str(error) == "An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: There is none."
    assert error.operation_name == "ListObjectsV2"
    assert error.response["Error"] == {"Code": "NoSuchBucket", "Message": "There is none.", "BucketName": "b"}
    metadata = error.response["ResponseMetadata"]
    assert metadata["RequestId"] == "R"
    assert metadata["HostId"] == "H"
    assert metadata["HTTPStatusCode"] == 404
    assert metadata["HTTPHeaders"] == {"x-amz-request-id": "R", "x-amz-id-2": "H"}
    assert metadata["RetryAttempts"] == 0


def test_a_code_that_the_model_does_not_know_is_a_client_error():
    client, _ = scripted("s3", reply(418, b"<Error><Code>Teapot</Code></Error>"))
    with pytest.raises(exceptions.ClientError) as raised:
        client.list_buckets()
    assert type(raised.value) is exceptions.ClientError


class TestErrorsInSuccesses:
    ERROR = b"<Error><Code>InternalError</Code><Message>m</Message></Error>"

    @pytest.mark.parametrize("lead", [b"", b'<?xml version="1.0" encoding="UTF-8"?>\n', b"\n\n   \n"])
    def test_a_200_with_an_error_in_it_is_tried_again(self, lead):
        good = reply(200, b"<CopyObjectResult><ETag>e</ETag></CopyObjectResult>")
        client, script = scripted("s3", reply(200, lead + self.ERROR), good)
        parsed = client.copy_object(Bucket="b", Key="k", CopySource="b/s")
        assert parsed["CopyObjectResult"] == {"ETag": "e"}
        assert len(script.requests) == 2

    def test_and_is_an_error_in_the_end(self):
        client, script = scripted("s3", reply(200, self.ERROR))
        with pytest.raises(exceptions.ClientError, match="InternalError") as raised:
            client.complete_multipart_upload(Bucket="b", Key="k", UploadId="u", MultipartUpload={"Parts": []})
        assert len(script.requests) == 3
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500

    def test_a_200_that_breaks_off_is_tried_again(self):
        good = reply(200, b"<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>")
        client, script = scripted("s3", reply(200, b"<ListAllMyBucketsResult><Buck"), good)
        client.list_buckets()
        assert len(script.requests) == 2


class TestChecksums:
    def test_replies_of_operations_without_checksums_are_not_checked(self):
        client, _ = scripted("s3", reply(200, b"<ListBucketResult/>", x_amz_checksum_crc32=CRC32))
        client.list_objects_v2(Bucket="b")

    def test_a_streamed_reply_is_checked_at_its_end(self):
        client, script = scripted("s3", streamed(200, b"body", x_amz_checksum_crc32=CRC32, content_length="4"))
        body = client.get_object(Bucket="b", Key="k")["Body"]
        assert script.requests[0].headers["x-amz-checksum-mode"] == "ENABLED"
        assert body.read() == b"body"

    @pytest.mark.parametrize("chunk", [None, 1, 3])
    def test_damage_is_noticed(self, chunk):
        client, _ = scripted("s3", streamed(200, b"bodi", x_amz_checksum_crc32=CRC32, content_length="4"))
        body = client.get_object(Bucket="b", Key="k")["Body"]

        def read():
            if chunk is None:
                body.read()
            else:
                for _ in body.iter_chunks(chunk):
                    pass

        with pytest.raises(exceptions.FlexibleChecksumError, match="Expected checksum .* did not match"):
            read()

    def test_a_head_is_not_checked(self):
        # The checksum is that of the object, which does not come along.
        client, _ = scripted("s3", reply(200, b"", x_amz_checksum_crc32=CRC32))
        assert client.head_object(Bucket="b", Key="k")["ChecksumCRC32"] == CRC32

    @pytest.mark.parametrize("value", [CRC32 + "-3", "composite-3"])
    def test_a_checksum_of_checksums_is_not_compared(self, value):
        client, _ = scripted(
            "s3",
            streamed(200, b"other", x_amz_checksum_crc32=value, x_amz_checksum_type="COMPOSITE", content_length="5"),
        )
        assert client.get_object(Bucket="b", Key="k")["Body"].read() == b"other"


class TestStreams:
    def test_a_body_shorter_than_announced(self):
        client, _ = scripted("s3", streamed(200, b"bo", content_length="4"))
        body = client.get_object(Bucket="b", Key="k")["Body"]
        assert body.read(2) == b"bo"
        with pytest.raises(exceptions.IncompleteReadError, match="2 read, but total bytes expected is 4") as caught:
            body.read()
        assert isinstance(caught.value, exceptions.ResponseStreamingError)

    @pytest.mark.parametrize("length", ["", "abc", "-1", "4, 4", "\u00b2", "9" * 5000])
    def test_a_length_that_is_none_is_not_held_against_the_body(self, length):
        client, _ = scripted("lambda", streamed(200, b"body", content_length=length))
        assert client.invoke(FunctionName="f")["Payload"].read() == b"body"

    def test_an_error_of_a_streaming_operation_is_read_whole(self):
        body = b"<Error><Code>NoSuchKey</Code><Message>m</Message></Error>"
        client, _ = scripted("s3", streamed(404, body))
        with pytest.raises(client.exceptions.NoSuchKey):
            client.get_object(Bucket="b", Key="k")

    def test_a_streamed_error_worth_another_attempt_gets_it(self):
        answers = [streamed(503, b"<Error><Code>SlowDown</Code></Error>"), streamed(200, b"body")]
        client, script = scripted("s3", *answers)
        assert client.get_object(Bucket="b", Key="k")["Body"].read() == b"body"
        assert len(script.requests) == 2
