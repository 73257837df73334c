"""DeleteObjects sends keys in an XML document, and keys may hold characters that XML cannot (most control characters).
No server reads such a document. DeleteObject has its key in the URL, and so takes every key.
"""

from __future__ import annotations

from ...errors import ParamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params", "DeleteObjects")(refuse_keys)


def refuse_keys(call: Call, params: dict[str, Any]) -> None:
    """Raise ParamValidationError for keys that XML cannot hold; it names the operation that takes them."""
    delete = params.get("Delete")
    objects = delete.get("Objects") if isinstance(delete, dict) else None
    if not isinstance(objects, (list, tuple)) or _are_plain(objects):
        return
    from ...wire.xmltext import refusal

    shape = call.operation.model.input_shape
    assert shape is not None
    faults = refusal(shape.members["Delete"].members["Objects"], "Delete.Objects", objects)
    if faults:
        faults.append("Delete these objects one by one with delete_object, which has the key in its URL.")
        raise ParamValidationError(report="\n".join(faults))


def _are_plain(objects: Any) -> bool:
    """Return whether XML can hold all keys, by one quick check: there may be a thousand of them."""
    from ...wire.xmltext import is_plain

    try:
        return is_plain("".join([item["Key"] for item in objects]).encode())
    except (KeyError, TypeError, UnicodeEncodeError):
        return False
