"""Where in an operation's parameters or reply the values of some shape are: worked out once per shape.

`visitor` compiles a shape into a closure that replaces every value of a target shape below it. It visits these places
only, and copies the dicts and lists on the way there, so that the caller's stay as they are. What is not of the model's
type is left alone, for validation to complain about, as in boto3 (for which tuples are no lists).

An error names the place of the value. Inside of what the model calls sensitive, it shows neither values nor keys.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence

from ..wire.wall import HIDDEN, is_sensitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..model.shapes import Shape

    #: Converts a value of the target shape.
    Apply = Callable[[Any], Any]
    #: Takes a value and an `Apply`; returns a copy of the value in which the values of the target shape are converted.
    Visit = Callable[[Any, Apply], Any]

#: What is raised for a value that cannot be converted.
REFUSALS = (TypeError, ArithmeticError, ValueError)


def visitor(shape: Shape, target: str) -> Visit | None:
    """Return the closure for `shape`, or None where nothing below it is of the shape named `target`."""
    # A model of somebody's own has shapes without a place for it.
    cache: dict[tuple[str, str], Visit | None] = getattr(shape, "shared", {})
    key = "visitor", target
    if key not in cache:
        cache[key] = _Compiler(target).compile(shape)
    return cache[key]


def locate(error: Exception, step: str) -> None:
    """Have the error's text name the place of the value: called with `.name` or `[index]` by each level it passes.

    `error.path` becomes the path from the outermost value, and the text is the error's own, followed by the path.
    """
    text: str = getattr(error, "_text", "") or str(error)
    path: str = step + getattr(error, "path", "")
    error._text, error.path = text, path  # type: ignore[attr-defined]
    error.args = (f"{text} (at {path.removeprefix('.')})",)


class _Compiler:
    """Compiles the shapes of one operation; recursive shapes too."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._visitors: dict[str, Visit | None] = {}

    def compile(self, shape: Shape) -> Visit | None:
        visit = self._compile(shape)
        return visit if visit is None or not is_sensitive(shape) else _hidden(visit)

    def _compile(self, shape: Shape) -> Visit | None:
        if shape.type_name not in ("structure", "list", "map") or not self._leads_there(shape, set()):
            return None
        if shape.name in self._visitors:
            return self._visitors[shape.name] or self._later(shape.name)
        self._visitors[shape.name] = None
        make = {"structure": self._structure, "list": self._list, "map": self._map}[shape.type_name]
        visit = self._visitors[shape.name] = make(shape)
        return visit

    def _later(self, name: str) -> Visit:
        """Return a closure for a shape that is still being compiled, since it contains itself."""
        return lambda value, apply: self._visitors[name](value, apply)  # type: ignore[misc]

    def _leads_there(self, shape: Shape, seen: set[str]) -> bool:
        if shape.name in seen:
            return False
        seen.add(shape.name)
        return any(child.name == self._target or self._leads_there(child, seen) for child in _children(shape))

    def _child(self, shape: Shape) -> Visit | None:
        if shape.name != self._target:
            return self.compile(shape)
        return _hidden(_here) if is_sensitive(shape) else _here

    def _structure(self, shape: Shape) -> Visit:
        visitors = {name: self._child(member) for name, member in shape.members.items()}
        table = {name: visit for name, visit in visitors.items() if visit is not None}

        def visit_structure(value: Any, apply: Apply) -> Any:
            if not isinstance(value, Mapping):
                return value
            result = dict(value)
            for name in value:
                visit = table.get(name)
                if visit is not None:
                    try:
                        result[name] = visit(value[name], apply)
                    except REFUSALS as error:
                        locate(error, f".{name}")
                        raise
            return result

        return visit_structure

    def _map(self, shape: Shape) -> Visit:
        visit = self._child(shape.value)
        assert visit is not None

        def visit_map(value: Any, apply: Apply) -> Any:
            if not isinstance(value, Mapping):
                return value
            result = {}
            for name, item in value.items():
                try:
                    result[name] = visit(item, apply)
                except REFUSALS as error:
                    # Asked for only here: models of a program's own may name shapes of keys that they do not have.
                    locate(error, f".{HIDDEN if is_sensitive(shape.key) else name}")
                    raise
            return result

        return visit_map

    def _list(self, shape: Shape) -> Visit:
        visit = self._child(shape.member)
        assert visit is not None

        def visit_list(value: Any, apply: Apply) -> Any:
            if not isinstance(value, MutableSequence):
                return value
            result = []
            for index, item in enumerate(value):
                try:
                    result.append(visit(item, apply))
                except REFUSALS as error:
                    locate(error, f"[{index}]")
                    raise
            return result

        return visit_list


def _here(value: Any, apply: Apply) -> Any:
    return apply(value)


def _hidden(visit: Visit) -> Visit:
    """Return `visit` with errors that show neither values nor keys."""

    def visit_hidden(value: Any, apply: Apply) -> Any:
        try:
            return visit(value, apply)
        except (TypeError, ArithmeticError) as error:
            kind: type[Exception] = type(error)
        except ValueError:
            kind = ValueError
        # Raised outside of `except`, it does not have the other as its context.
        raise kind(f"Invalid value, not shown since the model says that it is sensitive: {HIDDEN}")

    return visit_hidden


def _children(shape: Shape) -> tuple[Any, ...]:
    if shape.type_name == "structure":
        return tuple(shape.members.values())
    if shape.type_name == "list":
        return (shape.member,)
    return (shape.value,) if shape.type_name == "map" else ()
