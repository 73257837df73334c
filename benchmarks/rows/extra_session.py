"""What one more session with an EC2 client takes in memory: models are shared by all sessions, or they are not."""

from __future__ import annotations

from functools import partial

from .. import measure
from ..measure import Effort
from ..server import Server
from ..table import LimitLine, Line, kibibytes

NAME = "extra_session"
REPLIES: dict[str, object] = {}
#: KiB
LIMIT = 1024.0
#: Enough sessions for growth to show above the size of a page; boto3's show at once.
COUNTS = {"boto3": 4, "sotalia": 100}


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    results = measure.take_turns(
        effort.rounds,
        {name: partial(measure.worker, "sessions.py", name, count) for name, count in COUNTS.items()},
    )
    theirs, ours = results["boto3"]["growth"], results["sotalia"]["growth"]
    return [LimitLine("one more session with an EC2 client", "boto3", theirs, ours, LIMIT, kibibytes)]
