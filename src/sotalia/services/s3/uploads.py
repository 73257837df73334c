"""Bodies of uploads.

Text is encoded as UTF-8; what has no length is refused. An object is announced with `Expect: 100-continue`, so that a
refusal (a redirect, an error) arrives before the data is sent; a server that does not support that (417) gets the
request again without `Expect`.
Small ones are not: they would wait for the server's consent longer than it takes to send them. (boto3 announces the
smallest, too.) Line ends in XML documents that hold keys are escaped, since XML readers change them.
"""

from __future__ import annotations

from io import TextIOBase

from ...bodies import SMALL
from ...core.retry.strategy import RetryIn
from ...errors import ParamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...http import Request, Response


_UPLOADS = ("PutObject", "UploadPart")
_ANNOUNCED = "announced request"
EXPECTATION_FAILED = 417
#: What marks the code of a coroutine function (inspect.CO_COROUTINE).
_CO_COROUTINE = 0x80


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params", *_UPLOADS)(accept_body)
    hooks.on("request")(expect_continue)
    hooks.on("retry", *_UPLOADS)(send_without_expectation)
    hooks.on("request", "DeleteObjects", "PutBucketLifecycleConfiguration")(escape_line_ends)


def accept_body(call: Call, params: dict[str, Any]) -> None:
    """Encode a `Body` that is text, and copy a view.

    Raises ParamValidationError, which names the way out, for files of text, for those that are read asynchronously, and
    for iterables: S3 wants to know the length of an object before it comes.
    """
    body = params.get("Body")
    if isinstance(body, str):
        params["Body"] = body.encode("utf-8")
    elif isinstance(body, memoryview):
        params["Body"] = bytes(body)
    elif isinstance(body, TextIOBase):
        raise ParamValidationError(
            report=f"Invalid value for parameter Body, value: {body!r}: it is a file of text. Open it with mode 'rb', "
            "or pass its `buffer`."
        )
    elif not hasattr(body, "read") and any(hasattr(body, name) for name in ("__next__", "__aiter__")):
        raise ParamValidationError(
            report=f"Invalid type for parameter Body, type: {type(body)}: S3 wants to know the length of an object "
            'before it comes. Write the pieces into client.open_object("wb", Bucket=…, Key=…), which sends parts.'
        )
    elif _is_read_asynchronously(body):
        raise ParamValidationError(
            report=f"Invalid type for parameter Body, type: {type(body)}: its `read` is asynchronous. Pass it to "
            "upload_fileobj of an awaited client, which reads such files."
        )


def _is_read_asynchronously(body: Any) -> bool:
    code = getattr(getattr(body, "read", None), "__code__", None)
    return bool(getattr(code, "co_flags", 0) & _CO_COROUTINE)


def expect_continue(call: Call, request: Request) -> None:
    """Wait for the server's consent before an object is sent, unless it is small."""
    # boto3 wraps text and bytes into files first, other buffers not.
    body = call.params.get("Body") if call.operation.name in _UPLOADS else request.body
    if isinstance(body, bytes):
        is_announced = call.operation.name in _UPLOADS and len(body) > SMALL
    else:
        is_announced = hasattr(body, "read")
    if is_announced and request.method in ("PUT", "POST"):
        request.expect_continue = True
        call.remember(_ANNOUNCED, request)


def send_without_expectation(
    call: Call, response: Response | None, parsed: dict[str, Any] | None, error: Exception | None
) -> RetryIn | None:
    """Send a request again, at once, that was refused only for its `Expect` (RFC 9110, section 10.1.1)."""
    request: Request | None = call.recall(_ANNOUNCED)
    if response is None or response.status != EXPECTATION_FAILED or request is None or not request.expect_continue:
        return None
    request.expect_continue = False
    return RetryIn(0.0)


def escape_line_ends(call: Call, request: Request) -> None:
    """Write CR and LF as character references."""
    if isinstance(request.body, bytes):
        request.body = request.body.replace(b"\r", b"&#xD;").replace(b"\n", b"&#xA;")
        request.length = len(request.body)
