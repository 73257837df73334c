"""For the tests of programs, blocking and awaited, of clients and resources.

- `Stubber` answers calls from a queue, checks their parameters, and remembers them;
- `record(path)` records real calls into a file, and plays them back;
- `RecordingTransport` records requests and answers them from memory;
- `FaultyTransport`, with `Fault`s, lets requests fail.

pytest finds the fixtures `stubbed` and `sotalia_local` (an embedded AWS, empty for each test) by itself. A transport:

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

from .._lazy_exports import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .faults import AsyncFaultyTransport, Fault, FaultyTransport
    from .recordings import Recording, record
    from .stubber import ANY, StubbedCall, Stubber
    from .transports import AsyncRecordingTransport, RecordedRequest, RecordingTransport

__all__ = [
    "ANY",
    "AsyncFaultyTransport",
    "AsyncRecordingTransport",
    "Fault",
    "FaultyTransport",
    "RecordedRequest",
    "Recording",
    "RecordingTransport",
    "StubbedCall",
    "Stubber",
    "record",
]

__getattr__, __dir__ = lazy_exports(
    globals(),
    {
        **dict.fromkeys(("AsyncFaultyTransport", "Fault", "FaultyTransport"), "faults"),
        **dict.fromkeys(("Recording", "record"), "recordings"),
        **dict.fromkeys(("ANY", "StubbedCall", "Stubber"), "stubber"),
        **dict.fromkeys(("AsyncRecordingTransport", "RecordedRequest", "RecordingTransport"), "transports"),
    },
)
