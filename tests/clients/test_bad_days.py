"""Bad input and bad days, through the public client: boto3's exception, in time, nothing leaked, no secret shown."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import os
import pickle
import socket
import struct
import time
import traceback
import zlib
from typing import Any

import boto3
import botocore.config
import pytest

import sotalia
from sotalia import aio, exceptions
from sotalia.config import Config
from sotalia.errors import UndefinedModelAttributeError
from sotalia.wire.eventstream import encode_frame
from tests.servers.raw import CLOSE, RESET, RawServer, reply

SECRET = "secret/Xyzzy+example"
TOKEN = "token/Plugh+example"
GIVEN = {
    "region_name": "us-east-1",
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": SECRET,
    "aws_session_token": TOKEN,
}
OPTIONS = {"read_timeout": 0.5, "connect_timeout": 0.3, "retries": {"total_max_attempts": 1}}


@pytest.fixture(scope="module")
def server():
    with RawServer() as server:
        yield server


@pytest.fixture(autouse=True)
def all_is_logged(caplog):
    caplog.set_level(logging.DEBUG, logger="sotalia")
    return caplog


def describe(error):
    return type(error).__name__


_boto3_clients: dict[tuple[Any, ...], Any] = {}


def ask_boto3(url, service, call, **options):
    key = (url, service, repr(options))
    if key not in _boto3_clients:
        config = botocore.config.Config(**{**OPTIONS, **options})
        _boto3_clients[key] = boto3.client(service, endpoint_url=url, config=config, **GIVEN)
    client = _boto3_clients[key]
    with pytest.raises(Exception) as raised:  # noqa: PT011 - what it is, is what we want to know
        call(client)
    return raised.value


def ask_blocking(url, service, call, **options):
    client = sotalia.client(service, endpoint_url=url, config=Config(**{**OPTIONS, **options}), **GIVEN)
    with pytest.raises(Exception) as raised:  # noqa: PT011
        call(client)
    return raised.value


def ask_awaited(url, service, call, **options):
    async def main():
        async with aio.client(service, endpoint_url=url, config=Config(**{**OPTIONS, **options}), **GIVEN) as client:
            with pytest.raises(Exception) as raised:  # noqa: PT011
                await call(client)
            return raised.value

    return asyncio.run(main())


def no_secret_in(error, caplog):
    shown = [str(error), repr(error), "".join(traceback.format_exception(error)), caplog.text]
    seen = error
    while seen is not None:
        shown.append(repr(vars(seen)))
        seen = seen.__cause__ or seen.__context__
    for text in shown:
        for secret in (SECRET, TOKEN, "AWS4-HMAC", "Signature="):
            assert secret not in text


def buckets(client):
    return client.list_buckets()


SERVICES = {
    "s3": buckets,  # REST-XML
    "sts": lambda client: client.get_caller_identity(),  # query
    "ec2": lambda client: client.describe_vpcs(),
    "dynamodb": lambda client: client.list_tables(),  # JSON
    "lambda": lambda client: client.list_functions(),  # REST-JSON
    "arc-region-switch": lambda client: client.list_plans(),  # CBOR, or JSON
    "cloudwatch": lambda client: client.list_dashboards(),
}


class TestConnecting:
    @pytest.fixture
    def refusing(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        return f"http://127.0.0.1:{port}"

    @pytest.mark.parametrize("url", ["refusing", "http://no-such-host.invalid"])
    def test_there_is_nobody(self, refusing, caplog, url):
        url = refusing if url == "refusing" else url
        expected = describe(ask_boto3(url, "s3", buckets))
        for ask in (ask_blocking, ask_awaited):
            error = ask(url, "s3", buckets)
            assert describe(error) == expected
            assert url in str(error)
            no_secret_in(error, caplog)

    def test_a_proxy_that_refuses(self, refusing, caplog):
        proxies = {"http": refusing.replace("http://", "http://user:proxy-pass@")}
        expected = describe(ask_boto3("http://example.com", "s3", buckets, proxies=proxies))
        for ask in (ask_blocking, ask_awaited):
            error = ask("http://example.com", "s3", buckets, proxies=proxies)
            assert describe(error) == expected == "ProxyConnectionError"
            assert "proxy-pass" not in "".join(traceback.format_exception(error))
            assert "proxy-pass" not in repr(vars(error))

    def test_an_empty_choice_of_proxies_means_none_whatever_the_environment_says(self, server, refusing, monkeypatch):
        monkeypatch.setenv("HTTP_PROXY", refusing)
        monkeypatch.setitem(globals(), "_boto3_clients", {})  # those that there are know of no proxy
        server.answer(reply(400, b'{"__type": "Refused"}'))
        for ask in ask_boto3, ask_blocking, ask_awaited:
            assert describe(ask(server.url, "dynamodb", SERVICES["dynamodb"])) == "ProxyConnectionError"
            assert describe(ask(server.url, "dynamodb", SERVICES["dynamodb"], proxies={})) == "ClientError"

    def test_a_slow_server_is_waited_for(self, server):
        body = b"<ListAllMyBucketsResult/>"
        pieces = [part for byte in reply(200, body) for part in (bytes([byte]), 0.005)]
        server.answer([*pieces[:-1]])
        client = sotalia.client("s3", endpoint_url=server.url, config=Config(**OPTIONS), **GIVEN)
        assert client.list_buckets()["ResponseMetadata"]["HTTPStatusCode"] == 200


BODIES = {
    "nothing": b"",
    "text": b"upstream connect error",
    "html": b"<html><body><h1>503 Service Unavailable</h1></body></html>",
    "cut XML": b"<ListAllMyBucketsResult><Buckets><Bu",
    "cut JSON": b'{"TableNames": ["a',
    "a JSON list": b"[1, 2]",
    "a JSON string": b'"text"',
    "a JSON null": b"null",
    "binary": bytes(range(256)),
    "wrong types": b'{"TableNames": 3, "Functions": "x", "DashboardEntries": {"a": 1}}',
    "a DTD": b'<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>',
    "nested": b"[" * 100_000,
    "cut CBOR": b"\xbf\x6aTableNames\x9f",
}


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("service", SERVICES)
def test_a_reply_that_makes_no_sense(server, caplog, service, name, status):
    """Either there is a result, or an error that says what came back, as boto3 has it or clearer; nothing else."""
    server.answer(reply(status, BODIES[name]))
    call = SERVICES[service]
    client = sotalia.client(service, endpoint_url=server.url, config=Config(**OPTIONS | {"read_timeout": 10}), **GIVEN)
    outcome = None
    try:
        outcome = call(client)["ResponseMetadata"]["HTTPStatusCode"]
    except (exceptions.ClientError, exceptions.ResponseParserError) as error:
        outcome = error
        no_secret_in(error, caplog)
    if isinstance(outcome, exceptions.ClientError):
        assert outcome.response["ResponseMetadata"]["HTTPStatusCode"] in (status, 500)
        assert status != 200 or service == "s3"
    else:
        assert outcome == status == 200 or isinstance(outcome, exceptions.ResponseParserError)


GOOD = {
    "s3": b"<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets></ListAllMyBucketsResult>",
    "sts": b"<R><GetCallerIdentityResult><Arn>a</Arn></GetCallerIdentityResult></R>",
    "ec2": b"<R><vpcSet><item><vpcId>v</vpcId></item></vpcSet></R>",
    "dynamodb": b'{"TableNames": ["t"]}',
    "lambda": b'{"NextMarker": "m"}',
}


# Of S3 not 301, a redirect that boto3 follows until its stack is full.
@pytest.mark.parametrize(
    ("service", "status"), [*((name, 300) for name in GOOD), *((name, 301) for name in GOOD if name != "s3")]
)
def test_a_reply_is_an_error_from_300_on_and_read_as_one_from_301_on(server, service, status):
    """boto3 draws its two lines there; a 300 is an error with what a success would have returned."""
    server.answer(reply(status, GOOD[service]))
    expected = ask_boto3(server.url, service, SERVICES[service])
    for ask in ask_blocking, ask_awaited:
        error = ask(server.url, service, SERVICES[service])
        assert (describe(error), str(error)) == (describe(expected), str(expected))
        for response in error.response, expected.response:
            response["ResponseMetadata"].pop("HTTPHeaders", None)
        assert error.response == expected.response


@pytest.mark.parametrize("service", GOOD)
def test_a_reply_is_a_success_up_to_299(server, service):
    server.answer(reply(299, GOOD[service]))
    client = sotalia.client(service, endpoint_url=server.url, config=Config(**OPTIONS), **GIVEN)
    assert SERVICES[service](client)["ResponseMetadata"]["HTTPStatusCode"] == 299


class TestStreams:
    def body(self, server, *answers, **options):
        server.answer(*answers)
        client = sotalia.client("s3", endpoint_url=server.url, config=Config(**{**OPTIONS, **options}), **GIVEN)
        return client.get_object(Bucket="bucket", Key="k")["Body"]

    def awaited(self, server, read, *answers):
        server.answer(*answers)

        async def main():
            async with aio.client("s3", endpoint_url=server.url, config=Config(**OPTIONS), **GIVEN) as client:
                return await read((await client.get_object(Bucket="bucket", Key="k"))["Body"])

        return asyncio.run(main())

    SHORT = (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", CLOSE)
    STALL = (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", 5)
    BROKEN = (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", 0.1, RESET)

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (SHORT, exceptions.IncompleteReadError),
            (STALL, exceptions.ReadTimeoutError),
            (BROKEN, exceptions.ResponseStreamingError),
        ],
    )
    def test_what_came_is_read_and_then_the_error(self, server, answer, error):
        body = self.body(server, list(answer))
        assert body.read(5) == b"short"
        with pytest.raises(error):
            body.read(5)

        async def read(body):
            assert await body.read(5) == b"short"
            with pytest.raises(error):
                await body.read(5)
            return True

        assert self.awaited(server, read, list(answer))

    @pytest.mark.parametrize("answer", [SHORT, BROKEN])
    def test_what_programs_catch_of_boto3_catches_ours(self, server, answer):
        server.answer(list(answer))
        client = boto3.client("s3", endpoint_url=server.url, config=botocore.config.Config(**OPTIONS), **GIVEN)
        with pytest.raises(Exception) as raised:  # noqa: PT011
            client.get_object(Bucket="bucket", Key="k")["Body"].read()
        theirs = raised.value
        with pytest.raises(Exception) as raised:  # noqa: PT011
            self.body(server, list(answer)).read()
        blocking = raised.value

        async def read(body):
            with pytest.raises(Exception) as raised:  # noqa: PT011
                await body.read()
            return raised.value

        for ours in (blocking, self.awaited(server, read, list(answer))):
            families = {cls.__name__ for cls in type(ours).__mro__}
            assert families >= {cls.__name__ for cls in type(theirs).__mro__ if cls.__module__.startswith("botocore.e")}
            assert families >= {"ResponseStreamingError", "IncompleteReadError", "HTTPClientError"}
            assert isinstance(ours, exceptions.HTTPClientError)
            assert ours.request is None
            again = pickle.loads(pickle.dumps(ours))
            assert (type(again), str(again)) == (type(ours), "5 read, but total bytes expected is 10.")

    def test_a_wrong_checksum(self, server):
        answer = reply(200, b"body", {"x-amz-checksum-crc32": "AAAAAA=="})
        with pytest.raises(exceptions.FlexibleChecksumError):
            self.body(server, answer).read()

        async def read(body):
            with pytest.raises(exceptions.FlexibleChecksumError):
                await body.read()
            return True

        assert self.awaited(server, read, answer)


class TestEventStreams:
    HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    RECORDS = encode_frame(
        [(":message-type", "event"), (":event-type", "Records"), (":content-type", "application/octet-stream")], b"row"
    )
    PARAMS = {
        "Bucket": "bucket",
        "Key": "k",
        "Expression": "SELECT 1",
        "ExpressionType": "SQL",
        "InputSerialization": {"CSV": {}},
        "OutputSerialization": {"CSV": {}},
    }

    def events(self, server, *frames, end=b"0\r\n\r\n"):
        body = b"".join(b"%x\r\n%s\r\n" % (len(frame), frame) for frame in frames)
        server.answer([self.HEAD + body + end, CLOSE] if end else [self.HEAD + body, 5])
        client = sotalia.client("s3", endpoint_url=server.url, config=Config(**OPTIONS), **GIVEN)
        return client.select_object_content(**self.PARAMS)["Payload"]

    def test_events_before_a_damaged_frame_are_given(self, server):
        damaged = bytearray(self.RECORDS)
        damaged[-6] ^= 1
        stream = self.events(server, self.RECORDS, bytes(damaged), self.RECORDS)
        assert next(stream) == {"Records": {"Payload": b"row"}}
        with pytest.raises(exceptions.BotoCoreError, match="Checksum mismatch"):
            next(stream)

    def test_a_frame_that_breaks_off(self, server):
        stream = self.events(server, self.RECORDS, self.RECORDS[:20])
        with pytest.raises(exceptions.BotoCoreError):
            list(stream)

    def test_a_length_beyond_reason(self, server):
        prelude = struct.pack(">II", 0x7FFFFFFF, 0)
        frame = prelude + struct.pack(">I", zlib.crc32(prelude)) + b"x" * 50
        with pytest.raises(exceptions.BotoCoreError, match="exceeded the maximum"):
            list(self.events(server, frame))

    def test_an_error_of_the_service(self, server):
        frame = encode_frame(
            [(":message-type", "error"), (":error-code", "Overloaded"), (":error-message", "later")], b""
        )
        with pytest.raises(exceptions.EventStreamError, match="Overloaded.*SelectObjectContent.*later"):
            list(self.events(server, self.RECORDS, frame))

    def test_silence(self, server):
        stream = self.events(server, self.RECORDS, end=b"")
        start = time.monotonic()
        with pytest.raises(exceptions.ReadTimeoutError):
            list(stream)
        assert time.monotonic() - start < 2

    def test_the_same_awaited(self, server):
        damaged = bytearray(self.RECORDS)
        damaged[-6] ^= 1
        frames = b"".join(b"%x\r\n%s\r\n" % (len(frame), frame) for frame in (self.RECORDS, bytes(damaged)))
        server.answer([self.HEAD + frames + b"0\r\n\r\n", CLOSE])

        async def main():
            async with aio.client("s3", endpoint_url=server.url, config=Config(**OPTIONS), **GIVEN) as client:
                stream = (await client.select_object_content(**self.PARAMS))["Payload"]
                first = await anext(stream)
                with pytest.raises(exceptions.BotoCoreError, match="Checksum mismatch"):
                    await anext(stream)
                return first

        assert asyncio.run(main()) == {"Records": {"Payload": b"row"}}


class TestInput:
    """What the caller gives."""

    @pytest.mark.parametrize(
        ("service", "method", "params"),
        [
            ("s3", "put_object", {"Bucket": "b"}),
            ("s3", "put_object", {"Bucket": "b", "Key": "", "Body": b""}),
            ("s3", "put_object", {"Bucket": "b", "Key": "k", "Body": 3}),
            ("s3", "put_object", {"Bucket": "b", "Key": "k", "Nope": 1}),
            ("s3", "put_object", {"Bucket": "no such bucket", "Key": "k"}),
            ("s3", "put_object", {"Bucket": "b", "Key": "k", "Metadata": {"ü": "v"}}),
            ("s3", "put_object", {"Bucket": "b", "Key": "k", "Metadata": "x"}),
            ("s3", "copy_object", {"Bucket": "b", "Key": "k", "CopySource": {"Bucket": "b"}}),
            ("s3", "list_objects_v2", {"Bucket": "b", "MaxKeys": "x"}),
            ("dynamodb", "get_item", {"TableName": "t"}),
            ("dynamodb", "put_item", {"TableName": "t", "Item": {"a": {"X": 1}}}),
            ("dynamodb", "query", {"TableName": "t", "Limit": 0}),
            ("ec2", "describe_instances", {"Filters": [{"Name": 1}], "MaxResults": "x"}),
            ("ec2", "describe_instances", {"Filter": [], "Filters": []}),
            ("sqs", "send_message", {"QueueUrl": "u", "MessageBody": None}),
            ("lambda", "invoke", {"FunctionName": ""}),
        ],
    )
    def test_is_refused_with_boto3s_words(self, server, service, method, params):
        server.answer(reply(200))

        def call(client):
            return getattr(client, method)(**params)

        theirs = ask_boto3(server.url, service, call)
        sent = len(server.requests)
        for ask in (ask_blocking, ask_awaited):
            ours = ask(server.url, service, call)
            assert (describe(ours), str(ours)) == (describe(theirs), str(theirs))
        assert len(server.requests) == sent

    @pytest.mark.parametrize("value", ["a\r\nInjected: yes", "a\nb", "a\rb", "a\0b"])
    @pytest.mark.parametrize(
        "params",
        [
            lambda value: {"ContentType": value},
            lambda value: {"Metadata": {"name": value}},
            lambda value: {"Metadata": {value: "x"}},
            lambda value: {"ACL": value},
        ],
    )
    def test_line_ends_in_headers_are_refused(self, server, value, params):
        sent = len(server.requests)
        for ask in (ask_blocking, ask_awaited):
            error = ask(server.url, "s3", lambda client: client.put_object(Bucket="b", Key="k", **params(value)))
            assert isinstance(error, (exceptions.BotoCoreError, ValueError))
        assert len(server.requests) == sent

    def test_a_body_that_raises_while_it_is_read(self, server, caplog):
        class Bad(io.BytesIO):
            def read(self, size=-1):
                raise LookupError("the disk is gone")

        for ask in (ask_blocking, ask_awaited):
            error = ask(server.url, "s3", lambda client: client.put_object(Bucket="bucket", Key="k", Body=Bad(b"x")))
            assert isinstance(error, LookupError)

    def test_a_body_shorter_than_it_says(self, server):
        class Short(io.BytesIO):
            def __len__(self):
                return 10

        server.answer(reply(200))
        for ask in (ask_blocking, ask_awaited):
            options = {"request_checksum_calculation": "when_required"}
            call = lambda client: client.put_object(Bucket="bucket", Key="k", Body=Short(b"x"))  # noqa: E731
            start = time.monotonic()
            error = ask(server.url, "s3", call, **options)
            assert time.monotonic() - start < 2
            assert isinstance(error, exceptions.BotoCoreError)


class TestModels:
    """Malformed models of the user's."""

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[]", "null", '{"metadata": {}}', '{"metadata": 3, "operations": [], "shapes": 1}', "\x00\xff"],
    )
    def test_a_service_that_cannot_be_read(self, tmp_path, monkeypatch, text):
        folder = tmp_path / "mine" / "2020-01-01"
        folder.mkdir(parents=True)
        (folder / "service-2.json").write_text(text, encoding="latin-1")
        monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
        with pytest.raises((exceptions.BotoCoreError, UndefinedModelAttributeError)) as raised:
            sotalia.Session(region_name="us-east-1").client("mine")
        assert str(folder / "service-2.json") in str(raised.value) or "mine" in str(raised.value)
        # Others are not touched.
        assert sotalia.Session(region_name="us-east-1").client("sts").meta.region_name == "us-east-1"


class TestLeaks:
    @pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="files are counted through /proc")
    def test_failed_calls_leave_no_file_open(self, server):
        client = sotalia.client("s3", endpoint_url=server.url, config=Config(**OPTIONS), **GIVEN)

        def misbehave():
            for answer in (CLOSE, RESET, [b"\x00\x01garbage\r\n\r\n", CLOSE], list(TestStreams.SHORT)):
                server.answer(answer)
                with pytest.raises(exceptions.BotoCoreError):
                    client.list_buckets()

        misbehave()
        gc.collect()
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(10):
            misbehave()
        time.sleep(0.05)
        assert len(os.listdir("/proc/self/fd")) - before <= 2

    def test_success_logs_no_secret_either(self, server, caplog):
        server.answer(reply(500), reply(200, b"<ListAllMyBucketsResult/>"))
        client = sotalia.client("s3", endpoint_url=server.url, **GIVEN)
        client.list_buckets()
        client.generate_presigned_url("list_buckets")
        for secret in (SECRET, TOKEN, "AWS4-HMAC", "Signature="):
            assert secret not in caplog.text
        for thing in (
            client,
            client.meta,
            client._core,
            client._session,
            client._arguments,
            client._get_credentials(),
            client._connection,
        ):
            assert SECRET not in repr(thing)
