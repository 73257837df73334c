"""The objects below a prefix, page by page. The next page is asked for while the last one is used up.

A listing is whole, or an error: what a listing leaves out, a sync may delete on the other side. So a page must say
whether it is the last one, and one that is not must say how to go on (stores that know ListObjects only do not).
"""

from __future__ import annotations

from collections import deque

from ...errors import PaginationError
from ..jobs import Job
from ..plan.base import Piece, Plan
from .walk import Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..config import TransferConfig

#: With fewer entries than this at hand, the next page is asked for.
_ENOUGH = 1000


class ListPlan(Plan):
    """One page after the other; `entries` are those that nobody has taken yet.

    With `sorts`, all are read, and sorted, before there is the first: for buckets that list in no order.

    Ends with PaginationError where a page does not say that it is the last one, nor how to go on.
    """

    def __init__(
        self, bucket: str, prefix: str, extra_args: dict[str, Any], names_from: int, *, sorts: bool = False
    ) -> None:
        super().__init__()
        self._params = {"Bucket": bucket, "Prefix": prefix, **extra_args}
        self._prefix_length = names_from
        self._more = True
        self.entries: deque[Entry] = deque()
        self._unsorted: list[Entry] | None = [] if sorts else None

    def _next(self) -> Piece | None:
        if not self._more or self._under_way or len(self.entries) >= _ENOUGH:
            return None
        return Piece("list_objects_v2", dict(self._params))

    def _done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        token, again = reply.get("NextContinuationToken"), reply.get("IsTruncated")
        if again is None or (again and (not token or token == self._params.get("ContinuationToken"))):
            self.fail(_not_whole(self._params, token, again))
            return
        length, take = self._prefix_length, (self.entries if self._unsorted is None else self._unsorted).append
        for found in reply.get("Contents", ()):
            time = found["LastModified"].timestamp() if "LastModified" in found else 0.0
            name = found["Key"][length:]
            entry = Entry(name, found.get("Size", 0), time, found.get("ETag", ""))
            entry.storage_class = found.get("StorageClass", "")
            take(entry)
        self._more = bool(again)
        if self._more:
            self._params["ContinuationToken"] = token
        else:
            self.finished = True
            if self._unsorted is not None:
                self._unsorted.sort(key=lambda entry: entry.order)
                self.entries.extend(self._unsorted)
                self._unsorted = None


def _not_whole(params: Mapping[str, Any], token: str | None, again: bool | None) -> PaginationError:
    if again is None:
        why = "the reply to ListObjectsV2 does not say whether it is the last one (IsTruncated)"
    elif not token:
        why = "the reply to ListObjectsV2 says that there is more, but not where (NextContinuationToken)"
    else:
        why = f"the same next token was received twice: {token}"
    return PaginationError(message=f"{why}, so the objects of {params['Bucket']} are not all known")


class ListJob(Job):
    """Lists the objects below a prefix. Names are what keys have behind it, or from `names_from` on.

    `sorts`: see the plan.
    """

    plan: ListPlan

    def __init__(
        self,
        client: Any,
        config: TransferConfig,
        bucket: str,
        prefix: str,
        extra_args: dict[str, Any],
        names_from: int | None = None,
        *,
        sorts: bool = False,
    ) -> None:
        super().__init__(client, config, None)
        start = len(prefix) if names_from is None else names_from
        self.plan = ListPlan(bucket, prefix, extra_args, start, sorts=sorts)
        self.begun = False

    def begin(self) -> None:
        """Do nothing: the plan is there."""
        self.begun = True

    @property
    def hungry(self) -> bool:
        """Whether it is time for the next page."""
        return not self.plan.finished and not self.under_way and len(self.plan.entries) < _ENOUGH

    @property
    def exhausted(self) -> bool:
        """Whether all entries have been taken."""
        return self.plan.finished and not self.plan.entries
