"""Lines of `sotalia s3` as whole processes, beside the AWS CLI's and s5cmd's: many small objects each way, a comparison
that finds nothing to do, a listing.

The AWS CLI on PyPI is version 1; version 2, whose command line Sotalia has, takes more.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from .. import measure
from ..contenders import AWSCLI, S5CMD, Rival, Unavailable, forms
from ..measure import FULL, Effort
from ..server import Server
from ..store import BEFORE, Store
from ..table import Line
from ._row import Row
from .transfers._lines import compared_lines, wall_line
from .transfers._rivals import Compared

NAME = "s3_lines"
#: Objects that are copied, their size, and keys that are listed.
COUNT, SIZE, KEYS = 2000, 64 * 1024, 100_000
#: What `--quick` makes of the keys, and how often each line runs.
SHORTER = 10
ROUNDS, SHORT = 3, 1
ROOM = 2**30
#: How many times less CPU than theirs it is to take, and what part of s5cmd's wall time.
TARGETS: dict[str, float | None] = {"aws-cli v1": 6, "s5cmd": 1}
WALL = 1 / 1.2
_ENDING = ".bin"


class _Case(NamedTuple):
    """A line: its name, what it does, the words after `s3`, s5cmd's, and what is made ready before each run."""

    name: str
    what: str
    words: tuple[str, ...]
    theirs: tuple[str, ...]
    prepare: Callable[[], None]


def run(_server: Server, effort: Effort) -> list[Line]:
    """Measure them all."""
    measure.compile_bytecode("sotalia")
    lines: list[Line] = []
    try:
        with Store(ROOM) as store:
            for case in _cases(store, KEYS if effort is FULL else KEYS // SHORTER):
                compared = _compare(store, case, ROUNDS if effort is FULL else SHORT)
                name = f"{NAME}_{case.name}"
                lines += compared_lines(name, case.what, compared, TARGETS)
                if S5CMD.module in compared.results:
                    lines.append(wall_line(name, case.what, compared.results, WALL, "s5cmd"))
    except Unavailable as error:
        return [Line(NAME, "s3 cp, sync, ls", "-", note=f"not measured: {error}")]
    return lines


def _cases(store: Store, keys: int) -> list[_Case]:
    files, got, same = (store.scratch / name for name in ("files", "got", "same"))
    names = [f"{number:05}{_ENDING}" for number in range(COUNT)]
    body = os.urandom(SIZE)
    for folder in (files, store.folder / "many"):
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_bytes(body)
    store.list("many", names, SIZE)
    store.expect(f"up/{name}" for name in names)
    listed = [f"{number // 1000:04}/{number % 1000:04}" for number in range(keys)]
    for name in listed:
        path = same / name
        if name.endswith("0000"):
            path.parent.mkdir(parents=True)
        path.write_bytes(b"same")
        os.utime(path, (BEFORE, BEFORE))
    store.list("same", listed, 4)

    def empty() -> None:
        shutil.rmtree(got, ignore_errors=True)
        got.mkdir()

    def nothing() -> None:
        return

    copy, sync, many = ("cp", "--recursive"), "sync", f"{COUNT:,} x {SIZE // 1024} KiB"
    return [
        _Case("up", f"s3 cp of {many} up", (*copy, str(files), "s3://up/"), ("cp", f"{files}/", "s3://up/"), nothing),
        _Case("down", f"s3 cp of {many} down", (*copy, "s3://many/", str(got)), ("cp", "s3://many/*", f"{got}/"),
              empty),
        _Case("sync", f"s3 sync of {keys:,} unchanged files", (sync, str(same), "s3://same/"),
              (sync, f"{same}/", "s3://same/"), nothing),
        _Case("ls", f"s3 ls of {keys:,} keys", ("ls", "--recursive", "s3://same/"), ("ls", "s3://same/*"), nothing),
    ]  # fmt: skip


def _compare(store: Store, case: _Case, rounds: int) -> Compared:
    own = Path(sysconfig.get_path("scripts")) / "sotalia"
    url = store.url(secure=False)
    more = {"AWS_ENDPOINT_URL": url, "S3_ENDPOINT_URL": url}
    runs = {
        form: partial(_cost, case, [str(own), "s3", *case.words], {**more, **switch})
        for form, switch in forms().items()
    }
    missing = {}
    rivals: dict[str, tuple[Rival, str, tuple[str, ...]]] = {
        "aws-cli v1": (AWSCLI, "aws", ("s3", *case.words)),
        "s5cmd": (S5CMD, "s5cmd", case.theirs),
    }
    for name, (rival, program, words) in rivals.items():
        try:
            command = [str(Path(rival.interpreter()).parent / program), *words]
        except Unavailable as error:
            missing[name] = str(error)
        else:
            runs[name] = partial(_cost, case, command, more)
    return Compared(measure.by_turns(rounds, runs), missing)


def _cost(case: _Case, command: list[str], more: dict[str, str]) -> dict[str, float]:
    case.prepare()
    return measure.process_cost(command, more)


ROW = Row(NAME, "transfers", {}, run)
