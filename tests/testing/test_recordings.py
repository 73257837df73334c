"""`record`: calls are made once, and then played back from a file that has no secrets."""

from __future__ import annotations

import asyncio
import io
import json

import pytest

import sotalia
from sotalia import aio, testing
from sotalia.exceptions import ClientError
from sotalia.testing.redaction import Redactor, bytes_of
from tests.servers import raw


@pytest.fixture
def path(tmp_path, credentials):
    return tmp_path / "recordings" / "calls.json"


def some_calls(url):
    """What a program may do: several services, streams, errors, transfers."""
    s3, dynamodb = (sotalia.client(name, endpoint_url=url) for name in ("s3", "dynamodb"))
    s3.create_bucket(Bucket="dolphins")
    s3.put_object(Bucket="dolphins", Key="squeak", Body=b"\xff\x00 squeak")
    s3.upload_fileobj(io.BytesIO(b"text"), "dolphins", "text")
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="dolphins", Key="nope")
    key = {"AttributeName": "species", "KeyType": "HASH"}
    attribute = {"AttributeName": "species", "AttributeType": "S"}
    dynamodb.create_table(
        TableName="t", KeySchema=[key], AttributeDefinitions=[attribute], BillingMode="PAY_PER_REQUEST"
    )
    for size in "12":
        dynamodb.put_item(TableName="t", Item={"species": {"S": "tucuxi"}, "size": {"N": size}})
    return [
        s3.get_object(Bucket="dolphins", Key="squeak")["Body"].read(),
        s3.get_object(Bucket="dolphins", Key="text")["Body"].read(),
        [each["Key"] for each in s3.list_objects_v2(Bucket="dolphins")["Contents"]],
        dynamodb.get_item(TableName="t", Key={"species": {"S": "tucuxi"}})["Item"],
    ]


def test_calls_are_recorded_and_played(moto_url, path):
    with testing.record(path) as recording:
        recorded = some_calls(moto_url)
    assert not recording.plays
    assert recorded[0] == b"\xff\x00 squeak"
    before = path.read_text()
    with testing.record(path) as recording:
        assert some_calls(moto_url) == recorded
    assert recording.plays
    assert recording.unused == 0
    assert path.read_text() == before


def test_nothing_is_sent_when_calls_are_played(raw_server, path):
    client = sotalia.client("sts", endpoint_url=raw_server.url)
    body = "<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"
    exchange = {
        "operation": "sts.GetCallerIdentity",
        "method": "POST",
        "url": raw_server.url + "/",
        "headers": {},
        "body": "",
        "reply": {"status": 200, "headers": {}, "body": body},
    }
    path.parent.mkdir()
    path.write_text(json.dumps({"version": 1, "calls": [exchange]}))
    with testing.record(path, mode="play"):
        assert client.get_caller_identity()["Account"] == "1"
        with pytest.raises(AssertionError, match="no reply left for sts.GetCallerIdentity"):
            client.get_caller_identity()
    assert not raw_server.requests


def test_a_block_that_fails_leaves_no_file(path):
    with pytest.raises(LookupError), testing.record(path):
        raise LookupError
    assert not path.exists()


def test_a_file_has_no_secrets(moto_url, path, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-key")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "hush-session")
    with testing.record(path):
        secrets, sts = (sotalia.client(name, endpoint_url=moto_url) for name in ("secretsmanager", "sts"))
        secrets.create_secret(Name="password", SecretString="hush-string")
        assert secrets.get_secret_value(SecretId="password")["SecretString"] == "hush-string"
        keys = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="session")["Credentials"]
        iam = sotalia.client("iam", endpoint_url=moto_url)
        iam.create_user(UserName="user")
        iam.create_login_profile(UserName="user", Password="hush-password")
    text = path.read_text()
    for secret in ("hush", keys["SecretAccessKey"], keys["SessionToken"], "AWS4-HMAC-SHA256", "Signature="):
        assert secret not in text
    with testing.record(path):
        secrets.create_secret(Name="password", SecretString="hush-string")
        assert secrets.get_secret_value(SecretId="password")["SecretString"] == "REDACTED"


def test_a_file_has_nothing_of_what_a_secret_map_holds_and_no_signature(raw_server, path):
    client = sotalia.client("lambda", endpoint_url=raw_server.url)
    url = "https://example.com/code?X-Amz-Security-Token=hush-token&X-Amz-Date=1&X-Amz-Signature=hush-signature"
    variables = {"Variables": {"DATABASE": "hush-variable"}}
    reply = {"Configuration": {"FunctionName": "f", "Environment": variables}, "Code": {"Location": url}}
    raw_server.answer(raw.reply(200, json.dumps(reply).encode()))
    with testing.record(path):
        assert client.get_function(FunctionName="f")["Configuration"]["Environment"] == variables
        client.update_function_configuration(FunctionName="f", Environment=variables)
    assert "hush" not in path.read_text()
    with testing.record(path):
        played = client.get_function(FunctionName="f")
    assert played["Configuration"]["Environment"] == {"Variables": {"DATABASE": "REDACTED"}}
    assert played["Code"]["Location"].endswith("&X-Amz-Date=1&X-Amz-Signature=REDACTED")


def test_a_file_has_no_secrets_in_cbor(raw_server, path):
    client = sotalia.client("cloudwatchomni", endpoint_url=raw_server.url)
    operation = client.meta.service_model.operation_model("GetSpaceDataAccess")
    redactor = Redactor(operation)
    body = b"\xa1\x6bcredentials\xa1\x6fsecretAccessKey\x68hush-key"
    kept = bytes_of(redactor.body(body, "application/cbor"))
    assert kept == body.replace(b"hush-key", b"XXXXXXXX")


def test_a_file_is_readable(moto_url, path):
    with testing.record(path):
        sotalia.client("dynamodb", endpoint_url=moto_url).list_tables(Limit=3)
    (exchange,) = json.loads(path.read_text())["calls"]
    assert exchange["operation"] == "dynamodb.ListTables"
    assert exchange["body"] == {"json": {"Limit": 3}}
    assert exchange["reply"]["body"] == {"json": {"TableNames": []}}


def test_awaited_calls_take_part(moto_url, path):
    async def main():
        async with testing.record(path), aio.client("s3", endpoint_url=moto_url) as client:
            await client.create_bucket(Bucket="dolphins")
            await client.put_object(Bucket="dolphins", Key="k", Body=b"squeak")
            return await (await client.get_object(Bucket="dolphins", Key="k"))["Body"].read()

    assert asyncio.run(main()) == b"squeak"
    assert len(json.loads(path.read_text())["calls"]) == 3
    assert asyncio.run(main()) == b"squeak"


def test_errors_are_played(moto_url, path):
    for _ in range(2):
        with testing.record(path), pytest.raises(ClientError, match="ResourceNotFoundException"):
            sotalia.client("dynamodb", endpoint_url=moto_url).describe_table(TableName="nope")


def test_what_is_no_recording_is_refused(path):
    path.parent.mkdir()
    path.write_text("{}")
    with pytest.raises(ValueError, match="no recording"), testing.record(path):
        pass
    with pytest.raises(ValueError, match="must be 'once'"):
        testing.record(path, mode="nope")
    with pytest.raises(FileNotFoundError), testing.record(path.parent / "missing.json", mode="play"):
        pass
