"""Where credentials are found: the same ones, and the same complaints, as botocore has on the same environment."""

from __future__ import annotations

import itertools
import os
import pickle

import botocore.credentials
import botocore.session
import botocore.tokens
import pytest

from sotalia.clients._sync.alone import run_alone
from sotalia.errors import CredentialRetrievalError, InvalidOptionValueError, PartialCredentialsError
from sotalia.identity import Credentials, Identity, chain
from sotalia.settings.session import Settings

CONFIG = """\
[default]
aws_access_key_id = CONFIGDEFAULT
aws_secret_access_key = s1
[profile both]
aws_access_key_id = CONFIGBOTH
aws_secret_access_key = s2
[profile config-only]
aws_access_key_id = CONFIGONLY
aws_secret_access_key = s3
aws_session_token = t3
aws_account_id = 333
[profile half]
aws_access_key_id = HALF
[profile nothing]
region = x
[profile secret-only]
aws_secret_access_key = x
"""
CREDENTIALS = """\
[both]
aws_access_key_id = SHAREDBOTH
aws_secret_access_key = s4
aws_session_token = new
aws_security_token = old
aws_account_id = 444
[half-shared]
aws_access_key_id = HALF
[shared-only]
aws_access_key_id = SHAREDONLY
aws_secret_access_key = s5
"""


def read(path):
    with open(path, "rb") as file:
        return file.read()


@pytest.fixture
def aws(tmp_path, monkeypatch):
    for name in list(os.environ):
        if name.startswith(("AWS_", "BOTO")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text(CREDENTIALS)
    return tmp_path


def run(steps):
    """Drive a generator that needs nothing from outside; renewing is shared all the same."""
    return run_alone(steps)


def _ours(profile):
    try:
        found = run(Identity(Settings(profile, read_file=read)).load())
    except Exception as error:
        return type(error).__name__, str(error)
    return found and (*found.get_frozen_credentials(), found.method)


def _theirs(profile):
    try:
        found = botocore.session.Session(profile=profile).get_credentials()
    except Exception as error:
        return type(error).__name__, str(error)
    return found and (*found.get_frozen_credentials(), found.method)


PROFILES = [None, "default", "both", "config-only", "half", "nothing", "secret-only", "half-shared", "shared-only"]
ENVIRONMENTS = [
    {},
    {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "se"},
    {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "se", "AWS_SESSION_TOKEN": "n", "AWS_ACCOUNT_ID": "1"},
    {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "n", "AWS_SECURITY_TOKEN": "o"},
    {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "", "AWS_ACCOUNT_ID": ""},
    {"AWS_ACCESS_KEY_ID": "ENV"},
    {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": ""},
    {"AWS_SECRET_ACCESS_KEY": "se"},
    {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "se"},
]


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=str)
def test_the_chain_finds_what_botocores_finds(aws, monkeypatch, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for in_code, in_environment in itertools.product(PROFILES, [None, "both", "half"]):
        with monkeypatch.context() as patch:
            if in_environment:
                patch.setenv("AWS_PROFILE", in_environment)
            assert _ours(in_code) == _theirs(in_code)


def test_nothing_found_is_none_and_looked_for_again(aws, monkeypatch):
    identity = Identity(Settings("nothing", read_file=read))
    assert identity.current() is None
    assert run(identity.credentials()) is None
    monkeypatch.setattr(chain, "SOURCES", ())
    assert run(identity.load()) is None


def access_key(identity):
    current = identity.current()
    return current and current.access_key


def test_what_was_found_is_kept(aws, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ONE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    identity = Identity(Settings(read_file=read))
    assert identity.holder is identity.current() is None
    assert run(identity.credentials()).access_key == "ONE"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "TWO")
    assert access_key(identity) == "ONE"
    assert run(identity.load()) is identity.holder
    identity.holder.access_key = "CHANGED"
    assert access_key(identity) == "CHANGED"


def test_given_credentials_are_used_and_nothing_is_looked_for(aws):
    identity = Identity.of(Credentials("GIVEN", "s", "t", account_id="9"))
    assert identity.current() == run(identity.credentials()) == ("GIVEN", "s", "t", "9")
    nobody = Identity.of(None, Settings(read_file=read))
    assert nobody.current() is None
    assert run(nobody.credentials()) is None


def test_half_of_a_given_pair_is_named_when_it_comes_to_signing():
    for half, missing in (
        (Credentials("A", None), "aws_secret_access_key"),  # type: ignore[arg-type] # what is tested
        (Credentials(None, "s"), "aws_access_key_id"),  # type: ignore[arg-type] # what is tested
    ):
        identity = Identity.of(half)
        assert identity.current() is None
        with pytest.raises(PartialCredentialsError, match=f"in explicit, missing: {missing}"):
            next(identity.credentials())


def test_credentials_of_foreign_make_serve_as_well():
    foreign = botocore.credentials.Credentials("AKID", "secret", "token")
    assert Identity.of(foreign).current() == ("AKID", "secret", "token", None)


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


EXPIRY = 1893456000  # 2030-01-01


@pytest.fixture
def expiring(aws, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ONE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2030-01-01T00:00:00Z")
    clock = Clock(EXPIRY - 3600)
    identity = Identity(Settings(read_file=read), now=clock)
    assert run(identity.load()).expiry == EXPIRY
    return identity, clock, monkeypatch


def test_credentials_are_renewed_before_they_end(expiring):
    identity, clock, environment = expiring
    environment.setenv("AWS_ACCESS_KEY_ID", "TWO")
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2030-01-01T02:00:00+00:00")
    clock.now = EXPIRY - 15 * 60
    assert identity.current().access_key == "ONE"
    clock.now += 1
    assert identity.current() is None
    assert run(identity.credentials()).access_key == "TWO"
    assert identity.current().access_key == "TWO"


def test_a_renewal_that_fails_early_is_no_failure_and_not_repeated_at_once(expiring):
    identity, clock, environment = expiring
    environment.delenv("AWS_SECRET_ACCESS_KEY")
    clock.now = EXPIRY - 14 * 60
    assert run(identity.credentials()).access_key == "ONE"
    assert identity.current().access_key == "ONE"
    clock.now += 61
    assert identity.current() is None


def test_a_renewal_that_fails_late_is_told(expiring):
    identity, clock, environment = expiring
    clock.now = EXPIRY - 60
    environment.delenv("AWS_CREDENTIAL_EXPIRATION")
    with pytest.raises(PartialCredentialsError, match="missing: AWS_CREDENTIAL_EXPIRATION"):
        run(identity.credentials())
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2030-01-01T00:00:00")
    assert run(identity.credentials()).access_key == "ONE"
    clock.now = EXPIRY + 1
    assert identity.current() is None
    with pytest.raises(CredentialRetrievalError, match="from env"):
        run(identity.credentials())
    environment.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(PartialCredentialsError, match="missing: AWS_ACCESS_KEY_ID"):
        run(identity.credentials())


def test_without_a_clock_credentials_that_end_are_read_every_time(aws, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ONE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2030-01-01T00:00:00Z")
    identity = Identity(Settings(read_file=read))
    assert run(identity.credentials()).access_key == "ONE"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "TWO")
    assert identity.current() is None
    assert run(identity.credentials()).access_key == "TWO"


def test_an_expiration_that_is_no_time_is_named(aws, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ONE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "soon")
    with pytest.raises(InvalidOptionValueError, match="'soon' for AWS_CREDENTIAL_EXPIRATION"):
        next(Identity(Settings(read_file=read)).credentials())


def test_a_source_may_ask_for_effects_and_sees_their_results():
    def source(lookup):
        answer = yield "effect"
        return Credentials(answer, "s")

    found = chain.find(chain.Lookup(Settings(read_file=read)), (("made up", source),))
    assert next(found) == "effect"
    with pytest.raises(StopIteration) as stop:
        found.send("AKID")
    assert stop.value.value.access_key == "AKID"


@pytest.mark.parametrize("signing_name", ["bedrock", "sso-oauth", "two words", "", "  ", None, "absent"])
def test_bearer_tokens_come_from_the_services_own_variable(aws, monkeypatch, signing_name):
    for name in ("BEDROCK", "SSO_OAUTH", "TWO_WORDS", ""):
        monkeypatch.setenv(f"AWS_BEARER_TOKEN_{name}", f"token {name}")
    theirs = botocore.tokens.ScopedEnvTokenProvider(None).load_token(signing_name=signing_name)
    for identity in (Identity(Settings(read_file=read)), Identity.of(None), Identity.of(Credentials("a", "b"))):
        assert run(identity.token(signing_name)) == theirs
        assert identity.has_service_token(signing_name) == (theirs is not None)


def test_identities_pickle_with_what_was_given_only(aws):
    found = Identity(Settings("both", read_file=read))
    assert run(found.credentials()).access_key == "SHAREDBOTH"
    data = pickle.dumps(found)
    assert b"SHAREDBOTH" not in data
    again = pickle.loads(data)
    assert again.current() is None
    assert run(again.credentials()).access_key == "SHAREDBOTH"
    given = pickle.loads(pickle.dumps(Identity.of(Credentials("GIVEN", "s"))))
    assert given.current().access_key == "GIVEN"
    assert run(pickle.loads(pickle.dumps(Identity.of(None, Settings(read_file=read)))).credentials()) is None


def test_reprs_show_no_secret(aws):
    identity = Identity.of(Credentials("AKIDX", "sEcReT", "tOkEn"))
    assert "sEcReT" not in repr(identity)
    assert "tOkEn" not in repr(identity)
