"""The smallest call of the query protocol: STS `GetCallerIdentity`."""

from __future__ import annotations

from .. import replies
from ..measure import Effort
from ..server import Server
from ..table import Line
from ._calls import compare

NAME = "get_caller_identity"
REPLIES = {NAME: replies.get_caller_identity}
CALL: tuple[str, str, dict[str, object]] = ("sts", "get_caller_identity", {})
TARGET = 1 / 8


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    return compare(server, effort, "sts.get_caller_identity", CALL, TARGET, NAME)
