"""Request bodies that are not bytes: how long they are, and how to send them once more.

A file-like body is sent from where it stands when the call begins, so that is where a retry starts again.
"""

from __future__ import annotations

import io

from ..auth.payload import body_length
from ..errors import ParamValidationError, UnseekableStreamError
from ..http import size_of
from ..percent import plain
from ..wire import EventSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request
    from ..model.operation import OperationModel


def start_of(body: Any) -> int | None:
    """Return the present position of a file-like body, or None when it has none or does not tell."""
    tell = getattr(body, "tell", None)
    if tell is None:
        return None
    try:
        position: int = tell()
    except (OSError, ValueError, io.UnsupportedOperation):
        return None
    return position


def replace_body(request: Request, body: Any) -> None:
    """Give `request` another body: text, bytes, None or anything readable."""
    if body is None:
        body = b""
    elif isinstance(body, str):
        body = body.encode("utf-8")
    request.body = plain(body)
    request.length = size_of(body)


def check_declared(request: Request, declared: str, model: OperationModel) -> None:
    """Raise ParamValidationError if the body is known not to be as long as the program says.

    A server would wait for the missing bytes, or read those left over as another request.
    """
    length = request.length if request.length is not None else body_length(request.body)
    if length is None or declared == str(length):
        return
    members = {} if model.input_shape is None else model.input_shape.members
    name = next(
        (name for name, member in members.items() if member.serialization.get("name") == "Content-Length"),
        "Content-Length",
    )
    raise ParamValidationError(
        report=f"Invalid value for parameter {name}, value: {declared}: the body has {length} bytes, from where it "
        "stands to its end. It is measured; leave the parameter out."
    )


def rewind(body: Any, start: int | None) -> None:
    """Put a file-like body back to `start` before another attempt.

    Raises UnseekableStreamError when it was read and cannot be read again, as a pipe or a generator cannot.
    """
    if isinstance(body, (bytes, bytearray, memoryview)):
        return
    if isinstance(body, EventSource):
        body = body.events
    if start is not None:
        try:
            body.seek(start)
        except Exception as error:
            raise UnseekableStreamError(stream_object=body) from error
    elif any(hasattr(body, name) for name in ("read", "__next__", "__anext__")):
        raise UnseekableStreamError(stream_object=body)
