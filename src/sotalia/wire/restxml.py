"""The `rest-xml` protocol (S3, S3 Control, Route 53, CloudFront): HTTP bindings around XML bodies.

Errors are `<ErrorResponse><Error>...` with a `RequestId` beside the `Error`, or S3's bare `<Error>`; a reply without a
body (to HEAD, say) or with one that is not XML has its status for a code. (AWS: "AWS restXml protocol", Smithy
documentation; Amazon S3 API reference, "Error responses".)
"""

from __future__ import annotations

from ..errors import ParamValidationError, ResponseParserError
from .common import reason_phrase
from .rest import RestProtocol, metadata
from .wall import Malformed
from .xml import parse_document, plain
from .xmlnodes import XmlNodes, with_nodes
from .xmlread import OUTSIDE, Reader, element_name, error_node
from .xmltext import Uncarried, Writer, refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..model.service import ServiceModel
    from . import Headers, OperationModel, Serialize, SerializedRequest, Shape

_BODILESS = ("GET", "HEAD", "DELETE")


class RestXml(RestProtocol):
    """The rest-xml protocol."""

    event_content_type = "application/xml"

    def __init__(self, service_model: ServiceModel) -> None:
        super().__init__(service_model)
        self._reader = Reader(error_node)
        self._nodes = XmlNodes(OUTSIDE, element_name)
        self._writers = {strict: Writer(strict) for strict in (True, False)}

    def _serializer(self, operation_model: OperationModel, strict: bool) -> Serialize:
        serialize = super()._serializer(operation_model, strict)
        shape = operation_model.input_shape
        if shape is None or operation_model.http.get("method") in _BODILESS:
            return serialize

        def carried(params: dict[str, Any]) -> SerializedRequest:
            try:
                return serialize(params)
            except Uncarried:
                names = _in_body(shape)
                faults = [fault for name in names for fault in refusal(shape.members[name], name, params.get(name))]
                raise ParamValidationError(report="\n".join(faults)) from None

        return carried

    def _body_serializer(self, shape: Shape, *, strict: bool, payload: bool) -> Callable[[Any], bytes]:
        return self._writers[strict].document(shape, whole=payload)

    def _body_parser(self, shape: Shape, *, payload: bool) -> Callable[[bytes], Any]:
        return with_nodes(self._nodes.document(shape), self._reader.document(shape))

    def _text_parser(self, shape: Shape) -> Callable[[Any], Any] | None:
        return self._reader.scalar(shape)

    def _parse_error(self, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
        try:
            root = parse_document(body) if body else None
        except ResponseParserError:
            root = None
        if root is None:
            return _error_of_status(status, headers)
        content = plain(root)
        if root.tag == "Error":
            # S3's: the ids come in the headers as well, and ResponseMetadata is their place.
            content.pop("RequestId", None)
            content.pop("HostId", None)
            return {"Error": content, "ResponseMetadata": metadata(status, headers)}
        if "RequestId" in content:
            content["ResponseMetadata"] = {"RequestId": content.pop("RequestId")}
        error = content.setdefault("Error", {})
        if not isinstance(error, dict):
            raise Malformed("its <Error> holds no code and message")
        content["Error"] = {"Message": "", "Code": "", **error}
        return content


def _in_body(shape: Shape) -> list[str]:
    """Return the members of an input shape that are sent as XML."""
    payload = shape.serialization.get("payload")
    if payload is not None:
        return [payload] if shape.members[payload].type_name == "structure" else []
    return [name for name, member in shape.members.items() if "location" not in member.serialization]


def _error_of_status(status: int, headers: Headers) -> dict[str, Any]:
    return {
        "Error": {"Code": str(status), "Message": reason_phrase(status)},
        "ResponseMetadata": {
            "RequestId": headers.get("x-amz-request-id", ""),
            "HostId": headers.get("x-amz-id-2", ""),
        },
    }
