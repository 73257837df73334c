"""A sample of what `python -m tests.conformance` compares: one operation of every service, and those that are special.

The names that a client shows are compared for every service in whole.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from tests.conformance.accepted import Accepted
from tests.conformance.calls import compare_exchanges
from tests.conformance.endpoints import compare_places, places
from tests.conformance.names import compare_names
from tests.conformance.parity import Pair, Tally, forget_models, new_sessions, settings_for
from tests.conformance.sides import frozen
from tests.conformance.worker import isolated

SERVICES = boto3.Session().get_available_services()
#: In how many regions and variants the calls of a service are followed.
PLACES = 1
#: Operations to which boto3 does something that is in no model.
SPECIAL = {
    "apigateway": "GetRestApis",
    "autoscaling": "CreateLaunchConfiguration",
    "cloudformation": "GetTemplate",
    "cloudsearchdomain": "Search",
    "cognito-identity": "GetId",
    "docdb": "CopyDBClusterSnapshot",
    "dynamodb": "DescribeEndpoints GetItem BatchGetItem",
    "ec2": "CopySnapshot RunInstances GetConsoleOutput",
    "glacier": "UploadArchive UploadMultipartPart ListVaults",
    "iam": "GetRolePolicy GetAccountAuthorizationDetails",
    "lambda": "Invoke InvokeWithResponseStream",
    "logs": "CreateExportTask StartLiveTail",
    "machinelearning": "Predict",
    "polly": "SynthesizeSpeech",
    "rds": "CopyDBSnapshot StartDBInstanceAutomatedBackupsReplication",
    "route53": "GetHostedZone ChangeResourceRecordSets",
    "s3": "GetBucketLocation GetObject PutObject CopyObject ListObjectsV2 DeleteObjects SelectObjectContent UploadPart",
    "s3control": "GetAccessPoint CreateBucket GetJobTagging",
    "sqs": "SendMessage GetQueueUrl",
    "sso-oidc": "CreateToken",
    "sts": "AssumeRoleWithSAML AssumeRoleWithWebIdentity",
}


@pytest.fixture(scope="module")
def sessions() -> Iterator[Any]:
    with isolated():
        yield new_sessions()


@pytest.fixture(scope="module", params=SERVICES)
def pair(request: pytest.FixtureRequest, sessions: Any) -> Iterator[Pair]:
    """Both clients of a service. Each service has the settings, and the seed, of its name."""
    yield Pair(sessions, request.param, settings_for(seed_of(request.param)))
    forget_models(sessions)


def seed_of(service: str) -> int:
    return zlib.crc32(service.encode()) % 3


def test_calls_are_the_same(pair: Pair) -> None:
    offered = pair.operations()
    chosen = {random.Random(pair.service).choice(offered), *SPECIAL.get(pair.service, "").split()}
    tally, accepted = Tally(), Accepted.read()
    with frozen():
        for name in sorted(chosen):
            compare_exchanges(pair, name, seed_of(pair.service), accepted, tally)
    assert_equal(tally)
    assert tally.counts[pair.model.resolved_protocol, "requests"]


def test_names_are_the_same(sessions: Any, pair: Pair) -> None:
    tally = compare_names(sessions, pair, Accepted.read())
    assert_equal(tally)
    assert tally.counts[pair.model.resolved_protocol, "names"] > len(pair.model.error_shapes)


def test_calls_go_to_the_same_places(pair: Pair, sessions: Any) -> None:
    wanted = random.Random(pair.service).sample(places(sessions[0], pair.service), PLACES)
    tally = compare_places(sessions, pair.service, wanted, Accepted.read())
    assert_equal(tally)
    assert tally.counts[pair.model.resolved_protocol, "endpoints"] >= PLACES


def test_services_and_partitions_are_the_same(sessions: Any) -> None:
    theirs, ours = sessions
    assert ours.get_available_services() == theirs.get_available_services()
    assert ours.get_available_partitions() == theirs.get_available_partitions()


def assert_equal(tally: Tally) -> None:
    differences = [finding for finding in tally.findings if finding.reason is None]
    assert not differences, "\n".join(map(repr, differences))
