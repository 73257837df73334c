"""The examples in docstrings of public names run, as `help()` shows them."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.docs.blocks import PYTHON, Block, run_python
from tools.docs.public import modules

#: What examples take for granted: the names that a reader has made by then.
GIVEN = """
import subprocess, sys
import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.dynamodb.conditions import Attr, Key
from sotalia.local import LocalServer, environment
from sotalia.testing import AsyncRecordingTransport, RecordingTransport

command = [sys.executable, "-c", ""]
session = sotalia.Session()
s3 = client = session.client("s3")
table = session.resource("dynamodb").Table("numbers")
"""
#: What the examples of one module take for granted beyond that: another table, a service that moto cannot play.
GIVEN_FOR = {
    "sotalia.dynamodb.conditions": """
table = session.resource("dynamodb").Table("visits")
builder = ConditionExpressionBuilder()
""",
    "sotalia.dynamodb.types": "from decimal import Decimal",
    "sotalia.waiters": """
transport = RecordingTransport()
transport.add(b'{"jobs": [{"status": "SUCCEEDED"}]}')
client = session.client("batch", transport=transport)
""",
}
#: The beginning of an example that is not run → why.
NOT_RUN = {
    "import sotalia.compat; sotalia.compat.install()": "it replaces boto3 for the whole process; tests/compat runs it",
}


def examples() -> Iterator[tuple[str, str]]:
    """Yield (whose docstring it is, the code) of each example of public modules, names and methods."""
    seen: set[str] = set()
    for name, thing in documented():
        text = inspect.getdoc(thing) or ""
        for token in MarkdownIt("commonmark").parse(text):
            if token.type == "code_block" and token.content not in seen:
                seen.add(token.content)
                yield name, token.content


def documented() -> Iterator[tuple[str, Any]]:
    """Yield all that is public, by its full name."""
    for module_name in modules():
        module = importlib.import_module(module_name)
        yield module_name, module
        for name in module.__all__:
            value = getattr(module, name)
            if callable(value):
                yield f"{module_name}.{name}", value
            if inspect.isclass(value):
                methods = [each for each in vars(value) if not each.startswith("_")]
                yield from ((f"{module_name}.{name}.{each}", getattr(value, each)) for each in methods)


EXAMPLES = list(examples())


@pytest.mark.parametrize(("name", "code"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_example_of_a_docstring_runs(name: str, code: str, world: Path) -> None:
    if any(code.startswith(start) for start in NOT_RUN):
        return
    names: dict[str, Any] = {"__name__": "example"}
    module = max((each for each in modules() if name.startswith(each)), key=len)
    for text in (GIVEN, f"from {module} import *", GIVEN_FOR.get(module, ""), compared(code)):
        run_python(Block(f"{name}:1", PYTHON, text, None), names)


def compared(code: str) -> str:
    """Return an example whose lines `this  →  that` became assertions."""
    return re.sub(r"^( *)(\S.*?) +→ +(.*)$", r"\1assert (\2) == (\3)", code, flags=re.MULTILINE)


def test_what_is_not_run_is_there() -> None:
    for start in NOT_RUN:
        assert any(code.startswith(start) for _, code in EXAMPLES)
