"""The `smithy-rpc-v2-cbor` protocol: one POST per operation to a path that names it, CBOR both ways."""

from __future__ import annotations

from ..errors import ResponseParserError
from ..useragent.features import BITS
from . import EventSource, Protocol, SerializedRequest
from .cborcodec import Decoder, Encoder, loads
from .common import host_prefix, rpc_metadata
from .json import json_error
from .scalars import Invalid
from .wall import Unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Headers, OperationModel, Parse, Serialize, ServiceModel, Shape

_CBOR = "application/cbor"
_EVENTS = "application/vnd.amazon.eventstream"


class RpcV2Cbor(Protocol):
    """Smithy RPC v2 CBOR. Errors are shaped as in JSON."""

    event_content_type = _CBOR
    features = BITS["PROTOCOL_RPC_V2_CBOR"]

    def __init__(self, service_model: ServiceModel) -> None:
        super().__init__(service_model)
        self._encoders = {strict: Encoder(strict=strict) for strict in (True, False)}
        self._decoder = Decoder()

    def _serializer(self, operation_model: OperationModel, strict: bool) -> Serialize:
        service = operation_model.service_model
        path = f"/service/{service.metadata['targetPrefix']}/operation/{operation_model.name}"
        prefix = host_prefix(operation_model)
        headers = {
            "smithy-protocol": "rpc-v2-cbor",
            "accept": _EVENTS if operation_model.has_event_stream_output else _CBOR,
        }
        if service.is_query_compatible:
            headers["x-amzn-query-mode"] = "true"
        shape = operation_model.input_shape
        if shape is None:
            return lambda params: SerializedRequest(
                "POST", path, [], {**headers}, b"", prefix(params) if prefix else ""
            )
        render = self._input_renderer(shape, strict)
        headers["content-type"] = _EVENTS if shape.event_stream_name else _CBOR

        def serialize(params: dict[str, Any]) -> SerializedRequest:
            return SerializedRequest("POST", path, [], {**headers}, render(params), prefix(params) if prefix else "")

        return serialize

    def _input_renderer(self, shape: Shape, strict: bool) -> Callable[[Any], Any]:
        stream = shape.event_stream_name
        if not stream:
            return self.payload_serializer(shape, strict=strict)
        required = tuple(name for name in shape.metadata.get("required", ()) if name != stream)
        encode = self._encoders[strict].members(shape, required)

        def render(params: Any) -> EventSource:
            if strict and (not isinstance(params, dict) or stream not in params):
                raise Invalid
            initial = bytearray()
            encode({name: value for name, value in params.items() if name != stream}, initial)
            return EventSource(params.get(stream, ()), shape.members[stream], bytes(initial), _CBOR)

        return render

    def payload_serializer(self, shape: Shape, *, strict: bool) -> Callable[[Any], bytes]:
        """Return what renders one value of `shape` as CBOR."""
        encode = self._encoders[strict].encoder(shape)

        def render(value: Any) -> bytes:
            out = bytearray()
            encode(value, out)
            return bytes(out)

        return render

    def payload_parser(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads one value of `shape` from CBOR."""
        return self._decoder.reader(shape)

    def initial_parser(self, operation_model: OperationModel) -> Callable[[bytes], dict[str, Any]] | None:
        """Return what reads the operation's own reply from the payload of its `initial-response` event."""
        shape = operation_model.output_shape
        return None if shape is None or not shape.event_stream_name else self._decoder.reader(shape)

    def _parser(self, operation_model: OperationModel) -> Parse:
        shape = operation_model.output_shape
        read = None if shape is None else self._members_parser(shape)

        def parse(status: int, headers: Headers, body: Any) -> dict[str, Any]:
            if read is None:  # boto3 gives no request id here
                return {"ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": headers}}
            output = read(status, headers, body)
            output["ResponseMetadata"] = rpc_metadata(status, headers)
            return output

        return parse

    def _members_parser(self, shape: Shape) -> Parse:
        stream = shape.event_stream_name
        if stream:
            return lambda status, headers, body: {stream: body}
        if not shape.members:
            return lambda status, headers, body: {}  # whatever the body holds
        read = self._decoder.reader(shape)
        return lambda status, headers, body: read(body)

    def _parse_error(self, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
        try:
            content = loads(body) or {}
        except ResponseParserError:
            content = None
        if not isinstance(content, dict):
            content = {"message": Unread(body.decode("utf-8", "replace"))}
        return json_error(status, headers, {name: value for name, value in content.items() if value is not None})
