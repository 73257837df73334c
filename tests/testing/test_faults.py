"""Faults that a program's tests inject: what the client does about them is what it does about real ones."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import sotalia
from sotalia import aio, exceptions
from sotalia.config import Config
from sotalia.testing import AsyncFaultyTransport, AsyncRecordingTransport, Fault, FaultyTransport, RecordingTransport


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch, credentials):
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def dynamodb(*faults, attempts=5) -> Any:
    good = RecordingTransport()
    good.add(b'{"TableNames": ["dolphins"]}')
    transport = FaultyTransport(faults, good)
    config = Config(retries={"mode": "standard", "total_max_attempts": attempts})
    return sotalia.client("dynamodb", transport=transport, config=config), good


@pytest.mark.parametrize(
    "fault",
    [Fault.throttled, Fault.unavailable, Fault.unreachable, Fault.lost, Fault.connect_timeout, Fault.read_timeout],
)
def test_a_client_gets_over_faults(fault):
    fault = fault(times=2)
    client, good = dynamodb(fault)
    reply = client.list_tables()
    assert reply["TableNames"] == ["dolphins"]
    assert reply["ResponseMetadata"]["RetryAttempts"] == fault.met == 2
    assert len(good.requests) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.unreachable, exceptions.EndpointConnectionError),
        (Fault.lost, exceptions.ConnectionClosedError),
        (Fault.connect_timeout, exceptions.ConnectTimeoutError),
        (Fault.read_timeout, exceptions.ReadTimeoutError),
    ],
)
def test_the_error_is_the_real_one(fault, error):
    client, _ = dynamodb(fault(times=None), attempts=2)
    with pytest.raises(error):
        client.list_tables()


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("dynamodb", lambda client: client.list_tables()),
        ("sts", lambda client: client.get_caller_identity()),
        ("ec2", lambda client: client.describe_regions()),
        ("s3", lambda client: client.list_buckets()),
        ("s3", lambda client: client.get_object(Bucket="bucket", Key="k")),
        ("lambda", lambda client: client.list_functions()),
        ("cloudwatch", lambda client: client.list_metrics()),
    ],
)
def test_errors_are_in_the_words_of_every_protocol(service, call):
    client = sotalia.client(service, transport=FaultyTransport([Fault.status(400, "MyCode", "my message")]))
    with pytest.raises(exceptions.ClientError) as raised:
        call(client)
    assert raised.value.response["Error"]["Code"] == "MyCode"
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_faults_come_later_and_for_some_requests_only():
    good = RecordingTransport(lambda request: sotalia_reply())
    puts = Fault.status(400, "Mine", after=1, when=lambda request: request.method == "PUT")
    client = sotalia.client("s3", transport=FaultyTransport([puts], good))
    client.get_object(Bucket="bucket", Key="k")
    client.put_object(Bucket="bucket", Key="k")
    with pytest.raises(exceptions.ClientError, match="Mine"):
        client.put_object(Bucket="bucket", Key="k")
    client.put_object(Bucket="bucket", Key="k")
    assert puts.met == 1


def sotalia_reply():
    from sotalia.http import Response

    return Response(200, {}, b"")


def test_without_another_transport_requests_are_sent(moto_url):
    client = sotalia.client("s3", endpoint_url=moto_url, transport=FaultyTransport([Fault.lost()]))
    reply = client.list_buckets()
    assert reply["ResponseMetadata"]["RetryAttempts"] == 1
    client.close()


def test_awaited_clients_have_bad_days_too(moto_url, monkeypatch):
    async def at_once(seconds):
        return None

    async def main():
        good = AsyncRecordingTransport()
        good.add(b'{"TableNames": []}')
        lost = Fault.lost()
        async with aio.client("dynamodb", transport=AsyncFaultyTransport([lost], good)) as client:
            assert (await client.list_tables())["ResponseMetadata"]["RetryAttempts"] == 1
        faulty = AsyncFaultyTransport([Fault.status(404, "NoSuchKey")])
        async with aio.client("s3", endpoint_url=moto_url, transport=faulty) as client:
            with pytest.raises(client.exceptions.NoSuchKey):
                await client.get_object(Bucket="bucket", Key="k")
            assert (await client.list_buckets())["Buckets"] == []

    asyncio.run(main())
