"""What handlers of signals raise can be put off, for a while and once."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from sotalia._signals import Deferral

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a signal that a process sends to itself ends it there")


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_first_signal_is_put_off_and_the_second_one_is_not() -> None:
    taken: list[BaseException] = []
    deferral = Deferral(taken.append)
    assert deferral.begin()
    signal.raise_signal(signal.SIGINT)
    assert [type(error) for error in taken] == [KeyboardInterrupt]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    deferral.end()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_handler_that_raises_nothing_has_its_way() -> None:
    seen: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    deferral = Deferral(lambda error: pytest.fail(f"taken: {error}"))
    deferral.begin()
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)
    deferral.end()
    assert seen == [signal.SIGINT] * 2


def test_it_is_put_off_for_a_while_only() -> None:
    deferral = Deferral(lambda error: None, 0.2)
    deferral.begin()
    signal.raise_signal(signal.SIGINT)
    try:
        with pytest.raises(KeyboardInterrupt):
            time.sleep(20)
    finally:
        deferral.end()


def test_other_threads_have_no_signals() -> None:
    begun: list[bool] = []
    thread = threading.Thread(target=lambda: begun.append(Deferral(lambda error: None).begin()))
    thread.start()
    thread.join()
    assert begun == [False]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_that_the_program_sets_meanwhile_stays() -> None:
    deferral = Deferral(lambda error: None)
    deferral.begin()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    deferral.end()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
