"""`client.with_config(…)`: other time-outs and attempts for some calls, over the same connections."""

from __future__ import annotations

import asyncio
import copy
import gc
import inspect
import pickle
import threading
import time
import weakref

import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.errors import ClientError, InvalidConfigError, InvalidRetryModeError, ReadTimeoutError
from sotalia.settings.options import CALL_OPTIONS, CLIENT_OPTIONS
from tests.core.scripted import KINDS, Recorded, limits_of, reply, scripted
from tests.io.scripted import Server

KEYS = {"region_name": "us-east-1", "aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret-example"}
SUCCESS = reply(200, b"<R><GetCallerIdentityResult/></R>")
BUSY = reply(500, b"")
BODY = b"<R><GetCallerIdentityResult/></R>"


def kind_of_module(kind):
    return aio if kind == "awaited" else sotalia


def run(kind, url, use, **arguments):
    """Have `use(call, client)` called with a client of that kind, where `call(client, name, …)` makes a call."""
    if kind == "blocking":
        with sotalia.client("sts", endpoint_url=url, **KEYS, **arguments) as client:
            return use(lambda client, name, **params: getattr(client, name)(**params), client)

    def in_thread(loop, client):
        def call(client, name, **params):
            async def main():
                return await getattr(client, name)(**params)

            return asyncio.run_coroutine_threadsafe(main(), loop).result()

        return use(call, client)

    async def main():
        async with aio.client("sts", endpoint_url=url, **KEYS, **arguments) as client:
            return await asyncio.to_thread(in_thread, asyncio.get_running_loop(), client)

    return asyncio.run(main())


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("sotalia.io.clock.random", lambda: 0.0)


def answers(peer):
    while True:
        peer.read_request()
        peer.reply(BODY)


@pytest.mark.parametrize("kind", KINDS)
class TestBothKinds:
    def test_calls_of_both_go_over_the_same_connection(self, kind):
        def use(call, client):
            call(client, "get_caller_identity")
            for seconds in (3, 5, 7):
                call(client.with_config(Config(connect_timeout=seconds)), "get_caller_identity")
            call(client, "get_caller_identity")

        with Server(answers) as server:
            run(kind, server.url, use)
            assert server.connections == 1
            assert len(server.requests) == 5

    def test_whoever_calls_first_opens_it_for_both(self, kind):
        def use(call, client):
            other = client.with_config(Config(read_timeout=3))
            call(other, "get_caller_identity")
            call(client, "get_caller_identity")
            call(other.with_config(Config(read_timeout=4)), "get_caller_identity")
            assert client._connection.transport.options.read_timeout == 60

        with Server(answers) as server:
            run(kind, server.url, use)
            assert server.connections == 1

    def test_a_time_out_of_the_other_one_holds_for_its_calls_only(self, kind):
        """However long the client's own is, and while calls of its own are under way."""

        def slow(peer):
            for delay in (0.0, 0.7, 0.7):
                peer.read_request()
                time.sleep(delay)
                peer.reply(BODY)

        def use(call, client):
            call(client, "get_caller_identity")
            hasty = client.with_config(Config(read_timeout=0.1, retries={"total_max_attempts": 1}))
            began = time.monotonic()
            with pytest.raises(ReadTimeoutError):
                call(hasty, "get_caller_identity")
            assert 0.1 <= time.monotonic() - began < 0.6
            call(client, "get_caller_identity")

        with Server(slow) as server:
            run(kind, server.url, use)

    def test_attempts_and_mode_are_its_own(self, kind):
        client = Recorded(kind, "sts", *[BUSY] * 20)
        base = client.client
        seen = []
        for retries in ({"total_max_attempts": 1}, {"max_attempts": 1}, {"mode": "legacy", "max_attempts": 3}, {}):
            client.client = base.with_config(Config(retries=retries))
            client.requests.clear()
            with pytest.raises(ClientError):
                client.call("get_caller_identity")
            agent = client.requests[0].headers["user-agent"]
            features = {*agent.split(" m/")[1].split()[0].split(",")} & {"D", "E", "F"}
            seen.append((len(client.requests), agent.split("cfg/retry-mode#")[1], *features))
        assert seen == [(1, "standard", "E"), (2, "standard", "E"), (4, "legacy", "D"), (3, "standard", "E")]

    def test_what_is_not_said_stays_as_it_is(self, kind):
        config = Config(
            connect_timeout=7, read_timeout=8, total_timeout=9, retries={"mode": "adaptive", "max_attempts": 4}
        )
        client = Recorded(kind, "sts", SUCCESS, SUCCESS, config=config).client
        shown = (
            client.with_config(Config(retries={"total_max_attempts": 2}))
            .with_config(Config(read_timeout=1))
            .meta.config
        )
        assert (shown.connect_timeout, shown.read_timeout, shown.total_timeout) == (7, 1, 9)
        assert shown.retries == {"mode": "adaptive", "total_max_attempts": 2}
        assert client.meta.config.retries == {"mode": "adaptive", "total_max_attempts": 5}
        assert shown.region_name == "us-east-1"

    def test_a_transport_of_the_programs_finds_the_time_outs_in_the_request(self, kind):
        client = Recorded(kind, "sts", SUCCESS, SUCCESS)
        base, client.client = client.client, client.client.with_config(Config(connect_timeout=1, read_timeout=None))
        client.call("get_caller_identity")
        client.client = base
        client.call("get_caller_identity")
        asked, plain = client.requests
        assert limits_of(asked) == (1, None, None)
        assert plain.limits is None

    def test_event_handlers_of_one_are_the_others(self, kind):
        client = Recorded(kind, "sts", SUCCESS, SUCCESS)
        heard = []
        other = client.client.with_config(Config(read_timeout=3))
        client.call("get_caller_identity")
        other.meta.events.register("before-send", lambda **_: heard.append(1))
        client.call("get_caller_identity")
        client.client = other
        assert heard == [1]

    def test_they_find_out_together_what_the_service_bears(self, kind):
        client = Recorded(kind, "sts", SUCCESS)
        core = client.client._core
        other = client.client.with_config(Config(retries={"mode": "adaptive"}))._core
        third = client.client.with_config(Config(retries={"mode": "adaptive", "max_attempts": 9}))._core
        assert core.retry._quota is other.retry._quota
        assert other.retry._limiter is third.retry._limiter
        assert other.retry is other.retry

    @pytest.mark.parametrize("name", [name for name in CLIENT_OPTIONS if name not in CALL_OPTIONS])
    def test_other_options_are_refused_by_name(self, kind, name):
        client = kind_of_module(kind).client("sts", **KEYS)
        value = {"s3": {}, "dynamodb_types": True}.get(name)
        with pytest.raises(
            InvalidConfigError, match=rf"\b{name}\b.*connect_timeout, read_timeout, retries, total_timeout"
        ):
            client.with_config(Config(**{name: value}))

    def test_what_can_be_no_option_is_refused(self, kind):
        client = kind_of_module(kind).client("sts", **KEYS)
        for config in (Config(read_timeout=-1), Config(connect_timeout=True), Config(total_timeout="soon")):
            with pytest.raises(ValueError, match=r"_timeout is .*: it must be a number of seconds"):
                client.with_config(config)
        with pytest.raises(InvalidRetryModeError):
            client.with_config(Config(retries={"mode": "eager"}))
        with pytest.raises(TypeError, match="takes a Config, not dict"):
            client.with_config({"read_timeout": 3})

    def test_closing_either_closes_the_connections_and_a_later_call_opens_new_ones(self, kind):
        def use(call, client):
            other = client.with_config(Config(read_timeout=3))
            call(client, "get_caller_identity")
            call(other, "close")
            assert client._connection is None
            call(client, "get_caller_identity")
            call(client, "close")
            call(other, "get_caller_identity")

        with Server(answers) as server:
            run(kind, server.url, use)
            assert server.connections == 3

    def test_it_lives_on_without_the_client_that_it_was_made_of(self, kind):
        client = Recorded(kind, "sts", SUCCESS, SUCCESS)
        gone = weakref.ref(client.client)
        client.client = client.client.with_config(Config(read_timeout=3))
        gc.disable()
        try:
            assert gone() is None
        finally:
            gc.enable()
        client.call("get_caller_identity")
        client.client.meta.events.register("before-send", lambda **_: None)
        client.call("get_caller_identity")

    def test_it_is_a_client_like_the_other(self, kind):
        client = kind_of_module(kind).client("sts", **KEYS)
        other = client.with_config(Config(read_timeout=3, retries={"mode": "legacy"}))
        assert type(other) is type(client)
        assert copy.copy(other) is other
        assert other.exceptions is client.exceptions
        assert other.meta.events is client.meta.events
        assert other._get_credentials() is client._get_credentials()
        twin = pickle.loads(pickle.dumps(other))
        assert twin.meta.config.read_timeout == 3
        assert twin.meta.config.retries == {"mode": "legacy"}
        assert pickle.loads(pickle.dumps(client)).meta.config.read_timeout == 60

    def test_its_help_names_the_options(self, kind):
        said = inspect.getdoc(kind_of_module(kind).client("sts", **KEYS).with_config)
        for name in CALL_OPTIONS:
            assert f"`{name}`" in str(said)

    def test_threads_that_make_their_own_at_once_share_one_transport(self, kind):
        client = kind_of_module(kind).client("sts", **KEYS)
        found = []

        def make():
            other = client.with_config(Config(read_timeout=3))
            found.append(other._connection or other._connect())

        threads = [threading.Thread(target=make) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({id(connection) for connection in found}) == 1


def test_it_says_by_its_own_time_out_until_when_it_waits():
    client, script = scripted("sts", reply(500, date="Wed, 21 Oct 2015 07:28:00 GMT"), SUCCESS)
    client.with_config(Config(read_timeout=30)).get_caller_identity()
    assert script.requests[1].headers["amz-sdk-request"] == "ttl=20151021T072830Z; attempt=2; max=3"


def test_making_one_takes_less_than_fifty_microseconds():
    client = sotalia.client("dynamodb", **KEYS)
    config = Config(read_timeout=2, retries={"total_max_attempts": 1})
    best = 1.0
    for _ in range(200):  # the best of many: the others tell how busy the machine is
        began = time.process_time()
        for _ in range(20):
            client.with_config(config)
        best = min(best, (time.process_time() - began) / 20)
    assert best < 100e-6  # half of that where the machine is idle
