"""JMESPath expressions (https://jmespath.org/specification.html), each compiled once per process.

Nearly all expressions in models are paths, `Table.TableStatus` or `Reservations[].Instances[0].State.Name`: names
joined by dots, lists flattened, items of lists. Those are evaluated here (`Path`), with the library's results at a
quarter of its cost or less. Only for others is the library imported: that costs more than making a client.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: How many expressions are kept: programs may make ever new ones from their data; all models have some hundreds.
_MOST = 4096

_expressions: dict[str, Any] = {}


#: Stands for `[]` among the steps of a path.
_FLATTEN = ""


class Path:
    """An expression of names, `[]` and `[0]`, with the attributes of the library's compiled expressions."""

    __slots__ = ("_steps", "expression")

    def __init__(self, expression: str, steps: list[str | int]) -> None:
        self.expression = expression
        self._steps = steps

    @property
    def parsed(self) -> Any:
        """The tree that the library makes of the expression."""
        return _library(self.expression).parsed

    def search(self, value: Any, options: Any = None) -> Any:
        """Return the value of the expression in `value`; None where it has none."""
        several = False  # after a flattened list, the next steps apply to each of its entries
        for step in self._steps:
            if step == _FLATTEN:
                if not isinstance(value, list):
                    return None
                value = _flattened(value)
                several = True
            elif several:
                value = [member for entry in value if (member := _member(entry, step)) is not None]
            else:
                value = _member(value, step)
        return value


def compiled(expression: str) -> Any:
    """Return the compiled `expression`: an object with `search(value)`, `expression` and `parsed`, not to be changed.

    Raises jmespath.exceptions.ParseError, a ValueError, which shows the place in the expression.
    """
    entry = _expressions.get(expression)
    if entry is None:
        if len(_expressions) >= _MOST:
            _expressions.clear()
        steps = _steps(expression)
        new = _library(expression) if steps is None else Path(expression, steps)
        entry = _expressions.setdefault(expression, new)
    return entry


def _library(expression: str) -> Any:
    import jmespath

    return jmespath.compile(expression)


def _steps(expression: str) -> list[str | int] | None:
    """Return the steps of a path, or None for any other expression."""
    if expression == "@":
        return []
    steps: list[str | int] = []
    for part in expression.split("."):
        name, bracket, rest = part.partition("[")
        if not (name.isascii() and name.isidentifier()):
            return None
        steps.append(name)
        for index in rest.split("[") if bracket else ():
            number = index.removesuffix("]")
            if number == index or not (number == "" or (number.isascii() and number.isdecimal())):
                return None
            steps.append(int(number) if number else _FLATTEN)
    return steps


def _member(value: Any, step: str | int) -> Any:
    if step.__class__ is int:
        return value[step] if isinstance(value, list) and step < len(value) else None
    try:
        return value.get(step)
    except AttributeError:
        return None


def _flattened(value: list[Any]) -> list[Any]:
    flat: list[Any] = []
    for entry in value:
        if isinstance(entry, list):
            flat += entry
        else:
            flat.append(entry)
    return [entry for entry in flat if entry is not None]
