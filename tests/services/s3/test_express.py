"""Directory buckets: which calls are signed with a session's keys, and when a session is made, beside boto3."""

from __future__ import annotations

import asyncio
import datetime
import gc
import itertools
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config as BotoConfig

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.errors import ClientError, CredentialRetrievalError
from sotalia.services.s3 import express
from tests.servers.raw import RawServer, Recorded, reply
from tests.waiting import until

BUCKET = "bucket--use1-az4--x-s3"
OTHER_BUCKET = "other--use1-az4--x-s3"
KEYS = {"aws_access_key_id": "OWNKEY", "aws_secret_access_key": "own-secret", "aws_session_token": "own-token"}
ENDED = b"<Error><Code>AccessDenied</Code><Message>no session for you</Message></Error>"


class Express(RawServer):
    """Answers CreateSession with new keys, valid for `seconds`; everything else with an empty success."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 300.0
        self.numbers = itertools.count(1)
        self.waiting: threading.Event | None = None
        self.answer(self._reply)

    def _reply(self, request: Recorded) -> Any:
        if not request.target.endswith("?session"):
            return reply()
        if self.waiting is not None:
            assert self.waiting.wait(20)
        end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self.seconds)
        number = next(self.numbers)
        return reply(
            200,
            f"<CreateSessionResult><Credentials><SessionToken>token-{number}</SessionToken><SecretAccessKey>s{number}"
            f"</SecretAccessKey><AccessKeyId>KEY{number}</AccessKeyId><Expiration>{end:%Y-%m-%dT%H:%M:%SZ}"
            "</Expiration></Credentials></CreateSessionResult>".encode(),
        )

    @property
    def signers(self) -> list[tuple[str, str]]:
        """What was called, and whose key signed it."""
        return [
            (request.target, request.headers["authorization"].partition("Credential=")[2].partition("/")[0])
            for request in self.requests
        ]

    def sessions(self) -> int:
        return sum(target.endswith("?session") for target, _ in self.signers)


@pytest.fixture
def server() -> Iterator[Express]:
    with Express() as server:
        yield server


def arguments(server: Express) -> dict[str, Any]:
    return {"endpoint_url": server.url, "region_name": "us-east-1", **KEYS}


class Clock:
    """What clients take for the time: a test can move on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("sotalia.io.clock.now", clock)
    return clock


def said(request: Recorded) -> dict[str, Any]:
    """What a request says of its signature, without the time and what follows from it."""
    names = request.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    scope = request.headers["authorization"].partition("Credential=")[2].partition(",")[0].split("/")
    values = {name: value for name, value in request.headers.items() if name.startswith("x-amz-s3session")}
    tokens = request.headers.get("x-amz-security-token")
    return (
        {"target": request.target, "names": sorted(names), "key": scope[0], "service": scope[3:]}
        | values
        | {"token": tokens}
    )


def some_calls(client: Any) -> None:
    client.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    client.get_object(Bucket=BUCKET, Key="k")
    client.list_objects_v2(Bucket=BUCKET)
    client.create_multipart_upload(Bucket=BUCKET, Key="k")
    client.head_bucket(Bucket=BUCKET)
    client.put_bucket_policy(Bucket=BUCKET, Policy="{}")


@pytest.mark.parametrize("options", [{}, {"s3": {"disable_s3_express_session_auth": True}}])
def test_the_same_calls_are_signed_by_the_same_keys_as_in_boto3(server: Express, options: dict[str, Any]) -> None:
    some_calls(boto3.client("s3", config=BotoConfig(**options), **arguments(server)))
    theirs = [said(request) for request in server.requests]
    server.requests.clear()
    server.numbers = itertools.count(1)
    some_calls(sotalia.client("s3", config=Config(**options), **arguments(server)))
    assert [said(request) for request in server.requests] == theirs
    assert server.sessions() == (0 if options else 1)


def test_presigned_urls_and_forms_have_a_session_too(server: Express) -> None:
    client = sotalia.client("s3", **arguments(server))
    url = client.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "k"})
    assert "X-Amz-S3session-Token=token-1" in url
    assert "Credential=KEY1%2F" in url
    assert client.generate_presigned_post(BUCKET, "k")["fields"]["X-Amz-S3session-Token"] == "token-1"
    assert server.sessions() == 1


@pytest.mark.parametrize("bucket", [BUCKET, "point--use1-az4--xa-s3"])
def test_presigned_urls_are_for_the_endpoint_that_calls_go_to(bucket: str) -> None:
    client = sotalia.client("s3", region_name="us-east-1", **KEYS)
    url = client.generate_presigned_url("create_session", {"Bucket": bucket})
    assert url.startswith(f"https://{bucket}.s3express-use1-az4.us-east-1.amazonaws.com/?session")


def test_each_bucket_has_a_session_of_its_own(server: Express) -> None:
    client = sotalia.client("s3", **arguments(server))
    for bucket in (BUCKET, OTHER_BUCKET, BUCKET, OTHER_BUCKET):
        client.get_object(Bucket=bucket, Key="k")
    assert [key for target, key in server.signers if "session" not in target] == ["KEY1", "KEY2", "KEY1", "KEY2"]


def test_threads_that_need_a_session_at_once_get_the_same(server: Express) -> None:
    client = sotalia.client("s3", **arguments(server))
    client.list_buckets()  # its connection and modules are there
    server.waiting = threading.Event()
    threads = [threading.Thread(target=client.get_object, kwargs={"Bucket": BUCKET, "Key": "k"}) for _ in range(8)]
    for thread in threads:
        thread.start()
    server.waiting.set()
    for thread in threads:
        thread.join(20)
    assert server.sessions() == 1
    assert sum(key == "KEY1" for _, key in server.signers) == 8


def test_tasks_that_need_a_session_at_once_get_the_same(server: Express) -> None:
    async def main() -> None:
        async with aio.client("s3", **arguments(server)) as client:
            await asyncio.gather(*(client.head_object(Bucket=BUCKET, Key="k") for _ in range(8)))

    asyncio.run(main())
    assert server.sessions() == 1
    assert sum(key == "KEY1" for _, key in server.signers) == 8


def test_a_session_that_is_about_to_end_is_replaced_first(server: Express, clock: Clock) -> None:
    client = sotalia.client("s3", **arguments(server))
    client.get_object(Bucket=BUCKET, Key="k")
    clock.ahead += 292
    server.seconds = 600
    client.get_object(Bucket=BUCKET, Key="k")
    client.get_object(Bucket=BUCKET, Key="k")
    assert [key for _, key in server.signers] == ["OWNKEY", "KEY1", "OWNKEY", "KEY2", "KEY2"]


def test_nobody_waits_for_a_new_session_that_is_not_needed_yet(server: Express, clock: Clock) -> None:
    client = sotalia.client("s3", **arguments(server))
    client.get_object(Bucket=BUCKET, Key="k")
    clock.ahead += 270
    server.seconds = 600
    server.waiting = threading.Event()
    client.get_object(Bucket=BUCKET, Key="k")
    server.waiting.set()
    until(lambda: server.sessions() == 2)
    assert [key for target, key in server.signers if "session" not in target] == ["KEY1", "KEY1"]


def test_a_client_with_another_config_shares_the_sessions(server: Express, clock: Clock) -> None:
    client = sotalia.client("s3", **arguments(server))
    client.with_config(Config(read_timeout=30)).get_object(Bucket=BUCKET, Key="k")
    gc.collect()
    client.get_object(Bucket=BUCKET, Key="k")
    assert server.sessions() == 1
    clock.ahead += 292
    server.seconds = 600
    client.get_object(Bucket=BUCKET, Key="k")  # made by the client that is still there
    assert server.sessions() == 2


def test_no_session_no_call(server: Express) -> None:
    client = sotalia.client("s3", **arguments(server))
    server.answer(reply(403, ENDED))
    with pytest.raises(ClientError, match=r"\(AccessDenied\) when calling the CreateSession operation"):
        client.get_object(Bucket=BUCKET, Key="k")
    assert len(server.requests) == 1


def test_a_reply_without_keys_is_an_error_that_says_so(server: Express) -> None:
    client = sotalia.client("s3", **arguments(server))
    server.answer(reply(200, b"<R/>"))
    with pytest.raises(CredentialRetrievalError, match="The reply to CreateSession for .* lacks AccessKeyId"):
        client.get_object(Bucket=BUCKET, Key="k")


def test_sessions_do_not_keep_their_client(server: Express) -> None:
    client = sotalia.client("s3", **arguments(server))
    client.get_object(Bucket=BUCKET, Key="k")["Body"].close()
    core = weakref.ref(client._core)
    gc.disable()
    try:
        del client
        assert core() is None
    finally:
        gc.enable()


def test_a_client_keeps_a_limited_number_of_sessions(server: Express, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(express, "KEPT", 2)
    client = sotalia.client("s3", **arguments(server))
    for number in (1, 2, 3, 3, 2, 1):
        client.head_object(Bucket=f"bucket{number}--use1-az4--x-s3", Key="k")
    assert server.sessions() == 4
