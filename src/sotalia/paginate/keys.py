"""Result keys and tokens: where in a page something is.

They are JMESPath expressions, nearly all of them names (`Contents`) or names and dots (`DistributionList.Items`), which
are followed without that library's help; it is loaded for the rest (`NextMarker || Contents[-1].Key`) only. The
attributes are those of its compiled expressions, which programs know from boto3's `result_keys`.
"""

from __future__ import annotations

from ..errors import InvalidExpressionError
from ..expressions import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Key:
    """A place in a page, by a JMESPath expression of any kind."""

    __slots__ = ("_search", "expression")

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self._search = compiled(expression).search

    def search(self, value: Any, options: Any = None) -> Any:
        """Return what is there in `value`, or None."""
        return self._search(value, options)

    def put(self, page: dict[str, Any], value: Any) -> None:
        """Set what is there. Raises InvalidExpressionError when that is no place of one thing."""
        raise InvalidExpressionError(expression=self.expression)

    @property
    def parsed(self) -> Any:
        """The expression's syntax tree."""
        return compiled(self.expression).parsed

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.expression!r}>"


class Name(Key):
    """A member of the page."""

    __slots__ = ()

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def search(self, value: Any, options: Any = None) -> Any:
        """Return what is there in `value`, or None."""
        try:
            return value.get(self.expression)
        except AttributeError:  # as in JMESPath, there is nothing in what is no dict
            return None

    def put(self, page: dict[str, Any], value: Any) -> None:
        """Set what is there."""
        page[self.expression] = value


class Dotted(Key):
    """A member of a member."""

    __slots__ = ("_names",)

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self._names = expression.split(".")

    def search(self, value: Any, options: Any = None) -> Any:
        """Return what is there in `value`, or None."""
        try:
            for name in self._names:
                value = value.get(name)
        except AttributeError:
            return None
        return value

    def put(self, page: dict[str, Any], value: Any) -> None:
        """Set what is there; dicts that are missing on the way are made."""
        *way, last = self._names
        for name in way:
            page = page.setdefault(name, {})
        page[last] = value


def key(expression: Any) -> Key:
    """Return the place that a JMESPath expression means.

    Raises jmespath.exceptions.ParseError, a ValueError, and what that library raises for what is no text.
    """
    if isinstance(expression, str) and expression.isascii():
        names = expression.split(".")
        if all(name.isidentifier() for name in names):
            return Name(expression) if len(names) == 1 else Dotted(expression)
    return Key(expression)
