"""The features that requests name in their User-Agent header, beside boto3's in the same run."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import boto3
import botocore
import pytest
from botocore.context import start_as_current_context
from botocore.useragent import register_feature_id

import sotalia
from sotalia import aio
from sotalia.useragent.features import BITS, FEATURES, PAGINATOR, S3_TRANSFER, WAITER, checksum_feature
from sotalia.useragent.scope import counting_as, in_use
from tests.conformance.replies import Reply
from tests.conformance.sides import CREDENTIALS, Boto3, Settings, Side, Sotalia, frozen
from tests.servers.raw import RawServer, reply

ACCOUNT = "123456789012"
MRAP = f"arn:aws:s3::{ACCOUNT}:accesspoint/mfzwi23gnjvgw.mrap"
DATUM = {"Namespace": "n", "MetricData": [{"MetricName": "m" * 200, "Value": 1.0}] * 100}
TIMESTREAM = b'{"Endpoints": [{"Address": "cell1.example.com", "CachePeriodInMinutes": 5}], "ScheduledQueries": []}'
EMPTY = Reply(200, {}, b"")
OBJECT = {"Bucket": "bucket", "Key": "key"}


class Case(NamedTuple):
    service: str
    operation: str
    params: dict[str, Any] = {}
    config: dict[str, Any] = {}
    arguments: dict[str, Any] = {}
    environ: dict[str, str] = {}
    replies: Any = EMPTY
    #: Features that must be among those named, so that the comparison is not of two empty lists.
    named: tuple[str, ...] = ()
    #: What waits, pages or transfers.
    using: str = ""


NOT_IN_CODE = {"aws_access_key_id": None, "aws_secret_access_key": None}
FROM_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}


def put(checksum: str, **config: Any) -> Case:
    params = {**OBJECT, "Body": b"x", "ChecksumAlgorithm": checksum.upper()}
    return Case("s3", "PutObject", params, config, named=(f"FLEXIBLE_CHECKSUMS_REQ_{checksum.upper()}",))


CASES = {
    "a plain call": Case("sts", "GetCallerIdentity", named=("RETRY_MODE_STANDARD", "CREDENTIALS_CODE")),
    "adaptive retries": Case("sqs", "ListQueues", config={"retries": {"mode": "adaptive"}}),
    "keys in the environment": Case(
        "sqs", "ListQueues", arguments=NOT_IN_CODE, environ=FROM_ENVIRONMENT, named=("CREDENTIALS_ENV_VARS",)
    ),
    "unsigned": Case("s3", "GetObject", OBJECT, {"signature_version": botocore.UNSIGNED}),
    "unsigned operation": Case("cognito-identity", "GetId", {"IdentityPoolId": "p"}, named=("CREDENTIALS_CODE",)),
    "an endpoint of one's own": Case(
        "sqs", "ListQueues", arguments={"endpoint_url": "https://example.com"}, named=("ENDPOINT_OVERRIDE",)
    ),
    "an endpoint in the environment": Case(
        "sqs", "ListQueues", environ={"AWS_ENDPOINT_URL": "https://example.com"}, named=("ENDPOINT_OVERRIDE",)
    ),
    "a bearer token": Case(
        "bedrock",
        "ListFoundationModels",
        environ={"AWS_BEARER_TOKEN_BEDROCK": "t"},
        named=("BEARER_SERVICE_ENV_VARS",),
    ),
    "a token that is not asked for": Case(
        "bedrock", "ListFoundationModels", {}, {"signature_version": "v4"}, environ={"AWS_BEARER_TOKEN_BEDROCK": "t"}
    ),
    "SigV4a": Case("s3", "GetObject", {"Bucket": MRAP, "Key": "k"}, named=("SIGV4A_SIGNING",)),
    "SigV4a by preference": Case("s3", "ListBuckets", {}, {"auth_scheme_preference": "sigv4a"}),
    "CBOR": Case("eventbridgev2", "ListEventBuses", named=("PROTOCOL_RPC_V2_CBOR", "ACCOUNT_ID_MODE_PREFERRED")),
    "compressed": Case("cloudwatch", "PutMetricData", DATUM, named=("GZIP_REQUEST_COMPRESSION",)),
    "not compressed": Case("cloudwatch", "PutMetricData", DATUM, {"disable_request_compression": True}),
    "too small to compress": Case("cloudwatch", "PutMetricData", {"Namespace": "n", "MetricData": []}),
    "an account": Case(
        "dynamodb",
        "GetItem",
        {"TableName": "t", "Key": {"a": {"S": "b"}}},
        arguments={"aws_account_id": ACCOUNT},
        named=("RESOLVED_ACCOUNT_ID", "ACCOUNT_ID_MODE_PREFERRED"),
    ),
    "an account that is required": Case(
        "dynamodb",
        "ListTables",
        {},
        {"account_id_endpoint_mode": "required"},
        {"aws_account_id": ACCOUNT},
        named=("RESOLVED_ACCOUNT_ID", "ACCOUNT_ID_MODE_REQUIRED"),
    ),
    "no account": Case("dynamodb", "ListTables", named=("ACCOUNT_ID_MODE_PREFERRED",)),
    "no account wanted": Case(
        "dynamodb", "ListTables", {}, {"account_id_endpoint_mode": "disabled"}, named=("ACCOUNT_ID_MODE_DISABLED",)
    ),
    "another account": Case(
        "s3control", "GetAccessPoint", {"AccountId": ACCOUNT, "Name": "name"}, named=("RESOLVED_ACCOUNT_ID",)
    ),
    "the default checksum": Case(
        "s3", "PutObject", {**OBJECT, "Body": b"x"}, named=("FLEXIBLE_CHECKSUMS_REQ_CRC32",)
    ),
    "no checksum": Case(
        "s3", "PutObject", {**OBJECT, "Body": b"x"}, {"request_checksum_calculation": "when_required"}
    ),
    "checksum required": Case("s3", "DeleteObjects", {"Bucket": "b-1", "Delete": {"Objects": [{"Key": "k"}]}}),
    **{f"checksum by {name}": put(name) for name in ("crc32c", "sha1", "sha256")},
    "checksum given": Case(
        "s3", "PutObject", {**OBJECT, "Body": b"x", "ChecksumCRC64NVME": "AAAAAAAAAAA="},
        named=("FLEXIBLE_CHECKSUMS_REQ_CRC64",),
    ),
    "checksums of parts": Case(
        "s3", "CompleteMultipartUpload", {**OBJECT, "UploadId": "u", "ChecksumSHA1": "x"},
        named=("FLEXIBLE_CHECKSUMS_REQ_SHA1",),
    ),
    "checksum announced": Case("s3", "CreateMultipartUpload", {**OBJECT, "ChecksumAlgorithm": "SHA256"}),
    "checksum asked for": Case("s3", "GetObject", OBJECT),
    "a bucket elsewhere": Case(
        "s3", "GetObject", OBJECT,
        replies=[Reply(301, {"x-amz-bucket-region": "eu-west-3"}, b""), EMPTY],
        named=("S3_REGION_REDIRECT",),
    ),
    "a bucket elsewhere that has to be asked for": Case(
        "s3", "ListObjectsV2", {"Bucket": "bucket"},
        replies=[Reply(301, {}, b""), Reply(200, {"x-amz-bucket-region": "eu-west-3"}, b""), Reply(200, {}, b"<a/>")],
        named=("S3_REGION_REDIRECT",),
    ),
    "discovery": Case(
        "timestream-query", "ListScheduledQueries",
        replies=[Reply(200, {}, TIMESTREAM), Reply(200, {}, TIMESTREAM)], using="PAGINATOR", named=("PAGINATOR",),
    ),
    "a page": Case("sqs", "ListQueues", using="PAGINATOR", named=("PAGINATOR",)),
    "a wait": Case("s3", "HeadBucket", {"Bucket": "bucket"}, using="WAITER", named=("WAITER",)),
    "a transfer": Case("s3", "PutObject", {**OBJECT, "Body": b"x"}, using="S3_TRANSFER", named=("S3_TRANSFER",)),
    "text of one's own": Case("sqs", "ListQueues", {}, {"user_agent": "mine/1 m/2", "user_agent_extra": "m/3"}),
    "an app": Case("sqs", "ListQueues", {}, {"user_agent_appid": "app", "user_agent_extra": "more/1"}, using="WAITER"),
}  # fmt: skip


@contextmanager
def marked(feature: str) -> Iterator[None]:
    """What boto3's paginators, waiters and transfers do around their calls."""
    with start_as_current_context():
        register_feature_id(feature)
        yield


def agents(side: Side, case: Case) -> list[str]:
    replies = list(case.replies) if isinstance(case.replies, list) else [case.replies] * 3
    return [request.headers["user-agent"] for request in side.call(case.operation, dict(case.params), replies).sent]


def what_is_said(agent: str) -> tuple[list[str], set[str]]:
    """The header's parts without those that name the library, and the features in it."""
    parts = [part for part in agent.split(" ") if not part.lower().startswith(("boto", "md/boto", "md/aws", "sotalia"))]
    features = next((part for part in parts if part.startswith("m/")), "m/")
    return [part for part in parts if part is not features], set(features[2:].split(","))


@pytest.mark.parametrize("name", CASES)
def test_a_request_names_the_features_that_boto3_names(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    for variable, value in case.environ.items():
        monkeypatch.setenv(variable, value)
    settings = Settings(
        name, {"retries": {}, "user_agent": None, **case.config}, region_name="us-east-1", **case.arguments
    )
    theirs = Boto3(boto3.Session(), case.service, settings)
    if case.config.get("signature_version") is botocore.UNSIGNED:
        settings.config["signature_version"] = sotalia.config.UNSIGNED
    ours = Sotalia(sotalia.Session(), case.service, settings)
    for _ in range(2):  # the first call resolves much that the second one finds resolved
        with frozen():
            if case.using:
                with counting_as(BITS[case.using]):
                    mine = agents(ours, case)
                with marked(case.using):
                    expected = agents(theirs, case)
            else:
                mine, expected = agents(ours, case), agents(theirs, case)
        assert expected
        assert list(map(what_is_said, mine)) == list(map(what_is_said, expected))
    assert {FEATURES[feature] for feature in case.named} <= what_is_said(mine[-1])[1]


@pytest.mark.parametrize(
    ("service", "repeat", "named"),
    [
        ("sqs", lambda client: list(client.get_paginator("list_queues").paginate()), "PAGINATOR"),
        ("s3", lambda client: client.get_waiter("bucket_exists").wait(Bucket="bucket"), "WAITER"),
    ],
)
def test_who_repeats_calls_is_named(service: str, repeat: Any, named: str) -> None:
    settings = Settings(named, {"user_agent": None}, region_name="us-east-1")
    said = []
    for side in (Sotalia(sotalia.Session(), service, settings), Boto3(boto3.Session(), service, settings)):
        repeat(side.client)
        said.append(what_is_said(side.sent[0].headers["user-agent"]))
    assert said[0] == said[1]
    assert FEATURES[named] in said[0][1]


def test_a_mark_is_seen_by_its_own_thread_or_task_only() -> None:
    seen: list[int] = []

    async def look() -> int:
        await asyncio.sleep(0)
        return in_use.get()

    async def both() -> list[int]:
        async def mark() -> int:
            with counting_as(WAITER):
                await asyncio.sleep(0)
                return await look()

        return list(await asyncio.gather(mark(), look()))

    with counting_as(PAGINATOR):
        with counting_as(S3_TRANSFER):
            assert in_use.get() == PAGINATOR | S3_TRANSFER
        thread = threading.Thread(target=lambda: seen.append(in_use.get()))
        thread.start()
        thread.join()
    assert asyncio.run(both()) == [WAITER, 0]
    assert seen == [0]
    assert in_use.get() == 0


def test_a_mark_goes_when_the_call_fails() -> None:
    with pytest.raises(ValueError, match="bad"), counting_as(WAITER):
        raise ValueError("bad")
    assert in_use.get() == 0


def test_an_awaited_call_is_marked_too(raw_server: RawServer) -> None:
    raw_server.answer(reply(200, b"{}", {"content-type": "application/x-amz-json-1.0"}))

    async def call() -> None:
        async with aio.client("sqs", region_name="us-east-1", endpoint_url=raw_server.url, **CREDENTIALS) as client:
            with counting_as(PAGINATOR):
                await client.list_queues()

    asyncio.run(call())
    assert FEATURES["PAGINATOR"] in what_is_said(raw_server.requests[0].headers["user-agent"])[1]


def test_what_a_program_writes_into_the_header_stays() -> None:
    side = Sotalia(sotalia.Session(), "sqs", Settings("own", region_name="us-east-1"))
    events = side.client.meta.events
    events.register("before-call", lambda params, **_: params["headers"].update({"User-Agent": "mine/1"}))
    assert agents(side, Case("sqs", "ListQueues"))[0] == "mine/1"


def test_text_is_put_together_once_for_each_set() -> None:
    side = Sotalia(sotalia.Session(), "s3", Settings("texts", region_name="us-east-1"))
    texts = side.client._core.user_agent.texts
    assert [agents(side, put(name)) for name in ("sha1", "sha256")]
    before = dict(texts)
    assert [agents(side, put(name)) for name in ("sha1", "sha256")]
    assert texts == before


def test_what_aws_has_no_id_for_is_not_named() -> None:
    assert checksum_feature("mode") == checksum_feature("crc16") == 0
