"""A role is assumed with a token in a file as boto3 does it, and the file is read each time."""

from __future__ import annotations

import asyncio
import shutil
from typing import Any

import boto3
import pytest

import sotalia
from sotalia import aio
from sotalia.credentials import DeferredRefreshableCredentials
from sotalia.errors import CredentialFileIsDirectoryError, CredentialRetrievalError, InvalidConfigError
from tests.servers.sts import ROLE, StsServer


@pytest.fixture
def sts(raw_server, home, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", raw_server.url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    (home / ".aws").mkdir()
    (home / "token").write_text("token one\n")
    return StsServer(raw_server)


def call_awaited(profile):
    async def call():
        async with aio.Session(profile_name=profile).client("sts") as client:
            await client.get_caller_identity()
            return client._get_credentials()

    return asyncio.run(call())


def call_blocking(library, profile):
    client = library.Session(profile_name=profile).client("sts")
    client.get_caller_identity()
    return client._get_credentials()


def told(sts, home, call, profile):
    sts.forget()
    shutil.rmtree(home / ".aws/cli", ignore_errors=True)
    try:
        held: Any = call(profile)
    except Exception as error:
        return type(error).__name__, str(error), sts.calls
    return type(held).__name__.removeprefix("Async"), held.method, held.get_frozen_credentials(), sts.calls


ENVIRONMENTS: dict[str, dict[str, str]] = {
    "nothing": {},
    "all": {"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN", "AWS_ROLE_ARN": ROLE, "AWS_ROLE_SESSION_NAME": "me"},
    "no name": {"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN", "AWS_ROLE_ARN": ROLE},
    "no role": {"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN"},
    "a role alone": {"AWS_ROLE_ARN": ROLE + "2"},
}
PROFILES = {
    "nothing": "",
    "all": f"web_identity_token_file = TOKEN\nrole_arn = {ROLE}3\nrole_session_name = p\nduration_seconds = 900\n",
    "no role": "web_identity_token_file = TOKEN\n",
}


@pytest.mark.parametrize("in_profile", PROFILES)
@pytest.mark.parametrize("in_environment", ENVIRONMENTS)
def test_environment_and_profile(sts, home, monkeypatch, in_environment, in_profile):
    for name, value in ENVIRONMENTS[in_environment].items():
        monkeypatch.setenv(name, value.replace("TOKEN", str(home / "token")))
    text = "".join(f"[{section}]\n{PROFILES[in_profile]}" for section in ("default", "profile mine"))
    (home / ".aws/config").write_text(text.replace("TOKEN", str(home / "token")))
    for profile in (None, "mine"):
        expected = told(sts, home, lambda name: call_blocking(boto3, name), profile)
        assert told(sts, home, lambda name: call_blocking(sotalia, name), profile) == expected
        assert told(sts, home, call_awaited, profile) == expected


def use(home, monkeypatch):
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(home / "token"))
    monkeypatch.setenv("AWS_ROLE_ARN", ROLE)


def test_the_file_is_read_each_time(sts, home, monkeypatch):
    use(home, monkeypatch)
    held: Any = sotalia.Session().get_credentials()
    assert type(held) is DeferredRefreshableCredentials
    assert not sts.calls
    assert held.access_key == "ROLE1"
    (home / "token").write_text("token two")
    shutil.rmtree(home / ".aws/cli")
    held.expiry = 0.0
    assert held.access_key == "ROLE2"
    assert [call["WebIdentityToken"] for call in sts.calls] == ["token one\n", "token two"]


def test_a_file_that_is_missing_is_told_when_it_is_needed(sts, home, monkeypatch):
    use(home, monkeypatch)
    (home / "token").unlink()
    with pytest.raises(FileNotFoundError, match="token"):
        call_blocking(boto3, None)
    for asked in (lambda: call_blocking(sotalia, None), lambda: call_awaited(None)):
        with pytest.raises(FileNotFoundError, match=r"token \(AWS_WEB_IDENTITY_TOKEN_FILE\) cannot be read") as told:
            asked()
        assert isinstance(told.value, CredentialRetrievalError)


def test_a_file_that_cannot_be_read_is_named_with_the_profile_that_names_it(sts, home):
    (home / ".aws/config").write_text(f"[default]\nrole_arn = {ROLE}\nweb_identity_token_file = {home}\n")
    with pytest.raises(IsADirectoryError):
        call_blocking(boto3, None)
    text = r"\(web_identity_token_file of the profile 'default'\) cannot be read: Is a directory"
    for asked in (lambda: call_blocking(sotalia, None), lambda: call_awaited(None)):
        with pytest.raises(CredentialFileIsDirectoryError, match=text) as told:
            asked()
        assert isinstance(told.value, IsADirectoryError)
        assert str(told.value).startswith("Error when retrieving credentials from assume-role-with-web-identity: ")


def test_an_empty_name_of_the_file_hides_no_role(sts, home):
    """boto3 passes over such a profile and signs with the keys beside its role."""
    keys = "aws_access_key_id = BESIDE\naws_secret_access_key = beside-secret\n"
    (home / ".aws/config").write_text(f"[default]\nrole_arn = {ROLE}\nweb_identity_token_file =\n{keys}")
    held = boto3.Session().get_credentials()
    assert held is not None
    assert held.method == "config-file"
    with pytest.raises(InvalidConfigError, match="'default' has a role_arn and an empty web_identity_token_file"):
        sotalia.Session().get_credentials()


def test_an_empty_variable_names_nothing(sts, home, monkeypatch):
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "")
    (home / ".aws/config").write_text(f"[default]\nrole_arn = {ROLE}\nweb_identity_token_file = {home / 'token'}\n")
    assert call_blocking(sotalia, None).method == "assume-role-with-web-identity"


def test_the_result_is_shared_with_the_command_line(sts, home, monkeypatch):
    use(home, monkeypatch)
    for _ in range(2):
        assert call_blocking(sotalia, None).access_key == "ROLE1"
    assert [call["Action"] for call in sts.calls].count("AssumeRoleWithWebIdentity") == 1
    assert len(list((home / ".aws/cli/cache").glob("*/*.json"))) == 1
