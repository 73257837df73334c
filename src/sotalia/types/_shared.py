"""Types that all services' types are made of. Programs find them in `sotalia.types`."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Generator, Iterable
from datetime import datetime
from typing import IO, Any, NotRequired, Protocol, TypeAlias, TypedDict, TypeVar

from ..clients._sync.streaming import StreamingBody

Event = TypeVar("Event")

#: Bytes as a parameter: text is sent as UTF-8, a file from where it stands.
BlobTypeDef: TypeAlias = str | bytes | bytearray | memoryview | IO[Any] | StreamingBody
#: The body of a request, which need not be in memory; an asynchronous iterable is for awaited clients.
StreamingBlobTypeDef: TypeAlias = BlobTypeDef | Iterable[bytes] | AsyncIterable[bytes]
#: A file to upload, or to download into.
FileobjTypeDef: TypeAlias = IO[Any] | StreamingBody
#: A time as a parameter: ISO 8601, or seconds since 1970, beside datetimes.
TimestampTypeDef: TypeAlias = datetime | str | int | float
#: Any JSON value.
JSONTypeDef: TypeAlias = Any
#: Events to send; an asynchronous iterable is for awaited clients.
EventIterableTypeDef: TypeAlias = Iterable[Event] | AsyncIterable[Event]


class ResponseMetadataTypeDef(TypedDict):
    """What is known of a reply beside its content."""

    RequestId: str
    HostId: NotRequired[str]
    HTTPStatusCode: int
    HTTPHeaders: dict[str, str]
    RetryAttempts: int


class CopySourceTypeDef(TypedDict):
    """The object to copy, where it need not be text."""

    Bucket: str
    Key: str
    VersionId: NotRequired[str]


class EmptyResponseMetadataTypeDef(TypedDict):
    """The reply of an operation that returns nothing."""

    ResponseMetadata: ResponseMetadataTypeDef


class ErrorTypeDef(TypedDict):
    """An error's code and message, in `error.response["Error"]`."""

    Code: str
    Message: str


class PaginatorConfigTypeDef(TypedDict, total=False):
    """Which results a paginator gives, and how it fetches them: see `Paginator.paginate`."""

    MaxItems: int | None
    PageSize: int | None
    StartingToken: str | None
    ReadAhead: bool


class WaiterConfigTypeDef(TypedDict, total=False):
    """How a waiter waits, times in seconds: see `Waiter.wait`."""

    Delay: float
    MaxAttempts: int
    MaxDelay: float
    Timeout: float


class AsyncFileTypeDef(Protocol):
    """A file of bytes whose methods are awaited: see `open_object` of S3's clients."""

    @property
    def closed(self) -> bool:
        """Whether the file is closed."""

    def readable(self) -> bool:
        """Return whether the file was opened for reading."""

    def writable(self) -> bool:
        """Return whether the file was opened for writing."""

    def seekable(self) -> bool:
        """Return whether `seek` works: in files that were opened for reading."""

    def tell(self) -> int:
        """Return where the next byte is."""

    async def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, from the start (`whence` 0), from here (1) or from the end (2)."""

    async def read(self, size: int | None = -1) -> bytes:
        """Return `size` bytes, fewer only at the end; with -1 or None, all that is left."""

    async def readinto(self, b: bytearray | memoryview) -> int:
        """Read into a buffer, and return how many bytes there were."""

    async def readline(self, size: int | None = -1) -> bytes:
        """Return the next line with its end."""

    async def write(self, b: bytes | bytearray | memoryview) -> int:
        """Write bytes, and return how many."""

    async def close(self) -> None:
        """Close the file; what was written becomes the object."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def __aenter__(self) -> AsyncFileTypeDef: ...

    async def __aexit__(self, *exc_info: object) -> None: ...


class AsyncOpeningTypeDef(Protocol):
    """A file that is being opened: `async with` it, or `await` it."""

    def __await__(self) -> Generator[Any, Any, AsyncFileTypeDef]: ...

    async def __aenter__(self) -> AsyncFileTypeDef: ...

    async def __aexit__(self, *exc_info: object) -> None: ...
