"""Putting values to where result keys say: `Contents`, `DistributionList.Items`."""

from __future__ import annotations

from ..errors import InvalidExpressionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def put(page: dict[str, Any], expression: str, value: Any) -> None:
    """Set what a JMESPath expression of names and dots means in `page`; dicts that are missing on the way are made.

    Raises InvalidExpressionError for any other expression: it is no place of one thing.
    """
    *way, last = expression.split(".")
    if not all(name.isidentifier() for name in (*way, last)):
        raise InvalidExpressionError(expression=expression)
    for name in way:
        page = page.setdefault(name, {})
    page[last] = value
