"""Making one side like the other: both are gone through in the same order, and compared entry by entry.

Sides are local folders or prefixes. An entry that only the source has, or that differs, is transferred; one that only
the target has is deleted where that is asked for.

Laws:
- nothing is deleted before the source has been gone through whole: a listing may break off, or turn out to be in
  another order than that of its keys (SeaweedFS has `a/x` before `a.txt`), so that what seemed to be missing comes
  later. Where it comes late it is transferred, needed or not;
- where a part of the source could not be looked at, nothing below it is deleted: what is unknown is not absent.
"""

from __future__ import annotations

import os
from hashlib import md5

from ..limits import part_size
from ..targets import is_kept
from .deletions import Deletions
from .feeds import Feed, Operation, copy_job, download_job, is_marker, upload_job
from .names import Folder, spelling
from .results import Names
from .walk import Entry, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..jobs import Job
    from .listing import ListJob

#: How many bytes are hashed at once.
_PIECE = 1024 * 1024


class Side:
    """One side: a local folder (`root`), or a prefix of a bucket with its `listing`."""

    def __init__(self, root: str = "", bucket: str = "", prefix: str = "", listing: ListJob | None = None) -> None:
        self.root = root
        self.bucket = bucket
        self.prefix = prefix
        self.listing = listing
        self.unknown: list[str] = []
        self._walk: Iterator[Entry] | None = None
        self._ahead: Entry | None = None
        self._last: bytes | None = None
        #: Whether the entry that comes next should have come before, and whether any should have.
        self.is_late = False
        self.was_late = False

    def peek(self) -> Entry | None:
        """Return the next entry without taking it; None while it is not known, or at the end (see `ended`)."""
        if self._ahead is None:
            self._ahead = self._advance()
        return self._ahead

    def take(self) -> None:
        """Take the next entry."""
        self._ahead = None

    @property
    def ended(self) -> bool:
        """Whether there are no more entries."""
        if self._ahead is not None:
            return False
        return self.listing.exhausted if self.listing is not None else self._walk is None

    def begin(self, is_target: bool) -> None:
        """Begin to walk through a folder. Raises FileNotFoundError for a source that is not there."""
        if self.listing is None:
            self._walk = iter(()) if is_target and not os.path.exists(self.root) else walk(self.root)

    def is_unknown(self, name: str) -> bool:
        """Return whether the name is below something that could not be looked at."""
        return any(name.startswith(start) for start in self.unknown)

    def _advance(self) -> Entry | None:
        if self.listing is not None:
            entries = self.listing.plan.entries
            entry = entries.popleft() if entries else None
        else:
            entry = None if self._walk is None else next(self._walk, None)
            if entry is None:
                self._walk = None
        if entry is not None:
            self.is_late = self._last is not None and entry.order <= self._last
            if self.is_late:
                self.was_late = True
            else:
                self._last = entry.order
        return entry


class SyncFeed(Feed):
    """Transfers what differs, and deletes what only the target has, if that is asked for."""

    def __init__(
        self,
        operation: Operation,
        source: Side,
        target: Side,
        extra_args: dict[str, Any],
        *,
        delete: bool,
        checksum: bool,
    ) -> None:
        super().__init__(operation)
        if source.bucket and source.bucket == target.bucket:
            operation.leave_out(source.prefix, target.prefix)
        self._source = source
        self._target = target
        self._extra_args = extra_args
        self._delete = delete
        self._checksum = checksum
        self._folder = Folder(target.root)
        self._is_begun = False
        #: With `delete`: what the source has, and what the target seems to have more.
        self._seen = Names()
        self._extra = Names()
        #: What waits until a file is deleted that stands where it needs a folder.
        self._blocked: list[Entry] = []
        #: A folder, relative to the target, that no file stands in the way of.
        self._free = ""
        self._rest: Iterator[Job | None] | None = None
        self.listings = tuple(side.listing for side in (source, target) if side.listing is not None)
        self._deletions = Deletions(operation, target.bucket, target.prefix, extra_args)

    def _next(self) -> Job | None:
        source, target, operation = self._source, self._target, self.operation
        if not self._is_begun:
            self._is_begun = True
            source.begin(is_target=False)
            target.begin(is_target=True)
            if not target.bucket and not operation.dry_run:
                self._folder.make()
        while True:
            ours, theirs = source.peek(), target.peek()
            if (ours is None and not source.ended) or (theirs is None and not target.ended):
                return None  # a page is on its way
            if ours is None and theirs is None:
                return self._end()
            job = self._compare(ours, theirs)
            if job is not None:
                return job

    def _compare(self, ours: Entry | None, theirs: Entry | None) -> Job | None:
        """Deal with the entry that comes first; return a job for it, or None."""
        operation = self.operation
        if ours is not None and theirs is not None and ours.order == theirs.order:
            self._source.take()
            self._target.take()
            if self._delete:
                self._seen.append(ours.name)
            if ours.error is not None:
                self._unreadable(ours, ours.error)
            elif operation.is_wanted(ours.name):
                if self._differs(ours, theirs):
                    return self._transfer(ours)
                operation.result.skipped.append(ours.name)
        elif ours is not None and (theirs is None or self._comes_first(ours, theirs)):
            self._source.take()
            if self._delete:
                self._seen.append(ours.name)
            if ours.error is not None:
                self._unreadable(ours, ours.error)
            elif operation.is_wanted(ours.name):
                if self._delete and not self._target.bucket and self._is_blocked(ours.name):
                    self._blocked.append(ours)
                else:
                    return self._transfer(ours)
        else:
            assert theirs is not None
            self._target.take()
            is_wanted = self._delete and operation.is_wanted(theirs.name)
            if is_wanted and self._is_extra(theirs) and not self._is_kept(theirs):
                if theirs.error is None:
                    self._extra.append(theirs.name)
                else:
                    self._unremovable(theirs, theirs.error)
        return None

    def _comes_first(self, ours: Entry, theirs: Entry) -> bool:
        if self._source.is_late or self._target.is_late:
            return self._source.is_late
        return ours.order < theirs.order

    def _is_extra(self, theirs: Entry) -> bool:
        """Return whether an entry that the source does not have is to be deleted."""
        # A folder of files has no objects that only stand for folders.
        return self._source.bucket != "" or not self._target.bucket or theirs.size > 0 or not is_marker(theirs)

    def _is_kept(self, theirs: Entry) -> bool:
        """Return whether an entry is no file of the folder's, but what a download goes on from."""
        return not self._target.bucket and is_kept(theirs.name.rpartition("/")[2])

    def _is_blocked(self, name: str) -> bool:
        """Return whether a file stands where the name needs a folder."""
        folder = name.rpartition("/")[0]
        if folder == self._free:  # as of most names that follow each other
            return False
        parts = folder.split("/")
        above = (os.path.join(self._target.root, *parts[:count]) for count in range(1, len(parts) + 1))
        if any(map(os.path.isfile, above)):
            return True
        self._free = folder
        return False

    def _end(self) -> Job | None:
        """Deal with what is left when both sides have been gone through; return a job, or None when that is done."""
        if self._rest is None:
            self._rest = self._left()
        for job in self._rest:
            if job is not None:
                return job
        job = self._last()
        if job is None:
            self._finish()
        return job

    def _left(self) -> Iterator[Job | None]:
        kept = set(self._seen) if self._source.was_late or self._target.was_late else ()
        files = set(map(spelling, self._seen)) if self._folder.ignores_case else ()
        for name in self._extra:
            if name not in kept and not self._source.is_unknown(name) and not (files and spelling(name) in files):
                yield self._remove(name)
        for entry in self._blocked:
            yield self._transfer(entry)

    def _unreadable(self, ours: Entry, error: OSError) -> None:
        """Write down that something could not be looked at."""
        self._source.unknown.append(ours.name)
        self.operation.result.failed.append((ours.name, error))

    def _differs(self, ours: Entry, theirs: Entry) -> bool:
        if ours.size != theirs.size:
            return True
        if not self._checksum:
            return ours.time > theirs.time
        if self._source.bucket and self._target.bucket:
            return ours.etag != theirs.etag
        remote, side, local = (theirs, self._source, ours) if self._target.bucket else (ours, self._target, theirs)
        path = os.path.join(side.root, *local.name.split("/"))
        chunk = part_size(self.operation.config.multipart_chunksize, local.size)
        return remote.etag.strip('"') != file_etag(path, chunk, in_parts="-" in remote.etag)

    def _transfer(self, entry: Entry) -> Job | None:
        source, target, operation = self._source, self._target, self.operation
        job: Job | None
        if not source.bucket:
            job = upload_job(operation, source.root, entry, target.bucket, target.prefix + entry.name, self._extra_args)
        elif target.bucket:
            places = (source.bucket, source.prefix), (target.bucket, target.prefix)
            job = copy_job(operation, entry, *places, self._extra_args)
        elif is_marker(entry):
            operation.result.skipped.append(entry.name)
            job = None
        else:
            job = download_job(operation, self._folder, entry, source.bucket, source.prefix, self._extra_args)
        return job

    def _last(self) -> Job | None:
        return self._deletions.rest()

    def _remove(self, name: str) -> Job | None:
        """Delete what only the target has; return a job, if it is time for one."""
        if self._target.bucket:
            return self._deletions.add(name)
        result = self.operation.result
        try:
            if not self.operation.dry_run:
                os.unlink(self._folder.path(name, make=False))
        except (OSError, ValueError) as error:
            result.failed.append((name, error))
        else:
            result.deleted.append(name)
        return None

    def _unremovable(self, theirs: Entry, error: OSError) -> None:
        """Write down that something could not be looked at which only the target has."""
        self.operation.result.failed.append((theirs.name, error))


def file_etag(path: str, chunk: int, *, in_parts: bool) -> str:
    """Return the ETag of an unencrypted object with a file's bytes, uploaded whole or in parts of `chunk` bytes."""
    digests = []
    with open(path, "rb", buffering=0) as file:
        while True:
            digest = md5(usedforsecurity=False)
            left, read = (chunk if in_parts else -1), 0
            while left and (piece := file.read(min(_PIECE, left) if left > 0 else _PIECE)):
                digest.update(piece)
                read += len(piece)
                left -= len(piece) if left > 0 else 0
            if not in_parts:
                return digest.hexdigest()
            if not read:
                break
            digests.append(digest.digest())
    return f"{md5(b''.join(digests), usedforsecurity=False).hexdigest()}-{len(digests)}"
