"""Transfers to which bad things happen, by seeds: how many runs end with wrong bytes, or leave something behind.

The tests have a sample of each; here there are many more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ... import measure
from ...measure import FULL, Effort
from ...server import Server
from ...table import Line, limit_line
from .._row import Row

NAME = "transfer_soak"
#: Transfers through the harmful proxy with each seed, half of them up, and the seeds.
COUNT = 500
SEEDS = (1, 2, 3, 4)
#: The largest of them, in bytes.
LARGEST = 200 * 2**20
#: What happens to others, and to how many each.
HARMS = {
    "full_disk": "a full disk",
    "shrinking_file": "a file that shrinks while it is sent",
    "growing_file": "a file that grows while it is sent",
    "replaced_object": "an object that is replaced while it is read",
    "expired_token": "a token that expires midway",
    "interrupted": "SIGINT",
    "killed": "SIGKILL",
}
TIMES = 200
#: What `--quick` makes of all that.
SHORTER = 20
ROOT = Path(__file__).parents[3]


def run(_server: Server, effort: Effort) -> list[Line]:
    """Make the transfers: a run stops at the first that is wrong."""
    share = 1 if effort is FULL else SHORTER
    count = COUNT // share
    failed = sum(_fails("tests.transfer.soak", count, seed, LARGEST // share) for seed in SEEDS)
    what = f"{count * len(SEEDS):,} transfers through a harmful proxy: runs that failed"
    lines = [limit_line(NAME, what, failed, 0)]
    for kind, shown in HARMS.items():
        failed = int(_fails("tests.transfer.harms", kind, TIMES // share, 1))
        lines.append(limit_line(f"{NAME}_{kind}", f"{TIMES // share} transfers, {shown}: failed", failed, 0))
    return lines


def _fails(module: str, *arguments: object) -> bool:
    environment: dict[str, Any] = measure.environment() | {"PYTHONPATH": os.fspath(ROOT)}
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    return done.returncode != 0


ROW = Row(NAME, "soak", {}, run)
