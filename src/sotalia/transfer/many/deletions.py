"""Deleting many objects, a thousand with one request.

That names them in an XML document: keys which XML cannot hold, or changes on the way (a carriage return), go alone,
with the key in the URL.
"""

from __future__ import annotations

from ...wire.xmltext import is_plain
from .. import arguments
from ..jobs import SingleJob
from .feeds import ListingFeed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..config import TransferConfig
    from ..jobs import Job
    from .feeds import Operation
    from .listing import ListJob
    from .walk import Entry

#: How many keys one DeleteObjects takes.
DELETED_AT_ONCE = 1000


class DeleteFeed(ListingFeed):
    """Deletes objects, a thousand with one request."""

    def __init__(
        self, operation: Operation, listing: ListJob, bucket: str, prefix: str, extra_args: dict[str, Any]
    ) -> None:
        super().__init__(operation, listing)
        self._batches = Deletions(operation, bucket, prefix, extra_args)

    def _job(self, entry: Entry) -> Job | None:
        return self._batches.add(entry.name)

    def _last(self) -> Job | None:
        return self._batches.rest()


class Deletions:
    """Collects names to delete."""

    def __init__(self, operation: Operation, bucket: str, prefix: str, extra_args: dict[str, Any]) -> None:
        self._operation = operation
        self._bucket = bucket
        self._prefix = prefix
        self._extra_args = arguments.only(extra_args, arguments.DELETE_ARGS)
        self._names: list[str] = []

    def add(self, name: str) -> Job | None:
        """Add a name; return a job if there are enough for one, or if it goes alone."""
        if self._operation.dry_run:
            self._operation.result.deleted.append(name)
            return None
        if goes_alone(self._prefix + name):
            return self._single(name)
        self._names.append(name)
        return self.rest() if len(self._names) >= DELETED_AT_ONCE else None

    def rest(self) -> Job | None:
        """Return a job for those that are left, or None."""
        names, self._names = self._names, []
        if not names:
            return None
        operation = self._operation
        keys = [self._prefix + name for name in names]
        job = deletion(operation.client, operation.config, self._bucket, keys, self._extra_args)

        def on_end() -> None:
            for name, error in zip(names, deletion_errors(job, keys), strict=True):
                self._ended(name, error)

        job.on_end = on_end
        return job

    def _single(self, name: str) -> Job:
        operation = self._operation
        params = {"Bucket": self._bucket, "Key": self._prefix + name, **self._extra_args}
        job = SingleJob(operation.client, operation.config, "delete_object", params)
        job.on_end = lambda: self._ended(name, job.error)
        return job

    def _ended(self, name: str, error: BaseException | None) -> None:
        result = self._operation.result
        if error is None:
            result.deleted.append(name)
        else:
            result.failed.append((name, error))


def goes_alone(key: str) -> bool:
    """Return whether an object cannot be deleted together with others, because of its key."""
    return not is_plain(key.encode("utf-8", "surrogatepass"))


def deletion(
    client: Any, config: TransferConfig, bucket: str, keys: list[str], extra_args: dict[str, Any]
) -> SingleJob:
    """Return the job that deletes up to a thousand objects with one request."""
    delete = {"Objects": [{"Key": key} for key in keys], "Quiet": True}
    return SingleJob(client, config, "delete_objects", {"Bucket": bucket, "Delete": delete, **extra_args})


def deletion_errors(job: SingleJob, keys: list[str]) -> Iterator[BaseException | None]:
    """Yield, for each key of such a job that has ended, why it was not deleted, or None.

    A failure that names no key may be any key's.
    """
    failures = {} if job.error is not None else {entry.get("Key"): entry for entry in job.reply.get("Errors", ())}
    for key in keys:
        failure = failures.get(key) or failures.get(None)
        yield job.error if failure is None else _refusal(failure)


def _refusal(failure: dict[str, Any]) -> Exception:
    from ...errors import ClientError

    error = {"Code": failure.get("Code", "Unknown"), "Message": failure.get("Message", "")}
    return ClientError({"Error": error}, "DeleteObjects")
