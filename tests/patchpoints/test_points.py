"""Methods of boto3's inner classes, replaced as test tools and instrumentation replace them."""

from __future__ import annotations

import asyncio
import io
from typing import Any
from unittest import mock

import pytest

import sotalia
from sotalia import aio
from sotalia.errors import ClientError, EndpointConnectionError
from sotalia.patchpoints.creator import ClientCreator
from sotalia.patchpoints.endpoint import Endpoint
from sotalia.patchpoints.http_session import URLLib3Session
from sotalia.patchpoints.parser import ResponseParser
from sotalia.patchpoints.requests import AWSPreparedRequest, AWSRequest, AWSResponse
from tests.servers.raw import reply

IDENTITY = b"<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"


@pytest.fixture
def client(raw_server):
    raw_server.answer(reply(200, IDENTITY))
    return sotalia.client("sts", endpoint_url=raw_server.url)


def counting(cls, name, seen):
    """A replacement that calls the method that it replaces, and keeps what it was called with."""
    original = getattr(cls, name)

    def through(self, *args, **kwargs):
        seen.append((name, *args))
        return original(self, *args, **kwargs)

    return mock.patch.object(cls, name, through)


POINTS = [
    (Endpoint, "make_request"),
    (Endpoint, "prepare_request"),
    (Endpoint, "_send"),
    (URLLib3Session, "send"),
    (ResponseParser, "parse"),
]


@pytest.mark.parametrize(("cls", "name"), POINTS, ids=lambda value: getattr(value, "__name__", value))
class TestEachPoint:
    """A call goes through a method exactly while it is replaced."""

    def test_a_call_goes_through_it(self, client, raw_server, cls, name):
        seen: list[Any] = []
        with counting(cls, name, seen):
            assert client.get_caller_identity()["Account"] == "1"
            assert [entry[0] for entry in seen] == [name]
        raw_server.answer(reply(200, IDENTITY))
        client.get_caller_identity()
        assert len(seen) == 1

    def test_of_a_client_that_has_made_calls(self, client, raw_server, cls, name):
        client.get_caller_identity()
        raw_server.answer(reply(200, IDENTITY))
        seen: list[Any] = []
        with counting(cls, name, seen):
            client.get_caller_identity()
        assert len(seen) == 1

    def test_once_per_attempt_or_call(self, client, raw_server, monkeypatch, cls, name):
        monkeypatch.setattr("time.sleep", lambda seconds: None)
        raw_server.answer(reply(500), reply(200, IDENTITY))
        seen: list[Any] = []
        with counting(cls, name, seen):
            assert client.get_caller_identity()["ResponseMetadata"]["RetryAttempts"] == 1
        assert len(seen) == (1 if name == "make_request" else 2)

    def test_what_it_raises_reaches_the_caller(self, client, raw_server, cls, name):
        def fail(self, *args, **kwargs):
            raise LookupError("mine")

        with mock.patch.object(cls, name, fail), pytest.raises(LookupError, match="mine"):
            client.get_caller_identity()
        raw_server.answer(reply(200, IDENTITY))
        assert client.get_caller_identity()["Account"] == "1"

    def test_awaited(self, raw_server, cls, name):
        seen: list[Any] = []

        async def main():
            async with aio.client("sts", endpoint_url=raw_server.url) as client:
                for _ in range(2):
                    raw_server.answer(reply(200, IDENTITY))
                    with counting(cls, name, seen):
                        assert (await client.get_caller_identity())["Account"] == "1"

        asyncio.run(main())
        assert len(seen) == 2


class TestEndpoint:
    """The endpoint's methods get what boto3's get."""

    def test_make_request_gets_the_operation_and_the_request(self, client):
        seen: list[Any] = []
        with counting(Endpoint, "make_request", seen):
            client.get_caller_identity()
        _, model, as_dict = seen[0]
        assert model.name == "GetCallerIdentity"
        assert as_dict["body"]["Action"] == "GetCallerIdentity"
        assert as_dict["context"]["client_region"] == "us-east-1"

    def test_make_request_may_answer(self, client, raw_server):
        class Status:
            status_code = 200

        with mock.patch.object(Endpoint, "make_request", return_value=(Status(), {"Account": "2"})) as replaced:
            assert client.get_caller_identity() == {"Account": "2"}
        assert replaced.call_count == 1
        assert not raw_server.requests

    def test_make_request_may_answer_with_an_error(self, client):
        class Status:
            status_code = 400

        answer = Status(), {"Error": {"Code": "Mine", "Message": "m"}, "ResponseMetadata": {}}
        with mock.patch.object(Endpoint, "make_request", return_value=answer), pytest.raises(ClientError, match="Mine"):
            client.get_caller_identity()

    def test_make_request_may_change_the_request(self, client, raw_server):
        original = Endpoint.make_request

        def change(self, operation_model, request_dict):
            request_dict["headers"]["X-Mine"] = "1"
            http, parsed = original(self, operation_model, request_dict)
            assert http.status_code == 200
            return http, {**parsed, "More": 1}

        with mock.patch.object(Endpoint, "make_request", change):
            assert client.get_caller_identity()["More"] == 1
        assert "x-mine" in raw_server.requests[0].headers["authorization"]

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_prepare_request_adds_a_header_that_is_not_signed(self, client, raw_server, when):
        original = Endpoint.prepare_request

        def add(self, request):
            assert type(request) is AWSRequest
            assert request.headers["Authorization"]
            if when == "before":
                request.headers["X-Amzn-Trace-Id"] = "Root=1"
            prepared = original(self, request)
            if when == "after":
                prepared.headers["X-Amzn-Trace-Id"] = "Root=1"
            return prepared

        with mock.patch.object(Endpoint, "prepare_request", add):
            client.get_caller_identity()
        headers = raw_server.requests[0].headers
        assert headers["x-amzn-trace-id"] == "Root=1"
        assert "trace" not in headers["authorization"]

    def test_one_clients_endpoint_may_be_replaced_alone(self, client, raw_server):
        other = sotalia.client("sts", endpoint_url=raw_server.url)
        seen: list[Any] = []

        def answer(operation_model, request_dict):
            seen.append(operation_model.name)
            return mock.Mock(status_code=200), {}

        with mock.patch.object(client._endpoint, "make_request", answer):
            client.get_caller_identity()
            assert seen == ["GetCallerIdentity"]
            assert not raw_server.requests
            other.get_caller_identity()
        raw_server.answer(reply(200, IDENTITY))
        client.get_caller_identity()
        assert len(raw_server.requests) == 2

    def test_a_request_of_somebody_else_is_refused(self, client):
        with pytest.raises(TypeError, match="make_request\\(\\) takes a request that a call"):
            client._endpoint.make_request(None, {})

    def test_it_says_where_calls_go(self, client, raw_server):
        assert client._endpoint.host == raw_server.url
        assert client._endpoint is client._endpoint


class TestHttpSession:
    """What sends requests."""

    def test_send_gets_the_request_as_it_is_sent_and_may_answer(self, client, raw_server):
        seen: list[Any] = []

        def answer(self, request):
            seen.append(request)
            return AWSResponse(request.url, 200, {"X-Mine": "1"}, io.BytesIO(IDENTITY))

        with mock.patch.object(URLLib3Session, "send", answer):
            parsed = client.get_caller_identity()
        assert parsed["Account"] == "1"
        assert parsed["ResponseMetadata"]["HTTPHeaders"] == {"x-mine": "1"}
        assert type(seen[0]) is AWSPreparedRequest
        assert seen[0].headers["Authorization"].startswith(b"AWS4")
        assert not raw_server.requests

    def test_one_clients_session_may_be_replaced(self, client, raw_server):
        class Session:
            def send(self, request):
                return AWSResponse(request.url, 200, {}, io.BytesIO(IDENTITY.replace(b">1<", b">3<")))

        client._endpoint.http_session = Session()
        assert client.get_caller_identity()["Account"] == "3"
        assert not raw_server.requests

    def test_a_stream_may_be_answered(self, raw_server):
        client = sotalia.client("s3", endpoint_url=raw_server.url)
        answer = AWSResponse(raw_server.url, 200, {}, io.BytesIO(b"a body"))
        with mock.patch.object(URLLib3Session, "send", return_value=answer):
            assert client.get_object(Bucket="bucket", Key="k")["Body"].read() == b"a body"

    def test_a_stream_goes_through(self, raw_server):
        raw_server.answer(reply(200, b"a body"))
        client = sotalia.client("s3", endpoint_url=raw_server.url)
        with counting(URLLib3Session, "send", []):
            assert client.get_object(Bucket="bucket", Key="k")["Body"].read() == b"a body"

    def test_an_upload_goes_through(self, raw_server):
        client = sotalia.client("s3", endpoint_url=raw_server.url)
        seen: list[Any] = []
        with counting(URLLib3Session, "send", seen):
            client.upload_fileobj(io.BytesIO(b"bytes"), "bucket", "k")
        assert len(seen) == 1

    def test_a_program_sends_a_request_of_its_own(self, raw_server):
        raw_server.answer(reply(201, b"body", {"X-Thing": "1"}))
        session = URLLib3Session(timeout=20)
        answer = session.send(AWSRequest("POST", raw_server.url + "/a", {"X-Mine": "2"}, data={"a": "b c"}).prepare())
        session.close()
        assert (answer.status_code, answer.content, answer.headers["x-thing"]) == (201, b"body", "1")
        (request,) = raw_server.requests
        assert (request.method, request.target, request.body) == ("POST", "/a", b"a=b+c")
        assert request.headers["x-mine"] == "2"

    def test_a_program_gets_the_usual_errors(self):
        with pytest.raises(EndpointConnectionError):
            URLLib3Session(timeout=20).send(AWSRequest("GET", "http://127.0.0.1:1/").prepare())


class TestMethods:
    """The methods of clients are made by a method that may be replaced."""

    def test_a_wrapped_method_is_called(self, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        original = ClientCreator._create_api_method

        def create(self, py_operation_name, operation_name, service_model):
            method = original(self, py_operation_name, operation_name, service_model)

            def wrapped(client, **kwargs):
                return {**method(client, **kwargs), "By": (py_operation_name, operation_name)}

            return wrapped

        with mock.patch.object(ClientCreator, "_create_api_method", create):
            client = sotalia.client("sts", endpoint_url=raw_server.url)
        assert client.get_caller_identity()["By"] == ("get_caller_identity", "GetCallerIdentity")
        raw_server.answer(reply(200, IDENTITY))
        later = sotalia.client("sts", endpoint_url=raw_server.url)
        assert "By" not in later.get_caller_identity()


def test_with_nothing_replaced_calls_go_straight(client):
    client.get_caller_identity()
    operation = client._core.operations["GetCallerIdentity"]
    assert operation.straight
    assert operation.around_attempts is None
    seen: list[Any] = []
    with counting(Endpoint, "make_request", seen):
        assert "GetCallerIdentity" not in client._core.operations
