"""Paths into replies: the JMESPath that resource documents are written in, as closures.

Nearly all paths are names, `[]` and `[0]` (`Reservations[].Instances[].InstanceId`): those are compiled here, so that
the library for the rest (`expressions.py`) is seldom loaded. What they return is what it returns.
"""

from __future__ import annotations

from ..expressions import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Search = Callable[[Any], Any]
    #: A name, an index, or None for a list to be gone through.
    Step = str | int | None

#: The whole of what is searched.
WHOLE = ("@", "$")

_made: dict[str, Search] = {}


def search(path: str) -> Search:
    """Return the function that finds `path` in a reply; None where it leads nowhere. Raises ValueError for no path."""
    found = _made.get(path)
    if found is None:
        steps = steps_of(path)
        found = _made.setdefault(path, compiled(path).search if steps is None else _walk(steps))
    return found


def steps_of(path: str) -> tuple[Step, ...] | None:
    """Return what a simple path consists of, or None for an expression that is more than that."""
    if path == "@":
        return ()
    steps: list[Step] = []
    for part in path.split("."):
        name, bracket, rest = part.partition("[")
        if not name.isidentifier() or not name.isascii():
            return None
        steps.append(name)
        while bracket:
            index, closed, rest = rest.partition("]")
            if not closed or not (index == "" or index.isdecimal()):
                return None
            steps.append(int(index) if index else None)
            nothing, bracket, rest = rest.partition("[")
            if nothing:
                return None
    return tuple(steps)


def _walk(steps: tuple[Step, ...]) -> Search:
    if steps and steps[-1] is None and all(isinstance(step, str) for step in steps[:-1]):
        return _listed(_walk(steps[:-1]))
    if len(steps) == 1 and isinstance(steps[0], str):
        return _member(steps[0])
    at = steps.index(None) if None in steps else len(steps)
    before, each = steps[:at], steps[at:]

    def walk(value: Any) -> Any:
        for step in before:
            value = _step(value, step)
        return _go_through(value, each) if each else value

    return walk


def _member(name: str) -> Search:
    def member(value: Any) -> Any:
        return value.get(name) if isinstance(value, dict) else None

    return member


def _listed(inner: Search) -> Search:
    def listed(value: Any) -> Any:
        return _flat(inner(value))

    return listed


def _step(value: Any, step: Step) -> Any:
    if isinstance(step, str):
        return value.get(step) if isinstance(value, dict) else None
    assert step is not None
    return value[step] if isinstance(value, list) and step < len(value) else None


def _flat(value: Any) -> Any:
    """Return a list with the lists in it opened, and without what is None; None for what is no list."""
    if not isinstance(value, list):
        return None
    found = []
    for item in value:
        if isinstance(item, list):
            found += [inner for inner in item if inner is not None]
        elif item is not None:
            found.append(item)
    return found


def _go_through(value: Any, steps: tuple[Step, ...]) -> Any:
    """Take `steps` in every item of a list; the items that they lead nowhere from are left out."""
    for step in steps:
        if step is None:
            value = _flat(value)
        elif value is not None:
            value = [found for item in value if (found := _step(item, step)) is not None]
        if value is None:
            return None
    return value
