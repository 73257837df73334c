"""`get_response`, by which programs that send requests by themselves read the replies (kombu's SQS imports it)."""

from __future__ import annotations

from ...clients._sync.streaming import StreamingBody
from .parsers import create_parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def get_response(operation_model: Any, http_response: Any) -> tuple[Any, dict[str, Any]]:
    """Return a reply, and the dict that it says: an `AWSResponse` or its like of an operation's call.

    A body that is a stream in the operation's model is not read. Raises ResponseParserError for a reply that cannot be
    read.
    """
    status, headers = http_response.status_code, http_response.headers
    body: Any = http_response.content if status >= 300 or not operation_model.has_streaming_output else None
    if body is None:
        body = StreamingBody(http_response.raw, headers.get("content-length"))
    parser = create_parser(operation_model.service_model.resolved_protocol)
    reply = {"status_code": status, "headers": headers, "body": body}
    return http_response, parser.parse(reply, operation_model.output_shape)
