"""The `json` protocol (AWS JSON 1.0 and 1.1): one POST to "/", the operation named in a header, JSON both ways."""

from __future__ import annotations

from ..percent import plain
from . import EventSource, Protocol, SerializedRequest
from .common import host_prefix, query_compatible_code, rpc_metadata
from .jsonbytes import ORJSON, dumps
from .jsonread import Reader, error_body, error_payload
from .jsonwrite import Encoder
from .scalars import Invalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Headers, OperationModel, Parse, Serialize, ServiceModel, Shape, Special


class Json(Protocol):
    """AWS JSON. Members are named by `locationName`; unions, documents and nulls are as in `jsonread`."""

    constant_head = True
    event_content_type = "application/json"
    later = ORJSON

    def __init__(self, service_model: ServiceModel) -> None:
        super().__init__(service_model)
        self._encoders = {strict: Encoder(strict=strict) for strict in (True, False)}
        self._reader = Reader(coerce=False)

    def _serializer(self, operation_model: OperationModel, strict: bool) -> Serialize:
        metadata = operation_model.metadata
        method = operation_model.http.get("method", "POST")
        prefix = host_prefix(operation_model)
        content_type = f"application/x-amz-json-{metadata['jsonVersion']}"
        headers = {
            "x-amz-target": f"{metadata['targetPrefix']}.{operation_model.name}",
            "content-type": content_type,
        }
        if operation_model.service_model.is_query_compatible:
            headers["x-amzn-query-mode"] = "true"
        shape = operation_model.input_shape
        if shape is None:
            return lambda params: SerializedRequest(
                method, "/", [], {**headers}, b"{}", prefix(params) if prefix else ""
            )
        if shape.event_stream_name:
            return self._event_serializer(operation_model, strict, headers, content_type)
        encode = self._encoders[strict].structure(shape)

        def serialize(params: dict[str, Any]) -> SerializedRequest:
            body = dumps(encode(params))
            return SerializedRequest(method, "/", [], {**headers}, body, prefix(params) if prefix else "")

        return serialize

    def substituting(
        self, operation_model: OperationModel, special_writer: Special, special_reader: Special
    ) -> tuple[Serialize, Parse] | None:
        """Return the operation's own serializer and parser, with other values for some shapes (see `Protocol`)."""
        shape = operation_model.input_shape
        if shape is None or shape.event_stream_name or operation_model.has_event_stream_output:
            return None
        twin = Json(self.service_model)
        twin._encoders = {True: Encoder(strict=True, special=special_writer)}
        twin._reader = Reader(coerce=False, special=special_reader)
        return twin._serializer(operation_model, True), twin._parser(operation_model)

    def _event_serializer(
        self, operation_model: OperationModel, strict: bool, fixed_headers: Headers, content_type: str
    ) -> Serialize:
        shape = operation_model.input_shape
        assert shape is not None
        stream = shape.event_stream_name
        assert stream is not None
        required = tuple(name for name in shape.metadata.get("required", ()) if name != stream)
        encode = self._encoders[strict].members(shape, required)
        method = operation_model.http.get("method", "POST")
        prefix = host_prefix(operation_model)

        def serialize(params: dict[str, Any]) -> SerializedRequest:
            if strict and (not isinstance(params, dict) or stream not in params):
                raise Invalid
            initial = dumps(encode({name: value for name, value in params.items() if name != stream}))
            body = EventSource(params.get(stream, ()), shape.members[stream], initial, content_type)
            headers = {**fixed_headers, "content-type": "application/vnd.amazon.eventstream"}
            return SerializedRequest(method, "/", [], headers, body, prefix(params) if prefix else "")

        return serialize

    def _parser(self, operation_model: OperationModel) -> Parse:
        shape = operation_model.output_shape
        read = _nothing if shape is None else self._members_parser(shape)

        def parse(status: int, headers: Headers, body: Any) -> dict[str, Any]:
            output = read(status, headers, body)
            output["ResponseMetadata"] = rpc_metadata(status, headers)
            return output

        return parse

    def _members_parser(self, shape: Shape) -> Parse:
        stream = shape.event_stream_name
        if stream:
            return lambda status, headers, body: {stream: body}
        if not shape.members and not shape.is_document_type:
            return _nothing  # whatever the body holds
        read_body = self._reader.reader(shape)
        return lambda status, headers, body: read_body(body)

    def initial_parser(self, operation_model: OperationModel) -> Callable[[bytes], dict[str, Any]] | None:
        """Return what reads the operation's own reply from the payload of its `initial-response` event."""
        shape = operation_model.output_shape
        return None if shape is None or not shape.event_stream_name else self._reader.reader(shape)

    def payload_serializer(self, shape: Shape, *, strict: bool) -> Callable[[Any], bytes]:
        """Return what renders one value of `shape` as JSON."""
        return payload_serializer(self._encoders[strict], shape)

    def payload_parser(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads one value of `shape` from JSON."""
        return self._reader.reader(shape)

    def _parse_error(self, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
        return json_error(status, headers, error_body(body))

    def _error_payload(self, body: bytes) -> bytes:
        return error_payload(body)


def _nothing(status: int, headers: Headers, body: Any) -> dict[str, Any]:
    return {}


def payload_serializer(encoder: Encoder, shape: Shape) -> Callable[[Any], bytes]:
    """Return what renders a value of `shape` as a JSON text of its own."""
    convert = encoder.convert(shape)

    def render(value: Any) -> bytes:
        if convert is not None:
            return dumps(convert(value))
        if encoder.strict and not isinstance(value, str):
            raise Invalid
        return dumps(plain(value))

    return render


def json_error(status: int, headers: Headers, body: dict[str, Any]) -> dict[str, Any]:
    """Return `Error` and `ResponseMetadata` from a JSON error.

    The code is `__type` without its namespace ("com.aws.dynamodb.vAPI#") and without a URI after a colon; where there
    is none, the status. The message is under `message` or `Message`.
    """
    type_name = body.get("__type")
    code = str(status if not type_name or isinstance(type_name, (dict, list)) else type_name)
    error: dict[str, Any] = {"Message": body.get("message", body.get("Message", "")), "Code": ""}
    result: dict[str, Any] = {"Error": error, "ResponseMetadata": {}}
    code = code.partition(":")[0].rpartition("#")[2]
    if "x-amzn-query-error" in headers:
        code = query_compatible_code(code, headers, result)
    error["Code"] = code
    if "x-amzn-requestid" in headers:
        result["ResponseMetadata"]["RequestId"] = headers["x-amzn-requestid"]
    return result
