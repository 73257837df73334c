"""What handlers see of requests, and where among boto3's own the program's run; boto3 passes nearly all of it, too."""

from __future__ import annotations

import asyncio
from typing import Any

import boto3
import botocore.auth
import pytest

import sotalia
from sotalia import aio
from sotalia.patchpoints.requests import AWSPreparedRequest, AWSRequest
from tests.servers.raw import reply

IDENTITY = b"<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"


@pytest.fixture(params=["boto3", "sotalia"])
def library(request, monkeypatch):
    """The library; boto3 signs in Python, where it could by awscrt."""
    monkeypatch.setitem(botocore.auth.AUTH_TYPE_MAPS, "v4", botocore.auth.SigV4Auth)
    monkeypatch.setitem(botocore.auth.AUTH_TYPE_MAPS, "s3v4", botocore.auth.S3SigV4Auth)
    return boto3 if request.param == "boto3" else sotalia


@pytest.fixture
def client(library, raw_server):
    raw_server.answer(reply(200, IDENTITY))
    return library.client("sts", endpoint_url=raw_server.url)


def heard(log, *names):
    """Handlers that note their name, whether the request is signed, and in which event."""

    def handler(name):
        def hear(event_name, request=None, **_):
            signed = request is not None and "Authorization" in request.headers
            log.append((name, event_name.partition(".")[0], signed))

        return hear

    return [handler(name) for name in names]


class TestRequestCreated:
    """Handlers of the operation run before the request is signed, those of shorter names behind it."""

    def test_the_longer_name_comes_before_the_signature(self, client):
        log: list[Any] = []
        names = "request-created", "request-created.sts", "request-created.sts.GetCallerIdentity", "before-sign.sts"
        for name, handler in zip(names, heard(log, *names), strict=True):
            client.meta.events.register(name, handler)
        client.get_caller_identity()
        assert log == [
            ("request-created.sts.GetCallerIdentity", "request-created", False),
            ("before-sign.sts", "before-sign", False),
            ("request-created.sts", "request-created", True),
            ("request-created", "request-created", True),
        ]

    def test_the_first_and_those_of_the_session_come_before_it(self, library, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        session = library.Session()
        log: list[Any] = []
        of_session, first, last, wildcard = heard(log, "session", "first", "last", "wildcard")
        session.events.register("request-created.sts", of_session)
        client = session.client("sts", endpoint_url=raw_server.url)
        client.meta.events.register_last("request-created.sts", last)
        client.meta.events.register_first("request-created.sts", first)
        client.meta.events.register("request-created.*", wildcard)
        client.get_caller_identity()
        assert log == [
            ("wildcard", "request-created", False),
            ("first", "request-created", False),
            ("session", "request-created", False),
            ("last", "request-created", True),
        ]

    def test_what_is_added_behind_the_signature_is_sent_unsigned(self, client, raw_server):
        client.meta.events.register("request-created", lambda request, **_: request.headers.add_header("X-Mine", "1"))
        client.get_caller_identity()
        headers = raw_server.requests[0].headers
        assert headers["x-mine"] == "1"
        assert "x-mine" not in headers["authorization"]

    def test_a_handler_that_raises_ends_the_call(self, client, raw_server):
        told: list[str] = []

        def fail(**_):
            raise LookupError("mine")

        client.meta.events.register("request-created", fail)
        client.meta.events.register("needs-retry", lambda event_name, **_: told.append(event_name))
        with pytest.raises(LookupError, match="mine"):
            client.get_caller_identity()
        assert not told
        assert not raw_server.requests


class TestBeforeSend:
    """Handlers see the request as it is sent."""

    def test_header_names_are_as_written_and_values_are_bytes(self, client):
        seen: dict[str, Any] = {}
        client.meta.events.register(
            "before-send.sts", lambda request, **_: seen.update(request.headers.items(), body=request.body)
        )
        client.get_caller_identity()
        assert seen["Content-Type"] == b"application/x-www-form-urlencoded; charset=utf-8"
        assert seen["Authorization"].startswith(b"AWS4-HMAC-SHA256 ")
        assert seen["body"] == "Action=GetCallerIdentity&Version=2011-06-15"
        assert seen["Content-Length"] == "43"

    def test_names_that_a_program_wrote_are_kept(self, client):
        seen: list[str] = []
        client.meta.events.register("before-call.sts", lambda params, **_: params["headers"].update({"X-mY-Name": "1"}))
        client.meta.events.register("before-send.sts", lambda request, **_: seen.extend(request.headers))
        client.get_caller_identity()
        assert "X-mY-Name" in seen

    def test_what_handlers_change_is_sent(self, client, raw_server):
        def change(request, **_):
            request.headers["X-Text"] = "text"
            request.headers["x-bytes"] = b"bytes"
            del request.headers["User-Agent"]
            request.url += "?a=b"
            request.method = "PUT"

        client.meta.events.register("before-send.sts", change)
        client.get_caller_identity()
        (request,) = raw_server.requests
        assert (request.headers["x-text"], request.headers["x-bytes"]) == ("text", "bytes")
        assert (request.method, request.target) == ("PUT", "/?a=b")
        assert request.headers["content-length"] == "43"

    def test_a_body_may_be_read(self, library, raw_server):
        client = library.client("s3", endpoint_url=raw_server.url)
        seen: list[bytes] = []

        def read(request, **_):
            seen.append(request.body.read())
            request.reset_stream()

        client.meta.events.register("before-send.s3", read)
        client.put_object(Bucket="bucket", Key="k", Body=b"bytes")
        assert seen == [b"bytes"]
        assert raw_server.requests[0].body == b"bytes"


def test_the_scope_of_a_signature_may_be_changed_by_the_context(client, raw_server):
    def change(context, **_):
        context.setdefault("signing", {}).update(region="eu-west-3", signing_name="other")

    client.meta.events.register("before-call.sts", change)
    client.get_caller_identity()
    assert "/eu-west-3/other/aws4_request" in raw_server.requests[0].headers["authorization"]


def test_programs_find_who_is_registered(client):
    def mine(**_):
        return None

    client.meta.events.register("before-send", mine)
    table = client.meta.events._emitter._handlers
    node = list(table._root["children"]["before-send"].values())[1]
    assert mine in node.first + node.middle + node.last
    assert mine in table.prefix_search("before-send.sts.GetCallerIdentity")


def test_the_handlers_of_needs_retry_are_told_the_endpoint(client, raw_server):
    seen: list[Any] = []
    client.meta.events.register("needs-retry", lambda endpoint, **_: seen.append((endpoint.host, str(endpoint))))
    client.get_caller_identity()
    assert seen == [(raw_server.url, f"sts({raw_server.url})")]


def test_a_reply_that_a_handler_gave_is_what_other_handlers_see(client):
    answer = sotalia_or_boto3_response()
    seen: list[Any] = []
    client.meta.events.register("before-send.sts", lambda **_: answer)
    client.meta.events.register("after-call.sts", lambda http_response, **_: seen.append(http_response))
    client.get_caller_identity()
    assert seen == [answer]


def sotalia_or_boto3_response():
    import io

    class Raw(io.BytesIO):
        def stream(self, **_):
            return iter([self.read()])

    import botocore.awsrequest

    return botocore.awsrequest.AWSResponse("https://h", 200, {}, Raw(IDENTITY))


def test_a_header_of_the_reply_may_be_changed_before_it_is_parsed(client):
    client.meta.events.register(
        "before-parse.sts", lambda response_dict, **_: response_dict["headers"].update({"X-Amzn-RequestId": "mine"})
    )
    assert client.get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]["x-amzn-requestid"] == "mine"


def test_the_views_are_of_the_classes_that_programs_ask_for(raw_server):
    raw_server.answer(reply(200, IDENTITY))
    kinds: list[Any] = []

    async def main():
        async with aio.client("sts", endpoint_url=raw_server.url) as client:
            for event in ("request-created.sts", "before-sign", "before-send"):
                client.meta.events.register(event, lambda request, **_: kinds.append(type(request)))
            await client.get_caller_identity()

    asyncio.run(main())
    assert kinds == [AWSRequest, AWSRequest, AWSPreparedRequest]


def test_registering_and_removing_leaves_no_handler(raw_server):
    def mine(**_):
        return None

    client = sotalia.client("sts", endpoint_url=raw_server.url)
    assert not client.meta.events.has_handlers
    client.meta.events.register("before-send", mine)
    assert client.meta.events.has_handlers
    client.meta.events.unregister("before-send", mine)
    assert not client.meta.events.has_handlers
