"""query, ec2 and rest-xml beside botocore, on seeded parameters and replies of real services.

All operations of all services that speak them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import OperationModel

from sotalia.errors import ResponseParserError
from sotalia.wire import protocol
from tests.wire.xml_cases import Cases, Replies
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
NAMESPACE = ' xmlns="https://example.amazonaws.com/doc/2011-11-11/"'


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
def test_what_is_wrong_with_parameters_is_said_in_the_same_words(name: str) -> None:
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


def reply_body(operation: OperationModel, fullness: float) -> bytes:
    """A reply with all that surrounds the output in its protocol."""
    shape, replies = operation.output_shape, Replies(f"{operation.name} {fullness}", fullness)
    spoken = operation.service_model.resolved_protocol
    if shape is None:
        inner = ""
    elif spoken == "rest-xml":
        payload = shape.serialization.get("payload")
        inner = replies.element(shape.members[payload] if payload else shape, "Root", attributes=NAMESPACE)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{inner}'.encode()
    else:
        wrapper = shape.serialization.get("resultWrapper", "Unwrapped")
        inner = replies.element(shape, wrapper)
        if "resultWrapper" not in shape.serialization:
            inner = inner.removeprefix("<Unwrapped>").removesuffix("</Unwrapped>")
    metadata = "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata><requestId>id-2</requestId>"
    return f"<Response{NAMESPACE}>{inner}{metadata}</Response>".encode()


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
            body = reply_body(operation, fullness)
            theirs = botocore_reply(operation, 200, headers, body)
            ours = our_reply(parser, 200, headers, body)
            if isinstance(theirs, Exception):
                assert isinstance(ours, ResponseParserError), f"{theirs!r} but {ours!r}"
            else:
                same_outcome(ours, theirs)


def error_bodies(operation: OperationModel) -> Iterator[tuple[int, bytes]]:
    shapes = operation.service_model.error_shapes
    replies = Replies(operation.name, 1.0)
    for shape in [*replies.random.sample(shapes, min(3, len(shapes))), None]:
        code = "NeverHeardOf" if shape is None else shape.error_code
        members = "" if shape is None else replies.element(shape, "X").removeprefix("<X>").removesuffix("</X>")
        members = re.sub("<Code>.*?</Code>", "", members, flags=re.DOTALL)
        message = "" if "<Message>" in members else "<Message>no &amp; no</Message>"
        said = f"<Code>{code}</Code>{message}<Type>Sender</Type>{members}"
        yield 400, f"<ErrorResponse{NAMESPACE}><Error>{said}</Error><RequestId>id</RequestId></ErrorResponse>".encode()
        yield 404, f"<Response><Errors><Error>{said}</Error></Errors><RequestID>id</RequestID></Response>".encode()
        yield 409, f"<Error>{said}<RequestId>id</RequestId><HostId>host</HostId></Error>".encode()
        yield 503, f"<ErrorResponse><Error>{said}</Error></ErrorResponse>".encode()
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
        for status, body in error_bodies(operation):
            theirs = botocore_reply(operation, status, headers, body)
            ours = our_reply(parser, status, headers, body)
            if isinstance(theirs, Exception):
                assert isinstance(ours, ResponseParserError), f"{theirs!r} but {ours!r} for {body!r}"
            else:
                same_outcome(ours, theirs)
