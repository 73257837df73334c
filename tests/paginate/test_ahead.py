"""Read-ahead: the next page is fetched while this one is looked at, and nothing else is different."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import pytest

from sotalia import aio
from sotalia.paginate import AsyncPaginator, Paginator
from tests.paginate.simulated import OUR_MODEL, Service
from tests.paginate.test_paginator import CONFIG, flat, numbers
from tests.paginate.test_walk import seen, window

AHEAD = {"PaginationConfig": {"ReadAhead": True}}
NAME = "sotalia read-ahead"


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == NAME]


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    until = time.monotonic() + 5
    while threads() and time.monotonic() < until:
        time.sleep(0.001)
    assert not threads()


class Slow:
    """A method whose calls wait until they are let go."""

    def __init__(self, pages: int = 3) -> None:
        self.method = numbers(pages, 2)
        self.calls: list[Any] = []
        self.called = threading.Event()
        self.go = threading.Event()

    def __call__(self, **params: Any) -> Any:
        self.calls.append(params)
        if params:
            self.called.set()
            assert self.go.wait(10)
        return self.method(**params)


class TestBlocking:
    @pytest.mark.parametrize("seed", range(60))
    def test_pages_calls_and_ends_are_the_same(self, seed: int) -> None:
        chance = random.Random(seed)
        service = Service(chance)
        config = window(chance, service)
        paginator = Paginator(service.call, service.config, OUR_MODEL)
        assert seen(paginator, service, {**config, "ReadAhead": True}) == seen(paginator, service, config)
        plain, ahead = (
            paginator.paginate(PaginationConfig={"MaxItems": 4, "ReadAhead": how}).build_full_result()
            for how in (False, True)
        )
        assert plain == ahead

    def test_the_next_page_is_fetched_while_this_one_is_looked_at(self) -> None:
        slow = Slow()
        pages = iter(Paginator(slow, CONFIG, OUR_MODEL).paginate(**AHEAD))
        first = next(pages)
        assert slow.called.wait(10)
        assert slow.calls == [{}, {"Token": "1"}]
        time.sleep(0.02)
        assert len(slow.calls) == 2  # one page ahead, and no more
        slow.go.set()
        assert flat([first, *pages]) == list(range(6))

    def test_an_error_is_raised_when_its_turn_comes(self) -> None:
        def call(**params: Any) -> Any:
            if params:
                raise OSError("no more")
            return numbers(3, 2)()

        pages = iter(Paginator(call, CONFIG, OUR_MODEL).paginate(**AHEAD))
        assert next(pages)["Items"] == [0, 1]
        time.sleep(0.01)
        with pytest.raises(OSError, match="no more"):
            next(pages)
        with pytest.raises(StopIteration):
            next(pages)
        # Who does not come that far is not told.
        for page in Paginator(call, CONFIG, OUR_MODEL).paginate(**AHEAD):
            assert page
            break

    def test_leaving_early_does_not_wait(self) -> None:
        slow = Slow()
        started = time.monotonic()
        for _ in Paginator(slow, CONFIG, OUR_MODEL).paginate(**AHEAD):
            break
        assert time.monotonic() - started < 5
        assert slow.called.wait(10)
        slow.go.set()

    def test_an_error_leaves_no_garbage(self) -> None:
        def call(**params: Any) -> Any:
            if params:
                raise OSError("no more")
            return numbers(3, 2)()

        paginator = Paginator(call, CONFIG, OUR_MODEL)
        gc.collect()
        gc.disable()
        try:
            try:
                list(paginator.paginate(**AHEAD))
            except OSError:
                pass
            until = time.monotonic() + 5
            while threads() and time.monotonic() < until:
                time.sleep(0.001)
            assert gc.collect() == 0
        finally:
            gc.enable()

    def test_the_programs_context_is_there(self) -> None:
        trace: ContextVar[str] = ContextVar("trace")
        trace.set("of the caller")
        found = []

        def call(**params: Any) -> Any:
            found.append(trace.get("none"))
            return numbers(3, 2)(**params)

        list(Paginator(call, CONFIG, OUR_MODEL).paginate(**AHEAD))
        assert found == ["of the caller"] * 3

    def test_where_there_can_be_no_thread_pages_are_fetched_in_their_turn(self, monkeypatch: Any) -> None:
        def refuse(self: Any) -> None:
            raise RuntimeError("can't start new thread")

        monkeypatch.setattr(threading.Thread, "start", refuse)
        assert flat(Paginator(numbers(3, 2), CONFIG, OUR_MODEL).paginate(**AHEAD)) == list(range(6))

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
    def test_a_forked_child_goes_on(self) -> None:
        # In another process, since this one has threads.
        code = """
import os, warnings
warnings.simplefilter("ignore")
from sotalia.paginate import Paginator
from tests.paginate.test_paginator import CONFIG, flat, numbers
pages = iter(Paginator(numbers(3, 2), CONFIG).paginate(PaginationConfig={"ReadAhead": True}))
items = list(next(pages)["Items"])
child = os.fork()
items += flat(pages)
code = 0 if items == list(range(6)) else 1
if not child:
    os._exit(code)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == code == 0
"""
        subprocess.run([sys.executable, "-c", code], check=True, timeout=60)

    @pytest.mark.skipif(os.name != "posix", reason="signals")
    def test_ctrl_c_is_seen_at_once_and_the_program_ends(self) -> None:
        code = """
import os, signal, threading, time
from sotalia.paginate import Paginator
from tests.paginate.test_paginator import CONFIG, numbers
signal.signal(signal.SIGINT, signal.default_int_handler)
method = numbers(3, 2)
def call(**params):
    if params:
        time.sleep(600)
    return method(**params)
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
started = time.monotonic()
try:
    list(Paginator(call, CONFIG).paginate(PaginationConfig={"ReadAhead": True}))
except KeyboardInterrupt:
    print("interrupted", time.monotonic() - started < 5)
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout.split() == ["interrupted", "True"]


class SlowAwaited:
    """An awaited method whose calls wait for ever, but the first one; `ended` has how they ended."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    async def __call__(self, **params: Any) -> Any:
        if params:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                self.ended.append("cancelled")
                raise
        return numbers(3, 2)()


class TestAwaited:
    def test_the_next_page_is_fetched_while_this_one_is_looked_at(self) -> None:
        calls: list[Any] = []

        async def call(**params: Any) -> Any:
            calls.append(params)
            await asyncio.sleep(0)
            return numbers(3, 2)(**params)

        async def main() -> None:
            pages = aiter(AsyncPaginator(call, CONFIG, OUR_MODEL).paginate(**AHEAD))
            found = [await anext(pages)]
            await asyncio.sleep(0.01)
            assert calls == [{}, {"Token": "1"}]
            found += [page async for page in pages]
            assert flat(found) == list(range(6))

        asyncio.run(main())

    @pytest.mark.parametrize("searched", [False, True])
    def test_leaving_early_cancels_the_call(self, searched: bool) -> None:
        async def main() -> None:
            slow = SlowAwaited()
            pages: Any = AsyncPaginator(slow, CONFIG, OUR_MODEL).paginate(**AHEAD)
            async for _ in pages.search("Items") if searched else pages:
                await asyncio.sleep(0)  # the call has begun
                break
            for _ in range(20):
                await asyncio.sleep(0)
            assert slow.ended == ["cancelled"]
            assert len(asyncio.all_tasks()) == 1

        asyncio.run(main())

    def test_closing_waits_until_the_call_has_ended(self) -> None:
        async def main() -> None:
            slow = SlowAwaited()
            pages = aiter(AsyncPaginator(slow, CONFIG, OUR_MODEL).paginate(**AHEAD))
            await anext(pages)
            await asyncio.sleep(0)
            await pages.aclose()
            assert slow.ended == ["cancelled"]
            assert len(asyncio.all_tasks()) == 1

        asyncio.run(main())

    def test_cancelling_who_waits_cancels_the_call(self) -> None:
        async def main() -> None:
            slow = SlowAwaited()

            async def consume() -> None:
                async for _ in AsyncPaginator(slow, CONFIG, OUR_MODEL).paginate(**AHEAD):
                    pass

            task = asyncio.create_task(consume())
            await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            for _ in range(20):
                await asyncio.sleep(0)
            assert slow.ended == ["cancelled"]
            assert len(asyncio.all_tasks()) == 1

        asyncio.run(main())

    @pytest.mark.parametrize("closed", [False, True])
    def test_an_error_is_raised_when_its_turn_comes_and_else_by_nobody(self, closed: bool, caplog: Any) -> None:
        async def call(**params: Any) -> Any:
            if params:
                raise OSError("no more")
            return numbers(3, 2)()

        async def main() -> None:
            pages = aiter(AsyncPaginator(call, CONFIG, OUR_MODEL).paginate(**AHEAD))
            assert (await anext(pages))["Items"] == [0, 1]
            await asyncio.sleep(0.01)
            if closed:
                await pages.aclose()
            else:
                with pytest.raises(OSError, match="no more"):
                    await anext(pages)

        asyncio.run(main())
        gc.collect()
        assert not caplog.records  # "Task exception was never retrieved"

    def test_a_loop_that_ends_takes_the_call_with_it(self, caplog: Any) -> None:
        slow = SlowAwaited()
        kept = []

        async def main() -> None:
            pages = aiter(AsyncPaginator(slow, CONFIG, OUR_MODEL).paginate(**AHEAD))
            kept.append(pages)
            await anext(pages)
            await asyncio.sleep(0)

        asyncio.run(main())
        assert slow.ended == ["cancelled"]
        kept.clear()
        gc.collect()
        assert not caplog.records

    def test_breaking_out_of_pages_leaves_no_task(self, credentials: None) -> None:
        async def main() -> None:
            client = aio.client("s3")

            async def answer(name: str, params: dict[str, Any]) -> Any:
                await asyncio.sleep(0)
                return {"IsTruncated": True, "NextContinuationToken": "x", "Contents": [{"Key": "a"}]}

            client._make_api_call = answer
            for ahead in (False, True):
                wishes = {"ReadAhead": ahead}
                async for _ in client.get_paginator("list_objects_v2").paginate(Bucket="b", PaginationConfig=wishes):
                    break
                for _ in range(20):
                    await asyncio.sleep(0)
                assert len(asyncio.all_tasks()) == 1

        asyncio.run(main(), debug=True)
