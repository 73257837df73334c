"""Replies that say what one wants them to: a value of an operation's output, or an error, in the service's protocol.

Values are those that boto3 returns, made of dicts, lists, text, numbers and booleans; members that travel in headers
are left out.
"""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

import cbor2
from botocore.model import OperationModel, Shape

from tests.conformance.replies import CBOR, CONTENT_TYPES, REQUEST_ID, XML, Reply, protocol_of

_IDS = {"x-amzn-RequestId": REQUEST_ID, "x-amz-request-id": REQUEST_ID}


def reply_saying(operation: OperationModel, value: dict[str, Any], status: int = 200) -> Reply:
    """A success whose output is `value`."""
    spoken, shape = protocol_of(operation), operation.output_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    if shape is None or (payload and shape.members[payload].type_name in ("blob", "string")):
        return _reply(operation, status, b"")
    if payload:
        shape, value = shape.members[payload], value.get(payload, {})
    if spoken not in XML:
        return _reply(operation, status, _bytes(spoken, _document(shape, value, spoken)))
    inner = _element(shape, "Root", value)
    if spoken != "rest-xml":
        content = inner.removeprefix("<Root>").removesuffix("</Root>")
        wrapper = shape.serialization.get("resultWrapper")
        inner = f"<Response>{f'<{wrapper}>{content}</{wrapper}>' if wrapper else content}</Response>"
    return _reply(operation, status, inner.encode())


def error_saying(operation: OperationModel, code: str, status: int = 400) -> Reply:
    """An error reply with a code."""
    spoken = protocol_of(operation)
    said = f"<Error><Code>{escape(code)}</Code><Message>no</Message></Error>"
    if spoken == "ec2":
        said = f"<Response><Errors>{said}</Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
    elif spoken == "query":
        said = f"<ErrorResponse>{said}<RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
    if operation.http.get("method") == "HEAD":
        return _reply(operation, status, b"")
    if spoken in XML:
        return _reply(operation, status, said.encode())
    return _reply(operation, status, _bytes(spoken, {"__type": code, "message": "no"}))


def _reply(operation: OperationModel, status: int, body: bytes) -> Reply:
    headers = {"Content-Type": CONTENT_TYPES.get(protocol_of(operation), "text/xml"), **_IDS}
    if protocol_of(operation) == CBOR:
        headers["smithy-protocol"] = "rpc-v2-cbor"
    return Reply(status, {**headers, "Content-Length": str(len(body))}, body)


def _bytes(spoken: str, value: Any) -> bytes:
    return cbor2.dumps(value) if spoken == CBOR else json.dumps(value).encode()


def _document(shape: Shape, value: Any, spoken: str) -> Any:
    if shape.type_name == "structure" and isinstance(value, dict):
        return {
            name if spoken == CBOR else shape.members[name].serialization.get("name", name): _document(
                shape.members[name], member, spoken
            )
            for name, member in value.items()
            if not shape.members[name].serialization.get("location")
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_document(shape.member, item, spoken) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: _document(shape.value, item, spoken) for key, item in value.items()}
    return value


def _element(shape: Shape, name: str, value: Any) -> str:
    """XML of a value, as the members' traits say."""
    traits = shape.serialization
    if shape.type_name == "structure":
        return f"<{name}>{''.join(_members(shape, value))}</{name}>"
    if shape.type_name == "list":
        inner = shape.member.serialization.get("name", name if traits.get("flattened") else "member")
        items = "".join(_element(shape.member, inner, item) for item in value)
        return items if traits.get("flattened") else f"<{name}>{items}</{name}>"
    if shape.type_name == "map":
        key_name, value_name = (s.serialization.get("name", d) for s, d in ((shape.key, "key"), (shape.value, "value")))
        pairs = [
            _element(shape.key, key_name, key) + _element(shape.value, value_name, item) for key, item in value.items()
        ]
        if traits.get("flattened"):
            return "".join(f"<{name}>{pair}</{name}>" for pair in pairs)
        return f"<{name}>{''.join(f'<entry>{pair}</entry>' for pair in pairs)}</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(text)}</{name}>"


def _members(shape: Shape, value: dict[str, Any]) -> list[str]:
    return [
        _element(shape.members[name], shape.members[name].serialization.get("name", name), member)
        for name, member in value.items()
        if not shape.members[name].serialization.get("location")
    ]
