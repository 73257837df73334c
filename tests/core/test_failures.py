"""An error that ends a call says how each attempt failed, blocking and awaited."""

from __future__ import annotations

import copy
import pickle

import pytest

from sotalia import exceptions
from sotalia.config import Config
from sotalia.errors import Attempt

from .scripted import KINDS, Recorded, reply, scripted

LOST = exceptions.ConnectionClosedError(endpoint_url="https://sts.us-east-1.amazonaws.com/")
BUSY = reply(503, b"<R><Error><Code>SlowDown</Code></Error><RequestId>one</RequestId></R>", x_amzn_requestid="one")
DENIED = reply(403, b"<R><Error><Code>AccessDenied</Code></Error><RequestId>two</RequestId></R>")
SUCCESS = reply(200, b"<R><GetCallerIdentityResult/></R>")
MET_LOST = (
    "ConnectionClosedError: Connection was closed before we received a valid response from endpoint URL: "
    '"https://sts.us-east-1.amazonaws.com/".'
)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    async def sleep(seconds):
        pass

    monkeypatch.setattr("sotalia.io.clock.sleep", lambda seconds: None)
    monkeypatch.setattr("asyncio.sleep", sleep)
    monkeypatch.setattr("sotalia.io.clock.random", lambda: 0.5)


def failing(kind, *answers, **settings):
    client = Recorded(kind, "sts", *answers, config=Config(**settings))
    with pytest.raises((exceptions.ClientError, exceptions.BotoCoreError)) as raised:
        client.call("get_caller_identity")
    return raised.value


@pytest.mark.parametrize("kind", KINDS)
class TestBothKinds:
    def test_an_error_of_the_service_tells_of_all_attempts(self, kind):
        error = failing(kind, LOST, BUSY, DENIED)
        assert error.attempts == (
            Attempt(error=MET_LOST, waited=0.025),
            Attempt(503, "SlowDown", "one", waited=1.0),
            Attempt(403, "AccessDenied", "two"),
        )
        assert "(reached max retries: 2)" in str(error)

    def test_so_does_one_of_the_transport(self, kind):
        error = failing(kind, BUSY, LOST, retries={"total_max_attempts": 2})
        assert type(error) is exceptions.ConnectionClosedError
        assert error.attempts == (Attempt(503, "SlowDown", "one", waited=0.5), Attempt(error=MET_LOST))

    @pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
    def test_there_are_as_many_as_requests_and_the_text_counts_them_as_boto3s_does(self, kind, mode):
        error = failing(kind, *[BUSY] * 4, retries={"mode": mode, "total_max_attempts": 4})
        assert "(reached max retries: 3)" in str(error)
        assert [attempt.status for attempt in error.attempts] == [503] * 4
        assert all(attempt.waited > 0 for attempt in error.attempts[:3])
        assert error.attempts[3].waited == 0

    def test_a_single_attempt_is_told_of_too(self, kind):
        assert failing(kind, DENIED).attempts == (Attempt(403, "AccessDenied", "two"),)

    def test_a_reply_that_cannot_be_read_is_told_of(self, kind):
        error = failing(kind, BUSY, reply(200, b"<R><Get"))
        assert type(error) is exceptions.ResponseParserError
        assert [attempt.status for attempt in error.attempts] == [503, 200]
        assert str(error.attempts[1].error).startswith("ResponseParserError: ")

    def test_where_nothing_was_sent_there_are_none(self, kind):
        client = Recorded(kind, "sts", SUCCESS)
        with pytest.raises(exceptions.ParamValidationError) as raised:
            client.call("get_caller_identity", Wrong=1)
        assert raised.value.attempts == ()

    def test_they_travel_with_the_error(self, kind):
        error = failing(kind, LOST, BUSY, DENIED)
        for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert twin.attempts == error.attempts
            assert str(twin) == str(error)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(error.attempts, protocol)) == error.attempts

    def test_they_refer_to_no_exception_so_that_nothing_is_kept_alive(self, kind):
        error = failing(kind, LOST, DENIED)
        assert {type(value) for attempt in error.attempts for value in attempt._values()} <= {
            str,
            int,
            float,
            type(None),
        }


def test_an_attempt_is_shown_with_what_it_met():
    assert repr(Attempt(503, "SlowDown", "one", waited=1.0)) == "<Attempt: 503 SlowDown, request one, waited 1.000 s>"
    assert repr(Attempt(error="E: no")) == "<Attempt: E: no, waited 0.000 s>"
    assert Attempt(503) != Attempt(500)
    assert Attempt(503) != 503
    assert len({Attempt(503), Attempt(503)}) == 1


def test_they_show_neither_query_nor_password_and_no_more_than_a_part_of_what_a_server_sent():
    def fail(request):
        raise exceptions.EndpointConnectionError(endpoint_url=request.shown_url())

    client, _ = scripted("sts", fail, endpoint_url="http://user:pass@127.0.0.1:9")
    with pytest.raises(exceptions.EndpointConnectionError) as raised:
        client.get_caller_identity()
    assert "pass" not in repr(raised.value.attempts)
    client, _ = scripted("sts", exceptions.HTTPClientError(error="x" * 10_000))
    with pytest.raises(exceptions.HTTPClientError) as quoting:
        client.get_caller_identity()
    assert len(str(quoting.value.attempts[0].error)) == 500


def test_what_was_damaged_and_refused_in_the_end_is_told_of():
    client, _ = scripted("dynamodb", reply(200, b"{}", x_amz_crc32="1"), config=Config(retries={"mode": "legacy"}))
    with pytest.raises(exceptions.ChecksumError) as raised:
        client.list_tables()
    assert [attempt.error for attempt in raised.value.attempts] == ["the reply is damaged"] * 10


def test_a_redirect_that_a_hook_follows_counts():
    moved = reply(301, b"<Error><Code>PermanentRedirect</Code></Error>", x_amz_bucket_region="eu-west-1")
    client, script = scripted("s3", moved, reply(404, b"<Error><Code>NoSuchKey</Code></Error>"))
    with pytest.raises(exceptions.ClientError) as raised:
        client.list_objects_v2(Bucket="bucket")
    assert [attempt.status for attempt in raised.value.attempts] == [301, 404]
    assert len(script.requests) == 2


def test_errors_of_others_are_left_as_they_are():
    client, _ = scripted("sts", BUSY, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError) as raised:
        client.get_caller_identity()
    assert not hasattr(raised.value, "attempts")


def test_the_wait_for_the_services_sake_is_counted(monkeypatch):
    now = iter(range(1000, 100000))
    monkeypatch.setattr("sotalia.io.clock.monotonic", lambda: next(now) / 50)
    client, script = scripted("sts", BUSY, random=lambda: 0.0, config=Config(retries={"mode": "adaptive"}))
    with pytest.raises(exceptions.ClientError) as raised:
        client.get_caller_identity()
    assert sum(attempt.waited for attempt in raised.value.attempts) == pytest.approx(sum(script.sleeps))
    assert raised.value.attempts[0].waited > 0
