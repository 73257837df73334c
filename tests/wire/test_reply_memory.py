"""Memory of large replies: what is held at once while one is read, and what the caller gets."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks import replies
from sotalia.wire import protocol
from tests.wire.xml_reference import service

#: The service, the operation, its reply; how many times the body's size may be held at most, and kept.
REPLIES: list[tuple[str, str, Callable[[], replies.Reply], float, float]] = [
    ("dynamodb", "Query", lambda: replies.query(2800), 25.0, 13.0),
    ("s3", "ListObjectsV2", replies.list_objects_v2, 6.0, 2.5),
    ("ec2", "DescribeInstances", lambda: replies.describe_instances(1000), 5.0, 1.5),
]


@pytest.mark.parametrize(("name", "operation", "make", "most", "kept"), REPLIES)
def test_a_large_reply_takes_a_bounded_multiple_of_its_size(
    name: str, operation: str, make: Callable[[], replies.Reply], most: float, kept: float
) -> None:
    """The bounds are a quarter above what was measured with Python 3.11, beside the body itself."""
    body = make().body
    model = service(name).operation_model(operation)
    parse = protocol(model.service_model).parser(model)
    for _ in range(2):
        parse(200, {}, body)  # compiled, and its layouts learned
    gc.collect()
    tracemalloc.start()
    try:
        reply: Any = parse(200, {}, body)
        peak = tracemalloc.get_traced_memory()[1]
        gc.collect()
        left = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert peak < most * len(body), f"{peak / len(body):.1f} times the body at most"
    assert left < kept * len(body), f"{left / len(body):.1f} times the body is kept"
