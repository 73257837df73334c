"""Which objects a line is about, one after the other: what gives the engine its jobs."""

from __future__ import annotations

import os
import stat

from ....transfer.many.feeds import EntriesFeed, ListingFeed
from ....transfer.many.sync import Side, SyncFeed
from ....transfer.many.walk import Entry, SpecialFileError, walk
from .downloads import file_name
from .removals import Removals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ....transfer.jobs import Job
    from ....transfer.many.listing import ListJob
    from .places import Local
    from .transfer import Transfers


class Known(EntriesFeed):
    """Entries that are at hand."""

    def __init__(self, transfers: Transfers, entries: Callable[[], Iterator[Entry]]) -> None:
        super().__init__(transfers, entries)
        self._transfers = transfers
        transfers.feed = self

    def _job(self, entry: Entry) -> Job | None:
        job: Job | None = self._transfers.job(entry)
        return job

    def _last(self) -> Job | None:
        return self._transfers.rest()


class Files(Known):
    """Files of a folder, or a single one."""

    def __init__(self, transfers: Transfers, place: Local, entries: Callable[[], Iterator[Entry]]) -> None:
        super().__init__(transfers, entries)
        self._place = place

    def _unreadable(self, entry: Entry, error: OSError) -> None:
        self._transfers.unreadable(self._place.at(entry.name), error)


class Objects(ListingFeed):
    """The objects of a listing. With `none`, they are listed and left alone, as the AWS CLI does for `s3://bucket`."""

    def __init__(self, transfers: Transfers, listing: ListJob, *, none: bool) -> None:
        super().__init__(transfers, listing)
        self._transfers = transfers
        self._none = none
        transfers.feed = self

    def _job(self, entry: Entry) -> Job | None:
        if self._none:
            return None
        if stands_for_folder(entry) and not isinstance(self._transfers, Removals):
            return None
        job: Job | None = self._transfers.job(entry)
        return job

    def _last(self) -> Job | None:
        return self._transfers.rest()


class Sync(SyncFeed):
    """What `sync` transfers, and what it deletes."""

    def __init__(self, transfers: Transfers, source: Side, target: Side, removals: Removals) -> None:
        values = transfers.values
        super().__init__(
            transfers, source, target, {}, delete=bool(values["delete"]), checksum=bool(values["checksum"])
        )
        self._transfers = transfers
        self._removals = removals
        #: The files of objects whose names are not those of their files.
        self._filled: set[str] = set()
        removals.progress = transfers.progress
        transfers.feed = self

    def _transfer(self, entry: Entry) -> Job | None:
        if self._source.bucket and stands_for_folder(entry):
            return None
        if self._delete and not self._target.bucket:
            name = file_name(entry.name)
            if name != entry.name:
                self._filled.add(name)
        job: Job | None = self._transfers.job(entry)
        return job

    def _is_extra(self, theirs: Entry) -> bool:
        return not (self._target.bucket and stands_for_folder(theirs))

    def _remove(self, name: str) -> Job | None:
        if self._target.bucket:
            return self._removals.add_name(name)
        if name not in self._filled:
            self._removals.remove_file(name, lambda name: self._folder.path(name, make=False))
        return None

    def _unremovable(self, theirs: Entry, error: OSError) -> None:
        self._transfers.unreadable(os.path.join(self._target.root, theirs.name), error)

    def _last(self) -> Job | None:
        return self._removals.rest()

    def _unreadable(self, ours: Entry, error: OSError) -> None:
        self._source.unknown.append(ours.name)
        self._transfers.unreadable(os.path.join(self._source.root, ours.name), error)

    def _differs(self, ours: Entry, theirs: Entry) -> bool:
        values = self._transfers.values
        if values.get("no-overwrite"):
            return False
        if values["checksum"]:
            return super()._differs(ours, theirs)
        if ours.size != theirs.size:
            return True
        is_download = not self._target.bucket
        if values["exact-timestamps"] and is_download:
            return ours.time != theirs.time
        if values["size-only"]:
            return False
        return theirs.time > ours.time if is_download else ours.time > theirs.time


class LocalSide(Side):
    """A local folder that is compared."""

    def __init__(self, root: str, *, follow_links: bool) -> None:
        super().__init__(root=root)
        self._follow_links = follow_links

    def begin(self, is_target: bool) -> None:
        """Begin to walk through the folder; a target that is not there is empty."""
        if is_target and not os.path.exists(self.root):
            self._walk = iter(())
        else:
            self._walk = files_below(self.root, follow_links=self._follow_links)


def files_below(root: str, *, follow_links: bool) -> Iterator[Entry]:
    """Yield the files of a folder; where it cannot be looked at, an entry that says so, which stands for all in it."""
    if not os.path.isdir(root):
        yield Entry("", 0, 0, error=FileNotFoundError(root))
        return
    try:
        yield from walk(root, follow_links=follow_links, tell_special=True)
    except PermissionError as error:
        yield Entry("", 0, 0, error=error)


def stands_for_folder(entry: Entry) -> bool:
    """Return whether an object only stands for a folder, as consoles make them."""
    return not entry.size and (not entry.name or entry.name.endswith("/"))


def single_file(place: Local, *, follow_links: bool) -> Iterator[Entry]:
    """Yield the entry of a single file, unless it is a link and these are not followed."""
    path = place.path
    if not follow_links and os.path.islink(path):
        return
    facts = os.stat(path)
    is_special = not (stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode))
    error: Any = SpecialFileError(path) if is_special else None
    yield Entry(place.last, facts.st_size, facts.st_mtime, error=error)
