"""The `rest-json` protocol: members go where their HTTP binding says (`rest`), the rest is a JSON body."""

from __future__ import annotations

from binascii import a2b_base64

from . import timestamps
from .json import json_error, payload_serializer
from .jsonbytes import ORJSON, dumps
from .jsonread import Reader, error_body, error_payload
from .jsonwrite import Encoder
from .rest import RestProtocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Headers, ServiceModel, Shape


class RestJson(RestProtocol):
    """REST with JSON bodies. Numbers and booleans in replies are turned into the model's type, also from headers."""

    empty_body = b"{}"
    body_content_type = "application/json"
    event_content_type = "application/json"
    later = ORJSON

    def __init__(self, service_model: ServiceModel) -> None:
        super().__init__(service_model)
        self._encoders = {strict: Encoder(strict=strict) for strict in (True, False)}
        self._reader = Reader(coerce=True)
        self._event_reader = Reader(coerce=False)

    def _needs_body(self, shape: Shape) -> bool:
        return any("location" not in member.serialization for member in shape.members.values())

    def _body_serializer(self, shape: Shape, *, strict: bool, payload: bool) -> Callable[[Any], bytes]:
        encoder = self._encoders[strict]
        if payload:
            return payload_serializer(encoder, shape)
        encode = encoder.members(shape, required=())
        return lambda value: dumps(encode(value))

    def _body_parser(self, shape: Shape, *, payload: bool) -> Callable[[bytes], Any]:
        return self._reader.reader(shape)

    def payload_parser(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads one value of `shape` from an event: as in `json`, values stay as they came."""
        return self._event_reader.reader(shape)

    def _text_parser(self, shape: Shape) -> Callable[[Any], Any] | None:
        return _TEXT_PARSERS.get(shape.type_name)

    def _parse_error(self, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
        content = error_body(body)
        result = json_error(status, headers, content)
        code = headers.get("x-amzn-errortype")
        if code is None and ("code" in content or "Code" in content):
            code = content.get("code", content.get("Code"))
        if code is not None:
            if isinstance(code, str):
                code = code.partition(":")[0].rpartition("#")[2]
            result["Error"]["Code"] = code
        return result

    def _error_payload(self, body: bytes) -> bytes:
        return error_payload(body)


def _boolean(value: Any) -> bool:
    return isinstance(value, str) and value.lower() == "true"


_TEXT_PARSERS: dict[str, Callable[[Any], Any]] = {
    "boolean": _boolean,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "timestamp": timestamps.parse,
    "blob": a2b_base64,
}
