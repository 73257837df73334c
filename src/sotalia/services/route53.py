"""Route 53 shows ids with a path before them (`/hostedzone/Z123`) but takes them bare; callers may pass either."""

from __future__ import annotations

from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call

HOOKS = Hooks()
_ID_SHAPES = frozenset({"ResourceId", "DelegationSetId", "ChangeId"})


@HOOKS.on("params")
def strip_id_paths(call: Call, params: dict[str, Any]) -> None:
    """Keep what follows the last slash of every id."""
    shape = call.operation.model.input_shape
    if shape is None:
        return
    for name, member in shape.members.items():
        value = params.get(name)
        if member.name in _ID_SHAPES and isinstance(value, str):
            params[name] = value.rpartition("/")[2]
