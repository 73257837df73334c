"""Request bodies that are not bytes, as libcurl reads them: piece by piece, once.

libcurl reads an upload through a callback, `read`. An error that the body raises while it is read is kept in `failure`;
the transport raises it when libcurl has stopped. Going back to the start of a body is left to the code that retries.
"""

from __future__ import annotations

from ._pycurl import pycurl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from ...http import Readable, Request

ABORT: int = pycurl.READFUNC_ABORT
PAUSE: int = pycurl.READFUNC_PAUSE


class Upload:
    """A body that libcurl reads. `paused` says that it has asked for bytes and got none yet."""

    __slots__ = ("failure", "paused")

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.paused = False

    def read(self, size: int) -> Any:
        """Return up to `size` bytes, `b""` at the end, or PAUSE or ABORT. libcurl's READFUNCTION."""
        try:
            return self._next(size)
        except Exception as error:
            self.failure = error
            return ABORT

    def _next(self, size: int) -> Any:
        raise NotImplementedError


class BufferUpload(Upload):
    """A bytearray or memoryview, sent without a copy of the whole."""

    __slots__ = ("_at", "_view")

    def __init__(self, buffer: bytearray | memoryview) -> None:
        super().__init__()
        self._view = memoryview(buffer).cast("B")
        self._at = 0

    def _next(self, size: int) -> memoryview:
        piece = self._view[self._at : self._at + size]
        self._at += len(piece)
        return piece


class FileUpload(Upload):
    """A readable, from where it stands."""

    __slots__ = ("_body", "_rest")

    def __init__(self, body: Readable) -> None:
        super().__init__()
        self._body = body
        self._rest: Any = b""

    def _next(self, size: int) -> Any:
        data = self._rest or as_bytes(self._body.read(size))
        # Some readables return more than they are asked for.
        self._rest = memoryview(data)[size:] if len(data) > size else b""
        return memoryview(data)[:size] if self._rest else data


class IterableUpload(Upload):
    """An iterable of chunks. An empty chunk means "nothing now": where both directions are open, the reply goes on."""

    __slots__ = ("_iterator", "_pausable", "_rest")

    def __init__(self, iterable: Iterable[Any], pausable: bool) -> None:
        super().__init__()
        self._iterator: Iterator[Any] = iter(iterable)
        self._pausable = pausable
        self._rest = memoryview(b"")

    def _next(self, size: int) -> Any:
        while not self._rest:
            chunk = next(self._iterator, None)
            if chunk is None:
                return b""
            self._rest = memoryview(as_bytes(chunk)).cast("B")
            if not self._rest and self._pausable:
                self.paused = True
                return PAUSE
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


class FedUpload(Upload):
    """Chunks that a task puts in as they come (see `feeding`). `on_drained` is called when libcurl has all of one."""

    __slots__ = ("_at_end", "_rest", "on_drained")

    def __init__(self, on_drained: Callable[[], Any]) -> None:
        super().__init__()
        self._rest = memoryview(b"")
        self._at_end = False
        self.on_drained = on_drained

    def put(self, chunk: Any) -> None:
        """Add the chunk to send next, when the one before it has been drained."""
        self._rest = memoryview(as_bytes(chunk)).cast("B")

    def end(self, failure: Exception | None = None) -> None:
        """Mark the end of the body, or the failure that ends it early."""
        self._at_end = True
        self.failure = failure

    def _next(self, size: int) -> Any:
        if not self._rest:
            if self.failure is not None:
                return ABORT
            if self._at_end:
                return b""
            self.paused = True
            return PAUSE
        piece, self._rest = self._rest[:size], self._rest[size:]
        if not self._rest:
            self.on_drained()
        return piece


def body_length(request: Request) -> int | None:
    """Return how many bytes of its body a request says that it has, or None: it is sent to its end."""
    if request.length is None and request.headers.get("content-length", "").isdigit():
        return int(request.headers["content-length"])
    return request.length


def as_bytes(data: Any) -> Any:
    """Return a chunk that is bytes-like. Raises TypeError for another: text has to be encoded by its owner."""
    if data is None:
        raise TypeError("the body returned None: it must be opened for blocking reads")
    if isinstance(data, str):
        raise TypeError("the body gives text where bytes are needed: open the file in binary mode")
    return data


def make_upload(body: Any, two_way: bool) -> Upload:
    """Return the upload for a body that is not bytes. `two_way`: the reply may be read while it is still being sent."""
    if isinstance(body, (bytes, bytearray, memoryview)):  # bytes: of a subclass
        return BufferUpload(memoryview(body))
    if hasattr(body, "read"):
        return FileUpload(body)
    if hasattr(body, "__iter__"):
        return IterableUpload(body, two_way)
    raise TypeError(f"{type(body).__name__} cannot be sent as a body: it is neither bytes, nor readable, nor iterable")
