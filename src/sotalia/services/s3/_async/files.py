"""Objects as files: `open_object` of clients, `open` of the resources that stand for objects.

file for reading   io.BufferedReader ─► ObjectReader ─► GetObject, a range at a time
file for writing   ObjectWriter ─► PutObject, or a multi-part upload
"""

from __future__ import annotations

import io

from .reading import AsyncObjectReader
from .writing import AsyncObjectWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any, Self

ASYNC = True

#: Bytes that are read at once of an object, so that small reads are cheap.
BUFFER_SIZE = 128 * 1024
#: Bytes of a part that is written.
PART_SIZE = 8 * 1024 * 1024
MODES = ("rb", "wb", "xb")

if ASYNC:

    class AsyncObjectFile:
        """A buffered file for reading an object: what io.BufferedReader is for blocking ones.

        `raw` is the reader below, whose `head` and `size` tell of the object.
        """

        def __init__(self, raw: AsyncObjectReader, buffer_size: int) -> None:
            self.raw = raw
            self._buffer_size = buffer_size
            self._buffer = bytearray()

        @property
        def closed(self) -> bool:
            """Whether the file is closed."""
            return self.raw.closed

        def readable(self) -> bool:
            """Return True."""
            return True

        def writable(self) -> bool:
            """Return False."""
            return False

        def seekable(self) -> bool:
            """Return True."""
            return True

        def tell(self) -> int:
            """Return where the next byte is in the object."""
            return self.raw.tell() - len(self._buffer)

        async def seek(self, offset: int, whence: int = 0) -> int:
            """Go to `offset` from the start (`whence` 0), from here (1) or from the end (2); return the place."""
            if whence == 1:
                offset, whence = offset + self.tell(), 0
            start, end = self.tell(), self.raw.tell()
            place = await self.raw.seek(offset, whence)
            if start <= place <= end:
                del self._buffer[: place - start]
                await self.raw.seek(end)
            else:
                self._buffer.clear()
            return place

        async def read(self, size: int | None = -1) -> bytes:
            """Return `size` bytes, fewer only at the end of the object; with -1 or None, all that is left."""
            if size is None or size < 0:
                rest = await self.raw.readall()
                return self._take(len(self._buffer)) + rest
            missing = size - len(self._buffer)
            if missing > 0:
                self._buffer += await self.raw.read(max(missing, self._buffer_size))
            return self._take(size)

        async def readinto(self, b: Any) -> int:
            """Read into the writable buffer `b` and return the number of bytes read, 0 at the end of the object."""
            view = memoryview(b).cast("B")
            data = await self.read(len(view))
            view[: len(data)] = data
            return len(data)

        async def readline(self, size: int | None = -1) -> bytes:
            """Return the next line with its end, `size` bytes of it at most; `b""` at the end of the object."""
            limit = None if size is None or size < 0 else size
            searched = 0
            while True:
                end = self._buffer.find(b"\n", searched, limit) + 1
                if end or (limit is not None and len(self._buffer) >= limit):
                    return self._take(end or limit or 0)
                searched = len(self._buffer)
                more = await self.raw.read(self._buffer_size)
                if not more:
                    return self._take(searched)
                self._buffer += more

        def _take(self, size: int) -> bytes:
            taken = bytes(self._buffer[:size])
            del self._buffer[:size]
            return taken

        def __aiter__(self) -> Self:
            return self

        async def __anext__(self) -> bytes:
            line = await self.readline()
            if not line:
                raise StopAsyncIteration
            return line

        async def close(self) -> None:
            """Close the file."""
            self._buffer.clear()
            await self.raw.close()

        async def __aenter__(self) -> Self:
            return self

        async def __aexit__(self, *exc_info: object) -> None:
            await self.close()

    class AsyncOpening:
        """A file that is being opened: `async with` it, or `await` it."""

        def __init__(self, opening: Any) -> None:
            self._opening = opening
            self._file: Any = None

        def __await__(self) -> Generator[Any, Any, Any]:
            return self._opening.__await__()  # type: ignore[no-any-return]

        async def __aenter__(self) -> Any:
            self._file = await self
            return await self._file.__aenter__()

        async def __aexit__(self, *exc_info: Any) -> Any:
            return await self._file.__aexit__(*exc_info)


def open_object(
    self: Any,
    mode: str = "rb",
    *,
    Bucket: str,
    Key: str,
    buffer_size: int = BUFFER_SIZE,
    part_size: int = PART_SIZE,
    **params: Any,
) -> Any:
    """Open an object as a file of bytes: `async with client.open_object(Bucket="b", Key="k") as file`.

    With mode "rb" the file can seek, and reads the object by ranges: zipfile, pyarrow or pandas fetch only what they
    need. `buffer_size` is how many bytes small reads have fetched at once. All bytes are of the object as it was when
    the file was opened; if it is changed meanwhile, reading ends with ClientError (PreconditionFailed). An object that
    is read from its beginning to its end is compared with its checksum, if it has one, as GetObject's body is
    (FlexibleChecksumError). `params` are further parameters of HeadObject and GetObject (VersionId, SSECustomerKey, …);
    `file.raw.head` is HeadObject's reply.

    With mode "wb" what is written is uploaded in parts of `part_size` bytes, one in memory at a time. `close()`, or the
    end of the `with` block, makes the object; an exception in the block aborts the upload, and no parts are left. "xb"
    is refused by S3 if the object exists. `params` are further parameters of PutObject (ContentType, Metadata, …).
    What wraps the file may close it after an exception as well, and so make the object (io.TextIOWrapper does): call
    `abort()` of this file then.

    Raises ValueError for another mode, NoSuchKey, ParamValidationError, and what the calls raise.
    """
    if mode not in MODES:
        raise ValueError(
            f"mode is {mode!r}: it must be 'rb' (read), 'wb' (write) or 'xb' (write what is not there yet). For text, "
            "wrap the file into io.TextIOWrapper."
        )
    place = {"Bucket": Bucket, "Key": Key, **params}
    if ASYNC:
        return AsyncOpening(_open(self, mode, place, buffer_size, part_size))
    return _open(self, mode, place, buffer_size, part_size)


async def _open(client: Any, mode: str, place: dict[str, Any], buffer_size: int, part_size: int) -> Any:
    if mode != "rb":
        return AsyncObjectWriter(client, place if mode == "wb" else {"IfNoneMatch": "*", **place}, part_size)
    validates = client.meta.config.response_checksum_validation == "when_supported"
    asked = {"ChecksumMode": "ENABLED", **place} if validates else place
    raw = AsyncObjectReader(client, place, await client.head_object(**asked))
    if ASYNC:
        return AsyncObjectFile(raw, buffer_size)
    return io.BufferedReader(raw, buffer_size)


def open_own(self: Any, mode: str = "rb", **options: Any) -> Any:
    """Open the object as a file of bytes, with mode "rb", "wb" or "xb": see `open_object` of clients.

    `options` are that method's, without Bucket and Key.
    """
    return open_object(self.meta.client, mode, Bucket=self.bucket_name, Key=self.key, **options)


def open_version(self: Any, **options: Any) -> Any:
    """Open this version of the object as a file of bytes for reading: see `open_object` of clients."""
    place = {"Bucket": self.bucket_name, "Key": self.object_key, "VersionId": self.id}
    return open_object(self.meta.client, "rb", **place, **options)
