"""Members of `class X(str, Enum)`, and every other subclass of `str` and `int`, are their value in what a client makes.

What the protocols write of parameters is tested beside them (`tests/wire/test_plain_values.py`); here are hosts,
scopes, credentials, settings, URLs that are given away, and what services and event handlers add.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

import sotalia
import sotalia.aio
from sotalia.config import Config
from sotalia.dynamodb.conditions import Attr
from sotalia.http import Request
from sotalia.identity import Credentials
from tests.core.scripted import KEYS, KINDS, Recorded, reply
from tests.servers.raw import RawServer
from tests.servers.raw import reply as raw_reply
from tests.wire.test_plain_values import dressed, exact, member, odd

DRESSES = pytest.mark.parametrize("dress", [odd, member], ids=["subclasses", "enums"])
#: Of no request: each has its own.
ITS_OWN = "amz-sdk-invocation-id"

CALLS: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("s3", {}, "get_object", {"Bucket": "bucket", "Key": "a/b.csv", "VersionId": "v"}),
    ("s3", {}, "get_object", {"Bucket": "Old_Bucket", "Key": "k"}),
    ("s3", {}, "get_object", {"Bucket": "arn:aws:s3:us-west-2:123456789012:accesspoint/ap", "Key": "k"}),
    ("s3", {}, "put_object", {"Bucket": "b-1", "Key": "k", "Body": "t", "Metadata": {"k": "v"}, "Tagging": "a=b"}),
    ("s3", {}, "put_object", {"Bucket": "b-1", "Key": "k", "Body": b"t", "ChecksumAlgorithm": "SHA256"}),
    ("s3", {}, "copy_object", {"Bucket": "b-1", "Key": "k", "CopySource": "other/a b?versionId=v"}),
    (
        "s3",
        {},
        "copy_object",
        {"Bucket": "b-1", "Key": "k", "CopySource": {"Bucket": "o", "Key": "a b", "VersionId": "v"}},
    ),
    (
        "s3",
        {},
        "head_object",
        {"Bucket": "b-1", "Key": "k", "SSECustomerKey": "k" * 32, "SSECustomerAlgorithm": "AES256"},
    ),
    ("s3", {}, "delete_objects", {"Bucket": "b-1", "Delete": {"Objects": [{"Key": "a\rb"}]}}),
    ("s3", {}, "write_get_object_response", {"RequestRoute": "io-cell1", "RequestToken": "t", "StatusCode": 200}),
    (
        "s3",
        {"region_name": "eu-west-1", "endpoint_url": "https://s3.example:8443/x"},
        "list_objects",
        {"Bucket": "b-1"},
    ),
    (
        "s3",
        {"config": {"signature_version": "s3", "s3": {"addressing_style": "path"}}},
        "list_objects",
        {"Bucket": "b-1"},
    ),
    ("s3control", {}, "get_access_point", {"AccountId": "123456789012", "Name": "point"}),
    ("s3control", {}, "get_bucket", {"Bucket": "arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-1/bucket/b"}),
    ("lambda", {"region_name": "eu-west-1"}, "invoke", {"FunctionName": "a/b", "Qualifier": "q/r", "Payload": "{}"}),
    ("dynamodb", {"aws_account_id": "123456789012"}, "get_item", {"TableName": "t", "Key": {"k": {"S": "v"}}}),
    ("dynamodb", {}, "describe_table", {"TableName": "arn:aws:dynamodb:us-east-1:123456789012:table/t"}),
    ("dynamodb", {}, "batch_get_item", {"RequestItems": {"t": {"Keys": [{"k": {"N": "1"}}]}}}),
    (
        "dynamodb",
        {"config": {"dynamodb_types": True}},
        "put_item",
        {"TableName": "t", "Item": {"k": "v", "n": [1, {"m": 2}]}},
    ),
    (
        "kinesis",
        {},
        "put_record",
        {"StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/s", "Data": "d", "PartitionKey": "k"},
    ),
    ("cloudfront-keyvaluestore", {}, "list_keys", {"KvsARN": "arn:aws:cloudfront::123456789012:key-value-store/x"}),
    ("events", {}, "put_events", {"EndpointId": "abc.123", "Entries": [{"Source": "s", "Detail": "d"}]}),
    ("machinelearning", {}, "predict", {"MLModelId": "m", "Record": {"a": "b"}, "PredictEndpoint": "h.example"}),
    ("ec2", {}, "copy_snapshot", {"SourceRegion": "us-west-2", "SourceSnapshotId": "s"}),
    ("ec2", {}, "describe_instances", {"MaxResults": 5, "Filters": [{"Name": "n", "Values": ["v"]}]}),
    ("ec2", {}, "run_instances", {"MinCount": 1, "MaxCount": 1, "UserData": "text", "ClientToken": "c"}),
    (
        "rds",
        {},
        "copy_db_snapshot",
        {"SourceRegion": "us-west-2", "SourceDBSnapshotIdentifier": "s", "TargetDBSnapshotIdentifier": "t"},
    ),
    (
        "sns",
        {"aws_session_token": "token"},
        "publish",
        {"Message": "m", "MessageAttributes": {"a": {"DataType": "String", "StringValue": "v"}}},
    ),
    (
        "sqs",
        {"use_ssl": False},
        "send_message",
        {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": "m", "DelaySeconds": 5},
    ),
    ("route53", {}, "get_hosted_zone", {"Id": "/hostedzone/Z1"}),
    ("glacier", {}, "describe_vault", {"vaultName": "v"}),
    ("cloudsearchdomain", {"endpoint_url": "https://d.example"}, "search", {"query": "q r", "size": 5}),
    ("sdb", {}, "select", {"SelectExpression": "select *"}),
    ("importexport", {}, "get_status", {"JobId": "j"}),
    ("mturk", {}, "list_hits", {"MaxResults": 5}),
    (
        "cloudwatch",
        {"config": {"user_agent_extra": "extra", "user_agent_appid": "app", "retries": {"total_max_attempts": 2}}},
        "list_metrics",
        {},
    ),
    (
        "sts",
        {"config": {"region_name": "eu-west-1"}, "region_name": None, "api_version": "2011-06-15"},
        "get_caller_identity",
        {},
    ),
]


def sent(kind: str, service: Any, arguments: dict[str, Any], method: str, params: dict[str, Any]) -> Request:
    config = arguments.get("config")
    given = {**KEYS, **arguments, **({} if config is None else {"config": Config(**config)})}
    name = str.__str__(service)
    body = (
        b"<R/>" if name in ("s3", "s3control", "ec2", "rds", "sns", "route53", "sts", "sdb", "importexport") else b"{}"
    )
    client = Recorded(kind, service, reply(200, body), **given)
    try:
        client.call(method, **params)
    except sotalia.exceptions.ResponseParserError:
        pass  # what came back is of no interest
    (request,) = client.requests
    return request


@pytest.mark.parametrize("kind", KINDS)
@DRESSES
@pytest.mark.parametrize(
    ("service", "arguments", "method", "params"), CALLS, ids=[f"{c[0]}-{c[2]}-{n}" for n, c in enumerate(CALLS)]
)
def test_a_call_is_the_same(
    kind: str, dress: Any, service: str, arguments: dict[str, Any], method: str, params: dict[str, Any]
) -> None:
    usual = sent(kind, service, arguments, method, params)
    found = sent(
        kind,
        dress(service),
        dressed({**KEYS, **arguments}, dress),
        method,
        {k: dressed(v, dress) for k, v in params.items()},
    )
    for request in (usual, found):
        request.headers.pop(ITS_OWN)
        if "ECDSA" in request.headers.get("authorization", ""):  # no two of those signatures are alike
            request.headers["authorization"] = request.headers["authorization"].partition(" Signature=")[0]
    assert (found.method, found.url, found.headers, found.body) == (usual.method, usual.url, usual.headers, usual.body)
    assert exact([found.method, found.url, found.headers])


ARGUMENTS = {"region_name": "eu-west-1", "aws_session_token": "token", **KEYS}


def both(kind: str, service: str, dress: Any, make: Any, config: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """What `make(client, dress)` gives of a plain client and of a dressed one, plain values and dressed ones."""
    found = []
    for how in (lambda value: value, dress):
        given = {name: how(value) for name, value in ARGUMENTS.items()}
        client = Recorded(kind, how(service), **given, config=Config(**dressed(config or {}, how)))
        found.append(make(client, how))
    return found[0], found[1]


@pytest.mark.parametrize("kind", KINDS)
@DRESSES
@pytest.mark.parametrize("version", ["s3v4", "s3", "v4", None])
def test_a_presigned_url_is_the_same(kind: str, dress: Any, version: str | None) -> None:
    def make(client: Recorded, how: Any) -> Any:
        params = {"Bucket": how("bucket"), "Key": how("a/b c.csv"), "PartNumber": how(3)}
        return client.call(
            "generate_presigned_url",
            how("get_object"),
            Params=params,
            ExpiresIn=how(60),
            HttpMethod=how("PUT"),
        )

    usual, found = both(kind, "s3", dress, make, {"signature_version": version} if version else None)
    assert found == usual
    assert "token" in found
    assert "60" in found or version is None or version == "s3"


@pytest.mark.parametrize("kind", KINDS)
@DRESSES
@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_a_form_is_the_same(kind: str, dress: Any, version: str) -> None:
    def make(client: Recorded, how: Any) -> Any:
        return client.call(
            "generate_presigned_post",
            how("bucket"),
            how("a/${filename}"),
            Fields={how("acl"): how("private"), how("size"): how(5)},
            Conditions=[{how("acl"): how("private")}, [how("content-length-range"), how(1), how(9)]],
            ExpiresIn=how(60),
        )

    usual, found = both(kind, "s3", dress, make, {"signature_version": version})
    assert found == usual
    assert exact(found)


@pytest.mark.parametrize("kind", KINDS)
@DRESSES
def test_a_databases_password_is_the_same(kind: str, dress: Any) -> None:
    def rds(client: Recorded, how: Any) -> Any:
        given = {"DBHostname": "db.example", "Port": 5432, "DBUsername": "u/v", "Region": "us-west-2"}
        return client.call("generate_db_auth_token", **dressed(given, how) if how is dress else given)

    def dsql(client: Recorded, how: Any) -> Any:
        return client.call(
            "generate_db_connect_auth_token", how("c.example"), Region=how("us-west-2"), ExpiresIn=how(60)
        )

    for service, make in (("rds", rds), ("dsql", dsql)):
        usual, found = both(kind, service, dress, make)
        assert found == usual


@DRESSES
def test_clients_sessions_and_resources_are_made_alike(dress: Any) -> None:
    session = sotalia.Session(**{name: dress(value) for name, value in ARGUMENTS.items()})
    assert exact([session.region_name, session.get_available_regions(dress("sqs"))])
    client = session.client(dress("sqs"))
    assert client.meta.endpoint_url == "https://sqs.eu-west-1.amazonaws.com"
    assert exact([client.meta.region_name, client.meta.service_model.service_name])
    bucket = session.resource(dress("s3")).Bucket(dress("bucket"))
    assert bucket.name == "bucket"
    assert sotalia.client(dress("s3"), dress("us-west-2")).meta.region_name == "us-west-2"
    iam = session.client(dress("iam"))
    assert iam.get_paginator(dress("list_users")) is not None
    assert iam.get_waiter(dress("user_exists")).name == "UserExists"


@DRESSES
def test_config_holds_values(dress: Any) -> None:
    given: dict[str, Any] = {
        "region_name": "eu-west-1",
        "proxies": {"https": "http://proxy:3128"},
        "client_cert": ("a", "b"),
        "retries": {"mode": "standard", "total_max_attempts": 4},
        "connect_timeout": 2.5,
        "s3": {"addressing_style": "path"},
    }
    made = Config(
        **{
            name: dressed(value, dress) if name != "client_cert" else tuple(map(dress, value))
            for name, value in given.items()
        }
    )
    for name, value in given.items():
        assert getattr(made, name) == value
        assert exact(getattr(made, name))
    made.region_name = dress("us-west-2")
    assert type(made.region_name) is str
    s3 = {"addressing_style": "path"}
    assert Config(s3=s3).s3 is s3


@DRESSES
def test_credentials_hold_values(dress: Any) -> None:
    made = Credentials(dress("key"), dress("secret"), dress("token"), account_id=dress("123"))
    assert exact(made.get_frozen_credentials())
    made.token = dress("other")
    assert exact(made.get_frozen_credentials())
    assert made.get_frozen_credentials() == ("key", "secret", "other", "123")


class Binary(bytes):
    """As bson's Binary, numpy's bytes_ and others are."""

    def __bytes__(self) -> bytes:
        return b"not these"


BODIES: list[tuple[str, str, dict[str, Any], bytes]] = [
    ("lambda", "invoke", {"FunctionName": "f", "Payload": Binary(b"{}")}, b"{}"),
    ("s3", "put_object", {"Bucket": "bucket", "Key": "k", "Body": Binary(b"x" * 100_000)}, b"x" * 100_000),
    ("s3", "upload_part", {"Bucket": "b-1", "Key": "k", "UploadId": "u", "PartNumber": 1, "Body": Binary(b"")}, b""),
    ("glacier", "upload_archive", {"vaultName": "v", "body": Binary(b"archive")}, b"archive"),
    ("apigatewaymanagementapi", "post_to_connection", {"ConnectionId": "c", "Data": Binary(b"data")}, b"data"),
    ("kinesis", "put_record", {"StreamName": "s", "PartitionKey": "k", "Data": Binary(b"data")}, b'"Data":"ZGF0YQ=="'),
    ("dynamodb", "get_item", {"TableName": "t", "Key": {"k": {"B": Binary(b"data")}}}, b'"B":"ZGF0YQ=="'),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("changed_by_handler", [False, True])
@pytest.mark.parametrize(("service", "method", "params", "body"), BODIES, ids=[f"{c[0]}-{c[1]}" for c in BODIES])
def test_a_subclass_of_bytes_is_sent_as_the_bytes_that_it_is(
    kind: str, changed_by_handler: bool, service: str, method: str, params: dict[str, Any], body: bytes
) -> None:
    with RawServer() as server:
        server.answer(raw_reply(200, b"{}" if service != "s3" else b""))
        client = (sotalia.aio if kind == "awaited" else sotalia).client(
            service, region_name="us-east-1", endpoint_url=server.url, **KEYS
        )
        if changed_by_handler:

            def change(request: Any, **_: Any) -> None:
                shown = request.body  # as with boto3, bytes that the program has given are in a file
                request.body = Binary(shown.read() if hasattr(shown, "read") else shown)

            client.meta.events.register("before-send", change)
        called = getattr(client, method)(**params)
        if kind == "awaited":

            async def main() -> None:
                await called
                await client.close()

            asyncio.run(main())
        else:
            client.close()
        (request,) = server.requests
        assert body in request.body
        assert int(request.headers["content-length"]) == len(request.body)


AS_BYTES = {
    "aws_access_key_id": b"AKIDEXAMPLE",
    "aws_secret_access_key": b"secret-example",
    "aws_session_token": b"token",
    "aws_account_id": b"123456789012",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["client", "session", "object"])
def test_keys_given_as_bytes_sign_as_the_same_text(kind: str, place: str) -> None:
    def signed(keys: dict[str, Any]) -> Request:
        client = Recorded(kind, "dynamodb", reply(200, b"{}"), **(keys if place == "client" else {}))
        module = sotalia.aio if kind == "awaited" else sotalia
        if place == "session":
            object.__setattr__(client.client._core, "identity", module.Session(**keys).identity)
        if place == "object":
            held = client.client._core.identity.holder
            held.access_key, held.secret_key = keys["aws_access_key_id"], keys["aws_secret_access_key"]
            held.token, held.account_id = keys["aws_session_token"], keys["aws_account_id"]
        client.call("list_tables")
        return client.requests[0]

    usual = signed({name: value.decode() for name, value in AS_BYTES.items()})
    found = signed(AS_BYTES)
    assert found.url == usual.url == "https://123456789012.ddb.us-east-1.amazonaws.com/"
    for name in ("authorization", "x-amz-security-token"):
        assert found.headers[name] == usual.headers[name]
    assert "Credential=AKIDEXAMPLE/" in found.headers["authorization"]


@pytest.mark.parametrize("name", AS_BYTES)
def test_bytes_that_are_no_key_are_refused_when_a_client_is_made(name: str) -> None:
    given: dict[str, Any] = {**AS_BYTES, name: b"sEcReT\xff"}
    for make in (lambda: sotalia.client("sqs", region_name="us-east-1", **given), lambda: sotalia.Session(**given)):
        with pytest.raises(sotalia.exceptions.InvalidConfigError, match=name) as caught:
            make()
        assert "sEcReT" not in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
@DRESSES
def test_what_handlers_set_is_its_value(kind: str, dress: Any) -> None:
    client = Recorded(kind, "s3", reply())
    events = client.client.meta.events

    def change(params: Any, **_: Any) -> None:
        params["headers"]["X-Number"] = dress(5)
        params["url"] = dress("https://elsewhere.example/k")
        params["method"] = dress("POST")

    def add(request: Any, **_: Any) -> None:
        request.headers[dress("X-Text")] = dress("text")
        request.params[dress("name")] = dress("a b")

    events.register("before-call.s3.GetObject", change)
    events.register("before-sign.s3.GetObject", add)
    events.register("choose-signer.s3.GetObject", lambda **_: dress("s3v4"))
    events.register(
        "before-endpoint-resolution.s3", lambda builtins, **_: builtins.update({"AWS::Region": dress("eu-west-1")})
    )
    client.call("get_object", Bucket="bucket", Key="k")
    (request,) = client.requests
    assert (request.method, request.url) == ("POST", "https://elsewhere.example/k?name=a%20b")
    assert (request.headers["x-number"], request.headers["x-text"]) == ("5", "text")
    assert "/eu-west-1/s3/aws4_request" in request.headers["authorization"]
    assert exact([request.method, request.url, request.headers])


@pytest.mark.parametrize("kind", KINDS)
@DRESSES
def test_a_form_that_a_handler_changes_has_values(kind: str, dress: Any) -> None:
    client = Recorded(kind, "iam", reply(200, b"<R><GetUserResult/></R>"))
    client.client.meta.events.register(
        "before-call.iam.GetUser", lambda params, **_: params["body"].update({dress("A"): dress("b c"), "N": dress(5)})
    )
    client.call("get_user")
    assert client.requests[0].body.endswith(b"A=b+c&N=5")


@pytest.mark.parametrize("kind", KINDS)
@DRESSES
def test_conditions_and_page_sizes_have_values(kind: str, dress: Any) -> None:
    client = Recorded(kind, "dynamodb", reply(200, b'{"Items": []}'), config=Config(dynamodb_types=True))
    condition = Attr(dress("a.b")).eq(dress("v")) & Attr(dress("n")).between(dress(1), dress(2))
    client.call("scan", TableName=dress("t"), FilterExpression=condition, Limit=dress(5))
    body = json.loads(client.requests[0].body)
    assert body["ExpressionAttributeNames"] == {"#n0": "a", "#n1": "b", "#n2": "n"}
    assert body["ExpressionAttributeValues"] == {":v0": {"S": "v"}, ":v1": {"N": "1"}, ":v2": {"N": "2"}}
    assert (body["TableName"], body["Limit"]) == ("t", 5)


@DRESSES
def test_a_page_size_that_is_sent_as_text_has_its_value(dress: Any) -> None:
    client = Recorded("blocking", "route53", reply(200, b"<ListHostedZonesResponse/>"))
    pages = client.client.get_paginator("list_hosted_zones").paginate(PaginationConfig={dress("PageSize"): dress(5)})
    list(pages)
    assert client.requests[0].url.endswith("?maxitems=5")


@DRESSES
def test_an_operation_may_be_called_by_its_name_in_the_model(dress: Any) -> None:
    client = Recorded("blocking", "sqs", *[reply(200, b"{}")] * 2)
    client.client._make_api_call(dress("ListQueues"), {})
    client.client._make_api_call("ListQueues", {})
    assert [request.headers["x-amz-target"] for request in client.requests] == ["AmazonSQS.ListQueues"] * 2
    assert exact(list(client.client._core.operations))
