"""Comparing a folder with a bucket that has all of it already: for one file; then memory, for ten times more files."""

from __future__ import annotations

import os
from pathlib import Path

from ...contenders import PURE, Unavailable
from ...measure import FULL, Effort, median
from ...server import Server
from ...store import BEFORE, Store
from ...table import Line, kibibytes, limit_line
from .._row import Row
from . import _rivals
from ._lines import compared_lines, rounds, wall_line
from ._rivals import Job, Maker, compare

NAME = "sync"
COUNT = 100_000
#: What `--quick` makes of it.
SHORTER = 10
#: How many times more files the memory is for.
MORE = 10
SIZE = 16
FOLDER = 1000
ROOM = 6 * 2**30
RIVALS: dict[str, Maker] = {"aws-cli v1": _rivals.aws, "s5cmd": _rivals.s5cmd, "rclone": _rivals.rclone}
TARGETS: dict[str, float | None] = {"aws-cli v1": 10, "s5cmd": 6, "rclone": 1.67}
WALL = 1.0
#: KiB beyond an idle client.
MEMORY = 200 * 1024.0


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    count = COUNT if effort is FULL else COUNT // SHORTER
    try:
        with Store(ROOM if effort is FULL else ROOM // SHORTER) as store:
            job = _prepare(store, "same", count)
            compared = compare(store, job, RIVALS, rounds(effort))
            what = f"sync of {count:,} unchanged files"
            lines = compared_lines(NAME, what, compared, TARGETS)
            lines.append(wall_line(NAME, what, compared.results, WALL))
            results = compare(store, _prepare(store, "more", MORE * count), {}, 1, both=False).results
    except Unavailable as error:
        return [Line(NAME, f"sync of {count:,} unchanged files", "-", note=f"not measured: {error}")]
    what = f"sync of {MORE * count:,} files: memory beyond idle"
    lines.append(limit_line(f"{NAME}_memory", what, median(results[PURE], "peak"), MEMORY, kibibytes))
    return lines


def _prepare(store: Store, bucket: str, count: int) -> Job:
    """Make the files and the listing."""
    root = store.scratch / bucket
    keys = [f"{number // FOLDER:04}/{number % FOLDER:04}.dat" for number in range(count)]
    for key in keys:
        _make_file(root / key)
    store.list(bucket, keys, SIZE)
    return Job("sync", bucket, "", root, count)


def _make_file(path: Path) -> None:
    if path.name.startswith("0000."):
        path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * SIZE)
    os.utime(path, (BEFORE, BEFORE))


ROW = Row(NAME, "transfers", {}, run)
