"""Code blocks of documents: which there are, and how one is run.

A block is run after those before it, in the same namespace. What must not be run has a comment before it that says why:

    <!-- not run: it fetches from an index -->
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"(?:^<!-- not run: (?P<reason>.*?) -->\n\n?)?^```(?P<kind>\w*)\n(?P<code>.*?)^```$", re.M | re.S)
#: Kinds of blocks that are code.
PYTHON, SHELL = "python", "sh"


class Block(NamedTuple):
    """A block: where it is, what it is, and why it is not run, if so."""

    place: str
    kind: str
    code: str
    reason: str | None


def blocks(path: Path) -> list[Block]:
    """Return the blocks of a document, in order."""
    text = path.read_text(encoding="utf-8")
    return [
        Block(f"{path.name}:{text.count(chr(10), 0, found.start('code')) + 1}", *found.group("kind", "code", "reason"))
        for found in _BLOCK.finditer(text)
    ]


def compiled(block: Block) -> Any:
    """Compile a block of Python, which may await at its top. Raises SyntaxError."""
    line = int(block.place.rpartition(":")[2])
    return compile("\n" * (line - 1) + block.code, block.place, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def run_python(block: Block, names: dict[str, Any]) -> None:
    """Run a block of Python with the names that those before it made."""
    code = compiled(block)
    result = eval(code, names)
    if inspect.iscoroutine(result):
        asyncio.run(result)


def run_shell(block: Block, folder: Path) -> None:
    """Run a block of shell lines, each of which has to succeed, with the command of this environment."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    command = ["bash", "-euo", "pipefail", "-c", block.code]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"{block.place}: {done.stderr}"
