"""Sessions in a role, credentials that are set, and sources that programs bring along."""

from __future__ import annotations

import asyncio
import json
import pickle
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.credentials
import botocore.session
import pytest

import sotalia
from sotalia import aio
from sotalia.credentials import CredentialProvider, Credentials, DeferredRefreshableCredentials, RefreshableCredentials
from sotalia.errors import (
    CredentialRetrievalError,
    NoCredentialsError,
    RefreshWithMFAUnsupportedError,
    UnknownCredentialError,
)
from tests.servers.sts import ROLE, StsServer

OPTIONS: dict[str, Any] = {"external_id": "ext", "role_session_name": "me", "duration_seconds": 1800}


@pytest.fixture
def sts(raw_server, home, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", raw_server.url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "environment-secret")
    return StsServer(raw_server)


def call(session):
    if isinstance(session, sotalia.Session):
        return session.client("sts").get_caller_identity()

    async def awaited():
        async with session.client("sts") as client:
            await client.get_caller_identity()

    return asyncio.run(awaited())


BOTH = pytest.mark.parametrize("kind", [sotalia.Session, aio.Session], ids=["blocking", "awaited"])


@BOTH
def test_a_session_may_be_in_a_role_without_any_file(sts, kind):
    session = kind(role_arn=ROLE, **OPTIONS)
    assert not sts.calls
    call(session)
    call(session)
    first, second, third = sts.calls
    assert (first["Action"], first["RoleArn"], first["by"]) == ("AssumeRole", ROLE, "ENVIRONMENT")
    assert (first["ExternalId"], first["RoleSessionName"], first["DurationSeconds"]) == ("ext", "me", "1800")
    assert (second["by"], third["by"]) == ("ROLE1", "ROLE1")


@BOTH
def test_a_session_gives_one_in_a_role(sts, kind):
    base = kind("GIVEN", "given-secret", region_name="sa-east-1")
    policy = {"Version": "2012-10-17", "Statement": []}
    session = base.assume_role(
        ROLE, policy=policy, policy_arns=["arn:aws:iam::aws:policy/A"], session_tags={"k": "v"}, source_identity="who"
    )
    assert type(session) is kind
    call(session)
    call(base)
    assumed, in_role, outside = sts.calls
    assert (assumed["by"], in_role["by"], outside["by"]) == ("GIVEN", "ROLE1", "GIVEN")
    assert {one["region"] for one in sts.calls} == {"sa-east-1"}
    assert json.loads(assumed["Policy"]) == policy
    assert (assumed["Tags.member.1.Key"], assumed["Tags.member.1.Value"]) == ("k", "v")
    assert (assumed["PolicyArns.member.1.arn"], assumed["SourceIdentity"]) == ("arn:aws:iam::aws:policy/A", "who")


def test_roles_can_be_chained(sts):
    session = sotalia.Session().assume_role(ROLE).assume_role(ROLE + "2", duration_seconds="900")
    held: Any = session.get_credentials()
    assert type(held) is DeferredRefreshableCredentials
    assert (held.method, held.access_key) == ("assume-role", "ROLE2")
    assert [one["by"] for one in sts.calls] == ["ENVIRONMENT", "ROLE1"]


def test_such_a_session_keeps_itself_fresh(sts, home):
    session = sotalia.Session(role_arn=ROLE)
    client = session.client("sts")
    client.get_caller_identity()
    client._get_credentials().expiry = 0.0
    shutil.rmtree(home / ".aws")
    client.get_caller_identity()
    assert [one["by"] for one in sts.calls] == ["ENVIRONMENT", "ROLE1", "ENVIRONMENT", "ROLE2"]


def test_a_code_is_asked_for_once(sts, home, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: "123456")
    session = sotalia.Session(role_arn=ROLE, mfa_serial="arn:aws:iam::1:mfa/me")
    call(session)
    assert sts.calls[0]["TokenCode"] == "123456"
    held: Any = session.get_credentials()
    held.expiry = 0.0
    shutil.rmtree(home / ".aws")
    with pytest.raises(RefreshWithMFAUnsupportedError):
        call(session)


@BOTH
def test_a_role_needs_credentials(sts, monkeypatch, kind):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(NoCredentialsError):
        call(kind(role_arn=ROLE))


def test_options_of_a_role_need_one():
    with pytest.raises(TypeError, match=r"without a role, or None as the role: give role_arn too\."):
        sotalia.Session(external_id="ext")


@BOTH
def test_no_role_at_all_is_refused_since_the_session_would_sign_as_itself(sts, kind):
    with pytest.raises(TypeError, match=r"None as the role: give role_arn too\."):
        kind().assume_role(None)


@BOTH
@pytest.mark.parametrize("duration", ["soon", "1.5", [], ""])
def test_a_duration_that_is_none_is_named(sts, kind, duration):
    with pytest.raises(ValueError, match=r"duration_seconds is .*: it must be a whole number of seconds\."):
        kind(role_arn=ROLE, duration_seconds=duration)
    with pytest.raises(ValueError, match="duration_seconds is "):
        kind().assume_role(ROLE, duration_seconds=duration)


@BOTH
def test_a_policy_that_is_no_json_is_left_to_the_service_to_refuse(sts, kind):
    call(kind().assume_role(ROLE, policy="Allow everything"))
    assert sts.calls[0]["Policy"] == "Allow everything"


@pytest.mark.parametrize("how", ["arguments", "assume_role"])
def test_they_pickle_without_what_was_found(sts, how):
    session: Any = sotalia.Session(role_arn=ROLE) if how == "arguments" else sotalia.Session().assume_role(ROLE)
    call(session)
    data = pickle.dumps(session)
    assert b"ROLE1" not in data
    assert b"ENVIRONMENT" not in data
    again = pickle.loads(data)
    call(again)
    assert again.get_credentials().method == "assume-role"
    assert b"environment-secret" not in repr(again).encode()


# ---------------------------------------------------------------- all at once


def test_100_threads_on_an_expired_session_cause_one_refresh(sts, home):
    session = sotalia.Session(role_arn=ROLE)
    client = session.client("sts")
    client.get_caller_identity()
    client._get_credentials().expiry = 0.0
    shutil.rmtree(home / ".aws")
    with ThreadPoolExecutor(100) as pool:
        for thread in [pool.submit(client.get_caller_identity) for _ in range(100)]:
            thread.result()
    assert [one["Action"] for one in sts.calls].count("AssumeRole") == 2
    assert {one["by"] for one in sts.calls[2:]} == {"ENVIRONMENT", "ROLE2"}


def test_1000_tasks_on_an_expired_session_cause_one_refresh(sts, home):
    async def main():
        async with aio.Session(role_arn=ROLE).client("sts") as client:
            await client.get_caller_identity()
            client._get_credentials().expiry = 0.0
            shutil.rmtree(home / ".aws")
            await asyncio.gather(*(client.get_caller_identity() for _ in range(1000)))

    asyncio.run(main())
    assert [one["Action"] for one in sts.calls].count("AssumeRole") == 2


def test_in_the_advisory_window_nobody_waits(sts, home):
    session = sotalia.Session(role_arn=ROLE)
    client = session.client("sts")
    client.get_caller_identity()
    held = client._get_credentials()
    held.expiry -= 48 * 60  # 12 minutes are left ...
    held._retry_at = 0.0  # ... and it is more than a minute ago
    shutil.rmtree(home / ".aws")
    gate = sts.hold()
    client.get_caller_identity()  # while STS does not answer
    # The refresh itself may have come to STS by now, or not.
    assert [one["by"] for one in sts.calls if one["Action"] == "GetCallerIdentity"] == ["ROLE1", "ROLE1"]
    gate.set()
    deadline = time.monotonic() + 20
    while held.latest.access_key == "ROLE1" and time.monotonic() < deadline:
        time.sleep(0.001)
    assert held.access_key == "ROLE2"


def test_3000_clients_can_be_made_at_once(sts):
    session = sotalia.Session(role_arn=ROLE)
    with ThreadPoolExecutor(32) as pool:
        made = [thread.result() for thread in [pool.submit(session.client, "sts") for _ in range(3000)]]
        held = {id(thread.result()) for thread in [pool.submit(client._get_credentials) for client in made[:200]]}
    assert held == {id(session.get_credentials())}


# ---------------------------------------------------------------- credentials that are set


@BOTH
def test_credentials_can_be_set(sts, kind):
    session = kind()
    before = session.client("sts")
    theirs = botocore.session.Session()
    for one in (session, theirs):
        one.set_credentials("SET", "set-secret", "set-token", account_id="1")
    held = session.identity.holder
    assert held.get_frozen_credentials() == theirs.get_credentials().get_frozen_credentials()
    assert (held.method, held.account_id) == ("explicit", "1")
    call(session)
    assert sts.calls[0]["by"] == "SET"
    assert before._get_credentials().access_key == "ENVIRONMENT"
    again = pickle.loads(pickle.dumps(session))
    assert again.identity.holder.access_key == "SET"


def metadata(key):
    end = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    return {"access_key": key, "secret_key": "s", "token": "t", "expiry_time": end}


@BOTH
@pytest.mark.parametrize("make", [RefreshableCredentials, botocore.credentials.RefreshableCredentials])
def test_so_can_an_object_that_renews_itself(sts, kind, make):
    held = make.create_from_metadata(metadata("FIRST"), lambda: metadata("SECOND"), "made up")
    session = kind()
    session.set_credentials(held)
    call(session)
    if isinstance(held, RefreshableCredentials):
        held.expiry = 0.0
    else:
        held._expiry_time = datetime(2000, 1, 1, tzinfo=UTC)
    call(session)
    assert [one["by"] for one in sts.calls] == ["FIRST", "SECOND"]


def test_what_is_neither_is_refused():
    for given in ("AKID", None, 1):
        with pytest.raises(TypeError, match="an access key and its secret, or an object"):
            sotalia.Session().set_credentials(given)


# ---------------------------------------------------------------- sources of the program's own


class Vault(CredentialProvider):
    METHOD = "vault"

    def __init__(self, found: Any) -> None:
        self.found = found

    def load(self):
        return self.found


class AwaitedVault(Vault):
    async def load(self):
        await asyncio.sleep(0)
        return self.found


@BOTH
def test_a_source_can_be_put_in_front(sts, kind):
    session = kind()
    session.credential_chain.insert_before("env", Vault(Credentials("VAULT", "s")))
    assert session.credential_chain.methods[:2] == ["vault", "env"]
    call(session)
    assert sts.calls[0]["by"] == "VAULT"
    assert pickle.loads(pickle.dumps(session)).credential_chain.methods[0] == "vault"


@BOTH
def test_a_source_is_asked_once_however_many_look_for_credentials(sts, kind):
    session = kind()
    asked = []

    class Slow(CredentialProvider):
        METHOD = "slow"

        def load(self):
            asked.append(1)
            time.sleep(0.05)
            return Credentials("SLOW", "s")

    session.credential_chain.insert_before("env", Slow())
    if kind is sotalia.Session:
        with ThreadPoolExecutor(100) as pool:
            found = [thread.result() for thread in [pool.submit(session.get_credentials) for _ in range(100)]]
    else:

        async def main():
            return await asyncio.gather(*(session.get_credentials() for _ in range(1000)))

        found = asyncio.run(main())
    assert {id(one) for one in found} == {id(session.identity.holder)}
    assert asked == [1]


def test_an_awaited_source_serves_awaited_sessions_only(sts):
    session: Any = aio.Session()
    session.credential_chain.insert_before("env", AwaitedVault(Credentials("VAULT", "s")))
    call(session)
    assert sts.calls[0]["by"] == "VAULT"
    blocking = sotalia.Session()
    blocking.credential_chain.insert_before("env", AwaitedVault(Credentials("VAULT", "s")))
    with pytest.raises(TypeError, match="only awaited sessions"):
        call(blocking)


@BOTH
def test_the_next_source_is_asked_where_it_has_none(sts, kind):
    session = kind()
    session.credential_chain.insert_before("env", Vault(None))
    call(session)
    assert sts.calls[0]["by"] == "ENVIRONMENT"


def test_it_may_come_later_and_others_may_go(sts):
    session = sotalia.Session()
    theirs = botocore.session.Session().get_component("credential_provider")
    chain = session.credential_chain
    chain.insert_after("env", Vault(Credentials("VAULT", "s")))
    theirs.insert_after("env", Vault(None))
    chain.remove("env")
    theirs.remove("env")
    for one in (chain, theirs):
        one.remove("nothing of that name")
        with pytest.raises(Exception, match=r"Credential named nope not found\.") as raised:
            one.insert_before("nope", Vault(None))
        assert type(raised.value).__name__ == UnknownCredentialError.__name__
    expected = [provider.METHOD for provider in theirs.providers]
    assert [name for name in chain.methods if name in expected] == [name for name in expected if name in chain.methods]
    held: Any = session.get_credentials()
    assert held.access_key == "VAULT"


def test_what_is_no_credentials_is_told(sts):
    session = sotalia.Session()
    session.credential_chain.insert_before("env", Vault({"access_key": "A", "secret_key": "s3cret"}))
    with pytest.raises(CredentialRetrievalError, match="from vault: .*returned dict: it must be Credentials") as raised:
        call(session)
    assert "s3cret" not in str(raised.value)


def test_a_source_must_not_use_its_own_session(sts):
    session = sotalia.Session()

    class Snake(CredentialProvider):
        METHOD = "snake"

        def load(self):
            session.client("sts").get_caller_identity()

    session.credential_chain.insert_before("env", Snake())
    with pytest.raises(CredentialRetrievalError, match="must not use their session"):
        call(session)


def test_a_provider_without_load_is_told(sts):
    session = sotalia.Session()
    session.credential_chain.insert_before("env", CredentialProvider())
    with pytest.raises(NotImplementedError, match=r"CredentialProvider has no method load\(\)"):
        call(session)
