"""Work in threads: a task goes on only when nothing of it runs any more."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sotalia.io.threads import in_thread


def test_a_function_runs_in_another_thread_and_its_value_comes_back() -> None:
    assert asyncio.run(in_thread(threading.get_ident)) != threading.get_ident()


def test_what_the_function_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(lambda: 1 // 0))


def test_a_cancelled_task_ends_when_the_function_has_ended() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait()
        ended.set()
        raise OSError("nobody asks for this")

    async def main() -> None:
        task = asyncio.create_task(in_thread(work))
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
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await before

    asyncio.run(main())
    assert ran == []
