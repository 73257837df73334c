"""No code is there that nothing uses, as tools/check_unused.py sees it; and that tool, held to what it must see."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tools.check_unused import EXCEPTIONS, check, main, unused
from tools.imports import Module


def modules(sources):
    """Modules by their place in the package."""
    return [
        Module(Path(f"{place}.py"), tuple(place.split("/")), ast.parse(source)) for place, source in sources.items()
    ]


def found(sources):
    return [definition.full_name for definition in unused(modules(sources), [])]


def test_nothing_is_there_that_nothing_uses(capsys):
    assert main() == 0, capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def forgotten(): ...", "forgotten"),
        ("def forgotten(): return forgotten()", "forgotten"),
        ("class Forgotten: ...", "Forgotten"),
        ("FORGOTTEN = 3", "FORGOTTEN"),
        ("FORGOTTEN: int = 3", "FORGOTTEN"),
        ("if True:\n    def forgotten(): ...", "forgotten"),
        ("class Used:\n    def forgotten(self): ...\nUsed()", "Used.forgotten"),
        ("class Used:\n    def read(self): return self.read()\nUsed()", "Used.read"),
        ("class Used:\n    def f(self): self.forgotten = 3\nUsed().f()", "Used.forgotten"),
        ("class Used:\n    def f(self): self.count = 0; self.count += 1\nUsed().f()", "Used.count"),
        ("'forgotten'\ndef forgotten(): ...", "forgotten"),
    ],
)
def test_what_nothing_uses_is_named(source, name):
    assert found({"core/call": source}) == [name]


@pytest.mark.parametrize(
    "source",
    [
        "def used(): ...\nused()",
        "def used(): ...\n__all__ = ['used']",
        "@HOOKS.on('sign')\ndef registered(): ...",
        "class Used:\n    def __init__(self): ...\nUsed()",
        "class Used:\n    def _serialize_null(self): ...\ngetattr(Used(), f'_serialize_{tag}')",
        "class Used:\n    def read(self): ...\ngetattr(Used(), 'read')",
        "if TYPE_CHECKING:\n    Alias = int",
    ],
)
def test_what_is_used_is_not(source):
    assert found({"core/call": source}) == []


def test_a_name_is_used_by_whoever_imports_it():
    assert found({"core/call": "def one(): ...\ndef two(): ...", "io/drive": "from ..core.call import one"}) == ["two"]
    assert found({"core/call": "def one(): ...", "io/drive": "from ..core import call\ncall.one()"}) == []
    assert found({"core/call": "def one(): ...", "io/drive": "elsewhere.one()"}) == ["one"]


def test_a_name_is_used_by_a_table_of_names_in_a_package_that_is_imported_by_a_string():
    table = (
        "from importlib import import_module\nT = ('json', 'Json')\ngetattr(import_module(f'.{T[0]}', __name__), T[1])"
    )
    assert found({"wire/__init__": table, "wire/json": "class Json: ...\nclass Other: ..."}) == ["Other"]
    assert found({"wire/__init__": table, "auth/json": "class Json: ..."}) == ["Json"]


def test_private_names_of_two_modules_do_not_count_for_each_other():
    reads = "class A:\n    def _extra(self): ...\n    def f(self): return self._extra()\nA().f()"
    assert found({"core/one": reads, "core/two": "class B:\n    def _extra(self): ...\nB()"}) == ["B._extra"]
    assert found({"core/one": reads, "core/two": "class B(A):\n    def _extra(self): ...\nB()"}) == []


def test_what_is_kept_is_kept_and_no_longer_than_it_must():
    sources = modules({"core/call": "def kept(): ...\ndef forgotten(): ..."})
    faults = list(check(sources, [], {"why": {"core/call": "kept gone"}}))
    assert [fault.rpartition(": ")[2] for fault in faults] == [
        "nothing uses forgotten",
        "take it out of EXCEPTIONS",
    ]
    assert "core/call has no gone" in faults[1]


def test_every_exception_has_its_reason():
    assert all(len(reason.split()) > 3 for reason in EXCEPTIONS)
