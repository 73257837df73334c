"""Types that all services' types are made of. Programs find them in `sotalia.types`."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from datetime import datetime
from typing import IO, Any, NotRequired, TypeAlias, TypedDict, TypeVar

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
