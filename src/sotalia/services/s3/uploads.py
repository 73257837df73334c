"""Bodies of uploads.

Text is taken as UTF-8. An object is announced with `Expect: 100-continue`, so that a refusal (a redirect, an error)
arrives before the data is sent. Line ends in XML documents that carry keys are escaped, since XML readers change them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...http import Request


_UPLOADS = ("PutObject", "UploadPart")


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params", *_UPLOADS)(encode_text)
    hooks.on("request")(expect_continue)
    hooks.on("request", "DeleteObjects", "PutBucketLifecycleConfiguration")(escape_line_ends)


def encode_text(call: Call, params: dict[str, Any]) -> None:
    """Encode a `Body` given as text."""
    body = params.get("Body")
    if isinstance(body, str):
        params["Body"] = body.encode("utf-8")


def expect_continue(call: Call, request: Request) -> None:
    """Ask for the server's word before an object is sent (boto3 does so for the smallest, too)."""
    # Of text and bytes boto3 makes files first, of other buffers not.
    body = call.params.get("Body") if call.operation.name in _UPLOADS else request.body
    announced = hasattr(body, "read") or (isinstance(body, bytes) and call.operation.name in _UPLOADS)
    if announced and request.method in ("PUT", "POST"):
        request.expect_continue = True


def escape_line_ends(call: Call, request: Request) -> None:
    """Write CR and LF as character references."""
    if isinstance(request.body, bytes):
        request.body = request.body.replace(b"\r", b"&#xD;").replace(b"\n", b"&#xA;")
        request.length = len(request.body)
