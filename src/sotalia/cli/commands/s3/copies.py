"""Objects that are copied inside of S3, one after the other."""

from __future__ import annotations

from ....transfer.jobs import CopyJob, SingleJob
from . import requests
from .transfer import Transfers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....transfer.jobs import Job
    from ....transfer.many.walk import Entry
    from .places import Remote
    from .transfer import Tell


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
