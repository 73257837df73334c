"""Roles that profiles name are assumed as by boto3: the same calls, the same credentials, the same complaints."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import hashlib
import json
import os
import shutil
import stat
from datetime import timedelta
from typing import Any

import boto3
import botocore.credentials
import botocore.utils
import pytest

import sotalia
from sotalia import aio
from sotalia.credentials import AsyncDeferredRefreshableCredentials, DeferredRefreshableCredentials
from sotalia.errors import MissingMFACodeError, RefreshWithMFAUnsupportedError
from sotalia.identity.roles import cache_name
from tests.servers.sts import ROLE, StsServer

KEYS = "aws_access_key_id = PLAIN\naws_secret_access_key = plain-secret\n"
OF_PLAIN = f"role_arn = {ROLE}\nsource_profile = plain\n"


@pytest.fixture
def sts(raw_server, home, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", raw_server.url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    (home / ".aws").mkdir()
    return StsServer(raw_server)


def write(home, config, credentials=""):
    (home / ".aws/config").write_text(config)
    (home / ".aws/credentials").write_text(credentials)


def cache(home):
    """Return the folder of the cache for what the server in these tests gives, apart from what AWS gives."""
    url = os.environ.get("AWS_ENDPOINT_URL_STS")
    folder = home / ".aws/cli/cache"
    return folder if url is None else folder / hashlib.sha1(url.encode()).hexdigest()


def code(prompt):
    return f"code for {prompt}"


def by_boto3(profile):
    client = boto3.Session(profile_name=profile).client("sts")
    client.get_caller_identity()
    return client._get_credentials()


def blocking(profile):
    client = sotalia.Session(profile_name=profile).client("sts")
    client.get_caller_identity()
    return client._get_credentials()


def awaited(profile):
    async def call():
        async with aio.Session(profile_name=profile).client("sts") as client:
            await client.get_caller_identity()
            return client._get_credentials()

    return asyncio.run(call())


def frozen_of(profile) -> Any:
    return sotalia.Session(profile_name=profile).get_frozen_credentials()


def key_awaited(profile):
    frozen: Any = asyncio.run(aio.Session(profile_name=profile).get_frozen_credentials())
    return frozen.access_key


def told(sts, home, call, profile, features=True):
    """Return what comes of a call that is signed with the profile's credentials, and all calls that it causes."""
    sts.forget()
    shutil.rmtree(cache(home), ignore_errors=True)
    try:
        held: Any = call(profile)
    except Exception as error:
        return type(error).__name__, str(error), sts.calls
    calls = sts.calls if features else [{**call, "m": None} for call in sts.calls]
    return type(held).__name__.removeprefix("Async"), held.method, held.get_frozen_credentials(), calls


def assert_as_boto3(sts, home, profile="mine", *, features=True):
    expected = told(sts, home, by_boto3, profile, features)
    assert told(sts, home, blocking, profile, features) == expected
    assert told(sts, home, awaited, profile, features) == expected
    return expected


ALL_OPTIONS = (
    "external_id = ext\nrole_session_name = me\nduration_seconds = 1800\nregion = us-west-2\n"
    "mfa_serial = arn:aws:iam::1:mfa/me\n"
)
CASES = {
    "source_profile": f"[profile plain]\n{KEYS}[profile mine]\n{OF_PLAIN}",
    "all options": f"[profile plain]\n{KEYS}[profile mine]\n{OF_PLAIN}{ALL_OPTIONS}",
    "a duration that is no number": f"[profile plain]\n{KEYS}[profile mine]\n{OF_PLAIN}duration_seconds = long\n",
    "itself": f"[profile mine]\nrole_arn = {ROLE}\nsource_profile = mine\n{KEYS}",
    "a role that is assumed by a role": (
        f"[profile plain]\n{KEYS}[profile mid]\n{OF_PLAIN}[profile mine]\nrole_arn = {ROLE}2\nsource_profile = mid\n"
    ),
    "four roles": (
        f"[profile plain]\n{KEYS}[profile a]\n{OF_PLAIN}[profile b]\nrole_arn = {ROLE}2\nsource_profile = a\n"
        f"[profile c]\nrole_arn = {ROLE}3\nsource_profile = b\n[profile mine]\nrole_arn = {ROLE}4\nsource_profile = c\n"
    ),
    "a role with keys as the source": (
        f"[profile mid]\n{OF_PLAIN}{KEYS}[profile plain]\n[profile mine]\nrole_arn = {ROLE}\nsource_profile = mid\n"
    ),
    "a source that names the environment": f"[profile mine]\nrole_arn = {ROLE}\ncredential_source = Environment\n",
    "a source profile with a token": (
        f"[profile plain]\nrole_arn = {ROLE}0\nweb_identity_token_file = TOKEN\n[profile mine]\n{OF_PLAIN}"
    ),
    "a loop": (
        f"[profile a]\nrole_arn = {ROLE}\nsource_profile = mine\n"
        f"[profile mine]\nrole_arn = {ROLE}\nsource_profile = a\n"
    ),
    "a loop further down": (
        f"[profile a]\nrole_arn = {ROLE}\nsource_profile = b\n[profile b]\nrole_arn = {ROLE}\nsource_profile = a\n"
        f"[profile mine]\nrole_arn = {ROLE}\nsource_profile = a\n"
    ),
    "itself without keys": f"[profile mine]\nrole_arn = {ROLE}\nsource_profile = mine\n",
    "both": f"[profile plain]\n{KEYS}[profile mine]\n{OF_PLAIN}credential_source = Environment\n",
    "neither": f"[profile mine]\nrole_arn = {ROLE}\n",
    "neither, one further": f"[profile plain]\nrole_arn = {ROLE}\n[profile mine]\n{OF_PLAIN}",
    "a source that cannot be": f"[profile mine]\nrole_arn = {ROLE}\ncredential_source = environment\n",
    "a profile that is missing": f"[profile mine]\n{OF_PLAIN}",
    "a profile without credentials": f"[profile plain]\nregion = x\n[profile mine]\n{OF_PLAIN}",
    "half a pair": f"[profile plain]\naws_access_key_id = PLAIN\n[profile mine]\n{OF_PLAIN}",
    "the other half": f"[profile plain]\naws_secret_access_key = plain-secret\n[profile mine]\n{OF_PLAIN}",
}


@pytest.mark.parametrize("name", CASES)
def test_profiles(sts, home, monkeypatch, name):
    (home / "token").write_text("a token")
    write(home, CASES[name].replace("TOKEN", str(home / "token")))
    monkeypatch.setattr(getpass, "getpass", code)
    monkeypatch.setattr(botocore.credentials.AssumeRoleProvider.__init__, "__defaults__", (code, None, None))
    if name == "a source that names the environment":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "environment-secret")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "environment-token")
    expected = assert_as_boto3(sts, home, features=name != "a source profile with a token")
    assert "-secret" not in str(expected[:2])
    if name == "all options":
        assert expected[3][0]["TokenCode"] == "code for Enter MFA code for arn:aws:iam::1:mfa/me: "


def test_the_credentials_file_counts_too(sts, home):
    write(home, "", f"[plain]\n{KEYS}[mine]\n{OF_PLAIN}")
    assert_as_boto3(sts, home)


def test_the_environments_keys_go_first_but_not_before_a_profile_that_code_names(sts, home, monkeypatch):
    write(home, f"[profile plain]\n{KEYS}[profile mine]\n{OF_PLAIN}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "environment-secret")
    assert assert_as_boto3(sts, home)[1] == "assume-role"
    monkeypatch.setenv("AWS_PROFILE", "mine")
    assert assert_as_boto3(sts, home, None)[1] == "env"
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert assert_as_boto3(sts, home, None)[1] == "assume-role"


def test_a_source_without_credentials_is_told(sts, home):
    write(home, f"[profile mine]\nrole_arn = {ROLE}\ncredential_source = Environment\n")
    assert assert_as_boto3(sts, home)[0] == "CredentialRetrievalError"


def test_what_sts_refuses_is_told(sts, home):
    write(home, CASES["source_profile"])
    sts.refuses = True
    assert assert_as_boto3(sts, home)[1].endswith("when calling the AssumeRole operation: not you")


def test_the_role_is_assumed_in_the_region_of_the_client_where_there_is_no_other(sts, home, monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    write(home, CASES["source_profile"])
    regions = []
    for library in (boto3, sotalia):
        sts.forget()
        shutil.rmtree(cache(home), ignore_errors=True)
        library.Session(profile_name="mine").client("sts", region_name="ap-south-1").get_caller_identity()
        regions.append([call["region"] for call in sts.calls])
    assert regions == [["ap-south-1", "ap-south-1"]] * 2


# ---------------------------------------------------------------- when it is assumed


def test_it_is_assumed_when_its_credentials_are_first_needed(sts, home):
    write(home, CASES["source_profile"])
    session = sotalia.Session(profile_name="mine")
    held: Any = session.get_credentials()
    assert isinstance(held, DeferredRefreshableCredentials)
    assert session.client("sts")._get_credentials() is held
    assert not sts.calls
    assert (held.access_key, held.account_id) == ("ROLE1", "123456789012")
    session.client("sts").get_caller_identity()
    assert [call["Action"] for call in sts.calls] == ["AssumeRole", "GetCallerIdentity"]


def test_an_awaited_one_is_assumed_by_load(sts, home):
    write(home, CASES["source_profile"])

    async def main():
        session = aio.Session(profile_name="mine")
        held: Any = await session.get_credentials()
        assert type(held) is AsyncDeferredRefreshableCredentials
        assert not sts.calls
        loaded = await held.load()
        return loaded, await session.get_frozen_credentials()

    assert [frozen.access_key for frozen in asyncio.run(main())] == ["ROLE1", "ROLE1"]


def test_a_role_in_between_is_kept(sts, home):
    """Only the last one is assumed again when it is about to end."""
    write(home, CASES["a role that is assumed by a role"])
    session = sotalia.Session(profile_name="mine")
    held: Any = session.get_credentials()
    assert held.access_key == "ROLE2"
    shutil.rmtree(cache(home))
    held.expiry -= 3600
    assert held.access_key == "ROLE3"
    assert [(call["RoleArn"], call["by"]) for call in sts.calls] == [
        (ROLE, "PLAIN"), (f"{ROLE}2", "ROLE1"), (f"{ROLE}2", "ROLE1")
    ]  # fmt: skip


@pytest.mark.parametrize("home_is_kept", [True, False])
def test_a_code_is_asked_for_once(sts, home, monkeypatch, home_is_kept):
    write(home, CASES["all options"])
    prompts = []

    def prompt(text):
        prompts.append(text)
        return "123456"

    monkeypatch.setattr(getpass, "getpass", prompt)
    held: Any = sotalia.Session(profile_name="mine").get_credentials()
    assert held.access_key == "ROLE1"
    held.expiry -= 3600
    if not home_is_kept:
        shutil.rmtree(cache(home))
        with pytest.raises(RefreshWithMFAUnsupportedError):
            _ = held.access_key
    else:
        assert held.access_key == "ROLE1"  # as on disk, where the command line's would be too
    assert len(prompts) == 1


def test_a_code_that_nobody_can_be_asked_for_is_missed_by_name(sts, home, monkeypatch):
    def nobody(text):
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", nobody)
    write(home, CASES["all options"])
    with pytest.raises(
        MissingMFACodeError, match=r"role/example takes an MFA code of arn:aws:iam::1:mfa/me, and"
    ) as missed:
        blocking("mine")
    assert isinstance(missed.value, EOFError)  # as in boto3
    with pytest.raises(MissingMFACodeError, match="standard input has ended"):
        awaited("mine")
    assert not sts.calls


def test_an_awaited_prompt_keeps_no_loop_waiting(sts, home, monkeypatch):
    write(home, CASES["all options"])
    ticks = []

    async def main():
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def prompt(text):
            asyncio.run_coroutine_threadsafe(tick(done), loop).result(20)
            return "123456"

        monkeypatch.setattr(getpass, "getpass", prompt)
        async with aio.Session(profile_name="mine").client("sts") as client:
            await client.get_caller_identity()

    async def tick(done):
        ticks.append(1)

    asyncio.run(main())
    assert ticks == [1]


# ---------------------------------------------------------------- the cache


def cli_fetcher(home, **extra):
    """Return boto3's fetcher with the cache that the AWS CLI gives it."""
    return botocore.credentials.AssumeRoleCredentialFetcher(
        lambda *args, **kwargs: boto3.client("sts", aws_access_key_id="CLI", aws_secret_access_key="s"),
        botocore.credentials.Credentials("CLI", "cli-secret"),
        ROLE,
        extra_args=extra,
        cache=botocore.utils.JSONFileCache(str(cache(home))),
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"RoleSessionName": "me", "ExternalId": "ext", "DurationSeconds": 900, "SerialNumber": "serial"},
        {"Policy": '{"b": 1, "a": [2]}', "Tags": [{"Key": "k", "Value": "ü"}]},
    ],
    ids=str,
)
def test_files_are_named_as_the_cli_names_them(home, arguments):
    theirs = cli_fetcher(home, **arguments)._cache_key
    assert cache_name({"RoleArn": ROLE, **arguments}) == f"{theirs}.json"


def test_the_cli_reads_what_is_written_and_the_other_way_round(sts, home):
    write(home, CASES["source_profile"])
    assert frozen_of("mine").access_key == "ROLE1"
    (path,) = cache(home).iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert cli_fetcher(home).fetch_credentials()["access_key"] == "ROLE1"
    assert key_awaited("mine") == "ROLE1"
    path.unlink()
    assert cli_fetcher(home).fetch_credentials()["access_key"] == "ROLE2"
    frozen = sotalia.Session(profile_name="mine").get_frozen_credentials()
    assert frozen == ("ROLE2", "role secret 2", "token 2", "123456789012")
    assert len(sts.calls) == 2


def test_what_ends_soon_is_not_used(sts, home):
    write(home, CASES["source_profile"])
    sts.lasts = timedelta(minutes=14)
    for _ in range(2):
        sotalia.Session(profile_name="mine").get_frozen_credentials()
    assert len(sts.calls) == 2


WHOLE = {"AccessKeyId": "A", "SecretAccessKey": "s3cret", "SessionToken": "t", "Expiration": "2999-01-01T00:00:00Z"}


def kept(**changes):
    return json.dumps({"Credentials": {**WHOLE, **changes}}).encode()


DAMAGED = {
    "empty": b"",
    "truncated": b'{"Credentials": {"AccessKeyId": "A", "SecretAccessKey": "s3cret", "Sess',
    "a list": b"[1]",
    "no text": b"\xff\xfe\x00",
    "no keys": b'{"Credentials": {}}',
    "keys that are no text": kept(AccessKeyId=1, SecretAccessKey=[], SessionToken={}),
    "no time": kept(Expiration="soon"),
    "a number for a time": kept(Expiration=1),
    "a time without keys": b'{"Credentials": {"Expiration": "2999-01-01T00:00:00Z"}}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", [*DAMAGED, "unreadable", "a directory", "a folder that is a file"])
def test_no_cache_breaks_anything(sts, home, caplog, name):
    write(home, CASES["source_profile"])
    path = cache(home) / cache_name({"RoleArn": ROLE})
    if name == "a folder that is a file":
        cache(home).parent.mkdir(parents=True)
        cache(home).write_text("")
    else:
        path.parent.mkdir(parents=True)
    if name == "a directory":
        path.mkdir()
    elif name in DAMAGED:
        path.write_bytes(DAMAGED[name])
    elif name == "unreadable":
        path.symlink_to(path)
    with caplog.at_level("DEBUG", "sotalia"):
        assert frozen_of("mine").access_key == "ROLE1"
    assert "s3cret" not in caplog.text
    assert "role secret" not in caplog.text
    if name in DAMAGED or name == "unreadable":
        assert json.loads(path.read_text())["Credentials"]["AccessKeyId"] == "ROLE1"
        assert [file.name for file in cache(home).iterdir()] == [path.name]


def test_what_aws_gives_is_where_the_cli_has_it_and_what_others_give_is_apart(sts, home, monkeypatch):
    write(home, CASES["source_profile"])
    assert frozen_of("mine").access_key == "ROLE1"
    shared = home / ".aws/cli/cache" / cache_name({"RoleArn": ROLE})
    assert not shared.exists()
    shared.write_bytes((cache(home) / shared.name).read_bytes().replace(b"ROLE1", b"AWSS1"))
    assert frozen_of("mine").access_key == "ROLE1"
    monkeypatch.delenv("AWS_ENDPOINT_URL_STS")
    assert frozen_of("mine").access_key == "AWSS1"


def test_the_disk_can_be_left_alone(sts, home, monkeypatch):
    write(home, CASES["source_profile"])
    monkeypatch.setenv("SOTALIA_ROLE_CACHE", "off")
    assert frozen_of("mine").access_key == "ROLE1"
    assert not cache(home).exists()


def test_without_a_home_there_is_no_cache_and_no_failure(sts, home, monkeypatch):
    write(home, CASES["source_profile"])
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / ".aws/config"))
    monkeypatch.setenv("HOME", "/proc/nowhere")
    with contextlib.closing(sotalia.Session(profile_name="mine").client("sts")) as client:
        client.get_caller_identity()
    assert len(sts.calls) == 2
