"""Replies in the six protocols: what real operations answer, damaged, and some that no service would dream of."""

from __future__ import annotations

import json
import random
from functools import cache, lru_cache
from typing import Any
from xml.etree import ElementTree

import cbor2
from botocore.model import OperationModel, ServiceModel

from sotalia.wire import protocol
from tests.fuzz.damage import battered, odd_value, some, spoiled, spoiled_document
from tests.fuzz.judge import Outcome, Target
from tests.wire.json_reference import Values, our_reply, output_of
from tests.wire.xml_cases import error_bodies, reply_body
from tests.wire.xml_reference import botocore_reply, service

#: A service with all that is rare: unions, documents, maps and lists in headers, JSON in headers, every scalar.
ODD_SHAPES: dict[str, Any] = {
    **{
        kind: {"type": kind}
        for kind in ("string", "integer", "long", "float", "double", "boolean", "blob", "timestamp")
    },
    "Out": {
        "type": "structure",
        "members": {
            **{kind: {"shape": kind} for kind in ("string", "integer", "long", "float", "double", "boolean", "blob")},
            "timestamp": {"shape": "timestamp"},
            "iso": {"shape": "timestamp", "timestampFormat": "iso8601"},
            "Union": {"shape": "Union"},
            "List": {"shape": "List"},
            "Map": {"shape": "Map"},
            "Flat": {"shape": "FlatList"},
            "FlatMap": {"shape": "FlatMap"},
            "Doc": {"shape": "Doc"},
            "Deep": {"shape": "Out"},
            "Renamed": {"shape": "string", "locationName": "other"},
        },
    },
    "Union": {
        "type": "structure",
        "union": True,
        "members": {"A": {"shape": "string"}, "B": {"shape": "integer"}, "C": {"shape": "Union"}},
    },
    "List": {"type": "list", "member": {"shape": "Out"}},
    "FlatList": {"type": "list", "member": {"shape": "integer"}, "flattened": True},
    "Map": {"type": "map", "key": {"shape": "string"}, "value": {"shape": "timestamp"}},
    "FlatMap": {"type": "map", "key": {"shape": "string"}, "value": {"shape": "boolean"}, "flattened": True},
    "Doc": {"type": "structure", "members": {}, "document": True},
    "Error": {
        "type": "structure",
        "exception": True,
        "members": {"message": {"shape": "string"}, "when": {"shape": "timestamp"}, "n": {"shape": "integer"}},
    },
}
#: In replies over REST, these travel in the head.
ODD_HEADS: dict[str, Any] = {
    **{f"h-{kind}": {"shape": kind, "location": "header", "locationName": f"x-{kind}"} for kind in (
        "string", "integer", "float", "boolean", "timestamp",
    )},
    "h-list": {"shape": "FlatList", "location": "header", "locationName": "x-list"},
    "h-json": {"shape": "string", "location": "header", "locationName": "x-json", "jsonvalue": True},
    "h-map": {"shape": "StringMap", "location": "headers", "locationName": "x-map-"},
    "status": {"shape": "integer", "location": "statusCode"},
}  # fmt: skip


def odd_service(spoken: str) -> ServiceModel:
    """The odd service, speaking one of the protocols."""
    shapes = {**ODD_SHAPES, "StringMap": {"type": "map", "key": {"shape": "string"}, "value": {"shape": "string"}}}
    if "json" not in spoken:  # the others know no documents
        shapes["Out"] = {**shapes["Out"], "members": {**shapes["Out"]["members"]}}
        del shapes["Out"]["members"]["Doc"]
    if spoken.startswith("rest"):
        members = {**shapes["Out"]["members"], **ODD_HEADS}
        shapes["RestOut"] = {"type": "structure", "members": members}
    output = {"shape": "RestOut" if spoken.startswith("rest") else "Out"}
    if spoken == "query":
        output["resultWrapper"] = "OddResult"
    metadata = {
        "protocol": spoken,
        "protocols": [spoken],
        "serviceId": "odd",
        "endpointPrefix": "odd",
        "apiVersion": "2020-01-01",
        "targetPrefix": "Odd",
        "jsonVersion": "1.1",
    }
    operation = {
        "name": "Odd",
        "http": {"method": "POST", "requestUri": "/"},
        "output": output,
        "errors": [{"shape": "Error"}],
    }
    return ServiceModel({"metadata": metadata, "operations": {"Odd": operation}, "shapes": shapes}, "odd")


#: Services by protocol. Some operations of each are taken.
SERVICES = {
    "json": ("dynamodb", "sqs", "ecs", "ssm"),
    "rest-json": ("lambda", "apigateway", "batch", "iot"),
    "smithy-rpc-v2-cbor": ("cloudwatchomni", "eventbridgev2"),
    "query": ("iam", "sts", "cloudformation", "rds"),
    "ec2": ("ec2",),
    "rest-xml": ("s3", "cloudfront", "route53"),
}
#: Of how many operations of each service.
OPERATIONS = 12

_JSON = [*b'{}[],:"\\ \t\n0123456789-+.eEntfu']
TOKENS: dict[str, list[bytes]] = {
    "json": [
        *(bytes((byte,)) for byte in _JSON),
        *(b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"9" * 400, b'"\\ud800"', b'"\\u0000"', b"\xff"),
        b"\xef\xbb\xbf",
        *(b'{"a":', b'"__type":', b'"message":', b"[[", b'{"":', b'"Infinity"', b"//", b"'", b"\x00"),
        b"18446744073709551616",
    ],
    "xml": [
        *(b"<", b">", b"&", b";", b"/", b"\r", b"\x00", b"\x0b", b"\n", b"]]>", b"<!--c-->"),
        *(b"<![CDATA[<x>&]]>", b"<?pi?>"),
        *(b"<!DOCTYPE a [<!ENTITY h 'ha'>]>", b"x:", "é".encode(), b"\xff", b"&amp;", b"&#x41;", b"&#0;"),
        *(b"&nbsp;", b"&h;"),
        *(b"<a>", b"</a>", b"<a/>", b"<key>", b"<value/>", b"<member>", b"</member>", b"<entry>", b" a='1'"),
        b" xmlns='u'",
        *(b"<Error>", b"<Code>", b"<Errors/>", b"<ResponseMetadata/>", b"<RequestId>", b"<A/>", b"<B>1</B>"),
        *(b"NaN", b"9" * 50),
        *(b'<?xml version="1.0" encoding="foo"?>', b'<?xml version="1.0" encoding="utf-16"?>', b"\xfe\xff"),
        *(b"true", b"1.5"),
    ],
    "cbor": [
        *(b"\x80", b"\x81", b"\x9f", b"\xa0", b"\xa1", b"\xbf", b"\xff", b"\xf4", b"\xf5", b"\xf6", b"\xf7"),
        *(b"\xe0", b"\xf8\x20"),
        *(b"\x00", b"\x18\xff", b"\x1b" + b"\xff" * 8, b"\x3b" + b"\xff" * 8, b"\x40", b"\x5f", b"\x60"),
        *(b"\x7f", b"\x61a", b"\x62\xff\xff"),
        *(b"\xc0", b"\xc1", b"\xc2\x42\x01\x00", b"\xc4\x82\x1b\x7f\xff\xff\xff\xff\xff\xff\xff\x01"),
        *(b"\xd8\x1c", b"\xd8\x1d\x00"),
        *(b"\x9b\x7f" + b"\xff" * 7, b"\x5b\x7f" + b"\xff" * 7, b"\xf9\x7e\x00", b"\xfa\x7f\x80\x00\x00"),
        *(b"\xfb" + b"\xff" * 8, b"\x1c"),
    ],
}  # fmt: skip
HEADERS = [
    *(
        "x-amzn-RequestId",
        "x-amz-request-id",
        "x-amz-id-2",
        "x-amzn-ErrorType",
        "x-amzn-query-error",
        "x-map-a",
        "x-MAP-b",
    ),
    *(
        "x-string",
        "x-integer",
        "x-float",
        "x-boolean",
        "x-timestamp",
        "x-list",
        "x-json",
        "Content-Type",
        "Last-Modified",
    ),
    *("Content-Length", "Expires", "x-amz-version-id", "x-amz-meta-k", "x-amz-bucket-region", "Date"),
]
HEADER_TEXTS = [
    *(
        "",
        " ",
        "text",
        "1",
        "-1",
        "1.5",
        "1e400",
        "NaN",
        "true",
        "True",
        "9" * 5000,
        "1_0",
        "é",
        "\x80",
        "a,b",
        "1, 2",
        "eyJhIjogMX0=",
    ),
    *(
        "eyJhIjo",
        "W1tbXV1d",
        "Mon, 01 Jan 2024 00:00:00 GMT",
        "2024-01-01T00:00:00Z",
        "1700000000",
        "99999999999999",
        "a;b",
        ";",
        "x#y:z",
    ),
    *("NoSuchKey", "Error", "aws.x#Error:http://y", ":", "#"),
]
STATUSES = (200,) * 12 + (201, 204, 206, 299, 300, 301, 302, 400, 400, 400, 403, 404, 409, 429, 500, 503, 599)


@cache
def operations(spoken: str) -> list[OperationModel]:
    """The operations whose replies are parsed."""
    found = []
    for name in SERVICES[spoken]:
        model = service(name)
        if spoken not in {model.resolved_protocol, "smithy-rpc-v2-cbor"}:
            model = ServiceModel(
                {**model._service_description, "metadata": {**model.metadata, "protocols": [spoken]}}, name
            )
        names = [
            operation for operation in model.operation_names if output_of(model.operation_model(operation)) is not None
        ]
        random.Random(name).shuffle(names)
        found += [model.operation_model(operation) for operation in names[:OPERATIONS]]
    odd = odd_service(spoken).operation_model("Odd")
    return [*found, *[odd] * max(1, len(found) // 2)]


@lru_cache(maxsize=5000)
def whole(spoken: str, at: int, seed: int) -> tuple[dict[str, str], Any]:
    """A reply as the service might send it: headers, and bytes or a tree."""
    operation = operations(spoken)[at]
    fullness = (0.0, 0.3, 0.7, 1.0)[seed % 4]
    if spoken in {"query", "ec2", "rest-xml"}:
        values = Values(f"{operation.name} {seed}", fullness)
        return values.headers(operation.output_shape), reply_body(operation, f"{operation.name} {seed}", fullness)
    shape = output_of(operation)
    assert shape is not None
    values = Values(f"{operation.name} {seed}", fullness, cbor=spoken == "smithy-rpc-v2-cbor")
    payload = shape.serialization.get("payload")
    return values.headers(shape), values.reply(shape.members[payload] if payload else shape)


class Reply:
    """An input: what a parser is given."""

    __slots__ = ("at", "body", "headers", "operation", "status")

    def __init__(self, operation: OperationModel, at: int, status: int, headers: dict[str, str], body: bytes) -> None:
        self.operation = operation
        self.at = at
        self.status = status
        self.headers = headers
        self.body = body

    def with_body(self, body: bytes) -> Reply:
        return Reply(self.operation, self.at, self.status, self.headers, body)

    def __repr__(self) -> str:
        called = f"{self.operation.service_model.service_name} {self.operation.name}"
        return f"{called} {self.status} {self.headers!r:.400} {self.body!r}"


class Replies(Target):
    """Replies in one protocol."""

    def __init__(self, spoken: str, name: str | None = None) -> None:
        self.spoken = spoken
        self.name = name or spoken
        self.language = {"smithy-rpc-v2-cbor": "cbor", "json": "json", "rest-json": "json"}.get(spoken, "xml")
        self._parsers: dict[int, Any] = {}
        self._protocols: dict[int, Any] = {}

    def case(self, chance: random.Random) -> Reply:
        at = chance.randrange(len(operations(self.spoken)))
        operation = operations(self.spoken)[at]
        status = some(chance, STATUSES)
        headers, said = whole(self.spoken, at, chance.randrange(40))
        if status >= 300:
            said = self._error(chance, operation)
        headers = dict(headers)
        while chance.random() < 0.3:
            headers[some(chance, HEADERS)] = some(chance, HEADER_TEXTS)
        return Reply(operation, at, status, headers, self._body(chance, said))

    def _error(self, chance: random.Random, operation: OperationModel) -> Any:
        shapes = [*operation.service_model.error_shapes[:20], None]
        shape = some(chance, shapes)
        if self.language == "xml":
            return some(chance, [body for _, body in error_bodies(shape, str(chance.randrange(5)))])
        values = Values(str(chance.randrange(5)), 0.7, cbor=self.language == "cbor", odd=False)
        said: dict[str, Any] = {} if shape is None else dict(values.reply(shape))
        code = "NoSuchCode" if shape is None else shape.error_code
        said["__type"] = some(chance, (code, f"com.amazonaws#{code}", f"{code}:http://x"))
        said[some(chance, ("message", "Message"))] = "what went wrong ü"
        return said

    def _body(self, chance: random.Random, said: Any) -> bytes:
        tokens = TOKENS[self.language]
        if isinstance(said, bytes):
            if chance.random() < 0.75:
                said = spoiled_document(chance, said)
            return battered(chance, said, tokens) if chance.random() < 0.4 else said
        if chance.random() < 0.6:
            said = spoiled(chance, said, odd_value)
        try:
            body = cbor2.dumps(said) if self.language == "cbor" else json.dumps(said).encode()
        except Exception:  # noqa: BLE001 - an odd value that the language cannot say
            body = b""
        return battered(chance, body, tokens) if chance.random() < 0.5 else body

    def ours(self, case: Reply) -> Any:
        parser = self._parsers.get(case.at)
        if parser is None:
            model = case.operation.service_model
            spoken = self._protocols.setdefault(id(model), protocol(model))
            parser = self._parsers[case.at] = spoken.parser(case.operation)
        return raising(our_reply(parser, case.status, case.headers, case.body))

    def theirs(self, case: Reply) -> Any:
        return raising(botocore_reply(case.operation, case.status, case.headers, case.body))

    def excuse(self, case: Reply, ours: Outcome, theirs: Outcome) -> str | None:
        return next((reason for reason, fits in EXCUSES if fits(self, case, ours, theirs)), None)


# ---------------------------------------------------------------- where they may differ


def is_json(body: bytes) -> bool:
    try:
        json.loads(body.decode())
    except (ValueError, RecursionError):
        return False
    return True


def _no_json(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    return target.language == "json" and ours.error is not None and not is_json(case.body)


def _hidden(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    if ours.error or theirs.error or "Error" not in ours.value or "Error" not in theirs.value:
        return False
    mine, yours = ours.value["Error"], theirs.value["Error"]
    return str(mine.get("Message")).startswith("*** (") and {**ours.value, "Error": {**mine, "Message": 0}} == {
        **theirs.value,
        "Error": {**yours, "Message": 0},
    }


def _big_numbers(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    return target.language == "json" and rounded(ours.value) == rounded(theirs.value)


def rounded(value: Any) -> Any:
    """A comparable value with floats for integers beyond 64 bits."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, tuple) and value[0] == "int" and not -(2**63) <= value[1] < 2**64:
        return "float", float(value[1])
    return value


def _code_no_text(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    if ours.error or theirs.error or "Error" not in ours.value or "Error" not in theirs.value:
        return False
    code = theirs.value["Error"].get("QueryErrorCode", theirs.value["Error"].get("Code"))
    return (not code or not isinstance(code, str)) and _codeless(ours.value) == _codeless(theirs.value)


def _codeless(value: dict[str, Any]) -> Any:
    rest = {key: item for key, item in value["Error"].items() if key not in ("Code", "QueryErrorCode")}
    return rounded({**value, "Error": rest})


def _date(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    return ours.error is not None and "Invalid timestamp" in str(ours.error)


def _lists(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    return ours.error is not None and ("must be a list" in str(ours.error) or "must be an array" in str(ours.error))


def _garbled_member(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    if ours.error or theirs.error or "Error" not in ours.value:
        return False
    return bool(ours.value == {key: theirs.value[key] for key in ours.value if key in theirs.value})


def _repeated(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    """It hands out its own nodes for a scalar that comes twice, or nothing, or the last one of a map's keys."""
    if target.language != "xml":
        return False
    if ours.error is not None:
        return any(said in str(ours.error) for said in ("a map entry lacks its", "holds no code and message"))
    if "<Element" in repr(theirs.value):
        return True
    without = _without_repeats(target, case, ours)
    return without is not None and (without.error is not None or without.value == ours.value)


def _without_repeats(target: Replies, case: Reply, ours: Outcome) -> Outcome | None:
    """What boto3 makes of the reply without the repeated elements that say nothing to us."""
    try:
        root = ElementTree.fromstring(case.body)
    except ElementTree.ParseError:
        return None
    for node in list(root.iter()):
        seen: set[str] = set()
        for child in list(node):
            tag = child.tag.rpartition("}")[2]
            if tag in seen:
                others = list(node)
                node.remove(child)
                if target.ours(case.with_body(ElementTree.tostring(root))) != ours.value:
                    node[:] = others
            seen.add(tag)
    return Outcome.of(target.theirs, case.with_body(ElementTree.tostring(root)))


def _nulls(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    return not (ours.error or theirs.error) and without_nulls(ours.value) == without_nulls(theirs.value)


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def _not_asked(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    if ours.error is not None or case.status > 300:
        return False
    shape = case.operation.output_shape
    return all(m.serialization.get("location") in ("header", "headers", "statusCode") for m in shape.members.values())


def _document_type(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    return b"<!DOCTYPE" in case.body


def _simple_value(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    return target.language == "cbor" and "major type 7" in str(theirs.error)


def _unread_error(target: Replies, case: Reply, ours: Outcome, theirs: Outcome) -> bool:
    return target.language == "cbor" and case.status >= 300 and theirs.error is not None


EXCUSES = [
    ("boto3 takes what is no JSON for an empty reply", _no_json),
    ("what may be sensitive is not shown", _hidden),
    ("a number beyond 64 bits where text is meant is a float", _big_numbers),
    ("the code of an error is no text", _code_no_text),
    ("a date that only dateutil takes for one", _date),
    ("boto3 makes odd things of repeated elements", _repeated),
    ("boto3 leaves nulls out of a message that is no text", _nulls),
    ("boto3 refuses a body that nobody asked for", _not_asked),
    ("a document type is refused", _document_type),
    ("boto3 refuses simple values that mean nothing", _simple_value),
    ("an error that cannot be read has its status for a code", _unread_error),
    ("boto3 takes the characters of a text, or the keys of an object, for a list", _lists),
    ("one garbled member takes the others of a modeled error with it", _garbled_member),
]


def raising(outcome: Any) -> Any:
    """Raise the error that was returned in place of a value."""
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


TARGETS = [
    Replies("json"),
    Replies("rest-json"),
    Replies("query"),
    Replies("ec2"),
    Replies("rest-xml"),
    Replies("smithy-rpc-v2-cbor", "cbor"),
]
