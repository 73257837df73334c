"""JMESPath expressions (https://jmespath.org/specification.html), each compiled once per process.

Nearly all that models have are paths, `Table.TableStatus` or `Reservations[].Instances[0].State.Name`: names joined by
dots, lists flattened, items of lists. Those are followed here (`Path`), with the library's results at a quarter of its
cost or less. For everything else the library is used, and imported then: that costs more than making a client.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Programs may make expressions of their data, without end; those of all models are some hundreds.
_MOST = 4096

_compiled: dict[str, Any] = {}


#: What stands for `[]` among the steps of a path.
_FLATTEN = ""


class Path:
    """An expression of names, `[]` and `[0]`, with what a compiled expression of the library offers."""

    __slots__ = ("_steps", "expression")

    def __init__(self, expression: str, steps: list[str | int]) -> None:
        self.expression = expression
        self._steps = steps

    @property
    def parsed(self) -> Any:
        """The tree that the library makes of the expression."""
        return _library(self.expression).parsed

    def search(self, value: Any, options: Any = None) -> Any:
        """Return what the expression means in `value`, None where there is nothing."""
        several = False  # a flattened list: what follows is looked for in each of its entries
        for step in self._steps:
            if step == _FLATTEN:
                if not isinstance(value, list):
                    return None
                value = _flattened(value)
                several = True
            elif several:
                value = [found for entry in value if (found := _member(entry, step)) is not None]
            else:
                value = _member(value, step)
        return value


def compiled(expression: str) -> Any:
    """Return the compiled `expression`: an object with `search(value)`, `expression` and `parsed`; only read it.

    Raises jmespath.exceptions.ParseError, a ValueError, which shows the place in the expression.
    """
    found = _compiled.get(expression)
    if found is None:
        if len(_compiled) >= _MOST:
            _compiled.clear()
        steps = _steps(expression)
        made = _library(expression) if steps is None else Path(expression, steps)
        found = _compiled.setdefault(expression, made)
    return found


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
