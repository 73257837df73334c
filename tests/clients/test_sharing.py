"""Clients pickled, copied, shared by threads, forked, dropped, used in many event loops."""

from __future__ import annotations

import asyncio
import copy
import gc
import os
import pickle
import subprocess
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from tests.servers.raw import reply

IDENTITY = b"<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"
FOUND = "secret-example"  # what the fixture `credentials` puts into the environment


def identity_of(text):
    return reply(200, IDENTITY.replace(b">1<", f">{text}<".encode()))


@pytest.fixture
def open_files():
    """Count this process's files once no more are being closed: the server in it sees late that a client has gone."""
    gc.collect()

    def count() -> int:
        lowest, steady = len(os.listdir("/proc/self/fd")), 0
        while steady < 4:
            time.sleep(0.01)
            now = len(os.listdir("/proc/self/fd"))
            steady = 0 if now < lowest else steady + 1
            lowest = min(now, lowest)
        return lowest

    return count


class TestPickling:
    @pytest.mark.parametrize("factory", [sotalia.client, aio.client])
    def test_a_client_comes_out_as_it_went_in(self, credentials, factory):
        client = factory(
            "s3", region_name="eu-west-1", config=Config(read_timeout=7), endpoint_url="http://x.example.com"
        )
        twin = pickle.loads(pickle.dumps(client))
        assert type(twin) is type(client)
        assert twin.meta.region_name == "eu-west-1"
        assert twin.meta.config.read_timeout == 7
        assert twin.meta.endpoint_url == "http://x.example.com"

    def test_a_client_that_has_called_does_too(self, raw_server):
        raw_server.answer(identity_of(3))
        client = sotalia.client("sts", endpoint_url=raw_server.url)
        client.get_caller_identity()
        twin = pickle.loads(pickle.dumps(client))
        assert twin.get_caller_identity()["Account"] == "3"

    @pytest.mark.parametrize("factory", [sotalia.client, aio.client])
    def test_secrets_that_were_found_stay_behind(self, credentials, factory):
        client = factory("s3")
        client.generate_presigned_url  # noqa: B018
        if factory is sotalia.client:
            client.generate_presigned_url("list_buckets")
        else:
            asyncio.run(client.generate_presigned_url("list_buckets"))
        assert FOUND.encode() not in pickle.dumps(client)
        assert FOUND.encode() not in pickle.dumps(client._session)

    def test_secrets_that_were_given_come_along(self, isolated_environment):
        given = {"aws_access_key_id": "AKIDGIVEN", "aws_secret_access_key": "given-secret", "region_name": "eu-west-1"}
        for client in (sotalia.client("s3", **given), sotalia.Session(**given).client("s3")):
            twin = pickle.loads(pickle.dumps(client))
            assert "AKIDGIVEN" in twin.generate_presigned_url("list_buckets")

    @pytest.mark.parametrize("module", [sotalia, aio])
    def test_a_session(self, credentials, module):
        session = module.Session(region_name="eu-west-2")
        session.default_config = Config(read_timeout=7)
        twin = pickle.loads(pickle.dumps(session))
        assert type(twin) is type(session)
        assert twin.region_name == "eu-west-2"
        assert twin.client("sts").meta.config.read_timeout == 7

    def test_in_another_process(self, credentials):
        code = "import pickle, sys; print(pickle.load(sys.stdin.buffer).meta.region_name)"
        data = pickle.dumps(sotalia.client("s3", region_name="eu-west-1"))
        done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
        assert done.stdout.strip() == b"eu-west-1"

    def test_copies_are_the_client_itself(self, credentials):
        client = sotalia.client("s3")
        assert copy.copy(client) is client
        assert copy.deepcopy({"client": client})["client"] is client

    def test_a_config_and_its_mark_for_unsigned(self, credentials):
        from sotalia.config import UNSIGNED

        client = sotalia.client("s3", config=Config(signature_version=UNSIGNED))
        twin = pickle.loads(pickle.dumps(client))
        assert "Signature" not in twin.generate_presigned_url("list_buckets")


class TestThreads:
    def test_sixteen_threads_share_a_client(self, moto_url):
        client = sotalia.client("s3")
        client.create_bucket(Bucket="shared")

        def work(number):
            for turn in range(6):
                key, body = f"{number}/{turn}", f"{number}-{turn}".encode() * 100
                client.put_object(Bucket="shared", Key=key, Body=body)
                assert client.get_object(Bucket="shared", Key=key)["Body"].read() == body
            return client.list_objects_v2(Bucket="shared", Prefix=f"{number}/")["KeyCount"]

        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(work, range(16))) == [6] * 16

    def test_threads_that_begin_with_a_new_client_together(self, raw_server):
        raw_server.answer(identity_of(1))
        for _ in range(5):
            client = sotalia.client("sts", endpoint_url=raw_server.url)
            barrier = threading.Barrier(8)

            def work(client=client, barrier=barrier):
                barrier.wait()
                return client.get_caller_identity()["Account"]

            with ThreadPoolExecutor(8) as pool:
                assert [future.result() for future in [pool.submit(work) for _ in range(8)]] == ["1"] * 8

    def test_threads_that_make_clients_together(self, credentials):
        session = sotalia.Session()
        with ThreadPoolExecutor(8) as pool:
            clients = list(pool.map(lambda name: session.client(name), ["s3", "sqs", "ec2", "sns"] * 8))
        assert len({type(client) for client in clients}) == 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
class TestFork:
    CODE = """
import os, sys, warnings
warnings.simplefilter("ignore")
import sotalia
client = sotalia.client("sts", endpoint_url=sys.argv[1])
def ask():
    return client.get_caller_identity()["Account"]
ask()
pids = []
for _ in range(3):
    pid = os.fork()
    if not pid:
        try:
            ok = all(ask() == "1" for _ in range(5))
            client.close()
            ok = ok and ask() == "1"
        except BaseException:
            import traceback; traceback.print_exc()
            ok = False
        os._exit(0 if ok else 1)
    pids.append(pid)
answers = [ask() for _ in range(5)]
codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
assert codes == [0, 0, 0], codes
assert answers + [ask()] == ["1"] * 6
"""

    def test_children_and_parent_go_on(self, raw_server):
        raw_server.answer(identity_of(1))
        done = subprocess.run([sys.executable, "-c", self.CODE, raw_server.url], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        # No connection was shared: each child opened its own.
        assert raw_server.connections >= 4


class TestDropping:
    @pytest.mark.parametrize("used", [False, True])
    def test_a_blocking_client_is_freed_at_once(self, raw_server, open_files, used):
        raw_server.answer(identity_of(1))
        sotalia.client("sts", endpoint_url=raw_server.url).get_caller_identity()
        gc.collect()
        before = open_files()
        gc.disable()
        try:
            client = sotalia.client("sts", endpoint_url=raw_server.url)
            if used:
                client.get_caller_identity()
            core, client = weakref.ref(client._core), weakref.ref(client)
            assert client() is None
            assert core() is None
            # What the server's threads opened is not ours to count; what the client opened is closed.
            assert open_files() <= before + raw_server.open_connections
        finally:
            gc.enable()

    @pytest.mark.parametrize("service", ["s3", "dynamodb", "ec2"])
    def test_calls_leave_no_garbage(self, raw_server, service):
        answers = {
            "s3": (reply(200, b"<ListAllMyBucketsResult/>"), "list_buckets"),
            "dynamodb": (reply(200, b"{}"), "list_tables"),
            "ec2": (reply(200, b"<DescribeVpcsResponse/>"), "describe_vpcs"),
        }
        answer, method = answers[service]
        raw_server.answer(answer)
        client = sotalia.client(service, endpoint_url=raw_server.url)
        for _ in range(3):
            getattr(client, method)()
        gc.collect()
        gc.disable()
        try:
            for _ in range(20):
                getattr(client, method)()
            assert gc.collect() == 0
        finally:
            gc.enable()

    def test_an_awaited_client_is_freed_at_once(self, raw_server):
        raw_server.answer(identity_of(1))

        async def main():
            client = aio.client("sts", endpoint_url=raw_server.url)
            await client.get_caller_identity()
            core, reference = weakref.ref(client._core), weakref.ref(client)
            del client
            return reference(), core()

        gc.collect()
        gc.disable()
        try:
            assert asyncio.run(main()) == (None, None)
        finally:
            gc.enable()

    def test_many_clients_that_have_called_leave_no_files_open(self, raw_server, open_files):
        raw_server.answer(identity_of(1))
        before = None
        for number in range(60):
            sotalia.client("sts", endpoint_url=raw_server.url).get_caller_identity()
            if number == 9:
                before = open_files()
        assert open_files() - before <= 3  # the server's own ends may still be closing

    def test_a_body_that_is_dropped_gives_its_connection_up(self, raw_server, open_files):
        raw_server.answer(reply(200, b"x" * 3_000_000))
        client = sotalia.client("s3", endpoint_url=raw_server.url)
        for _ in range(3):
            client.get_object(Bucket="bucket", Key="k")["Body"].read(10)
        gc.collect()
        before = open_files()
        for _ in range(10):
            client.get_object(Bucket="bucket", Key="k")["Body"].read(10)
        assert open_files() - before <= 4  # one connection may be kept, if the last body had come whole


class TestClosing:
    def test_with(self, raw_server):
        raw_server.answer(identity_of(1))
        with sotalia.client("sts", endpoint_url=raw_server.url) as client:
            client.get_caller_identity()
        client.close()  # once more does no harm
        assert client.get_caller_identity()["Account"] == "1"
        assert raw_server.connections == 2

    def test_closing_a_client_that_never_called(self, credentials):
        sotalia.client("sts").close()
        asyncio.run(aio.client("sts").close())

    def test_async_with(self, raw_server):
        raw_server.answer(identity_of(1))

        async def main():
            async with aio.client("sts", endpoint_url=raw_server.url) as client:
                return (await client.get_caller_identity())["Account"]

        assert asyncio.run(main()) == "1"


class TestEventLoops:
    def test_one_after_another(self, raw_server, open_files):
        raw_server.answer(identity_of(1))
        client = aio.client("sts", endpoint_url=raw_server.url)

        async def main():
            return [(await client.get_caller_identity())["Account"] for _ in range(2)]

        counts = []
        for _ in range(8):
            assert asyncio.run(main()) == ["1", "1"]
            counts.append(open_files())
        assert counts[-1] - counts[2] <= 2

    def test_two_at_once_in_threads(self, raw_server):
        raw_server.answer(identity_of(1))
        client = aio.client("sts", endpoint_url=raw_server.url)

        async def main():
            return [(await client.get_caller_identity())["Account"] for _ in range(10)]

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda _: asyncio.run(main()), range(4))) == [["1"] * 10] * 4

    def test_many_in_flight(self, raw_server):
        raw_server.answer([0.05, identity_of(1)])

        async def main():
            async with aio.client("sts", endpoint_url=raw_server.url) as client:
                results = await asyncio.gather(*(client.get_caller_identity() for _ in range(40)))
            return {parsed["Account"] for parsed in results}

        assert asyncio.run(main()) == {"1"}

    def test_results_do_not_mix(self, moto_url):
        async def main():
            async with aio.client("s3") as client:
                await client.create_bucket(Bucket="shared")

                async def work(number):
                    body = f"{number}".encode() * 500
                    await client.put_object(Bucket="shared", Key=str(number), Body=body)
                    parsed = await client.get_object(Bucket="shared", Key=str(number))
                    return await parsed["Body"].read() == body

                return await asyncio.gather(*(work(number) for number in range(30)))

        assert all(asyncio.run(main()))


class TestCancelling:
    def test_a_call(self, raw_server):
        raw_server.answer(30, identity_of(1))

        async def main():
            async with aio.client("sts", endpoint_url=raw_server.url, config=Config(read_timeout=40)) as client:
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(client.get_caller_identity(), 0.2)
                raw_server.answer(identity_of(1))
                return (await client.get_caller_identity())["Account"]

        assert asyncio.run(main()) == "1"
        assert raw_server.connections == 2

    def test_a_call_that_waits_for_its_next_attempt(self, raw_server):
        raw_server.answer(reply(503, b"", {"x-amz-retry-after": "4900"}))

        async def main():
            async with aio.client("s3", endpoint_url=raw_server.url) as client:
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(client.list_buckets(), 0.3)

        asyncio.run(main())
        assert len(raw_server.requests) == 1

    def test_a_stream(self, raw_server, open_files):
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst"
        raw_server.answer([head, 30])

        async def main():
            before = open_files()
            async with aio.client("s3", endpoint_url=raw_server.url) as client:
                body = (await client.get_object(Bucket="bucket", Key="k"))["Body"]
                assert await body.read(5) == b"first"
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(body.read(5), 0.2)
            # One more is the server's end, which says nothing for a while yet.
            return open_files() - before

        assert asyncio.run(main()) <= 1

    def test_while_the_error_of_a_stream_is_read(self, raw_server):
        head = b"HTTP/1.1 404 No\r\nContent-Length: 100\r\n\r\n<Err"
        raw_server.answer([head, 30])

        async def main():
            async with aio.client("s3", endpoint_url=raw_server.url) as client:
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(client.get_object(Bucket="bucket", Key="k"), 0.2)

        asyncio.run(main())


class TestInterrupting:
    """Ctrl-C reaches a call at once, and the client is good for another one."""

    CODE = """
import os, signal, sys, threading, time
import sotalia
from sotalia.config import Config
client = sotalia.client("s3", endpoint_url=sys.argv[1], config=Config(read_timeout=60))
client.list_buckets()  # loads everything, however long that takes
def interrupt():
    time.sleep(0.4)
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt, daemon=True).start()
start = time.monotonic()
try:
    exec(sys.argv[2])
except KeyboardInterrupt:
    assert time.monotonic() - start < 3
else:
    raise SystemExit("not interrupted")
print(client.list_buckets()["Owner"]["ID"])
"""

    @pytest.mark.parametrize(
        ("answers", "code"),
        [
            ([30], "client.list_buckets()"),
            ([[b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst", 30]],
             "client.get_object(Bucket='bucket', Key='k')['Body'].read()"),
            ([reply(503, b"", {"x-amz-retry-after": "4900"})], "client.list_buckets()"),
        ],
        ids=["waiting for a reply", "reading a body", "between attempts"],
    )  # fmt: skip
    def test_a_call(self, raw_server, answers, code):
        good = reply(200, b"<ListAllMyBucketsResult><Owner><ID>me</ID></Owner></ListAllMyBucketsResult>")
        raw_server.answer(good, *answers, good)
        done = subprocess.run(
            [sys.executable, "-c", self.CODE, raw_server.url, code], capture_output=True, text=True, timeout=20
        )
        assert done.stdout.strip() == "me", done.stderr


class TestAbandonedStreams:
    """A streamed reply that the caller never sees is closed."""

    @pytest.fixture
    def large(self, raw_server):
        raw_server.answer(reply(200, b"x" * 3_000_000))
        return raw_server

    @staticmethod
    def again_once(attempts, **_):
        return 0 if attempts == 1 else None

    @staticmethod
    def fail(**_):
        raise LookupError("mine")

    def test_blocking(self, large, open_files):
        client = sotalia.client("s3", endpoint_url=large.url)
        client.meta.events.register("needs-retry.s3", self.again_once)
        failing = sotalia.client("s3", endpoint_url=large.url)
        failing.meta.events.register("after-call.s3", self.fail)
        counts = []
        for _ in range(12):
            client.get_object(Bucket="bucket", Key="k")["Body"].close()
            with pytest.raises(LookupError):
                failing.get_object(Bucket="bucket", Key="k")
            counts.append(open_files())
        # A body that had come whole by the time it was closed leaves its connection to the next call: one per client.
        assert counts[-1] - counts[1] <= 8

    def test_awaited(self, large, open_files):
        async def main():
            counts = []
            async with (
                aio.client("s3", endpoint_url=large.url) as client,
                aio.client("s3", endpoint_url=large.url) as failing,
            ):
                client.meta.events.register("needs-retry.s3", self.again_once)
                failing.meta.events.register("after-call.s3", self.fail)
                for _ in range(8):
                    await (await client.get_object(Bucket="bucket", Key="k"))["Body"].close()
                    with pytest.raises(LookupError):
                        await failing.get_object(Bucket="bucket", Key="k")
                    await asyncio.sleep(0.05)
                    counts.append(open_files())
            return counts

        counts = asyncio.run(main())
        assert counts[-1] - counts[1] <= 2
