"""`python -m benchmarks`: print the table, row by row as it is measured, and keep it.

Whole sections are kept in docs/, as a document, a picture, and JSON; those of a short run, or of chosen rows, in
benchmarks/.cache/docs/, so that each section in docs/ has nothing but steady figures of one run.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from .contenders import CACHE
from .measure import FULL, QUICK, Effort
from .report import DOCS, SECTIONS, read, report, write
from .rows import ROWS
from .rows._row import Row
from .server import Server
from .table import Line, heading, row


def main() -> int:
    """Measure the rows asked for; exit code 1 when one cannot be, or, with `--strict`, when a target is missed."""
    names = [each.name for each in ROWS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--rows", nargs="+", choices=names, default=names, metavar="ROW", help=f"of: {', '.join(names)}"
    )
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="of these, all rows")
    parser.add_argument("--quick", action="store_true", help="shorter, and so less steady")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a target is missed")
    parser.add_argument("--draw", action="store_true", help="measure nothing: draw what docs/benchmarks.json has")
    options = parser.parse_args()
    if options.draw:
        print(*write(read(DOCS), DOCS), sep="\n")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends, too
    chosen = [each for each in ROWS if each.name in options.rows and each.section in options.sections]
    with Server({name: make() for each in chosen for name, make in each.replies.items()}) as server:
        print(f"Python {sys.version.split()[0]}; the server is {server.name}; ratios count CPU time\n")
        lines, failed = _measure(chosen, server, QUICK if options.quick else FULL)
    verdicts = [ours.reached for found in lines.values() for line in found for ours in (line.pure, line.speed) if ours]
    missed = verdicts.count(False)
    print(f"\n{verdicts.count(True)} targets reached, {missed} missed; rows that could not be measured: {len(failed)}")
    told = report(lines, server.name, quick=options.quick)
    torn = {each.section for each in ROWS if each not in chosen or each.name in failed}
    whole = {name: section for name, section in told.items() if name not in torn and not options.quick}
    if whole:
        print(*write({**read(DOCS), **whole}, DOCS), sep="\n")
    if len(whole) < len(told):
        print(*write(told, CACHE / "docs"), sep="\n")
    return 1 if failed or (missed and options.strict) else 0


def _measure(chosen: Sequence[Row], server: Server, effort: Effort) -> tuple[dict[str, list[Line]], list[str]]:
    """Return the lines by section, and the names of rows that could not be measured."""
    lines: dict[str, list[Line]] = {}
    failed: list[str] = []
    print(heading())
    for each in chosen:
        try:
            measured = each.run(server, effort)
        except RuntimeError as error:
            measured = []
            failed.append(each.name)
            print(f"{each.name}: {error}", flush=True)
        for line in measured:
            print(row(line.cells()), flush=True)
        lines.setdefault(each.section, []).extend(measured)
    return lines, failed


if __name__ == "__main__":
    sys.exit(main())
