"""The section of calls: the requests, replies and presigned URLs of every operation."""

from __future__ import annotations

from typing import Any

import boto3

from tests.conformance.accepted import Accepted
from tests.conformance.exchanges import exchanges
from tests.conformance.parity import Pair, Tally, shared_pair
from tests.conformance.sides import frozen

COLUMNS = (
    *("operations", "requests", "requests equal", "replies", "replies equal", "presigned", "presigned equal"),
    # How many of the calls were made in both ways (`sotalia.core.straight`), and how many would not fit.
    *("straight", "not straight"),
    # How many of the replies were errors of the operations' own, how many of the calls had a fault of a kind, and how
    # many operations were called so well that a request was made.
    *("error shapes", "faults", "operations sent"),
)


def compare(sessions: tuple[boto3.Session, Any], service: str, seed: int, accepted: Accepted) -> Tally:
    """Compare all of a service's operations on a seed's exchanges."""
    tally = Tally()
    pair = shared_pair(sessions, service, seed)
    with frozen():
        for name in pair.operations():
            compare_exchanges(pair, name, seed, accepted, tally)
    return tally


def compare_exchanges(pair: Pair, operation: str, seed: int, accepted: Accepted, tally: Tally) -> None:
    """Make a seed's calls of one operation on both sides, `frozen`, and add what comes of it to the tally."""
    model = pair.model.operation_model(operation)
    protocol = pair.model.resolved_protocol
    tally.counts[protocol, "operations"] += 1
    sent = False
    for exchange in exchanges(model, seed):
        if exchange.counts is not None:
            tally.counts[protocol, exchange.counts] += 1
        for kind, finding in pair.compare(exchange):
            tally.note(protocol, kind, finding, accepted)
            sent = sent or bool(pair.boto3.sent)
    tally.counts[protocol, "operations sent"] += sent
