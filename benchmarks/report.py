"""What a run is kept as: `benchmarks.json` with every figure; made of that, for people, `benchmarks.md` and `.svg`."""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from . import picture
from .contenders import RIVALS
from .table import SHOWS, Line, Ours, times, typeset

DOCS = Path(__file__).parent.parent / "docs"
NAME = "benchmarks"
SECTIONS = {
    "calls": "Calls",
    "asyncio": "Calls in asyncio",
    "starts": "New processes",
    "sizes": "Memory and disk",
    "transfers": "Transfers",
    "soak": "Many calls on bad days",
}


class Report(NamedTuple):
    """A run: when (a day), on what and with what, and its lines by section."""

    date: str
    machine: str
    versions: str
    lines: dict[str, list[Line]]
    quick: bool = False


def report(lines: dict[str, list[Line]], server: str, *, quick: bool) -> Report:
    """Return the report of lines that were measured just now, here."""
    return Report(datetime.datetime.now(datetime.UTC).date().isoformat(), _machine(), _versions(server), lines, quick)


def _machine() -> str:
    kind = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        kind = names[0] if names else kind
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{kind}, {os.cpu_count()} cores, {platform.system()} {kernel}"


def _versions(server: str) -> str:
    import pycurl

    curl = str(pycurl.version).split()[1].replace("/", " ")
    packages = ("sotalia", "boto3", "botocore", "pycurl", "orjson")
    ours = ", ".join(f"{name} {version(name)}" for name in packages)
    rivals = ", ".join(rival.requirement.replace("==", " ") for rival in RIVALS)
    return f"Python {platform.python_version()}, {ours}, {curl}; {rivals}; the server is {server}"


def write(told: Report, folder: Path) -> list[Path]:
    """Write the three files into a folder, which is made if need be; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for section in told.lines.values() for line in section]
    texts = {
        "json": json.dumps(_plain(told), indent=1) + "\n",
        "md": document(told),
        "svg": picture.draw(lines, f"{_in_short(told)}. 'make bench' measures all of it again."),
    }
    paths = []
    for kind, text in texts.items():
        path = folder / f"{NAME}.{kind}"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def _in_short(told: Report) -> str:
    kind = "a short, unsteady run" if told.quick else "measured"
    return f"{kind[0].upper()}{kind[1:]} on {told.date}, {told.versions.partition(',')[0]}, {told.machine}"


def read(folder: Path) -> Report:
    """Return the report that was written into a folder."""
    plain = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    lines = {section: [_line(each) for each in found] for section, found in plain.pop("lines").items()}
    return Report(lines=lines, **plain)


def _plain(told: Report) -> dict[str, Any]:
    lines = {name: [_plain_line(line) for line in section] for name, section in told.lines.items()}
    return told._asdict() | {"lines": lines}


def _plain_line(line: Line) -> dict[str, Any]:
    forms = {kind: ours._asdict() for kind in ("pure", "speed") if (ours := getattr(line, kind))}
    (show,) = [name for name, function in SHOWS.items() if function is line.show]
    return {key: value for key, value in (line._asdict() | forms | {"show": show}).items() if value not in (None, "")}


def _line(plain: dict[str, Any]) -> Line:
    forms: dict[str, Any] = {kind: Ours(**plain[kind]) for kind in ("pure", "speed") if kind in plain}
    return Line(**plain | forms | {"show": SHOWS[plain["show"]]})


_INTRODUCTION = """# What Sotalia costs

<!-- Written by `make bench`; do not edit. -->

![CPU time of calls and of new processes, and memory, Sotalia beside boto3 and the asyncio clients](benchmarks.svg)

{measured}, with {versions}.

A ratio says how many times less Sotalia takes than what stands beside it: the median over turns of a tenth of a second,
which both take one after the other against a server on the same machine that answers at once. CPU time is that of the
client's whole process (user and system), not the server's; wall time is shown beside it. What a line promises is its
*target*. `make bench` measures all of it again; [benchmarks/](../benchmarks/) has the rows.
"""


def document(told: Report) -> str:
    """Return the tables in Markdown."""
    parts = [_INTRODUCTION.format(measured=_in_short(told), versions=told.versions.partition(", ")[2])]
    for name, title in SECTIONS.items():
        lines = told.lines.get(name)
        if lines:
            parts.append(f"## {title}\n\n" + "\n".join(_table(lines)) + "\n")
    return "\n".join(parts)


def _table(lines: list[Line]) -> Iterator[str]:
    fast = any(line.speed for line in lines)
    timed = any(line.their_wall for line in lines)
    head = ["what", "beside", *_times("its", "its wall", timed), *_times("Sotalia", "wall", timed), "ratio", "target"]
    head += [*_times("`sotalia[speed]`", "wall", timed), "ratio", "target"] if fast else []
    yield _row(head)
    yield _row([":--", ":--", *["--:"] * (len(head) - 2)])
    for line in lines:
        cells = [line.what.strip(), "" if line.rival == "-" else line.rival]
        cells += _times(_said(line, line.theirs), _said(line, line.their_wall), timed)
        cells += _ours(line, line.pure, timed, line.note)
        cells += _ours(line, line.speed, timed) if fast else []
        yield _row(cells)


def _times(cpu: str, wall: str, timed: bool) -> list[str]:
    return [cpu, wall] if timed else [cpu]


def _said(line: Line, figure: float | None) -> str:
    return "" if figure is None else typeset(line.show(figure))


def _ours(line: Line, ours: Ours | None, timed: bool, note: str = "") -> list[str]:
    if ours is None:
        return [*_times(note, "", timed), "", ""]
    ratio = f"**{typeset(times(ours.ratio))}**" if ours.ratio else ""
    target = ""
    if ours.target is not None:
        target = f"≤ {line.show(ours.target)}" if ours.limited else typeset(f"{ours.target:g} x")
        target += "" if ours.reached else " (missed)"
    return [*_times(_said(line, ours.figure), _said(line, ours.wall), timed), ratio, target]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
