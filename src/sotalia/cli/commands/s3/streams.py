"""Transfers from standard input and to standard output."""

from __future__ import annotations

import sys

from ....transfer.config import TransferConfig
from ....transfer.jobs import DownloadJob, UploadJob
from ....transfer.limits import part_size
from ....transfer.sources import StreamSource
from ....transfer.targets import StreamTarget
from . import requests
from .places import STREAM
from .transfer import Transfers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....transfer.jobs import Job
    from ....transfer.many.walk import Entry
    from .places import Remote
    from .transfer import Item


class Incoming(Transfers):
    """Uploads standard input."""

    verb = "upload"

    def __init__(self, target: Remote, *args: Any) -> None:
        super().__init__(*args)
        self._target = target
        self._arguments = requests.upload_arguments(self.values, with_checksum=True)
        expected = self.values.get("expected-size")
        if expected:
            # A stream whose length is known gets parts that are large enough for all of it.
            size = part_size(self.config.multipart_chunksize, int(expected))
            self.config = TransferConfig(
                multipart_threshold=self.config.multipart_threshold,
                multipart_chunksize=size,
                max_concurrency=self.config.max_request_concurrency,
                max_bandwidth=self.config.max_bandwidth,
            )

    def job(self, entry: Entry) -> Job | None:
        """Return the job that uploads it."""
        target = self._target
        bucket, key = target.bucket, target.at(entry.name)

        def make(tell: Callable[[int], Any] | None) -> Job:
            source = StreamSource(sys.stdin.buffer.read)
            return UploadJob(self.client, self.config, tell, source, bucket, key, self._arguments)

        return self._run(make, STREAM, target.shown(entry.name), 0)


class Outgoing(Transfers):
    """Downloads an object to standard output; with `looks`, its size is asked for first, as the AWS CLI does."""

    verb = "download"

    def __init__(self, source: Remote, *args: Any, looks: bool) -> None:
        super().__init__(*args)
        self._source = source
        self._arguments = requests.download_arguments(self.values)
        self._looks = looks

    def job(self, entry: Entry) -> Job | None:
        """Return the job that downloads it."""
        source = self._source
        place = source.bucket, source.at(entry.name)

        def make(tell: Callable[[int], Any] | None) -> Job:
            target = StreamTarget(sys.stdout.buffer)
            job = DownloadJob(self.client, self.config, tell, target, *place, self._arguments)
            job.ask_first = self._looks
            return job

        return self._run(make, source.shown(entry.name), STREAM, 0)

    def _failed(self, item: Item, error: BaseException) -> None:
        if isinstance(error, BrokenPipeError):
            raise error  # nobody reads any more
        super()._failed(item, error)
