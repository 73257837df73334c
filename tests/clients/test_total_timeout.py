"""`Config(total_timeout=…)`: a bound on a whole call, its attempts and its waits, blocking and awaited."""

from __future__ import annotations

import asyncio
import pickle
import time
from typing import Any

import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.core.bounded import bounded
from sotalia.core.call import call
from sotalia.effects import ReadBody, Send, Sleep
from sotalia.errors import (
    Attempt,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    ReadTimeoutError,
    TotalTimeoutError,
)
from sotalia.http import Request, Response, TimeLimits
from sotalia.io.drive import drive
from sotalia.testing import RecordingTransport
from tests.core.scripted import KINDS, Recorded, limits_of, reply, scripted
from tests.io.scripted import Server
from tests.servers.sts import ROLE, StsServer

KEYS = {"region_name": "us-east-1", "aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret-example"}
SUCCESS = b"<R><GetCallerIdentityResult/></R>"
BUSY = reply(500, b"")
#: How much later than asked an error may come where other programs run, too.
BUSY_MACHINE = 0.5


class Clock:
    """A clock that goes on by waits, and by what tests say."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()

    async def sleep(seconds):
        clock.sleep(seconds)

    monkeypatch.setattr("sotalia.io.clock.monotonic", clock)
    monkeypatch.setattr("sotalia.io.clock.sleep", clock.sleep)
    monkeypatch.setattr("sotalia.io.clock.random", lambda: 0.5)
    monkeypatch.setattr("asyncio.sleep", sleep)
    return clock


def ask(kind, url, seconds, service="sts", method="get_caller_identity", read=False, params=None, **config):
    """Make one call; return what became of it, and how many seconds that took."""
    settings = Config(total_timeout=seconds, s3={"addressing_style": "path"}, **config)

    def blocking():
        with sotalia.client(service, endpoint_url=url, config=settings, **KEYS) as client:
            client._load()
            began = time.monotonic()
            try:
                return answer(getattr(client, method)(**(params or {})), began)
            except Exception as error:
                return error, time.monotonic() - began

    def answer(parsed, began):
        took = time.monotonic() - began
        return (parsed["Body"].read() if read else parsed), took

    async def awaited():
        async with aio.client(service, endpoint_url=url, config=settings, **KEYS) as client:
            client._load()
            began = time.monotonic()
            try:
                parsed = await getattr(client, method)(**(params or {}))
                took = time.monotonic() - began
                return (await parsed["Body"].read() if read else parsed), took
            except Exception as error:
                return error, time.monotonic() - began

    return blocking() if kind == "blocking" else asyncio.run(awaited())


def stalls(peer):
    peer.read_request()
    peer.server.go.wait(10)


def stalls_in_the_head(peer):
    peer.read_request()
    peer.send(b"HTTP/1.1 200 OK\r\ncontent-le")
    peer.server.go.wait(10)


def drips(peer):
    peer.read_request()
    peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    while not peer.server.go.wait(0.03):
        peer.send(b"x")


def drips_an_error(peer):
    peer.read_request()
    peer.send(b"HTTP/1.1 500 Oh\r\ncontent-length: 1000\r\n\r\n")
    while not peer.server.go.wait(0.03):
        peer.send(b"x")


def is_busy(peer):
    while True:
        peer.read_request()
        peer.reply(b"", status="503 Busy")


@pytest.mark.parametrize("kind", KINDS)
class TestBothKinds:
    @pytest.mark.parametrize("behave", [stalls, stalls_in_the_head, drips, is_busy], ids=lambda behave: behave.__name__)
    def test_a_call_ends_when_its_time_is_over_whatever_the_server_does(self, kind, behave):
        with Server(behave) as server:
            error, took = ask(kind, server.url, 0.3, retries={"total_max_attempts": 50})
            server.go.set()
        assert type(error) is TotalTimeoutError
        assert "total_timeout of 0.3 seconds" in str(error)
        assert f'endpoint URL: "{server.url}' in str(error)
        assert 0.3 <= took < 0.3 * 1.1 + BUSY_MACHINE
        assert len(error.attempts) == len(server.requests) or behave is is_busy

    @pytest.mark.parametrize("behave", [stalls, drips_an_error], ids=lambda behave: behave.__name__)
    def test_so_does_one_whose_reply_streams(self, kind, behave):
        get = {"service": "s3", "method": "get_object", "params": {"Bucket": "b", "Key": "k"}}
        with Server(behave) as server:
            error, took = ask(kind, server.url, 0.3, **get)
            server.go.set()
        assert type(error) is TotalTimeoutError
        assert 0.3 <= took < 0.3 * 1.1 + BUSY_MACHINE

    def test_a_body_that_streams_may_be_read_for_longer(self, kind):
        def slow_body(peer):
            peer.read_request()
            peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n")
            for part in (b"ab", b"cd", b"ef"):
                time.sleep(0.15)
                peer.send(part)

        get = {"service": "s3", "method": "get_object", "params": {"Bucket": "b", "Key": "k"}}
        with Server(slow_body) as server:
            body, _ = ask(kind, server.url, 0.3, read=True, **get)
        assert body == b"abcdef"

    def test_a_call_in_time_is_as_without(self, kind):
        def answers(peer):
            while True:
                peer.read_request()
                peer.reply(SUCCESS)

        with Server(answers) as server:
            parsed, _ = ask(kind, server.url, 30)
        assert parsed["ResponseMetadata"]["HTTPStatusCode"] == 200

    def test_the_connection_of_a_call_that_is_late_is_closed_and_the_next_call_fine(self, kind):
        def late_once(peer):
            if len(peer.server.requests) == 0:
                peer.read_request()
                peer.read_request()  # which raises, since the client hangs up
            else:
                peer.read_request()
                peer.reply(SUCCESS)

        with Server(late_once) as server:
            settings = {"endpoint_url": server.url, "config": Config(retries={"total_max_attempts": 3}), **KEYS}
            if kind == "blocking":
                with sotalia.client("sts", **settings) as client:
                    with pytest.raises(TotalTimeoutError):
                        client.with_config(Config(total_timeout=0.2)).get_caller_identity()
                    client.get_caller_identity()
            else:

                async def main():
                    async with aio.client("sts", **settings) as client:
                        with pytest.raises(TotalTimeoutError):
                            await client.with_config(Config(total_timeout=0.2)).get_caller_identity()
                        await client.get_caller_identity()

                asyncio.run(main())
            assert len(server.requests) == 2

    def test_looking_for_credentials_counts_and_goes_on_for_the_next_call(self, kind, raw_server, home, monkeypatch):
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", raw_server.url)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        sts, keys = StsServer(raw_server), (KEYS["aws_access_key_id"], KEYS["aws_secret_access_key"])
        gate = sts.hold()
        hasty = Config(total_timeout=0.2)
        if kind == "blocking":
            client = sotalia.Session(*keys, role_arn=ROLE).client("sts")
            for _ in range(2):  # the second one waits for what the first one began
                with pytest.raises(TotalTimeoutError):
                    client.with_config(hasty).get_caller_identity()
            gate.set()
            client.get_caller_identity()
        else:

            async def main():
                async with aio.Session(*keys, role_arn=ROLE).client("sts") as client:
                    for _ in range(2):
                        with pytest.raises(TotalTimeoutError):
                            await client.with_config(hasty).get_caller_identity()
                    gate.set()
                    await client.get_caller_identity()

            asyncio.run(main())
        assert [(call["Action"], call["by"]) for call in sts.calls] == [
            ("AssumeRole", "AKIDEXAMPLE"),
            ("GetCallerIdentity", "ROLE1"),
        ]

    def test_what_finds_no_credentials_in_time_is_itself(self, kind, home, monkeypatch):
        monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)
        (home / ".aws").mkdir()
        (home / ".aws/config").write_text("[default]\ncredential_process = false\n")
        settings: Any = {"region_name": "eu-west-1", "config": Config(total_timeout=30)}

        def called():
            if kind == "blocking":
                sotalia.Session().client("sts", **settings).get_caller_identity()
            else:
                asyncio.run(aio.Session().client("sts", **settings).get_caller_identity())

        with pytest.raises(CredentialRetrievalError, match="exit code 1"):
            called()

    def test_waits_end_with_the_time_and_attempts_are_told(self, kind, clock):
        client = Recorded(kind, "sts", *[BUSY] * 9, config=Config(total_timeout=0.1, retries={"total_max_attempts": 9}))
        with pytest.raises(TotalTimeoutError) as raised:
            client.call("get_caller_identity")
        assert clock.slept == pytest.approx([0.025, 0.05, 0.025])  # the third would have been 0.1
        assert [attempt.status for attempt in raised.value.attempts] == [500, 500, 500]
        assert len(client.requests) == 3

    def test_each_attempt_has_what_is_left(self, kind, clock):
        settings = {"connect_timeout": 2, "read_timeout": None, "total_timeout": 10}
        client = Recorded(kind, "sts", BUSY, BUSY, BUSY, config=Config(retries={"mode": "legacy"}, **settings))
        with pytest.raises(AssertionError):  # there are no more answers
            client.call("get_caller_identity")
        given = [limits_of(request) for request in client.requests]
        assert given == [(2, 10, 10), (2, 9.5, 9.5), (2, 8.5, 8.5), (2, 6.5, 6.5)]

    def test_every_mode_lets_it_be_the_end(self, kind, clock):
        for mode in ("standard", "legacy", "adaptive"):
            late = ReadTimeoutError(endpoint_url="u")

            def fail(request, late=late):
                clock.now += 5
                raise late

            client = Recorded(kind, "sts", fail, config=Config(total_timeout=5, retries={"mode": mode}))
            with pytest.raises(TotalTimeoutError) as raised:
                client.call("get_caller_identity")
            assert raised.value.__cause__ is late
            assert [type(attempt) for attempt in raised.value.attempts] == [Attempt]
            assert len(client.requests) == 1

    def test_an_error_in_time_is_itself(self, kind, clock):
        denied = reply(403, b"<R><Error><Code>AccessDenied</Code></Error></R>")
        client = Recorded(kind, "sts", denied, config=Config(total_timeout=5))
        with pytest.raises(ClientError):
            client.call("get_caller_identity")
        refused = ConnectTimeoutError(endpoint_url="u")
        client = Recorded(kind, "sts", refused, config=Config(total_timeout=5, retries={"total_max_attempts": 1}))
        with pytest.raises(ConnectTimeoutError):
            client.call("get_caller_identity")

    def test_it_counts_from_each_call_anew(self, kind, clock):
        done = reply(200, SUCCESS)
        client = Recorded(kind, "sts", done, done, config=Config(total_timeout=5))
        for _ in range(2):
            client.call("get_caller_identity")
            clock.now += 100

    def test_event_handlers_hear_of_it(self, kind, clock):
        client = Recorded(kind, "sts", BUSY, BUSY, config=Config(total_timeout=0.01))
        heard = []
        client.client.meta.events.register("after-call-error", lambda exception, **_: heard.append(exception))
        with pytest.raises(TotalTimeoutError) as raised:
            client.call("get_caller_identity")
        assert heard == [raised.value]


def test_the_error_is_one_of_boto3s_time_outs_and_travels():
    error = TotalTimeoutError(total_timeout=5, endpoint_url="https://sts.amazonaws.com/")
    assert isinstance(error, (ReadTimeoutError, HTTPClientError, TimeoutError))
    assert isinstance(error, TimeoutError)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("seconds", [0, -1, True, "5", float("nan")])
def test_what_is_no_time_is_refused_when_the_client_is_made(seconds):
    with pytest.raises(ValueError, match="total_timeout is .*: it must be a number of seconds greater than 0, or None"):
        sotalia.client("sts", config=Config(total_timeout=seconds), **KEYS)


def test_nothing_is_asked_for_any_more_when_the_time_is_over(clock):
    client, _ = scripted("sts", BUSY, config=Config(total_timeout=3))

    def steps():
        yield ReadBody(None)
        clock.now += 4  # something took long
        try:
            yield Send(Request("GET", "https://u:p@host/path?secret", {}))
        except TotalTimeoutError as error:
            return str(error)

    asked: Any = bounded(client._core, steps())
    assert asked.send(None).seconds == 3
    with pytest.raises(StopIteration) as stopped:
        asked.send(b"")
    assert stopped.value.value.endswith('seconds: endpoint URL: "https://host/path"')


def test_requests_with_limits_of_their_own_keep_them_as_far_as_time_allows(clock):
    client, _ = scripted("sts", BUSY, config=Config(total_timeout=3))

    def steps():
        request = Request("GET", "http://169.254.169.254/", {})
        request.limits = TimeLimits(1, 8)
        yield Send(request)
        yield Sleep(1)
        raise NoCredentialsError

    asked: Any = bounded(client._core, steps())
    assert limits_of(asked.send(None).request) == (1, 3, 3)
    assert asked.send(None).seconds == 1
    with pytest.raises(NoCredentialsError):
        asked.send(None)


def test_a_call_that_prepares_its_requests_does_so_within_a_bound_too():
    reply = Response(200, {}, b"<R><GetCallerIdentityResult><Arn>a</Arn></GetCallerIdentityResult></R>")
    transport = RecordingTransport([reply])
    client = sotalia.client("sts", transport=transport, config=Config(total_timeout=5), **KEYS)
    client._load()
    steps = call(client._core, "GetCallerIdentity", {}, prepare=lambda _, request: request.headers.update({"x-a": "b"}))
    assert drive(steps, client._connection.perform)["Arn"] == "a"
    assert transport.requests[0].headers["x-a"] == "b"
