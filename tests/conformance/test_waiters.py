"""A sample of the section of waiters: some services, each protocol, and every kind of acceptor and expression."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from sotalia import aio
from tests.conformance.accepted import Accepted
from tests.conformance.parity import Pair, Tally, forget_models, new_sessions, settings_for
from tests.conformance.waiters import Awaited, compare_waiter
from tests.conformance.worker import isolated

#: Of these all waiters are compared: all kinds of acceptors, and the expressions that are like no other.
WHOLE = ("acm", "cloudwatch", "dynamodb", "ecs", "neptune-graph", "s3", "ses")
#: Of these one, by chance.
ONE_OF = ("cloudfront", "ec2", "eks", "elasticbeanstalk", "iam", "inspector2", "kinesis", "lambda", "rds", "route53")


@pytest.fixture(scope="module")
def sessions() -> Iterator[Any]:
    with isolated():
        yield new_sessions()


@pytest.mark.parametrize("service", sorted((*WHOLE, *ONE_OF)))
def test_waits_are_the_same(sessions: Any, service: str) -> None:
    seed = 1 + sum(map(ord, service)) % 2  # with seed 0 waits go on for as long as the models say
    settings = settings_for(seed)
    pair, awaited = Pair(sessions, service, settings), Awaited(aio.Session(), service, settings)
    names = pair.boto3.client.waiter_names
    if service in ONE_OF:
        names = [random.Random(service).choice(names)]
    tally = Tally()
    for name in names:
        compare_waiter(pair, awaited, name, seed, Accepted.read(), tally)
    forget_models(sessions)
    differences = [finding for finding in tally.findings if finding.reason is None]
    assert not differences, "\n".join(map(repr, differences))
    counts = {column: count for (_, column), count in tally.counts.items()}
    assert counts["waiters"] == len(names)
    # That every acceptor was met is what makes the comparison one.
    assert counts["acceptors met"] == counts["acceptors"] > 0
    assert min(counts["polls"], counts["waits"], counts["awaited"]) >= 8 * len(names)
