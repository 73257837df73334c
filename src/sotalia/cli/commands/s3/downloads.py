"""Objects that are downloaded, one after the other."""

from __future__ import annotations

import errno
import os

from ....transfer.jobs import DownloadJob
from ....transfer.many.names import Folder
from ....transfer.many.small import small_download
from ....transfer.targets import FileTarget, target_of
from . import requests
from .transfer import Item, Transfers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....transfer.jobs import Job
    from ....transfer.many.walk import Entry
    from ....transfer.targets import Target
    from .cases import Cases
    from .places import Local, Remote
    from .transfer import Tell


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
