"""Waiters' models: names, what they hold, and what is said of malformed ones; beside botocore's."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import botocore.waiter
import pytest

import sotalia
from sotalia.errors import WaiterConfigError
from sotalia.waiters import MalformedWaiterError, SingleWaiterConfig, WaiterModel

JOB_DONE: dict[str, Any] = {
    "operation": "DescribeJobs",
    "delay": 5,
    "maxAttempts": 60,
    "description": "Until a job is done.",
    "acceptors": [{"state": "success", "matcher": "path", "argument": "status", "expected": "DONE"}],
}
MODEL = {"version": 2, "waiters": {"JobDone": JOB_DONE, "AJobExists": JOB_DONE}}


def test_a_model_holds_what_botocores_holds() -> None:
    ours, theirs = WaiterModel(MODEL), botocore.waiter.WaiterModel(copy.deepcopy(MODEL))
    assert (ours.version, ours.waiter_names) == (theirs.version, theirs.waiter_names)
    assert ours.SUPPORTED_VERSION == theirs.SUPPORTED_VERSION
    one, other = ours.get_waiter("JobDone"), theirs.get_waiter("JobDone")
    for name in ("operation", "delay", "max_attempts", "description"):
        assert getattr(one, name) == getattr(other, name)
    assert [each.explanation for each in one.acceptors] == [each.explanation for each in other.acceptors]


def test_changing_one_waiter_changes_no_other() -> None:
    model = WaiterModel(MODEL)
    mine = model.get_waiter("JobDone")
    mine.delay, mine.max_attempts = 1, 2
    assert (model.get_waiter("JobDone").delay, model.get_waiter("JobDone").max_attempts) == (5, 60)


@pytest.mark.parametrize("version", [1, 3, "2", None, "missing"])
def test_another_version_is_refused_in_boto3s_words(version: Any) -> None:
    document = {"waiters": {}} if version == "missing" else {"version": version, "waiters": {}}
    with pytest.raises(botocore.waiter.WaiterConfigError) as theirs:
        botocore.waiter.WaiterModel(document)
    with pytest.raises(WaiterConfigError) as ours:
        WaiterModel(document)
    assert str(ours.value) == str(theirs.value)


@pytest.mark.parametrize("missing", ["operation", "delay", "maxAttempts"])
def test_what_a_waiter_lacks_is_named_by_an_error_that_is_boto3s_too(missing: str) -> None:
    config = {name: value for name, value in JOB_DONE.items() if name != missing}
    with pytest.raises(KeyError):
        botocore.waiter.SingleWaiterConfig(config)
    with pytest.raises(KeyError) as caught:
        SingleWaiterConfig(config)
    assert str(caught.value) == f"Error processing waiter config: a waiter lacks '{missing}'"
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (MalformedWaiterError, str(caught.value))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("text", "the document of waiters must be an object, not 'text'"),
        ({"version": 2}, "the document of waiters lacks 'waiters'"),
        ({"version": 2, "waiters": ["JobDone"]}, "'waiters' must be an object, not ['JobDone']"),
    ],
)
def test_a_malformed_document_is_named(document: Any, said: str) -> None:
    with pytest.raises(MalformedWaiterError) as caught:
        WaiterModel(document)
    assert str(caught.value) == f"Error processing waiter config: {said}"


def test_malformed_waiters_and_acceptors_are_named() -> None:
    with pytest.raises(MalformedWaiterError, match="a waiter must be an object, not None"):
        WaiterModel({"version": 2, "waiters": {"X": None}}).get_waiter("X")
    with pytest.raises(MalformedWaiterError, match="a waiter lacks 'acceptors'"):
        _ = SingleWaiterConfig({"operation": "X", "delay": 1, "maxAttempts": 1}).acceptors
    with pytest.raises(MalformedWaiterError, match="acceptors must be a list, not {}"):
        _ = SingleWaiterConfig({"operation": "X", "delay": 1, "maxAttempts": 1, "acceptors": {}}).acceptors


class TestUnknownNames:
    def test_a_model_names_the_near_ones(self) -> None:
        with pytest.raises(ValueError, match="Waiter does not exist: JobsDone") as theirs:
            botocore.waiter.WaiterModel(copy.deepcopy(MODEL)).get_waiter("JobsDone")
        with pytest.raises(ValueError, match="Did you mean 'JobDone'") as ours:
            WaiterModel(MODEL).get_waiter("JobsDone")
        assert str(ours.value).startswith(str(theirs.value))

    @pytest.mark.parametrize("name", ["bucket_exist", "BucketExists", "", None, 5, "xyzzy"])
    def test_a_client_names_the_near_ones(self, credentials: None, name: Any) -> None:
        with pytest.raises(ValueError, match=f"Waiter does not exist: {name}") as caught:
            sotalia.client("s3").get_waiter(name)
        assert ("bucket_exists" in str(caught.value)) == (name in ("bucket_exist", "BucketExists"))

    def test_a_service_without_waiters_has_none(self, credentials: None) -> None:
        client = sotalia.client("sts")
        assert client.waiter_names == []
        with pytest.raises(ValueError, match="^Waiter does not exist: bucket_exists$"):
            client.get_waiter("bucket_exists")


class TestModelsOfTheUser:
    @pytest.fixture
    def folder(self, credentials: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
        monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
        version = sotalia.client("sts").meta.service_model.api_version
        folder = tmp_path / "sts" / version
        folder.mkdir(parents=True)
        return folder

    def test_they_are_found(self, folder: Path) -> None:
        waiter = {**JOB_DONE, "operation": "GetCallerIdentity"}
        (folder / "waiters-2.json").write_text(json.dumps({"version": 2, "waiters": {"SomebodyIs": waiter}}))
        client = sotalia.Session().client("sts")
        assert client.waiter_names == ["somebody_is"]
        assert client.get_waiter("somebody_is").config.operation == "GetCallerIdentity"

    def test_another_version_is_refused(self, folder: Path) -> None:
        (folder / "waiters-2.json").write_text(json.dumps({"version": 3, "waiters": {}}))
        client = sotalia.Session().client("sts")
        for ask in (lambda: client.waiter_names, lambda: client.get_waiter("x")):
            with pytest.raises(WaiterConfigError, match="Unsupported waiter version"):
                ask()
