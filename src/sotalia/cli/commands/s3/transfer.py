"""What is done with one object after the other: its job, what follows from its end, and what is told of it."""

from __future__ import annotations

from ....errors import ClientError
from ....transfer.jobs import SingleJob
from ....transfer.many.feeds import Operation
from ....transfer.many.results import TransferProgress, TransferResult
from ....transfer.many.walk import SpecialFileError
from . import requests

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....transfer.config import TransferConfig
    from ....transfer.jobs import Job
    from ....transfer.many.feeds import Feed
    from ....transfer.many.walk import Entry
    from .places import Remote
    from .report import Report

    Tell = Callable[[int], Any] | None

#: From this size on, it is told how far a single object is.
_WATCHED = 256 * 1024
_ARCHIVES = ("GLACIER", "DEEP_ARCHIVE")


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
