"""Replies that are compressed although every request says that it wants them as they are; blocking and awaited."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib

import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.exceptions import ClientError, ResponseParserError
from tests.servers.raw import reply

QUEUES = json.dumps({"QueueUrls": ["https://q/1"]}).encode()
BUCKETS = b"<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets></ListAllMyBucketsResult>"
USER = b"<R><GetUserResult><User><UserName>u</UserName></User></GetUserResult></R>"


def deflated(data, bits):
    compressor = zlib.compressobj(wbits=bits)
    return compressor.compress(data) + compressor.flush()


CODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:]),
    "deflate": zlib.compress,
    "Deflate": lambda data: deflated(data, -15),
    "gzip, deflate": lambda data: zlib.compress(gzip.compress(data)),
    "identity,gzip": gzip.compress,
    "identity": lambda data: data,
    "br": lambda data: data,
}


@pytest.fixture(params=[sotalia, aio])
def library(request):
    return request.param


def call(library, service, url, method, attempts=1, **params):
    client = library.client(service, endpoint_url=url, config=Config(retries={"total_max_attempts": attempts}))
    if library is sotalia:
        return getattr(client, method)(**params)

    async def main():
        async with client:
            found = await getattr(client, method)(**params)
            if "Body" in found:
                found["Body"] = await found["Body"].read()
            return found

    return asyncio.run(main())


@pytest.mark.parametrize("coding", CODINGS)
def test_a_reply_is_read_whatever_its_coding(raw_server, library, coding):
    encode = CODINGS[coding]
    headers = {"Content-Encoding": coding}
    for service, method, params, body, found in (
        ("sqs", "list_queues", {}, QUEUES, lambda reply: reply["QueueUrls"] == ["https://q/1"]),
        ("s3", "list_buckets", {}, BUCKETS, lambda reply: reply["Buckets"] == [{"Name": "b"}]),
        ("iam", "get_user", {}, USER, lambda reply: reply["User"] == {"UserName": "u"}),
        ("s3", "get_bucket_policy", {"Bucket": "b"}, b"{}", lambda reply: reply["Policy"] == "{}"),
        ("lambda", "list_functions", {}, b'{"NextMarker": "m"}', lambda reply: reply["NextMarker"] == "m"),
    ):
        raw_server.answer(reply(200, encode(body), headers))
        answer = call(library, service, raw_server.url, method, **params)
        assert found(answer)
        assert answer["ResponseMetadata"]["HTTPHeaders"]["content-encoding"] == coding
        assert raw_server.requests[-1].headers["accept-encoding"] == "identity"


def test_an_error_is_read_too_even_of_what_streams(raw_server, library):
    error = b"<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>"
    raw_server.answer(reply(404, gzip.compress(error), {"Content-Encoding": "gzip"}))
    with pytest.raises(ClientError, match=r"\(NoSuchKey\).*gone"):
        call(library, "s3", raw_server.url, "get_object", Bucket="b", Key="k")
    # So is the one in a 200.
    raw_server.answer(reply(200, gzip.compress(error), {"Content-Encoding": "gzip"}))
    with pytest.raises(ClientError, match=r"\(NoSuchKey\).*gone"):
        call(library, "s3", raw_server.url, "copy_object", Bucket="b", Key="k", CopySource="b/k")


def test_an_objects_coding_is_its_own(raw_server, library):
    packed = gzip.compress(b"content")
    raw_server.answer(reply(200, packed, {"Content-Encoding": "gzip"}))
    found = call(library, "s3", raw_server.url, "get_object", Bucket="b", Key="k")
    assert found["ContentEncoding"] == "gzip"
    assert (found["Body"] if library is aio else found["Body"].read()) == packed


def test_a_body_that_is_not_what_its_coding_says_is_taken_as_it_is(raw_server, library):
    """What stands in for a server may have decoded it."""
    for coding in ("gzip", "deflate", "gzip,gzip"):
        raw_server.answer(reply(200, QUEUES, {"Content-Encoding": coding}))
        assert call(library, "sqs", raw_server.url, "list_queues")["QueueUrls"] == ["https://q/1"]
    raw_server.answer(reply(200, b"", {"Content-Encoding": "gzip"}))
    call(library, "s3", raw_server.url, "head_object", Bucket="b", Key="k")


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:12] + b"\xff" * 20, lambda data: data[:5]]
)
def test_a_damaged_body_is_named_and_not_shown(raw_server, library, damage):
    raw_server.answer(reply(200, damage(gzip.compress(QUEUES * 20)), {"Content-Encoding": "gzip"}))
    with pytest.raises(ResponseParserError, match="its gzip coding is damaged") as raised:
        call(library, "sqs", raw_server.url, "list_queues")
    assert "x1f" not in str(raised.value)


def test_dynamodbs_checksum_is_that_of_what_came(raw_server, library):
    body = gzip.compress(b'{"TableNames": ["t"]}')
    headers = {"Content-Encoding": "gzip", "x-amz-crc32": str(zlib.crc32(body))}
    raw_server.answer(reply(200, body, headers))
    answer = call(library, "dynamodb", raw_server.url, "list_tables", attempts=2)
    assert answer["TableNames"] == ["t"]
    assert len(raw_server.requests) == 1


def test_each_attempts_reply_is_looked_at_on_its_own(raw_server, credentials):
    plain = b'{"TableNames": []}'
    packed = gzip.compress(b'{"__type": "x#InternalServerError"}')
    raw_server.answer(
        reply(500, packed, {"Content-Encoding": "gzip"}), reply(200, plain, {"x-amz-crc32": str(zlib.crc32(plain))})
    )
    answer = sotalia.client("dynamodb", endpoint_url=raw_server.url).list_tables()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert len(raw_server.requests) == 2


def test_a_reply_of_a_handlers_is_decoded_too(credentials):
    client = sotalia.client("sqs")

    class Reply:
        status_code, headers, content = 200, {"Content-Encoding": "gzip"}, gzip.compress(QUEUES)

    client.meta.events.register("before-send.sqs", lambda **kwargs: Reply())
    assert client.list_queues()["QueueUrls"] == ["https://q/1"]
