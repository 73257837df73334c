"""Programs run for what they print: neither the program nor what it started outlives whoever waits for it."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sotalia.effects import RunProcess
from sotalia.io import clock, processes
from sotalia.io.drive import drive
from sotalia.io.drive_async import drive_async
from sotalia.io.perform import perform_alone
from sotalia.io.perform_async import perform_alone as perform_alone_async
from sotalia.io.workers import Workers

#: Says its process id, starts a program that holds the same outputs and says its own, and goes on for ever.
FOR_EVER = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open(sys.argv[1] + ".tmp", "w") as file:
    file.write(f"{os.getpid()} {child.pid}")
os.replace(sys.argv[1] + ".tmp", sys.argv[1])
time.sleep(600)
"""


def steps(*argv, timeout=60.0):
    return (yield RunProcess(list(argv), timeout))


@pytest.fixture(params=["blocking", "awaited"])
def run(request):
    """Runs a program: `run(*argv)` returns what came of it."""
    if request.param == "blocking":
        return lambda *argv, **options: drive(steps(*argv, **options), perform_alone)
    return lambda *argv, **options: asyncio.run(drive_async(steps(*argv, **options), perform_alone_async))


def python(code, *arguments):
    return sys.executable, "-c", code, *map(str, arguments)


def pids(path):
    """Return the processes that `FOR_EVER` has told of."""
    while not path.exists():
        time.sleep(0.01)
    return [int(pid) for pid in path.read_text().split()]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def assert_ended(path):
    deadline = time.monotonic() + 10
    while any(map(is_running, pids(path))):
        assert time.monotonic() < deadline, "it is still running"
        time.sleep(0.01)


@pytest.fixture(params=["without a terminal", "with a terminal"])
def terminal(request, monkeypatch):
    there = request.param == "with a terminal"
    monkeypatch.setattr(processes, "_has_terminal", lambda: there)
    return there


def test_no_shell_sees_the_command(run, terminal):
    code = "import sys; print(sys.argv[1]); print('warning', file=sys.stderr); sys.exit(3)"
    assert run(*python(code, "$HOME; x")) == (3, b"$HOME; x\n", b"warning\n")
    with pytest.raises(FileNotFoundError):
        run("/no/such/program")


def test_large_outputs_are_read_while_they_come(run):
    code = "import sys; sys.stderr.write('e' * 300000); sys.stdout.write('o' * 300000)"
    assert run(*python(code)) == (0, b"o" * 300_000, b"e" * 300_000)


def test_a_program_has_no_input(run):
    assert run(*python("import sys; print(repr(sys.stdin.read()))"))[1] == b"''\n"


def test_a_program_that_prints_without_end_is_ended(run, monkeypatch):
    monkeypatch.setattr(processes, "LARGEST_OUTPUT", 100_000)
    with pytest.raises(OSError, match="it prints more than"):
        run(*python("while True: print('x' * 1000)"))


def end_time(monkeypatch, path):
    """Have an hour go by, after the waiting has begun, as soon as there is a file at `path`."""
    later = iter(lambda: 3600.0 if path.exists() else 0.0, None)
    times = itertools.chain([0.0], later)
    monkeypatch.setattr(clock, "monotonic", lambda: next(times))


def test_a_program_that_does_not_end_is_killed_when_its_time_is_up(run, tmp_path, monkeypatch):
    end_time(monkeypatch, tmp_path / "pids")
    with pytest.raises(TimeoutError):
        run(*python(FOR_EVER, tmp_path / "pids"), timeout=0.05)
    assert_ended(tmp_path / "pids")


def test_with_a_terminal_the_program_itself_is_killed(run, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "_has_terminal", lambda: True)
    end_time(monkeypatch, tmp_path / "pids")
    with pytest.raises(TimeoutError):
        run(*python(FOR_EVER, tmp_path / "pids"), timeout=0.05)
    program, child = pids(tmp_path / "pids")
    assert not is_running(program)
    os.kill(child, signal.SIGKILL)


def test_with_a_terminal_the_program_is_of_its_group(run, terminal):
    group = int(run(*python("import os; print(os.getpgid(0))"))[1])
    assert (group == os.getpgid(0)) is terminal


def test_what_a_program_left_running_is_not_waited_for_longer_than_the_program_may_take(run, tmp_path, monkeypatch):
    path = tmp_path / "pids"
    later = iter(lambda: 3600.0 if path.exists() and not is_running(pids(path)[0]) else 0.0, None)
    times = itertools.chain([0.0], later)
    monkeypatch.setattr(clock, "monotonic", lambda: next(times))
    exit_code, out, err = run(*python(FOR_EVER.rpartition("time.sleep")[0] + "print(1)", path), timeout=0.05)
    assert (exit_code, out, err) == (0, b"1\n", b"")
    child = pids(path)[1]
    assert is_running(child)
    os.kill(child, signal.SIGKILL)


def test_a_cancelled_program_is_killed(tmp_path, terminal):
    async def main():
        task = asyncio.ensure_future(drive_async(steps(*python(FOR_EVER, tmp_path / "pids")), perform_alone_async))
        program, child = await asyncio.to_thread(pids, tmp_path / "pids")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not is_running(program)
        if terminal:
            os.kill(child, signal.SIGKILL)
        for thread in threading.enumerate():
            if thread.name == "sotalia":
                thread.join(10)
                assert not thread.is_alive()

    asyncio.run(main())
    assert_ended(tmp_path / "pids")


def test_a_program_of_a_task_cancelled_at_once_is_not_started(monkeypatch, tmp_path):
    # All threads are busy: the program waits for one.
    monkeypatch.setattr(processes, "_WAITING", Workers(1))

    async def main():
        first = asyncio.ensure_future(drive_async(steps(*python(FOR_EVER, tmp_path / "pids")), perform_alone_async))
        second = asyncio.ensure_future(
            drive_async(steps(*python("open(sys.argv[1], 'w')", tmp_path / "started")), perform_alone_async)
        )
        await asyncio.to_thread(pids, tmp_path / "pids")
        second.cancel()
        first.cancel()
        for task in (first, second):
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert_ended(tmp_path / "pids")
    assert not (tmp_path / "started").exists()


PROGRAM = """
import sys
from tests.io.test_processes import FOR_EVER, drive, perform_alone, python, steps
drive(steps(*python(FOR_EVER, sys.argv[1])), perform_alone)
"""


def test_ctrl_c_kills_the_program(tmp_path):
    process = subprocess.Popen(python(PROGRAM, tmp_path / "pids"), stderr=subprocess.PIPE)
    pids(tmp_path / "pids")
    process.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in process.communicate(timeout=20)[1]
    assert_ended(tmp_path / "pids")


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_any_event_loop_serves(loop):
    if loop == "uvloop":
        uvloop = pytest.importorskip("uvloop")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            ended = runner.run(drive_async(steps(*python("print(1)")), perform_alone_async))
    else:
        # In a thread other than the main one, where asyncio's own way of watching processes depends on the Python.
        found = []
        thread = threading.Thread(
            target=lambda: found.append(
                asyncio.run(drive_async(steps(*python("print(1)")), perform_alone_async)),
            )
        )
        thread.start()
        thread.join()
        (ended,) = found
    assert ended == (0, b"1\n", b"")


def test_the_loop_does_other_things_meanwhile():
    async def main():
        ticks = 0
        task = asyncio.ensure_future(
            drive_async(steps(*python("import time; time.sleep(0.5); print(1)")), perform_alone_async)
        )
        while not task.done():
            await asyncio.sleep(0.01)
            ticks += 1
        return ticks

    assert asyncio.run(main()) > 5
