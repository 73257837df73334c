"""Going through all keys of a bucket, page by page, with the paginator; figures are for one key."""

from __future__ import annotations

from ...contenders import PURE, Unavailable
from ...measure import FULL, Effort, median
from ...server import Server
from ...store import Store
from ...table import Line, kibibytes, limit_line
from .._row import Row
from . import _rivals
from ._lines import compared_lines, rounds
from ._rivals import Job, compare

NAME = "listing"
COUNT = 1_000_000
#: What `--quick` makes of it, and what memory is compared with.
SHORTER = 10
SIZE = 16
ROOM = 2**30
TARGETS: dict[str, float | None] = {"boto3": 15}
#: How many KiB more than a tenth of the keys all of them may take.
FLAT = 1024.0


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    count = COUNT if effort is FULL else COUNT // SHORTER
    try:
        with Store(ROOM) as store:
            store.list("all", (f"logs/{number:08}.json.gz" for number in range(count)), SIZE)
            job = Job("list", "all", "", store.scratch, count)
            compared = compare(store, job, {"boto3": _rivals.boto3}, min(3, rounds(effort)))
            store.list("tenth", (f"logs/{number:08}.json.gz" for number in range(count // SHORTER)), SIZE)
            fewer = Job("list", "tenth", "", store.scratch, count // SHORTER)
            lesser = median(compare(store, fewer, {}, rounds(effort), both=False).results[PURE], "peak")
    except Unavailable as error:
        return [Line(NAME, f"listing {count:,} keys", "-", note=f"not measured: {error}")]
    lines = compared_lines(NAME, f"listing {count:,} keys", compared, TARGETS)
    what = f"listing {count:,} keys: more memory than {count // SHORTER:,} take"
    lines.append(limit_line(f"{NAME}_flat", what, median(compared.results[PURE], "peak") - lesser, FLAT, kibibytes))
    return lines


ROW = Row(NAME, "transfers", {}, run)
