"""DynamoDB (and its streams): quick retries, a checksum on every reply, plain Python values for clients that want them.

The service asks its clients for four attempts with a shorter back-off than others, since its own latency is a few
milliseconds. Replies carry the CRC32 of the body as it came over the wire; one that does not match was damaged on the
way and is fetched again. Values are written as the service's own `{"S": …}`, unless the client's Config says otherwise
(`dynamodb_types`).

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

from __future__ import annotations

import zlib

from ..._log import debug
from ...core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call, ClientCore
    from ...core.operation import BoundOperation
    from ...http import Response


def adapt_operation(client: ClientCore, operation: BoundOperation) -> None:
    """Have the operation take and return plain values, if the client's settings say so."""
    types = client.settings.dynamodb_types
    if types is not None:
        from ...dynamodb.binding import bind_types

        bind_types(types, operation.machinery.protocol, operation, watched=client.event_bridge() is not None)


HOOKS = Hooks(max_attempts=4, backoff_base=0.025, adapt_operation=adapt_operation)


@HOOKS.on("parsed")
def check_crc32(call: Call, response: Response, parsed: dict[str, Any]) -> None:
    """Mark a reply that does not match its checksum as a transient failure, which is retried."""
    expected = response.headers.get("x-amz-crc32")
    if expected is None or not isinstance(response.body, bytes):
        return
    actual = zlib.crc32(response.body if call.wire_body is None else call.wire_body)
    if not expected.isascii() or not expected.isdigit() or int(expected) != actual:
        debug("sotalia.retry", "%s: the reply's CRC32 is %d, not %s.", call.operation.name, actual, expected)
        call.transient = True
