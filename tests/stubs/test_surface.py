"""What a program can use is what the stubs have, and the other way round: modules, sessions, clients, resources."""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import re
from pathlib import Path
from typing import Any

import pytest

import sotalia
from sotalia import aio
from tools.stubs import write

SERVICES = ["dynamodb", "ec2", "rds", "s3", "sqs"]
#: What `dir` shows of every class, and no program uses.
_OF_ALL = frozenset(dir(type("Empty", (), {}))) | {"streams", "awaited"}
#: Internals of Sotalia that have no underscore.
_INTERNAL = {
    "PAGE_ITERATOR_CLS",
    "SUPPORTED_VERSION",
    "client_base",
    "derived",
    "make_client",
    "settings",
    "with_settings",
}
#: What only checkers need.
_FOR_CHECKERS = {"ClientMeta", "Event", "ResourceServiceName", "ServiceName"}
MODULES = ["clients", "credentials", "paginate", "types", "waiters"]


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surface") / "sotalia-stubs"
    write(folder, SERVICES)
    return folder


class Stub:
    """A stub module: its classes' names, those of their bases in other stubs among them."""

    def __init__(self, folder: Path, module: str) -> None:
        place = folder.joinpath(*module.split(".")[1:])
        path = place / "__init__.pyi" if place.is_dir() else place.with_suffix(".pyi")
        self.folder = folder
        text = re.sub(r"^type (\w+) =", r"\1 =", path.read_text(encoding="utf-8"), flags=re.MULTILINE)  # of Python 3.12
        self.tree = ast.parse(text)
        self.classes = {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}
        self.imports = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    def names(self) -> set[str]:
        """Return the public names of the module."""
        found = set(self.classes) | {name for name, (_, named) in self.imports.items() if self._offered(name, named)}
        for node in self.tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.add(node.name)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found.add(node.targets[0].id)
        return {name for name in found if not name.startswith("_")}

    def _offered(self, name: str, named: str) -> bool:
        return f" {named} as {name}" in ast.unparse(self.tree)

    def members(self, name: str) -> set[str]:
        """Return the public names of a class."""
        found: set[str] = set()
        for part in self.classes[name].body:
            if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.add(part.name)
            elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                found.add(part.target.id)
            elif isinstance(part, ast.Assign):
                found.update(map(ast.unparse, part.targets))
        for base in self.classes[name].bases:
            if isinstance(base, ast.Name) and base.id in self.classes:
                found |= self.members(base.id)
            elif isinstance(base, ast.Name) and self.imports.get(base.id, ("",))[0].startswith("sotalia"):
                found |= Stub(self.folder, self.imports[base.id][0]).members(base.id)
        return {member for member in found if not member.startswith("_")}


def running(thing: Any) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")} - _OF_ALL


@pytest.mark.parametrize("service", SERVICES)
def test_clients_have_the_same_methods(service: str, stubs: Path) -> None:
    options: dict[str, Any] = {"region_name": "eu-central-1"}
    for client, module, prefix in (
        (sotalia.client(service, **options), "client", ""),
        (aio.client(service, **options), "aio", "Async"),
    ):
        stub = Stub(stubs, f"sotalia.types.{service}.{module}")
        name = next(name for name in stub.classes if name.endswith("Client") and not name.endswith("NativeClient"))
        assert name.startswith(prefix)
        assert stub.members(name) == running(client)


@pytest.mark.parametrize("service", ["dynamodb", "ec2", "s3", "sqs"])
def test_resources_have_the_same_members(service: str, stubs: Path) -> None:
    for module in ("service_resource", "aio_resource"):
        stub = Stub(stubs, f"sotalia.types.{service}.{module}")
        differing = {}
        for name in (name for name in stub.classes if "Collection" not in name and not name.endswith("Meta")):
            cls = getattr(importlib.import_module(f"sotalia.types.{service}.{module}"), name)
            if (there := running(cls)) != stub.members(name):
                differing[name] = there ^ stub.members(name)
        assert differing == {}


@pytest.mark.parametrize("module", MODULES)
def test_modules_have_the_same_names(module: str, stubs: Path) -> None:
    stub = Stub(stubs, f"sotalia.{module}")
    there = importlib.import_module(f"sotalia.{module}")
    assert stub.names() - _FOR_CHECKERS == set(there.__all__)
    different = {}
    for name, node in stub.classes.items():
        real = getattr(there, name, tuple)
        if inspect.isclass(real) and not any("TypedDict" in ast.unparse(base) for base in node.bases):
            more = running(real) - stub.members(name) - _INTERNAL - {*dir(tuple), *dir(io.IOBase)}
            if more:
                different[name] = more
    assert different == {}


@pytest.mark.parametrize(("maker", "module"), [(sotalia, "session"), (aio, "aio")])
def test_sessions_have_the_same_members(maker: Any, module: str, stubs: Path) -> None:
    assert Stub(stubs, f"sotalia.{module}").members("Session") == running(maker.Session()) - _INTERNAL
