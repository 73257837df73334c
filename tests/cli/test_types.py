"""`sotalia types`: finds the services that a project uses and writes for checkers; says what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sotalia.cli.types import main
from sotalia.stubs.discover import used_services

KNOWN = frozenset(("s3", "ec2", "sqs", "lambda", "cognito-idp"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "main.py").write_text('import sotalia\nqueue = sotalia.client("sqs")\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("source", "services"),
    [
        ('sotalia.client("s3")', {"s3"}),
        ('session.resource(service_name="ec2", region_name="x")', {"ec2"}),
        ("from sotalia.types.cognito_idp import CognitoIdentityProviderClient", {"cognito-idp"}),
        ("from sotalia.exceptions import lambda_", {"lambda"}),
        ("import sotalia.types.s3.type_defs as t", {"s3"}),
        ('client(name); client("no service"); "client(\'s3\')"', set()),
        ("x = 1", set()),
    ],
)
def test_services_are_found_in_sources(source: str, services: set[str]) -> None:
    assert used_services(source.encode(), KNOWN) == services


def test_overloads_of_the_services_in_use_are_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    session = (project / "typings/sotalia/session.pyi").read_text(encoding="utf-8")
    assert 'Literal["sqs"]' in session
    assert 'Literal["s3"]' not in session
    output = capsys.readouterr().out
    assert "sqs" in output
    assert 'mypy_path = "typings"' in output
    assert main(["--check"]) == 0


def test_check_says_that_another_service_is_in_use_now(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    (project / "more.py").write_text('client("sns")\n', encoding="utf-8")
    assert main(["--check"]) == 1
    assert "session.pyi" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_named_services_need_no_project(project: Path) -> None:
    assert main(["s3", "sqs"]) == 0
    assert 'Literal["s3"]' in (project / "typings/sotalia/aio.pyi").read_text(encoding="utf-8")


def test_an_unknown_service_is_refused_with_those_that_are_near(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["s4"]) == 1
    assert capsys.readouterr().err == "sotalia types: there is no service 's4'. Did you mean 's3'?\n"
    assert not (project / "typings").exists()


def test_a_project_that_does_not_parse_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "broken.py").write_text('client("s3"\ndef (\n', encoding="utf-8")
    assert main([]) == 1
    message = capsys.readouterr().err
    assert "broken.py:" in message  # which line it is depends on the Python
    assert "cannot be read" in message
    assert not (project / "typings").exists()


def test_a_project_without_services_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([]) == 1
    assert "Name the services" in capsys.readouterr().err
    assert main(["--project", "nowhere"]) == 1
    assert "nowhere is no folder" in capsys.readouterr().err


def test_files_of_other_origin_are_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = project / "typings/sotalia/own.pyi"
    own.parent.mkdir(parents=True)
    own.write_text("x: int\n", encoding="utf-8")
    assert main([]) == 1
    assert "was not made by this command" in capsys.readouterr().err
    assert own.read_text(encoding="utf-8") == "x: int\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project.chmod(0o555)
    try:
        assert main([]) == 1
    finally:
        project.chmod(0o755)
    assert "typings" in capsys.readouterr().err


def test_a_file_where_the_folder_should_be_is_named_and_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "typings").write_text("mine", encoding="utf-8")
    assert main([]) == 1
    assert "typings" in capsys.readouterr().err
    assert (project / "typings").read_text(encoding="utf-8") == "mine"


def test_imports_of_boto3_stubs_are_renamed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (
        "from mypy_boto3_s3 import S3Client\r\nfrom mypy_boto3_lambda.type_defs import FunctionCodeTypeDef\r\n"
        "import types_boto3_dynamodb.literals as l, mypy_boto3_nothing\r\nx: 'mypy_boto3_cognito_idp.Client'\r\n"
    )
    (project / "old.py").write_bytes(before.encode())
    assert main(["--rename-imports"]) == 0
    assert (project / "old.py").read_bytes().decode() == (
        "from sotalia.types.s3 import S3Client\r\nfrom sotalia.types.lambda_.type_defs import FunctionCodeTypeDef\r\n"
        "import sotalia.types.dynamodb.literals as l, mypy_boto3_nothing\r\nx: 'sotalia.types.cognito_idp.Client'\r\n"
    )
    assert capsys.readouterr().out == "old.py\n"
    assert not (project / "typings").exists()


def test_a_source_that_is_not_utf_8_keeps_its_imports(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "old.py").write_bytes(b"# coding: latin-1\nimport mypy_boto3_s3  # \xe4\n")
    assert main(["--rename-imports"]) == 1
    assert "old.py is not UTF-8" in capsys.readouterr().err
