"""How many requests are under way: tables of what a server gives, and the limits that follow. No clock is read."""

from __future__ import annotations

import io
from typing import Any

import pytest

import sotalia
from sotalia.http import Response
from sotalia.s3.transfer import TransferConfig
from sotalia.transfer import engine
from sotalia.transfer.pace import PATIENCE, START, Pace
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB

SLOW_DOWN = Response(503, {}, b"")


class Clock:
    """Tells the time that it has."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def no_clock() -> float:
    raise AssertionError("the clock was looked at")


def new_pace(most: int) -> Pace:
    return Pace(most, None, no_clock)


def limits(pace: Pace, rates: list[int], *, is_full: bool = True, start: float = 0.0) -> list[int]:
    """The limit after each second in which so many bytes were moved."""
    found, moved = [], pace._moved
    pace.measure(start, moved, is_full=is_full)
    for second, rate in enumerate(rates, 1):
        moved += rate
        pace.measure(start + second, moved, is_full=is_full)
        found.append(pace.limit)
    return found


def test_there_are_no_more_than_the_user_allows() -> None:
    assert new_pace(10).limit == 10
    assert new_pace(64).limit == START
    assert limits(new_pace(10), [100, 200, 400]) == [10, 10, 10]
    assert limits(new_pace(42), [100, 200, 400]) == [40, 42, 42]


def test_small_requests_are_begun_at_the_rate_that_was_asked_for() -> None:
    clock = Clock(10.0)
    pace = Pace(10, 1000, clock)

    def pause_at(now: float) -> float:
        clock.now = now
        return pace.pause()

    pace.begun(500)
    assert (pause_at(10.0), pause_at(10.25), pause_at(11.0)) == (0.5, 0.25, 0.0)
    pace.begun(1000)
    pace.begun(1000)
    assert pause_at(11.0) == 2.0
    assert pause_at(20.0) == 0.0
    pace.begun(8 * MIB)  # libcurl's matter
    assert pause_at(20.0) == 0.0


def test_without_a_rate_nothing_is_waited_for_and_no_clock_is_looked_at() -> None:
    pace = new_pace(10)
    pace.begun(1000)
    pace.heed(Response(200, {}, b""), 10)
    assert pace.pause() == 0.0


def test_more_are_under_way_as_long_as_that_brings_more() -> None:
    assert limits(new_pace(64), [100, 110, 120, 121, 120, 119]) == [40, 50, 62, 62, 62, 62]


def test_more_is_tried_again_after_a_while() -> None:
    found = limits(new_pace(64), [100] * (PATIENCE + 3))
    assert found[:2] == [40, 40]
    assert found[PATIENCE] == 40
    assert found[PATIENCE + 1] == 50


def test_a_limit_that_is_not_used_stays() -> None:
    assert limits(new_pace(64), [100, 200, 400], is_full=False) == [START] * 3


def test_a_server_that_asks_for_less_gets_less_once_for_all_that_were_under_way() -> None:
    clock = Clock()
    pace = Pace(10, None, clock)
    for clock.now in (5.0, 5.1, 5.9):
        pace.heed(SLOW_DOWN, 10)
    assert pace.limit == 7
    clock.now = 6.0
    pace.heed(SLOW_DOWN, 7)
    assert pace.limit == 4
    for clock.now in range(7, 20):
        pace.heed(SLOW_DOWN, 10)
    assert pace.limit == 1


def test_afterwards_there_is_one_more_each_second() -> None:
    pace = Pace(10, None, Clock())
    pace.heed(SLOW_DOWN, 10)
    assert limits(pace, [100, 90, 80, 70, 60, 50], start=0.5) == [8, 9, 10, 10, 10, 10]


@pytest.mark.parametrize("status", ["503 Slow Down", "429 Too Many Requests"])
def test_a_refusal_for_asking_too_much_slows_the_engine_down(
    server: ObjectServer, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    paces: list[Pace] = []

    def make(*arguments: Any) -> Pace:
        paces.append(Pace(*arguments))
        return paces[-1]

    monkeypatch.setattr(engine, "Pace", make)
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
