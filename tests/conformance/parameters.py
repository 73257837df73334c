"""Valid parameters for any operation, seeded: the values of `tests.wire.xml_cases`, and what shapes do not ask for."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

from botocore.model import OperationModel, Shape

from tests.wire.xml_cases import Cases

OUTPOST = "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456"
#: What endpoint rules look at, by the names of their parameters: each list's first entry is the plain one.
ENDPOINT_VALUES: dict[str, list[str]] = {
    "Bucket": [
        *("my-bucket", "My_Old.Bucket", "192.168.1.1", "b.c", "a-bucket-with-a-name-as-long-as-it-may-be"),
        "arn:aws:s3:us-west-2:123456789012:accesspoint/point",
        "arn:aws:s3::123456789012:accesspoint/m1x2y3z4.mrap",
        "arn:aws:s3-object-lambda:us-east-1:123456789012:accesspoint/point",
        f"{OUTPOST}/bucket/b",
        f"{OUTPOST}/accesspoint/point",
        "arn:aws:x",
    ],
    "Key": ["key", "a/../b c+ü?#&%20", "/lead", "漢/🐬", "~-._!$'()*,;=:@", "."],
    "Prefix": ["prefix/", "ü "],
    "CopySource": ["my-bucket/a key+ü?versionId=abc", "/b/k"],
    "AccountId": ["123456789012"],
    "AccessPointName": ["my-access-point", f"{OUTPOST}/accesspoint/point"],
    "OutpostId": ["op-01234567890123456"],
    "StreamName": ["stream"],
    "StreamARN": ["arn:aws:kinesis:us-east-1:123456789012:stream/foo", "arn:aws-cn:kinesis:x:1:stream/foo"],
    "ConsumerARN": ["arn:aws:kinesis:us-east-1:123456789012:stream/foo/consumer/bar:1"],
    "ResourceARN": ["arn:aws:kinesis:us-east-1:123456789012:stream/foo", "arn:aws:x"],
    "ResourceArn": ["arn:aws:dynamodb:us-east-1:123456789012:table/t", "arn:aws:s3:::bucket"],
    "EndpointId": ["abc123.456def"],
    "KvsARN": [
        "arn:aws:cloudfront::123456789012:key-value-store/a-b",
        "arn:aws-cn:cloudfront::123456789012:key-value-store/a-b",
        "arn:aws:s3:::bucket",
    ],
    "StreamArn": ["arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2026-03-01T00:00:00.000", "stream"],
    "ShardIterator": ["arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2026|1|AAAA", "iterator"],
    "EventBusArn": ["arn:aws:events:us-east-1:123456789012:event-bus/b", "arn:aws:x"],
    "QueueARN": ["arn:aws:kinesis:us-east-1:123456789012:queue/q", "arn:aws:x"],
    "ChannelARN": ["arn:aws:kinesis:us-east-1:123456789012:channel/c", "arn:aws:x"],
    "StreamId": ["stream-id"],
    "SpaceId": ["space-id"],
}
#: The same for members that services' own rules look at, by their names.
MEMBER_VALUES = {
    "PredictEndpoint": ["https://realtime.machinelearning.us-east-1.amazonaws.com", "https://example.com/"],
    "SourceRegion": ["eu-west-1", "us-west-2"],
}
#: The same for headers that say something of the body.
MEASURES: dict[str, Callable[[bytes], Any]] = {
    "content-length": len,
    "x-amz-content-sha256": lambda body: hashlib.sha256(body).hexdigest(),
}
HEADER_TEXTS = ["header-value", "a  b", "x,y; z=1", '"quoted"']
DOCUMENTS: list[Any] = [{}, {"a": [1, 2.5, None, {"b": "ü"}], "": True}, [], "text", 7, -1.5, True]


class Parameters(Cases):
    """Valid parameters, with the few rules that endpoints, headers and streams add to those of shapes."""

    def __init__(self, seed: str, fullness: float, operation: OperationModel, *, plain: bool = False) -> None:
        """`plain` leaves nothing to chance that endpoints depend on, so that a request is made."""
        super().__init__(seed, fullness)
        self._plain = plain
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
                given[name] = known[0] if self._plain or self.random.random() < 0.7 else self.random.choice(known)
        for name in given.keys() & MEMBER_VALUES.keys():
            given[name] = self.random.choice(MEMBER_VALUES[name])
        if shape is not None:
            self._measure(shape, given)
        return given

    def _measure(self, shape: Shape, given: dict[str, Any]) -> None:
        """Where the caller may say how long the body is, or its hash, say so truly."""
        body = given.get(shape.serialization.get("payload"))
        for name, member in shape.members.items():
            measure = MEASURES.get(member.serialization.get("name", "").lower())
            if measure is None or name not in given:
                continue
            if isinstance(body, bytes):
                given[name] = measure(body)
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
