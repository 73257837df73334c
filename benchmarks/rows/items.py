"""DynamoDB's types alone, without any call: 100 items of 20 mixed attributes there and back."""

from __future__ import annotations

from ..measure import Effort
from ..server import Server
from ..table import Line, Targets, line_of
from ._row import Row, beside_boto3

TARGETS = {"serialize": Targets(5, 10), "deserialize": Targets(4.5, 10)}


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    return [
        line_of(f"items_{way}", f"{way} 100 items of 20", "boto3", beside_boto3(effort, "items.py", way), targets)
        for way, targets in TARGETS.items()
    ]


ROW = Row("items", "calls", {}, run)
