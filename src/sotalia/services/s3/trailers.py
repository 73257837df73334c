"""What to do where a store takes no checksum that follows the body (`aws-chunked`), which uploads carry over TLS.

Stores that were written before S3 had it answer that the length is missing (Ceph), that it is not implemented (Swift)
or that the body has another hash: nothing that would lead anybody to the setting that helps.
"""

from __future__ import annotations

from ...endpoint.client import ENDPOINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...http import Response

_UPLOADS = ("PutObject", "UploadPart")
#: What such stores answer; old releases of Ceph, Swift and MinIO in this order.
_REFUSALS = frozenset(("MissingContentLength", "NotImplemented", "XAmzContentSHA256Mismatch"))
WAY_OUT = (
    "The store may not know checksums that follow the body (aws-chunked). Set request_checksum_calculation to "
    "'when_required' (in Config, in the profile, or as AWS_REQUEST_CHECKSUM_CALCULATION), and give no "
    "ChecksumAlgorithm."
)


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("retry", *_UPLOADS)(name_setting)


def name_setting(call: Call, response: Response | None, parsed: dict[str, Any] | None, error: Exception | None) -> None:
    """Have the error of an upload with such a checksum say what to set; AWS itself knows them."""
    checksum = call.checksum
    if parsed is None or checksum is None or not checksum.trailing or call.client.builtins.get(ENDPOINT) is None:
        return
    if (parsed.get("Error") or {}).get("Code") in _REFUSALS:
        call.way_out = WAY_OUT
