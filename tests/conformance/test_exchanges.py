"""What the comparison with boto3 is made of: that nothing is left out of it, and that it sees what it is to see."""

from __future__ import annotations

from typing import Any

import pytest

from sotalia.errors import ParamValidationError
from tests.conformance import failures
from tests.conformance.accepted import Accepted
from tests.conformance.calls import compare_exchanges
from tests.conformance.exchanges import exchanges
from tests.conformance.faults import KINDS
from tests.conformance.parity import Pair, Tally, new_sessions
from tests.conformance.sides import SETTINGS, Sotalia, frozen
from tests.conformance.worker import isolated
from tests.wire.xml_reference import service

#: Of each protocol one, with an operation of many errors.
OPERATIONS = [
    ("dynamodb", "TransactWriteItems"),
    ("lambda", "CreateFunction"),
    ("iam", "CreateRole"),
    ("ec2", "RunInstances"),
    ("cloudfront", "CreateDistribution"),
    ("cloudwatchomni", "CreateAccessGrant"),
]


@pytest.fixture(scope="module")
def sessions() -> Any:
    with isolated():
        yield new_sessions()


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_three_seeds_serve_every_error_of_an_operation(name: str, operation: str) -> None:
    model = service(name).operation_model(operation)
    served = [each for seed in range(failures.SEEDS) for each, _ in failures.modeled_errors(model, seed)]
    assert sorted(served) == sorted(f"the error {shape.name}" for shape in model.error_shapes)


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_a_seed_gives_the_same_exchanges_again_and_another_seed_others(name: str, operation: str) -> None:
    model = service(name).operation_model(operation)
    one, same, other = (
        [repr((each.name, each.params, each.reply)) for each in exchanges(model, seed)] for seed in (0, 0, 1)
    )
    assert [text for text in one if "BytesIO" not in text] == [text for text in same if "BytesIO" not in text]
    assert one != other


def test_parameters_get_every_kind_of_fault_and_boto3_refuses_each(sessions: Any) -> None:
    with frozen():
        pair = Pair(sessions, "bedrock-runtime", SETTINGS[0])
        found = {each.name: each for each in exchanges(pair.model.operation_model("Converse"), 0)}
        assert set(KINDS) <= set(found)
        for kind in KINDS:
            raised = pair.boto3.call("Converse", found[kind].params, found[kind].reply).raised
            assert type(raised).__name__ == "ParamValidationError", kind


def change_target(request: Any) -> None:
    request.url += "?"


def change_header(request: Any) -> None:
    request.headers["x-amz-new"] = "1"


def change_body(request: Any) -> None:
    request.body += b" []"


def change_method(request: Any) -> None:
    request.method = "PUT"


@pytest.mark.parametrize(
    ("change", "what"),
    [(change_target, "target"), (change_method, "target"), (change_header, "header.x-amz-new"), (change_body, "body")],
)
def test_a_request_that_is_not_the_same_is_found(
    sessions: Any, monkeypatch: pytest.MonkeyPatch, change: Any, what: str
) -> None:
    send = Sotalia.send

    def spoiled(self: Sotalia, request: Any, stream: bool) -> Any:
        change(request)
        return send(self, request, stream)

    monkeypatch.setattr(Sotalia, "send", spoiled)
    tally = compared(sessions)
    assert tally.counts["json", "requests equal"] < tally.counts["json", "requests"]
    assert {finding.difference.what for finding in tally.findings} == {what}


def test_an_outcome_that_is_not_the_same_is_found(sessions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    send = Sotalia.send

    def spoiled(self: Sotalia, request: Any, stream: bool) -> Any:
        reply = send(self, request, stream)
        reply.status += 1
        return reply

    monkeypatch.setattr(Sotalia, "send", spoiled)
    tally = compared(sessions)
    assert tally.counts["json", "replies equal"] < tally.counts["json", "replies"]
    places = {finding.difference.what for finding in tally.findings}
    assert {
        "result.ResponseMetadata.HTTPStatusCode[1]",
        "exception.response.ResponseMetadata.HTTPStatusCode[1]",
    } <= places


def test_a_fault_that_is_not_reported_in_the_same_words_is_found(
    sessions: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ParamValidationError, "__str__", lambda self: "wrong")
    tally = compared(sessions)
    assert {(finding.kind, finding.difference.what) for finding in tally.findings} == {("replies", "exception.text")}


def compared(sessions: Any) -> Tally:
    """All exchanges of an operation; without findings unless something is broken."""
    tally = Tally()
    with frozen():
        compare_exchanges(Pair(sessions, "kms", SETTINGS[0]), "CreateKey", 0, Accepted.read(), tally)
    assert tally.counts["json", "operations"] == tally.counts["json", "operations sent"] == 1
    return tally


def test_nothing_is_found_unless_something_is_broken(sessions: Any) -> None:
    assert not compared(sessions).findings
