"""User data of instances: plain text or bytes from the caller, base64 on the wire."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call


def encode_user_data(call: Call, params: dict[str, Any]) -> None:
    """Encode the `UserData` parameter."""
    import base64

    data = params.get("UserData")
    if isinstance(data, str):
        data = data.encode("utf-8")
    if isinstance(data, (bytes, bytearray)):
        params["UserData"] = base64.b64encode(data).decode("ascii")
