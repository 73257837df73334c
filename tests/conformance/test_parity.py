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
from botocore.compat import HAS_CRT

from tests.conformance.accepted import Accepted
from tests.conformance.endpoints import compare_endpoints
from tests.conformance.parity import Pair, Tally, compare_exchanges, forget_models, new_sessions, settings_for
from tests.conformance.worker import isolated

SERVICES = boto3.Session().get_available_services()
#: In how many regions and variants the calls of a service are followed.
PLACES = 2
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
    yield Pair(sessions, request.param, settings_for(request.param, seed_of(request.param)))
    forget_models(sessions)


def seed_of(service: str) -> int:
    return zlib.crc32(service.encode()) % 3


def test_calls_are_the_same(pair: Pair) -> None:
    offered = pair.operations()
    chosen = {random.Random(pair.service).choice(offered), *SPECIAL.get(pair.service, "").split()}
    tally, accepted = Tally(), Accepted.read()
    for name in sorted(chosen):
        compare_exchanges(pair, name, seed_of(pair.service), accepted, tally)
    differences = [finding for finding in tally.findings if finding.reason is None]
    assert not differences, "\n".join(map(repr, differences))
    assert tally.counts[pair.model.resolved_protocol, "requests"]


def test_names_are_the_same(pair: Pair) -> None:
    theirs, ours = pair.boto3.client, pair.sotalia.client
    assert type(ours).__name__ == type(theirs).__name__
    assert ours.meta.method_to_api_mapping == theirs.meta.method_to_api_mapping
    offered = [name for name in dir(theirs) if name in ours.meta.method_to_api_mapping or name.startswith("generate_")]
    assert not [name for name in offered if not hasattr(ours, name)]
    assert ours.waiter_names == theirs.waiter_names
    methods = theirs.meta.method_to_api_mapping
    assert [name for name in methods if ours.can_paginate(name)] == [
        name for name in methods if theirs.can_paginate(name)
    ]
    assert set(dir(ours.exceptions)) >= {name for name in dir(theirs.exceptions) if not name.startswith("_")}
    for shape in pair.model.error_shapes:
        assert getattr(ours.exceptions, shape.name).__name__ == shape.name
        code = shape.error_code
        assert ours.exceptions.from_code(code).__name__ == theirs.exceptions.from_code(code).__name__


def test_what_a_client_is_bound_to_is_the_same(pair: Pair) -> None:
    theirs, ours = pair.boto3.client, pair.sotalia.client
    for name in ("region_name", "endpoint_url", "partition"):
        assert getattr(ours.meta, name) == getattr(theirs.meta, name)
    # With awscrt boto3 prefers another version for a few services.
    for name in ("signing_name", "region_name") if HAS_CRT else ("signing_name", "region_name", "signature_version"):
        assert getattr(ours._request_signer, name) == getattr(theirs._request_signer, name)
    for name in ("service_name", "endpoint_prefix", "signing_name", "api_version", "service_id", "protocol"):
        assert getattr(ours.meta.service_model, name) == getattr(theirs.meta.service_model, name)


def test_calls_go_to_the_same_places(pair: Pair, sessions: Any) -> None:
    tally = compare_endpoints(sessions, pair.service, Accepted.read(), sample=PLACES)
    differences = [finding for finding in tally.findings if finding.reason is None]
    assert not differences, "\n".join(map(repr, differences))
    assert tally.counts[pair.model.resolved_protocol, "endpoints"] >= PLACES


def test_partitions_and_regions_are_the_same(sessions: Any) -> None:
    theirs, ours = sessions
    assert ours.get_available_services() == theirs.get_available_services()
    assert ours.get_available_partitions() == theirs.get_available_partitions()
    for service in SERVICES:
        for partition in theirs.get_available_partitions():
            for whole in (False, True):
                expected = theirs.get_available_regions(service, partition, whole)
                assert ours.get_available_regions(service, partition, whole) == expected
