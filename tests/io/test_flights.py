"""What many want at once is done once, by one of them; whatever becomes of that one, nobody waits for ever."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest

from sotalia.clients._async.alone import AsyncLonePerformer
from sotalia.clients._sync.alone import LonePerformer
from sotalia.effects import Ask, Share
from sotalia.errors import CredentialRetrievalError
from sotalia.io import flights
from sotalia.io.drive import drive
from sotalia.io.drive_async import drive_async
from sotalia.io.perform import Performer
from sotalia.io.perform_async import AsyncPerformer
from tests.waiting import until_async

PATIENCE = 20


class Work:
    """Steps that wait for a gate, in whatever way the driver offers, and count how often they are run."""

    def __init__(self):
        self.gate = threading.Event()
        self.begun = threading.Event()
        self.runs = 0
        self.outcome: object = "done"

    def steps(self):
        self.runs += 1
        self.begun.set()
        assert (yield Ask(self.gate.wait, PATIENCE))
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome

    def share(self, waiting=Share.EVERYBODY):
        return (yield Share(self, self.steps, waiting))

    def block(self, waiting=Share.EVERYBODY, performer=None):
        return drive(self.share(waiting), performer or LonePerformer(None))

    async def wait(self, waiting=Share.EVERYBODY, performer=None):
        return await drive_async(self.share(waiting), performer or AsyncLonePerformer(None))

    def followed_by(self, number):
        """Wait until so many follow the flight."""
        flight = flights._flights[id(self)]
        for _ in range(PATIENCE * 1000):
            if len(flight._followers) >= number:
                return
            threading.Event().wait(0.001)
        raise AssertionError(f"{len(flight._followers)} follow")


@pytest.fixture
def work():
    work = Work()
    yield work
    work.gate.set()
    assert id(work) not in flights._flights


class Transport:
    def send(self, request, stream=False):
        raise AssertionError("nothing is sent")


LASTING = Performer(Transport()), AsyncPerformer(Transport())  # type: ignore[arg-type] # never used


def test_100_threads_and_1000_tasks_at_once_cause_one_run(work):
    async def tasks():
        return await asyncio.gather(*(work.wait() for _ in range(1000)))

    with ThreadPoolExecutor(101) as pool:
        threads = [pool.submit(work.block) for _ in range(100)]
        loop = pool.submit(lambda: asyncio.run(tasks()))
        assert work.begun.wait(PATIENCE)
        work.followed_by(1099)
        work.gate.set()
        assert [thread.result(PATIENCE) for thread in threads] == ["done"] * 100
        assert loop.result(PATIENCE) == ["done"] * 1000
    assert work.runs == 1


def test_all_are_told_of_a_failure_by_an_error_of_their_own(work):
    work.outcome = CredentialRetrievalError(provider="made up", error_msg="no")
    with ThreadPoolExecutor(20) as pool:
        threads = [pool.submit(work.block) for _ in range(20)]
        assert work.begun.wait(PATIENCE)
        work.followed_by(19)
        work.gate.set()
        errors = [thread.exception(PATIENCE) for thread in threads]
    assert work.runs == 1
    assert {str(error) for error in errors} == {"Error when retrieving credentials from made up: no"}
    assert len({id(error) for error in errors}) == 20
    assert all("in steps" in "".join(traceback.format_exception(error)) for error in errors)


class CannotBeCopied(Exception):
    def __init__(self, one, two):
        super().__init__(one)


def test_an_error_that_cannot_be_copied_is_shared(work):
    work.outcome = CannotBeCopied("one", "two")
    with ThreadPoolExecutor(2) as pool:
        threads = [pool.submit(work.block) for _ in range(2)]
        assert work.begun.wait(PATIENCE)
        work.followed_by(1)
        work.gate.set()
        assert {type(thread.exception(PATIENCE)) for thread in threads} == {CannotBeCopied}


def test_the_next_one_who_comes_afterwards_has_it_run_again(work):
    work.gate.set()
    assert [work.block(), work.block(), asyncio.run(work.wait())] == ["done"] * 3
    assert work.runs == 3


@pytest.mark.parametrize("waiting", [Share.FIRST, Share.NOBODY])
def test_who_need_not_wait_is_let_go_at_once_while_somebody_runs_it(work, waiting):
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(work.block)
        assert work.begun.wait(PATIENCE)
        assert work.block(waiting) is None
        assert asyncio.run(work.wait(waiting)) is None
        work.gate.set()
        assert first.result(PATIENCE) == "done"
    assert work.runs == 1


def test_nobody_waits_for_what_runs_in_the_background(work):
    assert work.block(Share.NOBODY, LASTING[0]) is None
    assert work.begun.wait(PATIENCE)
    with ThreadPoolExecutor(1) as pool:
        follower = pool.submit(work.block)
        work.followed_by(1)
        work.gate.set()
        assert follower.result(PATIENCE) == "done"
    assert work.runs == 1


def test_nor_does_a_task(work):
    async def main():
        assert await work.wait(Share.NOBODY, LASTING[1]) is None
        follower = asyncio.ensure_future(work.wait())
        gc.collect()
        await until_async(work.begun.is_set)
        work.gate.set()
        return await follower

    assert asyncio.run(main()) == "done"
    assert work.runs == 1


def test_what_waits_for_nothing_is_done_at_once_even_so():
    def steps():
        yield from ()
        return "at once"

    def share():
        return (yield Share("key", steps, Share.NOBODY))

    assert drive(share(), LASTING[0]) == "at once"
    assert asyncio.run(drive_async(share(), LASTING[1])) == "at once"


def test_without_threads_the_caller_runs_it(work, monkeypatch):
    def start(self):
        raise RuntimeError("can't create new thread at interpreter shutdown")

    work.gate.set()
    monkeypatch.setattr(threading.Thread, "start", start)
    assert work.block(Share.NOBODY, LASTING[0]) == "done"


def test_performers_that_end_with_the_call_run_nothing_in_the_background(work):
    work.gate.set()
    assert work.block(Share.NOBODY) == "done"
    assert asyncio.run(work.wait(Share.NOBODY)) == "done"


# ---------------------------------------------------------------- leaders that are lost


def test_when_the_leader_is_interrupted_another_takes_over(work):
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(work.block)
        assert work.begun.wait(PATIENCE)
        others = [pool.submit(work.block) for _ in range(2)]
        work.followed_by(2)
        work.outcome = KeyboardInterrupt()

        def mend():
            work.outcome = "taken over"

        flights._flights[id(work)].follow(mend)
        work.gate.set()
        assert isinstance(first.exception(PATIENCE), KeyboardInterrupt)
        assert [other.result(PATIENCE) for other in others] == ["taken over"] * 2
    assert work.runs in (2, 3)  # the third one may have come when the second one was ready


def test_when_the_leading_task_is_cancelled_another_takes_over(work):
    async def main():
        first = asyncio.ensure_future(work.wait())
        await until_async(work.begun.is_set)
        others = [asyncio.ensure_future(work.wait()) for _ in range(5)]
        await until_async(lambda: len(flights._flights[id(work)]._followers) == 5)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await until_async(lambda: work.runs == 2)
        work.gate.set()
        return await asyncio.gather(*others)

    assert asyncio.run(main()) == ["done"] * 5
    assert work.runs == 2


def test_a_follower_that_is_cancelled_leaves_the_others_alone(work):
    async def main():
        first = asyncio.ensure_future(work.wait())
        await until_async(work.begun.is_set)
        second = asyncio.ensure_future(work.wait())
        work_flight = flights._flights[id(work)]
        await until_async(lambda: work_flight._followers)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        assert not work_flight._followers
        work.gate.set()
        return await first

    assert asyncio.run(main()) == "done"
    assert work.runs == 1


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_when_the_leaders_loop_is_left_another_takes_over(work, closed):
    loop = asyncio.new_event_loop()
    left = loop.create_task(work.wait())

    loop.run_until_complete(until_async(work.begun.is_set))
    if closed:
        loop.close()
    with ThreadPoolExecutor(1) as pool:
        follower = pool.submit(work.block)
        while work.runs < 2:
            assert not follower.done()
            threading.Event().wait(0.001)
        work.gate.set()
        assert follower.result(PATIENCE) == "done"
    assert work.runs == 2
    if not closed:
        assert loop.run_until_complete(left) == "done"  # which goes on, if somebody goes on with it
        loop.close()
    else:
        left._log_destroy_pending = False  # type: ignore[attr-defined] # asyncio would complain
        del left


def test_steps_that_nobody_goes_on_with_are_noticed(work):
    """As when an interrupt comes between the instructions that lead a flight."""
    leader: flights.Leader | None = flights.Leader()
    assert leader is not None
    flight, leads = flights.join(work, leader, None)
    assert leads
    work.gate.set()
    with ThreadPoolExecutor(1) as pool:
        follower = pool.submit(work.block)
        work.followed_by(1)
        del leader
        assert follower.result(PATIENCE) == "done"
    assert flight.abandoned


def test_a_thread_does_not_wait_for_its_own_loop(work):
    """A blocking call in a coroutine keeps the loop from ending what a task of it has begun."""

    async def main():
        first = asyncio.ensure_future(work.wait())
        await until_async(work.begun.is_set)
        work.gate.set()
        assert work.block() == "done"
        return await first

    assert asyncio.run(main()) == "done"
    assert work.runs == 2


def test_a_forked_process_begins_without_flights(work):
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(work.block)
        assert work.begun.wait(PATIENCE)
        child = os.fork()
        if not child:
            work.gate = threading.Event()
            work.gate.set()
            code = 1
            with contextlib.suppress(BaseException):
                code = 0 if (work.block(), work.runs) == ("done", 2) else 2
            os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        work.gate.set()
        assert first.result(PATIENCE) == "done"


def test_who_needs_himself_is_told_so():
    class Snake:
        method = "snake"

        def steps(self):
            return (yield from self.share())

        def share(self):
            return (yield Share(self, self.steps))

        def ask(self):
            return (yield Ask(lambda: drive(self.share(), LonePerformer(None))))

    snake = Snake()
    with pytest.raises(CredentialRetrievalError, match="from snake: .*must not use their session"):
        drive(snake.share(), LonePerformer(None))
    with pytest.raises(CredentialRetrievalError, match="must not use their session"):
        asyncio.run(drive_async(snake.share(), AsyncLonePerformer(None)))
    snake.steps = snake.ask  # type: ignore[method-assign] # through a program's function, in a thread
    with pytest.raises(CredentialRetrievalError, match="must not use their session"):
        asyncio.run(drive_async(snake.share(), AsyncLonePerformer(None)))
    assert not flights._flights
