"""Objects instead of dicts, page after page: 100,000 of them through `bucket.objects.all()`."""

from __future__ import annotations

from functools import partial

from .. import replies
from ..contenders import forms
from ..measure import FULL, Effort, by_turns, worker
from ..server import Server
from ..table import Line, Targets, line_of
from ._row import Row

NAME = "objects_all"
COUNT = replies.PAGES * 1000
TARGETS = Targets(10, 10)


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it; one pass takes long enough to be steady."""
    arguments = (server.url(NAME), COUNT)
    contenders = {"boto3": partial(worker, "objects.py", "boto3", *arguments)}
    for form, switch in forms().items():
        contenders[form] = partial(worker, "objects.py", "sotalia", *arguments, more=switch)
    results = by_turns(3 if effort is FULL else 1, contenders)
    return [line_of(NAME, f"bucket.objects.all(), {COUNT:,} keys", "boto3", results, TARGETS)]


ROW = Row(NAME, "calls", {NAME: replies.list_objects}, run)
