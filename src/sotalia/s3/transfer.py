"""Transfers with S3 under boto3's names: how they are made (`TransferConfig`), and classes around them.

    from sotalia.s3.transfer import TransferConfig
    client.upload_file("big.iso", "my-bucket", "big.iso", Config=TransferConfig(max_concurrency=20))

Most programs need no more than the methods of clients, buckets and objects: `upload_file`, `download_file`,
`upload_fileobj`, `download_fileobj` and `copy`; and, beyond boto3, `upload_directory`, `download_directory`,
`copy_prefix`, `delete_prefix` and `sync`, which return a `TransferResult` and tell a `TransferProgress`, which a
`ProgressBar` shows.
"""

from __future__ import annotations

from ..errors import ClientError, RetriesExceededError, S3UploadFailedError
from ..transfer._sync.methods import run_job
from ..transfer.config import TransferConfig
from ..transfer.making import new_download, new_upload, path_of
from ..transfer.manager import TransferManager
from ..transfer.many.bar import ProgressBar
from ..transfer.many.names import UnsafeKeyError
from ..transfer.many.results import TransferProgress, TransferResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from typing import Any, Self

__all__ = [
    "ProgressBar",
    "ProgressCallbackInvoker",
    "S3Transfer",
    "TransferConfig",
    "TransferProgress",
    "TransferResult",
    "UnsafeKeyError",
    "create_transfer_manager",
]


def create_transfer_manager(client: Any, config: TransferConfig, osutil: Any = None) -> TransferManager:
    """Return a manager, whose transfers run in the background: `upload`, `download`, `copy` and `delete` give futures.

    `osutil` is taken for boto3's sake, and not used.
    """
    return TransferManager(client, config)


class ProgressCallbackInvoker:
    """A subscriber of a transfer that calls a function with the numbers of bytes that have been transferred."""

    def __init__(self, callback: Callable[[int], Any]) -> None:
        self._callback = callback

    def on_progress(self, bytes_transferred: int, **kwargs: Any) -> None:
        """Call the function."""
        self._callback(bytes_transferred)


class S3Transfer:
    """Uploads and downloads files with one client and one config.

    Takes a blocking `client`, perhaps with a `config`, or else a `manager`. Raises ValueError for both or neither.
    """

    ALLOWED_DOWNLOAD_ARGS = TransferManager.ALLOWED_DOWNLOAD_ARGS
    ALLOWED_UPLOAD_ARGS = TransferManager.ALLOWED_UPLOAD_ARGS
    ALLOWED_COPY_ARGS = TransferManager.ALLOWED_COPY_ARGS

    def __init__(
        self, client: Any = None, config: TransferConfig | None = None, osutil: Any = None, manager: Any = None
    ) -> None:
        if not client and not manager:
            raise ValueError("Either a client or a transfer manager must be provided")
        if manager and any((client, config, osutil)):
            raise ValueError(
                "Manager cannot be provided with client, config, nor osutil. These parameters are mutually exclusive."
            )
        if getattr(client, "awaited", False) is True:  # a mock has any attribute
            raise TypeError("S3Transfer works with a blocking client; an awaited one has methods for transfers.")
        self._client = client
        self._config = config or TransferConfig()
        self._manager = manager

    def upload_file(
        self,
        filename: str | PathLike[str],
        bucket: str,
        key: str,
        callback: Callable[[int], Any] | None = None,
        extra_args: dict[str, Any] | None = None,
    ) -> None:
        """Upload a file; see the client's `upload_file`."""
        path = path_of(filename)
        try:
            if self._manager is not None:
                self._manager.upload(path, bucket, key, extra_args, _subscribers(callback)).result()
            else:
                run_job(new_upload(self._client, path, bucket, key, extra_args, callback, self._config))
        except ClientError as error:
            raise S3UploadFailedError(f"Failed to upload {path} to {bucket}/{key}: {error}") from error

    def download_file(
        self,
        bucket: str,
        key: str,
        filename: str | PathLike[str],
        extra_args: dict[str, Any] | None = None,
        callback: Callable[[int], Any] | None = None,
    ) -> None:
        """Download an object to a file; see the client's `download_file`.

        With a manager, RetriesExceededError is raised for a download that it has tried as often as it may.
        """
        path = path_of(filename)
        if self._manager is not None:
            future = self._manager.download(bucket, key, path, extra_args, _subscribers(callback))
            try:
                future.result()
            except Exception as error:
                last = getattr(error, "last_exception", None)
                if type(error).__name__ != RetriesExceededError.__name__ or last is None:
                    raise
                raise RetriesExceededError(last) from error  # a manager of s3transfer's has an error of its own
        else:
            run_job(new_download(self._client, path, bucket, key, extra_args, callback, self._config))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: Any) -> None:
        if self._manager is not None:
            self._manager.__exit__(*details)


def _subscribers(callback: Callable[[int], Any] | None) -> list[Any] | None:
    return None if callback is None else [ProgressCallbackInvoker(callback)]
