"""Work in threads: a task goes on only when nothing of it runs any more."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any

import pytest

from sotalia.bodies import still_wanted
from sotalia.io import threads
from sotalia.io.threads import in_own_thread, in_thread, once_in_own_thread
from sotalia.io.workers import Workers

EITHER = pytest.mark.parametrize("run", [in_thread, in_own_thread])
ALL = pytest.mark.parametrize("run", [in_thread, in_own_thread, once_in_own_thread])
Run = Callable[..., Any]


@EITHER
def test_a_function_runs_in_another_thread_and_its_value_comes_back(run: Run) -> None:
    assert asyncio.run(run(threading.get_ident)) != threading.get_ident()


@ALL
def test_what_the_function_raises_is_raised(run: Run) -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(run(divmod, 1, 0))


@EITHER
def test_a_function_sees_the_context_of_its_task_and_leaves_none_behind(run: Run) -> None:
    variable: ContextVar[str] = ContextVar("variable")

    def work(value: str) -> str:
        before = variable.get("nothing")
        variable.set(value)
        return before

    async def main() -> None:
        variable.set("the task's")
        assert await run(work, "the function's") == "the task's"
        assert variable.get() == "the task's"

    asyncio.run(main())


@EITHER
def test_a_function_can_ask_whether_it_is_still_wanted(run: Run) -> None:
    begun, cancelled = threading.Event(), threading.Event()
    answers: list[bool] = []

    def work() -> None:
        wanted = still_wanted.get()
        assert wanted is not None
        answers.append(wanted())
        begun.set()
        cancelled.wait()
        answers.append(wanted())

    async def main() -> None:
        task = asyncio.create_task(run(work))
        await asyncio.to_thread(begun.wait)
        task.cancel()
        await asyncio.sleep(0)
        cancelled.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert answers == [True, False]
    assert still_wanted.get() is None


@ALL
def test_where_there_can_be_no_thread_the_function_is_called_at_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    async def main() -> int:
        monkeypatch.setattr(threading.Thread, "start", refuse)
        try:
            return await run(threading.get_ident)
        finally:
            monkeypatch.undo()

    assert asyncio.run(main()) == threading.get_ident()


def test_what_many_want_at_the_same_time_is_done_once_and_then_kept() -> None:
    made: dict[str, int] = {}
    go_on = threading.Event()

    def make(name: str) -> int:
        if name not in made:
            go_on.wait()
            made[name] = threading.get_ident()
        return made[name]

    async def main() -> list[int]:
        tasks = [asyncio.create_task(once_in_own_thread(make, "a")) for _ in range(100)]
        other = asyncio.create_task(once_in_own_thread(make, "b"))
        for _ in range(3):
            await asyncio.sleep(0)
        tasks[0].cancel()  # the others get what it began
        go_on.set()
        await other
        with pytest.raises(asyncio.CancelledError):
            await tasks[0]
        return await asyncio.gather(*tasks[1:])

    assert set(asyncio.run(main())) == {made["a"]}
    assert threading.get_ident() not in made.values()
    assert threads._tasks == {}


def test_what_fails_for_many_fails_for_each_by_itself() -> None:
    def fail() -> None:
        raise LookupError

    async def main() -> list[Any]:
        calls = [once_in_own_thread(fail) for _ in range(3)]
        return await asyncio.gather(*calls, return_exceptions=True)

    errors = asyncio.run(main())
    assert [type(error) for error in errors] == [LookupError] * 3
    assert len({id(error) for error in errors}) == 3


def test_no_more_workers_than_allowed_work_at_a_time_and_none_is_left() -> None:
    workers = Workers(3)
    lock, working, most, three = threading.Lock(), 0, 0, threading.Barrier(3)

    def work(number: int) -> int:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        if number < 3:
            three.wait()
        with lock:
            working -= 1
        return number

    async def main() -> None:
        futures = [workers.start(lambda number=number: work(number)) for number in range(60)]  # type: ignore[misc]
        assert await asyncio.gather(*futures) == list(range(60))

    asyncio.run(main())
    for thread in threading.enumerate():
        if thread.name == "sotalia":
            thread.join()
    assert most == 3
    assert workers._thread_count == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning")
def test_a_forked_child_has_workers_of_its_own() -> None:
    workers, go_on = Workers(1), threading.Event()

    async def in_child() -> bool:
        return await asyncio.wait_for(workers.start(lambda: True), 30)

    async def main() -> int:
        busy = workers.start(go_on.wait)
        with workers._lock:  # as another thread may
            child = os.fork()
            if not child:
                try:
                    code = 0 if asyncio.run(in_child()) else 1
                finally:
                    os._exit(code)
        go_on.set()
        await busy
        return child

    assert os.waitstatus_to_exitcode(os.waitpid(asyncio.run(main()), 0)[1]) == 0


@EITHER
def test_a_cancelled_task_ends_when_the_function_has_ended(run: Run) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait()
        ended.set()
        raise OSError("nobody asks for this")

    async def main() -> None:
        task = asyncio.create_task(run(work))
        await asyncio.to_thread(begun.wait)
        for _ in range(2):  # impatient
            task.cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert not task.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended.is_set()

    asyncio.run(main())


def test_a_function_whose_turn_has_not_come_is_not_run_after_a_cancellation() -> None:
    may_end = threading.Event()
    ran: list[int] = []

    async def main() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        before = asyncio.create_task(in_thread(may_end.wait))
        task = asyncio.create_task(in_thread(ran.append, 1))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await before

    asyncio.run(main())
    assert ran == []
