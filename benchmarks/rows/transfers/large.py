"""One large object: up and down, plain and over TLS; and what Sotalia takes of memory for it."""

from __future__ import annotations

from functools import partial
from itertools import product
from pathlib import Path

from ...contenders import PURE, Unavailable
from ...measure import FULL, Effort, median
from ...server import Server
from ...store import Store
from ...table import Line, kibibytes, limit_line
from .._row import Row
from . import _rivals
from ._lines import compared_lines, rounds, wall_line
from ._rivals import Job, Maker, compare

NAME = "transfer_large"
MIB = 2**20
SIZE = 2048 * MIB
#: What `--quick` makes of it, and what memory is compared with.
SHORTER = 8
#: How many copies of the object there are: the client's, the server's, and the one that is written.
COPIES = 3
#: How many times less than each Sotalia is to take; by direction, and whether it is over TLS. rclone asks after uploads
#: in parts for what the store does not have.
TARGETS: dict[tuple[str, bool], dict[str, float | None]] = {
    ("up", False): {"boto3": 2, "awscrt": None, "obstore": 1.18, "s5cmd": 2},
    ("up", True): {"boto3": 2.5, "awscrt": 1.82, "obstore": 1.54, "s5cmd": 2.5},
    ("down", False): {"boto3": 2, "awscrt": 1.25, "obstore": 1.05, "s5cmd": 1.25, "rclone": 1.05},
    ("down", True): {"boto3": 2, "awscrt": 1.11, "obstore": 1.43, "s5cmd": 1, "rclone": None},
}
MAKERS: dict[str, Maker] = {
    "boto3": _rivals.boto3,
    "awscrt": _rivals.awscrt,
    "obstore": partial(_rivals.obstore, "blocking"),
    "s5cmd": _rivals.s5cmd,
    "rclone": _rivals.rclone,
}
#: How many times as quick as boto3, and as the quickest.
WALL_BOTO3, WALL_BEST = 1.3, 0.9
#: KiB beyond an idle client, and how much more for an object that is so many times larger.
MEMORY = 80 * 1024.0
FLAT = 8 * 1024.0


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    size = SIZE if effort is FULL else SIZE // SHORTER
    try:
        with Store(COPIES * size + size // 2) as store:
            return _measure(store, effort, size)
    except Unavailable as error:
        return [Line(NAME, shown(size), "-", note=f"not measured: {error}")]


def _measure(store: Store, effort: Effort, size: int) -> list[Line]:
    lines = []
    file = make_object(store, size, "large")
    small = make_object(store, size // SHORTER, "smaller")
    for way, secure in product(("up", "down"), (False, True)):
        targets = TARGETS[way, secure]
        name = f"{NAME}_{way}" + ("_tls" if secure else "")
        what = f"{shown(size)} {way}" + (", TLS" if secure else "")
        job = job_of(store, way, file, size, secure=secure)
        makers = {rival: MAKERS[rival] for rival in targets}
        compared = compare(store, job, makers, rounds(effort), both=False)
        lines += compared_lines(name, what, compared, targets)
        lines.append(wall_line(f"{name}_boto3", what, compared.results, WALL_BOTO3, "boto3"))
        lines.append(wall_line(f"{name}_best", what, compared.results, WALL_BEST))
        if not secure:
            peak = median(compared.results[PURE], "peak")
            lesser = job_of(store, way, small, size // SHORTER)
            lesser_peak = median(compare(store, lesser, {}, rounds(effort), both=False).results[PURE], "peak")
            lines.append(limit_line(f"{name}_memory", f"{what}: memory beyond idle", peak, MEMORY, kibibytes))
            than = f"{what}: more than {shown(size // SHORTER)} takes"
            lines.append(limit_line(f"{name}_flat", than, peak - lesser_peak, FLAT, kibibytes))
    return lines


def job_of(store: Store, way: str, file: Path, size: int, *, secure: bool = False) -> Job:
    """Return the job that transfers an object, `up` or `down`."""
    place = file if way == "up" else store.scratch / "got"
    return Job(way, "large", file.name, place, size=size, secure=secure)


def make_object(store: Store, size: int, name: str) -> Path:
    """Make a file and an object of the same bytes; return the file, which has the object's name."""
    block = bytes(range(256)) * (MIB // 256)
    file, stored = store.scratch / name, store.folder / "large" / name
    for path in (file, stored):
        with path.open("wb") as target:
            for _ in range(size // MIB):
                target.write(block)
    return file


def shown(size: int) -> str:
    """Return a size as lines say it."""
    return f"{size // 2**30} GiB" if size >= 2**30 else f"{size // MIB} MiB"


ROW = Row(NAME, "transfers", {}, run)
