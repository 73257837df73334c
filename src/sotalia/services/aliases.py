"""Parameters that have a second name, because the model's is misleading or a Python keyword."""

from __future__ import annotations

from ..errors import AliasConflictParameterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.context import Call


def accept_alias(original: str, alias: str) -> Callable[[Call, dict[str, Any]], None]:
    """Return a `params` hook that renames `alias` to `original` where the operation has that member.

    The hook raises AliasConflictParameterError when the caller passes both.
    """

    def accept(call: Call, params: dict[str, Any]) -> None:
        model = call.operation.model
        if alias not in params or model.input_shape is None or original not in model.input_shape.members:
            return
        if original in params:
            raise AliasConflictParameterError(original=original, alias=alias, operation=model.name)
        params[original] = params.pop(alias)

    return accept
