"""Files that are uploaded, one after the other."""

from __future__ import annotations

import errno
import os

from ....errors import ClientError
from ....transfer.jobs import UploadJob
from ....transfer.many.small import small_upload
from ....transfer.sources import FileSource
from . import requests
from .transfer import Item, Transfers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....core.keyed import KeyRequests
    from ....transfer.jobs import Job
    from ....transfer.many.walk import Entry
    from .places import Local, Remote
    from .transfer import Tell


#: The largest object that S3 stores, as the AWS CLI has it.
_LARGEST = 5 * 1024**3 * 10_000


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
