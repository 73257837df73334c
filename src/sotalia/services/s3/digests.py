"""Content-MD5, where a store demands it.

S3 wants a checksum with some requests, and takes any; Sotalia sends a CRC-32, as boto3 does. Stores that were written
before S3 had other checksums want `Content-MD5` (OpenStack Swift for DeleteObjects, others for settings of buckets).
Such a refusal has the request sent again, once, with both; later calls of the client have both at once.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"""

from __future__ import annotations

from ...core.retry.strategy import RetryIn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...http import Request, Response

#: The operations that S3 wants a checksum with, whose bodies are documents.
DIGESTED = (
    "CreateBucketMetadataConfiguration",
    "CreateBucketMetadataTableConfiguration",
    "DeleteObjects",
    "PutBucketAcl",
    "PutBucketCors",
    "PutBucketEncryption",
    "PutBucketLifecycle",
    "PutBucketLifecycleConfiguration",
    "PutBucketLogging",
    "PutBucketNotification",
    "PutBucketOwnershipControls",
    "PutBucketPolicy",
    "PutBucketReplication",
    "PutBucketRequestPayment",
    "PutBucketTagging",
    "PutBucketVersioning",
    "PutBucketWebsite",
    "PutObjectAcl",
    "PutObjectLegalHold",
    "PutObjectLockConfiguration",
    "PutObjectRetention",
    "PutObjectTagging",
    "PutPublicAccessBlock",
    "UpdateBucketMetadataAnnotationTableConfiguration",
    "UpdateBucketMetadataInventoryTableConfiguration",
    "UpdateBucketMetadataJournalTableConfiguration",
    "UpdateObjectEncryption",
)
_HEADER = "content-md5"
_REQUEST = "request without a digest"
#: What a client remembers: the names of the operations that its store wants a digest with.
_DEMANDED = "demanded digests"
_BAD_REQUEST = 400


def install(hooks: Hooks) -> None:
    """Declare the hooks; after those that change bodies."""
    hooks.on("request", *DIGESTED)(add_known_digest)
    hooks.on("retry", *DIGESTED)(send_with_digest)


def add_known_digest(call: Call, request: Request) -> None:
    """Add the digest, if an earlier call of the client was refused without one."""
    if call.operation.name in call.client.memory.get(_DEMANDED, ()):
        _add(request)
    call.remember(_REQUEST, request)


def send_with_digest(
    call: Call, response: Response | None, parsed: dict[str, Any] | None, error: Exception | None
) -> RetryIn | None:
    """Send a request again, at once, that was refused because it had no `Content-MD5`."""
    request: Request | None = call.recall(_REQUEST)
    if parsed is None or response is None or response.status != _BAD_REQUEST or request is None:
        return None
    said = parsed.get("Error") or {}
    if "contentmd5" not in f"{said.get('Code')} {said.get('Message')}".replace("-", "").lower() or not _add(request):
        return None
    call.client.memory.setdefault(_DEMANDED, set()).add(call.operation.name)
    return RetryIn(0.0)


def _add(request: Request) -> bool:
    """Add the digest of a request's body; return False if there is one, or no body to take it of."""
    if _HEADER in request.headers or not isinstance(request.body, bytes):
        return False
    from base64 import b64encode
    from hashlib import md5

    request.headers[_HEADER] = b64encode(md5(request.body, usedforsecurity=False).digest()).decode()
    return True
