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
from ..table import LimitLine, Line, kibibytes, seconds

NAME = "soak"
REPLIES: dict[str, object] = {}
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
            Line(f"{what}: CPU of one", "-", ours=ours["cpu"], show=seconds),
            LimitLine(f"{what}: lost", "-", ours=ours["lost"], target=0),
            LimitLine(f"{what}: sent twice", "-", ours=counted["twice"] + ours["oftener"], target=0),
            LimitLine(f"{what}: most attempts", "-", ours=counted["most"], target=ATTEMPTS),
            LimitLine(f"{what}: descriptors", "-", ours=ours["descriptors"], target=0),
            LimitLine(f"{what}: memory", "-", ours=ours["memory"], target=FLAT, show=kibibytes),
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
    return LimitLine(what, "-", ours=int(done.returncode != 0), target=0)
