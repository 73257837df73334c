"""What type checkers say of the stubs: nothing of right programs, and something of every mistake.

A few services stand for all: `python -m tests.stubs.everything` has the checkers look at all of them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sotalia.stubs.names import module_name
from tests.stubs import checkers, everything, programs
from tools import stubs

#: With resources and events, with keys that are no identifiers, with a word of Python's as its name.
SERVICES = ["sqs", "s3", "iot-data", "lambda"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment with Sotalia and its stubs in it, without anything else."""
    if os.name == "nt":
        pytest.skip("the environment is made with links")
    folder = tmp_path_factory.mktemp("types") / "venv"
    stubs.environment(folder, SERVICES)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programs")
    programs.write(folder, SERVICES)
    (folder / "overloads.py").write_text("\n".join(everything.overloads(SERVICES)), encoding="utf-8")
    (folder / "pyrightconfig.json").write_text(checkers.STRICT, encoding="utf-8")
    return folder


@pytest.mark.parametrize("checker", checkers.CHECKERS)
def test_right_programs_have_no_error_and_every_mistake_is_found(
    checker: str, environment: Path, project: Path
) -> None:
    if not checkers.is_there(checker):
        pytest.skip(f"{checker} is not installed: make check installs it")
    start = checkers.command(checker, environment)
    good = sorted(path.name for path in project.glob("good_*.py"))
    bad = sorted(path.name for path in project.glob("bad_*.py"))
    if checker == "mypy":  # takes ten times as long as the others
        good, bad = ([name for name in names if "sqs" in name] for names in (good, bad))
    right = checkers.run(start, project, [*good, "overloads.py"])
    assert right.returncode == 0, right.stdout[-3000:] + right.stderr[-1000:]
    wrong = checkers.run(start, project, bad)
    assert checkers.mistakes(project, bad, checker) - checkers.places(wrong.stdout) == set()


def test_the_programs_call_every_operation(project: Path) -> None:
    text = (project / f"good_blocking_{module_name('sqs')}.py").read_text(encoding="utf-8")
    assert "c.send_message(QueueUrl='x', MessageBody='x')" in text
    assert "x.messages" not in text
    assert "c.get_paginator('list_queues')" in text
