"""What gives the engine one job after the other, and writes down what became of each."""

from __future__ import annotations

import os

from ..jobs import CopyJob, DownloadJob, UploadJob
from ..sources import FileSource
from ..targets import FileTarget
from .names import UnsafeKeyError
from .small import small_download, small_upload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ...core.keyed import KeyRequests
    from ..config import TransferConfig
    from ..jobs import Job
    from .listing import ListJob
    from .names import Folder
    from .results import TransferProgress, TransferResult
    from .walk import Entry

    #: Takes numbers of bytes that have been transferred.
    Tell = Callable[[int], Any] | None

#: How many requests are under way at once, unless the program says how many may be.
_MOST_UNDER_WAY = 32


class Operation:
    """What all jobs of a transfer of many objects share."""

    def __init__(
        self,
        client: Any,
        config: TransferConfig,
        result: TransferResult,
        progress: TransferProgress,
        is_wanted: Callable[[str], bool],
        dry_run: bool,
    ) -> None:
        self.client = client
        self.config = config
        self.result = result
        self.progress = progress
        self.is_wanted = is_wanted
        self.dry_run = dry_run
        #: Whether objects may be moved without jobs (see `small`), and how their requests are made, by method.
        self.quick = False
        self.requests: dict[str, KeyRequests] = {}
        #: Whether programs look at requests (see `Job.ask_first`).
        self.ask_first = False

    def leave_out(self, source: str, target: str) -> None:
        """Leave out what is below the prefix of the target, if that is below the source's: copies would be copied."""
        start = target.removeprefix(source)
        if start and target.startswith(source):
            is_wanted = self.is_wanted
            self.is_wanted = lambda name: not name.startswith(start) and is_wanted(name)

    def start(self, name: str, size: int, make: Callable[[Tell], Job]) -> Job | None:
        """Return the job for a name, which writes down its end; None with `dry_run`."""
        result, progress = self.result, self.progress
        self.expect(size)
        if self.dry_run:
            result.done.append(name)
            return None

        is_watched = progress.is_watched

        def on_progress(count: int) -> None:
            progress.bytes += count

        try:
            job = make(on_progress if is_watched else None)
        except (OSError, ValueError) as error:
            result.failed.append((name, error))
            return None

        def on_end() -> None:
            if job.error is None:
                self.complete(name, 0 if is_watched else size)
                result.bytes += size if is_watched else 0
            else:
                self.fail(name, job.error)

        job.on_end = on_end
        job.ask_first = self.ask_first
        return job

    def expect(self, size: int) -> None:
        """Count a file that is about to be transferred."""
        self.progress.total_files += 1
        self.progress.total_bytes += size

    def expect_not(self, size: int) -> None:
        """Take that back."""
        self.progress.total_files -= 1
        self.progress.total_bytes -= size

    def complete(self, name: str, size: int) -> None:
        """Write down that a file has been transferred, and that these bytes of it have not been counted yet."""
        self.result.done.append(name)
        self.result.bytes += size
        self.progress.files += 1
        self.progress.bytes += size

    def fail(self, name: str, error: BaseException) -> None:
        """Write down that a file could not be transferred."""
        self.result.failed.append((name, error))


class Feed:
    """Base of what gives jobs: `next()` returns one, or None while there is none, or when `over`."""

    #: The listings that it needs.
    listings: tuple[ListJob, ...] = ()

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.over = False
        #: Has a job run that follows from one which has ended; set by the engine, while it runs the feed.
        self.add: Callable[[Job], None] | None = None
        #: What ended it early.
        self.error: BaseException | None = None
        config = operation.config
        #: How many requests of all its jobs may be under way at once.
        self.most_under_way = 1
        if config.use_threads:
            is_set = config.get_deep_attr("max_request_concurrency") is not config.UNSET_DEFAULT
            self.most_under_way = config.max_request_concurrency if is_set else _MOST_UNDER_WAY

    def next(self) -> Job | None:
        """Return the next job. Errors of single names are in the result; others end the feed."""
        if self.over:
            return None
        for listing in self.listings:
            if not listing.begun:
                listing.begun = True
                return listing
            if listing.plan.error is not None:
                self.error = listing.plan.error
                self._finish()
                return None
        try:
            return self._next()
        except Exception as error:
            self.error = error
            self._finish()
            return None

    def tell(self) -> None:
        """Tell the program of the progress. Raises what it raises."""
        self.operation.progress.tell()

    def _next(self) -> Job | None:
        raise NotImplementedError

    def _last(self) -> Job | None:
        """Return a job that is left when all entries are through, or None."""
        return None

    def _finish(self) -> None:
        self.over = True
        self.operation.progress.all_known = True


def upload_job(operation: Operation, root: str, entry: Entry, bucket: str, key: str, extra: dict[str, Any]) -> Any:
    """Return what uploads a file below a folder."""
    path = os.path.join(root, *entry.name.split("/"))

    def job() -> Job | None:
        return operation.start(
            entry.name,
            entry.size,
            lambda tell: UploadJob(operation.client, operation.config, tell, FileSource(path), bucket, key, extra),
        )

    return small_upload(operation, path, entry, bucket, key, extra, job) or job()


def download_job(
    operation: Operation, folder: Folder, entry: Entry, bucket: str, prefix: str, extra: dict[str, Any]
) -> Any:
    """Return what downloads an object below a prefix; its file gets the object's time."""
    try:
        folder.claim(entry.name)
    except UnsafeKeyError as error:
        operation.fail(entry.name, error)
        return None
    key = prefix + entry.name

    def make(tell: Tell) -> Job:
        target = FileTarget(folder.path(entry.name), entry.time)
        job = DownloadJob(operation.client, operation.config, tell, target, bucket, key, extra)
        job.known = entry.size, entry.etag or None
        return job

    def job() -> Job | None:
        return operation.start(entry.name, entry.size, make)

    return small_download(operation, folder, entry, bucket, key, extra, job) or job()


class EntriesFeed(Feed):
    """Base of the feeds that go through entries which are at hand, such as those of a walk."""

    def __init__(self, operation: Operation, entries: Callable[[], Iterator[Entry]]) -> None:
        super().__init__(operation)
        self._begin = entries
        self._entries: Iterator[Entry] | None = None

    def _next(self) -> Job | None:
        if self._entries is None:
            self._entries = self._begin()
        for entry in self._entries:
            if entry.error is not None:
                self._unreadable(entry, entry.error)
            elif self.operation.is_wanted(entry.name):
                job = self._job(entry)
                if job is not None:
                    return job
        last = self._last()
        if last is None:
            self._finish()
        return last

    def _job(self, entry: Entry) -> Job | None:
        raise NotImplementedError

    def _unreadable(self, entry: Entry, error: OSError) -> None:
        """Write down that something could not be looked at."""
        self.operation.result.failed.append((entry.name, error))


class UploadFeed(EntriesFeed):
    """Uploads files."""

    def __init__(
        self,
        operation: Operation,
        entries: Callable[[], Iterator[Entry]],
        root: str,
        bucket: str,
        prefix: str,
        extra_args: dict[str, Any],
    ) -> None:
        super().__init__(operation, entries)
        self._root = root
        self._bucket = bucket
        self._prefix = prefix
        self._extra_args = extra_args

    def _job(self, entry: Entry) -> Job | None:
        key = self._prefix + entry.name
        job: Job | None = upload_job(self.operation, self._root, entry, self._bucket, key, self._extra_args)
        return job


class ListingFeed(Feed):
    """Base of the feeds that go through a listing."""

    def __init__(self, operation: Operation, listing: ListJob) -> None:
        super().__init__(operation)
        self._listing = listing
        self.listings = (listing,)

    def _next(self) -> Job | None:
        entries, is_wanted = self._listing.plan.entries, self.operation.is_wanted
        while entries:
            entry = entries.popleft()
            if is_wanted(entry.name):
                job = self._job(entry)
                if job is not None:
                    return job
        if self._listing.exhausted:
            job = self._last()
            if job is None:
                self._finish()
            return job
        return None

    def _job(self, entry: Entry) -> Job | None:
        raise NotImplementedError


class DownloadFeed(ListingFeed):
    """Downloads objects."""

    def __init__(
        self, operation: Operation, listing: ListJob, folder: Folder, bucket: str, prefix: str, extra: dict[str, Any]
    ) -> None:
        super().__init__(operation, listing)
        self._folder = folder
        self._arguments = bucket, prefix, extra
        self._is_made = False

    def _job(self, entry: Entry) -> Job | None:
        if not self._is_made and not self.operation.dry_run:
            self._folder.make()
            self._is_made = True
        if is_marker(entry):
            self.operation.result.skipped.append(entry.name)
            return None
        job: Job | None = download_job(self.operation, self._folder, entry, *self._arguments)
        return job


class CopyFeed(ListingFeed):
    """Copies objects inside of S3."""

    def __init__(
        self,
        operation: Operation,
        listing: ListJob,
        source: tuple[str, str],
        target: tuple[str, str],
        extra_args: dict[str, Any],
    ) -> None:
        super().__init__(operation, listing)
        if source[0] == target[0]:
            operation.leave_out(source[1], target[1])
        self._arguments = source, target, extra_args

    def _job(self, entry: Entry) -> Job | None:
        job: Job | None = copy_job(self.operation, entry, *self._arguments)
        return job


def copy_job(
    operation: Operation, entry: Entry, source: tuple[str, str], target: tuple[str, str], extra: dict[str, Any]
) -> Any:
    """Return the job that copies an object from below one prefix to below another."""
    place = {"Bucket": source[0], "Key": source[1] + entry.name}
    client, config = operation.client, operation.config

    def make(tell: Tell) -> Job:
        job = CopyJob(client, config, tell, client, place, target[0], target[1] + entry.name, extra)
        job.size = entry.size
        return job

    return operation.start(entry.name, entry.size, make)


def is_marker(entry: Entry) -> bool:
    """Return whether an object only stands for a folder, as consoles make them: no file can have its name."""
    return not entry.name or entry.name.endswith("/")
