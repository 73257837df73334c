"""What handlers are told, in which order and in which words, beside boto3: see `recorder`."""

from __future__ import annotations

from typing import Any

import boto3
import botocore.auth
import botocore.config
import pytest

import sotalia
from tests.events.recorder import Recorder, answer_with

EMPTY: Any = {}
QUEUE = "https://sqs.us-east-1.amazonaws.com/1/q"
SENT = b'{"MD5OfMessageBody": "6f8f57715090da2632453988d9a1501b"}'
SIGNERS = {
    "v4": botocore.auth.SigV4Auth,
    "v4-query": botocore.auth.SigV4QueryAuth,
    "s3v4": botocore.auth.S3SigV4Auth,
    "s3v4-query": botocore.auth.S3SigV4QueryAuth,
}


class Case:
    """One call, and the replies that it gets."""

    def __init__(
        self, service: str, method: str, params: Any = EMPTY, *replies: bytes, status: int = 200, **config: Any
    ) -> None:
        self.service, self.method, self.params, self.config = service, method, params, config
        self.replies, self.status = replies or (b"{}",), status

    def __str__(self) -> str:
        return f"{self.service}.{self.method}"

    def log(self, library: Any, config_class: Any) -> list[Any]:
        client = library.client(self.service, config=config_class(region_name="us-east-1", **self.config))
        answer_with(client, *self.replies, status=self.status, headers={"X-Thing": "1", "Content-Type": "text/plain"})
        recorder = Recorder(client, client.meta.method_to_api_mapping[self.method])
        try:
            getattr(client, self.method)(**self.params)
        except Exception as error:
            recorder.log.append((type(error).__name__, "", None))
        return recorder.log


CASES = [
    Case("dynamodb", "list_tables"),
    Case("dynamodb", "put_item", {"TableName": "t", "Item": {"a": {"S": "b"}}}),
    Case("kinesis", "put_record", {"StreamName": "s", "Data": b"x", "PartitionKey": "p"}),
    Case("sqs", "send_message", {"QueueUrl": QUEUE, "MessageBody": "m"}, SENT),
    Case("ec2", "describe_regions", {"RegionNames": ["a", "b c"]}, b"<R/>"),
    Case("sts", "get_caller_identity", {}, b"<R><GetCallerIdentityResult/></R>"),
    Case("iam", "list_users", {}, b"<R><ListUsersResult/></R>"),
    Case("lambda", "list_functions", {"MaxItems": 3}),
    Case("lambda", "invoke", {"FunctionName": "f", "Payload": b"{}", "LogType": "Tail"}, b""),
    Case("apigateway", "get_rest_apis"),
    Case("route53", "list_hosted_zones", {}, b"<R><HostedZones/></R>"),
    Case("cloudwatch", "list_metrics"),
    Case("logs", "describe_log_groups"),
    Case("cognito-idp", "initiate_auth", {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "c"}),
    Case("s3", "list_buckets", {}, b"<R/>"),
    Case("s3", "put_object", {"Bucket": "b-b", "Key": "k é", "Body": b"x", "Metadata": {"Ab": "c"}, "ACL": "a"}, b""),
    Case("s3", "get_object", {"Bucket": "b-b", "Key": "k", "Range": "bytes=0-1"}, b""),
    Case("s3", "list_objects_v2", {"Bucket": "b-b", "Prefix": "a/b"}, b"<R/>"),
    Case("s3", "delete_objects", {"Bucket": "b-b", "Delete": {"Objects": [{"Key": "k"}]}}, b"<R/>"),
    Case("s3", "copy_object", {"Bucket": "b-b", "Key": "k", "CopySource": "x/y"}, b"<R/>"),
    Case("s3", "upload_part", {"Bucket": "b-b", "Key": "k", "UploadId": "u", "PartNumber": 1, "Body": b"x"}, b""),
    Case("s3", "get_object", {"Bucket": "b-b", "Key": "k"}, b"", signature_version="s3"),
    Case("s3", "get_object", {"Bucket": "b-b", "Key": "k"}, b"", signature_version="s3v4"),
    Case("s3", "list_objects_v2", {"Bucket": "b-b"}, b"<Error><Code>NoSuchBucket</Code></Error>", status=404),
    Case("s3control", "list_jobs", {"AccountId": "123456789012"}, b"<R/>"),
    Case("sts", "get_caller_identity", {}, b"<E/>", status=500, retries={"mode": "standard", "total_max_attempts": 2}),
    Case("dynamodb", "list_tables", {}, b"{}", status=500, retries={"mode": "adaptive", "total_max_attempts": 2}),
    Case("glacier", "list_vaults"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def signers_in_python(credentials, monkeypatch):
    """Have boto3 sign in Python: those of awscrt, where that is installed, add a header of their own."""
    for name, signer in SIGNERS.items():
        monkeypatch.setitem(botocore.auth.AUTH_TYPE_MAPS, name, signer)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_handlers_are_told_the_same(case, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    theirs = case.log(boto3, botocore.config.Config)
    ours = case.log(sotalia, sotalia.config.Config)
    assert [line[:2] for line in ours] == [line[:2] for line in theirs]
    for line, expected in zip(ours, theirs, strict=True):
        assert line == expected
