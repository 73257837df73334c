"""What is called with what: for one operation, the parameters and the reply of each exchange, from a seed.

An exchange tests two things at once, the request that goes out and what becomes of the reply. Parameters go from only
the required ones to all, and replies from full to empty, with errors of every kind; the last exchange of an operation
has a fault in its parameters.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from botocore.model import OperationModel, Shape

from tests.conformance.replies import Reply, error_replies, success_reply
from tests.wire.xml_cases import Cases

#: What endpoint rules look at, by the names of their parameters: each list's first entry is the plain one.
ENDPOINT_VALUES: dict[str, list[str]] = {
    "Bucket": ["my-bucket", "My_Old.Bucket", "192.168.1.1", "b.c", "a-bucket-with-a-name-as-long-as-it-may-be"],
    "Key": ["key", "a/../b c+ü?#&%20", "/lead", "漢/🐬", "~-._!$'()*,;=:@", "."],
    "Prefix": ["prefix/", "ü "],
    "CopySource": ["my-bucket/a key+ü?versionId=abc", "/b/k"],
    "AccountId": ["123456789012"],
    "AccessPointName": ["my-access-point"],
    "OutpostId": ["op-01234567890123456"],
    "StreamName": ["stream"],
    "StreamARN": ["arn:aws:kinesis:us-east-1:123456789012:stream/foo", "arn:aws-cn:kinesis:x:1:stream/foo"],
    "ConsumerARN": ["arn:aws:kinesis:us-east-1:123456789012:stream/foo/consumer/bar:1"],
    "ResourceARN": ["arn:aws:kinesis:us-east-1:123456789012:stream/foo", "arn:aws:x"],
    "ResourceArn": ["arn:aws:dynamodb:us-east-1:123456789012:table/t", "arn:aws:s3:::bucket"],
    "EndpointId": ["abc123.456def"],
}
#: The same for members that services' own rules look at, by their names.
MEMBER_VALUES = {
    "PredictEndpoint": ["https://realtime.machinelearning.us-east-1.amazonaws.com", "https://example.com/"],
    "SourceRegion": ["eu-west-1", "us-west-2"],
}
HEADER_TEXTS = ["header-value", "a  b", "x,y; z=1", '"quoted"']
DOCUMENTS: list[Any] = [{}, {"a": [1, 2.5, None, {"b": "ü"}], "": True}, [], "text", 7, -1.5, True]
#: How full the parameters of an operation's exchanges are, and the success that answers each: (fullness, odd).
SUCCESSES = ((0.0, 1.0, False), (1.0, 0.3, False), (0.5, 0.0, False), (0.3, 0.6, True))


class Exchange:
    """One call: what it is for, its parameters, the reply to it; and whether to make a presigned URL of it as well."""

    __slots__ = ("name", "operation", "params", "presign", "reply")

    def __init__(self, name: str, operation: str, params: dict[str, Any], reply: Reply, presign: bool = False) -> None:
        self.name = name
        self.operation = operation
        self.params = params
        self.reply = reply
        self.presign = presign


class Parameters(Cases):
    """Valid parameters, with the few rules that endpoints, headers and streams add to those of shapes."""

    def __init__(self, seed: str, fullness: float, operation: OperationModel) -> None:
        super().__init__(seed, fullness)
        self._endpoint_names = {c.member_name: c.name for c in operation.context_parameters}
        self._tokens = set(operation.idempotent_members)

    def params(self, shape: Shape | None) -> dict[str, Any]:
        given = super().params(shape)
        for name in self._tokens & given.keys():
            if self.random.random() < 0.5:
                del given[name]
        for name, parameter in self._endpoint_names.items():
            known = ENDPOINT_VALUES.get(parameter)
            if known and isinstance(given.get(name), str):
                given[name] = known[0] if self.random.random() < 0.7 else self.random.choice(known)
        for name in given.keys() & MEMBER_VALUES.keys():
            given[name] = self.random.choice(MEMBER_VALUES[name])
        if shape is not None:
            self._measure(shape, given)
        return given

    def _measure(self, shape: Shape, given: dict[str, Any]) -> None:
        """Where the caller may say how long the body is, say so truly."""
        body = given.get(shape.serialization.get("payload"))
        for name, member in shape.members.items():
            if name in given and member.serialization.get("name", "").lower() == "content-length":
                if isinstance(body, bytes):
                    given[name] = len(body)
                else:
                    del given[name]

    def value(self, shape: Shape, depth: int, *, top: bool = False) -> Any:
        traits = shape.serialization
        if shape.type_name == "structure" and getattr(shape, "is_document_type", False):
            return self.random.choice(DOCUMENTS)
        if traits.get("location") == "headers":
            return {f"name-{i}": self.random.choice(HEADER_TEXTS) for i in range(self._count(0, depth))}
        if traits.get("jsonvalue"):
            return self.random.choice([{"a": [1, None, "ü"]}, "text"])
        if shape.type_name == "blob" and traits.get("streaming"):
            return self._stream()
        return super().value(shape, depth, top=top)

    def text(self, shape: Shape) -> str:
        location, least = shape.serialization.get("location"), shape.metadata.get("min", 0)
        if shape.enum:
            return super().text(shape)
        if location in ("header", "headers"):
            text = self.random.choice(HEADER_TEXTS)
            return text + "x" * max(0, least - len(text))
        if location is None and not least and self.random.random() < 0.1:
            return ""
        return super().text(shape)

    def _stream(self) -> Any:
        data = self.random.choice([b"", b"some bytes\x00\xff", b"x" * 3000])
        if self.random.random() < 0.5:
            return data
        stream = io.BytesIO(b"skipped" + data)
        stream.seek(7)
        return stream


def exchanges(operation: OperationModel, seed: str) -> Iterator[Exchange]:
    """The exchanges of an operation for a seed, always the same ones."""
    name, shape = operation.name, operation.input_shape

    def parameters(fullness: float, purpose: str) -> Parameters:
        return Parameters(f"{seed} {operation.service_model.service_name} {name} {purpose}", fullness, operation)

    for fullness, reply_fullness, odd in SUCCESSES:
        purpose = f"parameters {fullness}, reply {reply_fullness}{' odd' if odd else ''}"
        reply = success_reply(operation, f"{seed} {name} {purpose}", reply_fullness, odd=odd)
        # Those with only the required parameters and those with all of them.
        presign = fullness in (0.0, 1.0)
        yield Exchange(purpose, name, parameters(fullness, purpose).params(shape), reply, presign)
    for purpose, reply in error_replies(operation, f"{seed} {name}"):
        yield Exchange(purpose, name, parameters(0.0, purpose).params(shape), reply)
    if shape is not None:
        source = parameters(0.5, "fault")
        spoiled = source.spoiled(source.params(shape))
        if isinstance(spoiled, dict):
            reply = success_reply(operation, f"{seed} {name} fault", 0.0, odd=False)
            yield Exchange("faulty parameters", name, spoiled, reply)
