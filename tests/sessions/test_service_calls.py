"""The calls by which credentials are found are calls of the session's clients: its handlers, and methods that a program
has replaced, see them and may answer them, as in boto3."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from types import SimpleNamespace
from typing import Any
from unittest import mock

import boto3
import botocore.client
import pytest

import sotalia
from sotalia import aio
from sotalia.clients import AsyncBaseClient, BaseClient
from sotalia.errors import CredentialRetrievalError
from tests.servers.sts import ROLE, StsServer

REPLY = b"""\
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser><Arn>\
arn:aws:sts::123456789012:assumed-role/example/n</Arn></AssumedRoleUser><Credentials><AccessKeyId>ANSWERED</AccessKeyId>\
<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>\
</Credentials></AssumeRoleResult></AssumeRoleResponse>"""
CONFIG = f"""\
[profile base]
aws_access_key_id = BASE
aws_secret_access_key = secret-example
[profile role]
role_arn = {ROLE}
source_profile = base
[profile web]
role_arn = {ROLE}
web_identity_token_file = TOKEN
[profile sso]
sso_start_url = https://start.example.com
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = example
"""
OPERATIONS = {"role": "AssumeRole", "web": "AssumeRoleWithWebIdentity"}
KINDS = {"boto3": boto3.Session, "blocking": sotalia.Session, "awaited": aio.Session}
BASES = {"boto3": botocore.client.BaseClient, "blocking": BaseClient, "awaited": AsyncBaseClient}
ALL = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
OURS = pytest.mark.parametrize("kind", [sotalia.Session, aio.Session], ids=["blocking", "awaited"])
PROFILES = pytest.mark.parametrize("profile", OPERATIONS)


@pytest.fixture
def profiles(home, monkeypatch, tmp_path):
    """Profiles in a role, and the home directory."""
    (tmp_path / "token").write_text("a-token-of-the-web")
    config = tmp_path / "config"
    config.write_text(CONFIG.replace("TOKEN", str(tmp_path / "token")))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return home


def key_of(session):
    """Return the access key that a client of the session signs with; its own requests are answered, too."""
    signed = []

    def answer(request, **_):
        authorization = request.headers["Authorization"]
        signed.append(authorization.decode() if isinstance(authorization, bytes) else authorization)
        return answered(b'{"TableNames": []}')

    session.events.register("before-send.dynamodb", answer)
    if isinstance(session, aio.Session):

        async def awaited():
            async with session.client("dynamodb") as client:
                await client.list_tables()

        asyncio.run(awaited())
    else:
        session.client("dynamodb").list_tables()
    return signed[0].partition("Credential=")[2].partition("/")[0]


def answered(body):
    return SimpleNamespace(status_code=200, headers={}, content=body, raw=None)


def answer_sts(seen):
    """Return a handler of `before-send.sts` that gives credentials."""

    def answer(request, event_name, **_):
        seen.append((event_name, request.url, threading.get_ident()))
        operation = event_name.rpartition(".")[2].encode()
        return answered(REPLY.replace(b"AssumeRoleRes", operation + b"Res"))

    return answer


@ALL
@PROFILES
def test_a_handler_of_the_session_answers_the_call_that_assumes_a_role(profiles, kind, profile):
    session = kind(profile_name=profile)
    seen: list[Any] = []
    session.events.register("before-send.sts", answer_sts(seen))
    assert key_of(session) == "ANSWERED"
    where = f"before-send.sts.{OPERATIONS[profile]}"
    assert seen == [(where, "https://sts.eu-west-1.amazonaws.com/", threading.get_ident())]


@OURS
@PROFILES
def test_handlers_of_the_session_see_each_phase_that_they_see_in_boto3(profiles, kind, profile):
    def phases(kind):
        session = kind(profile_name=profile)
        seen: list[str] = []
        session.events.register("*.sts", lambda event_name, **_: seen.append(event_name))
        session.events.register("before-send.sts", answer_sts([]))
        key_of(session)
        return seen

    expected = phases(boto3.Session)
    assert len(expected) > 10
    assert phases(kind) == expected


@OURS
def test_what_a_handler_answered_is_kept_on_no_disk(profiles, kind):
    session = kind(profile_name="role")
    session.events.register("before-send.sts", answer_sts([]))
    assert key_of(session) == "ANSWERED"
    assert not list(profiles.rglob("*.json"))


@ALL
def test_a_handler_answers_the_call_for_a_role_of_sso_and_that_is_kept_on_no_disk_either(profiles, kind, monkeypatch):
    tokens = profiles / ".aws" / "sso" / "cache"
    tokens.mkdir(parents=True)
    monkeypatch.setattr("botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR", str(tokens))
    token = {"accessToken": "token-of-sso", "expiresAt": "2999-01-01T00:00:00Z"}
    (tokens / f"{hashlib.sha1(b'https://start.example.com').hexdigest()}.json").write_text(json.dumps(token))
    session = kind(profile_name="sso")
    keys = {"accessKeyId": "ANSWERED", "secretAccessKey": "s", "sessionToken": "t", "expiration": 32472144000000}
    seen: list[str] = []

    def answer(event_name, **_):
        seen.append(event_name)
        return answered(json.dumps({"roleCredentials": keys}).encode())

    session.events.register("before-send.sso", answer)
    assert key_of(session) == "ANSWERED"
    assert seen == ["before-send.sso.GetRoleCredentials"]
    assert not (profiles / ".aws" / "cli").exists()


@OURS
def test_what_a_service_answered_is_kept_although_there_are_handlers(raw_server, profiles, monkeypatch, kind):
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", raw_server.url)
    StsServer(raw_server)
    session = kind(profile_name="role")
    seen: list[str] = []
    session.events.register("before-send.sts", lambda event_name, **_: seen.append(event_name))
    assert key_of(session) == "ROLE1"
    assert seen == ["before-send.sts.AssumeRole"]
    assert [path.read_text().count("MadeUp") for path in profiles.rglob("*.json")] == [0]


@OURS
def test_handlers_of_a_session_in_a_role_see_the_call_that_assumes_it(profiles, kind):
    session = kind("GIVEN", "secret-example").assume_role(ROLE)
    seen: list[Any] = []
    session.events.register("before-send.sts", answer_sts(seen))
    assert key_of(session) == "ANSWERED"
    assert len(seen) == 1


@PROFILES
@pytest.mark.parametrize("side", KINDS)
def test_a_replaced_make_api_call_answers_it(profiles, side, profile):
    original, seen = BASES[side]._make_api_call, []
    keys = {"AccessKeyId": "REPLACED", "SecretAccessKey": "s", "SessionToken": "t"}
    reply = {"Credentials": {**keys, "Expiration": "2999-01-01T00:00:00Z"}}

    def make(client, operation, params):
        if operation == "ListTables":
            return original(client, operation, params)
        seen.append((operation, params["RoleArn"]))
        return reply

    with mock.patch.object(BASES[side], "_make_api_call", make):
        assert key_of(KINDS[side](profile_name=profile)) == "REPLACED"
    assert seen == [(OPERATIONS[profile], ROLE)]
    assert not list(profiles.rglob("*.json"))


@pytest.mark.parametrize("side", KINDS)
def test_a_replaced_make_api_call_may_go_on_to_the_original(raw_server, profiles, monkeypatch, side):
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", raw_server.url)
    StsServer(raw_server)
    original, seen = BASES[side]._make_api_call, []

    def make(client, operation, params):
        seen.append(operation)
        return original(client, operation, params)

    with mock.patch.object(BASES[side], "_make_api_call", make):
        assert key_of(KINDS[side](profile_name="role")) == "ROLE1"
    assert seen == ["ListTables", "AssumeRole"]


def test_a_handler_that_needs_the_credentials_itself_gets_an_error_and_waits_for_nothing(profiles):
    session: Any = sotalia.Session(profile_name="role")
    session.events.register("before-send.sts", lambda **_: session.get_credentials().get_frozen_credentials())
    with pytest.raises(CredentialRetrievalError, match="Finding these credentials needs these credentials"):
        key_of(session)


@OURS
def test_what_a_handler_raises_is_raised(profiles, kind):
    session, failure = kind(profile_name="role"), RuntimeError("of the handler")

    def fail(**_):
        raise failure

    session.events.register("before-send.sts", fail)
    with pytest.raises(RuntimeError, match="of the handler"):
        key_of(session)
