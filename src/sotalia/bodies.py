"""Bodies of requests, read before they are sent: to be hashed, summed up, compressed.

Laws:
- a file-like body stands where it stood when the reading is over, whether it succeeded, failed or was given up;
- what may take long (`takes_long`) is done where nobody has to wait for it: see `effects.Compute`;
- work that nobody wants any more, since its call was cancelled, ends with the next piece.
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
#: Bodies that know at once where they stand and how long they are.
KNOWN = frozenset((*BYTES, BytesIO, BufferedReader, BufferedRandom, FileIO))
#: From more bytes than this on, hashing them takes longer than handing them to a thread and back.
LARGE = 256 * 1024
#: What is read at once.
PIECE = 1024 * 1024

#: Tells whether the work under way is still wanted. Set by whoever runs it where it can be given up.
still_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("still_wanted", default=None)


class Unwanted(Exception):
    """The work was given up. Nobody sees this: its call has ended otherwise."""


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
    """Return whether a body that is not bytes can be read twice; no body can."""
    if body is None:
        return True
    if not hasattr(body, "seek") or not hasattr(body, "tell"):
        return False
    asked = getattr(body, "seekable", None)
    return True if asked is None else bool(asked())


def feed(take: Callable[[Any], Any], body: Any) -> None:
    """Hand the bytes of `body` to `take`, piece by piece, from where it stands to its end; then put it back there.

    A body that cannot be put back is read all the same.
    """
    if isinstance(body, BYTES):
        if len(body) <= LARGE:
            take(body)
        else:
            _feed_large(take, body)
        return
    wanted = still_wanted.get()
    start = body.tell() if seekable(body) else None
    try:
        while piece := body.read(PIECE):
            if wanted is not None and not wanted():
                raise Unwanted
            take(piece)
    finally:
        if start is not None:
            body.seek(start)


def _feed_large(take: Callable[[Any], Any], body: bytes | bytearray | memoryview) -> None:
    view = memoryview(body).cast("B")
    wanted = still_wanted.get()
    for start in range(0, len(view), PIECE):
        if wanted is not None and not wanted():
            raise Unwanted
        take(view[start : start + PIECE])
