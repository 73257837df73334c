"""The requests of a scan in several segments."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Arguments that the plan sets, so that the caller must not.
_OWN = ("ExclusiveStartKey", "Segment", "TableName", "TotalSegments")


class Segments:
    """The plan of a scan: `total` segments, of which `workers` are read at a time."""

    __slots__ = ("_scan", "total", "workers")

    def __init__(self, table_name: str, total: int, workers: int, scan: dict[str, Any]) -> None:
        for name, value in (("segments", total), ("workers", workers)):
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise ValueError(f"{name} must be a whole number from 1 on, not {value!r}.")
        for name in _OWN:
            if name in scan:
                raise TypeError(f"A scan in segments sets {name} by itself; leave it out.")
        self.total = total
        self.workers = min(workers, total)
        self._scan = {"TableName": table_name, **scan}

    def first(self, segment: int) -> dict[str, Any]:
        """Return the arguments of `scan` for a segment's first page."""
        return {**self._scan, "Segment": segment, "TotalSegments": self.total}

    def after(self, request: dict[str, Any], page: dict[str, Any]) -> dict[str, Any] | None:
        """Return the arguments for the page after this one, or None if it is the last."""
        last = page.get("LastEvaluatedKey")
        return {**request, "ExclusiveStartKey": last} if last else None
