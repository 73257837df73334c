"""`s3 cat`, `s3 du` and `s3 tree`, which the AWS CLI does not have: looking at what is in a bucket."""

from __future__ import annotations

import sys

from ....transfer.many.results import TransferProgress
from ....transfer.many.walk import Entry
from ....transfer.running import run_feed
from ...faults import FAILED, SUCCESS
from . import requests
from .feeds import Known
from .globs import is_glob, matcher
from .places import Remote
from .report import Report
from .run import config_of, result_of
from .sizes import human_size
from .streams import Outgoing
from .urls import split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...context import Context

_BRANCH, _LAST, _DOWN, _PAST = "├── ", "└── ", "│   ", "    "


def objects_below(context: Context, bucket: str, prefix: str, values: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the keys that begin with a prefix, each with its size."""
    request = {"Bucket": bucket, "Prefix": prefix, **requests.list_arguments(values)}
    settings = {"PageSize": request.pop("MaxKeys")} if "MaxKeys" in request else {}
    pages = context.client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(**request, PaginationConfig=settings):
        for entry in page.get("Contents", ()):
            yield entry["Key"], entry["Size"]


# ------------------------------------------------------------ cat


def cat(context: Context, values: dict[str, Any]) -> int:
    """Print objects, one after the other."""
    requests.read_values(values)
    report = Report(only_errors=True)
    return result_of(_Cat(context, values, report), report)


class _Cat:
    def __init__(self, context: Context, values: dict[str, Any], report: Report) -> None:
        self._context = context
        self._values = {"dryrun": None, **values}
        self._report = report
        self.progress = TransferProgress(None)
        self._places = [split_url(url) for url in values["paths"]]

    def run(self) -> None:
        """Print all of them. Raises what ends it early."""
        client, config = self._context.client("s3"), config_of(self._context)
        for bucket, glob in self._places:
            for key in self._keys(bucket, glob):
                place = Remote(bucket, key, holds=False)
                shared = self._values, client, config, self._report, lambda name: True
                printing = Outgoing(place, *shared, looks=False)
                run_feed(client, Known(printing, lambda: iter((Entry("", 0, 0),))))
        sys.stdout.flush()

    def _keys(self, bucket: str, glob: str) -> list[str]:
        if not is_glob(glob):
            return [glob]
        matches, fixed = matcher(glob)
        return [key for key, _ in objects_below(self._context, bucket, fixed, self._values) if matches(key)] or [glob]


# ------------------------------------------------------------ du


def du(context: Context, values: dict[str, Any]) -> int:
    """Print how many bytes, and how many objects, there are below each folder."""
    bucket, prefix = split_url(values["path"], needs_scheme=False)
    depth = values["depth"]
    sums: dict[str, list[int]] = {}
    total = sums[""] = [0, 0]
    for key, size in objects_below(context, bucket, prefix, values):
        parts = key[len(prefix) :].split("/")[:-1]
        folder = ""
        total[0] += size
        total[1] += 1
        for part in parts[:depth]:
            folder += f"{part}/"
            of_folder = sums.setdefault(folder, [0, 0])
            of_folder[0] += size
            of_folder[1] += 1
    for folder in [*sorted(filter(None, sums)), ""]:
        size, count = sums[folder]
        shown = human_size(size) if values["human-readable"] else str(size)
        sys.stdout.write(f"{shown:>10} {count:>9}  s3://{bucket}/{prefix}{folder}\n")
    return SUCCESS if total[1] or not prefix else FAILED


# ------------------------------------------------------------ tree


def tree(context: Context, values: dict[str, Any]) -> int:
    """Print folders and objects as a tree."""
    bucket, prefix = split_url(values["path"], needs_scheme=False)
    root: dict[str, Any] = {}
    for key, size in objects_below(context, bucket, prefix, values):
        *folders, name = key[len(prefix) :].split("/")
        place = root
        for folder in folders:
            place = place.setdefault(f"{folder}/", {})
        if name:
            place[name] = size
    sys.stdout.write(f"s3://{bucket}/{prefix}\n")
    counts = [0, 0]
    sys.stdout.writelines(_branches(root, "", values["depth"], bool(values["human-readable"]), counts))
    sys.stdout.write(f"\n{counts[0]} folders, {counts[1]} objects\n")
    return SUCCESS if root or not prefix else FAILED


def _branches(place: dict[str, Any], before: str, depth: int | None, human: bool, counts: list[int]) -> Iterator[str]:
    for at, (name, inside) in enumerate(place.items()):
        is_last = at == len(place) - 1
        is_folder = isinstance(inside, dict)
        counts[0 if is_folder else 1] += 1
        size = f"  {human_size(inside)}" if human and not is_folder else ""
        yield f"{before}{_LAST if is_last else _BRANCH}{name}{size}\n"
        if is_folder and (depth is None or depth > 1):
            deeper = None if depth is None else depth - 1
            yield from _branches(inside, before + (_PAST if is_last else _DOWN), deeper, human, counts)
