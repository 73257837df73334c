"""Which names of boto3 and its kin a program's code uses, read from its text (`ast`): nothing of it is imported or run.

What is found: imports, attributes of what was imported, also by way of another module of the program's (`from .ext
import boto3`), and the dotted texts by which mocks name what they replace. What is not: names that are put together
while the program runs, attributes of objects, and what type checkers alone read (under `if TYPE_CHECKING:`, and texts
in annotations), since it need not be there.
"""

from __future__ import annotations

import ast
import os
from collections import deque

from .tables import MODULES, ROOTS, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: Folders that hold other people's code, or none.
SKIPPED = frozenset(("__pycache__", "node_modules", "site-packages", "build", "dist"))

#: What a name is here: it is Sotalia's; it comes from an installed file; nothing is known of the module without one.
OWN, INSTALLED = "own", "installed"


class Use:
    """A name that a program uses, `module.name` (the name is "" for the module itself), and where."""

    __slots__ = ("line", "module", "name", "path")

    def __init__(self, module: str, name: str, path: str, line: int) -> None:
        self.module = module
        self.name = name
        self.path = path
        self.line = line

    @property
    def full_name(self) -> str:
        """The name with its module."""
        return f"{self.module}.{self.name}" if self.name else self.module

    @property
    def kind(self) -> str:
        """Where the hook gets it from."""
        if self.module not in MODULES:
            return INSTALLED
        dunder = self.name.startswith("__")
        return OWN if not self.name or dunder or place_of(self.module, self.name) is not None else INSTALLED


def python_files(path: str) -> Iterator[str]:
    """Yield the Python files at and below a path, in order. Raises FileNotFoundError."""
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not _is_apart(folder, name))
        yield from (os.path.join(folder, name) for name in sorted(files) if name.endswith(".py"))


def _is_apart(folder: str, name: str) -> bool:
    """Return whether a folder is hidden, or a virtual environment."""
    return name.startswith(".") or os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))


def uses_in(text: str | bytes, path: str) -> list[Use]:
    """Return what the code of one file uses, in the order of its lines, each name once. Raises SyntaxError."""
    reader = _Reader(path)
    tree = ast.parse(text, path)
    nodes = list(_that_run(tree))
    for node in nodes:
        reader.read_import(node)
    for node in nodes:
        reader.read_use(node)
    return sorted(reader.found.values(), key=lambda use: (use.line, use.full_name))


class _Reader:
    def __init__(self, path: str) -> None:
        self._path = path
        #: What a name in the file stands for: `Config` → `botocore.config.Config`.
        self._names: dict[str, str] = {}
        self.found: dict[str, Use] = {}

    def read_import(self, node: ast.AST) -> None:
        """Take in an import statement."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _is_ours(alias.name):
                    root = alias.name.partition(".")[0]
                    self._names[alias.asname or root] = alias.name if alias.asname else root
                    self._add(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module and _is_ours(node.module):
            for alias in node.names:
                full = node.module if alias.name == "*" else f"{node.module}.{alias.name}"
                self._names[alias.asname or alias.name] = full
                self._add(full, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            # A module of the program's that has imported boto3, or does without it.
            self._names.update({alias.asname or alias.name: alias.name for alias in node.names if alias.name in ROOTS})

    def read_use(self, node: ast.AST) -> None:
        """Take in an attribute of what was imported, or a text that names something."""
        if isinstance(node, ast.Attribute):
            chain = _chain(node)
            if chain is not None and chain[0] in self._names:
                self._add(".".join((self._names[chain[0]], *chain[1:])), node.lineno)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_ours(node.value):
            words = node.value.split(".")
            if len(words) > 1 and all(word.isidentifier() for word in words):
                self._add(node.value, node.lineno)

    def _add(self, full: str, line: int) -> None:
        """Note a dotted name: the module at its beginning, and the name that is asked of it."""
        words = full.split(".")
        size = len(words)
        while size > 1 and ".".join(words[:size]) not in MODULES:
            size -= 1
        module = ".".join(words[:size])
        name = words[size] if len(words) > size else ""
        while (
            name.islower()
            and not name.startswith("__")
            and len(words) > size + 1
            and (module not in MODULES or place_of(module, name) is None)
        ):
            # A module that is not in the table, perhaps in a package that is not.
            size += 1
            module, name = f"{module}.{name}", words[size]
        use = Use(module, name, self._path, line)
        self.found.setdefault(use.full_name, use)


def _that_run(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes of a file but for those that type checkers alone read."""
    late = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
    waiting: deque[ast.AST] = deque([tree])
    while waiting:
        node = waiting.popleft()
        yield node
        for name, value in ast.iter_fields(node):
            if name == "body" and isinstance(node, ast.If) and _is_for_checkers(node.test):
                continue
            children = value if isinstance(value, list) else [value]
            if name in ("annotation", "returns"):
                children = [] if late or value is None else [*_looked_up(value)]
            waiting += [child for child in children if isinstance(child, ast.AST)]


def _is_for_checkers(test: ast.expr) -> bool:
    """Return whether a condition is `TYPE_CHECKING`, however it was imported."""
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _looked_up(annotation: ast.AST) -> Iterator[ast.AST]:
    """Yield the names in an annotation that Python looks up."""
    return (node for node in ast.walk(annotation) if isinstance(node, (ast.Attribute, ast.Name)))


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in ROOTS


def _chain(node: ast.expr) -> list[str] | None:
    """Return the names of `a.b.c`, or None for what is no such chain."""
    words: list[str] = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return [node.id, *reversed(words)]
