"""The adaptive retry mode: the figures of boto3's limiter, waits before the first attempt too, one limiter a client."""

from __future__ import annotations

import itertools
import random
import sys
import threading
from types import SimpleNamespace

import pytest
from botocore.retries import adaptive, bucket, throttling

from sotalia import exceptions
from sotalia.config import Config
from sotalia.core.retry.adaptive import AdaptiveRetry
from sotalia.core.retry.limiter import RateLimiter

from .beside import CHANCE, Boto3, outcome
from .scripted import KINDS, Recorded, reply, scripted

ADAPTIVE = {"mode": "adaptive"}
SLOW_DOWN = reply(400, b"<R><Error><Code>Throttling</Code></Error></R>")
SUCCESS = reply(200, b"<R><GetCallerIdentityResult/></R>")
LOST = exceptions.ConnectionClosedError(endpoint_url="u")


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self, now=1000.3):
        self.now = now
        self.slept = []

    def __call__(self):
        return self.now

    def current_time(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class Botocore:
    """botocore's limiter by that clock."""

    def __init__(self, clock):
        self.clock = clock
        self.bucket = bucket.TokenBucket(max_rate=1, clock=clock)
        self.rates = adaptive.RateClocker(clock)
        self._throttled = SimpleNamespace(is_throttling_error=lambda throttled: throttled)
        self._limiter = adaptive.ClientRateLimiter(
            rate_adjustor=throttling.CubicCalculator(starting_max_rate=0, start_time=clock.current_time()),
            rate_clocker=self.rates,
            token_bucket=self.bucket,
            throttling_detector=self._throttled,
            clock=clock,
        )

    def learn(self, *, throttled):
        self._limiter.on_receiving_response(throttled=throttled)

    def take(self):
        # As `acquire` does, with the waiting left out.
        if not self._limiter._enabled:
            return None
        self.bucket._refill()
        if self.bucket._current_capacity >= 1:
            self.bucket._current_capacity -= 1
            return None
        return self.bucket._sleep_amount(1)


@pytest.mark.parametrize("seed", range(20))
def test_rates_and_waits_are_those_of_botocore_by_the_same_clock(seed):
    chance = random.Random(seed)
    clock = Clock(chance.uniform(0, 1e6))
    theirs, ours = Botocore(clock), RateLimiter(clock)
    waits = 0
    for _ in range(2000):
        clock.now += chance.choice([0.0, 0.001, 0.02, 0.3, 4.0]) * chance.random()
        wait = theirs.take()
        assert ours.take() == (None if wait is None else pytest.approx(wait))
        if wait is not None:
            waits += 1
            if chance.random() < 0.5:
                clock.now += wait + 1e-5
            continue
        throttled = chance.random() < 0.05
        theirs.learn(throttled=throttled)
        ours.learn(throttled=throttled)
        assert ours.measured_rate == pytest.approx(theirs.rates.measured_rate)
        assert ours.rate == pytest.approx(theirs.bucket.max_rate)
        assert ours._capacity == pytest.approx(theirs.bucket.max_capacity)
        assert ours._available == pytest.approx(theirs.bucket.available_capacity)
    assert waits > 20


def test_a_wait_that_was_waited_is_enough_whatever_was_rounded():
    clock = Clock(1.7e9 + 1 / 3)
    limiter = RateLimiter(clock)
    limiter.learn(throttled=True)
    limiter.rate = 7.3
    for _ in range(1000):
        wait = limiter.take()
        if wait is not None:
            clock.sleep(wait)
            assert limiter.take() is None


def boto3_by(clock, monkeypatch, *answers, **settings):
    """A client of boto3's whose waits, the limiter's too, set the clock forward."""

    class Condition:
        def __init__(self, lock):
            self._lock = lock

        def __enter__(self):
            self._lock.acquire()

        def __exit__(self, *_):
            self._lock.release()

        def wait(self, seconds):
            clock.sleep(seconds + 1e-7)

        def notify(self):
            pass

    monkeypatch.setattr(bucket, "threading", SimpleNamespace(Lock=threading.Lock, Condition=Condition))
    monkeypatch.setattr(bucket.Clock, "current_time", lambda _: clock.now)
    client = Boto3(monkeypatch, "sts", *answers, retries={**ADAPTIVE, **settings})
    client.on_sleep = clock.sleep
    return client


def client_by(clock, monkeypatch, kind, *answers, **settings):
    """A client of ours whose waits set the clock forward."""

    async def sleep(seconds):
        clock.sleep(seconds)

    monkeypatch.setattr("sotalia.io.clock.monotonic", clock)
    monkeypatch.setattr("sotalia.io.clock.sleep", clock.sleep)
    monkeypatch.setattr("sotalia.io.clock.random", lambda: CHANCE)
    monkeypatch.setattr("asyncio.sleep", sleep)
    return Recorded(kind, "sts", *answers, config=Config(retries={**ADAPTIVE, **settings}))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("attempts", [1, 3])
def test_calls_wait_as_boto3s_do_before_their_first_attempt_too(monkeypatch, kind, attempts):
    answers = [SUCCESS, SUCCESS, SLOW_DOWN, *[SUCCESS] * 4, reply(500), SLOW_DOWN, *[SUCCESS] * 9, LOST, *[SUCCESS] * 9]
    theirs, ours = Clock(), Clock()
    boto3 = boto3_by(theirs, monkeypatch, *answers, total_max_attempts=attempts)
    expected = []
    for _ in range(15):
        expected.append(outcome(boto3.call, "get_caller_identity")[0])
        theirs.now += 0.05
    client = client_by(ours, monkeypatch, kind, *answers, total_max_attempts=attempts)
    heard = []
    for _ in range(15):
        heard.append(outcome(client.call, "get_caller_identity")[0])
        ours.now += 0.05
    assert heard == expected
    assert len(theirs.slept) > 10
    assert ours.slept == pytest.approx(theirs.slept, abs=1e-4)
    said = [request["amz-sdk-request"] for request in boto3.requests]
    assert [request.headers["amz-sdk-request"] for request in client.requests] == said
    assert all(" m/F," in request.headers["user-agent"] for request in client.requests)


def test_all_calls_of_a_client_ask_one_limiter_and_other_clients_another():
    one, script = scripted("sts", SLOW_DOWN, SUCCESS, config=Config(retries={**ADAPTIVE, "total_max_attempts": 1}))
    other, _ = scripted("sts", SUCCESS, config=Config(retries=ADAPTIVE))
    assert type(one._core.retry) is AdaptiveRetry
    with pytest.raises(exceptions.ClientError):
        one.get_caller_identity()
    assert one._core.retry._limiter.throttled
    assert not other._core.retry._limiter.throttled


def test_a_throttling_of_another_kind_and_damaged_replies_are_told_apart():
    """An error of the model's, or a status, throttles as a code does; what came damaged counts once."""
    client, script = scripted(
        "dynamodb",
        reply(200, b"{}", x_amz_crc32="1"),
        config=Config(retries={**ADAPTIVE, "total_max_attempts": 2}),
    )
    limiter = client._core.retry._limiter
    limiter._monotonic = itertools.count(1000).__next__
    client.list_tables()
    assert limiter._counted == 2
    assert not limiter.throttled
    script.answers = [reply(429, b"{}"), reply(200, b"{}")]
    client.list_tables()
    assert limiter.throttled


def test_threads_together_send_no_faster_than_the_service_bears():
    """However threads come between one another, a token is spent by one of them."""
    clock = Clock(0.0)
    limiter = RateLimiter(clock)
    limiter.learn(throttled=True)
    limiter._set_rate(50.0)
    limiter._available = 0.0
    taken = []

    def take():
        taken.append(sum(limiter.take() is None for _ in range(200)))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(5):
            clock.now += 1.0
            threads = [threading.Thread(target=take) for _ in range(10)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(before)
    assert sum(taken) == pytest.approx(250, abs=2)
