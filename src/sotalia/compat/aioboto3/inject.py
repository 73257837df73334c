"""aioboto3's transfers, on Sotalia's engine. What is theirs: `Processing`, files whose methods are awaited, callbacks
that are, and what callbacks are told: the bytes of each part of an upload, but the sum so far of downloads and copies.
An error of a callback does not end the transfer. Uploads in parts have a checksum of the whole only if the caller names
an algorithm; each request has the client's own all the same.
"""

from __future__ import annotations

import asyncio
from inspect import isawaitable, iscoroutinefunction
from logging import getLogger

from ...io.loop import running_loop
from ...transfer import arguments
from ...transfer._async.methods import run_job
from ...transfer.config import TransferConfig
from ...transfer.jobs import UploadJob
from ...transfer.making import check_body, new_copy, new_download, path_of
from ...transfer.sources import source_of
from ...transfer.streams import chunks_of, upload_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from os import PathLike
    from typing import Any


async def upload_file(
    self: Any,
    Filename: str | PathLike[str],
    Bucket: str,
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Upload a file, in parts if it is large. Raises ClientError when S3 refuses, otherwise as Sotalia's own method."""
    async with Progress(Callback) as tell:
        await run_job(_new_upload(self, path_of(Filename), Bucket, Key, ExtraArgs, tell, Config or TransferConfig()))


async def upload_fileobj(
    self: Any,
    Fileobj: Any,
    Bucket: str,
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
    Processing: Callable[[bytes], bytes] | None = None,
) -> None:
    """Upload what a file-like object has, from where it stands to its end; its `read` may be awaited.

    `Processing` is called with the bytes of each part, or of all of a small upload, and returns what is sent of them.
    """
    check_body(self, Fileobj)
    config = Config or TransferConfig()
    async with Progress(Callback) as tell:
        chunks = chunks_of(Fileobj) if Processing is None else _processed(Fileobj, Processing, config)
        if chunks is None:
            await run_job(_new_upload(self, Fileobj, Bucket, Key, ExtraArgs, tell, config))
        else:
            await upload_stream(self, config, tell, chunks, (Bucket, Key, _upload_arguments(Bucket, ExtraArgs)))


def _new_upload(
    client: Any,
    body: Any,
    bucket: str,
    key: str,
    extra_args: dict[str, Any] | None,
    tell: Callable[[int], Any] | None,
    config: TransferConfig,
) -> UploadJob:
    return UploadJob(client, config, tell, source_of(body), bucket, key, _upload_arguments(bucket, extra_args))


def _upload_arguments(bucket: str, extra_args: dict[str, Any] | None) -> dict[str, Any]:
    """Return the caller's arguments, checked: no checksum is added to them."""
    extra_args = dict(extra_args or {})
    arguments.check(extra_args, arguments.UPLOAD_ARGS, bucket)
    return extra_args


async def _processed(file: Any, process: Callable[[bytes], bytes], config: TransferConfig) -> AsyncIterator[bytes]:
    """Yield what a function makes of each part of a file."""
    data, size = await _read(file, config.multipart_threshold), config.multipart_chunksize
    if len(data) < config.multipart_threshold:
        yield process(data)
        return
    while data:
        if len(data) < size:
            data += await _read(file, size - len(data))
        yield process(data[:size])
        data = data[size:] or await _read(file, size)


async def _read(file: Any, size: int) -> bytes:
    """Return the next bytes of a file, fewer than `size` at its end only."""
    data = b""
    while len(data) < size:
        more = file.read(size - len(data))
        more = await more if isawaitable(more) else more
        if not more:
            break
        data += more
    return data


async def download_file(
    self: Any,
    Bucket: str,
    Key: str,
    Filename: str | PathLike[str],
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Download an object to a file, in ranges if it is large; see Sotalia's own method."""
    async with Progress(Callback, summed=True) as tell:
        await run_job(new_download(self, path_of(Filename), Bucket, Key, ExtraArgs, tell, Config))


async def download_fileobj(
    self: Any,
    Bucket: str,
    Key: str,
    Fileobj: Any,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Download an object to a file-like object, whose `write` and `seek` may be awaited."""
    if not hasattr(Fileobj, "write"):
        raise ValueError("Fileobj must implement write")
    file = AwaitedFile(Fileobj) if iscoroutinefunction(Fileobj.write) else Fileobj
    async with Progress(Callback, summed=True) as tell:
        await run_job(new_download(self, file, Bucket, Key, ExtraArgs, tell, Config))


async def copy(
    self: Any,
    CopySource: dict[str, Any],
    Bucket: str,
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    SourceClient: Any = None,
    Config: TransferConfig | None = None,
) -> None:
    """Copy an object inside of S3, in parts if it is large; see Sotalia's own method."""
    async with Progress(Callback, summed=True) as tell:
        await run_job(new_copy(self, CopySource, Bucket, Key, ExtraArgs, tell, SourceClient, Config))


class Progress:
    """A program's callback during one transfer: `async with` gives the function to be told, or None."""

    def __init__(self, callback: Callable[[int], Any] | None, *, summed: bool = False) -> None:
        self._callback = callback
        self._summed = summed
        self._total = 0
        self._told = False
        self._awaited: list[asyncio.Future[Any]] = []

    async def __aenter__(self) -> Callable[[int], None] | None:
        return None if self._callback is None else self._tell

    def _tell(self, count: int) -> None:
        assert self._callback is not None
        self._total += count
        self._told = True
        try:
            result = self._callback(self._total if self._summed else count)
        except Exception:
            _report()
            return
        if isawaitable(result):
            self._awaited.append(asyncio.ensure_future(result))

    async def __aexit__(self, kind: type[BaseException] | None, *details: object) -> None:
        if kind is None and self._callback is not None and not self._told and not self._summed:
            self._tell(0)  # an empty upload is told, too
        for result in await asyncio.gather(*self._awaited, return_exceptions=True):
            if isinstance(result, Exception):
                _report(result)


def _report(error: BaseException | bool = True) -> None:
    getLogger("sotalia.compat").warning("The callback of a transfer failed, which goes on:", exc_info=error)


class AwaitedFile:
    """A file whose methods are awaited, for the thread that writes downloads: it waits for the event loop's."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._loop = running_loop()

    def seekable(self) -> bool:
        """Return whether it can be written at any position."""
        return iscoroutinefunction(getattr(self._file, "seek", None))

    def tell(self) -> int:
        """Return 0, where downloads begin."""
        return 0

    def seek(self, offset: int) -> None:
        """Go to a position."""
        self._wait_for(self._file.seek, offset)

    def write(self, data: bytes) -> Any:
        """Write bytes, and return how many were written."""
        return self._wait_for(self._file.write, data)

    def _wait_for(self, method: Callable[[Any], Any], argument: Any) -> Any:
        async def call() -> Any:
            return await method(argument)

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result()
