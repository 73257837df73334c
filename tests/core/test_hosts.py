"""What reaches a host: whatever parameters, ARNs, accounts, regions and replies say, no other one than AWS's own."""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.config
import botocore.exceptions
import pytest

import sotalia
from sotalia import exceptions
from sotalia.config import Config
from tests.core.scripted import KEYS, KINDS, Recorded, reply

#: What leads elsewhere when it is written in front of, or into, a host name, and what makes no host name.
LEADS_AWAY = (
    "evil.example/",
    "a#",
    "1@evil.example",
    "evil.example?",
    "evil.example:80",
    "evil.example\\",
    "//evil.example/",
    "[::1]",
    "a b",
    "a\n",
    "a\r\nhost: evil.example",
    "a%2f",
    "\u00e9",
)
NO_LABELS = ("-", "-a", "a-", "..", ".a", "a..b", "a" * 64)
KVS = "arn:aws:cloudfront::{}:key-value-store/x"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("account", [text for text in (*LEADS_AWAY, *NO_LABELS) if ":" not in text])
def test_an_account_in_an_arn_leads_nowhere_else(kind: str, account: str) -> None:
    client = Recorded(kind, "cloudfront-keyvaluestore", reply(200, b"{}"))
    with pytest.raises(exceptions.EndpointResolutionError, match="host name"):
        client.call("list_keys", KvsARN=KVS.format(account))
    assert not client.requests


def test_the_error_names_what_cannot_be_in_a_host_name() -> None:
    client = Recorded("blocking", "cloudfront-keyvaluestore", reply(200, b"{}"))
    with pytest.raises(exceptions.EndpointResolutionError) as caught:
        client.call("list_keys", KvsARN=KVS.format("evil.example/"))
    assert str(caught.value) == (
        "'evil.example/' (parsedArn#accountId in the endpoint rules) cannot be a part of a host name: "
        "there are letters, digits, '-' and '.' in those only."
    )
    with pytest.raises(
        exceptions.EndpointResolutionError, match=r"https://-a\.cloudfront-kvs\.global\.api\.aws, which"
    ):
        client.call("list_keys", KvsARN=KVS.format("-a"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("account", ["123456789012", "a.b"])
def test_an_account_that_can_be_there_is_there(kind: str, account: str) -> None:
    client = Recorded(kind, "cloudfront-keyvaluestore", reply(200, b"{}"))
    client.call("list_keys", KvsARN=KVS.format(account))
    assert urlsplit(client.requests[0].url).netloc == f"{account}.cloudfront-kvs.global.api.aws"


@pytest.mark.parametrize(
    "endpoint", ["https://kvs.example:8443/base", "https://me:secret@kvs.example", "http://kvs.example"]
)
def test_a_configured_endpoint_keeps_its_authority(endpoint: str) -> None:
    client = Recorded("blocking", "s3", reply(), endpoint_url=endpoint)
    client.call("get_object", Bucket="bucket", Key="k")
    assert client.requests[0].url == f"{endpoint}/bucket/k"


#: Calls in which a value stands in the host, or before it.
PLACES: list[tuple[str, str, dict[str, Any]]] = [
    ("s3control", "list_jobs", {"AccountId": "{}"}),
    ("s3control", "get_access_point", {"AccountId": "{}", "Name": "n"}),
    ("s3", "write_get_object_response", {"RequestRoute": "{}", "RequestToken": "t"}),
    ("s3", "get_object", {"Bucket": "arn:aws:s3:us-east-1:123456789012:accesspoint/{}", "Key": "k"}),
    ("s3", "get_object", {"Bucket": "arn:aws:s3:us-east-1:{}:accesspoint/ap", "Key": "k"}),
    ("s3", "get_object", {"Bucket": "arn:aws:s3:{}:123456789012:accesspoint/ap", "Key": "k"}),
    ("s3", "get_object", {"Bucket": "{}--use1-az1--x-s3", "Key": "k"}),
    ("s3", "get_object", {"Bucket": "b--{}--x-s3", "Key": "k"}),
    ("neptune-graph", "execute_query", {"graphIdentifier": "{}", "queryString": "q", "language": "OPEN_CYPHER"}),
    ("kinesis", "describe_stream", {"StreamARN": "arn:aws:kinesis:us-east-1:{}:stream/s"}),
    ("kinesis", "describe_stream", {"StreamARN": "arn:{}:kinesis:us-east-1:123456789012:stream/s"}),
    ("dynamodb", "describe_table", {"TableName": "arn:aws:dynamodb:us-east-1:{}:table/t"}),
    ("dynamodb", "describe_table", {"TableName": "arn:aws:dynamodb:{}:123456789012:table/t"}),
    ("events", "put_events", {"EndpointId": "{}", "Entries": [{"Source": "s"}]}),
    ("cloudfront-keyvaluestore", "list_keys", {"KvsARN": KVS}),
    ("sqs", "send_message", {"QueueUrl": "https://{}/q", "MessageBody": "m"}),
]
AWS = ("amazonaws.com", "api.aws", "on.aws")


#: Directory buckets ask for a session first.
SESSION = (
    b"<R><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
    b"<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></R>"
)


def filled(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {name: filled(item, text) for name, item in value.items()}
    return value.replace("{}", text) if isinstance(value, str) else value


@pytest.mark.parametrize(("service", "method", "params"), PLACES, ids=str)
def test_no_parameter_leads_out_of_aws(service: str, method: str, params: dict[str, Any]) -> None:
    body = SESSION if service.startswith("s3") else b"{}"
    client = Recorded("blocking", service, *[reply(200, body)] * 100)
    for text in (*LEADS_AWAY, *NO_LABELS):
        sent = len(client.requests)
        try:
            client.call(method, **filled(params, text))
        except exceptions.BotoCoreError:
            assert len(client.requests) == sent
        else:
            host = urlsplit(client.requests[-1].url).netloc
            assert host.endswith(AWS), text
            assert all(0 < len(label) < 64 for label in host.split(".")), text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("account", [*LEADS_AWAY, *NO_LABELS])
def test_the_credentials_account_leads_nowhere_else(kind: str, account: str) -> None:
    client = Recorded(kind, "dynamodb", reply(200, b"{}"), aws_account_id=account)
    try:
        client.call("list_tables")
    except exceptions.EndpointResolutionError:
        assert not client.requests
    else:
        assert urlsplit(client.requests[0].url).netloc == "dynamodb.us-east-1.amazonaws.com"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["AWS::Region", "SDK::Endpoint"])
def test_handlers_cannot_make_a_host_that_is_none(kind: str, name: str) -> None:
    client = Recorded(kind, "sts", reply(200, b"<R><GetCallerIdentityResult/></R>"))
    value = "evil.example/" if name == "AWS::Region" else "https://no host/"
    client.client.meta.events.register(
        "before-endpoint-resolution.sts", lambda builtins, **_: builtins.update({name: value})
    )
    with pytest.raises(exceptions.EndpointResolutionError):
        client.call("get_caller_identity")
    assert not client.requests


def test_a_host_that_grows_too_long_is_none() -> None:
    route = ".".join(["a" * 60] * 4)
    client = Recorded("blocking", "s3", reply())
    with pytest.raises(exceptions.EndpointResolutionError, match="makes no host name"):
        client.call("write_get_object_response", RequestRoute=route, RequestToken="t")
    assert not client.requests


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("label", ["a\n", "a b", "a/", "a@b"])
def test_a_label_before_the_host_is_judged_to_its_end(kind: str, label: str) -> None:
    client = Recorded(kind, "s3", reply())
    with pytest.raises(exceptions.ParamValidationError, match="alphanumeric characters, hyphen, or period"):
        client.call("write_get_object_response", RequestRoute=label, RequestToken="t")
    assert not client.requests


def test_a_host_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import sotalia.endpoint.rules as rules
    import sotalia.endpoint.urls as urls

    looked: list[str] = []
    real = urls.is_endpoint_url
    for module in (rules, urls):
        monkeypatch.setattr(module, "is_endpoint_url", lambda url: looked.append(url) or real(url))
    client = Recorded("blocking", "s3", *[reply()] * 8)
    client.call("write_get_object_response", RequestRoute="looked-at-once", RequestToken="t")
    before = len(looked)
    for _ in range(3):
        client.call("write_get_object_response", RequestRoute="looked-at-once", RequestToken="t")
    assert before
    assert len(looked) == before


class TestRegions:
    """Regions that clients are not made with."""

    #: What a redirecting reply may claim; boto3 gives InvalidRegionError for all of them.
    CLAIMED = ("evil.example/", "x@evil.example", "eu-west-1.evil.example", "a b", "\u00ff", "a" * 300, "127.0.0.1")

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("region", CLAIMED)
    @pytest.mark.parametrize("place", ["header", "body"])
    def test_a_redirect_to_no_region_is_refused(self, kind: str, region: str, place: str) -> None:
        said = f"<Region>{region}</Region>" if place == "body" else ""
        body = f"<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message>{said}</Error>".encode()
        headers = {"x_amz_bucket_region": region} if place == "header" else {}
        answer = reply(301 if place == "header" else 400, body, **headers)
        client = Recorded(kind, "s3", answer)
        with pytest.raises(exceptions.InvalidRegionError):
            client.call("get_object", Bucket="buck", Key="k")
        assert len(client.requests) == 1

    def test_a_redirect_whose_region_is_no_text_is_refused(self) -> None:
        body = b"<Error><Code>AuthorizationHeaderMalformed</Code><Region><A>b</A></Region></Error>"
        client = Recorded("blocking", "s3", reply(400, body))
        with pytest.raises(exceptions.InvalidRegionError):
            client.call("get_object", Bucket="buck", Key="k")
        assert len(client.requests) == 1

    def test_what_the_bucket_itself_says_is_judged_too(self) -> None:
        client = Recorded(
            "blocking", "s3", reply(301, b"<Error/>"), reply(403, b"", x_amz_bucket_region="evil.example/")
        )
        with pytest.raises(exceptions.InvalidRegionError):
            client.call("get_object", Bucket="buck", Key="k")
        assert [request.method for request in client.requests] == ["GET", "HEAD"]

    def test_the_region_of_a_config_counts_where_it_is_used(self) -> None:
        odd = {"region_name": "us-east-1", **KEYS}
        with pytest.raises(exceptions.InvalidRegionError):
            sotalia.client("s3", config=Config(region_name="evil.example/"), **odd)
        # As in boto3, where an argument outranks it.
        theirs = boto3.client("sqs", config=botocore.config.Config(region_name="evil.example/"), **odd)
        ours = sotalia.client("sqs", config=Config(region_name="evil.example/"), **odd)
        assert ours.meta.endpoint_url == theirs.meta.endpoint_url

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("region", ["evil.example/", "x@evil.example", "a b", "us-west-2.evil.example", ""])
    @pytest.mark.parametrize(
        ("service", "method", "params"),
        [
            ("ec2", "copy_snapshot", {"SourceSnapshotId": "s"}),
            ("rds", "copy_db_snapshot", {"SourceDBSnapshotIdentifier": "s", "TargetDBSnapshotIdentifier": "t"}),
        ],
    )
    def test_no_url_is_signed_for_a_source_that_is_no_region(
        self, kind: str, region: str, service: str, method: str, params: dict[str, Any]
    ) -> None:
        client = Recorded(kind, service, reply(200, b"<R/>"))
        with pytest.raises(exceptions.InvalidRegionError):
            client.call(method, SourceRegion=region, **params)
        assert not client.requests


@pytest.mark.parametrize("kind", KINDS)
class TestDiscovery:
    """Endpoints that a service hands out."""

    ODD = (
        *("evil.example/x", "a@evil.example", "evil.example?", "evil.example#", "https://evil.example/x", "a b", ""),
        *("ftp://evil.example", "-a", "https://", "a:b", "a.example:99999", "https://u:p@evil.example", 5, None),
    )

    @staticmethod
    def listed(*addresses: Any) -> Any:
        items = [{"Address": address, "CachePeriodInMinutes": 5} for address in addresses]
        return reply(200, json.dumps({"Endpoints": items}).encode())

    @pytest.mark.parametrize("address", ODD)
    def test_where_one_is_required_no_other_host_is_asked(self, kind: str, address: Any) -> None:
        client = Recorded(kind, "timestream-write", self.listed(address))
        with pytest.raises(exceptions.EndpointDiscoveryRefreshFailed):
            client.call("list_databases")
        assert [urlsplit(request.url).netloc for request in client.requests] == [
            "ingest.timestream.us-east-1.amazonaws.com"
        ]

    @pytest.mark.parametrize("address", ODD)
    def test_where_it_is_optional_the_usual_one_is_asked(self, kind: str, address: Any) -> None:
        config = Config(endpoint_discovery_enabled=True)
        client = Recorded(kind, "dynamodb", self.listed(address), reply(200, b'{"TableNames": []}'), config=config)
        client.call("list_tables")
        assert {request.url for request in client.requests} == {"https://dynamodb.us-east-1.amazonaws.com/"}

    @pytest.mark.parametrize("address", ["a.example", "a.example:8443", "http://127.0.0.1:5000", "https://a.example/"])
    def test_what_is_a_host_is_taken(self, kind: str, address: str) -> None:
        found = self.listed("no host", address)
        client = Recorded(kind, "timestream-write", found, reply(200, b'{"Databases": []}'))
        client.call("list_databases")
        expected = address if "://" in address else f"https://{address}"
        assert client.requests[1].url == f"{expected.removesuffix('/')}/"


@pytest.mark.parametrize("kind", KINDS)
class TestNamedHosts:
    """Hosts that the caller names."""

    PREDICT = {"MLModelId": "m", "Record": {"a": "b"}}

    @pytest.mark.parametrize("endpoint", ["a@evil.example", "evil example", "ftp://evil.example", "a#b", "-", "x:y"])
    def test_what_is_no_host_predicts_nothing(self, kind: str, endpoint: str) -> None:
        client = Recorded(kind, "machinelearning", reply(200, b"{}"))
        with pytest.raises(exceptions.EndpointResolutionError, match="PredictEndpoint is"):
            client.call("predict", PredictEndpoint=endpoint, **self.PREDICT)
        assert not client.requests

    def test_a_host_predicts(self, kind: str) -> None:
        client = Recorded(kind, "machinelearning", reply(200, b"{}"), reply(200, b"{}"))
        for endpoint in ("https://realtime.machinelearning.us-east-1.amazonaws.com", "localhost:80"):
            client.call("predict", PredictEndpoint=endpoint, **self.PREDICT)
        hosts = [urlsplit(request.url).netloc for request in client.requests]
        assert hosts == ["realtime.machinelearning.us-east-1.amazonaws.com", "localhost:80"]

    @pytest.mark.parametrize("name", ["db.example/", "db.example:1/?DBUser=admin#", "u@db.example", "a b", "", "a\n"])
    def test_no_password_is_made_for_what_is_no_host(self, kind: str, name: str) -> None:
        rds, dsql = Recorded(kind, "rds"), Recorded(kind, "dsql")
        with pytest.raises(exceptions.ParamValidationError, match="no name of a host"):
            rds.call("generate_db_auth_token", DBHostname=name, Port=5432, DBUsername="u")
        for method in ("generate_db_connect_auth_token", "generate_db_connect_admin_auth_token"):
            with pytest.raises(exceptions.ParamValidationError, match="no name of a host"):
                dsql.call(method, Hostname=name)


def test_what_boto3_refuses_for_its_region_is_refused_alike() -> None:
    rng = random.Random(6)
    names = ["".join(rng.choices("ab1-./@:# \u00e9", k=rng.randrange(1, 6))) for _ in range(200)]
    for name in names:
        with_boto3 = with_us = None
        try:
            boto3.client("sqs", region_name=name, **KEYS)
        except (botocore.exceptions.BotoCoreError, ValueError) as error:
            with_boto3 = type(error).__name__
        try:
            sotalia.client("sqs", region_name=name, **KEYS)
        except (exceptions.BotoCoreError, ValueError) as error:
            with_us = type(error).__name__
        assert with_us == with_boto3, name
