"""The hash of a request's body, or the word that stands for it in a signature.

A body that can be rewound is read and put back to where it stood. One that cannot is never read here: over TLS S3 takes
`UNSIGNED-PAYLOAD`, everything else raises UnseekableStreamError.
"""

from __future__ import annotations

from hashlib import sha256

from ..bodies import BYTES, feed, seekable
from ..errors import UnseekableStreamError
from .scheme import EVENTS, STREAMING, UNSIGNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..http import Request
    from .scheme import AuthScheme

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
#: The body is aws-chunked without signatures, a checksum follows it.
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
EVENT_STREAM = "STREAMING-AWS4-HMAC-SHA256-EVENTS"


def cannot_be_read_twice(body: Any) -> UnseekableStreamError:
    """Return the error for a body that would have to be hashed first and sent then."""
    error = UnseekableStreamError(stream_object=body)
    error.add_note(
        "It would be read twice: hashed for the signature or a checksum, then sent. Pass bytes, or a file that seeks; "
        'where a client has upload_fileobj, that takes any stream, and open_object(…, "wb") is a file to write into.'
    )
    return error


def body_sha256(body: Any) -> str:
    """Return the body's SHA-256 in hexadecimal; a file-like body is put back to where it stood.

    Raises UnseekableStreamError for a body that cannot be sent after it was read.
    """
    if isinstance(body, BYTES):
        return sha256(body).hexdigest() if body else EMPTY_SHA256
    if body is None:
        return EMPTY_SHA256
    if not seekable(body):
        raise cannot_be_read_twice(body)
    own = getattr(body, "digest", None)
    if own is not None:
        found: bytes = own("sha256")
        return found.hex()
    digest = sha256()
    feed(digest.update, body)
    return digest.hexdigest()


def payload_hash(request: Request, scheme: AuthScheme, hash_body: Callable[[Any], str] = body_sha256) -> str:
    """Return what to write for the body of `request` when it is signed by `scheme` in headers."""
    headers, kind = request.headers, scheme.payload
    if "x-amz-trailer" in headers:
        return UNSIGNED_TRAILER
    if kind is UNSIGNED or kind == UNSIGNED:
        return UNSIGNED_PAYLOAD
    if kind == EVENTS:
        return EVENT_STREAM
    secure = request.url.startswith("https")
    if kind == STREAMING and secure and "content-md5" in headers:
        return UNSIGNED_PAYLOAD
    body = request.body
    if secure and scheme.path_as_is and not isinstance(body, BYTES) and not seekable(body):
        return UNSIGNED_PAYLOAD
    return hash_body(body)


def payload_is_hashed(request: Request, scheme: AuthScheme) -> bool:
    """Return whether `payload_hash` reads the body."""
    return not payload_hash(request, scheme, lambda body: "")


def body_length(body: Any) -> int | None:
    """Return how many bytes are left to send, or None when that cannot be known without reading them."""
    if body is None:
        return 0
    if hasattr(body, "__len__"):
        length: int = len(body)
        return length
    if not seekable(body):
        return None
    start: int = body.tell()
    end: int = body.seek(0, 2) or body.tell()
    body.seek(start)
    return max(end - start, 0)
