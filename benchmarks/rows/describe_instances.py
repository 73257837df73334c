"""Deep XML with many kinds of members: EC2 `DescribeInstances`, 100 instances."""

from __future__ import annotations

from .. import replies
from ..measure import Effort
from ..server import Server
from ..table import Line
from ._calls import compare

NAME = "describe_instances"
REPLIES = {NAME: replies.describe_instances}
CALL = ("ec2", "describe_instances", {"Filters": [{"Name": "instance-state-name", "Values": ["running", "pending"]}]})
TARGET = 1 / 8


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    return compare(server, effort, "ec2.describe_instances, 100 instances", CALL, TARGET, NAME)
