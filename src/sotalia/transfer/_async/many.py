"""The methods for many objects, which boto3 does not have: folders, prefixes, and keeping one like the other.

All of them go on after single failures: these are in the result. What ends them all, such as a bucket that is not
there to be listed, is raised. `include` and `exclude` are globs, one or several, over names relative to the folder or
prefix; `*` matches slashes too. With `dry_run` nothing is changed, and the result says what would be done. `Callback`
gets a `TransferProgress`, ten times a second at most.
"""

from __future__ import annotations

from os import fspath

from ...services.s3.buckets import is_directory_bucket
from .. import arguments
from ..making import needs_methods_of, with_checksum
from ..many.deletions import DeleteFeed
from ..many.feeds import CopyFeed, DownloadFeed, Operation, UploadFeed
from ..many.listing import ListJob
from ..many.names import Folder, matcher
from ..many.results import TransferProgress, TransferResult
from ..many.sync import Side, SyncFeed
from ..many.urls import SCHEME, split_url
from ..many.walk import walk
from .ordinary import run_feed_by_methods

ASYNC = True

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from os import PathLike
    from typing import Any

    from ..config import TransferConfig
    from ..many.feeds import Feed

    Globs = str | Iterable[str] | None
    Path = str | PathLike[str]
    Tell = Callable[[TransferProgress], Any] | None


async def upload_directory(
    self: Any,
    Directory: Path,
    Bucket: str,
    Prefix: str = "",
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Tell = None,
    Config: TransferConfig | None = None,
    *,
    include: Globs = None,
    exclude: Globs = None,
    dry_run: bool = False,
) -> TransferResult:
    """Upload the files below a folder, to keys that begin with `Prefix` (which is put before names as it is).

    `ExtraArgs` are those of `upload_file`, for each file. Links are followed.

    Returns what became of each file. Raises FileNotFoundError for a folder that is not there, ValueError for arguments
    that are not allowed.
    """
    operation = _operation(self, Config, Callback, include, exclude, dry_run)
    extra_args = with_checksum(self, dict(ExtraArgs or {}), arguments.UPLOAD_ARGS, Bucket)
    root = fspath(Directory)
    return await _run(UploadFeed(operation, lambda: walk(root), root, Bucket, Prefix, extra_args))


async def download_directory(
    self: Any,
    Bucket: str,
    Prefix: str,
    Directory: Path,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Tell = None,
    Config: TransferConfig | None = None,
    *,
    include: Globs = None,
    exclude: Globs = None,
    dry_run: bool = False,
) -> TransferResult:
    """Download the objects whose keys begin with `Prefix` to files below a folder, which is made if it is not there.

    Files are named by what follows the prefix, and get the objects' times. No key leads out of the folder: one that
    would (`../x`), or that no file can have, is among the failures. Objects that only stand for folders are skipped.
    `ExtraArgs` are those of `download_file`, for each object.

    Returns what became of each object. Raises ClientError when the bucket cannot be listed.
    """
    operation = _operation(self, Config, Callback, include, exclude, dry_run)
    extra_args = dict(ExtraArgs or {})
    arguments.check(extra_args, arguments.DOWNLOAD_ARGS, Bucket)
    listing = _listing(operation, Bucket, Prefix, extra_args)
    return await _run(DownloadFeed(operation, listing, Folder(fspath(Directory)), Bucket, Prefix, extra_args))


async def copy_prefix(
    self: Any,
    SourceBucket: str,
    SourcePrefix: str,
    Bucket: str,
    Prefix: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Tell = None,
    Config: TransferConfig | None = None,
    *,
    include: Globs = None,
    exclude: Globs = None,
    dry_run: bool = False,
) -> TransferResult:
    """Copy the objects below one prefix to below another, inside of S3. `ExtraArgs` are those of `copy`, for each.

    Where the target is below the source in the same bucket, what is there already is left out, and not copied again.

    Returns what became of each object. Raises ClientError when the source cannot be listed.
    """
    operation = _operation(self, Config, Callback, include, exclude, dry_run)
    extra_args = dict(ExtraArgs or {})
    arguments.check(extra_args, arguments.COPY_ARGS, SourceBucket, Bucket)
    listing = _listing(operation, SourceBucket, SourcePrefix, _of_copy_source(extra_args))
    return await _run(CopyFeed(operation, listing, (SourceBucket, SourcePrefix), (Bucket, Prefix), extra_args))


async def delete_prefix(
    self: Any,
    Bucket: str,
    Prefix: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Tell = None,
    Config: TransferConfig | None = None,
    *,
    include: Globs = None,
    exclude: Globs = None,
    dry_run: bool = False,
) -> TransferResult:
    """Delete the objects whose keys begin with `Prefix`, a thousand with one request. "" means the whole bucket.

    In a bucket with versions, the objects' former versions stay. `ExtraArgs` may be MFA, RequestPayer and
    ExpectedBucketOwner.

    Returns what became of each object. Raises ClientError when the bucket cannot be listed.
    """
    operation = _operation(self, Config, Callback, include, exclude, dry_run)
    extra_args = dict(ExtraArgs or {})
    arguments.check(extra_args, [name for name in arguments.DELETE_ARGS if name != "VersionId"], Bucket)
    return await _run(
        DeleteFeed(operation, _listing(operation, Bucket, Prefix, extra_args), Bucket, Prefix, extra_args)
    )


async def sync(
    self: Any,
    Source: Path,
    Target: Path,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Tell = None,
    Config: TransferConfig | None = None,
    *,
    delete: bool = False,
    include: Globs = None,
    exclude: Globs = None,
    dry_run: bool = False,
    checksum: bool = False,
) -> TransferResult:
    """Make `Target` like `Source`: transfer what it lacks or has otherwise, and with `delete` delete what it has more.

    Each is a folder, or `s3://bucket/prefix`, where the bucket may be an access point's ARN; one of them at least is in
    S3. Between a prefix that is not empty and the names below it there is a slash. A file differs if its size does, or
    if the source was changed later; with `checksum`, if its bytes do, as far as the ETag tells (for objects that were
    uploaded with this `Config`'s chunks, and are not encrypted with keys of their own). Names that are not included are
    not deleted either, nor are the hidden files that downloads with `TransferConfig(resume=True)` go on from; and
    nothing is deleted before the whole source is known. Where the target is below the source in the same bucket, what
    is there already is no part of the source.

    `ExtraArgs` are those of `upload_file`, `download_file` or `copy`. Returns what became of each name. Raises
    ValueError for two folders, ClientError when a bucket cannot be listed, FileNotFoundError for a source folder that
    is not there.
    """
    operation = _operation(self, Config, Callback, include, exclude, dry_run)
    extra_args = dict(ExtraArgs or {})
    (source_bucket, source_name), (target_bucket, target_name) = _place(fspath(Source)), _place(fspath(Target))
    if not source_bucket and not target_bucket:
        raise ValueError("One of Source and Target must be in S3 (s3://bucket/prefix): use shutil for two folders.")
    if not source_bucket:
        extra_args = with_checksum(self, extra_args, arguments.UPLOAD_ARGS, target_bucket)
    else:
        allowed = arguments.COPY_ARGS if target_bucket else arguments.DOWNLOAD_ARGS
        arguments.check(extra_args, allowed, source_bucket, target_bucket or None)
    of_source = _of_copy_source(extra_args) if target_bucket else extra_args
    source = _side(operation, source_bucket, source_name, of_source)
    target = _side(operation, target_bucket, target_name, extra_args)
    return await _run(SyncFeed(operation, source, target, extra_args, delete=delete, checksum=checksum))


# ------------------------------------------------------------ buckets


async def bucket_upload_directory(self: Any, Directory: Path, Prefix: str = "", **arguments: Any) -> TransferResult:
    """Upload the files below a folder to this bucket; see the client's `upload_directory`."""
    client = self.meta.client
    result: TransferResult = await client.upload_directory(Directory, self.name, Prefix, **arguments)
    return result


async def bucket_download_directory(self: Any, Prefix: str, Directory: Path, **arguments: Any) -> TransferResult:
    """Download objects of this bucket to below a folder; see the client's `download_directory`."""
    client = self.meta.client
    result: TransferResult = await client.download_directory(self.name, Prefix, Directory, **arguments)
    return result


async def bucket_copy_prefix(
    self: Any, SourceBucket: str, SourcePrefix: str, Prefix: str, **arguments: Any
) -> TransferResult:
    """Copy the objects below a prefix to below one of this bucket's; see the client's `copy_prefix`."""
    client = self.meta.client
    result: TransferResult = await client.copy_prefix(SourceBucket, SourcePrefix, self.name, Prefix, **arguments)
    return result


async def bucket_delete_prefix(self: Any, Prefix: str, **arguments: Any) -> TransferResult:
    """Delete the objects below a prefix of this bucket; see the client's `delete_prefix`."""
    result: TransferResult = await self.meta.client.delete_prefix(self.name, Prefix, **arguments)
    return result


async def bucket_sync(self: Any, Source: Path, Target: Path, **arguments: Any) -> TransferResult:
    """Make `Target` like `Source`; see the client's `sync`. `s3:///prefix`, which names no bucket, is in this one."""
    places = [_in_bucket(self.name, fspath(place)) for place in (Source, Target)]
    if not any(place.startswith(SCHEME) for place in places):
        raise ValueError("One of Source and Target must be in S3; s3:///prefix is below a prefix of this bucket.")
    result: TransferResult = await self.meta.client.sync(*places, **arguments)
    return result


# ------------------------------------------------------------ parts


def _in_bucket(bucket: str, place: str) -> str:
    own = f"{SCHEME}/"
    return f"{SCHEME}{bucket}/{place.removeprefix(own)}" if place.startswith(own) else place


def _operation(
    client: Any, config: TransferConfig | None, callback: Tell, include: Globs, exclude: Globs, dry_run: bool
) -> Operation:
    from ..config import TransferConfig

    progress = TransferProgress(callback)
    return Operation(client, config or TransferConfig(), TransferResult(), progress, matcher(include, exclude), dry_run)


def _of_copy_source(extra_args: dict[str, Any]) -> dict[str, Any]:
    """Return what of a copy's arguments is about its source, too: the owner that is expected is the target's."""
    return arguments.without(extra_args, ("ExpectedBucketOwner",))


def _listing(
    operation: Operation, bucket: str, prefix: str, extra_args: dict[str, Any], *, sorts: bool = False
) -> ListJob:
    wanted = arguments.only(extra_args, arguments.LIST_ARGS)
    return ListJob(operation.client, operation.config, bucket, prefix, wanted, sorts=sorts)


def _place(place: str) -> tuple[str, str]:
    """Return a bucket and a prefix, or "" and a folder."""
    if not place.startswith(SCHEME):
        return "", place
    bucket, prefix = split_url(place)
    if not bucket:
        raise ValueError(f"{place!r} names no bucket: s3://bucket/prefix")
    if prefix and not prefix.endswith("/"):
        prefix += "/"
    return bucket, prefix


def _side(operation: Operation, bucket: str, name: str, extra_args: dict[str, Any]) -> Side:
    if not bucket:
        return Side(root=name)
    listing = _listing(operation, bucket, name, extra_args, sorts=is_directory_bucket(bucket))
    return Side(bucket=bucket, prefix=name, listing=listing)


async def _run(feed: Feed) -> TransferResult:
    operation = feed.operation
    client = operation.client
    by_methods, operation.ask_first = needs_methods_of(client)
    if by_methods:
        await run_feed_by_methods(feed)
    else:
        await _run_by_engine(client, feed)
    operation.progress.finished = True
    operation.progress.forward = None
    operation.progress.tell()
    return operation.result


async def _run_by_engine(client: Any, feed: Feed) -> None:
    if ASYNC:
        from ..running import run_feed_awaited

        await run_feed_awaited(client, feed)
    else:
        from ..running import run_feed

        run_feed(client, feed)
