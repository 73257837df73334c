"""Sign-ins with IAM Identity Center, from real servers, beside boto3's: a role's credentials, and bearer tokens."""

from __future__ import annotations

import asyncio
import hashlib
import json
import stat
import threading
import traceback
from datetime import UTC, datetime
from typing import Any

import botocore.session
import botocore.tokens
import pytest

from sotalia import errors
from sotalia.identity import FrozenAuthToken
from sotalia.identity.sources.sso import cache_name
from sotalia.identity.times import iso_time, seconds
from sotalia.io.drive_async import drive_async
from sotalia.io.perform_async import AsyncPerformer
from sotalia.io.transport.curl_async import AsyncCurlTransport
from sotalia.testing import AsyncRecordingTransport, RecordingTransport
from sotalia.useragent.features import ids
from tests.servers.raw import reply
from tests.servers.sso import SingleSignOn, refusal

START = "https://example.awsapps.com/start"
ROLE = "sso_account_id = 123456789012\nsso_role_name = Reader\n"
SESSION = f"[sso-session corp]\nsso_start_url = {START}\nsso_region = eu-west-1\nsso_registration_scopes = a\n"
BY_SESSION = f"[default]\nsso_session = corp\n{ROLE}{SESSION}"
LEGACY = f"[default]\nsso_start_url = {START}\nsso_region = eu-west-1\n{ROLE}"
NAMES = {"session": "corp", "legacy": START}
NOW = seconds("2030-01-01T00:00:00Z")
FOUND = ("AKIDSSO", "sEcReT", "tOkEn", "123456789012")


class World:
    """A home with a sign-in in it, and the services."""

    def __init__(self, home, service):
        self.home, self.service = home, service
        self.now = NOW
        self.cache = home / ".aws/sso/cache"
        self.roles = home / ".aws/cli/cache"

    def write(self, config=BY_SESSION, name="corp", left=3600, **changes):
        """Write the config file, and the token for a session or a start page with so many seconds left."""
        self.cache.mkdir(parents=True, exist_ok=True)
        (self.home / ".aws/config").write_text(config)
        self.path = self.cache / f"{hashlib.sha1(name.encode()).hexdigest()}.json"
        token = {
            "startUrl": START,
            "region": "eu-west-1",
            "accessToken": self.service.access,
            "expiresAt": iso_time(self.now + left),
            "clientId": "cLiEnT",
            "clientSecret": "cLiEnTsEcReT",
            "registrationExpiresAt": iso_time(self.now + 90 * 24 * 3600),
            "refreshToken": self.service.refresh,
            **changes,
        }
        self.path.write_text(json.dumps({name: value for name, value in token.items() if value is not None}))

    @property
    def kept(self):
        return json.loads(self.path.read_text())


@pytest.fixture
def world(home, monkeypatch):
    with SingleSignOn() as service:
        for name in ("AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC"):
            monkeypatch.setenv(name, service.url)
        # boto3 worked these out when it was imported.
        for cls in ("credentials.SSOProvider", "tokens.SSOTokenProvider"):
            monkeypatch.setattr(f"botocore.{cls}._SSO_TOKEN_CACHE_DIR", str(home / ".aws/sso/cache"))
        world = World(home, service)
        monkeypatch.setattr("time.time", lambda: world.now)
        monkeypatch.setattr("time.sleep", lambda seconds: None)
        monkeypatch.setattr("botocore.credentials._local_now", lambda: boto3s_now(world))
        provider = botocore.tokens.SSOTokenProvider.__init__
        monkeypatch.setattr(
            "botocore.tokens.SSOTokenProvider.__init__",
            lambda self, *a, **k: provider(self, *a, **{**k, "time_fetcher": lambda: boto3s_now(world)}),
        )
        for name in ("credentials.DeferredRefreshableCredentials", "credentials.SSOCredentialFetcher"):
            patch_time(monkeypatch, f"botocore.{name}", world)
        yield world


def patch_time(monkeypatch, name, world):
    module, cls = name.rsplit(".", 1)
    init = getattr(__import__(module, fromlist=[cls]), cls).__init__
    monkeypatch.setattr(
        f"{name}.__init__", lambda self, *a, **k: init(self, *a, **{**k, "time_fetcher": lambda: boto3s_now(world)})
    )


def boto3s_now(world):
    return datetime.fromtimestamp(world.now, UTC)


def features(request):
    return set(request.headers["user-agent"].partition(" m/")[2].partition(" ")[0].split(","))


@pytest.mark.parametrize("kind", NAMES)
def test_what_is_asked_and_found_is_what_boto3_asks_and_finds(world, find, theirs, kind, monkeypatch):
    world.write(BY_SESSION if kind == "session" else LEGACY, NAMES[kind])
    session = find.session()
    assert (*find(session), session.identity.holder.method) == theirs() == (*FOUND, "sso")
    assert session.identity.holder.expiry == 32472144000
    ours, boto3s = world.service.requests
    assert (ours.method, ours.target) == (boto3s.method, boto3s.target)
    assert ours.target == "/federation/credentials?role_name=Reader&account_id=123456789012"
    for request in (ours, boto3s):
        assert request.headers["x-amz-sso_bearer_token"] == "aCcEsS"
        assert "authorization" not in request.headers
    profile, credentials = {"session": ("r", "s"), "legacy": ("t", "u")}[kind]
    assert profile in features(ours)  # in boto3, in the calls of clients only
    assert credentials not in features(ours) | features(boto3s)
    assert {profile, credentials} == set(ids(session.identity.features))


def test_the_region_is_the_signins(world, find, monkeypatch):
    world.write()
    monkeypatch.delenv("AWS_ENDPOINT_URL_SSO")
    asked = []

    def send(self, request, stream=False):
        asked.append(request.url)
        raise errors.EndpointConnectionError(endpoint_url=request.url)

    async def send_async(self, request, stream=False):
        return send(self, request)

    monkeypatch.setattr("sotalia.io.transport.curl.CurlTransport.send", send)
    monkeypatch.setattr("sotalia.io.transport.curl_async.AsyncCurlTransport.send", send_async)
    with pytest.raises(errors.EndpointConnectionError):
        find()
    assert asked[0].startswith("https://portal.sso.eu-west-1.amazonaws.com/federation/credentials")


def test_the_roles_credentials_are_kept_where_the_cli_keeps_them(world, find, monkeypatch):
    world.write()
    find()
    (kept,) = world.roles.glob("*/*.json")
    fetcher = botocore.credentials.SSOCredentialFetcher
    for config, arguments in (
        ({"sso_session": "corp"}, {"sso_session_name": "corp"}),
        ({}, {}),
    ):
        boto3s = fetcher(START, "eu-west-1", "Reader", "123456789012", None, **arguments)
        named = {"sso_role_name": "Reader", "sso_account_id": "123456789012", "sso_start_url": START, **config}
        assert cache_name(named) == f"{boto3s._cache_key}.json"
    assert kept.name == cache_name({"sso_role_name": "Reader", "sso_account_id": "123456789012", "sso_session": "corp"})
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text()) == {
        "ProviderType": "sso",
        "Credentials": {
            "AccessKeyId": "AKIDSSO",
            "SecretAccessKey": "sEcReT",
            "SessionToken": "tOkEn",
            "Expiration": "2999-01-01T00:00:00Z",
            "AccountId": "123456789012",
        },
    }
    assert find() == FOUND
    assert world.service.asked == ["GetRoleCredentials"]
    monkeypatch.setenv("SOTALIA_ROLE_CACHE", "off")
    find()
    assert world.service.asked == ["GetRoleCredentials"] * 2


# ---------------------------------------------------------------- the token


def boto3s_token():
    return botocore.session.Session().get_auth_token().get_frozen_token()


def test_a_token_that_is_about_to_end_is_traded_as_boto3_does_it(world, find, theirs):
    kept = []
    for look in (find, theirs):
        world.service.access, world.service.refresh, world.service._tokens = "aCcEsS", "rEfReSh", 0
        world.write(left=899)
        assert look()[:4] == FOUND
        kept.append(world.kept)
        (path,) = world.cache.iterdir()
        assert path.name == world.path.name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept[0] == kept[1]
    assert kept[0]["refreshToken"] == "rEfReSh1"
    assert world.service.asked == ["CreateToken", "GetRoleCredentials"] * 2
    ours, boto3s = world.service.requests[0], world.service.requests[2]
    assert json.loads(ours.body) == json.loads(boto3s.body)
    assert (ours.method, ours.target) == (boto3s.method, boto3s.target)
    assert "authorization" not in ours.headers


def test_a_token_that_is_good_is_left_alone(world, find):
    world.write(left=901)
    assert find() == FOUND
    assert world.service.asked == ["GetRoleCredentials"]


def test_a_newer_token_may_come_without_another_to_trade(world, find):
    world.write(left=10)
    answer = {"accessToken": "aCcEsS", "expiresIn": 3600, "tokenType": "Bearer"}
    world.service.answers["CreateToken"] = [reply(200, json.dumps(answer).encode())]
    assert find() == FOUND
    assert "refreshToken" not in world.kept


CANNOT: dict[str, dict[str, Any]] = {
    "no refresh token": {"refreshToken": None},
    "no client": {"clientId": None, "clientSecret": None},
    "no registration": {"registrationExpiresAt": None},
    "registration ended": {"registrationExpiresAt": "2029-12-31T00:00:00Z"},
}


@pytest.mark.parametrize("name", CANNOT)
def test_a_token_that_cannot_be_traded_serves_until_its_end(world, find, theirs, name):
    world.write(left=10, **CANNOT[name])
    assert find() == theirs()[:4] == FOUND
    assert world.service.asked == ["GetRoleCredentials"] * 2
    world.write(left=-1, **CANNOT[name])
    (next(world.roles.glob("*/*.json"))).unlink()
    ours, boto3s = both_errors(find, theirs)
    assert type(ours).__name__ == type(boto3s).__name__ == "TokenRetrievalError"
    assert str(ours).startswith(str(boto3s))
    assert str(world.path) in str(ours)


def both_errors(find, theirs):
    with pytest.raises(Exception) as ours:
        find()
    with pytest.raises(Exception) as boto3s:
        theirs()
    error = ours.value
    text = "".join(traceback.format_exception(error))
    for secret in ("sEcReT", "tOkEn", "aCcEsS", "rEfReSh", "cLiEnTsEcReT"):
        assert secret not in text
    return error, boto3s.value


REFUSED = refusal(400, "InvalidGrantException", {"error": "invalid_grant"})


@pytest.mark.parametrize("left", [10, -1])
def test_a_refused_trade_is_no_error_before_the_end(world, find, theirs, left):
    world.write(left=left)
    world.service.refresh = "another"
    if left > 0:
        assert find() == theirs()[:4] == FOUND
    else:
        ours, boto3s = both_errors(find, theirs)
        assert type(ours).__name__ == type(boto3s).__name__ == "TokenRetrievalError"
        assert str(ours).startswith(str(boto3s))
    assert world.kept["refreshToken"] == "rEfReSh"


def test_what_another_program_traded_meanwhile_is_taken(world, find):
    world.write(left=-1)

    def refuse(request):
        world.write(accessToken="tHeIrS")
        world.service.access = "tHeIrS"
        return REFUSED

    world.service.answers["CreateToken"] = [refuse]
    assert find() == FOUND


def test_a_service_that_cannot_be_reached_is_no_error_before_the_end(world, find, monkeypatch):
    """boto3 raises what the connection raised."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    world.write(left=10)
    assert find() == FOUND
    (next(world.roles.glob("*/*.json"))).unlink()
    world.write(left=-1)
    with pytest.raises(errors.EndpointConnectionError):
        find()


@pytest.mark.parametrize("answer", [b"{}", b'{"accessToken": "aCcEsS"}', b'{"accessToken": "", "expiresIn": 1}'])
def test_an_answer_without_a_token_is_an_error(world, find, answer):
    world.write(left=-1)
    world.service.answers["CreateToken"] = [reply(200, answer)]
    with pytest.raises(errors.SSOTokenLoadError, match="The service answered without a new token for corp"):
        find()
    assert world.kept["refreshToken"] == "rEfReSh"


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_file(world, find, monkeypatch):
    world.write(left=10)

    def replace(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("os.replace", replace)
    assert find() == FOUND
    assert world.kept["accessToken"] == "aCcEsS"
    assert len(list(world.cache.iterdir())) == 1


# ---------------------------------------------------------------- what is wrong


def test_a_refused_token_says_what_to_do_as_in_boto3(world, find, theirs):
    for config, name in ((BY_SESSION, "corp"), (LEGACY, START)):
        world.write(config, name, accessToken="bad-aCcEsS")
        ours, boto3s = both_errors(find, theirs)
        assert type(ours).__name__ == type(boto3s).__name__ == "UnauthorizedSSOTokenError"
        assert str(ours) == str(boto3s)


def test_an_old_profiles_token_that_has_ended_is_not_shown_to_anybody(world, find, theirs):
    world.write(LEGACY, START, left=-1)
    ours, boto3s = both_errors(find, theirs)
    assert type(ours).__name__ == type(boto3s).__name__ == "UnauthorizedSSOTokenError"
    assert str(ours) == str(boto3s)
    assert world.service.requests == []


@pytest.mark.parametrize("kind", NAMES)
def test_where_nobody_has_signed_in(world, find, theirs, kind):
    world.write(BY_SESSION if kind == "session" else LEGACY, NAMES[kind])
    world.path.unlink()
    ours, boto3s = both_errors(find, theirs)
    assert type(ours).__name__ == type(boto3s).__name__ == "SSOTokenLoadError"
    assert str(ours) == f"{boto3s} (in {world.path}). Sign in with 'aws sso login'."


@pytest.mark.parametrize("missing", ["accessToken", "expiresAt"])
@pytest.mark.parametrize("kind", NAMES)
def test_what_a_token_lacks_is_named(world, find, theirs, kind, missing):
    world.write(BY_SESSION if kind == "session" else LEGACY, NAMES[kind], **{missing: None})
    ours, boto3s = both_errors(find, theirs)
    assert type(ours).__name__ == type(boto3s).__name__ == "SSOTokenLoadError"
    assert str(ours) == f"{boto3s}: {world.path} lacks {missing}. Sign in with 'aws sso login'."


@pytest.mark.parametrize("content", ["", "{", '{"accessToken": "aCcEsS"', "aCcEsS", "\xff", "directory", "time", "[]"])
@pytest.mark.parametrize("kind", NAMES)
def test_a_damaged_token_is_named_and_not_shown(world, find, theirs, kind, content):
    world.write(BY_SESSION if kind == "session" else LEGACY, NAMES[kind])
    if content == "time":
        world.write(BY_SESSION if kind == "session" else LEGACY, NAMES[kind], expiresAt="aCcEsS")
    elif content == "directory":
        world.path.unlink()
        world.path.mkdir()
    else:
        world.path.write_bytes(content.encode("latin-1"))
    ours, boto3s = both_errors(find, theirs)
    assert type(ours) in (errors.UnusableSSOTokenError, errors.SSOTokenLoadError)
    assert str(world.path) in str(ours)
    if content == "directory":
        assert type(boto3s).__name__ == "SSOTokenLoadError"
    else:
        bases = [base for base in (KeyError, ValueError) if isinstance(boto3s, base)]
        assert content == "[]" or (bases and isinstance(ours, bases[0]))
    assert type(ours) is errors.UnusableSSOTokenError


CONFIGS = [
    BY_SESSION.replace("sso_role_name = Reader\n", ""),
    BY_SESSION.replace("sso_account_id = 123456789012\n", ""),
    BY_SESSION.replace("sso_region = eu-west-1\n", ""),
    BY_SESSION.replace("sso_session = corp", "sso_session = other"),
    BY_SESSION.replace("sso_session = corp", "sso_session = corp\nsso_region = eu-west-2"),
    LEGACY.replace(f"sso_start_url = {START}\n", ""),
    LEGACY.replace(f"sso_start_url = {START}\nsso_region = eu-west-1\n", ""),
    LEGACY.replace("sso_region = eu-west-1\n", ""),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_what_the_config_file_lacks_is_named_as_in_boto3(world, find, theirs, config):
    world.write(config)
    ours, boto3s = both_errors(find, theirs)
    assert type(ours).__name__ == type(boto3s).__name__ == "InvalidConfigError"
    assert str(ours) == str(boto3s)


@pytest.mark.parametrize("config", ["[default]\nsso_session = corp\n" + SESSION, "[default]\nregion = x\n"])
def test_a_profile_without_a_role_has_no_credentials(world, find, theirs, config):
    world.write(config)
    assert find() is theirs() is None


@pytest.mark.parametrize(
    "answer",
    [b"{}", b'{"roleCredentials": {"accessKeyId": "A", "secretAccessKey": "sEcReT", "sessionToken": "tOkEn"}}'],
)
def test_an_answer_without_credentials_is_an_error(world, find, answer):
    world.write()
    world.service.answers["GetRoleCredentials"] = [reply(200, answer)]
    with pytest.raises(errors.UnusableCredentialsError, match="'Reader' of the profile 'default'") as caught:
        find()
    assert "sEcReT" not in str(caught.value)
    assert not world.roles.exists()


def test_other_errors_of_the_service_are_told_as_they_are(world, find, theirs):
    world.write()
    world.service.answers["GetRoleCredentials"] = [
        refusal(404, "ResourceNotFoundException", {"message": "No such account"})
    ] * 2
    ours, boto3s = both_errors(find, theirs)
    assert type(ours).__name__ == type(boto3s).__name__ == "ResourceNotFoundException"
    assert str(ours) == str(boto3s)


# ---------------------------------------------------------------- bearer tokens


def token_of(find, session=None):
    session = session or find.session()
    return find.run(session.identity.token("codecatalyst"))


def test_a_session_has_a_bearer_token(world, find):
    world.write("[default]\nsso_session = corp\n" + SESSION)
    found = token_of(find)
    assert found == FrozenAuthToken("aCcEsS", NOW + 3600)
    boto3s = boto3s_token()
    assert (found.token, found.expiration) == (boto3s.token, boto3s.expiration.timestamp())


def test_the_services_own_variable_goes_first(world, find, monkeypatch):
    world.write("[default]\nsso_session = corp\n" + SESSION)
    monkeypatch.setenv("AWS_BEARER_TOKEN_CODECATALYST", "fRoM-eNv")
    assert token_of(find) == ("fRoM-eNv", None)
    monkeypatch.delenv("AWS_BEARER_TOKEN_CODECATALYST")
    monkeypatch.setenv("AWS_BEARER_TOKEN_OTHER", "x")
    assert token_of(find).token == "aCcEsS"


def test_a_bearer_token_is_kept_and_traded_before_it_ends(world, find):
    world.write("[default]\nsso_session = corp\n" + SESSION)
    session = find.session()
    assert token_of(find, session).token == "aCcEsS"
    world.path.write_text("rubbish")
    world.now += 2700
    assert token_of(find, session).token == "aCcEsS"
    world.write(left=899)
    world.now += 1
    assert token_of(find, session).token == "aCcEsS1"
    assert world.service.asked == ["CreateToken"]
    assert token_of(find, session).token == "aCcEsS1"
    assert world.service.asked == ["CreateToken"]


def test_a_trade_in_vain_is_not_tried_again_for_a_minute(world, find):
    world.write("[default]\nsso_session = corp\n" + SESSION, left=500)
    world.service.refresh = "another"
    session = find.session()
    for _ in range(5):
        assert token_of(find, session).token == "aCcEsS"
    assert world.service.asked == ["CreateToken"]
    world.now += 61
    assert token_of(find, session).token == "aCcEsS"
    assert world.service.asked == ["CreateToken"] * 2


def test_a_hundred_threads_or_tasks_trade_a_token_once(world, find):
    world.write("[default]\nsso_session = corp\n" + SESSION, left=10)
    session = find.session()
    found: list[FrozenAuthToken] = []
    if find.awaited:

        async def all_at_once():
            performer = AsyncPerformer(AsyncCurlTransport())
            steps = [session.identity.token("codecatalyst") for _ in range(100)]
            found.extend(await asyncio.gather(*(drive_async(each, performer) for each in steps)))

        asyncio.run(all_at_once())
    else:
        threads = [threading.Thread(target=lambda: found.append(token_of(find, session))) for _ in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [token.token for token in found] == ["aCcEsS1"] * 100
    assert world.service.asked == ["CreateToken"]


@pytest.mark.parametrize(
    "config",
    [
        "[default]\nsso_session = other\n" + SESSION,
        "[default]\nsso_session = corp\n[sso-session corp]\n",
        "[default]\nsso_session = corp\n[sso-session corp]\nsso_region = x\n",
        "[default]\nsso_session = corp\n[sso-session corp]\nsso_registration_scopes = x\n",
    ],
)
def test_what_a_session_lacks_is_named_as_in_boto3(world, find, config):
    world.write(config)
    with pytest.raises(errors.InvalidConfigError) as ours:
        token_of(find)
    with pytest.raises(botocore.exceptions.InvalidConfigError) as boto3s:
        boto3s_token()
    assert str(ours.value) == str(boto3s.value)


def test_a_profile_without_a_session_has_no_token(world, find):
    world.write(LEGACY)
    assert token_of(find) is None
    assert botocore.session.Session().get_auth_token() is None


def test_a_call_goes_out_with_the_token(world, find):
    world.write("[default]\nsso_session = corp\n" + SESSION)
    transport = AsyncRecordingTransport() if find.awaited else RecordingTransport()
    transport.add(b"{}")
    client = find.session().client("codecatalyst", region_name="us-west-2", transport=transport)
    called = client.verify_session()
    if find.awaited:
        asyncio.run(called)
    assert transport.requests[0].headers["authorization"] == "Bearer aCcEsS"
