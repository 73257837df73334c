"""The peak memory of a process that makes one S3 client, beyond that of an interpreter with nothing to do."""

from __future__ import annotations

from functools import partial

from .. import measure
from ..measure import Effort
from ..server import Server
from ..table import Line, kibibytes, size_line
from ._row import Row

NAME = "peak_memory"
TARGET = 3


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    measure.compile_bytecode("sotalia", "boto3", "botocore", "s3transfer")
    names = ("-", "boto3", "sotalia")
    results = measure.by_turns(effort.starts, {name: partial(measure.worker, "client.py", name) for name in names})
    bare, theirs, ours = (measure.median(results[name], "peak") for name in names)
    what = "its peak memory, beyond a bare interpreter"
    return [size_line(NAME, what, "boto3", theirs - bare, ours - bare, TARGET, kibibytes)]


ROW = Row(NAME, "sizes", {}, run)
