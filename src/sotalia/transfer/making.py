"""From what a program says to a job: arguments are checked, the source and the target are found."""

from __future__ import annotations

from os import PathLike, fspath

from . import arguments
from .config import TransferConfig
from .jobs import CopyJob, DownloadJob, UploadJob
from .running import has_handlers, is_plain
from .sources import source_of
from .targets import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .jobs import Job


def path_of(filename: Any) -> str:
    """Return a path as text. Raises ValueError for what is none."""
    if isinstance(filename, PathLike):
        filename = fspath(filename)
    if not isinstance(filename, str):
        raise ValueError("Filename must be a string or a path-like object")
    return filename


def new_upload(
    client: Any,
    body: Any,
    bucket: str,
    key: str,
    extra_args: dict[str, Any] | None,
    callback: Callable[[int], Any] | None,
    config: TransferConfig | None,
) -> UploadJob:
    """Return the job of an upload. Raises ValueError for arguments that are not allowed."""
    extra_args = upload_arguments(client, bucket, extra_args)
    return UploadJob(client, config or TransferConfig(), callback, source_of(body), bucket, key, extra_args)


def upload_arguments(client: Any, bucket: str, extra_args: dict[str, Any] | None) -> dict[str, Any]:
    """Return all further arguments of an upload. Raises ValueError for some that are not allowed."""
    return with_checksum(client, dict(extra_args or {}), arguments.UPLOAD_ARGS, bucket)


def check_body(client: Any, body: Any) -> None:
    """Raise ValueError for what cannot be uploaded: it has no `read`, and is no iterable of bytes."""
    if hasattr(body, "read"):
        return
    if hasattr(body, "__aiter__"):
        if not getattr(client, "awaited", False):
            raise ValueError("Fileobj is an asynchronous iterable, which needs an awaited client (sotalia.aio)")
    elif not hasattr(body, "__iter__") or isinstance(body, (str, bytes, bytearray, memoryview, dict)):
        raise ValueError("Fileobj must implement read")


def new_download(
    client: Any,
    place: Any,
    bucket: str,
    key: str,
    extra_args: dict[str, Any] | None,
    callback: Callable[[int], Any] | None,
    config: TransferConfig | None,
) -> DownloadJob:
    """Return the job of a download. Raises ValueError for arguments that are not allowed."""
    extra_args = dict(extra_args or {})
    arguments.check(extra_args, arguments.DOWNLOAD_ARGS, bucket)
    return DownloadJob(client, config or TransferConfig(), callback, target_of(place), bucket, key, extra_args)


def new_copy(
    client: Any,
    source: Any,
    bucket: str,
    key: str,
    extra_args: dict[str, Any] | None,
    callback: Callable[[int], Any] | None,
    source_client: Any,
    config: TransferConfig | None,
) -> CopyJob:
    """Return the job of a copy. Raises ValueError for arguments that are not allowed, TypeError for a bad source."""
    extra_args = dict(extra_args or {})
    source_bucket = source.get("Bucket") if isinstance(source, dict) else None
    arguments.check(extra_args, arguments.COPY_ARGS, source_bucket, bucket)
    if not isinstance(source, dict):
        raise TypeError(
            f'Expecting dictionary formatted: {{"Bucket": bucket_name, "Key": key}} but got {source} or type '
            f"{type(source)}."
        )
    arguments.warn_of_directives(extra_args)
    return CopyJob(
        client, config or TransferConfig(), callback, source_client or client, source, bucket, key, extra_args
    )


def with_checksum(client: Any, extra_args: dict[str, Any], allowed: list[str], bucket: str) -> dict[str, Any]:
    """Return an upload's arguments, checked, with the checksum that the client's settings ask for."""
    arguments.check(extra_args, allowed, bucket)
    return arguments.with_default_checksum(extra_args, client.meta.config.request_checksum_calculation)


def needs_methods(job: Job) -> bool:
    """Return whether a job must be run by the client's methods, since a program has replaced some of them."""
    by_methods, job.ask_first = needs_methods_of(job.client, job.source_client)
    return by_methods


def needs_methods_of(*clients: Any) -> tuple[bool, bool]:
    """Return whether transfers need the clients' own methods, and whether requests are to come in boto3's order."""
    by_methods = not all(is_plain(client) for client in clients)
    return by_methods, by_methods or any(has_handlers(client) for client in clients)
