"""`python -m benchmarks`: print the table, row by row as it is measured."""

from __future__ import annotations

import argparse
import sys

from .measure import FULL, QUICK
from .rows import ROWS
from .server import Server
from .table import Line, heading, row


def main() -> int:
    """Measure the rows asked for; exit code 1 when one cannot be, or, with `--strict`, when a target is missed."""
    names = [each.NAME for each in ROWS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--rows", nargs="+", choices=names, default=names, metavar="ROW", help=f"of: {', '.join(names)}"
    )
    parser.add_argument("--quick", action="store_true", help="shorter, and so less steady")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a target is missed")
    options = parser.parse_args()
    chosen = [each for each in ROWS if each.NAME in options.rows]
    replies = {name: make() for each in chosen for name, make in each.REPLIES.items()}
    lines: list[Line] = []
    failed: list[str] = []
    with Server(replies) as server:
        print(f"Python {sys.version.split()[0]}; the server is {server.name}; ratios count CPU time\n")
        print(heading())
        for each in chosen:
            try:
                measured = each.run(server, QUICK if options.quick else FULL)
            except RuntimeError as error:
                measured = []
                failed.append(each.NAME)
                print(f"{each.NAME}: {error}", flush=True)
            for line in measured:
                print(row(line.cells()), flush=True)
            lines += measured
    reached, missed = ([line for line in lines if line.reached is verdict] for verdict in (True, False))
    print(f"\n{len(reached)} targets reached, {len(missed)} missed; rows that could not be measured: {len(failed)}")
    return 1 if failed or (missed and options.strict) else 0


if __name__ == "__main__":
    sys.exit(main())
