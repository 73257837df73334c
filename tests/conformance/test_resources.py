"""A sample of the section of resources: all of the small services, and some of the large ones' resources."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.accepted import Accepted
from tests.conformance.parity import Tally, forget_models, new_sessions, settings_for
from tests.conformance.resources import Twins, compare_resource
from tests.conformance.worker import isolated

#: Of these everything is compared.
WHOLE = ("cloudformation", "cloudwatch", "dynamodb", "glacier", "s3", "sns", "sqs")
#: Of these the service and some of its resources.
SOME = {"ec2": ["Instance", "Vpc", "ClassicAddress", "RouteTable"], "iam": ["Role", "Group", "InstanceProfile"]}


@pytest.fixture(scope="module")
def sessions() -> Iterator[Any]:
    with isolated():
        yield new_sessions()


@pytest.mark.parametrize("service", sorted((*WHOLE, *SOME)))
def test_resources_do_the_same(sessions: Any, service: str) -> None:
    version = sessions[0]._loader.list_api_versions(service, "resources-1")[-1]
    seed = sum(map(ord, service)) % 3
    twins, tally = Twins(sessions, service, version, settings_for(seed)), Tally()
    names = twins.names()
    if service in SOME:
        names = [None, *SOME[service], random.Random(service).choice(names[1:])]
    for name in names:
        compare_resource(twins, name, f"{seed} {version} {name}", Accepted.read(), tally)
    forget_models(sessions)
    differences = [finding for finding in tally.findings if finding.reason is None]
    assert not differences, "\n".join(map(repr, differences))
    counts = {column: count for (_, column), count in tally.counts.items()}
    assert counts["resources"] == len(names)
    assert counts["uses"] > 10 * len(names)
    # What differs on purpose is little.
    assert counts["uses"] - counts["uses equal"] < counts["uses"] / 20


def test_old_versions_have_the_names_that_they_have_in_boto3(sessions: Any) -> None:
    for version in sessions[0]._loader.list_api_versions("ec2", "resources-1")[:-1:3]:
        twins = Twins(sessions, "ec2", version, settings_for(0))
        theirs, ours = twins.services
        assert ours.get_available_subresources() == theirs.get_available_subresources()
        assert ours.meta.client.meta.service_model.api_version == version
