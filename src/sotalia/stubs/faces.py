"""What Sotalia's own classes look like, read off their sources: public names, signatures, first sentences.

The classes that clients and resources are made of import most of the program. A checker that read them would need two
seconds more; so stubs have their faces, under the public paths, and every signature is written in one place only.
"""

from __future__ import annotations

import ast
import copy
import functools
import importlib
import importlib.util
from pathlib import Path

from .prose import docstring, first_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    Function = ast.FunctionDef | ast.AsyncFunctionDef

#: Methods with an underscore that programs call, directly or by syntax.
_KEPT = frozenset(
    (
        *("__init__", "__iter__", "__next__", "__enter__", "__exit__", "__aiter__", "__anext__", "__aenter__"),
        *("__aexit__", "__len__", "_make_api_call"),
    )
)
#: Bases that a face does without.
_DROPPED_BASES = frozenset(("Suggests", "Frozen", "Of", "object"))


#: Classes that are not public, and would have checkers read most of the program.
_OPAQUE = frozenset(
    (
        *("Checksum", "Effect", "EventDecoder", "EventEmitter", "Fetch", "Identity", "Plan", "Regions", "Renewable"),
        *("ResourceModel", "Settings", "Steps"),
    )
)
#: Classes that have a face, or whose public path is quicker to read: name -> module.
_PUBLIC = {
    **dict.fromkeys(("CredentialResolver", "Credentials", "ReadOnlyCredentials"), "sotalia.credentials"),
    "ServiceExceptions": "sotalia.types",
}


class _Plain(ast.NodeTransformer):
    """Writes `Any` for what is opaque, and for names of unions what they stand for (`Path = str | PathLike[str]`)."""

    def __init__(self, tree: ast.Module) -> None:
        self._aliases = {
            node.targets[0].id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_union(node.value)
        }

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Return what is written for a name."""
        if isinstance(node.ctx, ast.Load):
            return ast.Name("Any", ast.Load()) if node.id in _OPAQUE else self._aliases.get(node.id, node)
        return node


def _is_union(value: ast.expr) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)


class Source:
    """A module's source: its functions and classes, and where the names that it uses come from."""

    def __init__(self, module: str) -> None:
        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        self.module = module
        tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
        self._tree: ast.Module = _Plain(tree).visit(tree)
        package = module if spec.submodule_search_locations is not None else module.rpartition(".")[0]
        self._imports: dict[str, str] = {}
        self._defined: set[str] = set()
        for node in self._shallow(self._tree.body):
            self._note(node, package)

    def _shallow(self, body: list[ast.stmt]) -> Iterator[ast.stmt]:
        for node in body:
            yield node
            if isinstance(node, ast.If):
                yield from self._shallow([*node.body, *node.orelse])

    def _note(self, node: ast.AST, package: str) -> None:
        if isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            place = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
            place = place if node.level else str(node.module)
            for alias in node.names:
                renamed = f" as {alias.asname}" if alias.asname else ""
                self._imports[alias.asname or alias.name] = f"from {place} import {alias.name}{renamed}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if "." not in alias.name or alias.asname:
                    renamed = f" as {alias.asname}" if alias.asname else ""
                    self._imports[alias.asname or alias.name] = f"import {alias.name}{renamed}"
        elif isinstance(node, ast.ClassDef):
            self._defined.add(node.name)
        elif isinstance(node, ast.Assign):
            self._defined.update(target.id for target in node.targets if isinstance(target, ast.Name))

    def statements(self) -> list[ast.stmt]:
        """Return what the module consists of."""
        return self._tree.body

    def definition(self, name: str) -> ast.ClassDef:
        """Return the class of a name. Raises LookupError."""
        for node in self._tree.body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                return node
        raise LookupError(f"{self.module} defines no class {name}")

    def functions(self, name: str) -> list[Function]:
        """Return the function of a name, or its overloads: copies, which may be changed. Raises LookupError."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        found = [node for node in self._shallow(self._tree.body) if isinstance(node, kinds) and node.name == name]
        overloads = [node for node in found if any(ast.unparse(item) == "overload" for item in node.decorator_list)]
        if not found:
            raise LookupError(f"{self.module} defines no {name}")
        if overloads:  # the docstring is that of the function itself
            overloads[0].body = found[-1].body
        return copy.deepcopy(overloads or found[-1:])

    def imports_for(self, nodes: Collection[ast.AST], besides: Collection[str] = ()) -> Iterator[str]:
        """Yield the imports that annotations need; names in `besides` are there."""
        for node in nodes:
            for part in ast.walk(node):
                if isinstance(part, ast.Name) and part.id not in besides:
                    if part.id in _PUBLIC:
                        yield f"from {_PUBLIC[part.id]} import {part.id}"
                    elif part.id in self._imports:
                        yield self._imports[part.id]
                    elif part.id in self._defined:
                        yield f"from {self.module} import {part.id}"


source = functools.cache(Source)


def method_lines(
    name: str, place: str, *, awaited: bool, results: Mapping[str, tuple[str, str]], rest: str = ""
) -> tuple[list[str], list[str]]:
    """Return the lines of a method that is the function at `place` (`module:function`), and the imports it needs.

    In `place`, `{side}` stands for the package of blocking or awaited functions. A function that serves both says that
    it returns `X | Awaitable[X]`. `results` are the types of methods whose sources do not say it: `module:name`.
    `rest` is the function, of the same module, that `**arguments` are passed on to.
    """
    side = "_async" if awaited else "_sync"
    module, _, function = place.format(side=side).partition(":")
    origin = source(module)
    lines: list[str] = []
    annotations: list[ast.AST] = []
    imports: set[str] = set()
    for node in origin.functions(function):
        if rest and node.args.kwarg is not None and node.args.kwarg.arg == "arguments":
            _spell_out(node.args, source(module).functions(rest.partition(":")[2])[-1].args)
        node.returns = node.returns and _of_side(node.returns, awaited)
        if name in results:
            home, _, returned = results[name][awaited].partition(":")
            imports.add(f"from {home} import {returned}")
            node.returns = ast.Name(returned, ast.Load())
        annotations += _annotations(node)
        lines += _function_lines(node, name)
    return lines, sorted(imports.union(origin.imports_for(annotations)))


def _spell_out(arguments: ast.arguments, target: ast.arguments) -> None:
    """Put the target's keywords in the place of `**arguments`; Bucket is filled in by the method."""
    own = {argument.arg for argument in arguments.args} | {target.args[0].arg, "Bucket"}
    optional = target.args[len(target.args) - len(target.defaults) :]
    defaults: list[tuple[ast.arg, ast.expr | None]] = [*zip(optional, target.defaults, strict=True)]
    defaults += zip(target.kwonlyargs, target.kw_defaults, strict=True)
    given = [(argument, default) for argument, default in defaults if argument.arg not in own]
    arguments.kwonlyargs = [argument for argument, _ in given]
    arguments.kw_defaults = [default for _, default in given]
    arguments.kwarg = None


def _of_side(returned: ast.expr, awaited: bool) -> ast.expr:
    """Return what blocking, or awaited, functions return: the one or the other part of `X | Awaitable[X]`."""
    if isinstance(returned, ast.BinOp) and ast.unparse(returned.right).startswith("Awaitable["):
        return returned.right if awaited else returned.left
    return returned


def function_summary(place: str) -> str:
    """Return the first sentence of what a function says of itself."""
    module, _, function = place.partition(":")
    return first_sentence(ast.get_docstring(source(module).functions(function)[-1]) or "")


def function_lines(place: str, local: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """Return the lines of a function of a module, and the imports that it needs."""
    module, _, function = place.partition(":")
    (node,) = source(module).functions(function)
    imports = source(module).imports_for(list(_annotations(node)), local)
    return _function_lines(node, function, "", bound=False), sorted(set(imports))


def face_lines(
    place: str,
    name: str,
    local: Collection[str],
    without: Collection[str] = (),
    extra_base: tuple[str, str] | None = None,
) -> tuple[list[str], list[str]]:
    """Return the lines of a class that looks like the one at `place`, its bases' methods among its own; and imports.

    `local` are the names that the file defines itself, `without` the methods to leave out; `extra_base` is a base that
    is not Sotalia's, and its import.
    """
    module, _, class_name = place.partition(":")
    cls = getattr(importlib.import_module(module), class_name)
    members: dict[str, list[str]] = {}
    imports: set[str] = set()
    bases: list[str] = []
    if extra_base is not None:
        bases.append(extra_base[0])
        imports.add(extra_base[1])
    for base in cls.__mro__:
        if not base.__module__.startswith(f"{__package__.partition('.')[0]}.") or base.__name__ in _DROPPED_BASES:
            continue
        origin = source(base.__module__)
        node = origin.definition(base.__name__)
        bases += [text for text in map(_base, node.bases) if text and text not in bases]
        imports.update(origin.imports_for(node.bases if any(map(_base, node.bases)) else [], {*local, *_DROPPED_BASES}))
        for member, lines, types in _members(node):
            if member not in members and member not in without:
                members[member] = lines
                imports.update(origin.imports_for(types, local))
            elif member in members and lines[0].strip().endswith(".setter"):
                members[member] += lines
    head = f"class {name}({', '.join(bases)}):" if bases else f"class {name}:"
    body = [line for lines in members.values() for line in lines]
    doc = docstring("    ", first_sentence(cls.__doc__ or ""))
    if any(base.startswith("Generic[") for base in bases):
        imports.add("from typing import Generic")
    imports = {line for line in imports if not line.endswith(" import Of")}
    return ([head, *doc, *body] if body or doc else [f"{head} ..."]), sorted(imports)


def _base(node: ast.expr) -> str:
    """Return a base as the face has it: `Of[Page]` is `Generic[Page]` to checkers, others are merged or dropped."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Of":
        return f"Generic[{ast.unparse(node.slice)}]"
    return ""


def _members(node: ast.ClassDef) -> Iterator[tuple[str, list[str], list[ast.AST]]]:
    for part in _statements(node.body):
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if part.name.startswith("_") and part.name not in _KEPT:
                continue
            if part.name == "__init__":
                yield from _attributes(part)
            yield part.name, _function_lines(part, part.name), list(_annotations(part))
        elif isinstance(part, ast.Assign) and isinstance(part.value, ast.Name) and part.value.id in _KEPT:
            for target in part.targets:  # a second name of a method: `next = __next__`
                yield ast.unparse(target), [f"    {ast.unparse(part)}"], []
        elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            text = ast.unparse(part.annotation)
            if not (part.target.id.startswith("_") or "ClassVar" in text):
                yield part.target.id, [f"    {part.target.id}: {text}"], [part.annotation]


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a class as checkers see them."""
    for part in body:
        if isinstance(part, ast.If):
            yield from _statements(part.orelse if "not TYPE_CHECKING" in ast.unparse(part.test) else part.body)
        else:
            yield part


def _attributes(init: Function) -> Iterator[tuple[str, list[str], list[ast.AST]]]:
    """Yield the public attributes that a constructor sets, where it is clear of which type they are."""
    types = {argument.arg: argument.annotation for argument in (*init.args.args, *init.args.kwonlyargs)}
    for part in ast.walk(init):
        target: ast.expr | None = None
        annotation: ast.expr | None = None
        if isinstance(part, ast.AnnAssign):
            target, annotation = part.target, part.annotation
        elif isinstance(part, ast.Assign) and isinstance(part.value, ast.Name):
            target, annotation = part.targets[0], types.get(part.value.id)
        elif isinstance(part, ast.Assign) and ast.unparse(part.value) == "Any()":  # an opaque class, see `_Plain`
            target, annotation = part.targets[0], ast.Name("Any", ast.Load())
        if isinstance(target, ast.Attribute) and annotation is not None and not target.attr.startswith("_"):
            yield target.attr, [f"    {target.attr}: {ast.unparse(annotation)}"], [annotation]


def _annotations(node: Function) -> Iterator[ast.AST]:
    arguments = node.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if argument is not None and argument.annotation is not None and argument.arg not in ("self", "cls"):
            yield argument.annotation
    if node.returns is not None:
        yield node.returns


def _function_lines(node: Function, name: str, indent: str = "    ", *, bound: bool = True) -> list[str]:
    arguments = ast.parse(ast.unparse(node.args).join(("def f(", "): ...")), mode="exec").body[0]
    assert isinstance(arguments, ast.FunctionDef)
    parameters = arguments.args
    decorators = [ast.unparse(item) for item in node.decorator_list]
    if parameters.args and bound and "staticmethod" not in decorators:
        parameters.args[0].annotation = None
        parameters.args[0].arg = "cls" if parameters.args[0].arg == "cls" else "self"
    parameters.defaults = [_default(value) for value in parameters.defaults]
    parameters.kw_defaults = [value and _default(value) for value in parameters.kw_defaults]
    returned = ast.unparse(node.returns) if node.returns is not None else "Any"
    word = "def" if isinstance(node, ast.FunctionDef) or _generates(node) else "async def"
    head = f"{indent}{word} {name}({ast.unparse(parameters)}) -> {returned}:"
    said = docstring(f"{indent}    ", first_sentence(ast.get_docstring(node) or ""))
    before = [f"{indent}@{decorator}" for decorator in decorators]
    return [*before, head, *said] if said else [*before, f"{head} ..."]


def _default(value: ast.expr) -> ast.expr:
    """Return a default as stubs write it: what is not plain to see becomes `...`."""
    return value if isinstance(value, ast.Constant) else ast.Constant(...)


def _generates(node: Function) -> bool:
    """Return whether an `async def` is a generator: calling it gives an iterator, and no awaitable."""
    return any(isinstance(part, ast.Yield) for part in ast.walk(node))
