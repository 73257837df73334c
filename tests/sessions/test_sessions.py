"""Sessions: what they know, and the clients they make or refuse to make; beside boto3's."""

from __future__ import annotations

import asyncio
import functools
import pickle

import boto3
import botocore.config
import pytest

import sotalia
from sotalia import aio, exceptions
from sotalia.config import Config

pytestmark = pytest.mark.usefixtures("credentials")

CONFIG = """
[default]
region = eu-west-3
[profile work]
region = us-west-1
output = json
[profile half]
aws_access_key_id = AKIDHALF
"""
CREDENTIALS = """
[other]
aws_access_key_id = AKIDOTHER
aws_secret_access_key = other-secret
[half]
aws_access_key_id = AKIDHALF
"""


@pytest.fixture
def files(home, monkeypatch):
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(CONFIG)
    (home / ".aws" / "credentials").write_text(CREDENTIALS)
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)


def outcome(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except Exception as error:
        return type(error).__name__, str(error)


@functools.cache
def both():
    return boto3.Session(), sotalia.Session()


class TestWhatTheyKnow:
    def test_services_and_partitions(self):
        theirs, ours = both()
        assert ours.get_available_services() == theirs.get_available_services()
        assert ours.get_available_resources() == theirs.get_available_resources()
        assert ours.get_available_partitions() == theirs.get_available_partitions()

    @pytest.mark.parametrize(
        "service", ["s3", "iam", "sts", "ec2", "dynamodbstreams", "cloudfront", "nope", "bedrock", "monitoring"]
    )
    @pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov", "nope"])
    @pytest.mark.parametrize("all_", [False, True])
    def test_regions(self, service, partition, all_):
        theirs, ours = both()
        expected = outcome(theirs.get_available_regions, service, partition, all_)
        found = outcome(ours.get_available_regions, service, partition, all_)
        assert found == expected if isinstance(expected, tuple) else sorted(found) == sorted(expected)

    @pytest.mark.parametrize(
        "region", ["eu-west-1", "cn-north-1", "us-gov-east-1", "eu-nowhere-9", "nope", "aws-global"]
    )
    def test_partitions_of_regions(self, region):
        theirs, ours = both()
        assert outcome(ours.get_partition_for_region, region) == outcome(theirs.get_partition_for_region, region)

    def test_profiles(self, files):
        for arguments in ({}, {"profile_name": "work"}, {"region_name": "sa-east-1"}, {"profile_name": "other"}):
            theirs, ours = boto3.Session(**arguments), sotalia.Session(**arguments)
            assert ours.available_profiles == theirs.available_profiles
            assert ours.profile_name == theirs.profile_name
            assert ours.region_name == theirs.region_name
            assert repr(ours) == repr(theirs)

    def test_a_profile_from_the_environment(self, files, monkeypatch):
        monkeypatch.setenv("AWS_PROFILE", "work")
        assert (sotalia.Session().profile_name, sotalia.Session().region_name) == ("work", "us-west-1")

    def test_an_unknown_profile(self, files):
        assert outcome(sotalia.Session, profile_name="nope") == outcome(boto3.Session, profile_name="nope")

    def test_arguments(self):
        for arguments in (
            {"aws_account_id": "123456789012"},
            {"aws_access_key_id": "a", "aws_account_id": "1"},
        ):
            assert outcome(sotalia.Session, **arguments) == outcome(boto3.Session, **arguments)

    def test_a_session_of_botocore_is_no_use(self):
        with pytest.raises(TypeError, match="botocore_session is not supported"):
            sotalia.Session(botocore_session=object())


class TestCredentials:
    """`get_credentials`, which other libraries sign their own requests with."""

    def found(self, credentials):
        return (
            None
            if credentials is None
            else (credentials.access_key, credentials.secret_key, credentials.token, credentials.method)
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            {},
            {"profile_name": "other"},
            {"aws_access_key_id": "a", "aws_secret_access_key": "b", "aws_session_token": "c"},
        ],
    )
    def test_are_boto3s(self, files, arguments):
        expected = self.found(boto3.Session(**arguments).get_credentials())
        assert self.found(sotalia.Session(**arguments).get_credentials()) == expected
        assert self.found(asyncio.run(aio.Session(**arguments).get_credentials())) == expected

    def test_from_the_environment(self):
        session = sotalia.Session()
        credentials = session.get_credentials()
        assert self.found(credentials) == ("AKIDEXAMPLE", "secret-example", None, "env")
        assert credentials is not None
        assert credentials.get_frozen_credentials().access_key == "AKIDEXAMPLE"
        assert session.get_credentials() is credentials
        assert "secret" not in repr(credentials)


class TestDefaultSession:
    def test_is_made_when_needed(self):
        sotalia.DEFAULT_SESSION = None
        client = sotalia.client("s3")
        assert sotalia.DEFAULT_SESSION is client._session

    def test_is_set_up(self):
        try:
            sotalia.setup_default_session(region_name="eu-north-1")
            assert sotalia.client("sts").meta.region_name == "eu-north-1"
        finally:
            sotalia.DEFAULT_SESSION = None


class TestWrongArguments:
    """A TypeError names the function that was called, not one that nobody knows."""

    @pytest.mark.parametrize(
        ("call", "shown"),
        [
            (lambda library: library.client("s3", nope=1), r"client\(\) got an unexpected keyword argument 'nope'"),
            (lambda library: library.client(), r"client\(\) missing 1 required positional argument: 'service_name'"),
            (lambda library: library.resource("s3", nope=1), r"resource\(\) got an unexpected"),
            (lambda library: library.resource(), r"resource\(\) missing 1 required"),
            (lambda library: library.Session().client("s3", nope=1), r"Session\.client\(\) got an unexpected"),
            (lambda library: library.Session().resource(), r"Session\.resource\(\) missing 1 required"),
            (lambda library: library.Session(nope=1), r"Session\.__init__\(\) got an unexpected"),
            (lambda library: library.Session().get_available_regions(), r"Session\.get_available_regions\(\) missing"),
            (lambda library: library.Session().get_credentials(1), r"Session\.get_credentials\(\) takes 1 positional"),
            (lambda library: library.client("s3").get_paginator(), r"BaseClient\.get_paginator\(\) missing 1 required"),
            (lambda library: library.client("s3").get_waiter(), r"BaseClient\.get_waiter\(\) missing 1 required"),
            (lambda library: library.resource("s3").close(1), r"ServiceResource\.close\(\) takes 1 positional"),
        ],
    )
    @pytest.mark.parametrize("library", [sotalia, aio])
    def test_are_told_of_the_function_that_was_called(self, library, call, shown):
        with pytest.raises(TypeError, match=f"^{shown}"):
            call(library)

    def test_a_wait_by_position_is_refused_by_name(self):
        with pytest.raises(TypeError, match=r"^wait_until_exists\(\) only accepts keyword arguments"):
            sotalia.resource("s3").Bucket("b").wait_until_exists(1)

        async def awaited():
            await aio.resource("s3").Bucket("b").wait_until_exists(1)

        with pytest.raises(TypeError, match=r"^wait_until_exists\(\) only accepts keyword arguments"):
            asyncio.run(awaited())

    def test_a_type_error_from_within_is_left_as_it_is(self, monkeypatch):
        def client(*args, **kwargs):
            raise TypeError("client() was asked for what it cannot do")

        monkeypatch.setattr(sotalia.Session, "client", client)
        with pytest.raises(TypeError, match=r"^client\(\) was asked for what it cannot do$") as raised:
            sotalia.client("s3")
        assert raised.traceback[-1].name == "client"


class TestClients:
    @pytest.mark.parametrize("name", ["s4", "dynamo", "lamda", "nope", "", "S3", "ec", "sqss", "cloud watch"])
    def test_unknown_services_name_the_near_ones(self, name):
        with pytest.raises(exceptions.UnknownServiceError) as raised:
            sotalia.client(name)
        kind, text = outcome(boto3.client, name)
        assert type(raised.value).__name__ == kind
        start, names = text.split(" Valid", 1)
        assert str(raised.value).startswith(start)
        assert str(raised.value).endswith(f" Valid{names}")
        assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)

    @pytest.mark.parametrize(
        ("name", "near"),
        [("s4", "s3"), ("dynamo", "dynamodb"), ("lamda", "lambda"), ("S3", "s3"), ("sqss", "sqs"), ("EC2", "ec2")],
    )
    def test_the_near_name_is_asked_about(self, name, near):
        with pytest.raises(
            exceptions.UnknownServiceError, match=f"^Unknown service: '{name}'. Did you mean .*'{near}'"
        ):
            sotalia.client(name)

    def test_the_near_resource_is_asked_about(self):
        with pytest.raises(exceptions.ResourceNotExistsError, match=r"does not exist. Did you mean 's3'\?\n") as raised:
            sotalia.resource("s4")
        assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
        with pytest.raises(AttributeError, match="'Session' object has no attribute 'clent'. Did you mean 'client'?"):
            _ = sotalia.Session().clent  # type: ignore[attr-defined] # what is tested

    @pytest.mark.parametrize(
        ("service", "arguments"),
        [
            ("ec2", {"region_name": "not a region"}),
            ("ec2", {"region_name": "-bad"}),
            ("ec2", {"region_name": "a.b"}),
            ("ec2", {"region_name": ""}),
            ("s3", {"api_version": "1999-01-01"}),
            ("ec2", {"endpoint_url": "no url"}),
            ("ec2", {"endpoint_url": "http://"}),
            ("ec2", {"endpoint_url": ""}),
            ("ec2", {"endpoint_url": "http://bad_host-.com"}),
            ("ec2", {"aws_access_key_id": "a"}),
            ("ec2", {"aws_secret_access_key": "b"}),
            ("ec2", {"aws_session_token": "c"}),
            ("ec2", {"verify": " "}),
        ],
    )
    def test_bad_arguments_are_refused_as_boto3_refuses_them(self, service, arguments):
        expected = outcome(lambda: boto3.client(service, **arguments).meta.endpoint_url)
        assert outcome(lambda: sotalia.client(service, **arguments).meta.endpoint_url) == expected
        assert outcome(lambda: aio.client(service, **arguments).meta.endpoint_url) == expected

    def test_no_region(self, monkeypatch):
        monkeypatch.delenv("AWS_DEFAULT_REGION")
        for service in ("ec2", "s3", "iam", "sts"):
            expected = outcome(lambda s=service: boto3.client(s).meta.region_name)
            assert outcome(lambda s=service: sotalia.client(s).meta.region_name) == expected

    def test_half_a_key_pair_in_a_profile(self, files):
        expected = outcome(lambda: boto3.Session(profile_name="half").client("sts").get_caller_identity())
        client = sotalia.Session(profile_name="half").client("sts")
        assert outcome(client.get_caller_identity) == expected

    def test_no_credentials(self, monkeypatch):
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        expected = outcome(boto3.client("sts").get_caller_identity)
        assert outcome(sotalia.client("sts").get_caller_identity) == expected
        assert expected[0] == "NoCredentialsError"

    def test_a_config_that_is_none(self):
        for bad in ({"region_name": "x"}, 3):
            with pytest.raises((TypeError, AttributeError, exceptions.BotoCoreError)):
                sotalia.client("s3", config=bad)

    @pytest.mark.parametrize(
        "options",
        [{"nope": 1}, {"s3": {"addressing_style": "x"}}, {"retries": {"max_attempts": -1}}, {"retries": {"mode": "x"}}],
    )
    def test_bad_configs(self, options):
        expected = outcome(lambda: boto3.client("s3", config=botocore.config.Config(**options)) and None)
        assert outcome(lambda: sotalia.client("s3", config=Config(**options)) and None) == expected

    @pytest.mark.parametrize("seconds", ["x", -1, 0, True, float("nan")])
    @pytest.mark.parametrize("name", ["connect_timeout", "read_timeout"])
    def test_timeouts_that_are_none(self, name, seconds):
        with pytest.raises(ValueError, match="[Tt]imeout"):
            boto3.client("sts", config=botocore.config.Config(**{name: seconds if seconds == seconds else 0}))
        with pytest.raises(ValueError, match=f"{name} is .* greater than 0"):
            sotalia.client("sts", config=Config(**{name: seconds}))

    def test_a_default_config_is_merged_under_the_clients(self):
        session = sotalia.Session()
        session.default_config = Config(read_timeout=3, connect_timeout=4)
        resolved = session.client("sts", config=Config(read_timeout=5)).meta.config
        assert (resolved.read_timeout, resolved.connect_timeout) == (5, 4)

    def test_endpoints_from_the_environment(self, monkeypatch):
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://all.example.com")
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://ddb.example.com")
        for library in (boto3, sotalia):
            assert library.client("sts").meta.endpoint_url == "http://all.example.com"
            assert library.client("dynamodb").meta.endpoint_url == "http://ddb.example.com"
        monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
        assert sotalia.client("sts").meta.endpoint_url == boto3.client("sts").meta.endpoint_url
