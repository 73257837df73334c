"""JSON that holds secrets: tokens and credentials in files, or from programs and servers."""

from __future__ import annotations

from .._json import read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def json_object(data: bytes) -> dict[str, Any] | None:
    """Return the JSON object in `data`, or None: json's own error would contain the text, which is a secret."""
    try:
        value = read_json(data)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def is_text(value: Any) -> bool:
    """Tell whether a value is text, and not the empty one."""
    return isinstance(value, str) and value != ""
