"""Where each source stands in the chain: where boto3 has it. None that is named is passed over, to sign with the keys
beside it: they are somebody else's."""

from __future__ import annotations

import asyncio
import itertools
import json

import botocore.credentials
import botocore.session
import botocore.utils
import pytest

import sotalia
from sotalia import aio
from sotalia.exceptions import BotoCoreError, SSOTokenLoadError
from sotalia.http import Response

SECRET = "secret-example"  # noqa: S105
ROLE = "role_arn = arn:aws:iam::123456789012:role/r\n"
SSO = "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
FOUND = {"AccessKeyId": "FETCHED", "SecretAccessKey": SECRET, "Token": "t", "Expiration": "2999-01-01T00:00:00Z"}


def keys(name):
    return f"aws_access_key_id = {name}\naws_secret_access_key = {SECRET}\n"


#: What may name credentials: variables of the environment, or lines of the profile in one of the files.
VARIABLES = {
    "keys in the environment": {"AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": SECRET},
    "a token in the environment": {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/r"},
    "a role in the environment": {"AWS_ROLE_ARN": "arn:aws:iam::1:role/r"},
    "EC2's file": {"AWS_CREDENTIAL_FILE": "~/ec2"},
    "a container by path": {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/r"},
    "a container by URL": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/r"},
}
OPTIONS = {
    "a role from a profile": ROLE + "source_profile = plain\n",
    "a role from a source": ROLE + "credential_source = Environment\n",
    "a role by a token": ROLE + "web_identity_token_file = /token\n",
    "single sign-on": SSO + "sso_account_id = 123456789012\nsso_role_name = r\n",
    "single sign-on by a session": "sso_session = mine\nsso_account_id = 123456789012\nsso_role_name = r\n",
    "a session for tokens alone": "sso_session = mine\n",
    "a start page alone": SSO,
    "a process": f"credential_process = echo '{json.dumps({'Version': 1, **FOUND})}'\n",
    "keys in the config file": keys("CONFIG"),
}
SHARED = {
    "keys in the credentials file": keys("SHARED"),
    "a process in the credentials file": OPTIONS["a process"],
    "a role in the credentials file": OPTIONS["a role from a profile"],
}
NAMES = (*VARIABLES, *OPTIONS, *SHARED)
CASES = [set(case) for count in (1, 2) for case in itertools.combinations(NAMES, count)]


@pytest.fixture
def aws(home, monkeypatch):
    """Files for the cases, with boto3's container and role answered at once."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))
    (home / "ec2").write_text(f"AWSAccessKeyId=EC2\nAWSSecretKey={SECRET}\n")
    fetcher = botocore.utils.ContainerMetadataFetcher
    monkeypatch.setattr(fetcher, "retrieve_full_uri", lambda self, url, headers=None: FOUND)
    found = Response(200, {}, json.dumps(FOUND).encode())
    monkeypatch.setattr("sotalia.io.fetching.fetch", lambda request, timeout, environ: found)
    return home


def write(home, case, profile="other"):
    options = dict.fromkeys(line for name in OPTIONS if name in case for line in OPTIONS[name].splitlines())
    shared = dict.fromkeys(line for name in SHARED if name in case for line in SHARED[name].splitlines())
    (home / "config").write_text(
        f"[profile plain]\n{keys('SOURCE')}[sso-session mine]\n{SSO}[profile {profile}]\nregion = eu-west-1\n"
        + "\n".join(_once(options))
    )
    (home / "credentials").write_text(f"[{profile}]\n" + "\n".join(_once(shared)))


def _once(lines):
    """Drop lines whose option stands there already: a file may have each once only."""
    return {line.partition(" = ")[0]: line for line in reversed(list(lines))}.values()


def boto3_method(profile):
    try:
        found = botocore.session.Session(profile=profile).get_credentials()
    except botocore.exceptions.BotoCoreError as error:
        # A role whose source has no keys, or that names two, is refused for that.
        provider = error.kwargs.get("provider", "assume-role")
        return "assume-role" if provider == "Environment" else provider
    return found and found.method


def our_method(profile):
    """Return where credentials are found, or who cannot be asked."""
    try:
        found = sotalia.Session(profile_name=profile).get_credentials()
    except BotoCoreError as error:
        if SECRET in str(error):
            return "a secret is shown"
        provider = error.kwargs.get("provider", "assume-role")
        return "assume-role" if provider == "Environment" else provider
    return found and found.method


@pytest.mark.parametrize("how", ["in code", "in the environment"])
def test_each_source_stands_where_boto3_has_it(aws, monkeypatch, how):
    seen = set()
    for case in CASES:
        write(aws, case)
        with monkeypatch.context() as patch:
            for name in case & VARIABLES.keys():
                for variable, value in VARIABLES[name].items():
                    patch.setenv(variable, value)
            if how == "in the environment":
                patch.setenv("AWS_PROFILE", "other")
            profile = "other" if how == "in code" else None
            expected = boto3_method(profile)
            assert our_method(profile) == expected, case
            seen.add(expected)
    refused = {"assume-role", "assume-role-with-web-identity", "sso", "custom-process", "ec2-credentials-file"}
    assert seen >= refused | {"container-role", "shared-credentials-file", "config-file", None}


@pytest.mark.parametrize("name", ["single sign-on", "single sign-on by a session"])
def test_no_call_is_signed_with_the_keys_beside_it(aws, raw_server, monkeypatch, name):
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable)
    write(aws, {name, "keys in the config file"})
    with pytest.raises(SSOTokenLoadError, match="does not exist"):
        sotalia.Session(profile_name="other").client("sts", endpoint_url=raw_server.url).get_caller_identity()

    async def awaited():
        async with aio.Session(profile_name="other").client("sts", endpoint_url=raw_server.url) as sts:
            await sts.get_caller_identity()

    with pytest.raises(SSOTokenLoadError, match="does not exist"):
        asyncio.run(awaited())
    assert not raw_server.requests


def test_the_default_profile_is_no_exception(aws, monkeypatch):
    write(aws, {"a process", "keys in the config file"}, profile="default")
    assert boto3_method(None) == our_method(None) == "custom-process"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    found = sotalia.Session().get_credentials()
    assert found is not None
    assert found.access_key == "AKIDEXAMPLE"


def test_an_empty_variable_alone_names_nothing(aws, monkeypatch):
    write(aws, {"keys in the config file"})
    monkeypatch.setenv("AWS_PROFILE", "other")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "")
    assert boto3_method(None) == our_method(None) == "config-file"
