# Made from src/sotalia/transfer/_async/methods.py by tools/async_to_sync.py: change that file and run `make format`.
"""The methods that S3's clients, buckets and objects have for transfers. Names and arguments are boto3's."""

from __future__ import annotations

from ...errors import ClientError, S3UploadFailedError
from ..config import TransferConfig
from ..making import (
    check_body,
    needs_methods,
    new_copy,
    new_download,
    new_upload,
    path_of,
)
from .ordinary import run_by_methods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from typing import Any

    from ..jobs import Job


def upload_file(
    self: Any,
    Filename: str | PathLike[str],
    Bucket: str,
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Upload a file, in parts if it is large.

    `ExtraArgs` are further arguments of the upload (`S3Transfer.ALLOWED_UPLOAD_ARGS`). `Callback` is called with
    numbers of bytes as they have been sent; their sum is the file's size. `Config` says how it is split up.

    Raises S3UploadFailedError when S3 refuses, ValueError for arguments that are not allowed, FileNotFoundError and its
    kin, and what calls raise when there is no reply. A failed upload leaves no parts behind.
    """
    path = path_of(Filename)
    job = new_upload(self, path, Bucket, Key, ExtraArgs, Callback, Config)
    try:
        run_job(job)
    except ClientError as error:
        raise S3UploadFailedError(f"Failed to upload {path} to {Bucket}/{Key}: {error}") from error


def upload_fileobj(
    self: Any,
    Fileobj: Any,
    Bucket: str,
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Upload what a file-like object in binary mode has, from where it stands to its end; it is not closed.

    It needs no more than `read`: of what has no positions, such as a pipe, parts are held in memory while they are
    sent. So they are of an iterable of bytes, such as a generator, which may be given instead. Clients of `sotalia`
    take blocking iterables, and files with a blocking `read`, too. The other arguments are those of
    `upload_file`.

    Raises ClientError when S3 refuses, ValueError for arguments that are not allowed, TypeError for a file of text.
    """
    check_body(self, Fileobj)
    run_job(new_upload(self, Fileobj, Bucket, Key, ExtraArgs, Callback, Config))


def download_file(
    self: Any,
    Bucket: str,
    Key: str,
    Filename: str | PathLike[str],
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Download an object to a file, in ranges if it is large.

    The file appears, or is replaced, when all of the object is there. `ExtraArgs` are further arguments of the download
    (`S3Transfer.ALLOWED_DOWNLOAD_ARGS`). `Callback` is called with numbers of bytes as they have come. `Config` says
    how it is split up.

    Raises ClientError when S3 refuses (code "404" where there is no such object), S3DownloadFailedError when the object
    is replaced meanwhile, RetriesExceededError when its connections broke too often, ValueError for arguments that are
    not allowed, FileNotFoundError and its kin.
    """
    run_job(new_download(self, path_of(Filename), Bucket, Key, ExtraArgs, Callback, Config))


def download_fileobj(
    self: Any,
    Bucket: str,
    Key: str,
    Fileobj: Any,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Download an object to a file-like object in binary mode; it is not closed.

    One with positions is written from its position 0 on, in any order; another one in order. The other arguments and
    the errors are those of `download_file`.
    """
    if not hasattr(Fileobj, "write"):
        raise ValueError("Fileobj must implement write")
    run_job(new_download(self, Fileobj, Bucket, Key, ExtraArgs, Callback, Config))


def copy(
    self: Any,
    CopySource: dict[str, Any],
    Bucket: str,
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    SourceClient: Any = None,
    Config: TransferConfig | None = None,
) -> None:
    """Copy an object inside of S3, in parts if it is large. The bytes do not pass through this program.

    `CopySource` is `{"Bucket", "Key"}`, perhaps with a VersionId. `ExtraArgs` are further arguments of the copy
    (`S3Transfer.ALLOWED_COPY_ARGS`). `SourceClient` asks for the source's size, where this client may not. Metadata and
    tags come along, whatever the size.

    Raises ClientError when S3 refuses, S3CopyFailedError when the source is replaced meanwhile, ValueError for
    arguments that are not allowed, TypeError for a source that is no dict.
    """
    run_job(new_copy(self, CopySource, Bucket, Key, ExtraArgs, Callback, SourceClient, Config))


# ------------------------------------------------------------ buckets


def bucket_upload_file(
    self: Any,
    Filename: str | PathLike[str],
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Upload a file to this bucket; see the client's `upload_file`."""
    client = self.meta.client
    client.upload_file(
        Filename=Filename, Bucket=self.name, Key=Key, ExtraArgs=ExtraArgs, Callback=Callback, Config=Config
    )


def bucket_upload_fileobj(
    self: Any,
    Fileobj: Any,
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Upload a file-like object to this bucket; see the client's `upload_fileobj`."""
    client = self.meta.client
    client.upload_fileobj(
        Fileobj=Fileobj, Bucket=self.name, Key=Key, ExtraArgs=ExtraArgs, Callback=Callback, Config=Config
    )


def bucket_download_file(
    self: Any,
    Key: str,
    Filename: str | PathLike[str],
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Download an object of this bucket to a file; see the client's `download_file`."""
    client = self.meta.client
    client.download_file(
        Bucket=self.name, Key=Key, Filename=Filename, ExtraArgs=ExtraArgs, Callback=Callback, Config=Config
    )


def bucket_download_fileobj(
    self: Any,
    Key: str,
    Fileobj: Any,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Download an object of this bucket to a file-like object; see the client's `download_fileobj`."""
    client = self.meta.client
    client.download_fileobj(
        Bucket=self.name, Key=Key, Fileobj=Fileobj, ExtraArgs=ExtraArgs, Callback=Callback, Config=Config
    )


def bucket_copy(
    self: Any,
    CopySource: dict[str, Any],
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    SourceClient: Any = None,
    Config: TransferConfig | None = None,
) -> None:
    """Copy an object into this bucket; see the client's `copy`."""
    self.meta.client.copy(
        CopySource=CopySource,
        Bucket=self.name,
        Key=Key,
        ExtraArgs=ExtraArgs,
        Callback=Callback,
        SourceClient=SourceClient,
        Config=Config,
    )


# ------------------------------------------------------------ objects


def object_upload_file(
    self: Any,
    Filename: str | PathLike[str],
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Upload a file to this object; see the client's `upload_file`."""
    client, place = self.meta.client, _place(self)
    client.upload_file(Filename=Filename, **place, ExtraArgs=ExtraArgs, Callback=Callback, Config=Config)


def object_upload_fileobj(
    self: Any,
    Fileobj: Any,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Upload a file-like object to this object; see the client's `upload_fileobj`."""
    client, place = self.meta.client, _place(self)
    client.upload_fileobj(Fileobj=Fileobj, **place, ExtraArgs=ExtraArgs, Callback=Callback, Config=Config)


def object_download_file(
    self: Any,
    Filename: str | PathLike[str],
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Download this object to a file; see the client's `download_file`."""
    client, place = self.meta.client, _place(self)
    client.download_file(**place, Filename=Filename, ExtraArgs=ExtraArgs, Callback=Callback, Config=Config)


def object_download_fileobj(
    self: Any,
    Fileobj: Any,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> None:
    """Download this object to a file-like object; see the client's `download_fileobj`."""
    client, place = self.meta.client, _place(self)
    client.download_fileobj(**place, Fileobj=Fileobj, ExtraArgs=ExtraArgs, Callback=Callback, Config=Config)


def object_copy(
    self: Any,
    CopySource: dict[str, Any],
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    SourceClient: Any = None,
    Config: TransferConfig | None = None,
) -> None:
    """Copy an object to this one; see the client's `copy`."""
    self.meta.client.copy(
        CopySource=CopySource,
        **_place(self),
        ExtraArgs=ExtraArgs,
        Callback=Callback,
        SourceClient=SourceClient,
        Config=Config,
    )


def _place(self: Any) -> dict[str, str]:
    return {"Bucket": self.bucket_name, "Key": self.key}


def run_job(job: Job) -> None:
    """Run a job: by the engine, or where a program has replaced methods of the client's, by these."""
    if needs_methods(job):
        run_by_methods(job)
        return
    from ..running import run

    run(job)
