"""The debug log tells what a program's author looks for, and no secret, whatever is called."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
import types
from typing import Any

import boto3
import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.core import log
from sotalia.errors import ClientError, ConnectionClosedError
from sotalia.model.loader import Loader
from sotalia.wire.wall import is_sensitive
from tests.core.scripted import KINDS, Recorded, reply
from tests.servers.metadata import ContainerAgent
from tests.servers.raw import RawServer
from tests.servers.sts import ROLE, StsServer

#: Planted wherever a secret may be. Its parts are looked for as well.
SECRET = "Xyzzy-hunter2/Plugh"
PARTS = ("Xyzzy", "hunter2", "Plugh", "AWS4-HMAC", "Signature=")
GIVEN = {"aws_secret_access_key": SECRET, "aws_session_token": SECRET}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture(autouse=True)
def listening(caplog):
    caplog.set_level(logging.DEBUG, logger="sotalia")


def no_secret(text: str) -> None:
    assert [part for part in PARTS if part in text] == []


# ---------------------------------------------------------------- what is told


def test_a_call_is_told_from_its_parameters_to_its_result(kind, caplog):
    client = Recorded(kind, "dynamodb", reply(503, b"{}"), reply(200, b'{"Count": 3}', x_amzn_requestid="ABC"))
    client.client._core.machinery.retry._random = lambda: 0.0
    client.call("query", TableName="users", KeyConditionExpression="a = b")
    told = [record.getMessage() for record in caplog.records if record.name == "sotalia.call"]
    assert told[0] == "Query: parameters {TableName: 'users', KeyConditionExpression: 'a = b'}"
    assert told[1].startswith("Query: attempt 1 of 4: POST https://dynamodb.us-east-1.amazonaws.com/, headers {")
    assert "x-amz-target: DynamoDB_20120810.Query" in told[1]
    assert told[1].endswith("bytes, signed by v4, credentials from explicit")
    assert told[2:5] == [
        "Query: reply with status 503, headers {}, 2 bytes",
        "Query: error 503",
        "Query: attempt 1 failed (status 503), trying again in 0.000 s",
    ]
    assert told[5].startswith("Query: attempt 2 of 4: ")
    assert told[6:] == [
        "Query: reply with status 200, headers {x-amzn-requestid: ABC}, 12 bytes",
        "Query: result {Count: 3}",
    ]


def test_why_no_more_is_tried_is_told_too(kind, caplog):
    once = Config(retries={"total_max_attempts": 1})

    def ends(request):
        return ConnectionClosedError(endpoint_url=request.shown_url())

    client = Recorded(kind, "dynamodb", ends, config=once)
    with pytest.raises(ConnectionClosedError):
        client.call("list_tables")
    assert "ListTables: attempt 1 failed (ConnectionClosedError: Connection was closed" in caplog.text
    assert 'from endpoint URL: "https://dynamodb.us-east-1.amazonaws.com/".), not trying again' in caplog.text


def test_an_endpoint_is_told_with_what_it_depends_on(caplog):
    Recorded("blocking", "s3", reply(200), region_name="eu-west-1").call("head_bucket", Bucket="my-bucket")
    told = [record.getMessage() for record in caplog.records if record.name == "sotalia.endpoint"]
    assert told[-1].startswith("HeadBucket: https://my-bucket.s3.eu-west-1.amazonaws.com, by the rules for ")
    assert "Region='eu-west-1'" in told[-1]
    assert "Bucket='my-bucket'" in told[-1]


@pytest.mark.parametrize("where", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS", "services", "profile"])
def test_who_configured_an_endpoint_is_told(where, caplog, monkeypatch, home, credentials):
    (home / ".aws").mkdir()
    url = "http://me:hunter2@127.0.0.1:9"
    if where == "services":
        text = f"[default]\nservices = mine\n[services mine]\nsqs =\n  endpoint_url = {url}\n"
    else:
        text = f"[default]\nendpoint_url = {url}\n"
    (home / ".aws" / "config").write_text(text)
    if where.startswith("AWS"):
        monkeypatch.setenv(where, url)
    sotalia.Session(region_name="us-east-1").client("sqs")
    said = {
        "services": "the services section of the profile",
        "profile": "the profile's endpoint_url",
    }.get(where, f"the environment variable {where}")
    assert f"The endpoint comes from {said}: http://***:***@127.0.0.1:9" in caplog.text


@pytest.mark.parametrize("given", [True, False])
def test_where_a_region_comes_from_is_told(given, caplog, credentials):
    sotalia.Session().client("sqs", region_name="eu-west-1" if given else None)
    said = "eu-west-1, which comes from its own arguments" if given else "us-east-1, which comes from the environment"
    assert f"A client of sqs in the region {said}" in caplog.text


def test_which_source_has_credentials_is_told(caplog, credentials):
    sotalia.Session().get_credentials()
    assert "Looking for credentials via: env" in caplog.text
    assert "Found credentials via: env" in caplog.text


def test_values_are_cut():
    text = log.shown(None, {"long": "x" * 10_000, "many": list(range(1000)), "bytes": b"1234"})
    assert "xx'... (10000 characters)" in text
    assert "18, 19, ... (1000 in all)]" in text
    assert text.endswith("'bytes': <4 bytes>}")
    deep: list[Any] = []
    for _ in range(1000):
        deep = [deep] * 20
    assert len(log.shown(None, deep)) < 10_000


def test_an_object_of_the_programs_is_told_by_its_class():
    class Mine:
        def __repr__(self):
            raise AssertionError("nobody asks")

    assert log.shown(None, [Mine(), io.BytesIO(b"x")]) == "[<Mine>, <BytesIO>]"


# ---------------------------------------------------------------- what is not


#: Calls with a secret in their parameters, or in what comes back.
CALLS: dict[str, tuple[dict[str, Any], Any]] = {
    "ssm put_parameter": ({"Name": "n", "Value": SECRET, "Type": "SecureString"}, {"Version": 1}),
    "ssm get_parameter": ({"Name": "n"}, {"Parameter": {"Name": "n", "Value": SECRET}}),
    "secretsmanager create_secret": ({"Name": "n", "SecretString": SECRET, "SecretBinary": SECRET.encode()}, {}),
    "secretsmanager get_secret_value": ({"SecretId": "n"}, {"SecretString": SECRET}),
    "kms encrypt": ({"KeyId": "k", "Plaintext": SECRET.encode()}, {}),
    "iam create_login_profile": ({"UserName": "u", "Password": SECRET}, b"<R><CreateLoginProfileResult/></R>"),
    "iam create_access_key": (
        {},
        f"<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><SecretAccessKey>{SECRET}</SecretAccessKey>"
        "</AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>",
    ),
    "sts assume_role": (
        {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "session", "TokenCode": "123456"},
        f"<R><AssumeRoleResult><Credentials><SecretAccessKey>{SECRET}</SecretAccessKey>"
        f"<SessionToken>{SECRET}</SessionToken></Credentials></AssumeRoleResult></R>",
    ),
    "sts assume_role_with_web_identity": (
        {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "session", "WebIdentityToken": SECRET},
        b"<R><AssumeRoleWithWebIdentityResult/></R>",
    ),
    "cognito-idp initiate_auth": (
        {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "c", "AuthParameters": {"USERNAME": "u", "PASSWORD": SECRET}},
        {"AuthenticationResult": {"AccessToken": SECRET, "IdToken": SECRET, "RefreshToken": SECRET}},
    ),
    "sso get_role_credentials": (
        {"roleName": "r", "accountId": "1", "accessToken": SECRET},
        {"roleCredentials": {"secretAccessKey": SECRET, "sessionToken": SECRET}},
    ),
    "sso-oidc create_token": (
        {"clientId": "c", "clientSecret": SECRET, "grantType": "g", "deviceCode": "d", "refreshToken": SECRET},
        {"accessToken": SECRET, "refreshToken": SECRET, "idToken": SECRET},
    ),
    "ecr get_authorization_token": ({}, {"authorizationData": [{"authorizationToken": SECRET}]}),
    "rds create_db_instance": (
        {"DBInstanceIdentifier": "i", "DBInstanceClass": "c", "Engine": "e", "MasterUserPassword": SECRET},
        b"<R><CreateDBInstanceResult/></R>",
    ),
    "rds copy_db_snapshot": (
        {
            "SourceDBSnapshotIdentifier": "arn:aws:rds:eu-west-1:123456789012:snapshot:s",
            "TargetDBSnapshotIdentifier": "t",
            "SourceRegion": "eu-west-1",
        },
        b"<R><CopyDBSnapshotResult/></R>",
    ),
    "lambda update_function_configuration": (
        {"FunctionName": "f", "Environment": {"Variables": {"DATABASE": SECRET}}},
        {"Environment": {"Variables": {"DATABASE": SECRET}}},
    ),
    "codebuild import_source_credentials": ({"token": SECRET, "serverType": "GITHUB", "authType": "OAUTH"}, {}),
    "events create_connection": (
        {
            "Name": "n",
            "AuthorizationType": "API_KEY",
            "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": SECRET}},
        },
        {},
    ),
    "s3 get_object": (
        {"Bucket": "b", "Key": "k", "SSECustomerAlgorithm": "AES256", "SSECustomerKey": SECRET.ljust(32)},
        SECRET.encode(),
    ),
    "s3 put_object": (
        {
            "Bucket": "b",
            "Key": "k",
            "Body": SECRET.encode(),
            "SSECustomerAlgorithm": "AES256",
            "SSECustomerKey": SECRET,
        },
        b"",
    ),
    "s3 copy_object": (
        {
            "Bucket": "b",
            "Key": "k",
            "CopySource": {"Bucket": "b", "Key": "j"},
            "CopySourceSSECustomerAlgorithm": "AES256",
            "CopySourceSSECustomerKey": SECRET,
            "SSECustomerAlgorithm": "AES256",
            "SSECustomerKey": SECRET,
        },
        b"<CopyObjectResult/>",
    ),
}


@pytest.mark.parametrize("call", CALLS)
def test_no_secret_of_a_call_is_told(call, kind, caplog):
    service, method = call.split()
    params, answer = CALLS[call]
    body = answer if isinstance(answer, bytes) else (answer if isinstance(answer, str) else json.dumps(answer)).encode()
    client = Recorded(kind, service, reply(200, body, set_cookie=SECRET), **GIVEN)
    client.call(method, **params)
    assert "attempt 1 of" in caplog.text
    assert "result {" in caplog.text
    no_secret(caplog.text)
    # The keys of S3 travel encoded, and with a digest.
    for name, value in client.requests[-1].headers.items():
        assert "customer-key" not in name or value not in caplog.text


def test_no_signature_of_a_url_in_a_result_is_told(kind, caplog):
    url = f"https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Security-Token={SECRET}&X-Amz-Signature={SECRET}&x=1"
    body = json.dumps({"Code": {"Location": url}}).encode()
    Recorded(kind, "lambda", reply(200, body), **GIVEN).call("get_function", FunctionName="f")
    assert SECRET not in caplog.text
    assert "k?X-Amz-Date=1&X-Amz-Security-Token=***&X-Amz-Signature=***&x=1" in caplog.text


def test_no_secret_of_an_error_reply_is_told(kind, caplog):
    """Services repeat in it what was signed, and what was wrong."""
    message = f"The canonical string should have been 'x-amz-security-token:{SECRET}'"
    body = json.dumps({"__type": "InvalidSignatureException", "message": message}).encode()
    client = Recorded(kind, "dynamodb", reply(400, body), **GIVEN)
    with pytest.raises(ClientError):
        client.call("list_tables")
    assert "ListTables: error InvalidSignatureException" in caplog.text
    no_secret(caplog.text)


def test_no_secret_of_presigning_and_of_tokens_is_told(kind, caplog, monkeypatch):
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", SECRET)
    Recorded(kind, "bedrock", reply(200, b"{}")).call("list_foundation_models")
    assert "with a token, by bearer" in caplog.text
    Recorded(kind, "s3", **GIVEN).call("generate_presigned_url", "get_object", {"Bucket": "b", "Key": "k"})
    no_secret(caplog.text)


@pytest.mark.parametrize("source", ["environment", "file", "process", "container", "role"])
def test_no_secret_of_a_source_of_credentials_is_told(source, kind, caplog, home, monkeypatch):
    """From the session's first look to the signed call, whoever logs: those who are asked know secrets, too."""
    caplog.set_level(logging.DEBUG)
    (home / ".aws").mkdir()
    config, file = home / ".aws" / "config", home / ".aws" / "credentials"
    keys = f"aws_access_key_id = A\naws_secret_access_key = {SECRET}\naws_session_token = {SECRET}\n"
    with ContainerAgent() as agent, RawServer() as server:
        sts = StsServer(server)
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)
        if source == "environment":
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", "A")
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
            monkeypatch.setenv("AWS_SESSION_TOKEN", SECRET)
        elif source == "file":
            file.write_text(f"[default]\n{keys}")
        elif source == "process":
            printed = {"Version": 1, "AccessKeyId": "A", "SecretAccessKey": SECRET, "SessionToken": SECRET}
            (home / "answer").write_text(json.dumps(printed))
            config.write_text(f"[default]\ncredential_process = cat {home}/answer\n")
        elif source == "container":
            agent.authorization = SECRET
            agent.credentials.update(SecretAccessKey=SECRET, Token=SECRET)
            monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{agent.url}/credentials")
            monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", SECRET)
        else:
            config.write_text(f"[default]\nrole_arn = {ROLE}\nsource_profile = me\n")
            file.write_text(f"[me]\n{keys}")
        call_sts(kind)
        assert "Found credentials via: " in caplog.text
        assert "GetCallerIdentity: attempt 1 of" in caplog.text
        no_secret(caplog.text)
        assert "role secret" not in caplog.text
        assert "token 1" not in caplog.text


def call_sts(kind: str) -> None:
    if kind == "blocking":
        sotalia.Session(region_name="eu-west-1").client("sts").get_caller_identity()
        return

    async def main() -> None:
        async with aio.Session(region_name="eu-west-1").client("sts") as client:
            await client.get_caller_identity()

    asyncio.run(main())


def test_no_password_of_a_proxy_is_told(caplog, credentials):
    config = Config(proxies={"https": "http://me:hunter2@127.0.0.1:9"}, retries={"total_max_attempts": 1})
    with pytest.raises(Exception, match="proxy"):
        sotalia.client("dynamodb", config=config).list_tables()
    assert "ProxyConnectionError" in caplog.text
    no_secret(caplog.text)


PLANTED = ("ssm", "secretsmanager", "cognito-idp", "iam", "kms", "rds", "lambda", "events", "s3", "glue", "connect")


def planted(shape: Any, depth: int = 0, *, hidden: bool = False) -> Any:
    """Return a value of a shape that has SECRET wherever the model says that there is one, and `shown` elsewhere."""
    hidden = hidden or is_sensitive(shape)
    text = SECRET if hidden else "shown"
    if depth > 5:
        return text
    kind = shape.type_name
    if kind == "structure":
        return {name: planted(member, depth + 1, hidden=hidden) for name, member in list(shape.members.items())[:15]}
    if kind == "list":
        return [planted(shape.member, depth + 1, hidden=hidden)]
    if kind == "map":
        key = SECRET if hidden or is_sensitive(shape.key) else "key"
        return {key: planted(shape.value, depth + 1, hidden=hidden)}
    return text.encode() if kind == "blob" else text


@pytest.mark.parametrize("service", PLANTED)
def test_what_a_model_calls_sensitive_is_told_nowhere(service):
    model = Loader().service_model(service)
    seen = 0
    for name in model.operation_names:
        operation = model.operation_model(name)
        for shape in (operation.input_shape, operation.output_shape):
            if shape is not None:
                value = planted(shape)
                told = log.shown(shape, value)
                no_secret(told)
                seen += SECRET in repr(value)
    assert seen


@pytest.mark.parametrize(
    "name",
    ["SessionToken", "accessToken", "SecretAccessKey", "MasterUserPassword", "PreSignedUrl", "SSECustomerKeyMD5"]
    + ["Authorization", "x-amz-security-token", "X-Amz-Signature", "dpop", "set-cookie", "apiKeyValue", "PrivateKey"],
)
def test_names_of_secrets_are_known(name):
    assert log.sounds_secret(name)


@pytest.mark.parametrize(
    "name",
    ["NextToken", "ContinuationToken", "NextContinuationToken", "ClientToken", "ClientRequestToken", "TokenType"]
    + [
        "SecretId",
        "SecretArn",
        "IdempotencyToken",
        "nextForwardToken",
        "Key",
        "KeyId",
        "SSECustomerAlgorithm",
        "Marker",
    ],
)
def test_names_that_only_sound_like_it_are_known_too(name):
    assert not log.sounds_secret(name)


# ---------------------------------------------------------------- who listens


@pytest.mark.parametrize(
    "arguments", [(), ("{}.call",), ("{}", logging.INFO), ("{}", logging.DEBUG, "%(message)s!"), ("",)]
)
def test_a_stream_logger_is_made_as_boto3_makes_it(arguments):
    def made(library: types.ModuleType) -> tuple[Any, ...]:
        said = [part.format(library.__name__) if isinstance(part, str) else part for part in arguments]
        logger = logging.getLogger(said[0] if said else library.__name__)
        before = list(logger.handlers), logger.level
        library.set_stream_logger(*said)
        try:
            (handler,) = [handler for handler in logger.handlers if handler not in before[0]]
            assert isinstance(handler, logging.StreamHandler)
            assert handler.formatter is not None
            return logger.level, handler.level, handler.formatter._fmt, handler.stream
        finally:
            logger.handlers, logger.level = before

    assert made(sotalia) == made(boto3)


def test_nothing_is_made_up_where_nobody_listens(kind, caplog, monkeypatch):
    caplog.set_level(logging.INFO, logger="sotalia")
    monkeypatch.setattr(log, "CallLog", None)
    Recorded(kind, "dynamodb", reply(200, b"{}")).call("list_tables")
    assert caplog.text == ""


def test_what_tells_is_not_loaded_where_nobody_listens():
    code = """
import logging, sys, sotalia
from sotalia.testing import RecordingTransport
transport = RecordingTransport()
transport.add(b"{}")
given = {"region_name": "us-east-1", "aws_access_key_id": "A", "aws_secret_access_key": "S"}
sotalia.client("dynamodb", transport=transport, **given).list_tables()
print("sotalia.core.log" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
