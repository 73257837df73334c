"""What processes take that make one client or resource, or a client and its first call, and end: their whole CPU time,
for the former beyond that of an idle interpreter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .. import measure, replies
from ..measure import Effort, Figures
from ..server import Server
from ..table import Line, Targets, line_of
from ._row import Row, processes_beside_boto3

NAME = "cold_start"
#: What is made (library, kind, service).
MADE = {
    "boto3's client": ("boto3", "client", "s3"),
    "client": ("sotalia", "client", "s3"),
    "boto3's resource": ("boto3", "resource", "s3"),
    "resource": ("sotalia", "resource", "s3"),
    "EC2 client": ("sotalia", "client", "ec2"),
    "EC2 resource": ("sotalia", "resource", "ec2"),
}
#: name, what, beside, its process and ours, the ratio to reach
LINES = (
    ("cold_start_client", "an S3 client, beyond a bare interpreter", "boto3", ("boto3's client", "client"), 8),
    ("cold_start_resource", "an S3 resource, beyond a bare interpreter", "boto3", ("boto3's resource", "resource"), 8),
    ("cold_start_ec2", "an EC2 resource, the same", "its own client", ("EC2 client", "EC2 resource"), 0.67),
)
FIRST_CALLS: dict[str, Callable[[], replies.Reply]] = {
    "put_object": replies.stored,
    "get_item": replies.get_item,
    "list_objects_v2": partial(replies.list_objects_v2, 10),
    "get_caller_identity": replies.get_caller_identity,
}
FIRST_TARGETS = Targets(7, 7)


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure them all."""
    measure.compile_bytecode("sotalia", "boto3", "botocore", "s3transfer")
    return [*_made(effort), *(_first_call(server, effort, name) for name in FIRST_CALLS)]


def _made(effort: Effort) -> list[Line]:
    contenders = {name: partial(measure.start_cost, "client.py", *arguments) for name, arguments in MADE.items()}
    results = measure.by_turns(effort.starts, {"-": partial(measure.start_cost, "client.py", "-"), **contenders})
    bare = results.pop("-")
    idle = {key: measure.median(bare, key) for key in bare[0]}
    beyond: dict[str, Figures] = {
        name: [{key: max(each[key] - idle[key], 1e-6) for key in idle} for each in figures]
        for name, figures in results.items()
    }
    return [
        line_of(name, what, beside, {theirs: beyond[theirs], "sotalia": beyond[ours]}, Targets(target), theirs)
        for name, what, beside, (theirs, ours), target in LINES
    ]


def _first_call(server: Server, effort: Effort, name: str) -> Line:
    results = processes_beside_boto3(effort, "first_call.py", name, server.url(f"first_{name}"))
    what = f"client + first {name}, process"
    return line_of(f"first_{name}", what, "boto3", results, FIRST_TARGETS)


ROW = Row(NAME, "starts", {f"first_{name}": make for name, make in FIRST_CALLS.items()}, run)
