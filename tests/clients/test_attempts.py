"""Requests on the wire are attempts: as many as the retry strategy makes, for every protocol, blocking and awaited."""

from __future__ import annotations

import asyncio
import re
import threading

import boto3
import botocore.config
import botocore.exceptions
import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.effects import Sleep
from sotalia.errors import ClientClosedError, ClientError, ConnectionClosedError
from sotalia.io import perform_async
from tests.io.scripted import Server

GIVEN = {"region_name": "us-east-1", "aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "SECRET"}
#: One operation of each protocol that changes something, and what a server says when it has been done.
OPERATIONS = {
    "json": ("dynamodb", "delete_table", {"TableName": "t"}, b"{}"),
    "query": ("iam", "create_user", {"UserName": "u"}, b"<CreateUserResponse><CreateUserResult/></CreateUserResponse>"),
    "ec2": ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}, b"<CreateVpcResponse/>"),
    "rest-json": ("lambda", "invoke", {"FunctionName": "f", "Payload": b"{}"}, b"{}"),
    "rest-xml": ("s3", "put_object", {"Bucket": "b", "Key": "k", "Body": b"body"}, b""),
    "streamed": ("s3", "get_object", {"Bucket": "b", "Key": "k"}, b""),
}


def settings(attempts):
    return {"retries": {"mode": "standard", "total_max_attempts": attempts}, "s3": {"addressing_style": "path"}}


def streams(reply):
    return [value for value in reply.values() if hasattr(value, "read")]


def read(reply):
    for body in streams(reply):
        body.read()


def ask_boto3(url, service, attempts, *calls):
    config = botocore.config.Config(**settings(attempts))
    client = boto3.session.Session().client(service, endpoint_url=url, config=config, **GIVEN)
    for name, params in calls:
        read(getattr(client, name)(**params))


def ask_blocking(url, service, attempts, *calls):
    with sotalia.client(service, endpoint_url=url, config=Config(**settings(attempts)), **GIVEN) as client:
        for name, params in calls:
            read(getattr(client, name)(**params))


def ask_awaited(url, service, attempts, *calls):
    async def main():
        config = Config(**settings(attempts))
        async with aio.client(service, endpoint_url=url, config=config, **GIVEN) as client:
            for name, params in calls:
                reply = await getattr(client, name)(**params)
                for body in streams(reply):
                    await body.read()

    asyncio.run(main())


ASKERS = {"boto3": ask_boto3, "blocking": ask_blocking, "awaited": ask_awaited}


@pytest.mark.parametrize("attempts", [1, 2])
@pytest.mark.parametrize("protocol", OPERATIONS)
@pytest.mark.parametrize("asker", ASKERS)
def test_a_request_that_met_the_end_of_its_connection_is_sent_once_an_attempt(asker, protocol, attempts, monkeypatch):
    monkeypatch.setattr("sotalia.io.clock.sleep", lambda seconds: None)
    service, name, params, body = OPERATIONS[protocol]

    def answers_once(peer):
        for answered in (True, False):
            _, headers = peer.read_head()
            if headers.get("expect") == "100-continue":
                peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            peer.read_body(headers)
            if answered:
                peer.reply(body)

    failed = False
    with Server(answers_once) as server:
        try:
            ASKERS[asker](server.url, service, attempts, *[(name, params)] * 3)
        except (ConnectionClosedError, botocore.exceptions.ConnectionClosedError):
            failed = True
        sent = [re.findall(r"attempt=(\d+)", headers["amz-sdk-request"])[0] for _, headers in server.requests]
    # Each connection answers one request. What is left of the attempts succeeds on a new one.
    assert (failed, sent) == {1: (True, ["1", "1"]), 2: (False, ["1", "1", "2", "1", "2"])}[attempts]


@pytest.mark.parametrize("attempts", [1, 3])
@pytest.mark.parametrize("asker", ["blocking", "awaited"])
def test_an_upload_that_is_refused_for_its_expectation_goes_out_once_more_without(asker, attempts):
    def knows_no_expectation(peer):
        while True:
            _, headers = peer.read_head()
            if "expect" in headers:
                peer.reply(b"", status="417 Expectation Failed")
            else:
                assert peer.read_body(headers).count(b"x") == 300_000
                peer.reply(b"")

    upload = ("put_object", {"Bucket": "b", "Key": "k", "Body": b"x" * 300_000})
    with Server(knows_no_expectation) as server:
        ASKERS[asker](server.url, "s3", attempts, upload)
        assert ["expect" in headers for _, headers in server.requests] == [True, False]


@pytest.mark.parametrize("asker", ["blocking", "awaited"])
def test_a_417_to_what_had_no_expectation_is_an_error_like_others(asker):
    def refuses(peer):
        while True:
            _, headers = peer.read_head()
            if "expect" not in headers:
                peer.read_body(headers)
            peer.reply(b"", status="417 Expectation Failed")

    with Server(refuses) as server:
        with pytest.raises(ClientError, match="417"):
            ASKERS[asker](server.url, "s3", 3, ("put_object", {"Bucket": "b", "Key": "k", "Body": b"x" * 100_000}))
        assert ["expect" in headers for _, headers in server.requests] == [True, False]


def test_calls_under_way_when_the_client_is_closed_are_not_tried_again():
    calls = 300
    arrived = threading.Event()

    def stalls(peer):
        peer.read_request()
        arrived.set()
        peer.server.go.wait(10)

    async def main(url):
        client = aio.client("dynamodb", endpoint_url=url, config=Config(**settings(5)), **GIVEN)
        tasks = [asyncio.create_task(client.list_tables()) for _ in range(calls)]
        await asyncio.to_thread(arrived.wait)
        await client.close()
        return await asyncio.gather(*tasks, return_exceptions=True)

    with Server(stalls) as server:
        failures = asyncio.run(main(server.url))
        assert {type(failure) for failure in failures} == {ClientClosedError}
        assert len({str(failure) for failure in failures}) == 1
        assert all(headers["amz-sdk-request"] == "attempt=1; max=5" for _, headers in server.requests)


def test_a_call_that_waits_for_its_next_attempt_sends_nothing_once_its_client_is_closed(monkeypatch):
    def refuses(peer):
        while True:
            peer.read_request()
            peer.reply(b"", status="500 Internal Server Error")

    async def main(url):
        waiting, closed = asyncio.Event(), asyncio.Event()

        async def waits(effect):
            waiting.set()
            await closed.wait()

        monkeypatch.setitem(perform_async._HANDLERS, Sleep, waits)
        client = aio.client("dynamodb", endpoint_url=url, config=Config(**settings(5)), **GIVEN)
        call = asyncio.create_task(client.list_tables())
        await waiting.wait()
        await client.close()
        closed.set()
        with pytest.raises(ClientClosedError):
            await call

    with Server(refuses) as server:
        asyncio.run(main(server.url))
        assert len(server.requests) == 1


def test_calls_that_still_load_what_they_need_when_the_client_is_closed_are_under_way_too(monkeypatch):
    loading, may_go_on = threading.Event(), threading.Event()

    async def main(url):
        client = aio.client("dynamodb", endpoint_url=url, **GIVEN)
        load = client._load

        def loads_slowly():
            loading.set()
            may_go_on.wait(10)
            load()

        monkeypatch.setattr(client, "_load", loads_slowly, raising=False)
        calls = [asyncio.create_task(client.list_tables()) for _ in range(3)]
        await asyncio.to_thread(loading.wait, 10)
        await client.close()
        may_go_on.set()
        failures = await asyncio.gather(*calls, return_exceptions=True)
        assert (await client.list_tables())["TableNames"] == []  # a later call opens new connections
        await client.close()
        return failures

    def serves(peer):
        while True:
            peer.read_request()
            peer.reply(b'{"TableNames": []}')

    with Server(serves) as server:
        failures = asyncio.run(main(server.url))
        assert [type(failure) for failure in failures] == [ClientClosedError] * 3
        assert len(server.requests) == 1
