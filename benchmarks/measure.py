"""Processes, turns and medians: the only place that knows how a figure comes about.

Two kinds of figures: what a call costs, from processes that run side by side and take turns (`in_turns`), and what a
whole process costs (`start_cost`, `worker`).
"""

from __future__ import annotations

import compileall
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

WORKERS = Path(__file__).parent / "workers"

#: What one contender took, one entry per turn or process: {"cpu": seconds, "wall": seconds}, or other figures.
Figures = list[dict[str, float]]


class Effort(NamedTuple):
    """How long to measure: generations of processes, turns of each, processes per start-up figure."""

    generations: int
    turns: int
    starts: int


FULL = Effort(generations=3, turns=20, starts=15)
QUICK = Effort(generations=2, turns=8, starts=5)


class Contender(NamedTuple):
    """A script of `workers/` that takes turns, its arguments, who runs it, and what its environment has beside."""

    script: str
    arguments: tuple[object, ...]
    python: str = sys.executable
    environment: Mapping[str, str] = MappingProxyType({})


def environment(more: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What every measured process finds: credentials, a region, bytecode; nothing of the caller's AWS."""
    hidden = ("AWS_", "SOTALIA_", "PYTHONDONTWRITEBYTECODE", "PYTHONPROFILE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        **more,
    }


def in_turns(effort: Effort, contenders: Mapping[str, Contender], every: float = 0) -> dict[str, Figures]:
    """Measure all contenders side by side: each waits while another has its turn, of about a tenth of a second.

    So what else the machine does meets all of them alike. With `every`, a turn is one call, and the next one of the
    same contender begins so many seconds later. After a generation of processes comes another, since processes differ
    in how their memory lies.
    """
    results: dict[str, Figures] = {name: [] for name in contenders}
    for _ in range(effort.generations):
        with contextlib.ExitStack() as stack:
            workers = {name: stack.enter_context(_Worker(each)) for name, each in contenders.items()}
            for _ in range(effort.turns):
                start = time.monotonic()
                for name, each in workers.items():
                    results[name].append(each.turn("1" if every else ""))
                time.sleep(max(0.0, start + every - time.monotonic()) if every else 0)
    return results


class _Worker:
    """A process that has made its first calls, and makes more whenever it has its turn."""

    def __init__(self, contender: Contender) -> None:
        self._command = [contender.python, str(WORKERS / contender.script), *map(str, contender.arguments)]
        self._environment = environment(contender.environment)

    def __enter__(self) -> _Worker:
        self._errors = tempfile.TemporaryFile("w+")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self._errors}
        self._process = subprocess.Popen(self._command, env=self._environment, text=True, **pipes)  # type: ignore[call-overload]
        self._answer()  # so that no other one is measured while this one starts
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def turn(self, size: str) -> dict[str, float]:
        """Have it make `size` calls, or as many as it finds right, and return what one took."""
        self._process.stdin.write(f"{size}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, float]:
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            raise RuntimeError(f"{' '.join(self._command)} failed:\n{self._errors.read()}")
        figures: dict[str, float] = json.loads(line)
        return figures


def worker(
    script: str, *arguments: object, more: Mapping[str, str] = MappingProxyType({}), python: str = sys.executable
) -> dict[str, Any]:
    """Run one of `workers/` in a process of its own to its end, and return the JSON object that it prints."""
    command = [python, str(WORKERS / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(more))
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def by_turns(rounds: int, contenders: Mapping[str, Callable[[], dict[str, float]]]) -> dict[str, Figures]:
    """Run every contender's whole process once per round, and return the figures of all rounds."""
    results: dict[str, Figures] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            results[name].append(run())
    return results


def median(figures: Figures, key: str = "cpu") -> float:
    """Return the median of one of the figures."""
    return statistics.median(each[key] for each in figures)


def ratio(theirs: Figures, ours: Figures, key: str = "cpu") -> float:
    """Return how many times less ours is: the median over the turns, each compared with the rival's beside it."""
    return statistics.median(their[key] / our[key] for their, our in zip(theirs, ours, strict=True))


def start_cost(
    script: str, *arguments: object, more: Mapping[str, str] = MappingProxyType({}), python: str = sys.executable
) -> dict[str, float]:
    """Run one of `workers/`, or a script by its full path, and return the CPU and wall seconds of the whole process.

    `more` are further environment variables, `python` is the interpreter.
    """
    return process_cost([python, str(WORKERS / script), *map(str, arguments)], more)


def process_cost(command: list[str], more: Mapping[str, str] = MappingProxyType({})) -> dict[str, float]:
    """Run a command, silently, and return the CPU and wall seconds of its process, and of what that started."""
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment(more), file_actions=silent)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise RuntimeError(f"{' '.join(command)} failed")
    return {"cpu": usage.ru_utime + usage.ru_stime, "wall": wall}


def package_directory(name: str) -> Path:
    """Return where an installed package lies, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{name} is not installed; 'make bench' installs what the benchmarks need")
    return Path(spec.origin).parent


def compile_bytecode(*packages: str) -> None:
    """Compile the packages, so that no measured process has to."""
    for name in packages:
        compileall.compile_dir(package_directory(name), quiet=2)
