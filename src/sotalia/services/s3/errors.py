"""Operations that take long (copies, completing an upload) start their reply with status 200 before S3 knows their
result; an error is then in the body. Such a reply is treated as an error like any other, which may be retried. So is a
200 whose XML is incomplete.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html

A reply to HEAD has no body that could name the error, so that its code is the status, as in boto3. What is not there is
raised by the class that says so all the same: `except client.exceptions.NoSuchKey` catches it.
"""

from __future__ import annotations

from ..._log import debug
from ...errors import ResponseParserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...http import Response

_OK = 200
_NOT_FOUND = "404"
_SERVER_ERROR = 500
#: What is not there if an operation says "404".
_MISSING = {"HeadObject": "NoSuchKey", "HeadBucket": "NoSuchBucket"}


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("reply")(find_error_in_success)
    hooks.on("result", *_MISSING)(name_missing)


def find_error_in_success(call: Call, response: Response) -> None:
    """Give a 200 reply with an error in it the status 500."""
    body = response.body
    if response.status != _OK or not body or not isinstance(body, bytes) or not _may_hold_error(call):
        return
    if _is_error(body):
        debug("sotalia.call", "%s: the reply with status 200 holds an error; treated as 500.", call.operation.name)
        response.status = _SERVER_ERROR


def name_missing(call: Call, parsed: dict[str, Any]) -> None:
    """Have a 404 raised by the class of the error that it stands for; the code stays "404"."""
    if (parsed.get("Error") or {}).get("Code") == _NOT_FOUND:
        call.error_code = _MISSING[call.operation.name]


def _may_hold_error(call: Call) -> bool:
    shape = call.operation.model.output_shape
    if shape is None or call.operation.model.has_event_stream_output:
        return False
    payload = shape.serialization.get("payload")
    return payload is None or shape.members[payload].type_name not in ("blob", "string")


def _is_error(body: bytes) -> bool:
    # An XML document ends with its root's end tag; one that does, and is no <Error>, needs no parsing here.
    start, end = body[:300].lstrip(), body[-100:].rstrip()
    root = start.partition(b"?>")[2].lstrip() if start.startswith(b"<?xml") else start
    if root.startswith(b"<") and not root.startswith((b"<Error", b"<!")) and end.endswith(b">"):
        name = root[1:].split(None, 1)[0].partition(b">")[0].rstrip(b"/")
        if end.endswith(b"</" + name + b">"):
            return False
    from ...wire.xml import parse_document

    try:
        return parse_document(body).tag == "Error"
    except ResponseParserError:
        return True
