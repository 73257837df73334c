"""How many requests are under way: tables of what a server gives, and the limits that follow. No clock is read."""

from __future__ import annotations

import io

import pytest

import sotalia
from sotalia.s3.transfer import TransferConfig
from sotalia.transfer import engine
from sotalia.transfer.pace import PATIENCE, START, AdaptivePace, SmallRate
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB


def limits(pace: AdaptivePace, rates: list[int], *, is_full: bool = True, start: float = 0.0) -> list[int]:
    """The limit after each second in which so many bytes were moved."""
    found, moved = [], pace._moved
    pace.measure(start, moved, is_full=is_full)
    for second, rate in enumerate(rates, 1):
        moved += rate
        pace.measure(start + second, moved, is_full=is_full)
        found.append(pace.limit)
    return found


def test_there_are_no_more_than_the_user_allows() -> None:
    assert AdaptivePace(10).limit == 10
    assert AdaptivePace(64).limit == START
    assert limits(AdaptivePace(10), [100, 200, 400]) == [10, 10, 10]
    assert limits(AdaptivePace(42), [100, 200, 400]) == [40, 42, 42]


def test_small_requests_are_begun_at_the_rate_that_was_asked_for() -> None:
    rate = SmallRate(1000)
    rate.take(10.0, 500)
    assert (rate.wait(10.0), rate.wait(10.25), rate.wait(11.0)) == (0.5, 0.25, 0.0)
    rate.take(11.0, 1000)
    rate.take(11.0, 1000)
    assert rate.wait(11.0) == 2.0
    rate.take(20.0, 8 * MIB)  # libcurl's matter
    assert rate.wait(20.0) == 0.0
    unbound = SmallRate(None)
    unbound.take(0.0, 1000)
    assert unbound.wait(0.0) == 0.0


def test_more_are_under_way_as_long_as_that_brings_more() -> None:
    assert limits(AdaptivePace(64), [100, 110, 120, 121, 120, 119]) == [40, 50, 62, 62, 62, 62]


def test_more_is_tried_again_after_a_while() -> None:
    found = limits(AdaptivePace(64), [100] * (PATIENCE + 3))
    assert found[:2] == [40, 40]
    assert found[PATIENCE] == 40
    assert found[PATIENCE + 1] == 50


def test_a_limit_that_is_not_used_stays() -> None:
    assert limits(AdaptivePace(64), [100, 200, 400], is_full=False) == [START] * 3


def test_a_server_that_asks_for_less_gets_less_once_for_all_that_were_under_way() -> None:
    pace = AdaptivePace(10)
    for now in (5.0, 5.1, 5.9):
        pace.slow_down(now, 10)
    assert pace.limit == 7
    pace.slow_down(6.0, 7)
    assert pace.limit == 4
    for now in range(7, 20):
        pace.slow_down(now, 10)
    assert pace.limit == 1


def test_afterwards_there_is_one_more_each_second() -> None:
    pace = AdaptivePace(10)
    pace.slow_down(0.0, 10)
    assert limits(pace, [100, 90, 80, 70, 60, 50], start=0.5) == [8, 9, 10, 10, 10, 10]


@pytest.mark.parametrize("status", ["503 Slow Down", "429 Too Many Requests"])
def test_a_refusal_for_asking_too_much_slows_the_engine_down(
    server: ObjectServer, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    paces: list[AdaptivePace] = []

    def make(most: int) -> AdaptivePace:
        paces.append(AdaptivePace(most))
        return paces[-1]

    monkeypatch.setattr(engine, "AdaptivePace", make)
    refused = [True]

    def refuse(entry: Entry, peer: Peer) -> bool:
        if "partNumber" in entry.query and refused and refused.pop():
            peer.reply(status=status)
            return True
        return False

    server.interfere = refuse
    client = sotalia.client("s3", **server.client_arguments)
    body = bytes(12 * MIB)
    client.upload_fileobj(io.BytesIO(body), "bucket", "key", Config=TransferConfig(multipart_chunksize=5 * MIB))
    assert server.objects["bucket/key"].body == body
    assert len(paces) == 1
    assert paces[0].limit < 4, "the refused one was one of three"
