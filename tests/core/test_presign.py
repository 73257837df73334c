"""Presigned URLs: the same text as boto3's at the same instant, for S3's two ways and for other services."""

from __future__ import annotations

import datetime
import itertools
import time
from decimal import Decimal
from typing import Any

import boto3
import botocore.auth
import botocore.config
import botocore.exceptions
import pytest

import sotalia
from sotalia import exceptions
from sotalia.config import Config

from .scripted import KEYS, KINDS, NOW, Recorded, with_machinery

TEMPORARY = {**KEYS, "aws_session_token": "token/+="}


#: boto3's signers in Python, in the place of those of awscrt, which have a clock of their own.
SIGNERS = {
    "v4": botocore.auth.SigV4Auth,
    "v4-query": botocore.auth.SigV4QueryAuth,
    "s3v4": botocore.auth.S3SigV4Auth,
    "s3v4-query": botocore.auth.S3SigV4QueryAuth,
}


@pytest.fixture(autouse=True)
def frozen(monkeypatch):
    moment = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    for name, signer in SIGNERS.items():
        monkeypatch.setitem(botocore.auth.AUTH_TYPE_MAPS, name, signer)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: moment.replace(tzinfo=None))
    monkeypatch.setattr(time, "time", lambda: NOW)


_pairs: dict[Any, tuple[Any, Any]] = {}


def pair(service: str, region: str, config: dict[str, Any] | None = None, **arguments: Any) -> tuple[Any, Any]:
    """boto3's client and ours, made alike."""
    key = (service, region, repr(config), repr(arguments))
    if key not in _pairs:
        given = {"region_name": region, **KEYS, **arguments}
        _pairs[key] = (
            boto3.client(service, config=botocore.config.Config(**(config or {})), **given),
            sotalia.client(service, config=Config(**(config or {})), **given),
        )
    return _pairs[key]


def outcome(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except Exception as error:
        return type(error).__name__, str(error)


CONFIGS: list[dict[str, Any]] = [
    {},
    {"signature_version": "s3v4"},
    {"signature_version": "s3"},
    {"signature_version": "v4"},
    {"s3": {"addressing_style": "path"}},
    {"s3": {"addressing_style": "virtual"}},
    {"s3": {"use_dualstack_endpoint": True}},
    {"s3": {"us_east_1_regional_endpoint": "regional"}},
    {"signature_version": "s3v4", "s3": {"use_accelerate_endpoint": True}},
]
REGIONS = ["us-east-1", "eu-west-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "aws-global", "xx-nowhere-1"]
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("get_object", {"Bucket": "my-bucket", "Key": "a/../b c+ü"}),
    ("get_object", {"Bucket": "dotted.name", "Key": "k", "VersionId": "v/1", "ResponseContentType": "a b"}),
    ("get_object", {"Bucket": "my-bucket", "Key": "k", "Range": "bytes=0-9", "IfMatch": '"etag"'}),
    ("put_object", {"Bucket": "my-bucket", "Key": "k"}),
    ("put_object", {"Bucket": "my-bucket", "Key": "k", "ContentType": "text/plain", "Metadata": {"a": "b"}}),
    ("put_object", {"Bucket": "my-bucket", "Key": "k", "ServerSideEncryption": "AES256", "ACL": "private"}),
    ("put_object", {"Bucket": "my-bucket", "Key": "k", "ChecksumAlgorithm": "SHA256"}),
    ("upload_part", {"Bucket": "my-bucket", "Key": "k", "UploadId": "u", "PartNumber": 3}),
    ("list_objects_v2", {"Bucket": "my-bucket", "Prefix": "p/"}),
    ("list_buckets", {}),
    ("get_bucket_location", {"Bucket": "my-bucket"}),
    ("head_object", {"Bucket": "my-bucket", "Key": "k"}),
    ("delete_object", {"Bucket": "My_Old.Bucket", "Key": "k"}),
    ("create_multipart_upload", {"Bucket": "my-bucket", "Key": "k"}),
    ("get_object", {"Bucket": "arn:aws:s3:eu-west-1:123456789012:accesspoint/ap", "Key": "k"}),
    ("get_object", {"Bucket": "my-bucket"}),
    ("get_object", {"Bucket": "no such", "Key": "k"}),
    ("select_object_content", {"Bucket": "my-bucket", "Key": "k"}),
    ("nope", {}),
]


@pytest.mark.parametrize(
    ("number", "region"),
    [(number, region) for number in (0, 1) for region in REGIONS]
    + [(number, region) for number in range(2, len(CONFIGS)) for region in ("us-east-1", "cn-north-1")],
)
def test_s3_urls_are_boto3s(number, region):
    made = outcome(pair, "s3", region, CONFIGS[number])
    if isinstance(made[0], str):
        pytest.skip(f"boto3 makes no such client: {made}")
    theirs, ours = made
    for (method, params), expires in itertools.product(CALLS, (3600,) if number else (3600, 60)):
        expected = outcome(theirs.generate_presigned_url, method, dict(params), expires)
        found = outcome(ours.generate_presigned_url, method, dict(params), expires)
        if expected[0] == "EndpointResolutionError" and found[0] == "ParamValidationError":
            continue  # the rules refuse what validation explains better
        assert found == expected, (method, params)


@pytest.mark.parametrize("keys", [KEYS, TEMPORARY], ids=["key", "session"])
@pytest.mark.parametrize("config", [{}, {"signature_version": "s3v4"}])
def test_session_tokens_and_other_methods(keys, config):
    theirs, ours = pair("s3", "us-east-1", config, **keys)
    for http_method in (None, "PUT", "HEAD"):
        params = {"Bucket": "my-bucket", "Key": "k"}
        expected = theirs.generate_presigned_url("get_object", params, 60, http_method)
        assert ours.generate_presigned_url("get_object", params, 60, http_method) == expected


@pytest.mark.parametrize("config", [{}, {"signature_version": "s3v4"}])
def test_own_endpoints(config):
    theirs, ours = pair("s3", "us-east-1", config, endpoint_url="http://localhost:9000/base")
    for method, params in CALLS[:12]:
        assert outcome(ours.generate_presigned_url, method, dict(params)) == outcome(
            theirs.generate_presigned_url, method, dict(params)
        )


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("sts", "get_caller_identity", {}),
        ("sts", "assume_role", {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "name"}),
        ("sts", "assume_role_with_saml", {"RoleArn": "a" * 20, "PrincipalArn": "b" * 20, "SAMLAssertion": "cccc"}),
        ("polly", "synthesize_speech", {"OutputFormat": "mp3", "Text": "ü & b", "VoiceId": "Joanna"}),
        ("dynamodb", "get_item", {"TableName": "t", "Key": {"id": {"S": "x"}}}),
        ("sqs", "send_message", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": "m"}),
        ("ec2", "describe_instances", {"Filters": [{"Name": "n", "Values": ["a b"]}]}),
        ("ec2", "run_instances", {"MinCount": 1, "MaxCount": 1, "ClientToken": "t"}),
        ("rds", "describe_db_instances", {}),
        ("lambda", "invoke", {"FunctionName": "f", "Payload": b"{}"}),
        ("cloudwatch", "get_metric_widget_image", {"MetricWidget": "{}"}),
        ("iot-data", "publish", {"topic": "a/b"}),
        ("glacier", "list_vaults", {}),
        ("apigateway", "get_rest_apis", {}),
        ("cognito-identity", "get_id", {"IdentityPoolId": "us-east-1:x"}),
        ("s3control", "list_jobs", {"AccountId": "123456789012"}),
        ("cloudsearchdomain", "search", {"query": "q"}),
        ("route53", "list_hosted_zones", {}),
    ],
)
@pytest.mark.parametrize("keys", [KEYS, TEMPORARY], ids=["key", "session"])
def test_urls_of_other_services_are_boto3s(service, method, params, keys):
    more: dict[str, Any] = {"endpoint_url": "https://search.example.com"} if service == "cloudsearchdomain" else {}
    theirs, ours = pair(service, "us-east-1", **keys, **more)
    expected = outcome(theirs.generate_presigned_url, method, dict(params), 90)
    assert outcome(ours.generate_presigned_url, method, dict(params), 90) == expected


def test_without_credentials():
    client = sotalia.client("s3", region_name="us-east-1")
    with pytest.raises(exceptions.NoCredentialsError):
        client.generate_presigned_url("get_object", {"Bucket": "my-bucket", "Key": "k"})


def test_unsigned():
    from botocore import UNSIGNED as THEIRS

    from sotalia.config import UNSIGNED

    theirs = boto3.client("s3", region_name="us-east-1", config=botocore.config.Config(signature_version=THEIRS))
    ours = sotalia.client("s3", region_name="us-east-1", config=Config(signature_version=UNSIGNED))
    params = {"Bucket": "my-bucket", "Key": "k"}
    assert ours.generate_presigned_url("get_object", params) == theirs.generate_presigned_url("get_object", params)


def test_nothing_is_sent(raw_server):
    client = sotalia.client("s3", region_name="us-east-1", endpoint_url=raw_server.url, **KEYS)
    assert client.generate_presigned_url("get_object", {"Bucket": "my-bucket", "Key": "k"}).startswith(raw_server.url)
    assert raw_server.connections == 0


def test_the_parameters_given_are_left_alone():
    _, ours = pair("s3", "us-east-1")
    params = {"Bucket": "my-bucket", "Key": "k", "SSECustomerKey": "0" * 32, "SSECustomerAlgorithm": "AES256"}
    before = dict(params)
    ours.generate_presigned_url("get_object", params)
    assert params == before


@pytest.mark.parametrize("version", ["s3v4", "s3", "v4", "s3v4a"])
@pytest.mark.parametrize("kind", KINDS)
class TestValidity:
    """How long what is signed in advance is good for."""

    URL: dict[str, Any] = {"Params": {"Bucket": "bucket", "Key": "k"}}

    def made(self, kind: str, version: str, expires_in: Any) -> tuple[str, dict[str, Any]]:
        """A URL and a form, the signature of the URL left out: SigV4a's are never alike."""
        client = Recorded(kind, "s3", config=Config(signature_version=version))
        url = client.call("generate_presigned_url", "get_object", ExpiresIn=expires_in, **self.URL)
        form = {} if version == "s3v4a" else client.call("generate_presigned_post", "bucket", "k", ExpiresIn=expires_in)
        return url.partition("X-Amz-Signature")[0], form

    def test_none_is_boto3s_default(self, kind: str, version: str) -> None:
        assert self.made(kind, version, None) == self.made(kind, version, 3600)
        if version != "s3v4a":
            theirs, ours = pair("s3", "us-east-1", {"signature_version": version})
            given = {"ClientMethod": "get_object", "ExpiresIn": None, **self.URL}
            with_machinery(ours, now=lambda: NOW)
            assert ours.generate_presigned_url(**given) == theirs.generate_presigned_url(**given)

    @pytest.mark.parametrize("seconds", ["60", 60.0, 60.9, Decimal(60), "60 "])
    def test_whole_seconds_are_written(self, kind: str, version: str, seconds: Any) -> None:
        assert self.made(kind, version, seconds) == self.made(kind, version, 60)

    @pytest.mark.parametrize("seconds", ["", "x", [], {}, object(), float("nan"), float("inf"), "None"])
    def test_what_is_no_number_is_refused(self, kind: str, version: str, seconds: Any) -> None:
        client = Recorded(kind, "s3", config=Config(signature_version=version))
        for method, params in (
            ("generate_presigned_url", {"ClientMethod": "get_object", **self.URL}),
            ("generate_presigned_post", {"Bucket": "bucket", "Key": "k"}),
        ):
            if (method, version) != ("generate_presigned_post", "s3v4a"):
                with pytest.raises(exceptions.ParamValidationError, match="Invalid type for parameter ExpiresIn"):
                    client.call(method, ExpiresIn=seconds, **params)


@pytest.mark.parametrize("kind", KINDS)
def test_a_databases_password_is_good_for_an_hour_if_none_is_said(kind: str) -> None:
    client = Recorded(kind, "dsql")
    theirs = boto3.client("dsql", region_name="us-east-1", **KEYS)
    for method in ("generate_db_connect_auth_token", "generate_db_connect_admin_auth_token"):
        assert client.call(method, "c.example", ExpiresIn=None) == getattr(theirs, method)("c.example", ExpiresIn=None)
        with pytest.raises(exceptions.ParamValidationError, match="Invalid type for parameter ExpiresIn"):
            client.call(method, "c.example", ExpiresIn="soon")
