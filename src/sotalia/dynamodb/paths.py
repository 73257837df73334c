"""Where in an operation's parameters or reply the values of some shape are: found once, then gone to directly.

`visitor` compiles a shape into a closure that replaces every value of a wanted shape below it. It goes to these places
only, and copies what lies on the way there, so that the caller's dicts and lists stay as they are. What is not of the
model's type is left alone, for validation to complain about, as in boto3 (which has tuples be no lists).

An error on the way names the place. Where the model says that what is there is sensitive, it names no more than that.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence

from ..wire.wall import HIDDEN, is_sensitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..model.shapes import Shape

    #: What is done to a value of the wanted shape.
    Apply = Callable[[Any], Any]
    #: Takes a value and what to do; returns the value with that done.
    Visit = Callable[[Any, Apply], Any]

#: What is raised for a value that cannot be converted.
REFUSALS = (TypeError, ArithmeticError, ValueError)
#: Where a shape keeps its visitors.
_KEPT = "_value_visitors"


def visitor(shape: Shape, target: str) -> Visit | None:
    """Return the closure for `shape`, or None where nothing below it is of the shape named `target`."""
    kept: dict[str, Visit | None] = shape.__dict__.setdefault(_KEPT, {})
    if target not in kept:
        kept[target] = _Compiler(target).compile(shape)
    return kept[target]


def locate(error: Exception, step: str) -> None:
    """Have the error's text name the place: to be called at each step of the way out, with `.name` or `[index]`.

    `error.path` is the way from outside to the value, and the text is the error's own with that behind it.
    """
    said: str = getattr(error, "_said", "") or str(error)
    path: str = step + getattr(error, "path", "")
    error._said, error.path = said, path  # type: ignore[attr-defined]
    error.args = (f"{said} (at {path.removeprefix('.')})",)


class _Compiler:
    """Compiles the shapes of one operation; recursive shapes too."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._made: dict[str, Visit | None] = {}

    def compile(self, shape: Shape) -> Visit | None:
        visit = self._compile(shape)
        return visit if visit is None or not is_sensitive(shape) else _hidden(visit)

    def _compile(self, shape: Shape) -> Visit | None:
        if shape.type_name not in ("structure", "list", "map") or not self._leads_there(shape, set()):
            return None
        if shape.name in self._made:
            return self._made[shape.name] or self._later(shape.name)
        self._made[shape.name] = None
        make = {"structure": self._structure, "list": self._list, "map": self._map}[shape.type_name]
        made = self._made[shape.name] = make(shape)
        return made

    def _later(self, name: str) -> Visit:
        """Return a closure for a shape that is being compiled: one that contains itself."""
        return lambda value, apply: self._made[name](value, apply)  # type: ignore[misc]

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
        found = {name: self._child(member) for name, member in shape.members.items()}
        table = {name: visit for name, visit in found.items() if visit is not None}

        def visit_structure(value: Any, apply: Apply) -> Any:
            if not isinstance(value, Mapping):
                return value
            changed = dict(value)
            for name in value:
                visit = table.get(name)
                if visit is not None:
                    try:
                        changed[name] = visit(value[name], apply)
                    except REFUSALS as error:
                        locate(error, f".{name}")
                        raise
            return changed

        return visit_structure

    def _map(self, shape: Shape) -> Visit:
        visit = self._child(shape.value)
        assert visit is not None
        hides_names = is_sensitive(shape.key)

        def visit_map(value: Any, apply: Apply) -> Any:
            if not isinstance(value, Mapping):
                return value
            changed = {}
            for name, item in value.items():
                try:
                    changed[name] = visit(item, apply)
                except REFUSALS as error:
                    locate(error, f".{HIDDEN if hides_names else name}")
                    raise
            return changed

        return visit_map

    def _list(self, shape: Shape) -> Visit:
        visit = self._child(shape.member)
        assert visit is not None

        def visit_list(value: Any, apply: Apply) -> Any:
            if not isinstance(value, MutableSequence):
                return value
            changed = []
            for index, item in enumerate(value):
                try:
                    changed.append(visit(item, apply))
                except REFUSALS as error:
                    locate(error, f"[{index}]")
                    raise
            return changed

        return visit_list


def _here(value: Any, apply: Apply) -> Any:
    return apply(value)


def _hidden(visit: Visit) -> Visit:
    """Return `visit` with errors that tell nothing of what is visited: neither values nor keys."""

    def visit_hidden(value: Any, apply: Apply) -> Any:
        try:
            return visit(value, apply)
        except (TypeError, ArithmeticError) as error:
            kind: type[Exception] = type(error)
        except ValueError:
            kind = ValueError
        # Raised here, it does not carry the other along.
        raise kind(f"Invalid value, not shown since the model says that it is sensitive: {HIDDEN}")

    return visit_hidden


def _children(shape: Shape) -> tuple[Any, ...]:
    if shape.type_name == "structure":
        return tuple(shape.members.values())
    if shape.type_name == "list":
        return (shape.member,)
    return (shape.value,) if shape.type_name == "map" else ()
