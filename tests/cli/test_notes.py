"""What can be done about an error, which its notes say, is printed behind its message."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sotalia.cli.commands.s3.report import Report
from sotalia.cli.report import report
from sotalia.errors import ClientError


def refusal() -> ClientError:
    error = ClientError({"Error": {"Code": "NotImplemented", "Message": "no"}}, "PutObject")
    error.add_note("Set this.")
    return error


def test_a_commands_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(refusal(), None) == 254
    assert capsys.readouterr().err.endswith("(NotImplemented) when calling the PutObject operation: no\nSet this.\n")


def test_transfers_tell_a_note_once_for_all_their_objects(capsys: pytest.CaptureFixture[str]) -> None:
    told = Report()
    for name in ("a", "b"):
        told.fail(SimpleNamespace(verb="upload", places=lambda name=name: f"{name} to s3://b/{name}"), refusal())  # type: ignore[arg-type]
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" to ")[0] for line in lines] == ["upload failed: a", "Set this.", "upload failed: b"]
