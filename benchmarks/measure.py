"""Processes, rounds and medians: the only place that knows how a figure comes about."""

from __future__ import annotations

import compileall
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

WORKERS = Path(__file__).parent / "workers"


class Effort(NamedTuple):
    """How long to measure: rounds of processes, seconds in each, processes per start-up figure."""

    rounds: int
    seconds: float
    starts: int


FULL = Effort(rounds=5, seconds=3.0, starts=15)
QUICK = Effort(rounds=2, seconds=0.7, starts=5)


def environment() -> dict[str, str]:
    """What every measured process finds: credentials, a region, bytecode; nothing of the caller's AWS."""
    hidden = ("AWS_", "PYTHONDONTWRITEBYTECODE", "PYTHONPROFILE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return kept | {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def worker(script: str, *arguments: object, python: str = sys.executable) -> dict[str, Any]:
    """Run one of `workers/` in a process of its own and return the JSON object that it prints."""
    command = [python, str(WORKERS / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def take_turns(rounds: int, contenders: Mapping[str, Callable[[], Mapping[str, float]]]) -> dict[str, dict[str, float]]:
    """Run every contender once per round, and return the median of each of their figures."""
    results: dict[str, list[Mapping[str, float]]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            results[name].append(run())
    return {
        name: {key: statistics.median(each[key] for each in runs) for key in runs[0]} for name, runs in results.items()
    }


def start_cost(*arguments: str) -> dict[str, float]:
    """Run this interpreter with `arguments` and return the CPU and wall seconds of the whole process."""
    command = [sys.executable, *arguments]
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(sys.executable, command, environment(), file_actions=silent)
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
