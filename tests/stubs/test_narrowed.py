"""What `sotalia types` writes is what checkers read, beside the installed types of all services."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sotalia.cli import types
from tests.stubs import checkers
from tools import stubs

#: Each line is right only if the type of `client` is that which the narrowed overloads give.
PROGRAM = """\
from typing import assert_type

import sotalia
from sotalia import aio
from sotalia.clients import BaseClient
from sotalia.config import Config
from sotalia.exceptions.s3 import NoSuchKey
from sotalia.types.s3 import S3Client
from sotalia.types.sqs import SQSClient
from sotalia.types.sqs.aio import AsyncSQSClient

assert_type(sotalia.client("sqs", config=Config(region_name="eu-central-1")), SQSClient)
assert_type(sotalia.Session().client("sqs"), SQSClient)
assert_type(aio.client("sqs"), AsyncSQSClient)
print(NoSuchKey, S3Client.get_object)
"""
#: Another service is known by its name no more.
NARROW = 'assert_type(sotalia.client("s3"), BaseClient)\n'
SETTINGS = {"mypy": '[tool.mypy]\nmypy_path = "typings"\n', "pyrefly": "[tool.pyrefly]\nsite-package-path = []\n"}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if os.name == "nt":
        pytest.skip("the environment is made with links")
    folder = tmp_path_factory.mktemp("narrowed") / "venv"
    stubs.environment(folder, ["s3", "sqs"])
    return folder


@pytest.mark.parametrize(("checker", "narrow"), [("pyright", True), ("mypy", True), ("pyrefly", False), ("ty", False)])
def test_checkers_read_it_as_the_command_says(
    checker: str,
    narrow: bool,
    environment: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not checkers.is_there(checker):
        pytest.skip(f"{checker} is not installed: make check installs it")
    monkeypatch.setattr(types, "_installed", lambda: True)
    monkeypatch.chdir(tmp_path)
    assert types.main(["sqs"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    setting = SETTINGS.get(checker, "")
    assert " ".join(setting.split()) in said
    (tmp_path / "pyproject.toml").write_text(setting, encoding="utf-8")
    program = PROGRAM + (NARROW if narrow else f"print(BaseClient)\n{NARROW.replace('BaseClient)', 'S3Client)')}")
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    done = checkers.run(checkers.command(checker, environment), tmp_path, ["program.py"])
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
