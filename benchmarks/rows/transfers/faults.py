"""Transfers through a proxy that does harm at random: how many end with wrong bytes, or leave something behind."""

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
#: Transfers with each seed, and the seeds.
COUNT = 250
SEEDS = (1, 2, 3, 4)
#: What `--quick` makes of them.
SHORTER = 10
ROOT = Path(__file__).parents[3]


def run(_server: Server, effort: Effort) -> list[Line]:
    """Run the transfers that the tests have a sample of: they stop at the first that is wrong."""
    count = COUNT if effort is FULL else COUNT // SHORTER
    environment: dict[str, Any] = measure.environment() | {"PYTHONPATH": os.fspath(ROOT)}
    failed = 0
    for seed in SEEDS:
        command = [sys.executable, "-m", "tests.transfer.soak", str(count), str(seed)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            failed += 1
            print(done.stderr, file=sys.stderr)
    what = f"{count * len(SEEDS):,} transfers through a harmful proxy: runs that failed"
    return [limit_line(NAME, what, failed, 0)]


ROW = Row(NAME, "soak", {}, run)
