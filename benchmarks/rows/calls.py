"""Calls of clients again and again, beside boto3's: one entry per row, with the ratios to reach."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from .. import replies
from ..contenders import Unavailable, interpreter
from ..measure import Effort
from ..replies import Reply
from ..server import Server
from ..table import Line, Targets, line_of
from ._row import Row, beside_boto3

NOTHING: Mapping[str, object] = MappingProxyType({})
KEY = {"pk": {"S": "USER#00000001"}, "sk": {"S": "PROFILE"}}
OBJECT = {"Bucket": "bench-bucket", "Key": "logs/2026/11/00001-server.json.gz"}


class Call(NamedTuple):
    """A call (service, method, parameters), what it is answered with, and how it is made: with so many different keys
    in turn, `every` so many seconds, by clients with such a Config, under another `version` of Python than this one.
    """

    name: str
    what: str
    call: tuple[str, str, Mapping[str, object]]
    reply: Callable[[], Reply]
    targets: Targets
    different: int = 1
    every: float = 0
    config: Mapping[str, object] = NOTHING
    version: str | None = None

    @property
    def row(self) -> Row:
        """The row of this call."""
        return Row(self.name, "calls", {self.name: self.reply}, partial(_measure, self))


def _measure(call: Call, server: Server, effort: Effort) -> list[Line]:
    service, method, parameters = call.call
    told: dict[str, object] = {"service": service, "method": method, "parameters": dict(parameters)}
    told |= {"different": call.different, "config": dict(call.config)}
    arguments = (server.url(call.name), json.dumps(told))
    try:
        python = interpreter(call.version)
    except Unavailable as reason:
        return [Line(call.name, call.what, "boto3", note=f"not measured: {reason}")]
    results = beside_boto3(effort, "calls.py", *arguments, python=python, every=call.every, more=server.trust)
    return [line_of(call.name, call.what, "boto3", results, call.targets)]


GET_ITEM = ("dynamodb", "get_item", {"TableName": "users", "Key": KEY})
GET_ITEMS = ("dynamodb", "get_item", {"TableName": "users", "Key": KEY | {"pk": {"S": "USER#{key}"}}})


def _presign(name: str, what: str, targets: Targets, config: Mapping[str, object] = NOTHING) -> Call:
    call = ("s3", "generate_presigned_url", OBJECT)
    return Call(name, f"s3.generate_presigned_url{what}", call, replies.stored, targets, config=config)


CALLS = (
    Call("get_item", "dynamodb.get_item", GET_ITEM, replies.get_item, Targets(17, 20)),
    Call(
        "get_item_keys",
        "dynamodb.get_item, 1,000 different keys",
        GET_ITEMS,
        replies.get_item,
        Targets(16, 20),
        different=1000,
    ),
    Call(
        "get_item_tls", "dynamodb.get_item, TLS", GET_ITEM, partial(replies.secure, replies.get_item), Targets(15, 17)
    ),
    # What prepares the requests of a second is made for each of these calls: they are to be no slower than without.
    Call(
        "get_item_seldom",
        "dynamodb.get_item, one call a second",
        GET_ITEM,
        replies.get_item,
        Targets(3.5, 3.5),
        every=1.0,
    ),
    Call(
        "get_item_newer",
        "dynamodb.get_item, Python 3.13",
        GET_ITEM,
        replies.get_item,
        Targets(16, 18),
        version="3.13",
    ),
    Call(
        "get_caller_identity",
        "sts.get_caller_identity",
        ("sts", "get_caller_identity", NOTHING),
        replies.get_caller_identity,
        Targets(16, 18),
    ),
    Call(
        "get_object",
        "s3.get_object of 1 KiB, read",
        ("s3", "get_object", OBJECT),
        replies.stored_object,
        Targets(20, 20),
    ),
    Call(
        "put_object",
        "s3.put_object of 1 KiB",
        ("s3", "put_object", {**OBJECT, "Body": "x" * 1024}),
        replies.stored,
        Targets(20, 20),
    ),
    _presign("presign", "", Targets(25, 25)),
    _presign("presign_v4", ", v4", Targets(25, 25), {"signature_version": "s3v4"}),
    Call(
        "list_objects_v2",
        "s3.list_objects_v2, 1,000 keys",
        ("s3", "list_objects_v2", {"Bucket": "bench-bucket", "Prefix": "logs/"}),
        replies.list_objects_v2,
        Targets(25, 45),
    ),
    Call(
        "describe_instances",
        "ec2.describe_instances, 100 instances",
        (
            "ec2",
            "describe_instances",
            {"Filters": [{"Name": "instance-state-name", "Values": ["running", "pending"]}]},
        ),
        replies.describe_instances,
        Targets(10, 25),
    ),
    Call(
        "query",
        "dynamodb.query, 100 items",
        (
            "dynamodb",
            "query",
            {
                "TableName": "users",
                "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": {":pk": {"S": "USER#00000001"}},
            },
        ),
        replies.query,
        Targets(11, 16),
    ),
)
ROWS = tuple(call.row for call in CALLS)
