"""Runs the suites; see the package."""

from __future__ import annotations

import argparse
import sys

from tests.compat.suites.places import CannotBeHadError, prepared
from tests.compat.suites.report import HEAD, Comparison, listed
from tests.compat.suites.runs import kept_or_run
from tests.compat.suites.table import SUITES


def main(words: list[str]) -> int:
    """Run the suites named in `words` (default: all), with the arguments for pytest behind `--`."""
    words, arguments = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    parser = argparse.ArgumentParser(
        prog="python -m tests.compat.suites", description=sys.modules["tests.compat.suites"].__doc__
    )
    parser.add_argument("names", nargs="*", metavar="suite")
    parser.add_argument("--alone", action="store_true", help="leave botocore's installed files aside")
    parser.add_argument("--fresh", action="store_true", help="run the suites on boto3 again, too")
    parser.add_argument("--kept", action="store_true", help="only compare what former runs have left")
    options = parser.parse_args(words)
    unknown = set(options.names) - set(SUITES)
    if unknown:
        print(f"There is no suite {', '.join(sorted(unknown))}: {', '.join(SUITES)}", file=sys.stderr)
        return 2
    side = "alone" if options.alone else "Sotalia"
    lines, faults = [], False
    for name in options.names or SUITES:
        suite = SUITES[name]
        if options.alone and suite.botocore_files is not None:
            lines.append(f"{name:<26}  not run: {suite.botocore_files}")
            continue
        try:
            place = prepared(suite.source)
        except CannotBeHadError as error:
            lines.append(f"{name:<26}  not run: {error}")
            continue
        boto3 = kept_or_run(name, suite, "boto3", arguments, place, fresh=options.fresh)
        sotalia = kept_or_run(name, suite, side, arguments, place, fresh=not options.kept)
        found = Comparison(name, boto3, sotalia, side, listed().get(name, []))
        lines += [found.row, *found.details()]
        if not arguments:
            lines += [f"  listed without need: {pattern}" for pattern in found.without_need]
        faults = faults or bool(found.unexplained) or not (boto3.finished and sotalia.finished)
    print(HEAD, *lines, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
