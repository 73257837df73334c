"""What is done with one object after the other: its job, what follows from its end, and what is told of it."""

from __future__ import annotations

import errno
import os

from ....errors import ClientError
from ....transfer.jobs import CopyJob, DownloadJob, SingleJob, UploadJob
from ....transfer.many.feeds import DELETED_AT_ONCE, Operation, deletion, deletion_errors
from ....transfer.many.names import Folder
from ....transfer.many.results import TransferProgress, TransferResult
from ....transfer.many.small import small_download, small_upload
from ....transfer.many.walk import SpecialFileError
from ....transfer.sources import FileSource
from ....transfer.targets import FileTarget, target_of
from . import requests
from .places import Local, Remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....core.keyed import KeyRequests
    from ....transfer.config import TransferConfig
    from ....transfer.jobs import Job
    from ....transfer.many.feeds import Feed
    from ....transfer.many.walk import Entry
    from ....transfer.targets import Target
    from .cases import Cases
    from .report import Report

    Tell = Callable[[int], Any] | None

#: From this size on, it is told how far a single object is.
_WATCHED = 256 * 1024
#: The largest object that S3 stores, as the AWS CLI has it.
_LARGEST = 5 * 1024**3 * 10_000
_ARCHIVES = ("GLACIER", "DEEP_ARCHIVE")
#: Up to so many objects are deleted one by one, as the AWS CLI does; more of them by the thousand.
_FEW = 20


class Item:
    """One object's turn: what is done, from where to where as messages say it, and its bytes, if they are known."""

    __slots__ = ("_moved", "_of", "size", "source", "target", "then", "verb")

    def __init__(
        self,
        of: Transfers,
        verb: str,
        source: str,
        target: str | None,
        size: int,
        then: Callable[[], Job | None] | None = None,
    ) -> None:
        self._of = of
        self.verb = verb
        self.source = source
        self.target = target
        self.size = size
        #: What is done when it has ended well.
        self.then = then
        self._moved = 0

    def places(self) -> str:
        """Return where it comes from, and where it goes to."""
        return self.source if self.target is None else f"{self.source} to {self.target}"

    def move(self, count: int) -> None:
        """Count bytes that have been transferred."""
        self._moved += count
        self._of.progress.bytes += count

    def complete(self) -> bool:
        """Count the bytes that have not been counted yet; return whether any had been."""
        had_some = self._moved > 0
        self.move(self.size - self._moved)
        return had_some


class Transfers(Operation):
    """Base of the kinds. `job` returns what is to be done about an entry."""

    verb = ""

    def __init__(
        self,
        values: dict[str, Any],
        client: Any,
        config: TransferConfig,
        report: Report,
        is_wanted: Callable[[str], bool],
    ) -> None:
        progress = TransferProgress(report.update)
        super().__init__(client, config, TransferResult(), progress, is_wanted, bool(values["dryrun"]))
        self.values = values
        self.report = report
        self.moves = False
        #: Whether there was an object at all.
        self.seen = False
        #: What gives its jobs to the engine.
        self.feed: Feed | None = None

    def job(self, entry: Entry) -> Any:
        """Return what is to be done about an entry, a job or a request that stands ready; None for nothing.

        What is left out is told.
        """
        raise NotImplementedError

    def rest(self) -> Job | None:
        """Return a job that is left when all entries are through, or None."""
        return None

    def _run(
        self,
        make: Callable[[Tell], Job],
        source: str,
        target: str | None,
        size: int,
        *,
        then: Callable[[], Job | None] | None = None,
    ) -> Job | None:
        """Return the job that `make` makes."""
        item = Item(self, "move" if self.moves else self.verb, source, target, size, then if self.moves else None)
        progress = self.progress
        self.seen = True
        if self.dry_run:
            self.report.would(item)
            return None
        progress.total_files += 1
        progress.total_bytes += size
        try:
            job = make(item.move if size >= _WATCHED else None)
        except (OSError, ValueError) as error:
            self._ended(item, error)
            return None
        job.on_end = lambda: self._follow(item, job)
        return job

    def _follow(self, item: Item, job: Job) -> None:
        """Do what follows from the end of an object's job."""
        error = job.error
        if error is None and item.then is not None:
            try:
                sequel = item.then()
            except OSError as failure:
                error = failure
            else:
                if sequel is not None:
                    item.then = None
                    sequel.on_end = lambda: self._follow(item, sequel)
                    self._add(sequel)
                    return
        self._ended(item, error)

    def complete(self, name: str, size: int) -> None:
        """Tell that a small object has been transferred."""
        self._ended(self._item(name, size), None)

    def fail(self, name: str, error: BaseException) -> None:
        """Tell that a small object could not be transferred."""
        self._ended(self._item(name, 0), error)

    def _item(self, name: str, size: int) -> Item:
        raise NotImplementedError

    def _add(self, job: Job) -> None:
        assert self.feed is not None
        assert self.feed.add is not None
        self.feed.add(job)

    def _ended(self, item: Item, error: BaseException | None) -> None:
        """Tell the end of an object's turn."""
        if error is not None and not isinstance(error, Exception):
            return  # an interruption, which is told once
        had_some = item.complete()
        if item.size and (error is None or had_some or self._was_sent(error)):
            self.report.moved(self.progress)
        self.progress.files += 1
        if error is None:
            self.report.done(item)
        elif not self._is_refused(error):
            self._failed(item, error)

    def _failed(self, item: Item, error: BaseException) -> None:
        self.report.fail(item, error)

    def _was_sent(self, error: Exception) -> bool:
        """Return whether an object's bytes had been sent when it failed."""
        return False

    def _is_refused(self, error: Exception) -> bool:
        """Return whether S3 has refused to overwrite what is there, as `--no-overwrite` wants it."""
        if not self.values.get("no-overwrite") or not isinstance(error, ClientError):
            return False
        return bool(error.response.get("Error", {}).get("Code") == "PreconditionFailed")

    def unreadable(self, path: str, error: OSError) -> None:
        """Warn of a file, or a folder, that cannot be looked at."""
        if isinstance(error, SpecialFileError):
            why = "File is character special device, block special device, FIFO, or socket."
        elif isinstance(error, FileNotFoundError):
            why = "File does not exist."
        else:
            why = "File/Directory is not readable."
        self.report.warn(f"Skipping file {path}. {why}")

    def _is_archived(self, entry: Entry, source: str, what: str) -> bool:
        """Return whether an object is left out since it is archived, which is told."""
        if entry.storage_class not in _ARCHIVES or self.values.get("force-glacier-transfer"):
            return False
        if not self.values.get("ignore-glacier-warnings"):
            self.report.warn(
                f"Skipping file {source}. Object is of storage class GLACIER. Unable to perform {what} operations on "
                "GLACIER objects. You must restore the object to be able to perform the operation. See aws s3 "
                f"{what} help for additional parameter options to ignore or force these transfers."
            )
        return True

    def _removal(self, client: Any, place: Remote, entry: Entry) -> Job:
        """Return the job that deletes an object which has been moved."""
        params = {"Bucket": place.bucket, "Key": place.at(entry.name), **requests.delete_arguments(self.values)}
        return SingleJob(client, self.config, "delete_object", params)


class Uploads(Transfers):
    """Uploads files."""

    verb = "upload"

    def __init__(self, source: Local, target: Remote, *args: Any) -> None:
        super().__init__(*args)
        self._source = source
        self._target = target
        checks = self.client.meta.config.request_checksum_calculation == "when_supported"
        self._arguments = requests.upload_arguments(self.values, with_checksum=checks)
        self._guesses = self.values.get("guess-mime-type") is not False and "ContentType" not in self._arguments
        self._types = requests.MediaTypes()
        #: Media type → how the requests of small files are made: these differ in keys and bodies only.
        self._by_kind: dict[str | None, dict[str, KeyRequests]] = {}

    def job(self, entry: Entry) -> Any:
        """Return what uploads a file."""
        name, extra = entry.name, self._arguments
        path = self._source.at(name)
        shown = self._source.shown(name)
        if entry.size > _LARGEST:
            self.report.warn(f"File {shown} exceeds s3 upload limit of 48.8 TiB.")
        kind = self._types.of(path) if self._guesses else None
        if kind is not None:
            extra = {**extra, "ContentType": kind}
        bucket, key = self._target.bucket, self._target.at(name)

        def make(tell: Tell) -> Job:
            if path.endswith(os.sep):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
            return UploadJob(self.client, self.config, tell, FileSource(path), bucket, key, extra)

        def remove() -> None:
            _remove_unchanged(path, entry)

        def job() -> Job | None:
            return self._run(make, shown, self._target.shown(name), entry.size, then=remove)

        if self.moves:
            return job()
        self.requests = self._by_kind.setdefault(kind, {})
        return small_upload(self, path, entry, bucket, key, extra, job) or job()

    def _item(self, name: str, size: int) -> Item:
        return Item(self, self.verb, self._source.shown(name), self._target.shown(name), size)

    def _failed(self, item: Item, error: BaseException) -> None:
        if isinstance(error, PermissionError) and not self.moves:
            self.unreadable(os.path.abspath(error.filename or item.source), error)
        else:
            super()._failed(item, error)

    def _was_sent(self, error: Exception) -> bool:
        return isinstance(error, ClientError)


def _remove_unchanged(path: str, entry: Entry) -> None:
    """Remove a file that has been uploaded, unless it has changed since. Raises OSError."""
    facts = os.stat(path)
    if (facts.st_size, facts.st_mtime) != (entry.size, entry.time):
        raise OSError("The file was uploaded, but it has changed meanwhile, so it was not removed.")
    os.remove(path)


class Downloads(Transfers):
    """Downloads objects. Files get the objects' times."""

    verb = "download"

    def __init__(self, source: Remote, target: Local, *args: Any) -> None:
        super().__init__(*args)
        self._source = source
        self._target = target
        self._arguments = requests.download_arguments(self.values)
        self._folder = Folder(target.path)
        self._is_made = False
        #: The names of all files, where two objects must not go to one since both would be deleted.
        self._files: set[str] = set()
        #: Names that are under way, without their case, where that matters.
        self.cases: Cases | None = None

    def job(self, entry: Entry) -> Any:
        """Return what downloads an object."""
        source = self._source
        shown = source.shown(entry.name)
        if self._is_archived(entry, shown, self.verb):
            return None
        name = file_name(entry.name)
        if not name or ".." in name.split("/"):
            self.report.warn(f"Skipping file {entry.name}. File references a parent directory.")
            return None
        path = self._target.at(name)
        if self.values.get("no-overwrite") and os.path.exists(path):
            return None
        if self.cases is not None and not self.cases.begin(name, shown, path):
            return None
        bucket, key = source.bucket, source.at(entry.name)
        is_taken = name in self._files
        if self.moves:
            self._files.add(name)

        def make(tell: Tell) -> Job:
            if is_taken:
                raise FileExistsError(errno.EEXIST, "Another object has been moved to the same file", path)
            if self._target.holds:
                target: Target = FileTarget(self._made(name), entry.time)
            else:
                target = _single_target(path, entry.time)
            job = DownloadJob(self.client, self.config, tell, target, bucket, key, self._arguments)
            job.known = entry.size, entry.etag or None
            return job

        def remove() -> Job:
            return self._removal(self.client, source, entry)

        def job() -> Job | None:
            made = self._run(make, shown, self._target.shown(name), entry.size, then=remove)
            if self.cases is not None and made is not None:
                made.on_end = self.cases.ending(name, made.on_end)
            return made

        if self.moves or self.cases is not None or not self._target.holds or self.dry_run:
            return job()
        self._make_folder()
        return small_download(self, self._folder, entry, bucket, key, self._arguments, job) or job()

    def _item(self, name: str, size: int) -> Item:
        return Item(self, self.verb, self._source.shown(name), self._target.shown(name), size)

    def _made(self, name: str) -> str:
        """Return the path for a name, after making the folders that it needs."""
        self._make_folder()
        return self._folder.path(name)

    def _make_folder(self) -> None:
        if not self._is_made:
            self._folder.make()
            self._is_made = True


def file_name(name: str) -> str:
    """Return the name of the file for an object's: without parts that are no names of files."""
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _single_target(path: str, time: float) -> Target:
    """Return the target for a path that the user wrote, after making the folders that it needs."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    target = target_of(path)
    return FileTarget(path, time) if isinstance(target, FileTarget) else target


class Copies(Transfers):
    """Copies objects inside of S3."""

    verb = "copy"

    def __init__(self, source: Remote, target: Remote, source_client: Any, *args: Any) -> None:
        super().__init__(*args)
        self._source = source
        self._target = target
        self._source_client = source_client
        self._arguments = requests.copy_arguments(self.values)
        self._needs_metadata = requests.needs_metadata(self.values, self._arguments)
        #: What HeadObject has told of the only object there is.
        self.head: dict[str, Any] | None = None

    def job(self, entry: Entry) -> Job | None:
        """Return the job that copies an object, or looks at its metadata first."""
        source, target, name = self._source, self._target, entry.name
        shown = source.shown(name)
        if self._is_archived(entry, shown, self.verb):
            return None
        place = {"Bucket": source.bucket, "Key": source.at(name)}

        def copy(tell: Tell, extra: dict[str, Any]) -> Job:
            clients = self._source_client, place
            job = CopyJob(self.client, self.config, tell, *clients, target.bucket, target.at(name), extra)
            job.size = entry.size
            return job

        def make(tell: Tell) -> Job:
            if not self._needs_metadata:
                return copy(tell, self._arguments)
            if self.head is not None:
                return copy(tell, requests.with_metadata(self._arguments, self.head))
            return SingleJob(self._source_client, self.config, "head_object", {**place, **self._head_arguments()})

        def remove() -> Job:
            return self._removal(self._source_client, source, entry)

        job = self._run(make, shown, target.shown(name), entry.size, then=remove)
        if isinstance(job, SingleJob):
            self._copy_after(job, lambda extra: copy(None, extra))
        return job

    def _head_arguments(self) -> dict[str, Any]:
        return requests.head_arguments(self.values, of_copy=True)

    def _copy_after(self, look: SingleJob, copy: Callable[[dict[str, Any]], Job]) -> None:
        """Have a look at an object's metadata followed by the copy, whose end is what the look's end would be."""
        on_end = look.on_end

        def go_on() -> None:
            assert on_end is not None
            if look.error is not None:
                on_end()
                return
            job = copy(requests.with_metadata(self._arguments, look.reply))

            def end() -> None:
                look.error = job.error
                on_end()

            job.on_end = end
            self._add(job)

        look.on_end = go_on


class Removals(Transfers):
    """Deletes objects, or the files of a folder: for `rm`, and for what `sync --delete` finds."""

    verb = "delete"

    def __init__(self, place: Local | Remote, *args: Any) -> None:
        super().__init__(*args)
        self._place = place
        self._arguments = requests.delete_arguments(self.values)
        self._waiting: list[str] = []
        self._in_batches = False

    def job(self, entry: Entry) -> Job | None:
        """Return a job, if it is time for one."""
        return self.add_name(entry.name)

    def add_name(self, name: str) -> Job | None:
        """Take the name of an object; return a job if it is time for one."""
        self.seen = True
        if self.dry_run:
            self.report.would(self._item(name))
            return None
        self._waiting.append(name)
        self._in_batches = self._in_batches or len(self._waiting) > _FEW
        return self._batch() if len(self._waiting) >= DELETED_AT_ONCE else None

    def rest(self) -> Job | None:
        """Return a job for names that are left, or None."""
        if not self._waiting:
            return None
        return self._batch() if self._in_batches else self._single(self._waiting.pop(0))

    def _item(self, name: str, size: int = 0) -> Item:
        return Item(self, self.verb, self._place.shown(name), None, size)

    def _single(self, name: str) -> Job:
        assert isinstance(self._place, Remote)
        params = {"Bucket": self._place.bucket, "Key": self._place.at(name), **self._arguments}
        job = SingleJob(self.client, self.config, "delete_object", params)
        self.progress.total_files += 1
        job.on_end = lambda: self._ended(self._item(name), job.error)
        return job

    def _batch(self) -> Job:
        assert isinstance(self._place, Remote)
        names, self._waiting = self._waiting, []
        keys = list(map(self._place.at, names))
        job = deletion(self.client, self.config, self._place.bucket, keys, self._arguments)
        self.progress.total_files += len(names)

        def on_end() -> None:
            for name, error in zip(names, deletion_errors(job, keys), strict=True):
                self._ended(self._item(name), error)

        job.on_end = on_end
        return job

    def remove_file(self, name: str, path: Callable[[str], str]) -> None:
        """Remove a file at once."""
        item = self._item(name)
        if self.dry_run:
            self.report.would(item)
            return
        self.progress.total_files += 1
        try:
            os.remove(path(name))
        except (OSError, ValueError) as error:
            self._ended(item, error)
        else:
            self._ended(item, None)
