"""Seeded parameters and replies, made from a model: for comparing the XML protocols with botocore."""

from __future__ import annotations

import random
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from botocore.model import OperationModel, Shape

from sotalia.wire.xmlread import element_name

TEXTS = ["plain", "with space", "ünï/çødé 漢 🐬", "a&b<c>\"d'", "x+y=z%20~-._", "line\nend\ttab", "0", "😀" * 3]
TIMES: list[Any] = [
    datetime(2015, 1, 25, 8, 0, tzinfo=UTC),
    datetime(1969, 7, 20, 20, 17, 40, 123456, tzinfo=UTC),
    datetime(2024, 2, 29, 23, 59, 59, 1000, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    datetime(2001, 9, 9, 1, 46, 40),
    "2020-01-02T03:04:05Z",
    "1422172800",
    1422172800,
    0,
]
FLOATS: list[Any] = [0.0, 1.5, -2.25e-9, 1e300, 3, Decimal("1.25"), float("inf"), float("-inf"), float("nan")]
DEPTH = 5
NAMESPACE = ' xmlns="https://example.amazonaws.com/doc/2011-11-11/"'


class Cases:
    """A source of values for shapes. `fullness` is the share of optional members that are given."""

    def __init__(self, seed: str, fullness: float) -> None:
        self.random = random.Random(seed)
        self.fullness = fullness

    def params(self, shape: Shape | None) -> dict[str, Any]:
        """Valid parameters for an operation's input."""
        return {} if shape is None else self.value(shape, 0, top=True)

    def value(self, shape: Shape, depth: int, *, top: bool = False) -> Any:
        kind = shape.type_name
        if kind == "structure":
            return self._structure(shape, depth, top)
        if kind == "list":
            least = max(shape.metadata.get("min", 0), 0)
            return [self.value(shape.member, depth + 1) for _ in range(self._count(least, depth))]
        if kind == "map":
            count = self._count(0, depth)
            return {f"{self.text(shape.key)}{i}": self.value(shape.value, depth + 1) for i in range(count)}
        return self.scalar(shape)

    def scalar(self, shape: Shape) -> Any:
        kind, least = shape.type_name, shape.metadata.get("min")
        if kind in {"string", "character"}:
            return self.text(shape)
        if kind in {"integer", "long"}:
            return self.random.choice([0, 1, -7, 2**31 - 1, -(2**40)]) if least is None else max(least, 5)
        if kind in {"float", "double"}:
            return self.random.choice(FLOATS) if least is None else float(max(least, 5))
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "blob":
            return self.random.choice([b"", b"bytes\x00\xff", bytearray(b"array"), "text ü"])
        assert kind == "timestamp"
        return self.random.choice(TIMES)

    def text(self, shape: Shape) -> str:
        if shape.enum:
            return str(self.random.choice(shape.enum))
        text = self.random.choice(TEXTS)
        if shape.serialization.get("hostLabel"):
            return "123456789012"
        if shape.serialization.get("location") in {"header", "headers"}:
            text = "header-value"
        return text + "x" * max(0, shape.metadata.get("min", 0) - len(text))

    def _structure(self, shape: Shape, depth: int, top: bool) -> dict[str, Any]:
        members = dict(shape.members)
        if shape.is_tagged_union:
            name = self.random.choice(list(members))
            return {name: self.value(members[name], depth + 1)}
        given = {}
        names = list(members)
        self.random.shuffle(names)
        for name in names:
            wanted = name in shape.required_members
            if wanted or (depth < DEPTH and self.random.random() < self.fullness):
                given[name] = self.value(members[name], depth + 1)
        return given

    def _count(self, least: int, depth: int) -> int:
        return max(least, 0 if depth >= DEPTH else self.random.choice([0, 1, 2]) if self.fullness < 1 else 2)

    # Faults.

    def spoiled(self, value: Any) -> Any:
        """The same parameters with one thing wrong somewhere."""
        if isinstance(value, dict) and value and self.random.random() < 0.7:
            key = self.random.choice(list(value))
            return {**value, key: self.spoiled(value[key])}
        if isinstance(value, list) and value and self.random.random() < 0.8:
            return [self.spoiled(value[0]), *value[1:]]
        if isinstance(value, dict) and self.random.random() < 0.5:
            return {**value, "NoSuchMember": 1}
        if isinstance(value, dict) and value and self.random.random() < 0.7:
            return dict(list(value.items())[1:])
        return self.random.choice([None, 5, "text", 1.5, b"bytes", [], {}, [None], {"a": 1}, object, True, ""])


# ---------------------------------------------------------------- replies


class Replies(Cases):
    """XML as a service might send it for an output shape."""

    def element(self, shape: Shape, name: str, depth: int = 0, attributes: str = "") -> str:
        kind = shape.type_name
        start = f"<{name}{attributes}>"
        if kind == "structure":
            return self._structure_element(shape, name, depth, attributes)
        if kind == "list":
            items = range(self._count(0, depth))
            if shape.serialization.get("flattened"):
                item_name = shape.member.serialization.get("name", name)
                return "".join(self.element(shape.member, item_name, depth + 1) for _ in items)
            item_name = shape.member.serialization.get("name", "member")
            return f"{start}{''.join(self.element(shape.member, item_name, depth + 1) for _ in items)}</{name}>"
        if kind == "map":
            return self._map_element(shape, name, depth)
        return f"{start}{escape(self.scalar_text(shape))}</{name}>"

    def scalar_text(self, shape: Shape) -> str:
        kind = shape.type_name
        if kind in {"string", "character"}:
            return self.random.choice([*TEXTS, "", *shape.enum])
        if kind in {"integer", "long"}:
            return self.random.choice(["0", "-1", " 12 ", "9007199254740993", "123456789012345678901234567890"])
        if kind in {"float", "double"}:
            return self.random.choice(["0", "1.5", "-2e10", "NaN", "Infinity", "-Infinity", "1"])
        if kind == "boolean":
            return self.random.choice(["true", "false", "True", ""])
        if kind == "blob":
            return b64encode(self.random.choice([b"", b"bytes\x00\xff"])).decode()
        return self.random.choice(
            ["2015-01-25T08:00:00Z", "2015-01-25T08:00:00.123456Z", "1969-07-20T20:17:40.5+05:45", "1422172800"]
            + ["Sun, 25 Jan 2015 08:00:00 GMT", "-1.25", "1e9", "2015-01-25", "2015-01-25T08:00:00"]
        )

    def _structure_element(self, shape: Shape, name: str, depth: int, attributes: str) -> str:
        parts = []
        members = list(shape.members.items())
        if shape.is_tagged_union:
            members = [self.random.choice(members)]
        else:
            self.random.shuffle(members)
            members = [m for m in members if depth < DEPTH and self.random.random() < self.fullness]
        names = [element_name(member, member_name) for member_name, member in shape.members.items()]
        for member_name, member in members:
            traits = member.serialization
            if names.count(element_name(member, member_name)) > 1 and member.type_name == "list":
                continue  # botocore hands out its own nodes where two members share an element that comes twice
            if traits.get("location") in {"header", "headers", "statusCode"}:
                continue
            if traits.get("xmlAttribute"):
                value = quoteattr(self.scalar_text(member))
                attributes += f' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:{traits["name"][4:]}={value}'
                continue
            parts.append(self.element(member, traits.get("name", member_name), depth + 1))
        if not shape.is_tagged_union and self.random.random() < 0.2:
            parts.insert(0, "<NewInThisService><Key>x</Key></NewInThisService>")
        return f"<{name}{attributes}>{''.join(parts)}</{name}>"

    def _map_element(self, shape: Shape, name: str, depth: int) -> str:
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        pairs = [
            self.element(shape.key, key_name, depth + 1) + self.element(shape.value, value_name, depth + 1)
            for _ in range(self._count(0, depth))
        ]
        if shape.serialization.get("flattened"):
            return "".join(f"<{name}>{pair}</{name}>" for pair in pairs)
        return f"<{name}>{''.join(f'<entry>{pair}</entry>' for pair in pairs)}</{name}>"


def reply_body(operation: OperationModel, seed: str, fullness: float) -> bytes:
    """A reply with all that surrounds the output in its protocol."""
    shape, replies = operation.output_shape, Replies(seed, fullness)
    spoken = operation.service_model.resolved_protocol
    if shape is None:
        inner = ""
    elif spoken == "rest-xml":
        payload = shape.serialization.get("payload")
        inner = replies.element(shape.members[payload] if payload else shape, "Root", attributes=NAMESPACE)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{inner}'.encode()
    else:
        wrapper = shape.serialization.get("resultWrapper", "Unwrapped")
        inner = replies.element(shape, wrapper)
        if "resultWrapper" not in shape.serialization:
            inner = inner.removeprefix("<Unwrapped>").removesuffix("</Unwrapped>")
    metadata = "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata><requestId>id-2</requestId>"
    return f"<Response{NAMESPACE}>{inner}{metadata}</Response>".encode()


def error_bodies(shape: Shape | None, seed: str) -> Iterator[tuple[int, bytes]]:
    """An error, known to the model or not (None), in each of the forms that services use, with a status."""
    code = "NeverHeardOf" if shape is None else shape.error_code
    members = "" if shape is None else Replies(seed, 1.0).element(shape, "X").removeprefix("<X>").removesuffix("</X>")
    members = re.sub("<Code>.*?</Code>", "", members, flags=re.DOTALL)
    message = "" if "<Message>" in members else "<Message>no &amp; no</Message>"
    said = f"<Code>{code}</Code>{message}<Type>Sender</Type>{members}"
    yield 400, f"<ErrorResponse{NAMESPACE}><Error>{said}</Error><RequestId>id</RequestId></ErrorResponse>".encode()
    yield 404, f"<Response><Errors><Error>{said}</Error></Errors><RequestID>id</RequestID></Response>".encode()
    yield 409, f"<Error>{said}<RequestId>id</RequestId><HostId>host</HostId></Error>".encode()
    yield 503, f"<ErrorResponse><Error>{said}</Error></ErrorResponse>".encode()
