"""Items as Python values: `table.query` of 100, conditions built by objects."""

from __future__ import annotations

from .. import replies
from ..measure import Effort
from ..server import Server
from ..table import Line, Targets, line_of
from ._row import Row, beside_boto3

NAME = "table_query"
TARGETS = Targets(11, 14)


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    results = beside_boto3(effort, "table_query.py", server.url(NAME))
    return [line_of(NAME, "table.query, 100 items", "boto3", results, TARGETS)]


ROW = Row(NAME, "calls", {NAME: replies.query}, run)
