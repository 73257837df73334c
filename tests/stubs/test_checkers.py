"""What type checkers say of the stubs: nothing of right programs, and something of every mistake.

A few services stand for all: `python -m tests.stubs.programs DIR` writes the programs of all of them.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sotalia.stubs.names import module_name
from tests.stubs import programs
from tools import stubs

#: With resources and events, with keys that are no identifiers, with a word of Python's as its name.
SERVICES = ["sqs", "s3", "iot-data", "lambda"]
#: Checkers that take any further keyword where parameters are those of a TypedDict (ty 0.0.108 does).
TOLERANT = ("ty",)
_PLACE = re.compile(r"(bad_\w+\.py):(\d+)")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment with Sotalia and its stubs in it, without anything else."""
    folder = tmp_path_factory.mktemp("types") / "venv"
    stubs.environment(folder, SERVICES)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programs")
    programs.write(folder, SERVICES)
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', encoding="utf-8")
    return folder


def command(checker: str, environment: Path) -> list[str]:
    """Return how a checker is called. Skips the test where it is not installed."""
    if importlib.util.find_spec(checker) is None:
        pytest.skip(f"{checker} is not installed: make check installs it")
    python = str(environment / "bin" / "python")
    return {
        "mypy": [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "--cache-dir", os.devnull],
        "pyright": [sys.executable, "-m", "pyright", "--pythonpath", python],
        "pyrefly": [
            *(sys.executable, "-m", "pyrefly", "check", "--preset", "default", "--output-format", "min-text"),
            *("--python-interpreter-path", python),
        ],
        "ty": [sys.executable, "-m", "ty", "check", "--python", str(environment), "--output-format", "concise"],
    }[checker]


@pytest.mark.parametrize("checker", ["pyrefly", "ty", "pyright", "mypy"])
def test_right_programs_have_no_error_and_every_mistake_is_found(
    checker: str, environment: Path, project: Path
) -> None:
    if os.name == "nt":
        pytest.skip("the environment is made with links")
    start = command(checker, environment)
    good = sorted(path.name for path in project.glob("good_*.py"))
    bad = sorted(path.name for path in project.glob("bad_*.py"))
    if checker == "mypy":  # takes ten times as long as the others
        good, bad = ([name for name in names if "sqs" in name] for names in (good, bad))
    right = subprocess.run([*start, *good], cwd=project, capture_output=True, text=True)
    assert right.returncode == 0, right.stdout[-3000:] + right.stderr[-1000:]
    wrong = subprocess.run([*start, *bad], cwd=project, capture_output=True, text=True)
    found = {(file, int(line)) for file, line in _PLACE.findall(wrong.stdout)}
    assert mistakes(project, bad, unknown=checker not in TOLERANT) - found == set()


def mistakes(project: Path, files: list[str], unknown: bool) -> set[tuple[str, int]]:
    """Return where the mistakes are; without those that are unknown parameters if not `unknown`."""
    return {
        (file, number)
        for file in files
        for number, line in enumerate((project / file).read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith("# bad") and (unknown or "NoSuchParameter" not in line)
    }


def test_the_programs_call_every_operation(project: Path) -> None:
    text = (project / f"good_blocking_{module_name('sqs')}.py").read_text(encoding="utf-8")
    assert "c.send_message(QueueUrl='x', MessageBody='x')" in text
    assert "x.messages" not in text
    assert "c.get_paginator('list_queues')" in text
