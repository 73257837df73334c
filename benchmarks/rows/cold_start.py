"""Processes that make one client or resource and end: their whole CPU time beyond that of an idle interpreter."""

from __future__ import annotations

from functools import partial

from .. import measure
from ..measure import WORKERS, Effort
from ..server import Server
from ..table import Line, line_of

NAME = "cold_start"
REPLIES: dict[str, object] = {}
#: What is made (library, kind, service).
MADE = {
    "boto3's client": ("boto3", "client", "s3"),
    "client": ("sotalia", "client", "s3"),
    "boto3's resource": ("boto3", "resource", "s3"),
    "resource": ("sotalia", "resource", "s3"),
    "EC2 client": ("sotalia", "client", "ec2"),
    "EC2 resource": ("sotalia", "resource", "ec2"),
}
#: what, beside, its process and ours, the ratio to reach
LINES = (
    ("one S3 client, beyond a bare interpreter", "boto3", ("boto3's client", "client"), 1 / 8),
    ("one S3 resource, beyond a bare interpreter", "boto3", ("boto3's resource", "resource"), 1 / 8),
    ("one EC2 resource, beyond a bare interpreter", "its own client", ("EC2 client", "EC2 resource"), 1.5),
)


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure them all in turns."""
    measure.compile_bytecode("sotalia", "boto3", "botocore", "s3transfer")
    script = str(WORKERS / "client.py")
    contenders = {"-": ("-",), **MADE}
    results = measure.take_turns(
        effort.starts,
        {name: partial(measure.start_cost, script, *arguments) for name, arguments in contenders.items()},
    )
    bare = results.pop("-")
    beyond = {name: {key: figure - bare[key] for key, figure in figures.items()} for name, figures in results.items()}
    return [line_of(what, beside, beyond, names, target) for what, beside, names, target in LINES]
