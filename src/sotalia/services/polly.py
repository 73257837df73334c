"""Polly: a presigned speech URL is opened by players that send no content type, so it must not be signed."""

from __future__ import annotations

from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import Call
    from ..http import Request

HOOKS = Hooks()


@HOOKS.on("sign", "SynthesizeSpeech")
def drop_content_type_when_presigning(call: Call, request: Request) -> None:
    """Remove the content type from a request that becomes a URL."""
    if call.presigned:
        request.headers.pop("content-type", None)
