"""DynamoDB's types alone, without any call: 100 items of 20 mixed attributes there and back."""

from __future__ import annotations

from ..measure import Effort
from ..server import Server
from ..table import Line
from ._calls import beside_boto3

NAME = "items"
REPLIES: dict[str, object] = {}
TARGET = 1 / 4


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    return [
        beside_boto3(f"{way} 100 DynamoDB items", effort.rounds, TARGET, "items.py", way, effort.seconds)
        for way in ("serialize", "deserialize")
    ]
