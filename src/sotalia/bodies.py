"""Bodies of requests, read before they are sent: to be hashed or compressed.

Laws:
- a file-like body has its old position again when the reading is over, whether that succeeded, failed or was cancelled;
- what may take long (`takes_long`) is done where no event loop has to wait for it: see `effects.Compute`;
- work whose call was cancelled ends with the next piece.
"""

from __future__ import annotations

from contextvars import ContextVar
from io import BufferedRandom, BufferedReader, BytesIO, FileIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: Bodies that are in memory.
BYTES = (bytes, bytearray, memoryview)
#: Bodies that know their position and length at once.
KNOWN = frozenset((*BYTES, BytesIO, BufferedReader, BufferedRandom, FileIO))
#: Hashing more bytes than these takes longer than handing them to a thread and back.
LARGE = 256 * 1024
#: Bytes that are sent at once: what a connection takes before the other side has to answer.
SMALL = 64 * 1024
#: How many bytes are read at once.
PIECE = 1024 * 1024

#: Tells whether the work under way is still wanted. Set by what runs the work, where that can be cancelled.
still_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("still_wanted", default=None)


class Unwanted(Exception):
    """The work was cancelled. No program sees this error: its call has ended with another one."""


def takes_long(body: Any) -> bool:
    """Return whether reading `body` may take long: it is large, or a file, which may be slow."""
    if type(body) is bytes:
        return len(body) > LARGE
    if isinstance(body, BYTES):
        return memoryview(body).nbytes > LARGE
    if isinstance(body, BytesIO):
        return body.getbuffer().nbytes > LARGE
    return hasattr(body, "read")


def seekable(body: Any) -> bool:
    """Return whether a body that is not bytes can be read twice; None, which is no body, can."""
    if body is None:
        return True
    if not hasattr(body, "seek") or not hasattr(body, "tell"):
        return False
    is_seekable = getattr(body, "seekable", None)
    return True if is_seekable is None else bool(is_seekable())


def feed(take: Callable[[Any], Any], body: Any) -> None:
    """Hand the bytes of `body` to `take`, piece by piece, from its position to its end; then restore the position.

    A body whose position cannot be restored is read all the same.
    """
    if isinstance(body, BYTES):
        if len(body) <= LARGE:
            take(body)
        else:
            _feed_large(take, body)
        return
    is_wanted = still_wanted.get()
    start = body.tell() if seekable(body) else None
    try:
        while piece := body.read(PIECE):
            if is_wanted is not None and not is_wanted():
                raise Unwanted
            take(piece)
    finally:
        if start is not None:
            body.seek(start)


def _feed_large(take: Callable[[Any], Any], body: bytes | bytearray | memoryview) -> None:
    view = memoryview(body).cast("B")
    is_wanted = still_wanted.get()
    for start in range(0, len(view), PIECE):
        if is_wanted is not None and not is_wanted():
            raise Unwanted
        take(view[start : start + PIECE])
