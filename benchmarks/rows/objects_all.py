"""Objects instead of dicts, page after page: 100,000 of them through `bucket.objects.all()`."""

from __future__ import annotations

from .. import replies
from ..measure import FULL, Effort
from ..server import Server
from ..table import Line
from ._calls import beside_boto3

NAME = "objects_all"
REPLIES = {NAME: replies.list_objects}
COUNT = replies.PAGES * 1000
TARGET = 1 / 10


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it; one pass takes long enough to be steady."""
    rounds = 3 if effort is FULL else 1
    what = f"bucket.objects.all(), {COUNT:,} keys"
    return [beside_boto3(what, rounds, TARGET, "objects.py", server.url(NAME), COUNT)]
