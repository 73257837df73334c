"""`ddb select` and `ddb put`: items of DynamoDB as YAML, and expressions with their names and values in place."""

from __future__ import annotations

import sys
import time

from ....dynamodb.types import TypeDeserializer, TypeSerializer
from ...faults import SUCCESS, InvalidLine
from ...handmade import Command, Row
from ...words import MANY, NONE, Option
from .expressions import Placeholders, translated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...context import Context

#: How many items one request can put, and the seconds to wait after one that put none; each is twice the one before.
_BATCH, _PAUSE, _LONGEST = 25, 0.1, 10.0
_ATTRIBUTES = {"ALL": "ALL_ATTRIBUTES", "ALL_PROJECTED": "ALL_PROJECTED_ATTRIBUTES", "COUNT": "COUNT"}
_PAGING = {"starting-token": "StartingToken", "max-items": "MaxItems", "page-size": "PageSize"}
_EXPRESSIONS = {
    "projection": "ProjectionExpression",
    "filter": "FilterExpression",
    "key-condition": "KeyConditionExpression",
    "condition": "ConditionExpression",
}


def _select(context: Context, values: dict[str, Any]) -> int:
    output = context.general.output
    if output not in (None, "yaml", "off"):
        raise InvalidLine(f"{output} output format is not supported for ddb commands")
    request = _request(values)
    client = context.client("dynamodb")
    method = "query" if values["key-condition"] else "scan"
    paging = {key: values[name] for name, key in _PAGING.items() if values[name]}
    if context.general.paginate:
        pages = client.get_paginator(method).paginate(**request, PaginationConfig=paging)
        reply = pages.build_full_result()
    else:
        if paging:
            used = ", ".join(f"--{name}" for name in _PAGING if values[name])
            raise InvalidLine(f"Cannot specify --no-paginate along with pagination arguments: {used}")
        reply = getattr(client, method)(**request)
        reply.pop("ResponseMetadata", None)
    if reply.get("ConsumedCapacity", "") is None:
        del reply["ConsumedCapacity"]
    _print(context, reply)
    return SUCCESS


def _request(values: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of `Query` or `Scan`. Raises InvalidLine."""
    request = {"TableName": values["table_name"], "ConsistentRead": values["consistent-read"]}
    if values["index-name"]:
        request["IndexName"] = values["index-name"]
    request |= _expressions(values, "projection", "filter", "key-condition")
    if values["attributes"]:
        request["Select"] = _ATTRIBUTES[values["attributes"]]
    counted = "INDEXES" if values["index-name"] else "TOTAL"
    request["ReturnConsumedCapacity"] = counted if values["return-consumed-capacity"] else "NONE"
    return request


def _expressions(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a line's expressions as a request has them. Raises InvalidLine."""
    placeholders = Placeholders()
    given = {name: values[name] for name in names if values[name] is not None}
    request: dict[str, Any] = {_EXPRESSIONS[name]: translated(" ".join(words), placeholders)
                               for name, words in given.items()}  # fmt: skip
    if placeholders.names:
        request["ExpressionAttributeNames"] = placeholders.names
    if placeholders.values:
        serialize = TypeSerializer().serialize
        request["ExpressionAttributeValues"] = {key: serialize(value) for key, value in placeholders.values.items()}
    return request


def _print(context: Context, reply: dict[str, Any]) -> None:
    from ...output import output_stream
    from ...output.yaml import to_yaml
    from .items import writable

    if context.general.output == "off":
        return
    deserialize = TypeDeserializer().deserialize
    reply["Items"] = [{name: deserialize(value) for name, value in item.items()} for item in reply.get("Items", [])]
    if "LastEvaluatedKey" in reply:
        reply["LastEvaluatedKey"] = {name: deserialize(value) for name, value in reply["LastEvaluatedKey"].items()}
    value = reply if context.query is None else context.query.search(reply)
    with output_stream(context) as stream:
        stream.write(to_yaml(writable(value)))


def _put(context: Context, values: dict[str, Any]) -> int:
    from .items import read_items

    text = sys.stdin.read() if values["items"] == "-" else values["items"]
    items = read_items(text)
    if len(items) > 1 and values["condition"] is not None:
        raise InvalidLine("--condition is not supported for multiple items")
    more = _expressions(values, "condition")
    serialize = TypeSerializer().serialize
    try:
        written = [{name: serialize(value) for name, value in item.items()} for item in items]
    except (ArithmeticError, TypeError) as error:
        raise InvalidLine(f"Invalid items: {error}") from None
    client = context.client("dynamodb")
    if len(written) == 1:
        client.put_item(TableName=values["table_name"], Item=written[0], ReturnConsumedCapacity="NONE", **more)
    else:
        _put_all(client, values["table_name"], [{"PutRequest": {"Item": item}} for item in written])
    return SUCCESS


def _put_all(client: Any, table: str, requests: list[dict[str, Any]]) -> None:
    """Put any number of items; those that the table was too busy for once more."""
    pause = _PAUSE
    while requests:
        batch, requests = requests[:_BATCH], requests[_BATCH:]
        reply = client.batch_write_item(RequestItems={table: batch}, ReturnConsumedCapacity="NONE")
        left = reply.get("UnprocessedItems", {}).get(table, [])
        requests += left
        if len(left) < len(batch):
            pause = _PAUSE
        else:
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST)


def _flags(name: str, text: str, default: bool) -> tuple[Row, Row]:
    target = name
    return (
        Row(Option(f"--{name}", NONE, target=target), text, default=default),
        Row(Option(f"--no-{name}", NONE, target=target, value=False), "The opposite.", default=default),
    )


_SELECT = Command(
    _select,
    (
        Row(Option("--index-name"), "The secondary index to search."),
        Row(Option("--projection", MANY), "The names of the attributes to get, with commas between them."),
        Row(Option("--filter", MANY), "Which of the items that were read to return."),
        Row(Option("--key-condition", MANY), "Which keys to read: the table is queried, and not scanned."),
        Row(Option("--attributes", choices=tuple(_ATTRIBUTES)), "What to return of the items."),
        *_flags("consistent-read", "Read what was written last (the default), at twice the price.", True),
        *_flags("return-consumed-capacity", "Say what the reading has cost.", False),
        Row(Option("--starting-token"), "Where to go on: the NextToken of an earlier result that was cut off."),
        Row(Option("--max-items", number="int"), "How many items to print at most."),
        Row(Option("--page-size", number="int"), "How many items to read in each call."),
    ),
    summary="search a table or an index",
    positional=("table_name",),
    text="""`sotalia ddb select music --key-condition 'artist = "x" AND year BETWEEN 1990 AND 1999'`""",
)
_PUT = Command(
    _put,
    (Row(Option("--condition", MANY), "What must hold of the item that is there, for it to be replaced."),),
    summary="put items into a table",
    positional=("table_name", "items"),
    text="The items are YAML: one, a list of them, or - for what comes from stdin. Takes the extra `cli`. "
    "`sotalia ddb put music '{artist: x, year: 1991}'`",
)
DDB = Command(below={"select": _SELECT, "put": _PUT})
