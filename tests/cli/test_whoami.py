"""`sotalia whoami`, as people run it: what it says, where it says things come from, its exit codes, and no secret."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest

from sotalia.cli.whoami import _PLACES, _masked
from sotalia.identity.chain import SOURCES
from tests.servers.metadata import MetadataService
from tests.servers.raw import RawServer, reply
from tests.servers.sts import ROLE, StsServer

KEY, SECRET, TOKEN = "AKIAIOSFODNN7EXAMPLE", "Xyzzy/hunter2", "Plugh/token"
SHOWN = "AKIA************MPLE"
IDENTITY = reply(
    200,
    b"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn>"
    b"<UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
)
REFUSAL = reply(
    403,
    b"<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>"
    b"<Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>",
)


@pytest.fixture
def sts(monkeypatch):
    """An STS that knows everybody."""
    with RawServer() as server:
        server.answer(IDENTITY)
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
        yield server


@pytest.fixture
def keys(monkeypatch):
    """Keys in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)


@pytest.fixture
def files(home):
    """Writes both files."""

    def write(config: str = "", credentials: str = "") -> None:
        (home / ".aws").mkdir(exist_ok=True)
        (home / ".aws" / "config").write_text(config)
        (home / ".aws" / "credentials").write_text(credentials)

    return write


def whoami(*arguments: str) -> tuple[int, str, str]:
    """Return the exit code and what was printed, on standard output and standard error."""
    command = [sys.executable, "-m", "sotalia", "whoami", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    for secret in (SECRET, TOKEN, KEY):
        assert secret not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_all_is_said_with_where_it_comes_from(sts, keys, files, home, monkeypatch):
    files("[profile production]\nregion = eu-west-1\n")
    monkeypatch.setenv("AWS_PROFILE", "production")
    assert whoami() == (
        0,
        "profile     production, from the environment variable AWS_PROFILE\n"
        f"region      eu-west-1, from region of the profile 'production' in {home}/.aws/config\n"
        f"credentials {SHOWN}, from environment variables, with no known end\n"
        "identity    arn:aws:iam::123456789012:user/me (account 123456789012, user id AIDAEXAMPLE)\n",
        "",
    )
    assert "/eu-west-1/sts/" in sts.requests[0].headers["authorization"]


def test_options_win_and_are_named(sts, files, home, monkeypatch):
    files("[profile mine]\nregion = eu-west-1\n", f"[mine]\naws_access_key_id={KEY}\naws_secret_access_key={SECRET}\n")
    monkeypatch.setenv("AWS_PROFILE", "theirs")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    code, out, _ = whoami("--profile", "mine", "--region", "sa-east-1")
    assert code == 0
    assert out.splitlines()[:3] == [
        "profile     mine, from the option --profile",
        "region      sa-east-1, from the option --region",
        f"credentials {SHOWN}, from the profile 'mine' in {home}/.aws/credentials, with no known end",
    ]


def test_the_same_in_json(sts, keys, files, home, monkeypatch):
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2099-01-31T12:00:00Z")
    files("", "[default]\nregion = ap-south-1\n")
    code, out, err = whoami("--json")
    assert (code, err) == (0, "")
    said: dict[str, Any] = json.loads(out)
    assert said["profile"] == {
        "value": "default",
        "origin": {"kind": "default", "name": "profile"},
        "text": "the default",
    }
    path = f"{home}/.aws/credentials"
    origin = {"kind": "profile", "name": "region", "profile": "default", "path": path}
    assert said["region"] == {
        "value": "ap-south-1",
        "origin": origin,
        "text": f"region of the profile 'default' in {path}",
    }
    assert said["credentials"] == {
        "access_key": SHOWN,
        "source": "env",
        "text": "environment variables",
        "expires": "2099-01-31T12:00:00Z",
        "fetched": True,
    }
    assert said["identity"]["account"] == "123456789012"
    assert said["error"] is None


def test_no_call_is_made_offline(sts, keys):
    code, out, err = whoami("--offline")
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == [
        "region      none is set",
        f"credentials {SHOWN}, from environment variables, with no known end",
    ]
    assert sts.requests == []


def test_a_login_that_is_fresh_is_read_offline(home, files):
    files("[default]\nlogin_session = me\n")
    from hashlib import sha256

    cache = home / ".aws" / "login" / "cache"
    cache.mkdir(parents=True)
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 600))
    held = {"accessKeyId": KEY, "secretAccessKey": SECRET, "sessionToken": TOKEN, "accountId": "1", "expiresAt": until}
    token = {"accessToken": held, "refreshToken": "r", "dpopKey": "k", "clientId": "c"}
    (cache / (sha256(b"me").hexdigest() + ".json")).write_text(json.dumps(token))
    code, out, _ = whoami("--offline")
    assert code == 0
    assert out.splitlines()[2].endswith(
        f"the session of aws login that the profile 'default' names, good until {until}"
    )


@pytest.fixture
def role(files, monkeypatch):
    """A profile with a role, and the STS that gives it."""
    files(
        f"[profile deploy]\nrole_arn = {ROLE}\nsource_profile = me\nregion = eu-west-1\n",
        f"[me]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n",
    )
    monkeypatch.setenv("AWS_PROFILE", "deploy")
    with RawServer() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
        yield StsServer(server)


def test_a_role_is_assumed(role):
    code, out, _ = whoami()
    assert code == 0
    assert "credentials *****, from the role that the profile 'deploy' names, good until 20" in out
    assert [call["Action"] for call in role.calls] == ["AssumeRole", "GetCallerIdentity"]


def test_a_role_is_named_and_not_assumed_offline(role):
    code, out, _ = whoami("--offline")
    assert code == 0
    assert "credentials not fetched (--offline); they would come from the role that the profile 'deploy' names\n" in out
    assert role.calls == []


def test_a_role_that_is_refused(role):
    role.refuses = True
    code, out, err = whoami()
    assert code == 1
    assert "credentials" not in out
    assert err.startswith("sotalia whoami: ClientError: An error occurred (AccessDenied)")


def test_an_instance_is_asked_for_its_role_and_not_offline(home, sts, monkeypatch):
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    with MetadataService() as service:
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", service.url)
        code, _, err = whoami("--offline")
        assert code == 1
        assert err.endswith("and EC2's metadata service, if there is one, was not asked (--offline).\n")
        assert service.requests == []
        code, out, _ = whoami()
        assert code == 0
        assert "from the metadata service of EC2, good until 2999-01-01T00:00:00Z" in out


def test_without_a_region_somebody_is_asked_all_the_same(sts, keys):
    code, out, _ = whoami()
    assert code == 0
    assert "region      none is set" in out
    assert "user/me" in out


# ---------------------------------------------------------------- what can be wrong


@pytest.mark.parametrize("arguments", [(), ("--offline",)])
def test_no_credentials_are_no_identity(arguments, home, sts):
    code, out, err = whoami(*arguments)
    assert code == 1
    assert out == "profile     default, from the default\nregion      none is set\n"
    assert err.startswith("sotalia whoami: there are no credentials. Neither the environment (AWS_ACCESS_KEY_ID and ")
    assert ("was not asked (--offline)" in err) is bool(arguments)
    assert f"profile 'default' in {home}/.aws/credentials and {home}/.aws/config" in err
    assert sts.requests == []


@pytest.mark.parametrize(
    ("config", "credentials", "reason"),
    [
        (
            "",
            f"[default]\naws_access_key_id = {KEY}\n",
            "PartialCredentialsError: Partial credentials found in shared-cr",
        ),
        ("[default\n", "", "ConfigParseError: Unable to parse config file: {home}/.aws/config"),
        ("[default]\nlogin_session = me\n", "", "LoginTokenLoadError: "),
    ],
)
@pytest.mark.parametrize("arguments", [(), ("--offline",)])
def test_what_is_wrong_with_credentials_is_the_reason(config, credentials, reason, arguments, files, home):
    files(config, credentials)
    code, _, err = whoami(*arguments)
    assert code == 1
    assert err.startswith(f"sotalia whoami: {reason.format(home=home)}")


def test_a_profile_that_is_not_there(files):
    files("[profile mine]\nregion = eu-west-1\n")
    assert whoami("--profile", "thine") == (
        1,
        "",
        "sotalia whoami: ProfileNotFound: The config profile (thine) could not be found\n",
    )


def test_a_service_that_refuses(sts, keys):
    sts.answer(REFUSAL)
    code, out, err = whoami()
    assert code == 3
    assert SHOWN in out
    assert "identity" not in out
    assert err.startswith("sotalia whoami: ClientError: An error occurred (InvalidClientTokenId)")


def test_a_service_that_is_not_there(keys, monkeypatch):
    with RawServer() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
    code, out, err = whoami("--json")
    assert code == 3
    said = json.loads(out)
    assert said["credentials"]["access_key"] == SHOWN
    assert said["identity"] is None
    assert said["error"].startswith("EndpointConnectionError: ")
    assert err == ""


def test_a_command_line_that_makes_no_sense():
    code, out, err = whoami("--regoin", "x")
    assert (code, out) == (2, "")
    assert "sotalia whoami: error: unrecognized arguments" in err


def test_help_names_the_exit_codes():
    code, out, _ = whoami("--help")
    assert code == 0
    assert "exit codes: 0" in out


def test_each_source_has_its_words():
    assert list(_PLACES) == [name for name, _ in SOURCES]


@pytest.mark.parametrize("key", ["", "A", "AKIA", "AKIAMPLE", "AKIA123MPLE", "AKIA1234MPLE"])
def test_of_a_short_key_nothing_is_shown(key):
    assert _masked(key) == ("AKIA****MPLE" if len(key) >= 12 else "*" * len(key))
