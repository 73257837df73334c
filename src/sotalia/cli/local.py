"""`sotalia local`: run a command against an AWS of its own, or keep one running.

    sotalia local -- COMMAND...    starts the embedded AWS, runs the command with an environment that points to it,
                                   ends the AWS, and returns the command's exit code
    sotalia local                  keeps it running until Ctrl-C and prints the lines that a shell needs

Signals: a terminal's Ctrl-C reaches the command by itself, since it is in the same process group, and is not sent
twice; any other SIGINT, SIGTERM, SIGHUP or SIGQUIT is passed on to it. A command ended by signal n gives exit code
128 + n, as in a shell.
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import subprocess
import sys

from ..local import LocalServer, LocalUnavailable, environment, settings
from ..local.environment import DEFAULT_REGION, hidden_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType
    from typing import Any

CANNOT_RUN = 126
NOT_FOUND = 127
FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia local` with `arguments` and return the exit code."""
    options, command = _parse(list(arguments))
    try:
        with LocalServer(options.port, verbose=options.verbose) as server:
            if command:
                return run(command, environment(server.url, options.region))
            return _keep_running(server, options.region)
    except LocalUnavailable as error:
        print(f"sotalia local: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    split = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(
        prog="sotalia local",
        usage="sotalia local [options] [-- COMMAND [argument ...]]",
        description="Runs COMMAND against an AWS of its own: moto's server, embedded, on a loopback port, its state in "
        "memory. The command finds AWS_ENDPOINT_URL, dummy credentials and a region in its environment, and none of "
        "your own credentials or profiles; its exit code is returned and the server ended. Without a COMMAND the "
        "server stays until Ctrl-C, and the lines to export are printed.",
        epilog="example: sotalia local -- python examples/quickstart.py",
    )
    parser.add_argument("--port", type=int, default=0, help="the port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--region", default=DEFAULT_REGION, help="the region to set (default: %(default)s)")
    parser.add_argument("--verbose", action="store_true", help="log each request on standard error")
    options, rest = parser.parse_known_args(arguments[:split])
    command = arguments[split + 1 :]
    if rest:
        parser.error(f"unexpected {' '.join(rest)!r}; the command comes after '--': sotalia local -- COMMAND")
    if split < len(arguments) and not command:
        parser.error("no command after '--'")
    return options, command


def run(command: Sequence[str], env: dict[str, str]) -> int:
    """Run `command` with the environment `env`, pass signals on to it, and return its exit code as a shell would."""
    process: subprocess.Popen[bytes] | None = None

    def forward(number: int, _frame: FrameType | None) -> None:
        if process is None:
            raise SystemExit(128 + number)
        if not _comes_from_terminal(number):
            process.send_signal(number)

    previous = _handle(forward)
    try:
        process = subprocess.Popen(command, env=env)  # noqa: S603 - it runs the command that was typed
        code = process.wait()
    except (FileNotFoundError, NotADirectoryError):
        print(f"sotalia local: {command[0]}: there is no such command", file=sys.stderr)
        return NOT_FOUND
    except OSError as error:
        print(f"sotalia local: {command[0]}: {error.strerror or error}", file=sys.stderr)
        return CANNOT_RUN
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


def _handle(handler: Callable[[int, FrameType | None], None]) -> dict[int, Any]:
    """Install `handler` for the signals to be passed on, except those that the caller ignores (nohup)."""
    previous: dict[int, Any] = {}
    for name in FORWARDED:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            previous[number] = signal.signal(number, handler)
    return previous


def _comes_from_terminal(number: int) -> bool:
    """Whether the signal comes from the terminal, which has then sent it to the command as well."""
    if number not in (signal.SIGINT, getattr(signal, "SIGQUIT", None)) or not hasattr(os, "tcgetpgrp"):
        return number == signal.SIGINT  # Windows: Ctrl-C goes to the whole console
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


def _keep_running(server: LocalServer, region: str) -> int:
    """Print the lines that a shell needs, and wait for a signal or the server's end."""
    stop = {signal.SIGINT, signal.SIGTERM}

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in stop:
        signal.signal(number, leave)
    print("\n".join(_shell_lines(server.url, region)), flush=True)
    print(f"An AWS runs at {server.url}, its state in memory. Ctrl-C ends it.", file=sys.stderr)
    code = server.wait()
    print(f"sotalia local: the embedded AWS ended by itself (exit code {code}).", file=sys.stderr)
    return 1


def _shell_lines(url: str, region: str) -> list[str]:
    hidden = hidden_names(os.environ)
    unset = [f"unset {' '.join(hidden)}"] if hidden else []
    return unset + [f"export {name}={shlex.quote(value)}" for name, value in settings(url, region).items()]
