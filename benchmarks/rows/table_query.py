"""Items as Python values: `table.query` of 100, conditions built by objects."""

from __future__ import annotations

from .. import replies
from ..measure import Effort
from ..server import Server
from ..table import Line
from ._calls import beside_boto3

NAME = "table_query"
REPLIES = {NAME: replies.query}
TARGET = 1 / 8


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    arguments = (server.url(NAME), effort.seconds)
    return [beside_boto3("table.query, 100 items", effort.rounds, TARGET, "table_query.py", *arguments)]
