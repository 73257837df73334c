"""Glacier: every request names an account ("-" is the caller's) and the API's version, and every upload carries the
SHA-256 of its body twice, plain and as a tree hash.

https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html
"""

from __future__ import annotations

import hashlib
import io

from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call
    from ..http import Request

HOOKS = Hooks()
#: Leaves of the tree hash are the hashes of chunks of this size.
CHUNK = 1024 * 1024
_UPLOADS = ("UploadArchive", "UploadMultipartPart")


@HOOKS.on("params")
def use_own_account(call: Call, params: dict[str, Any]) -> None:
    """Add the account id that stands for the caller's own."""
    if params.get("accountId") is None:
        params["accountId"] = "-"


@HOOKS.on("request")
def name_version(call: Call, request: Request) -> None:
    """Add the header with the API's version."""
    request.headers["x-amz-glacier-version"] = call.operation.model.metadata["apiVersion"]


@HOOKS.on("request", *_UPLOADS)
def add_hashes(call: Call, request: Request) -> None:
    """Add the body's hashes where the caller did not give them."""
    headers = request.headers
    if "x-amz-content-sha256" in headers and "x-amz-sha256-tree-hash" in headers:
        return
    body: Any = request.body
    stream = io.BytesIO(body) if isinstance(body, (bytes, bytearray)) else body
    start = stream.tell()
    whole, leaves = hashlib.sha256(), []
    while chunk := stream.read(CHUNK):
        whole.update(chunk)
        leaves.append(hashlib.sha256(chunk).digest())
    stream.seek(start)
    headers.setdefault("x-amz-content-sha256", whole.hexdigest())
    headers.setdefault("x-amz-sha256-tree-hash", tree_hash(leaves).hex())


def tree_hash(leaves: list[bytes]) -> bytes:
    """Return the root over the hashes of a body's chunks; an empty body's is the hash of nothing."""
    level = leaves or [hashlib.sha256().digest()]
    while len(level) > 1:
        pairs = [level[start : start + 2] for start in range(0, len(level), 2)]
        level = [hashlib.sha256(pair[0] + pair[1]).digest() if len(pair) > 1 else pair[0] for pair in pairs]
    return level[0]
