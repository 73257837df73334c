"""EC2: user data and console output travel in base64, filters have two names, and copying a snapshot needs the source
region's own permission (a presigned URL).

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html
"""

from __future__ import annotations

from ...core.hooks import Hooks
from ..aliases import accept_alias
from ..presigning import add_presigned_url
from ..user_data import encode_user_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...http import Request

HOOKS = Hooks()
HOOKS.on("params")(accept_alias("Filter", "Filters"))
HOOKS.on("params", "RunInstances")(encode_user_data)


@HOOKS.on("sign", "CopySnapshot")
def presign_source(call: Call, request: Request) -> None:
    """Prove to the destination region that the caller may read the snapshot where it is."""
    add_presigned_url(call, request, "PresignedUrl", keep_source_region=True)


@HOOKS.on("result", "GetConsoleOutput")
def decode_output(call: Call, parsed: dict[str, Any]) -> None:
    """Replace the base64 console output by its text."""
    import base64

    if "Output" in parsed:
        try:
            parsed["Output"] = base64.b64decode(bytes(parsed["Output"], "latin-1")).decode("utf-8", "replace")
        except (ValueError, TypeError, AttributeError):
            return
