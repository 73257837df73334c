"""`python -m tests.speed [--count N] [--seed N] [--only TEXT]`: the readers in C beside those in Python."""

from __future__ import annotations

import argparse
import sys
import time
import warnings

from sotalia import _speed
from tests.speed.twins import differences, twins


def main() -> int:
    """Run, print what differs, and return 1 if anything does."""
    parser = argparse.ArgumentParser(prog="python -m tests.speed", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="inputs in all (100,000)")
    parser.add_argument("--seed", type=int, default=0, help="other inputs")
    parser.add_argument("--only", default="", help="only twins whose names begin like this")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # dates that name no zone
    if _speed.readers() is None:
        print(f"the readers are {_speed.said()}")
        return 1
    pairs = [pair for pair in twins() if pair.name.startswith(options.only)]
    started = time.process_time()
    taken = left = shown = 0
    step = 10_000
    for start in range(0, options.count, step):
        done = differences(pairs, range(start, min(start + step, options.count)), options.seed)
        taken, left = taken + done[0], left + done[1]
        for fault in done[2]:
            shown += 1
            print(fault, flush=True)
    seconds = time.process_time() - started
    print(f"{taken + left} inputs, {taken} taken by C, {shown} read otherwise in Python ({seconds:.0f} s of CPU)")
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main())
