# Made from src/sotalia/services/s3/_async/begin.py by tools/async_to_sync.py: change that file and run `make format`.
"""Beginning a multi-part upload: the reply alone says which one it is.

Ctrl-C, or the cancellation of the task, while that reply comes would leave an upload on the server that nobody knows.
So it is put off until the reply has been kept, for less than a second.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


#: How long that is put off at most, in seconds.
LONGEST = 0.8


def create_upload(client: Any, params: dict[str, Any], keep: Callable[[dict[str, Any]], None]) -> None:
    """Begin an upload, and give the reply to `keep`. Raises what CreateMultipartUpload raises."""
    from ...._signals import Deferral

    raised: list[BaseException] = []
    deferral = Deferral(raised.append, LONGEST)
    deferral.begin()
    try:
        keep(client.create_multipart_upload(**params))
    finally:
        deferral.end()
    if raised:
        raise raised[0]
