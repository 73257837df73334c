"""Waiters as programs use them: blocking and awaited, shared, interrupted, of one's own, with fakes for clients."""

from __future__ import annotations

import asyncio
import inspect
import pydoc
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import boto3
import botocore.waiter
import pytest

import sotalia
from sotalia import aio
from sotalia.errors import ClientError, ParamValidationError, WaiterError
from sotalia.testing import AsyncRecordingTransport, RecordingTransport
from sotalia.waiters import (
    AsyncNormalizedOperationMethod,
    AsyncWaiter,
    NormalizedOperationMethod,
    SingleWaiterConfig,
    Waiter,
    WaiterModel,
    create_waiter_with_client,
)

TABLE_THERE: dict[str, Any] = {
    "operation": "DescribeTable",
    "delay": 3,
    "maxAttempts": 5,
    "acceptors": [
        {"state": "success", "matcher": "path", "argument": "Table.TableStatus", "expected": "ACTIVE"},
        {"state": "retry", "matcher": "error", "expected": "ResourceNotFoundException"},
    ],
}
TABLES = {"version": 2, "waiters": {"TableThere": TABLE_THERE}}
ABSENT = (b'{"__type": "ResourceNotFoundException", "message": "none"}', 400)
CREATING = (b'{"Table": {"TableStatus": "CREATING"}}', 200)
ACTIVE = (b'{"Table": {"TableStatus": "ACTIVE"}}', 200)
DENIED = (b'{"__type": "AccessDeniedException", "message": "not you"}', 400)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What is slept, blocking or awaited: nobody waits for it."""
    sleeps: list[float] = []

    async def sleep(seconds: float) -> None:
        sleeps.append(seconds)

    monkeypatch.setattr("time.sleep", sleeps.append)
    monkeypatch.setattr("asyncio.sleep", sleep)
    return sleeps


def served(make: Callable[..., Any], replies: list[tuple[bytes, int]]) -> tuple[Any, Any]:
    """A client of DynamoDB that is answered by the replies, and its transport."""
    transport: Any = AsyncRecordingTransport() if make is aio.client else RecordingTransport()
    for body, status in replies:
        transport.add(body, status=status, headers={"Content-Type": "application/x-amz-json-1.0"})
    return make("dynamodb", transport=transport), transport


def finished(result: Any) -> Any:
    """A result, awaited if it must be."""
    if not inspect.isawaitable(result):
        return result

    async def wait() -> Any:
        return await result

    return asyncio.run(wait())


@pytest.fixture(params=[sotalia.client, aio.client], ids=["blocking", "awaited"])
def make(request: pytest.FixtureRequest, credentials: None) -> Callable[..., Any]:
    """`client` of either kind."""
    made: Callable[..., Any] = request.param
    return made


class TestBothKinds:
    def test_a_wait_polls_and_sleeps_until_it_is_so(self, make: Any, slept: list[float]) -> None:
        client, transport = served(make, [ABSENT, CREATING, ACTIVE])
        assert finished(client.get_waiter("table_exists").wait(TableName="t")) is None
        assert slept == [20, 20]
        assert [request.body for request in transport.requests] == [b'{"TableName":"t"}'] * 3

    def test_every_poll_says_that_a_waiter_made_it(self, make: Any, slept: list[float]) -> None:
        client, transport = served(make, [ABSENT, ACTIVE, ACTIVE])
        finished(client.get_waiter("table_exists").wait(TableName="t"))
        finished(client.describe_table(TableName="t"))
        waited = ["B" in request.headers["user-agent"].partition(" m/")[2].split()[0].split(",")
                  for request in transport.requests]  # fmt: skip
        assert waited == [True, True, False]

    def test_used_up_polls_raise_with_the_last_reply(self, make: Any, slept: list[float]) -> None:
        client, _ = served(make, [CREATING] * 3)
        waiter = client.get_waiter("table_exists")
        with pytest.raises(WaiterError, match="^Waiter TableExists failed: Max attempts exceeded$") as caught:
            finished(waiter.wait(TableName="t", WaiterConfig={"Delay": 1, "MaxAttempts": 3}))
        assert caught.value.last_response["Table"] == {"TableStatus": "CREATING"}
        assert slept == [1, 1]

    def test_an_error_that_no_acceptor_knows_ends_it(self, make: Any, slept: list[float]) -> None:
        client, _ = served(make, [DENIED])
        with pytest.raises(WaiterError, match=r"An error occurred \(AccessDeniedException\): not you") as caught:
            finished(client.get_waiter("table_exists").wait(TableName="t"))
        assert caught.value.last_response["Error"]["Code"] == "AccessDeniedException"

    def test_parameters_that_cannot_be_are_no_poll(self, make: Any, slept: list[float]) -> None:
        client, _ = served(make, [])
        with pytest.raises(ParamValidationError, match='Missing required parameter in input: "TableName"'):
            finished(client.get_waiter("table_exists").wait())
        assert slept == []

    def test_what_a_program_sets_on_a_waiter_holds_for_it_alone(self, make: Any, slept: list[float]) -> None:
        client, _ = served(make, [CREATING, CREATING])
        waiter = client.get_waiter("table_exists")
        waiter.config.delay, waiter.config.max_attempts = 0.5, 2
        with pytest.raises(WaiterError, match="Max attempts exceeded"):
            finished(waiter.wait(TableName="t"))
        assert slept == [0.5]
        assert client.get_waiter("table_exists").config.delay == 20

    def test_a_waiter_of_one_s_own_waits_like_any_other(self, make: Any, slept: list[float]) -> None:
        client, _ = served(make, [ABSENT, ACTIVE])
        waiter = create_waiter_with_client("TableThere", WaiterModel(TABLES), client)
        assert isinstance(waiter, AsyncWaiter if make is aio.client else Waiter)
        assert (type(waiter).__name__, waiter.name) == ("DynamoDB.Waiter.TableThere", "TableThere")
        finished(waiter.wait(TableName="t"))
        assert slept == [3]

    def test_a_time_out_says_so(self, make: Any, slept: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
        client, _ = served(make, [CREATING] * 9)
        monkeypatch.setattr("sotalia.io.clock.monotonic", lambda: sum(slept))
        monkeypatch.setattr("sotalia.io.clock.random", lambda: 1.0)
        with pytest.raises(WaiterError, match="^Waiter TableExists failed: Timed out after 20 seconds$"):
            finished(
                client.get_waiter("table_exists").wait(
                    TableName="t", WaiterConfig={"Delay": 1, "MaxDelay": 8, "Timeout": 20}
                )
            )
        assert slept == [1, 2, 4, 8, 5]

    def test_calls_go_through_the_method_that_programs_replace(self, make: Any, slept: list[float]) -> None:
        client, called = make("dynamodb"), []

        def blocking(operation: str, params: dict[str, Any]) -> dict[str, Any]:
            called.append((operation, params))
            return {"Table": {"TableStatus": "ACTIVE" if len(called) > 1 else "CREATING"}}

        async def awaited(operation: str, params: dict[str, Any]) -> dict[str, Any]:
            return blocking(operation, params)

        client._make_api_call = awaited if make is aio.client else blocking
        finished(client.get_waiter("table_exists").wait(TableName="t"))
        assert called == [("DescribeTable", {"TableName": "t"})] * 2

    def test_replacing_wait_of_the_base_replaces_it_everywhere(self, make: Any) -> None:
        base = AsyncWaiter if make is aio.client else Waiter
        with mock.patch.object(base, "wait", mock.Mock()) as wait:
            waiter = make("dynamodb").get_waiter("table_exists")
            waiter.wait(TableName="t")
        wait.assert_called_once_with(waiter, TableName="t")

    def test_help_shows_what_can_be_given(self, make: Any) -> None:
        waiter = make("s3").get_waiter("bucket_exists")
        text = pydoc.render_doc(waiter, renderer=pydoc.plaintext)  # type: ignore[attr-defined] # typeshed lacks it
        for part in (
            "class S3.Waiter.BucketExists(",
            "Polls :py:meth:`S3.Client.head_bucket` every 5 seconds",
            "after 20 polls",
            "waiter.wait(",
            "Bucket='string'",
            "'MaxDelay': 123",
            ":param Bucket: **[REQUIRED]**",
            "Seconds between polls, 5 by default.",
        ):
            assert part in text
        assert list(inspect.signature(waiter.wait).parameters) == ["kwargs"]
        assert repr(type(waiter).wait) == "<method S3.Waiter.BucketExists.wait>"

    def test_the_class_of_a_waiter_is_made_once(self, make: Any) -> None:
        first, second = (make("s3").get_waiter("bucket_exists") for _ in range(2))
        assert type(first) is type(second)
        assert first is not second

    def test_an_operation_that_the_client_lacks_is_named(self, make: Any) -> None:
        model = WaiterModel({"version": 2, "waiters": {"X": {**TABLE_THERE, "operation": "NoSuch"}}})
        with pytest.raises(AttributeError, match="no_such"):
            create_waiter_with_client("X", model, make("dynamodb"))


def test_parameters_are_given_by_name(credentials: None) -> None:
    waiter = sotalia.client("s3").get_waiter("bucket_exists")
    with pytest.raises(TypeError, match=r"^wait\(\) only accepts keyword arguments\.$"):
        waiter.wait("my-bucket")


def test_names_are_boto3s(credentials: None) -> None:
    for service in ("s3", "ec2", "dynamodb", "elbv2"):
        theirs, ours = boto3.client(service), sotalia.client(service)
        assert ours.waiter_names == theirs.waiter_names
        for name in ours.waiter_names:
            one, other = ours.get_waiter(name), theirs.get_waiter(name)
            assert (type(one).__name__, one.name) == (type(other).__name__, other.name)


def test_botocore_s_names_are_all_there() -> None:
    import sotalia.waiters

    public = {
        name
        for name, value in vars(botocore.waiter).items()
        if getattr(value, "__module__", "") == "botocore.waiter" and not name.startswith("_")
    }
    assert public <= set(sotalia.waiters.__all__)
    assert all(getattr(sotalia.waiters, name) for name in sotalia.waiters.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sotalia.waiters.nothing


class TestWithoutAClient:
    """As programs and tests put waiters together by hand."""

    CONFIG = SingleWaiterConfig(TABLE_THERE)

    def test_a_blocking_one_sleeps_by_itself(self, slept: list[float]) -> None:
        method = mock.Mock(side_effect=[{}, {"Table": {"TableStatus": "ACTIVE"}}])
        Waiter("TableThere", self.CONFIG, method).wait(TableName="t")
        assert method.call_args_list == [mock.call(TableName="t")] * 2
        assert slept == [3]

    def test_an_awaited_one_sleeps_by_itself(self, slept: list[float]) -> None:
        method = mock.AsyncMock(side_effect=[{}, {"Table": {"TableStatus": "ACTIVE"}}])
        asyncio.run(AsyncWaiter("TableThere", self.CONFIG, method).wait(TableName="t"))
        assert slept == [3]

    def test_error_replies_are_raised_unless_the_method_is_normalized(self) -> None:
        error = ClientError({"Error": {"Code": "AccessDenied", "Message": "m"}}, "DescribeTable")
        with pytest.raises(ClientError):
            Waiter("TableThere", self.CONFIG, mock.Mock(side_effect=error)).wait()
        with pytest.raises(WaiterError):
            Waiter("TableThere", self.CONFIG, NormalizedOperationMethod(mock.Mock(side_effect=error))).wait()
        awaited = AsyncNormalizedOperationMethod(mock.AsyncMock(side_effect=error))
        with pytest.raises(WaiterError):
            asyncio.run(AsyncWaiter("TableThere", self.CONFIG, awaited).wait())

    def test_a_client_that_is_a_fake_is_a_blocking_one(self, slept: list[float]) -> None:
        client = mock.MagicMock()
        client.describe_table.side_effect = [{}, {"Table": {"TableStatus": "ACTIVE"}}]
        create_waiter_with_client("TableThere", WaiterModel(TABLES), client).wait(TableName="t")
        assert slept == [3]
        assert client.describe_table.call_count == 2


class TestSharing:
    def test_threads_share_a_waiter(self, credentials: None, slept: list[float]) -> None:
        client = sotalia.client("dynamodb")
        seen: dict[str, int] = {}
        lock = threading.Lock()

        def call(operation: str, params: dict[str, Any]) -> dict[str, Any]:
            with lock:
                name = params["TableName"]
                seen[name] = seen.get(name, 0) + 1
                return {"Table": {"TableStatus": "ACTIVE" if seen[name] > int(name) else "CREATING"}}

        client._make_api_call = call
        waiter = client.get_waiter("table_exists")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: waiter.wait(TableName=str(number)), range(20)))
        assert seen == {str(number): number + 1 for number in range(20)}
        assert len(slept) == sum(range(20))

    def test_tasks_share_a_waiter(self, credentials: None, slept: list[float]) -> None:
        client = aio.client("dynamodb")
        seen: dict[str, int] = {}

        async def call(operation: str, params: dict[str, Any]) -> dict[str, Any]:
            name = params["TableName"]
            seen[name] = seen.get(name, 0) + 1
            return {"Table": {"TableStatus": "ACTIVE" if seen[name] > int(name) else "CREATING"}}

        async def main() -> None:
            client._make_api_call = call
            waiter = client.get_waiter("table_exists")
            await asyncio.gather(*(waiter.wait(TableName=str(number)) for number in range(20)))

        asyncio.run(main())
        assert seen == {str(number): number + 1 for number in range(20)}


class TestInterruptions:
    def test_ctrl_c_ends_a_sleep_at_once(self, credentials: None) -> None:
        client = sotalia.client("dynamodb")
        polls: list[str] = []

        def call(operation: str, params: dict[str, Any]) -> dict[str, Any]:
            polls.append(operation)
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            return {"Table": {"TableStatus": "CREATING"}}

        def interrupt(*_: Any) -> None:
            raise KeyboardInterrupt

        client._make_api_call = call
        before = signal.signal(signal.SIGALRM, interrupt)
        started = time.monotonic()
        try:
            with pytest.raises(KeyboardInterrupt):
                client.get_waiter("table_exists").wait(TableName="t", WaiterConfig={"Delay": 60})
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        assert time.monotonic() - started < 10
        assert polls == ["DescribeTable"]

    def test_cancelling_ends_a_sleep_at_once_and_the_waiter_goes_on_being_one(self, credentials: None) -> None:
        async def main() -> tuple[float, int]:
            client, polls = aio.client("dynamodb"), []

            async def call(operation: str, params: dict[str, Any]) -> dict[str, Any]:
                polls.append(operation)
                return {"Table": {"TableStatus": "CREATING" if len(polls) == 1 else "ACTIVE"}}

            client._make_api_call = call
            waiter = client.get_waiter("table_exists")
            started = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await waiter.wait(TableName="t", WaiterConfig={"Delay": 60})
            ended = time.monotonic() - started
            await waiter.wait(TableName="t")
            return ended, len(polls)

        ended, polls = asyncio.run(main())
        assert ended < 10
        assert polls == 2

    def test_a_real_time_out_is_kept(self, credentials: None) -> None:
        client = sotalia.client("dynamodb")
        client._make_api_call = lambda *_: {"Table": {"TableStatus": "CREATING"}}
        started = time.monotonic()
        with pytest.raises(WaiterError, match=r"Timed out after 0\.1 seconds"):
            client.get_waiter("table_exists").wait(TableName="t", WaiterConfig={"Delay": 0.03, "Timeout": 0.1})
        assert 0.1 <= time.monotonic() - started < 5


class TestAgainstAServer:
    @pytest.fixture
    def later(self, moto_url: str) -> Iterator[Callable[[Callable[[], Any]], None]]:
        """Do something a little later, in a thread."""
        threads: list[threading.Timer] = []

        def start(action: Callable[[], Any]) -> None:
            threads.append(threading.Timer(0.15, action))
            threads[-1].start()

        yield start
        for thread in threads:
            thread.join()

    def test_buckets_tables_and_instances_are_waited_for(self, moto_url: str, later: Any) -> None:
        soon = {"Delay": 0.05, "MaxAttempts": 200}
        s3, dynamodb, ec2 = (sotalia.client(name) for name in ("s3", "dynamodb", "ec2"))
        later(lambda: s3.create_bucket(Bucket="waited-for"))
        s3.get_waiter("bucket_exists").wait(Bucket="waited-for", WaiterConfig=soon)
        s3.delete_bucket(Bucket="waited-for")
        s3.get_waiter("bucket_not_exists").wait(Bucket="waited-for", WaiterConfig=soon)
        later(lambda: create_table(dynamodb, "waited-for"))
        dynamodb.get_waiter("table_exists").wait(TableName="waited-for", WaiterConfig=soon)
        dynamodb.delete_table(TableName="waited-for")
        dynamodb.get_waiter("table_not_exists").wait(TableName="waited-for", WaiterConfig=soon)
        instance = run_instance(ec2)
        ec2.get_waiter("instance_running").wait(InstanceIds=[instance], WaiterConfig=soon)
        ec2.terminate_instances(InstanceIds=[instance])
        with pytest.raises(WaiterError, match="terminal failure state"):
            ec2.get_waiter("instance_running").wait(InstanceIds=[instance], WaiterConfig=soon)

    def test_they_are_waited_for_by_awaiting_too(self, moto_url: str, later: Any) -> None:
        soon = {"Delay": 0.02, "MaxDelay": 0.2, "Timeout": 30}
        blocking = {name: sotalia.client(name) for name in ("s3", "dynamodb", "ec2")}

        async def main() -> None:
            async with (
                aio.client("s3") as s3,
                aio.client("dynamodb") as dynamodb,
                aio.client("ec2") as ec2,
            ):
                later(lambda: blocking["s3"].create_bucket(Bucket="awaited"))
                later(lambda: create_table(blocking["dynamodb"], "awaited"))
                await asyncio.gather(
                    s3.get_waiter("bucket_exists").wait(Bucket="awaited", WaiterConfig=soon),
                    dynamodb.get_waiter("table_exists").wait(TableName="awaited", WaiterConfig=soon),
                )
                instance = run_instance(blocking["ec2"])
                await ec2.get_waiter("instance_running").wait(InstanceIds=[instance], WaiterConfig=soon)
                with pytest.raises(WaiterError, match=r"Timed out after 0\.1 seconds"):
                    await s3.get_waiter("bucket_not_exists").wait(
                        Bucket="awaited", WaiterConfig={"Delay": 0.03, "Timeout": 0.1}
                    )

        asyncio.run(main())


def create_table(client: Any, name: str) -> None:
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def run_instance(client: Any) -> str:
    reply = client.run_instances(ImageId="ami-03cf127a", MinCount=1, MaxCount=1)  # one of moto's own
    instance: str = reply["Instances"][0]["InstanceId"]
    return instance


def test_a_first_wait_loads_neither_asyncio_nor_jmespath(credentials: None) -> None:
    code = """
import sys, sotalia
client = sotalia.client("dynamodb")
client._make_api_call = lambda *_: {"Table": {"TableStatus": "ACTIVE"}}
client.get_waiter("table_exists").wait(TableName="t")
print(*sorted({"asyncio", "dataclasses", "inspect", "jmespath", "json", "logging", "typing"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
