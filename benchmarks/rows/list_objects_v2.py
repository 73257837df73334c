"""A page of 1,000 keys: S3 `ListObjectsV2`, where the cost is parsing XML."""

from __future__ import annotations

from .. import replies
from ..measure import Effort
from ..server import Server
from ..table import Line
from ._calls import compare

NAME = "list_objects_v2"
REPLIES = {NAME: replies.list_objects_v2}
CALL = ("s3", "list_objects_v2", {"Bucket": "bench-bucket", "Prefix": "logs/"})
TARGET = 1 / 12


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    return compare(server, effort, "s3.list_objects_v2, 1,000 keys", CALL, TARGET, NAME)
