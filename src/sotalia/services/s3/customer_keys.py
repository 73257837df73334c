"""Encryption with the customer's own key: S3 wants the key in base64 with the MD5 of its bytes beside it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
"""

from __future__ import annotations

from binascii import b2a_base64

from ...bodies import BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks

_KEYED = (
    "HeadObject",
    "GetObject",
    "PutObject",
    "CopyObject",
    "CreateMultipartUpload",
    "UploadPart",
    "UploadPartCopy",
    "CompleteMultipartUpload",
    "SelectObjectContent",
)


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params", *_KEYED)(encode_key)
    hooks.on("params", "CopyObject", "UploadPartCopy")(encode_source_key)


def encode_key(call: Call, params: dict[str, Any]) -> None:
    """Encode `SSECustomerKey` and add its MD5."""
    encode_member(params, "SSECustomerKey")


def encode_source_key(call: Call, params: dict[str, Any]) -> None:
    """Encode `CopySourceSSECustomerKey` and add its MD5."""
    encode_member(params, "CopySourceSSECustomerKey")


def encode_member(params: dict[str, Any], member: str) -> None:
    """Encode the key in that member, if it is there, and add its MD5."""
    key = params.get(member)
    if key is None or member + "MD5" in params:
        # A caller who passes the MD5 has encoded the key as well.
        return
    if isinstance(key, str):
        key = key.encode("utf-8")
    if not isinstance(key, BYTES):
        return
    import hashlib

    digest = hashlib.md5(key, usedforsecurity=False).digest()
    params[member] = b2a_base64(key, newline=False).decode("ascii")
    params[member + "MD5"] = b2a_base64(digest, newline=False).decode("ascii")
