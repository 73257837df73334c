"""Programs that are run for what they print, blocking and awaited.

Laws:
- no shell sees the command, the program's input is empty, and its output is bounded, since it may be any program;
- when the waiting for it stops (the time is up, Ctrl-C, a cancelled task), the program is killed, and the caller goes
  on when it has ended;
- the processes that it has started are killed with it, except where there is a terminal. There it belongs to the
  terminal's processes, so that it may ask for a code, and Ctrl-C reaches all of them by itself.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from threading import Lock

from . import clock
from .threads import until_done
from .workers import Workers

TYPE_CHECKING = False
if TYPE_CHECKING:
    #: Exit code, standard output, standard error.
    Outcome = tuple[int, bytes, bytes]

#: The most bytes that a program may write into one of its outputs.
LARGEST_OUTPUT = 16 * 1024 * 1024
#: How many seconds a killed program may take to end.
_LAST_SECONDS = 5
#: The longest single wait, in seconds: every selector can wait that long.
_A_DAY = 24 * 3600

#: The threads that wait for programs, so that tasks need not.
_WAITING = Workers(64)


def run_process(argv: list[str], timeout: float) -> Outcome:
    """Run a program; return (exit code, stdout, stderr).

    Raises TimeoutError when it has not ended after `timeout` seconds, FileNotFoundError and its siblings when it cannot
    be started, OSError when it prints without end.
    """
    return _Program(argv, timeout).run()


async def run_process_async(argv: list[str], limit: float) -> Outcome:
    """Do the same, waiting in a thread."""
    program = _Program(argv, limit)
    try:
        future = _WAITING.start(program.run)
    except RuntimeError:  # there can be no more threads
        return program.run()
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        program.kill()
        await until_done(future)
        raise


class _Program:
    """One run of a program: `run` in one thread, `kill` in any."""

    __slots__ = ("_argv", "_killed", "_lock", "_process", "_timeout", "_wake")

    def __init__(self, argv: list[str], timeout: float) -> None:
        self._argv = argv
        self._timeout = timeout
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False
        #: A byte written to this descriptor ends the waiting.
        self._wake: int | None = None

    def run(self) -> Outcome:
        """Start the program, wait for its end, and return its outcome."""
        wakes, wake = os.pipe()
        try:
            with self._lock:
                if self._killed:
                    raise InterruptedError
                self._process, self._wake = process, _ = _start(self._argv), wake
            return self._outcome(process, wakes)
        finally:
            with self._lock:
                self._wake = None
            os.close(wakes)
            os.close(wake)

    def kill(self) -> None:
        """End the program, and the waiting for it."""
        with self._lock:
            self._killed = True
            if self._process is not None and self._wake is not None:
                _kill(self._process)
                os.write(self._wake, b".")

    def _outcome(self, process: subprocess.Popen[bytes], wakes: int) -> Outcome:
        outputs = process.stdout, process.stderr
        out = err = b""
        in_time = True
        try:
            if sys.platform == "win32":
                out, err = process.communicate(timeout=self._timeout)
            else:
                deadline = clock.monotonic() + self._timeout
                out, err = _collect(process, wakes, deadline)
                process.wait(max(0.0, deadline - clock.monotonic()))
        except subprocess.TimeoutExpired:
            in_time = False  # its text has the command, which may have a secret in it
            _kill(process)
        except BaseException:
            _kill(process)
            raise
        finally:
            for output in outputs:
                if output is not None:
                    output.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LAST_SECONDS)
        if not in_time:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        return process.returncode, out, err


def _start(argv: list[str]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    group = None if sys.platform == "win32" or _has_terminal() else 0
    return subprocess.Popen(  # noqa: S603 - no shell
        argv, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, process_group=group
    )


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a program that has not ended, and with it the processes that it has started, if it has its own group."""
    if process.poll() is not None:
        return
    with suppress(OSError):
        if sys.platform != "win32" and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _collect(process: subprocess.Popen[bytes], wakes: int, deadline: float) -> tuple[bytes, bytes]:
    """Return what the program has written into its two outputs, when it has closed them.

    Processes that it has started may keep them open: when the time is up, they count as closed if the program has
    ended.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    outputs = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
    with DefaultSelector() as selector:
        selector.register(wakes, EVENT_READ)
        for descriptor in outputs:
            selector.register(descriptor, EVENT_READ)
        open_outputs = len(outputs)
        while open_outputs:
            remaining = deadline - clock.monotonic()
            if remaining <= 0:
                if process.poll() is not None:
                    break
                raise subprocess.TimeoutExpired(process.args, 0)
            for key, _ in selector.select(min(remaining, _A_DAY)):
                if key.fd == wakes:
                    raise InterruptedError
                chunk = os.read(key.fd, 65536)
                if not chunk:
                    selector.unregister(key.fd)
                    open_outputs -= 1
                    continue
                outputs[key.fd] += chunk
                if len(outputs[key.fd]) > LARGEST_OUTPUT:
                    raise OSError(errno.EFBIG, f"it prints more than {LARGEST_OUTPUT >> 20} MiB")
    out, err = outputs.values()
    return bytes(out), bytes(err)
