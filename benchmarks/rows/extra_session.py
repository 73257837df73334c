"""What one more session with an EC2 client takes in memory: models are shared by all sessions, or they are not."""

from __future__ import annotations

from functools import partial

from .. import measure
from ..measure import Effort
from ..server import Server
from ..table import Line, kibibytes, limit_line
from ._row import Row

NAME = "extra_session"
#: KiB
LIMIT = 1024.0
#: Enough sessions for growth to show above the size of a page; boto3's show at once.
COUNTS = {"boto3": 4, "sotalia": 100}


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    results = measure.by_turns(
        effort.generations,
        {name: partial(measure.worker, "sessions.py", name, count) for name, count in COUNTS.items()},
    )
    theirs, ours = (measure.median(results[name], "growth") for name in COUNTS)
    return [limit_line(NAME, "one more session with an EC2 client", ours, LIMIT, kibibytes, theirs=theirs)]


ROW = Row(NAME, "sizes", {}, run)
