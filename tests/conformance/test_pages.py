"""A sample of the section of pages: the paginators that are like no other, and one of every eighth service."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from sotalia import aio
from tests.conformance.accepted import Accepted
from tests.conformance.pages import compare_paginator, paginated
from tests.conformance.parity import Pair, Tally, forget_models, new_sessions, settings_for
from tests.conformance.waiters import Awaited
from tests.conformance.worker import isolated

#: Several tokens, tokens that are computed, maps, structures or bytes; results that are none of a list; limits in text.
SPECIAL = {
    "apigateway": "get_usage get_rest_apis",
    "athena": "get_query_results",
    "budgets": "describe_budget_performance_history",
    "cloudfront": "list_distributions",
    "devicefarm": "get_offering_status list_unique_problems",
    "devops-guru": "get_resource_collection list_anomalous_log_groups",
    "dynamodb": "list_tables query scan",
    "ecr": "describe_image_scan_findings",
    "iam": "get_account_authorization_details list_users",
    "importexport": "list_jobs",
    "kinesis": "describe_stream list_streams",
    "lambda": "list_functions",
    "rds": "download_db_log_file_portion describe_db_instances",
    "route53": "list_hosted_zones list_resource_record_sets",
    "s3": "list_multipart_uploads list_object_versions list_objects list_objects_v2 list_parts",
    "sqs": "list_queues",
    "timestream-query": "query",
}
SERVICES = sorted({*SPECIAL, *boto3.Session().get_available_services()[::8]})


@pytest.fixture(scope="module")
def sessions() -> Iterator[Any]:
    with isolated():
        yield new_sessions()


@pytest.mark.parametrize("service", SERVICES)
def test_pages_are_the_same(service: str, sessions: Any) -> None:
    seed = zlib.crc32(service.encode()) % 3
    settings = settings_for(seed)
    pair, awaited = Pair(sessions, service, settings), Awaited(aio.Session(), service, settings)
    offered = paginated(pair)
    chosen = SPECIAL.get(service, "").split() or random.Random(service).sample(offered, min(1, len(offered)))
    tally, accepted = Tally(), Accepted.read()
    for method in chosen:
        compare_paginator(pair, awaited, method, seed, accepted, tally)
    differences = [finding for finding in tally.findings if finding.reason is None]
    assert not differences, "\n".join(map(repr, differences))
    row = pair.model.resolved_protocol
    assert tally.counts[row, "paginators"] == len(chosen)
    assert min(tally.counts[row, kind] for kind in ("iterations", "awaited")) >= 6 * len(chosen)
    assert min(tally.counts[row, kind] for kind in ("pages", "items")) >= 2 * len(chosen)
    forget_models(sessions)
