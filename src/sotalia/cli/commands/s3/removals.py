"""Objects and files that are deleted."""

from __future__ import annotations

import os

from ....transfer.jobs import SingleJob
from ....transfer.many.deletions import DELETED_AT_ONCE, deletion, deletion_errors, goes_alone
from . import requests
from .places import Remote
from .transfer import Item, Transfers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....transfer.jobs import Job
    from ....transfer.many.walk import Entry
    from .places import Local


#: Up to so many objects are deleted one by one, as the AWS CLI does; more of them by the thousand.
_FEW = 20


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
        if goes_alone(self._place.at(name)):
            return self._single(name)
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
