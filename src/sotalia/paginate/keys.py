"""Putting values where result keys say: `Contents`, `DistributionList.Items`."""

from __future__ import annotations

from ..errors import InvalidExpressionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def put(page: dict[str, Any], expression: str, value: Any) -> None:
    """Set the value at the place in `page` that an expression of names and dots means; missing dicts are made.

    Raises InvalidExpressionError for any other expression: it does not mean one place.
    """
    *path, last = expression.split(".")
    if not all(name.isidentifier() for name in (*path, last)):
        raise InvalidExpressionError(expression=expression)
    for name in path:
        page = page.setdefault(name, {})
    page[last] = value
