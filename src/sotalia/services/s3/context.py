"""What handlers of boto3's events find of S3's calls in their `context`."""

from __future__ import annotations

from .addressing import REDIRECTED, global_endpoint_fits
from .listing import ENCODING_ADDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call

#: The parameters that say what a call is about.
_TARGETS = ("Bucket", "Key", "Prefix", "Delete")


def event_context(call: Call) -> dict[str, Any]:
    """Return a call's bucket and objects, and what Sotalia has done with it."""
    params = call.params
    redirected = bool(call.recall(REDIRECTED))
    context: dict[str, Any] = {
        "s3_redirect": {"redirected": redirected, "bucket": params.get("Bucket"), "params": params},
        "input_params": {name: params[name] for name in _TARGETS if name in params},
    }
    if call.recall(ENCODING_ADDED):
        context[ENCODING_ADDED] = True
    if call.presigned:
        context["use_global_endpoint"] = global_endpoint_fits(call)
    return context
