"""What changed between two sets of models, and what of it breaks programs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from sotalia.model.pack import Pack
from sotalia.packs.changes import Changes, compare
from sotalia.packs.writing import write_packs
from tests.packs.small import SmallBotocore


def compiled(small: SmallBotocore, out: Path) -> Pack:
    out.mkdir()
    write_packs(small.source(), out, (b"", b""))
    return Pack(str(out / "models.pack"))


@pytest.fixture
def changed(tmp_path: Path) -> Any:
    """Return a function that says what changes when STS's model is changed in place by another."""
    small = SmallBotocore(tmp_path / "small")
    before = compiled(small, tmp_path / "before")

    def changes(change: Any) -> Changes:
        model = small.read("sts")
        change(model)
        small.write("sts", model)
        return compare(before, compiled(small, tmp_path / "after"))

    return changes


def test_nothing_changes_by_itself(changed: Any) -> None:
    found = changed(lambda model: None)
    assert found.summary() == "0 new services, 0 new operations, 0 breaking changes"


def test_new_operations_break_nothing(changed: Any) -> None:
    found = changed(lambda model: model["operations"].update(Fly=model["operations"]["AssumeRole"]))
    assert found.operations == ["sts.Fly"]
    assert found.breaking == []
    assert "1 new operation," in found.summary()


BREAKS = {
    "sts.AssumeRole: the operation is gone": lambda model: model["operations"].pop("AssumeRole"),
    "sts.AssumeRole.Policy: the parameter is gone": lambda model: model["shapes"]["AssumeRoleRequest"]["members"].pop(
        "Policy"
    ),
    "sts.AssumeRole.Policy: the parameter is required now": lambda model: model["shapes"]["AssumeRoleRequest"][
        "required"
    ].append("Policy"),
    "sts.AssumeRole.Tags[].Value: the parameter is gone": lambda model: model["shapes"]["Tag"]["members"].pop("Value"),
    "sts.AssumeRole.Credentials.Expiration: it was of type timestamp and is of type long": lambda model: model[
        "shapes"
    ]["dateType"].update(type="long"),
    "sts.GetCallerIdentity.Arn: the part of the reply is gone": lambda model: model["shapes"][
        "GetCallerIdentityResponse"
    ]["members"].pop("Arn"),
}


@pytest.mark.parametrize("text", BREAKS)
def test_what_breaks_programs_is_said_in_words(changed: Any, text: str) -> None:
    assert text in changed(BREAKS[text]).breaking


def test_services_come_and_go(tmp_path: Path) -> None:
    small = SmallBotocore(tmp_path / "small")
    both = compiled(small, tmp_path / "both")
    shutil.rmtree(small.botocore / "data" / "sqs")
    shutil.rmtree(small.boto3 / "data" / "sqs")
    one = compiled(small, tmp_path / "one")
    assert compare(one, both).services == ["sqs"]
    assert "sqs.SendMessage" in compare(one, both).operations
    assert compare(both, one).breaking == ["sqs: the service is gone"]
