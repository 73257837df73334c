"""query, ec2 and rest-xml beside botocore, on seeded parameters and replies of real services.

All operations of all services that speak them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import OperationModel

from sotalia.errors import ResponseParserError
from sotalia.wire import protocol
from tests.wire.xml_cases import Cases, error_bodies, reply_body
from tests.wire.xml_reference import (
    botocore_reply,
    botocore_request,
    our_reply,
    our_request,
    same_outcome,
    service,
)

#: All that speak one of the three.
SERVICES = [
    "autoscaling",
    "cloudformation",
    "cloudfront",
    "cloudsearch",
    "docdb",
    "ec2",
    "elasticache",
    "elasticbeanstalk",
    "elb",
    "elbv2",
    "iam",
    "importexport",
    "neptune",
    "rds",
    "redshift",
    "route53",
    "s3",
    "s3control",
    "sdb",
    "ses",
    "sns",
    "sts",
]
#: Of how many operations of a service the errors are compared: they depend on little but the service.
SAMPLE = 12
#: The share of optional members: only what is required, some, all.
FULLNESS = (0.0, 0.5, 1.0)


def operations(name: str) -> Iterator[OperationModel]:
    model = service(name)
    for operation_name in model.operation_names:
        yield model.operation_model(operation_name)


@pytest.mark.parametrize("name", SERVICES)
def test_requests_are_the_same(name: str) -> None:
    spoken = protocol(service(name))
    for operation in operations(name):
        serializer = spoken.serializer(operation)
        for fullness in FULLNESS:
            params = Cases(f"{operation.name} {fullness}", fullness).params(operation.input_shape)
            ours, theirs = our_request(serializer, params), botocore_request(operation, params)
            assert not isinstance(theirs, Exception), f"the case itself is wrong: {theirs}"
            same_outcome(ours, theirs)


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_wrong_with_parameters_is_said_in_the_same_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is sensitive is shown by boto3, and not here: see test_validate.
    monkeypatch.setattr("sotalia.wire.wall.is_sensitive", lambda shape: False)
    spoken = protocol(service(name))
    for operation in operations(name):
        serializer = spoken.serializer(operation)
        cases = Cases(operation.name, 0.6)
        params = cases.params(operation.input_shape)
        for _ in range(4):
            spoiled = cases.spoiled(params)
            theirs = botocore_request(operation, spoiled)
            if type(theirs).__name__ in {"TypeError", "AttributeError"}:
                continue  # botocore falls over before, or after, its validation
            same_outcome(our_request(serializer, spoiled), theirs)


def streams(operation: OperationModel) -> bool:
    return bool(operation.has_streaming_output or operation.has_event_stream_output)


@pytest.mark.parametrize("name", SERVICES)
def test_replies_are_read_the_same(name: str) -> None:
    spoken = protocol(service(name))
    headers = {"x-amz-request-id": "id-3", "x-amz-id-2": "host", "Content-Type": "text/xml"}
    for operation in operations(name):
        if streams(operation):
            continue
        parser = spoken.parser(operation)
        for fullness in FULLNESS:
            body = reply_body(operation, f"{operation.name} {fullness}", fullness)
            theirs = botocore_reply(operation, 200, headers, body)
            ours = our_reply(parser, 200, headers, body)
            if isinstance(theirs, Exception):
                assert isinstance(ours, ResponseParserError), f"{theirs!r} but {ours!r}"
            else:
                same_outcome(ours, theirs)


def error_replies(operation: OperationModel) -> Iterator[tuple[int, bytes]]:
    shapes = operation.service_model.error_shapes
    chance = random.Random(operation.name)
    for shape in [*chance.sample(shapes, min(3, len(shapes))), None]:
        yield from error_bodies(shape, operation.name)
    yield 500, b"<html><body>Internal error</body></html>"
    yield 503, b"  "
    yield 502, b""
    yield 404, b""
    yield 403, b"Forbidden, said the proxy"
    yield 301, b"<Error><Code>PermanentRedirect</Code><Endpoint>e"
    yield 400, b"<ErrorResponse><Error/></ErrorResponse>"
    yield 300, b"<html/>"


@pytest.mark.parametrize("name", SERVICES)
def test_errors_are_read_the_same(name: str) -> None:
    spoken = protocol(service(name))
    headers: dict[str, Any] = {"x-amz-request-id": "id-3", "x-amz-id-2": "host", "x-amzn-RequestId": "id-4"}
    for number, operation in enumerate(operations(name)):
        if number >= SAMPLE or streams(operation):
            continue
        parser = spoken.parser(operation)
        for status, body in error_replies(operation):
            theirs = botocore_reply(operation, status, headers, body)
            ours = our_reply(parser, status, headers, body)
            if isinstance(theirs, Exception):
                assert isinstance(ours, ResponseParserError), f"{theirs!r} but {ours!r} for {body!r}"
            else:
                same_outcome(ours, theirs)
