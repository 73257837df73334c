"""What may take long in an awaited call is done in other threads, and the caller's file stands where it stood."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import io
import json
import os
import threading
import zlib
from collections.abc import Callable
from typing import Any

import pytest

import sotalia
from sotalia import aio, bodies
from sotalia.auth import crc, sigv4a
from sotalia.clients._async.streams import AsyncStreams
from sotalia.config import Config
from sotalia.core import attempt
from sotalia.core.operation import BoundOperation
from sotalia.http import Request, Response
from sotalia.io import workers
from sotalia.model.pack import Pack
from sotalia.sessions.machinery import MachineryMaker
from sotalia.wire import jsonbytes
from sotalia.wire.common import rpc_metadata
from tests.core.scripted import KEYS, NOW

JSON_HEADERS = {"content-type": "application/x-amz-json-1.0"}
HTTP, HTTPS = "http://localhost:1", "https://localhost:1"
LARGE = bytes(range(256)) * 8192  # 2 MiB


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sotalia.io.clock.now", lambda: NOW)


class File(io.RawIOBase):
    """A file that remembers who read it; `stop_at` is the read before which it waits for `go_on`, once."""

    def __init__(self, content: bytes, stop_at: int | None = None) -> None:
        self._content = io.BytesIO(content)
        self._stop_at = stop_at
        self.readers: list[int] = []
        self.stopped, self.go_on = threading.Event(), threading.Event()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._content.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._content.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        self.readers.append(threading.get_ident())
        if len(self.readers) == self._stop_at:
            self.stopped.set()
            self.go_on.wait()
        return self._content.read(size)


class Network:
    """A transport that reads no body; `places` has where the file stood when it was sent."""

    def __init__(self, *answers: Response) -> None:
        self.answers = list(answers) or [Response(200, {}, b"")]
        self.requests: list[Request] = []
        self.places: list[int | None] = []

    def take(self, request: Request) -> Response:
        self.requests.append(request)
        tell = getattr(request.body, "tell", None)
        self.places.append(tell() if tell is not None else None)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Response(answer.status, dict(answer.headers), answer.body)

    def send(self, request: Request, stream: bool = False) -> Response:
        return self.take(request)

    def close(self) -> None:
        pass


class AwaitedNetwork(Network):
    async def send(self, request: Request, stream: bool = False) -> Response:  # type: ignore[override]
        return self.take(request)

    async def close(self) -> None:  # type: ignore[override]
        pass


def made(network: Network, service: str, url: str = HTTP, **config: Any) -> Any:
    """A client over `network`, awaited if that is."""
    awaited = isinstance(network, AwaitedNetwork)
    return (aio if awaited else sotalia).client(
        service, region_name="us-east-1", endpoint_url=url, config=Config(**config), transport=network, **KEYS
    )


def both(service: str, method: str, params: Callable[[], dict[str, Any]], url: str, **config: Any) -> Any:
    """Make the call awaited and blocking; return the bodies given to the awaited one, and what each sent."""
    awaited, blocking = AwaitedNetwork(), Network()
    given = params()
    asyncio.run(getattr(made(awaited, service, url, **config), method)(**given))
    getattr(made(blocking, service, url, **config), method)(**params())
    return given, awaited, blocking.requests[0]


def said(request: Request) -> dict[str, str]:
    """The headers that tell of the body."""
    told = ("authorization", "x-amz-content-sha256", "x-amz-sha256-tree-hash", "x-amz-checksum-", "content-encoding")
    return {name: value for name, value in request.headers.items() if name.startswith(told)}


@pytest.mark.parametrize(
    ("service", "method", "member", "params", "config"),
    [
        ("s3", "put_object", "Body", {"Bucket": "bucket", "Key": "k"}, {}),
        ("s3", "put_object", "Body", {"Bucket": "bucket", "Key": "k", "ChecksumAlgorithm": "CRC32C"}, {}),
        ("s3", "put_object", "Body", {"Bucket": "bucket", "Key": "k", "ChecksumAlgorithm": "CRC64NVME"}, {}),
        (
            "s3",
            "put_object",
            "Body",
            {"Bucket": "bucket", "Key": "k"},
            {"request_checksum_calculation": "when_required"},
        ),
        ("glacier", "upload_archive", "body", {"vaultName": "v"}, {}),
        ("lambda", "invoke", "Payload", {"FunctionName": "f"}, {}),
    ],
)
def test_a_file_is_read_by_other_threads_and_stands_where_it_stood(service, method, member, params, config):
    def given() -> dict[str, Any]:
        file = File(b"skipped" + LARGE)
        file.seek(7)
        return {**params, member: file}

    sent, network, theirs = both(service, method, given, HTTP, **config)
    file = sent[member]
    assert file.readers
    assert threading.get_ident() not in file.readers
    assert network.places == [7]
    assert said(network.requests[0]) == said(theirs) != {}


def whole(body: Any) -> bytes:
    return bytes(body.getvalue() if isinstance(body, io.BytesIO) else body)


class Spy:
    """Stands in for what hashes and compresses: remembers which threads gave it large pieces."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: list[int] = []
        for place, real in (
            ("sotalia.auth.payload.sha256", hashlib.sha256),
            ("sotalia.services.glacier.hashlib.sha256", hashlib.sha256),
            ("sotalia.wire.compression.zlib.compressobj", zlib.compressobj),
        ):
            monkeypatch.setattr(place, self._watching(real))
        monkeypatch.setattr("sotalia.auth.crc.advance", self._summing(crc.advance))

    def _watching(self, real: Any) -> Any:
        def watched(*arguments: Any, **named: Any) -> Watched:
            if arguments:
                self._note(arguments[0])
            return Watched(real(*arguments, **named), self._note)

        return watched

    def _summing(self, real: Any) -> Any:
        return lambda name, data, state: (self._note(data), real(name, data, state))[1]

    def _note(self, data: Any) -> None:
        if len(data) > bodies.LARGE:
            self.threads.append(threading.get_ident())


class Watched:
    def __init__(self, inner: Any, note: Callable[[Any], None]) -> None:
        self._inner, self._note = inner, note

    def update(self, data: Any) -> None:
        self._note(data)
        self._inner.update(data)

    def compress(self, data: Any) -> bytes:
        self._note(data)
        return self._inner.compress(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("s3", "put_object", {"Bucket": "bucket", "Key": "k", "Body": LARGE}),
        ("s3", "put_object", {"Bucket": "bucket", "Key": "k", "Body": bytearray(LARGE)}),
        ("s3", "put_object", {"Bucket": "bucket", "Key": "k", "Body": io.BytesIO(LARGE)}),
        ("s3", "put_object", {"Bucket": "bucket", "Key": "k", "Body": "text " * 100_000}),
        ("glacier", "upload_archive", {"vaultName": "v", "body": LARGE}),
        ("lambda", "invoke", {"FunctionName": "f", "Payload": LARGE}),
        (
            "cloudwatch",
            "put_metric_data",
            {"Namespace": "n" * 250, "MetricData": [{"MetricName": str(n), "Value": n} for n in range(9000)]},
        ),
    ],
)
def test_large_bytes_are_hashed_and_compressed_by_other_threads(service, method, params, monkeypatch):
    spy = Spy(monkeypatch)
    awaited = AwaitedNetwork()
    asyncio.run(getattr(made(awaited, service), method)(**params))
    assert spy.threads
    assert threading.get_ident() not in spy.threads
    spy.threads.clear()
    blocking = Network()
    getattr(made(blocking, service), method)(**params)
    assert set(spy.threads) == {threading.get_ident()}
    ours, theirs = awaited.requests[0], blocking.requests[0]
    assert said(ours) == said(theirs)
    assert whole(ours.body) == whole(theirs.body)
    if "content-encoding" in ours.headers:
        assert len(gzip.decompress(whole(ours.body))) > bodies.LARGE


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, function: Any) -> None:
        raise AssertionError("this needs no thread")

    monkeypatch.setattr(workers.Workers, "start", refuse)


def test_small_bodies_and_files_that_need_not_be_read_need_no_thread(no_threads, tmp_path):
    async def upload(url: str, *given: Any) -> None:
        network = AwaitedNetwork()
        client = made(network, "s3", url)
        client._load()
        client._core.operations["PutObject"] = BoundOperation(client._core, "PutObject")
        for body in given:
            await client.put_object(Bucket="bucket", Key="k", Body=body)
        assert len(network.requests) == len(given)

    asyncio.run(upload(HTTP, b"small", bytearray(b"small"), io.BytesIO(b"small"), "text"))
    (tmp_path / "file").write_bytes(LARGE)
    with (tmp_path / "file").open("rb") as file:
        asyncio.run(upload(HTTPS, b"small", LARGE, io.BytesIO(LARGE), file))


def test_a_blocking_call_needs_no_thread(no_threads):
    network = Network()
    made(network, "s3").put_object(Bucket="bucket", Key="k", Body=File(LARGE))
    assert network.places == [0]


@pytest.mark.parametrize("stop_at", [1, 2])
def test_a_cancelled_call_reads_no_further_and_puts_the_file_back_before_it_ends(stop_at):
    file = File(b"skipped" + LARGE * 4, stop_at)
    file.seek(7)

    async def main() -> None:
        client = made(AwaitedNetwork(), "s3")
        task = asyncio.create_task(client.put_object(Bucket="bucket", Key="k", Body=file))
        await asyncio.to_thread(file.stopped.wait)
        task.cancel()
        for _ in range(3):
            await asyncio.sleep(0)
            assert not task.done()
        file.go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert file.tell() == 7
        assert len(file.readers) == stop_at

    asyncio.run(main())


def test_an_error_or_ctrl_c_while_a_file_is_read_leaves_it_where_it_stood():
    class Broken(File):
        error: BaseException = OSError("bad sector")

        def read(self, size: int = -1) -> bytes:
            if self.tell():
                raise self.error
            return super().read(size)

    for error in (OSError("bad sector"), KeyboardInterrupt()):
        file = Broken(LARGE)
        file.error = error
        with pytest.raises(type(error)):
            made(Network(), "s3").put_object(Bucket="bucket", Key="k", Body=file)
        assert file.tell() == 0
    file = Broken(LARGE)
    with pytest.raises(OSError, match="bad sector"):
        asyncio.run(made(AwaitedNetwork(), "s3").put_object(Bucket="bucket", Key="k", Body=file))
    assert file.tell() == 0


def test_a_file_is_put_back_by_another_thread_for_the_next_attempt():
    class Positioned(File):
        def __init__(self, content: bytes) -> None:
            super().__init__(content)
            self.seekers: list[int] = []

        def seek(self, offset: int, whence: int = 0) -> int:
            self.seekers.append(threading.get_ident())
            return super().seek(offset, whence)

    file = Positioned(LARGE)
    network = AwaitedNetwork(Response(500, {}, b""), Response(200, {}, b""))
    asyncio.run(made(network, "s3").put_object(Bucket="bucket", Key="k", Body=file))
    assert network.places == [0, 0]
    assert threading.get_ident() not in file.seekers + file.readers


def test_a_signature_that_needs_a_large_library_is_made_by_another_thread(monkeypatch):
    pytest.importorskip("cryptography")
    threads: list[int] = []
    real = sigv4a.sign_headers

    def sign_headers(*arguments: Any) -> None:
        threads.append(threading.get_ident())
        real(*arguments)

    monkeypatch.setattr("sotalia.auth._in_headers", {})
    monkeypatch.setattr(sigv4a, "sign_headers", sign_headers)
    for network in (AwaitedNetwork(), Network()):
        client = made(network, "s3", signature_version="s3v4a")
        put = client.put_object(Bucket="bucket", Key="k", Body=b"small")
        if isinstance(network, AwaitedNetwork):
            asyncio.run(put)
        assert network.requests[0].headers["authorization"].startswith(sigv4a.ALGORITHM)
    assert threads[0] != threading.get_ident() == threads[1]


def test_large_events_are_signed_by_other_threads():
    class AsyncEvents:
        def __init__(self, *sizes: int) -> None:
            self._sizes = list(sizes)

        def __aiter__(self) -> AsyncEvents:
            return self

        async def __anext__(self) -> dict[str, Any]:
            if not self._sizes:
                raise StopAsyncIteration
            return {"AudioEvent": {"AudioChunk": bytes(self._sizes.pop(0))}}

    signed: list[tuple[bool, int]] = []

    def sign(frame: bytes) -> bytes:
        signed.append((len(frame) > bodies.LARGE, threading.get_ident()))
        return frame

    async def main() -> None:
        frames = AsyncStreams.frames(
            AsyncEvents(10, bodies.LARGE), lambda event: event["AudioEvent"]["AudioChunk"] + b"frame", None, sign
        )
        assert [len(frame) async for frame in frames] == [15, bodies.LARGE + 5]

    asyncio.run(main())
    assert [large for large, _ in signed] == [False, True, False]
    assert signed[0][1] == signed[2][1] == threading.get_ident() != signed[1][1]


def test_a_large_reply_is_taken_apart_by_another_thread(monkeypatch):
    threads: list[int] = []
    real = rpc_metadata

    def metadata(*arguments: Any) -> Any:
        threads.append(threading.get_ident())
        return real(*arguments)

    monkeypatch.setattr("sotalia.wire.json.rpc_metadata", metadata)
    items = [{"id": {"N": str(number)}} for number in range(90_000)]
    large = Response(200, JSON_HEADERS, json.dumps({"Items": items, "Count": len(items)}).encode())
    small = Response(200, JSON_HEADERS, b'{"Items": []}')

    async def main() -> None:
        client = made(AwaitedNetwork(large, small), "dynamodb")
        assert (await client.scan(TableName="t"))["Items"] == items
        assert threading.get_ident() not in threads
        assert (await client.scan(TableName="t"))["Items"] == []
        assert threads[1:] == [threading.get_ident()]

    asyncio.run(main())


def test_orjson_is_loaded_by_another_thread_once_there_have_been_enough_calls(monkeypatch):
    threads: list[int] = []
    loading, go_on = threading.Event(), threading.Event()
    real = jsonbytes.use_orjson

    def slowly() -> None:
        threads.append(threading.get_ident())
        loading.set()
        assert go_on.wait(60)
        real()

    for name, value in {"_read": None, "_write": None, "_count": 0, "use_orjson": slowly}.items():
        monkeypatch.setattr(jsonbytes, name, value)

    async def main() -> None:
        client = made(AwaitedNetwork(Response(200, JSON_HEADERS, b'{"Items": []}')), "dynamodb")
        for _ in range(jsonbytes.BODIES + 1):  # fewer where replies are read in C
            if not jsonbytes.ORJSON.is_due():
                await client.scan(TableName="t")
        assert jsonbytes.ORJSON.is_due()
        assert not threads
        calls = [asyncio.ensure_future(client.scan(TableName="t")) for _ in range(3)]
        async with asyncio.timeout(60):
            while not loading.is_set():  # noqa: ASYNC110 - it is the loop's turning that is tested
                await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not any(call.done() for call in calls)
        go_on.set()
        await asyncio.gather(*calls)
        await client.scan(TableName="t")
        assert client._core.operations["Scan"].straight

    asyncio.run(main())
    assert len(threads) == 1
    assert threads != [threading.get_ident()]
    assert jsonbytes.ORJSON.is_loaded()


def test_a_compressed_reply_is_decompressed_by_another_thread(monkeypatch):
    threads: list[int] = []
    real = attempt._decode

    def decode(*arguments: Any) -> None:
        threads.append(threading.get_ident())
        real(*arguments)

    monkeypatch.setattr(attempt, "_decode", decode)
    reply = Response(200, {**JSON_HEADERS, "content-encoding": "gzip"}, gzip.compress(b'{"TableNames": ["t"]}'))
    assert asyncio.run(made(AwaitedNetwork(reply), "dynamodb").list_tables())["TableNames"] == ["t"]
    assert threads
    assert threading.get_ident() not in threads


# ---------------------------------------------------------------- first calls


def test_a_first_call_loads_in_another_thread_once_for_all_who_wait(monkeypatch):
    opened: list[int] = []
    bound: list[tuple[str, int]] = []
    read: list[int] = []
    real_init, real_section, real_make = BoundOperation.__init__, Pack.section, MachineryMaker.__call__

    def init(self: BoundOperation, core: Any, name: str) -> None:
        bound.append((name, threading.get_ident()))
        real_init(self, core, name)

    def section(self: Pack, offset: int, length: int) -> bytes:
        read.append(threading.get_ident())
        return real_section(self, offset, length)

    def make(self: MachineryMaker, core: Any) -> Any:
        opened.append(threading.get_ident())
        return real_make(self, core)

    async def main() -> None:
        client = made(AwaitedNetwork(Response(200, JSON_HEADERS, b"{}")), "codecommit")
        monkeypatch.setattr(MachineryMaker, "__call__", make)
        monkeypatch.setattr(BoundOperation, "__init__", init)
        monkeypatch.setattr(Pack, "section", section)
        calls = [client.list_repositories() for _ in range(50)] + [client.list_approval_rule_templates()]
        await asyncio.gather(*calls)

    asyncio.run(main())
    here = threading.get_ident()
    assert sorted(name for name, _ in bound) == ["ListApprovalRuleTemplates", "ListRepositories"]
    assert read
    assert here not in [thread for _, thread in bound] + read
    assert len(opened) == 1
    assert opened[0] != here


def test_a_handler_that_is_registered_while_a_first_call_loads_is_heard(monkeypatch):
    loading, go_on = threading.Event(), threading.Event()
    real_init = BoundOperation.__init__

    def init(self: BoundOperation, core: Any, name: str) -> None:
        real_init(self, core, name)
        loading.set()
        go_on.wait()

    monkeypatch.setattr(BoundOperation, "__init__", init)
    heard: list[str] = []

    async def main() -> None:
        client = made(AwaitedNetwork(Response(200, JSON_HEADERS, b"{}")), "dynamodb")
        task = asyncio.create_task(client.list_tables())
        await asyncio.to_thread(loading.wait)
        client.meta.events.register("before-call", lambda **arguments: heard.append("call"))
        go_on.set()
        await task
        await client.list_tables()

    asyncio.run(main())
    assert heard == ["call", "call"]


def test_an_error_of_a_first_call_is_each_callers_own():
    async def main() -> list[Any]:
        client = made(AwaitedNetwork(), "dynamodb")
        calls = [client._make_api_call("NoSuchOperation", {}) for _ in range(5)]
        return await asyncio.gather(*calls, return_exceptions=True)

    errors = asyncio.run(main())
    assert {type(error).__name__ for error in errors} == {"OperationNotFoundError"}
    assert len({id(error) for error in errors}) == 5


def test_the_files_of_a_session_are_read_by_another_thread(home, monkeypatch):
    (home / ".aws").mkdir()
    (home / ".aws" / "credentials").write_text("[default]\naws_access_key_id = A\naws_secret_access_key = S\n")
    session = aio.Session()
    session.settings._config_file = session.settings._credentials_file = session.settings._full_config = None
    threads: list[int] = []
    real = session.settings._read_file
    session.settings._read_file = lambda path: (threads.append(threading.get_ident()), real(path))[1]
    found = asyncio.run(session.get_credentials())
    assert found is not None
    assert (found.access_key, found.method) == ("A", "shared-credentials-file")
    assert threads
    assert threading.get_ident() not in threads


def test_a_loops_executor_that_is_full_of_work_that_waits_for_calls_keeps_none_of_them(tmp_path):
    async def main() -> int:
        loop = asyncio.get_running_loop()
        network = AwaitedNetwork()
        client = made(network, "s3")

        def work() -> None:
            call = client.put_object(Bucket="bucket", Key="k", Body=LARGE)
            asyncio.run_coroutine_threadsafe(call, loop).result()

        await asyncio.gather(*[asyncio.to_thread(work) for _ in range(2 * (os.cpu_count() or 1) + 40)])
        return len(network.requests)

    assert asyncio.run(main()) >= 40
