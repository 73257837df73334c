"""What acceptors match, beside botocore's; and what is said of those that cannot be."""

from __future__ import annotations

from typing import Any

import botocore.waiter
import pytest

from sotalia.errors import WaiterConfigError
from sotalia.waiters import AcceptorConfig, MalformedWaiterError, is_valid_waiter_error

RESPONSES: list[dict[str, Any]] = [
    {},
    {"Status": "ACTIVE"},
    {"Status": "ACTIVE", "Error": {"Code": "Throttling", "Message": "m"}},
    {"Status": "ACTIVE", "Error": {}},
    {"Status": "ACTIVE", "Error": "text"},
    {"Status": "DELETED", "ResponseMetadata": {"HTTPStatusCode": 404}},
    {"Error": {"Code": "ResourceNotFoundException"}, "ResponseMetadata": {"HTTPStatusCode": 400}},
    {"ResponseMetadata": {"HTTPStatusCode": 200}},
    {"Items": []},
    {"Items": [{"S": "ACTIVE"}]},
    {"Items": [{"S": "ACTIVE"}, {"S": "DELETED"}]},
    {"Items": [{"S": "DELETED"}, {}]},
    {"Items": ["ACTIVE", "ACTIVE"]},
    {"Items": "ACTIVE"},
    {"Items": {"S": "ACTIVE"}},
    {"Items": [{"S": "ACTIVE"}], "Error": {"Code": "X"}},
    {"Flag": True, "Count": 1},
]
ACCEPTORS: list[dict[str, Any]] = [
    {"matcher": "path", "argument": "Status", "expected": "ACTIVE"},
    {"matcher": "path", "argument": "Flag", "expected": True},
    {"matcher": "path", "argument": "Count", "expected": True},
    {"matcher": "path", "argument": "Missing", "expected": None},
    {"matcher": "path", "argument": "Items[0].S == 'ACTIVE'", "expected": True},
    {"matcher": "pathAll", "argument": "Items[].S", "expected": "ACTIVE"},
    {"matcher": "pathAny", "argument": "Items[].S", "expected": "ACTIVE"},
    {"matcher": "pathAll", "argument": "Items", "expected": "ACTIVE"},
    {"matcher": "pathAny", "argument": "Items", "expected": "ACTIVE"},
    {"matcher": "status", "expected": 404},
    {"matcher": "status", "expected": 200},
    {"matcher": "error", "expected": "ResourceNotFoundException"},
    {"matcher": "error", "expected": ""},
    {"matcher": "error", "expected": True},
    {"matcher": "error", "expected": False},
]


def outcome(cls: Any, config: dict[str, Any], response: Any) -> Any:
    try:
        acceptor = cls({"state": "success", **config})
        return bool(acceptor.matcher_func(response)), acceptor.explanation
    except Exception as error:  # noqa: BLE001 - compared
        return type(error)


@pytest.mark.parametrize("config", ACCEPTORS, ids=lambda config: f"{config['matcher']} {config['expected']}")
def test_each_kind_matches_what_it_matches_in_boto3(config: dict[str, Any]) -> None:
    found = set()
    for response in RESPONSES:
        theirs = outcome(botocore.waiter.AcceptorConfig, config, response)
        assert outcome(AcceptorConfig, config, response) == theirs, response
        found.add(theirs)
    assert len(found) > 1, "responses that an acceptor treats alike prove nothing"


def test_error_replies_are_told_from_others_as_in_boto3() -> None:
    theirs = [botocore.waiter.is_valid_waiter_error(response) for response in RESPONSES]
    assert [is_valid_waiter_error(response) for response in RESPONSES] == theirs
    assert set(theirs) == {True, False}


@pytest.mark.parametrize("missing", ["state", "matcher", "expected"])
def test_what_an_acceptor_lacks_is_named_by_an_error_that_is_boto3s_too(missing: str) -> None:
    config = {"state": "success", "matcher": "error", "expected": "X"}
    del config[missing]
    with pytest.raises(KeyError):
        botocore.waiter.AcceptorConfig(config)
    with pytest.raises(KeyError) as caught:
        AcceptorConfig(config)
    assert isinstance(caught.value, MalformedWaiterError)
    assert str(caught.value) == f"Error processing waiter config: an acceptor lacks '{missing}'"


def test_an_unknown_kind_is_named_in_boto3s_words() -> None:
    config = {"state": "success", "matcher": "pathNone", "expected": "X"}
    with pytest.raises(botocore.waiter.WaiterConfigError) as theirs:
        botocore.waiter.AcceptorConfig(config)
    with pytest.raises(WaiterConfigError) as ours:
        AcceptorConfig(config)
    assert str(ours.value) == str(theirs.value)


@pytest.mark.parametrize("argument", [None, 5, ["a"]])
def test_an_argument_that_is_no_text_is_named(argument: Any) -> None:
    with pytest.raises(MalformedWaiterError, match="JMESPath expression, not"):
        AcceptorConfig({"state": "success", "matcher": "pathAny", "expected": "X", "argument": argument})


def test_an_expression_that_is_none_is_shown() -> None:
    with pytest.raises(MalformedWaiterError, match=r"Items\[\]\.\.S"):
        AcceptorConfig({"state": "success", "matcher": "path", "expected": "X", "argument": "Items[]..S"})


@pytest.mark.parametrize("config", ["text", None, 5, []])
def test_an_acceptor_that_is_no_object_is_shown(config: Any) -> None:
    with pytest.raises(MalformedWaiterError, match="an acceptor must be an object"):
        AcceptorConfig(config)


def test_an_acceptor_may_carry_what_a_program_puts_there() -> None:
    acceptor = AcceptorConfig({"state": "retry", "matcher": "status", "expected": 404})
    acceptor.note = "mine"  # type: ignore[attr-defined]
    acceptor.matcher = "other"
    assert acceptor.explanation == 'No explanation for unknown waiter type: "other"'
    assert (acceptor.state, acceptor.argument) == ("retry", None)
