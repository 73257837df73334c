"""A sample of the section of the wire: each protocol, ways to sign, bodies that are streams, S3's settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.accepted import Accepted
from tests.conformance.exchanges import Exchange
from tests.conformance.parity import Tally, forget_models, new_sessions
from tests.conformance.replies import Reply
from tests.conformance.sides import Sent
from tests.conformance.signatures import fault
from tests.conformance.wire import compare_call, connected
from tests.conformance.worker import isolated

SAMPLE = {
    "cloudfront-keyvaluestore": "DeleteKey DescribeKeyValueStore ListKeys PutKey",
    "cloudwatchomni": "ListDomains",
    "dynamodb": "PutItem TransactWriteItems",
    "ec2": "RunInstances DescribeSpotPriceHistory",
    "events": "PutEvents",
    "glacier": "UploadArchive",
    "iam": "CreateRole",
    "iot-data": "Publish",
    "lambda": "Invoke TagResource",
    "mediastore-data": "PutObject",
    "neptunedata": "GetSparqlStream",
    "route53": "ChangeResourceRecordSets",
    "s3": "CopyObject DeleteObjects GetObject HeadObject ListObjectsV2 PutBucketCors PutObject UploadPart",
    "sqs": "SendMessage",
    "sts": "AssumeRole",
}


@pytest.fixture(scope="module")
def sessions() -> Iterator[Any]:
    with isolated():
        yield new_sessions()


@pytest.mark.parametrize("service", SAMPLE)
def test_the_same_goes_over_the_wire(sessions: Any, service: str) -> None:
    tally, accepted = Tally(), Accepted.read()
    for seed in range(3 if service == "s3" else 1):
        with connected(sessions, service, seed) as pair:
            for operation in SAMPLE[service].split():
                compare_call(pair, operation, seed, accepted, tally)
    forget_models(sessions)
    differences = [finding for finding in tally.findings if finding.reason is None]
    assert not differences, "\n".join(map(repr, differences))
    protocol = pair.model.resolved_protocol
    assert tally.counts[protocol, "wire requests"] == tally.counts[protocol, "wire replies"] > 0
    # Both libraries' are counted; S3's old signature is not verified.
    assert tally.counts[protocol, "signatures"] >= tally.counts[protocol, "wire requests"]


def test_a_signature_that_does_not_fit_is_seen(sessions: Any) -> None:
    with connected(sessions, "sqs", 0) as pair:
        params = {"QueueUrl": "https://queue.amazonaws.com/1/q", "MessageBody": "text"}
        (sent,) = pair.observe(pair.sotalia, Exchange("on the wire", "SendMessage", params, Reply(200, {}, b""))).sent
    assert fault(sent) is None
    headers = sent.headers
    for change in (
        {"x-amz-date": headers["x-amz-date"].replace("34", "35")},
        {"host": "example.com"},
        {"x-amz-new": "unsigned"},
        {"authorization": headers["authorization"][:-1] + "."},
    ):
        assert fault(Sent(sent.method, sent.url, {**headers, **change}, sent.body)) is not None
    assert fault(Sent("PUT", sent.url, headers, sent.body)) is not None
    assert fault(Sent(sent.method, sent.url + "?a=b", headers, sent.body)) is not None
    assert fault(Sent(sent.method, sent.url, headers, sent.body + b" ")) is not None
