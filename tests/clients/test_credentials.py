"""The kinds of credentials that programs hold do what boto3's do; those of awaited sessions wait for nothing."""

from __future__ import annotations

import asyncio
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.credentials
import botocore.session
import pytest

import sotalia
import sotalia.credentials
from sotalia import aio
from sotalia.credentials import (
    AsyncDeferredRefreshableCredentials,
    AsyncRefreshableCredentials,
    DeferredRefreshableCredentials,
    RefreshableCredentials,
)
from sotalia.errors import CredentialRetrievalError
from sotalia.identity.credentials import Credentials

START = datetime(2030, 1, 1, tzinfo=UTC)
BOTH = pytest.mark.parametrize("of", [botocore.credentials, sotalia.credentials], ids=["boto3", "ours"])


class World:
    """A clock, and a function that refreshes credentials."""

    def __init__(self):
        self.now = START
        self.times = 0
        self.lasts = timedelta(hours=1)
        self.outcome: object = None

    def clock(self):
        return self.now

    def refresh(self):
        self.times += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.metadata() if self.outcome is None else self.outcome

    async def refresh_awaited(self):
        await asyncio.sleep(0)
        return self.refresh()

    def metadata(self):
        return {
            "access_key": f"A{self.times}",
            "secret_key": f"S{self.times}",
            "token": f"T{self.times}",
            "expiry_time": (self.now + self.lasts).isoformat(),
            "account_id": f"1{self.times}",
        }

    def refreshable(self, of, **more):
        first = self.metadata()
        end = self.now + self.lasts
        keys = first["access_key"], first["secret_key"], first["token"]
        return of.RefreshableCredentials(*keys, end, self.refresh, "made up", self.clock, account_id="10", **more)


@pytest.fixture
def world():
    return World()


@BOTH
def test_they_are_refreshed_when_an_attribute_is_read(world, of):
    held = world.refreshable(of)
    assert (held.access_key, held.secret_key, held.token, held.account_id) == ("A0", "S0", "T0", "10")
    assert held.method == "made up"
    world.now += timedelta(minutes=45)
    assert held.access_key == "A0"
    world.now += timedelta(seconds=1)
    assert [held.access_key, held.secret_key, held.token, held.account_id] == ["A1", "S1", "T1", "11"]
    assert held.get_frozen_credentials() == ("A1", "S1", "T1", "11")
    assert held.get_deferred_property("token")() == "T1"
    assert held._expiry_time == world.now + timedelta(hours=1)
    assert world.times == 1


@BOTH
def test_refresh_needed_says_how_near_the_end_is(world, of):
    held = world.refreshable(of)
    assert [held.refresh_needed(), held.refresh_needed(3600), held.refresh_needed(3601)] == [False, False, True]
    world.now += timedelta(minutes=46)
    assert held.refresh_needed()
    assert not held.refresh_needed(refresh_in=60)
    assert world.times == 0
    endless = of.RefreshableCredentials("a", "s", "t", None, world.refresh, "made up", world.clock)
    assert not endless.refresh_needed()
    assert endless.access_key == "a"


@BOTH
def test_deferred_ones_are_fetched_when_first_needed(world, of):
    held = of.DeferredRefreshableCredentials(world.refresh, "made up", world.clock)
    assert held.refresh_needed()
    assert isinstance(held, of.RefreshableCredentials)
    assert isinstance(held, of.Credentials)
    assert world.times == 0
    assert held.get_frozen_credentials() == ("A1", "S1", "T1", "11")
    assert held.access_key == "A1"
    assert not held.refresh_needed()
    assert world.times == 1


@BOTH
def test_they_are_made_from_metadata(world, of):
    now = datetime.now(UTC)
    for expiry in ((now + timedelta(hours=1)).isoformat(), (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SUTC")):
        metadata = {"access_key": "A", "secret_key": "S", "token": "T", "expiry_time": expiry, "account_id": "1"}
        held = of.RefreshableCredentials.create_from_metadata(metadata, world.refresh, "made up")
        assert held.get_frozen_credentials() == ("A", "S", "T", "1")
        assert not held.refresh_needed()
    soon = {**metadata, "expiry_time": (now + timedelta(seconds=30)).isoformat()}
    held = of.RefreshableCredentials.create_from_metadata(
        soon, world.refresh, method="made up", advisory_timeout=20, mandatory_timeout=10
    )
    assert held.access_key == "A"
    held = of.RefreshableCredentials.create_from_metadata(soon, world.refresh, method="made up")
    world.now = now
    assert held.access_key == "A1"


def test_times_may_be_datetimes_too(world):
    end = datetime.now(UTC) + timedelta(hours=1)
    for given in (end, end.replace(tzinfo=None), end.replace(tzinfo=None).isoformat()):
        metadata = {**world.metadata(), "expiry_time": given}
        held = RefreshableCredentials.create_from_metadata(metadata, world.refresh, "made up")
        assert (held.access_key, held._expiry_time) == ("A0", end)


@BOTH
def test_a_failure_is_none_while_there_is_time(world, of):
    held = world.refreshable(of)
    world.outcome = ValueError("no network")
    world.now += timedelta(minutes=46)
    assert held.access_key == "A0"
    world.now += timedelta(minutes=5)
    with pytest.raises(ValueError, match="no network"):
        _ = held.access_key
    world.outcome = None
    assert held.access_key == "A3"


@BOTH
def test_what_lacks_something_is_told(world, of):
    held = of.DeferredRefreshableCredentials(world.refresh, "made up", world.clock)
    answers = [
        ({}, "access_key, secret_key, token, expiry_time"),
        ({"access_key": "A", "token": "T"}, "secret_key, expiry_time"),
    ]
    for world.outcome, missing in answers:
        with pytest.raises(Exception, match=f"from made up: .* response did not contain: {missing}$") as raised:
            held.get_frozen_credentials()
        assert type(raised.value).__name__ == "CredentialRetrievalError"


@BOTH
def test_new_ones_that_have_ended_are_refused(world, of):
    held = of.DeferredRefreshableCredentials(world.refresh, "made up", world.clock)
    world.lasts = timedelta(seconds=-1)
    with pytest.raises(
        RuntimeError, match="Credentials were refreshed, but the refreshed credentials are still expired"
    ):
        held.get_frozen_credentials()


@BOTH
def test_attributes_can_be_changed(world, of):
    held = world.refreshable(of)
    held.access_key, held.secret_key, held.token, held.account_id = "B", "C", "D", "2"
    assert (held.access_key, held.secret_key, held.token, held.account_id) == ("B", "C", "D", "2")


@BOTH
def test_threads_never_see_parts_of_two_sets(world, of):
    world.lasts = timedelta(seconds=2)
    held = world.refreshable(of, advisory_timeout=2, mandatory_timeout=1)
    lock = threading.Lock()
    seen = set()

    def look():
        for _ in range(200):
            with lock:
                world.now += timedelta(seconds=0.01)
            seen.add(held.get_frozen_credentials())

    with ThreadPoolExecutor(8) as pool:
        for thread in [pool.submit(look) for _ in range(8)]:
            thread.result()
    assert len(seen) > 2
    assert all(len({part[1:] for part in one}) == 1 for one in seen if one[0] != "A0")


def test_100_threads_that_find_them_ended_refresh_once(world):
    held = world.refreshable(sotalia.credentials)
    world.now += timedelta(hours=2)
    with ThreadPoolExecutor(100) as pool:
        keys = {thread.result() for thread in [pool.submit(lambda: held.access_key) for _ in range(100)]}
    assert keys == {"A1"}
    assert world.times == 1


def test_a_source_that_failed_is_left_alone_for_a_minute(world):
    held = world.refreshable(sotalia.credentials)
    world.outcome = ValueError()
    world.now += timedelta(minutes=46)
    assert [held.access_key for _ in range(5)] == ["A0"] * 5
    assert world.times == 1
    world.now += timedelta(minutes=1)
    _ = held.access_key
    assert world.times == 2


def test_reprs_show_no_secret(world):
    for held in (world.refreshable(sotalia.credentials), DeferredRefreshableCredentials(world.refresh, "made up")):
        assert repr(held) == "<Credentials method='made up'>"


# ---------------------------------------------------------------- awaited


def awaited(world, end=START + timedelta(hours=1)):
    return AsyncRefreshableCredentials("A0", "S0", "T0", end, world.refresh_awaited, "made up", world.clock)


def test_awaited_ones_say_what_they_know_and_are_renewed_by_load(world):
    held = awaited(world)
    world.now += timedelta(minutes=59)
    assert (held.access_key, held.get_frozen_credentials()[1]) == ("A0", "S0")
    world.now += timedelta(minutes=2)
    for read in (lambda: held.access_key, lambda: held.token, held.get_frozen_credentials):
        with pytest.raises(CredentialRetrievalError, match=r"from made up: .*`await credentials.load\(\)`"):
            read()
    assert world.times == 0
    assert asyncio.run(held.load()) == ("A1", "S1", "T1", "11")
    assert held.access_key == "A1"


def test_awaited_deferred_ones_are_fetched_by_load(world):
    held = AsyncDeferredRefreshableCredentials(world.refresh, "made up", world.clock)
    assert isinstance(held, DeferredRefreshableCredentials)
    with pytest.raises(CredentialRetrievalError, match="await"):
        _ = held.secret_key

    async def many():
        return await asyncio.gather(*(held.load() for _ in range(1000)))

    assert {frozen.access_key for frozen in asyncio.run(many())} == {"A1"}
    assert world.times == 1
    assert held.secret_key == "S1"


def test_a_blocking_kind_cannot_await(world):
    held = DeferredRefreshableCredentials(world.refresh_awaited, "made up")
    with pytest.raises(TypeError, match="only awaited sessions"):
        held.get_frozen_credentials()
    assert held.method == "made up"


# ---------------------------------------------------------------- those of sessions


@pytest.fixture
def ending(home, monkeypatch):
    """An environment whose credentials end."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ONE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2999-01-01T00:00:00Z")
    return monkeypatch


def test_a_session_answers_with_the_kinds_that_boto3_has(ending):
    theirs = botocore.session.Session().get_credentials()
    held: Any = sotalia.Session().get_credentials()
    assert type(theirs).__name__ == type(held).__name__ == "RefreshableCredentials"
    assert held.get_frozen_credentials() == theirs.get_frozen_credentials()
    held = asyncio.run(aio.Session().get_credentials())
    assert type(held) is AsyncRefreshableCredentials
    assert held.access_key == "ONE"
    ending.delenv("AWS_CREDENTIAL_EXPIRATION")
    assert type(sotalia.Session().get_credentials()) is Credentials


def test_frozen_ones_can_be_had_at_once(ending):
    assert sotalia.Session().get_frozen_credentials() == ("ONE", "s", None, None)
    assert asyncio.run(aio.Session().get_frozen_credentials()) == ("ONE", "s", None, None)
    ending.delenv("AWS_ACCESS_KEY_ID")
    assert sotalia.Session().get_frozen_credentials() is None


def test_a_client_has_the_sessions_object(ending):
    session: Any
    for session in (sotalia.Session(), aio.Session()):
        client = session.client("sts", region_name="us-east-1")
        held = client._get_credentials()
        assert held is client._request_signer._credentials
        assert held is session.identity.holder
        assert held is (
            asyncio.run(session.get_credentials()) if session.client_base.awaited else session.get_credentials()
        )


def test_they_stay_in_their_process(ending):
    session = sotalia.Session()
    held: Any = session.get_credentials()
    assert held.access_key == "ONE"
    assert b"ONE" not in pickle.dumps(session)
