"""Many calls through a proxy on bad days: none is lost or sent more often than it says, and memory stays flat."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import measure
from ..measure import FULL, Effort
from ..server import Server
from ..table import Line, Ours, kibibytes, limit_line, seconds
from ._row import Row

NAME = "soak"
#: Calls, and how many at once.
KINDS = {"awaited": (50_000, 1000), "blocking": (50_000, 100)}
EXCHANGES = 100_000
#: What the workers allow for.
ATTEMPTS = 4
#: What `--quick` makes of them.
SHORTER = 10
#: KiB that memory may differ between half-way and the end: what the allocator moves about.
FLAT = 1024.0
ROOT = Path(__file__).parents[2]


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    share = 1 if effort is FULL else SHORTER
    lines: list[Line] = []
    for kind, (calls, at_once) in KINDS.items():
        what = f"soak, {kind}, {calls // share:,} by {at_once}"
        with _faulty() as url:
            ours = measure.worker("soak.py", kind, url, calls // share, at_once)
            with urllib.request.urlopen(f"{url}/counted") as reply:
                counted: dict[str, int] = json.load(reply)
        lines += [
            Line(f"{NAME}_{kind}_cpu", f"{what}: CPU of one", "-", pure=Ours(ours["cpu"]), show=seconds),
            limit_line(f"{NAME}_{kind}_lost", f"{what}: lost", ours["lost"], 0),
            limit_line(f"{NAME}_{kind}_twice", f"{what}: sent twice", counted["twice"] + ours["oftener"], 0),
            limit_line(f"{NAME}_{kind}_attempts", f"{what}: most attempts", counted["most"], ATTEMPTS),
            limit_line(f"{NAME}_{kind}_descriptors", f"{what}: descriptors", ours["descriptors"], 0),
            limit_line(f"{NAME}_{kind}_memory", f"{what}: memory", ours["memory"], FLAT, kibibytes),
        ]
    lines.append(_interleavings(EXCHANGES // share))
    return lines


@contextlib.contextmanager
def _faulty() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.faulty"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def _interleavings(calls: int) -> Line:
    """Run the exchanges in random order that the tests have a sample of: they raise where one does not end."""
    program = f"from tests.io.interleavings import run; run({calls}, 100)"
    environment: dict[str, Any] = measure.environment() | {"PYTHONPATH": os.fspath(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    what = f"{calls:,} exchanges in random order: runs that failed"
    return limit_line(f"{NAME}_interleavings", what, int(done.returncode != 0), 0)


ROW = Row(NAME, "soak", {}, run)
