"""Request bodies that are not bytes: how long they are, and how to send them once more.

A file-like body is sent from where it stands when the call begins, so that is where a retry starts again.
"""

from __future__ import annotations

import io

from ..errors import UnseekableStreamError
from ..http import size_of
from ..percent import plain
from ..wire import EventSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request


def start_of(body: Any) -> int | None:
    """Return the position a file-like body stands at, or None when it has none or does not tell."""
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
