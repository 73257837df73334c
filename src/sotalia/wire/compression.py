"""Compressed requests: the body is gzipped where the model says that the service takes that.

A streaming payload is always compressed, unless the service must know its length; any other body only from a minimum
size on, below which gzip costs more than it saves. The result does not depend on the time (boto3's carries it).
"""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from . import Headers, OperationModel

_CHUNK = 65536
_GZIP = 16 + zlib.MAX_WBITS


def compress(
    headers: Headers,
    body: Any,
    operation_model: OperationModel,
    *,
    min_size: int = 10240,
    disabled: bool = False,
    signature_version: str | None = None,
) -> Any:
    """Return the body to send, and name its encoding in `headers` if it was compressed.

    `min_size` is `request_min_compression_size_bytes`, `disabled` is `disable_request_compression`. Signature version 2
    signs the parameters, so nothing is compressed under it. A file-like body is read from where it stands and, if it
    can, put back there.
    """
    modeled = operation_model.request_compression
    if disabled or not modeled or signature_version == "v2" or "gzip" not in modeled["encodings"]:
        return body
    file_like = hasattr(body, "read")
    if not file_like and not isinstance(body, (str, bytes, bytearray)):
        return body
    streamed = operation_model.get_streaming_input() if operation_model.has_streaming_input else None
    if streamed is not None:
        if "requiresLength" in streamed.metadata:
            return body
    elif _size(body) < min_size:
        return body
    before = headers.get("content-encoding")
    headers["content-encoding"] = "gzip" if before is None else f"{before},gzip"
    return _gzip_file(body) if file_like else _gzip(body.encode() if isinstance(body, str) else body)


def _size(body: Any) -> int:
    """Return how long the body is, 0 where it does not say."""
    try:
        return len(body)
    except TypeError:
        pass
    try:
        position = body.tell()
        end = body.seek(0, 2)
        body.seek(position)
    except (AttributeError, OSError):
        return 0
    return int(end - position)


def _gzip(data: bytes | bytearray) -> bytes:
    return zlib.compress(data, wbits=_GZIP)


def _gzip_file(body: Any) -> bytes:
    seekable = hasattr(body, "seek") and hasattr(body, "tell")
    position = body.tell() if seekable else None
    compressor = zlib.compressobj(wbits=_GZIP)
    compressed = bytearray()
    while chunk := body.read(_CHUNK):
        compressed += compressor.compress(chunk.encode() if isinstance(chunk, str) else chunk)
    compressed += compressor.flush()
    if position is not None:
        body.seek(position)
    return bytes(compressed)
