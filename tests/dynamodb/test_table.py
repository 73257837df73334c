"""Batches and parallel scans, blocking and awaited, over scripted replies: nothing is lost, nothing hangs."""

# ruff: noqa: PT012 - what is to be raised comes from the end of a `with` block, too

from __future__ import annotations

import asyncio
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest import mock

import boto3.dynamodb.table as theirs
import pytest

from sotalia.dynamodb._async.table import AsyncBatchWriter
from sotalia.dynamodb._async.table import scan_parallel as scan_parallel_async
from sotalia.dynamodb.batch import WriteBuffer
from sotalia.dynamodb.table import BatchWriter, TableResource, batch_writer, register_table_methods, scan_parallel
from sotalia.exceptions import ClientError, UnprocessedItemsError
from sotalia.http import Response
from sotalia.testing import AsyncRecordingTransport, RecordedRequest, RecordingTransport
from tests.dynamodb.beside import answer, client

TOO_LARGE = answer({"__type": "x#ValidationException", "message": "Item size has exceeded the limit"}, 400)


class Store:
    """Answers BatchWriteItem as a table does; `refuse` says how many of a batch's requests stay unprocessed."""

    def __init__(self, refuse: Callable[[int, int], int] = lambda call, size: 0) -> None:
        self.refuse = refuse
        self.calls: list[list[Any]] = []
        self.items: dict[str, Any] = {}

    def __call__(self, request: RecordedRequest) -> Response:
        requests = json.loads(request.body)["RequestItems"]["t"]
        self.calls.append(requests)
        refused = self.refuse(len(self.calls), len(requests))
        taken = requests[: len(requests) - refused]
        for each in taken:
            if "PutRequest" in each:
                self.items[each["PutRequest"]["Item"]["id"]["N"]] = each["PutRequest"]["Item"]
            else:
                self.items.pop(each["DeleteRequest"]["Key"]["id"]["N"], None)
        left = requests[len(taken) :]
        return answer({"UnprocessedItems": {"t": left} if left else {}})

    @property
    def sizes(self) -> list[int]:
        return [len(call) for call in self.calls]


class Asleep:
    """A client whose sleeps are remembered instead of slept."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self.sleeps: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)

    def _run(self, steps: Any) -> Any:
        self.sleeps += [effect.seconds for effect in steps]
        return asyncio.sleep(0) if isinstance(self._made._arguments.transport, AsyncRecordingTransport) else None


def over(answers: Any, **options: Any) -> Asleep:
    return Asleep(client(RecordingTransport(answers), **options))


def over_awaited(answers: Any) -> Asleep:
    return Asleep(client(AsyncRecordingTransport(answers)))


def table(made: Any) -> Any:
    return SimpleNamespace(name="t", meta=SimpleNamespace(client=made))


# ---------------------------------------------------------------- batches


def test_items_are_written_25_at_a_time_and_the_rest_at_the_end():
    store = Store()
    with batch_writer(table(over(store))) as batch:
        for number in range(60):
            batch.put_item(Item={"id": number})
        batch.delete_item(Key={"id": 5})
        assert store.sizes == [25, 25]
        assert len(batch.unsent) == 11
    assert store.sizes == [25, 25, 11]
    assert store.items.keys() == {str(number) for number in range(60) if number != 5}
    assert batch.unsent == []


@pytest.mark.parametrize("seed", range(4))
def test_the_same_calls_are_made_as_by_boto3_whatever_stays_unprocessed(seed):
    def refuse(call: int, size: int) -> int:
        return (call * 7 + seed * 3) % 5 % (size + 1) if call % 3 else 0

    sent: list[list[Any]] = []
    for make in (BatchWriter, theirs.BatchWriter):
        store = Store(refuse)
        with make("t", over(store)) as batch:
            for number in range(83):
                batch.put_item(Item={"id": number})
        sent.append(store.calls)
    assert sent[0] == sent[1]


def left(*numbers):
    return {"UnprocessedItems": {"t": [{"PutRequest": {"Item": {"id": number}}} for number in numbers]}}


def numbers_sent(client):
    return [
        [each["PutRequest"]["Item"]["id"] for each in call.kwargs["RequestItems"]["t"]]
        for call in client.batch_write_item.call_args_list
    ]


@pytest.mark.parametrize("make", [BatchWriter, theirs.BatchWriter])
def test_what_is_not_processed_goes_behind_what_waits(make):
    client = mock.Mock(**{"batch_write_item.side_effect": [left(1, 2), left(2), left()]})
    with make("t", client, flush_amount=2) as batch:
        for number in (1, 2, 3):
            batch.put_item(Item={"id": number})
    assert numbers_sent(client) == [[1, 2], [1, 2], [3, 2]]


def test_awaited_it_does_so_too():
    client = mock.Mock(
        batch_write_item=mock.AsyncMock(side_effect=[left(1, 2), left(2), left()]), _run=mock.AsyncMock()
    )

    async def main():
        async with AsyncBatchWriter("t", client, flush_amount=2) as batch:
            for number in (1, 2, 3):
                await batch.put_item(Item={"id": number})

    asyncio.run(main())
    assert numbers_sent(client) == [[1, 2], [1, 2], [3, 2]]


def test_what_is_not_processed_is_sent_again_after_a_growing_pause():
    store = Store(lambda call, size: size - 1 if call <= 6 else 0)
    slow = over(store)
    with BatchWriter("t", slow) as batch:
        for number in range(25):
            batch.put_item(Item={"id": number})
    assert len(store.items) == 25
    assert store.sizes == [25, 24, 23, 22, 21, 20, 19]
    assert len(slow.sleeps) == 6
    assert all(pause < 0.05 * 2**at for at, pause in enumerate(slow.sleeps))
    assert len(set(slow.sleeps)) == 6


def test_without_unprocessed_items_there_is_no_pause():
    quick = over(Store())
    with BatchWriter("t", quick) as batch:
        for number in range(100):
            batch.put_item(Item={"id": number})
    assert quick.sleeps == []


@pytest.mark.parametrize("where", ["at the end", "in the block"])
def test_a_table_that_takes_nothing_any_more_raises_with_all_that_is_left(where):
    store = Store(lambda call, size: size if call > 1 else 0)
    stuck = over(store)
    seen = []
    with pytest.raises(UnprocessedItemsError) as caught, BatchWriter("t", stuck, max_stalls=4) as batch:
        for number in range(30 if where == "at the end" else 90):
            batch.put_item(Item={"id": number})
            seen.append(number)
    error = caught.value
    assert error.attempts == 4
    assert store.sizes[1:] == ([5] * 4 if where == "at the end" else [25] * 4)
    left = [each["PutRequest"]["Item"]["id"] for each in error.unprocessed]
    assert {int(id) for id in store.items} | {int(id) for id in left} >= set(seen)
    assert len(left) + len(store.items) in (30, len(seen) + 1)
    assert batch.unsent == []
    assert "4 times in a row" in str(error)
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.unprocessed, copied.table_name, copied.attempts) == (error.unprocessed, "t", 4)
    # What is left can be given to another writer as it is.
    with BatchWriter("t", over(Store())) as again:
        for each in error.unprocessed:
            again.put_item(**each["PutRequest"])


def test_progress_however_slow_is_no_reason_to_give_up():
    store = Store(lambda call, size: size - 1)
    with BatchWriter("t", over(store), max_stalls=2) as batch:
        for number in range(25):
            batch.put_item(Item={"id": number})
    assert len(store.items) == 25


@pytest.mark.parametrize("make", [BatchWriter, theirs.BatchWriter])
def test_a_later_request_replaces_one_for_the_same_key(make):
    store = Store()
    with make("t", over(store), overwrite_by_pkeys=["id", "at"]) as batch:
        for number in range(8):
            batch.put_item(Item={"id": number % 2, "at": "x", "n": number})
        batch.delete_item(Key={"id": 1, "at": "x"})
        batch.put_item(Item={"id": 1, "at": "y"})
        with pytest.raises(KeyError):
            batch.put_item(Item={"id": 7})
    assert [[*each][0] for each in store.calls[0]] == ["PutRequest", "DeleteRequest", "PutRequest"]
    assert store.calls[0][0]["PutRequest"]["Item"]["n"] == {"N": "6"}


def test_what_comes_back_unprocessed_does_not_replace_what_came_later():
    buffer = WriteBuffer("t", 2, ["id"], 9)
    for number in (1, 2):
        buffer.add({"PutRequest": {"Item": {"id": number, "old": True}}})
    batch = buffer.take()
    buffer.add({"PutRequest": {"Item": {"id": 2}}})
    buffer.take_back(batch, {"UnprocessedItems": {"t": batch}})
    assert buffer.queue == [{"PutRequest": {"Item": {"id": 2}}}, {"PutRequest": {"Item": {"id": 1, "old": True}}}]


def test_an_error_of_the_services_leaves_the_batch_unsent_and_sends_the_rest():
    store = Store()
    answers = [TOO_LARGE, store]
    with (
        pytest.raises(ClientError, match="Item size has exceeded"),
        BatchWriter("t", over(answers), flush_amount=3) as batch,
    ):
        try:
            for number in range(5):
                batch.put_item(Item={"id": number})
        except ClientError:
            batch.put_item(Item={"id": 9})
            raise
    assert [each["PutRequest"]["Item"]["id"] for each in batch.unsent] == [0, 1, 2]
    assert [*store.items] == ["9"]


def test_a_value_that_cannot_be_written_names_its_place_and_loses_nothing():
    with (
        pytest.raises(TypeError, match=r"\(at RequestItems.t\[1\].PutRequest.Item.x\)"),
        BatchWriter("t", over([]), flush_amount=2) as batch,
    ):
        batch.put_item(Item={"id": 0})
        batch.put_item(Item={"id": 1, "x": 1.5})
    assert len(batch.unsent) == 2


@pytest.mark.parametrize("make", [BatchWriter, theirs.BatchWriter])
def test_an_exception_in_the_block_passes_and_what_was_put_is_sent_as_in_boto3(make):
    store = Store()
    with pytest.raises(ZeroDivisionError), make("t", over(store)) as batch:
        batch.put_item(Item={"id": 1})
        _ = 1 / 0
    assert [*store.items] == ["1"]


@pytest.mark.parametrize("came_through", [True, False])
def test_ctrl_c_while_a_batch_is_under_way_loses_nothing(came_through):
    store = Store()

    def interrupt(request: RecordedRequest) -> Response:
        if came_through:
            store(request)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), BatchWriter("t", over([interrupt, store]), flush_amount=3) as batch:
        for number in range(9):
            batch.put_item(Item={"id": number})
    assert store.items.keys() == {"0", "1", "2"}
    assert batch.unsent == []


def test_a_second_ctrl_c_keeps_what_is_unsent_at_hand():
    with pytest.raises(KeyboardInterrupt), BatchWriter("t", over([_interrupt, _interrupt]), flush_amount=3) as batch:
        for number in range(9):
            batch.put_item(Item={"id": number})
    assert [each["PutRequest"]["Item"]["id"] for each in batch.unsent] == [0, 1, 2]


def _interrupt(request: RecordedRequest) -> BaseException:
    return KeyboardInterrupt()


def test_threads_may_share_a_writer():
    store = Store(lambda call, size: call % 3)

    def put(first: int) -> None:
        for number in range(first, first + 100):
            batch.put_item(Item={"id": number})

    with BatchWriter("t", over(store)) as batch:
        threads = [threading.Thread(target=put, args=(first,)) for first in (0, 100, 200, 300)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(store.items) == 400


def test_tasks_may_share_an_awaited_writer_which_pauses_too():
    store = Store(lambda call, size: 2 if call % 2 else 0)

    async def run() -> Asleep:
        made = over_awaited(store)
        async with AsyncBatchWriter("t", made) as batch:
            await asyncio.gather(*(batch.put_item(Item={"id": number}) for number in range(90)))
            await batch.delete_item(Key={"id": 5})
            await batch.flush()
            assert batch.unsent == []
        return made

    assert asyncio.run(run()).sleeps
    assert len(store.items) == 89


def test_a_cancelled_task_loses_nothing():
    store = Store()

    async def run() -> AsyncBatchWriter:
        started = asyncio.Event()
        made = over_awaited([store])
        send = made._made.batch_write_item

        async def stuck_once(**kwargs: Any) -> Any:
            if not started.is_set():
                started.set()
                await asyncio.sleep(60)
            return await send(**kwargs)

        made._made.batch_write_item = stuck_once
        async with AsyncBatchWriter("t", made, flush_amount=2) as batch:

            async def put() -> None:
                for number in range(2):
                    await batch.put_item(Item={"id": number})

            task = asyncio.ensure_future(put())
            await started.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(batch.unsent) == 2
        return batch

    assert asyncio.run(run()).unsent == []
    assert store.items.keys() == {"0", "1"}


# ---------------------------------------------------------------- parallel scans


class Scans:
    """Answers Scan: each segment has `pages` pages of three items; `slow` seconds each."""

    def __init__(self, pages: int = 3, slow: float = 0.0) -> None:
        self.pages, self.slow = pages, slow
        self.lock = threading.Lock()
        self.bodies: list[Any] = []

    def __call__(self, request: RecordedRequest) -> Response | BaseException:
        body = json.loads(request.body)
        with self.lock:
            self.bodies.append(body)
        time.sleep(self.slow)
        page = int(body.get("ExclusiveStartKey", {"n": {"N": "0"}})["n"]["N"])
        items = [{"id": {"N": str(body["Segment"] * 1000 + page * 10 + each)}} for each in range(3)]
        last = {"LastEvaluatedKey": {"n": {"N": str(page + 1)}}} if page + 1 < self.pages else {}
        return answer({"Items": items, **last})


def expected(segments: int, pages: int) -> list[int]:
    return sorted(
        segment * 1000 + page * 10 + each for segment in range(segments) for page in range(pages) for each in range(3)
    )


async def collected(items: Any) -> list[int]:
    return sorted([int(item["id"]) async for item in items])


@pytest.mark.parametrize(("segments", "workers"), [(1, None), (4, None), (7, 3), (30, None)])
def test_every_item_of_every_segment_comes_once(segments, workers):
    scans = Scans()
    found = scan_parallel(table(over(scans)), segments, workers=workers, Limit=3, ConsistentRead=True)
    assert sorted(int(item["id"]) for item in found) == expected(segments, 3)
    assert {body["TotalSegments"] for body in scans.bodies} == {segments}
    assert all(body["Limit"] == 3 and body["ConsistentRead"] and body["TableName"] == "t" for body in scans.bodies)
    awaited = Scans()

    async def run() -> list[int]:
        return await collected(scan_parallel_async(table(over_awaited(awaited)), segments, workers=workers))

    assert asyncio.run(run()) == expected(segments, 3)


def alive() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "sotalia-scan"]


def test_leaving_early_ends_the_workers_and_reads_little_more():
    scans = Scans(pages=1000, slow=0.001)
    items = scan_parallel(table(over(scans)), 5)
    for _ in range(4):
        next(items)
    items.close()
    assert alive() == []
    assert len(scans.bodies) <= 5 + 5 + 2

    async def run() -> int:
        awaited = Scans(pages=1000)
        items = scan_parallel_async(table(over_awaited(awaited)), 5)
        for _ in range(4):
            await anext(items)
        await items.aclose()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return len(awaited.bodies)

    assert asyncio.run(run()) <= 12


def test_pages_wait_in_memory_no_more_than_one_a_worker():
    scans = Scans(pages=50)
    items = scan_parallel(table(over(scans)), 3)
    next(items)
    time.sleep(0.1)
    assert len(scans.bodies) <= 3 + 1
    items.close()


@pytest.mark.parametrize("segments", [1, 4])
def test_the_first_error_ends_the_scan_and_is_raised(segments):
    def fail(request: RecordedRequest) -> Response:
        return TOO_LARGE if "ExclusiveStartKey" in json.loads(request.body) else Scans()(request)  # type: ignore[return-value]

    with pytest.raises(ClientError, match="exceeded the limit"):
        list(scan_parallel(table(over(fail)), segments))
    assert alive() == []

    async def run() -> None:
        with pytest.raises(ClientError, match="exceeded the limit"):
            await collected(scan_parallel_async(table(over_awaited(fail)), segments))
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def test_an_error_in_the_loop_and_ctrl_c_end_the_workers():
    for error in (ZeroDivisionError, KeyboardInterrupt):
        items = scan_parallel(table(over(Scans(pages=1000))), 3)
        next(items)
        with pytest.raises(error):
            items.throw(error)
        deadline = time.monotonic() + 5
        while alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert alive() == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError("can't start new thread")])
def test_a_scan_that_cannot_start_all_its_workers_ends_those_that_began(monkeypatch, error):
    starts = iter([None, None, error])
    start = threading.Thread.start

    def started(thread):
        fault = next(starts, None)
        if fault is not None:
            raise fault
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", started)
    with pytest.raises((KeyboardInterrupt, RuntimeError)):
        next(scan_parallel(table(over(Scans(pages=1000))), 5))
    for thread in alive():
        thread.join(5)
    assert not alive()


def test_a_cancelled_scan_leaves_no_task_behind():
    async def run() -> None:
        items = scan_parallel_async(table(over_awaited(Scans(pages=10**6))), 3)
        task = asyncio.ensure_future(collected(items))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await items.aclose()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def test_nothing_is_read_before_the_first_item_is_asked_for():
    scans = Scans()
    scan_parallel(table(over(scans)), 3)
    assert scans.bodies == []
    assert alive() == []


@pytest.mark.parametrize("segments", [0, -1, 1.5, "4", None, True])
def test_a_number_of_segments_that_is_none_is_refused(segments):
    with pytest.raises(ValueError, match="segments must be a whole number from 1 on"):
        scan_parallel(table(over([])), segments)


def test_no_workers_and_arguments_of_its_own_are_refused():
    with pytest.raises(ValueError, match="workers must be"):
        scan_parallel(table(over([])), 2, workers=0)
    for name in ("Segment", "TotalSegments", "ExclusiveStartKey", "TableName"):
        with pytest.raises(TypeError, match=f"sets {name} by itself"):
            scan_parallel(table(over([])), 2, **{name: 1})


def test_a_class_gets_them_as_in_boto3():
    bases: list[type] = [object]
    register_table_methods(bases)
    assert bases == [TableResource, object]
    made = TableResource()
    made.name, made.meta = "t", SimpleNamespace(client=over(Store()))  # type: ignore[attr-defined]
    with made.batch_writer(["id"]) as batch:
        batch.put_item(Item={"id": 1})
        batch.put_item(Item={"id": 1})
        assert len(batch.unsent) == 1


#: A thread of the parent's is in the midst of sending when the program forks.
FORKS = """
import faulthandler, os, threading, warnings
warnings.simplefilter("ignore")
from tests.dynamodb.beside import answer, client
from tests.dynamodb.test_table import Scans, Store, expected, table
from sotalia.dynamodb.table import BatchWriter, scan_parallel
from sotalia.testing import RecordingTransport

sending, go_on, parent = threading.Event(), threading.Event(), os.getpid()

def held(answers):
    def answer(request):
        if os.getpid() == parent:
            sending.set()
            go_on.wait()
        return answers(request)
    return client(RecordingTransport(answer))

def write(store):
    writer = BatchWriter("t", held(store))
    other = threading.Thread(target=lambda: [writer.put_item(Item={"id": number}) for number in range(25)])
    other.start()
    sending.wait()
    def in_child():
        with writer:
            writer.put_item(Item={"id": 99})
        assert store.items.keys() == {"99"}, store.items
    return other.join, in_child

def scan():
    made = table(held(Scans(pages=2)))
    items = scan_parallel(made, 3)
    go_on.set()
    next(items)
    go_on.clear()
    def in_child():
        try:
            list(items)
        except RuntimeError as error:
            assert "forked child" in str(error)
        else:
            raise AssertionError("it went on")
        assert sorted(int(item["id"]) for item in scan_parallel(made, 3)) == expected(3, 2)
    return items.close, in_child

end, in_child = %s
child = os.fork()
if not child:
    faulthandler.dump_traceback_later(30, exit=True)
    try:
        in_child()
    except BaseException:
        import traceback
        traceback.print_exc()
        os._exit(2)
    os._exit(0)
go_on.set()
end()
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("work", ["write(Store())", "scan()"])
def test_a_forked_child_waits_for_nothing_that_threads_of_its_parent_hold(work):
    done = subprocess.run([sys.executable, "-c", FORKS % work], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
