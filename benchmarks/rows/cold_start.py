"""A process that makes one S3 client and ends: its whole CPU time beyond that of an interpreter with nothing to do."""

from __future__ import annotations

from .. import measure
from ..measure import WORKERS, Effort
from ..server import Server
from ..table import Line, line_of

NAME = "cold_start"
REPLIES: dict[str, object] = {}
TARGET = 1 / 8


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    measure.compile_bytecode("sotalia", "boto3", "botocore", "s3transfer")
    script = str(WORKERS / "client.py")
    results = measure.take_turns(
        effort.starts, {name: lambda name=name: measure.start_cost(script, name) for name in ("-", "boto3", "sotalia")}
    )
    bare = results.pop("-")
    beyond = {name: {key: figure - bare[key] for key, figure in figures.items()} for name, figures in results.items()}
    return [line_of("one S3 client, beyond a bare interpreter", "boto3", beyond, ("boto3", "sotalia"), TARGET)]
