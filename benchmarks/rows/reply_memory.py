"""What large replies take in memory: at most while they are read, and as the dicts that the caller gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from .. import measure, replies
from ..measure import Effort
from ..server import Server
from ..table import Line, kibibytes, size_line
from ._row import Row
from .calls import CALLS

NAME = "reply_memory"
REPLIES: dict[str, Callable[[], replies.Reply]] = {
    "query_1": partial(replies.query, 1),
    "query_2800": partial(replies.query, 2800),
    "list_objects_v2_1": partial(replies.list_objects_v2, 1),
    "list_objects_v2_1000": replies.list_objects_v2,
    "describe_instances_1": partial(replies.describe_instances, 1),
    "describe_instances_1000": partial(replies.describe_instances, 1000),
}
#: The call; what and how many it brings; how many times less than boto3 it is to take: at most, and kept.
LARGE = (
    ("query", "1 MB", 2800, 1.1, 1.4),
    ("list_objects_v2", "1,000 keys", 1000, 0.75, 0.8),
    ("describe_instances", "1,000 instances", 1000, 1.3, 2.0),
)


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    calls = {each.name: each.call for each in CALLS}
    lines: list[Line] = []
    for name, what, count, most, kept in LARGE:
        service, method, parameters = calls[name]
        # The first reply is for warming up.
        urls = server.url(f"{name}_1"), server.url(f"{name}_{count}")
        told = (*urls, service, method, json.dumps(parameters))
        results = measure.by_turns(
            effort.starts,
            {library: partial(measure.worker, "reply_memory.py", library, *told) for library in ("boto3", "sotalia")},
        )
        for figure, text, target in (("peak", "at most", most), ("kept", "kept", kept)):
            theirs, ours = (measure.median(results[library], figure) for library in ("boto3", "sotalia"))
            text = f"{method}, {what}: memory, {text}"
            lines.append(size_line(f"{name}_{figure}", text, "boto3", theirs, ours, target, kibibytes))
    return lines


ROW = Row(NAME, "sizes", REPLIES, run)
