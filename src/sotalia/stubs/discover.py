"""Which services a program uses, as its source says: `client("s3")`, `session.resource("ec2")`, `sotalia.types.sqs`."""

from __future__ import annotations

import ast

from .names import service_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_MAKERS = frozenset(("client", "resource"))
_PACKAGES = ("sotalia.types.", "sotalia.exceptions.")
#: Sources without any of these words use no service.
_WORDS = (b"client", b"resource", b"sotalia.types", b"sotalia.exceptions")


def used_services(source: bytes, known: Collection[str]) -> set[str]:
    """Return those of the `known` services that a module uses. Raises SyntaxError for a source that does not parse."""
    if not any(word in source for word in _WORDS):
        return set()
    try:
        tree = ast.parse(source)
    except ValueError as error:  # a null byte, in older Pythons
        raise SyntaxError(str(error)) from error
    return {name for node in ast.walk(tree) for name in _named(node, known) if name in known}


def _named(node: ast.AST, known: Collection[str]) -> Iterator[str]:
    if isinstance(node, ast.Call):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in _MAKERS:
            given = [*node.args[:1], *(item.value for item in node.keywords if item.arg == "service_name")]
            yield from (item.value for item in given if isinstance(item, ast.Constant) and isinstance(item.value, str))
    elif isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
        yield from _of_module(f"{node.module}.", known)
        if f"{node.module}." in _PACKAGES:
            for alias in node.names:
                yield from _of_module(f"{node.module}.{alias.name}.", known)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield from _of_module(f"{alias.name}.", known)


def _of_module(module: str, known: Collection[str]) -> Iterator[str]:
    for package in _PACKAGES:
        if module.startswith(package) and module != package:
            service = service_of(module.removeprefix(package).partition(".")[0], known)
            if service is not None:
                yield service
