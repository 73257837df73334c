"""What runs are kept as: `benchmarks.json` with every figure; made of that, for people, `benchmarks.md` and `.svg`.

Each section is of one run, which may be another one than that of its neighbours: a run of everything takes hours.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
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


class Section(NamedTuple):
    """The lines of a section: when they were measured (a day), on what and with what."""

    date: str
    machine: str
    versions: str
    lines: list[Line]
    quick: bool = False


#: Sections by their names.
Report = Mapping[str, Section]


def report(lines: Mapping[str, list[Line]], server: str, *, quick: bool) -> Report:
    """Return the report of lines that were measured just now, here, by section."""
    date, machine, versions = datetime.datetime.now(datetime.UTC).date().isoformat(), _machine(), _versions(server)
    return {name: Section(date, machine, versions, found, quick) for name, found in lines.items()}


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
    lines = [line for section in told.values() for line in section.lines]
    texts = {
        "json": json.dumps(_plain(told), indent=1) + "\n",
        "md": document(told),
        "svg": picture.draw(lines, f"{_all_in_short(told)}. 'make bench' measures all of it again."),
    }
    paths = []
    for kind, text in texts.items():
        path = folder / f"{NAME}.{kind}"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def _in_short(section: Section) -> str:
    kind = "a short, unsteady run" if section.quick else "measured"
    return f"{kind[0].upper()}{kind[1:]} on {section.date}, {section.versions.partition(',')[0]}, {section.machine}"


def _all_in_short(told: Report) -> str:
    """Return the same of what the picture shows."""
    return "; ".join(dict.fromkeys(_in_short(section) for name, section in told.items() if name in picture.SECTIONS))


def read(folder: Path) -> Report:
    """Return the report that was written into a folder."""
    plain = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    return {name: Section(**each | {"lines": [_line(line) for line in each["lines"]]}) for name, each in plain.items()}


def _plain(told: Report) -> dict[str, Any]:
    lines = {name: [_plain_line(line) for line in section.lines] for name, section in told.items()}
    return {name: section._asdict() | {"lines": lines[name]} for name, section in told.items()}


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

A ratio says how many times less Sotalia takes than what stands beside it: the median over turns of a tenth of a second,
which both take one after the other against a server on the same machine that answers at once. CPU time is that of the
client's whole process (user and system), not the server's; wall time is shown beside it. What a line promises is its
*target*. `make bench` measures all of it again, `make bench ARGS="--sections transfers"` one section;
[benchmarks/](../benchmarks/) has the rows.
"""


def document(told: Report) -> str:
    """Return the tables in Markdown."""
    parts = [_INTRODUCTION]
    for name, title in SECTIONS.items():
        section = told.get(name)
        if section is not None and section.lines:
            measured = f"{_in_short(section)}, with {section.versions.partition(', ')[2]}."
            parts.append(f"## {title}\n\n{measured}\n\n" + "\n".join(_table(section.lines)) + "\n")
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
