"""`python -m tests.fuzz [PARSER ...] [--count N] [--seed TEXT] [--show N] [--only NUMBER]`"""

from __future__ import annotations

import argparse
import sys
import time
import warnings

from tests.fuzz.judge import counted, run
from tests.fuzz.targets import TARGETS


def main(arguments: list[str] | None = None) -> int:
    """Run; print a line for each parser, and before it what must not be. Return 1 if there is such."""
    options = _options(arguments)
    warnings.simplefilter("ignore")  # dateutil's, about zones that it has never heard of
    bad = 0
    for name in options.parser or list(TARGETS):
        started = time.process_time()
        numbers = range(options.count) if options.only is None else [options.only]
        counts, faults = counted(run(TARGETS[name], numbers, options.seed))
        for fault in faults[: options.show]:
            print(fault, "\n", flush=True)
        bad += len(faults)
        said = ", ".join(f"{what}: {count}" for what, count in counts.most_common())
        seconds = time.process_time() - started
        print(f"{name}: {counts.total()} inputs, {len(faults)} faults ({seconds:.0f} s); {said}", flush=True)
    return 1 if bad else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Parsers under damaged input.")
    parser.add_argument("parser", nargs="*", choices=[[], *TARGETS], help="which ones; all when none is named")
    parser.add_argument("--count", type=int, default=100_000, help="inputs for each (100,000)")
    parser.add_argument("--seed", default="", help="other inputs")
    parser.add_argument("--show", type=int, default=5, help="how many faults of each are shown (5)")
    parser.add_argument("--only", type=int, help="the input with this number only")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
