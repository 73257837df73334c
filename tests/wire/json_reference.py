"""What the tests of json, rest-json and smithy-rpc-v2-cbor share: comparison of bodies by value, seeded replies."""

from __future__ import annotations

import json
import os
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cbor2
from botocore.model import OperationModel, ServiceModel, Shape

from tests.wire.xml_cases import DEPTH, TEXTS, Cases
from tests.wire.xml_reference import comparable, same_outcome, service

#: Real services, some of each protocol, with what is rare: unions, documents, streams, labels, odd names, query modes.
JSON_SERVICES = ["dynamodb", "sqs", "kms", "ecs", "logs", "glue", "ssm", "stepfunctions", "swf", "sagemaker"]
REST_JSON_SERVICES = [
    *("lambda", "apigateway", "iot", "bedrock-runtime", "bedrock-agent-runtime", "mediaconvert", "s3tables"),
    *(
        "lex-runtime",
        "lexv2-runtime",
        "glacier",
        "ebs",
        "xray",
        "pinpoint",
        "batch",
        "iot-data",
        "qbusiness",
        "medialive",
    ),
]
#: All that speak CBOR and nothing that boto3 likes better, and some that are made to.
CBOR_SERVICES = ["cloudwatchomni", "eventbridgev2", "partnercentral-revenue-measurement"]
MADE_TO_SPEAK_CBOR = ["kinesis", "cloudwatch", "dynamodb"]


@contextmanager
def time_zone(name: str) -> Iterator[None]:
    """The process in another time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


class Headers(dict[str, str]):
    """Reply headers as the transport gives them: lower-case names, and how they were written."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__((name.lower(), value) for name, value in headers.items())
        self.written = {name.lower(): name for name in headers}


def our_reply(parser: Any, status: int, headers: dict[str, str], body: bytes) -> Any:
    """What a parser of ours makes of a reply, in the form that compares; or the exception it raises."""
    try:
        return comparable(parser(status, Headers(headers), body))
    except Exception as error:  # noqa: BLE001 - compared with botocore's
        return error


def body_value(content_type: str, body: Any) -> Any:
    """What a body says, for comparison; CBOR is compared byte by byte."""
    if isinstance(body, bytes) and "json" in content_type:
        try:
            return comparable(json.loads(body))
        except ValueError:  # a payload that only calls itself so
            pass
    return body


def same_request(ours: Any, theirs: Any) -> None:
    """Assert that two requests (or failures) are the same, JSON by value."""
    same_outcome(_by_value(ours), _by_value(theirs))


def _by_value(request: Any) -> Any:
    if isinstance(request, Exception):
        return request
    method, prefix, target, headers, body = request
    return method, prefix, target, headers, body_value(headers.get("content-type", ""), body)


class Values(Cases):
    """Replies: what JSON or CBOR could hold for an output shape, also nulls and members that no model knows."""

    def __init__(self, seed: str, fullness: float, *, cbor: bool = False, odd: bool = True) -> None:
        super().__init__(seed, fullness)
        self.cbor = cbor
        self.odd = odd

    def reply(self, shape: Shape, depth: int = 0) -> Any:
        kind = shape.type_name
        if kind == "structure":
            return self._reply_structure(shape, depth)
        if kind == "list":
            items = [self.reply(shape.member, depth + 1) for _ in range(self._many(depth))]
            return [*items, None] if items and self._rarely() else items
        if kind == "map":
            count = self._count(0, depth)
            return {f"{self.random.choice(TEXTS)}{i}": self.reply(shape.value, depth + 1) for i in range(count)}
        return self._reply_scalar(shape)

    def bytes_of(self, value: Any) -> bytes:
        if self.cbor:
            return cbor2.dumps(value)
        return json.dumps(value, ensure_ascii=self.random.random() < 0.5).encode()

    def headers(self, shape: Shape) -> dict[str, str]:
        """Reply headers for the members that travel there."""
        given = {"x-amzn-RequestId": "11111111-2222-3333", "Date": "Mon, 01 Jan 2024 00:00:00 GMT"}
        for name, member in shape.members.items():
            location, header = member.serialization.get("location"), member.serialization.get("name", name)
            if location == "headers":
                given.update({f"{header}{key}": "value" for key in ("a", "b-c")})
            elif location == "header" and self.random.random() < 0.7:
                given[header] = self._header_text(member)
        return given

    def _header_text(self, shape: Shape) -> str:
        if shape.serialization.get("jsonvalue"):
            return b64encode(b'{"a": [1, 2.5, null]}').decode()
        if shape.type_name == "list":
            return ", ".join(self._header_text(shape.member) for _ in range(2))
        texts = {
            "boolean": ["true", "false", "True"],
            "integer": ["12", "-1"],
            "long": ["1234567890123"],
            "float": ["1.5"],
            "double": ["1", "NaN"],
            "timestamp": ["Mon, 01 Jan 2024 10:00:00 GMT", "2024-01-01T10:00:00Z", "1700000000", "1700000000.123"],
        }
        return self.random.choice(texts.get(shape.type_name, ["header value", "x"]))

    def _rarely(self) -> bool:
        return self.odd and self.random.random() < 0.05

    def _many(self, depth: int) -> int:
        # Long lists are decoded in another way than short ones.
        return 14 if depth < 3 and self.random.random() < 0.15 else self._count(0, depth)

    def _reply_structure(self, shape: Shape, depth: int) -> Any:
        if shape.is_document_type:
            return {"a": [1, 2.5, None, {"b": "c"}], "": True, "n": 2**70} if not self.cbor else {}
        members = list(shape.members.items())
        if shape.is_tagged_union:
            if self._rarely():
                return {"NewInThisService": {"x": 1}} if not self.cbor else {"NewInThisService": 1}
            members = [self.random.choice(members)]
        else:
            members = [m for m in members if depth < DEPTH and self.random.random() < self.fullness]
        given: dict[str, Any] = {}
        if self._rarely() and not shape.is_tagged_union:
            given["NewInThisService"] = [{"x": None}]
        for name, member in members:
            if member.serialization.get("location"):
                continue
            key = name if self.cbor else member.serialization.get("name", name)
            given[key] = self.reply(member, depth + 1)
            if self._rarely() and not shape.is_tagged_union:
                given[key] = None
        return given

    def _reply_scalar(self, shape: Shape) -> Any:
        kind, pick = shape.type_name, self.random.choice
        if kind == "string":
            return pick([*TEXTS, "", *shape.enum])
        if kind in {"integer", "long"}:
            big = [2**63, 2**64 - 1] if self.cbor else [2**63, -(2**70), 1.5]
            return pick([0, -1, 2**53 + 1, *(big if self._rarely() else [7])])
        if kind in {"float", "double"}:
            return pick([0, 1.5, -2e10, 1e300, 3])
        if kind == "boolean":
            return pick([True, False])
        if kind == "blob":
            data = pick([b"", b"bytes\x00\xff"])
            return data if self.cbor else b64encode(data).decode()
        if self.cbor:
            return cbor2.CBORTag(1, pick([1700000000, 1700000000.123456, -1.5, 253402200000]))
        return pick([1700000000, 1700000000.123, -5.25, "2024-01-01T00:00:00Z", "2024-01-01T00:00:00+05:45", "1e9"])


def spoken_model(name: str) -> ServiceModel:
    """A real service's model; "<name> as cbor" has it speak CBOR."""
    name, _, other = name.partition(" as ")
    model = service(name)
    if not other:
        return model
    description = model._service_description
    metadata = {"targetPrefix": "Made", **description["metadata"], "protocols": ["smithy-rpc-v2-cbor"]}
    return ServiceModel({**description, "metadata": metadata}, name)


def output_of(operation: OperationModel) -> Shape | None:
    """The output shape, if its reply is a body that is read at once."""
    if operation.output_shape is None or operation.has_event_stream_output or operation.has_streaming_output:
        return None
    return operation.output_shape
