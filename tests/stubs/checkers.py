"""The type checkers: how they are called, and what they find in the programs of `programs`."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHECKERS = ("pyrefly", "ty", "pyright", "mypy")
#: Checkers that take any further keyword where parameters are those of a TypedDict (ty 0.0.108 does).
TOLERANT = ("ty",)
#: What pyright is to be, in a file beside the program; the others are told by options.
STRICT = '{"typeCheckingMode": "strict"}'
_PLACE = re.compile(r"^\s*(?:\S+ +)??(?:\S*/)?(\w+\.py):(\d+):", re.MULTILINE)


def is_there(checker: str) -> bool:
    """Return whether a checker is installed."""
    return importlib.util.find_spec(checker) is not None


def command(checker: str, environment: Path, cache: str = os.devnull) -> list[str]:
    """Return how a checker is called, for programs that find their packages in an environment."""
    python = str(environment / "bin" / "python")
    return {
        "mypy": [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "--cache-dir", cache],
        "pyright": [sys.executable, "-m", "pyright", "--pythonpath", python],
        "pyrefly": [
            *(sys.executable, "-m", "pyrefly", "check", "--preset", "default", "--output-format", "min-text"),
            *("--python-interpreter-path", python),
        ],
        "ty": [sys.executable, "-m", "ty", "check", "--python", str(environment), "--output-format", "concise"],
    }[checker]


def run(start: Sequence[str], project: Path, files: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Have a checker look at files of a project."""
    return subprocess.run([*start, *files], cwd=project, capture_output=True, text=True)


def places(output: str) -> set[tuple[str, int]]:
    """Return the places that a checker complains of: the file's name, and the line's number."""
    return {(file, int(line)) for file, line in _PLACE.findall(output)}


def mistakes(project: Path, files: Sequence[str], checker: str) -> set[tuple[str, int]]:
    """Return where the mistakes are that a checker has to find."""
    unknown = checker not in TOLERANT
    return {
        (file, number)
        for file in files
        for number, line in enumerate((project / file).read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith("# bad") and (unknown or "NoSuchParameter" not in line)
    }
