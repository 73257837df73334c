"""Many small objects: a folder of them up and down, plain and over TLS. Figures are for one object."""

from __future__ import annotations

from functools import partial
from itertools import product
from pathlib import Path

from ...contenders import Unavailable
from ...measure import FULL, Effort
from ...server import Server
from ...store import Store
from ...table import Line
from .._row import Row
from . import _rivals
from ._lines import compared_lines, rounds, wall_line
from ._rivals import Job, Maker, compare

NAME = "transfer_many"
COUNT = 10_000
SIZE = 16 * 1024
#: What `--quick` makes of them.
SHORTER = 10
ROOM = 2**30
RIVALS: dict[str, Maker] = {
    "boto3": _rivals.boto3,
    "awscrt": _rivals.awscrt,
    "obstore blocking": partial(_rivals.obstore, "blocking"),
    "obstore awaited": partial(_rivals.obstore, "awaited"),
    "s5cmd": _rivals.s5cmd,
    "rclone": _rivals.rclone,
}
#: How many times less than each Sotalia is to take; over TLS, where part of it is the same for all, than obstore.
TARGETS: dict[str, float | None] = {"boto3": 20, "awscrt": 6, "obstore": 1.18, "s5cmd": 3, "rclone": 3}
OVER_TLS = {"obstore": 1.11}
WALL = 1.0


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure it."""
    count = COUNT if effort is FULL else COUNT // SHORTER
    try:
        with Store(ROOM) as store:
            return _measure(store, effort, count)
    except Unavailable as error:
        return [Line(NAME, f"{count:,} x 16 KiB", "-", note=f"not measured: {error}")]


def _measure(store: Store, effort: Effort, count: int) -> list[Line]:
    lines = []
    folder, names = _make_files(store, count)
    for way, secure in product(("up", "down"), (False, True)):
        place = folder if way == "up" else store.scratch / "got"
        key = "in/" if way == "up" else "out/"
        job = Job(f"{way}_many", "many", key, place, count, count * SIZE, secure, names)
        compared = compare(store, job, RIVALS, rounds(effort))
        name = f"{NAME}_{way}" + ("_tls" if secure else "")
        what = f"{count:,} x 16 KiB {way}" + (", TLS" if secure else "")
        lines += compared_lines(name, what, compared, TARGETS | (OVER_TLS if secure else {}))
        lines.append(wall_line(name, what, compared.results, WALL))
    return lines


def _make_files(store: Store, count: int) -> tuple[Path, str]:
    """Make the files, and objects like them; return their folder, and the file with their names."""
    names = [f"{number:06}" for number in range(count)]
    folder, objects = store.scratch / "files", store.folder / "many" / "out"
    objects.mkdir(parents=True)
    folder.mkdir()
    for number, name in enumerate(names):
        data = number.to_bytes(8, "big") * (SIZE // 8)
        (folder / name).write_bytes(data)
        (objects / name).write_bytes(data)
    store.list("many", [f"out/{name}" for name in names], SIZE)
    listed = store.scratch / "names"
    listed.write_text("\n".join(names))
    return folder, str(listed)


ROW = Row(NAME, "transfers", {}, run)
