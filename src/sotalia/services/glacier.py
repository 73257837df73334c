"""Glacier: every request names an account ("-" is the caller's) and the API's version, and every upload carries the
SHA-256 of its body twice, plain and as a tree hash.

https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html
"""

from __future__ import annotations

import hashlib

from ..bodies import BYTES, feed, seekable
from ..core.hooks import Hooks
from ..errors import UnseekableStreamError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call
    from ..http import Request

_UPLOADS = ("UploadArchive", "UploadMultipartPart")
HOOKS = Hooks(file_bodies=frozenset(_UPLOADS))
#: Leaves of the tree hash are the hashes of chunks of this size.
CHUNK = 1024 * 1024


@HOOKS.on("params")
def use_own_account(call: Call, params: dict[str, Any]) -> None:
    """Add "-" as account id, which stands for the caller's own account."""
    if params.get("accountId") is None:
        params["accountId"] = "-"


@HOOKS.on("request")
def name_version(call: Call, request: Request) -> None:
    """Add the header with the API's version."""
    request.headers["x-amz-glacier-version"] = call.operation.model.metadata["apiVersion"]


@HOOKS.on("body", *_UPLOADS)
def add_hashes(call: Call, request: Request) -> None:
    """Add the body's hashes, unless the caller has passed them."""
    headers = request.headers
    if "x-amz-content-sha256" in headers and "x-amz-sha256-tree-hash" in headers:
        return
    if not isinstance(request.body, BYTES) and not seekable(request.body):
        raise UnseekableStreamError(stream_object=request.body)
    hashes = Hashes()
    feed(hashes.update, request.body)
    headers.setdefault("x-amz-content-sha256", hashes.whole.hexdigest())
    headers.setdefault("x-amz-sha256-tree-hash", tree_hash(hashes.leaves()).hex())


class Hashes:
    """The hash of a body, and those of its chunks; the body may come in pieces of any size."""

    def __init__(self) -> None:
        self.whole = hashlib.sha256()
        self._digests: list[bytes] = []
        self._chunk = hashlib.sha256()
        self._room = CHUNK

    def update(self, data: bytes | memoryview) -> None:
        """Add the next bytes of the body."""
        self.whole.update(data)
        while len(data) >= self._room:
            self._chunk.update(data[: self._room])
            data = data[self._room :]
            self._digests.append(self._chunk.digest())
            self._chunk, self._room = hashlib.sha256(), CHUNK
        self._chunk.update(data)
        self._room -= len(data)

    def leaves(self) -> list[bytes]:
        """Return the hashes of the chunks."""
        return [*self._digests, self._chunk.digest()] if self._room < CHUNK else self._digests


def tree_hash(leaves: list[bytes]) -> bytes:
    """Return the root of the tree over the hashes of a body's chunks; that of an empty body is the hash of no bytes."""
    level = leaves or [hashlib.sha256().digest()]
    while len(level) > 1:
        pairs = [level[start : start + 2] for start in range(0, len(level), 2)]
        level = [hashlib.sha256(pair[0] + pair[1]).digest() if len(pair) > 1 else pair[0] for pair in pairs]
    return level[0]
