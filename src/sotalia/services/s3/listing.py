"""Keys may hold characters that XML cannot. Listings are therefore requested with URL-encoded keys, unless the caller
chose an encoding, and decoded again: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
"""

from __future__ import annotations

from ...percent import percent_decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks

#: Members of each listing that come encoded: top-level ones, and (list, member) pairs.
_ENCODED: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "ListObjects": (
        ("Delimiter", "Marker", "NextMarker"),
        (("Contents", "Key"), ("CommonPrefixes", "Prefix")),
    ),
    "ListObjectsV2": (
        ("Delimiter", "Prefix", "StartAfter"),
        (("Contents", "Key"), ("CommonPrefixes", "Prefix")),
    ),
    "ListObjectVersions": (
        ("KeyMarker", "NextKeyMarker", "Prefix", "Delimiter"),
        (("Versions", "Key"), ("DeleteMarkers", "Key"), ("CommonPrefixes", "Prefix")),
    ),
}
ENCODING_ADDED = "encoding_type_auto_set"


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params", *_ENCODED)(ask_for_encoding)
    hooks.on("result", *_ENCODED)(decode)


def ask_for_encoding(call: Call, params: dict[str, Any]) -> None:
    """Add `EncodingType`, and remember that the caller did not pass it."""
    if "EncodingType" not in params:
        params["EncodingType"] = "url"
        call.remember(ENCODING_ADDED, True)


def decode(call: Call, parsed: dict[str, Any]) -> None:
    """Decode the listing, if it is encoded because `ask_for_encoding` added the parameter."""
    if parsed.get("EncodingType") != "url" or not call.recall(ENCODING_ADDED):
        return
    members, lists = _ENCODED[call.operation.name]
    for name in members:
        if name in parsed:
            parsed[name] = _decode_text(parsed[name])
    for name, member in lists:
        for item in parsed.get(name, ()):
            text = item.get(member)
            # Most keys have nothing to decode, and there are a thousand of them.
            if text is not None and ("%" in text or "+" in text):
                item[member] = _decode_text(text)


def _decode_text(text: str) -> str:
    return percent_decode(text.replace("+", " "))
