"""For the tests of programs: transports that record requests and answer them from memory.

    from sotalia.testing import RecordingTransport

    transport = RecordingTransport()
    transport.add(b'{"TableNames": ["dolphins"]}')
    client = sotalia.client("dynamodb", region_name="eu-central-1", transport=transport)
    assert client.list_tables()["TableNames"] == ["dolphins"]
    assert transport.requests[0].headers["x-amz-target"] == "DynamoDB_20120810.ListTables"

`AsyncRecordingTransport` is for `sotalia.aio.client`. `Session.client`, `Session.resource` and their kin take them by
the keyword `transport`. No connection is made, but everything else is as usual: requests are signed (so credentials are
needed), replies parsed, errors raised, failed requests retried.
"""

from __future__ import annotations

from .recordings import Recording, record
from .stubber import ANY, StubbedCall, Stubber
from .transports import AsyncRecordingTransport, RecordedRequest, RecordingTransport

__all__ = [
    "ANY",
    "AsyncRecordingTransport",
    "RecordedRequest",
    "Recording",
    "RecordingTransport",
    "StubbedCall",
    "Stubber",
    "record",
]
