"""Compressed bodies: requests are gzipped where the model says that the service takes that, replies should never be.

A streaming payload is always compressed, unless the service must know its length; any other body only from a minimum
size on, below which gzip costs more than it saves. The result does not depend on the time (boto3's carries it).

Every request asks for an uncompressed reply (`accept-encoding: identity`), but some proxies, gateways and imitations of
AWS compress all the same.
"""

from __future__ import annotations

import zlib

from ..bodies import LARGE, feed
from ..errors import ResponseParserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Headers, OperationModel

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
    trait = operation_model.request_compression
    if disabled or not trait or signature_version == "v2" or "gzip" not in trait["encodings"]:
        return body
    file_like = hasattr(body, "read")
    if not file_like and not isinstance(body, (str, bytes, bytearray)):
        return body
    payload = operation_model.get_streaming_input() if operation_model.has_streaming_input else None
    if payload is not None:
        if "requiresLength" in payload.metadata:
            return body
    elif _size(body) < min_size:
        return body
    before = headers.get("content-encoding")
    headers["content-encoding"] = "gzip" if before is None else f"{before},gzip"
    return _gzip(body.encode() if isinstance(body, str) else body)


def decompress(codings: str, body: bytes) -> bytes:
    """Return the body of a reply without the codings that its `content-encoding` names.

    Codings other than gzip and deflate are left alone, and so is a body that does not begin as its coding does:
    proxies and imitations often keep the header of a coding that they removed. Raises ResponseParserError for a body
    that is damaged or cut short.
    """
    for coding in reversed(codings.lower().split(",")):
        decode = _DECODERS.get(coding.strip())
        content = None if decode is None else decode(body)
        if content is None:
            break
        body = content
    return body


def _gunzip(body: bytes) -> bytes | None:
    if not body.startswith(b"\x1f\x8b"):
        return None
    from gzip import GzipFile
    from io import BytesIO

    try:
        return GzipFile(fileobj=BytesIO(body)).read()
    except (EOFError, OSError, zlib.error) as error:
        # Not the body itself: what is in it may be a secret.
        raise ResponseParserError(reason=f"its gzip coding is damaged ({error})", body="") from None


def _inflate(body: bytes) -> bytes | None:
    # With zlib's frame, as the standard has it, or without, as some servers do.
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return zlib.decompress(body, bits)
        except zlib.error:
            continue
    return None


_DECODERS: dict[str, Callable[[bytes], bytes | None]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "identity": lambda body: body,
}


def _size(body: Any) -> int:
    """Return how long the body is, 0 where that is unknown."""
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


def _gzip(body: Any) -> bytes:
    if isinstance(body, bytes) and len(body) <= LARGE:
        return zlib.compress(body, wbits=_GZIP)
    compressor = zlib.compressobj(wbits=_GZIP)
    compressed = bytearray()

    def take(piece: Any) -> None:
        nonlocal compressed
        compressed += compressor.compress(piece.encode() if isinstance(piece, str) else piece)

    feed(take, body)
    compressed += compressor.flush()
    return bytes(compressed)
