"""A call beside boto3's: the same request, the same outcome, the same presigned URL."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.conformance.accepted import Accepted
from tests.conformance.exchanges import Exchange
from tests.conformance.parity import Pair, new_sessions
from tests.conformance.replies import Reply, success_reply
from tests.conformance.sides import Settings, frozen


class Case(NamedTuple):
    service: str
    operation: str
    params: dict[str, Any]
    #: None stands for an empty success.
    reply: Reply | None = None
    config: dict[str, Any] = {}
    arguments: dict[str, Any] = {}


_pairs: dict[str, Pair] = {}


def pair_for(case: Case) -> Pair:
    """Clients of both libraries, kept for the next case that wants the same."""
    key = repr((case.service, case.config, case.arguments))
    if key not in _pairs:
        settings = Settings(key, case.config, **{"region_name": "eu-west-1", **case.arguments})
        _pairs[key] = Pair(new_sessions(), case.service, settings)
    return _pairs[key]


def assert_same(case: Case, *, presign: bool = False) -> None:
    """Make the call with both libraries, and if wanted a presigned URL of it; what differs fails the test."""
    pair = pair_for(case)
    reply = case.reply or success_reply(pair.model.operation_model(case.operation), "empty", 0.0, odd=False)
    with frozen():
        found = dict(pair.compare(Exchange("a case", case.operation, case.params, reply, presign)))
    for kind, finding in found.items():
        assert finding is None or Accepted.read().reason(finding), f"{kind}: {finding}"
