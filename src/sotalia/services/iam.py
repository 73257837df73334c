"""IAM returns policy documents as URL-encoded JSON; callers get them as dicts.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
"""

from __future__ import annotations

from .._json import read_json
from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call

HOOKS = Hooks()
_DOCUMENT_SHAPE = "policyDocumentType"


@HOOKS.on("result")
def decode_policies(call: Call, parsed: dict[str, Any]) -> None:
    """Replace every policy document in the reply by its JSON value."""
    shape = call.operation.model.output_shape
    if shape is not None:
        _decode(parsed, shape)


def _decode(value: Any, shape: Any) -> Any:
    kind = shape.type_name
    if kind == "string":
        return _policy(value) if shape.name == _DOCUMENT_SHAPE else value
    if kind == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            if name in value:
                value[name] = _decode(value[name], member)
    elif kind == "list" and isinstance(value, list):
        value[:] = [_decode(item, shape.member) for item in value]
    return value


def _policy(text: str) -> Any:
    from urllib.parse import unquote

    try:
        return read_json(unquote(text))
    except (ValueError, TypeError):
        return text
