"""What each module imports: at its start, late (inside a function), for types only, and by a name in a string."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE = "sotalia"
#: Functions that import what a string names.
IMPORTERS = {"import_module", "__import__"}
#: A string in a table of modules to import: `sotalia.cli.local`, `sotalia.dynamodb.{side}.table:batch_writer`.
#: One with a single part after the package's name is a logger's name, or the `__module__` of a class.
MODULE_NAME = re.compile(rf"{PACKAGE}\.\w+\.[\w.{{}}]+(?::\w+)?")


class Import(NamedTuple):
    """One import: where it stands, the absolute dotted name; whether it is for type checkers, or by a string."""

    line: int
    name: str
    for_types: bool = False
    by_string: bool = False


class Unknown(NamedTuple):
    """An import by a string that cannot be read off the source."""

    line: int
    what: str


class Module:
    """A source file: where it is, its path in the package as a tuple (`("core", "call")`), what it says."""

    def __init__(self, path: Path, parts: tuple[str, ...], tree: ast.Module) -> None:
        self.path = path
        self.parts = parts
        self.tree = tree

    @property
    def place(self) -> str:
        """Its place as the tables of exceptions have it: `core/call`."""
        return "/".join(self.parts)

    @property
    def name(self) -> str:
        """Its name as imports have it: that of a package for the package's `__init__`."""
        return ".".join((PACKAGE, *(self.parts[:-1] if self.parts[-1] == "__init__" else self.parts)))

    @cached_property
    def nodes(self) -> dict[ast.AST, bool]:
        """Every node of the tree, and whether it is there for type checkers only."""
        nodes: dict[ast.AST, bool] = {}
        pending: list[tuple[ast.AST, bool]] = [(self.tree, False)]
        while pending:
            node, for_types = pending.pop()
            nodes[node] = for_types
            guarded = node.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" else ()
            pending += ((child, for_types or child in guarded) for child in ast.iter_child_nodes(node))
        return nodes

    @cached_property
    def imports(self) -> list[Import | Unknown]:
        """Everything that it imports; `from x import y` is `x.y`."""
        # The constant in an import by a string is yielded by both.
        return sorted({*self._statements(), *self._by_string()}, key=lambda entry: entry.line)

    @property
    def _package(self) -> str:
        # Of a module; of a package too, since its last part is __init__.
        return ".".join((PACKAGE, *self.parts[:-1]))

    def _statements(self) -> Iterator[Import]:
        for node, for_types in self.nodes.items():
            match node:
                case ast.Import(names=names):
                    yield from (Import(node.lineno, alias.name, for_types) for alias in names)
                case ast.ImportFrom(names=names, module=module, level=level):
                    base = _absolute("." * level + (module or ""), self._package)
                    yield from (Import(node.lineno, f"{base}.{alias.name}", for_types) for alias in names)
                case ast.Constant(value=str(text)) if target := MODULE_NAME.fullmatch(text):
                    yield Import(node.lineno, target[0].partition(":")[0].partition(".{")[0], by_string=True)

    def _by_string(self) -> Iterator[Import | Unknown]:
        """Yield what `import_module`, `__import__` and tables of `lazy_exports` import."""
        variables = {"__package__": self._package, "__name__": self.name}
        calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        for node in calls:
            match node:
                case ast.Call(func=function, args=[what, *rest]) if _is_importer(function):
                    name = _absolute(_text(what, variables), _text(rest[0], variables) if rest else "").rstrip(".")
                    readable = name not in ("", PACKAGE)
                    yield (
                        Import(node.lineno, name, by_string=True)
                        if readable
                        else Unknown(node.lineno, ast.unparse(node))
                    )
                case ast.Call(func=ast.Name(id="lazy_exports"), args=[_, table]):
                    places = _places(table, self.tree)
                    yield from (Import(node.lineno, f"{self._package}.{place}", by_string=True) for place in places)
        callees = {node.func for node in calls}
        for other in self.nodes:
            if isinstance(other, (ast.Name, ast.Attribute)) and _is_importer(other) and other not in callees:
                yield Unknown(other.lineno, ast.unparse(other))


def _is_importer(function: ast.expr) -> bool:
    return getattr(function, "id", getattr(function, "attr", "")) in IMPORTERS


def _absolute(name: str, package: str) -> str:
    """The absolute form of `name` in `package`: one leading dot is the package, each further one a level up."""
    inside = name.lstrip(".")
    level = len(name) - len(inside)
    base = package.rsplit(".", level - 1)[0] if level else ""
    return f"{base}.{inside}" if base and inside else base or inside


def _text(node: ast.expr, variables: Mapping[str, str]) -> str:
    """What a string begins with, as far as it can be read off: `f"{__name__}.{service}"` → `sotalia.resources.`."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return variables.get(name, "")
        case ast.JoinedStr(values=values):
            text = ""
            for value in values:
                piece = _text(value.value if isinstance(value, ast.FormattedValue) else value, variables)
                if not piece:
                    return text[: text.rfind(".") + 1]
                text += piece
            return text
    return ""


def _places(table: ast.expr, tree: ast.Module) -> Iterator[str]:
    """Yield the modules in a table for `lazy_exports`: name → module, or name → "" where the name is the module.

    Such a table is made of literals, in the call or under names of the module; so it is evaluated, not parsed.
    """
    names: dict[str, Any] = {"__builtins__": {}, "dict": dict}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                with contextlib.suppress(Exception):  # it is made of more than literals
                    names[name] = _evaluate(value, names)
    places: dict[str, str] = _evaluate(table, names)
    yield from (place or name for name, place in places.items())


def _evaluate(expression: ast.expr, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(expression), "<table>", "eval"), names)
