"""The smallest call there is: DynamoDB `GetItem`, where all of the cost is the client's own."""

from __future__ import annotations

from .. import replies
from ..measure import Effort
from ..server import Server
from ..table import Line
from ._calls import compare

NAME = "get_item"
REPLIES = {NAME: replies.get_item}
CALL = ("dynamodb", "get_item", {"TableName": "users", "Key": {"pk": {"S": "USER#00000001"}, "sk": {"S": "PROFILE"}}})
TARGET = 1 / 10


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    return compare(server, effort, "dynamodb.get_item", CALL, TARGET, NAME)
