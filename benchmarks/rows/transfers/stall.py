"""How long an event loop stands still while a large object is transferred by an awaited client."""

from __future__ import annotations

from ... import measure
from ...contenders import Unavailable
from ...measure import FULL, Effort, median
from ...server import Server
from ...store import Store
from ...table import Line, limit_line, seconds
from .._row import Row
from ._lines import rounds
from .large import COPIES, SHORTER, SIZE, job_of, make_object, shown

NAME = "transfer_stall"
LIMIT = 0.020


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it: the longest of each run, and the median of the runs."""
    size = SIZE if effort is FULL else SIZE // SHORTER
    lines = []
    try:
        with Store(COPIES * size) as store:
            file = make_object(store, size, "large")
            for way in ("up", "down"):
                told = job_of(store, way, file, size).told(store)
                found = [measure.worker("transfer_stall.py", told) for _ in range(rounds(effort))]
                what = f"{shown(size)} {way}, asyncio: the loop's longest stall"
                lines.append(limit_line(f"{NAME}_{way}", what, median(found, "stall"), LIMIT, seconds))
    except Unavailable as error:
        return [Line(NAME, f"{shown(size)}, asyncio: stall", "-", note=f"not measured: {error}")]
    return lines


ROW = Row(NAME, "transfers", {}, run)
