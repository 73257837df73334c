"""Many small documents: DynamoDB `Query`, 100 items."""

from __future__ import annotations

from .. import replies
from ..measure import Effort
from ..server import Server
from ..table import Line
from ._calls import compare

NAME = "query"
REPLIES = {NAME: replies.query}
CALL = (
    "dynamodb",
    "query",
    {
        "TableName": "users",
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "USER#00000001"}},
    },
)
TARGET = 1 / 8


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    return compare(server, effort, "dynamodb.query, 100 items", CALL, TARGET, NAME)
