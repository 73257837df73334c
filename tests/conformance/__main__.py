"""`python -m tests.conformance`: every operation of every service, through boto3 and through Sotalia.

Prints a table for each section, per protocol and in all: what was compared and what was equal; before it each
difference with both sides.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import boto3
import botocore

from tests.conformance.accepted import Accepted
from tests.conformance.parity import Finding, Tally
from tests.conformance.worker import SECTIONS, Job, isolate, section, work


class Results:
    """What the sections found so far."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def add(self, name: str, tally: Tally, seconds: float) -> None:
        self.tallies.setdefault(name, Tally()).add(tally)
        self.seconds[name] += seconds

    @property
    def findings(self) -> list[Finding]:
        return [finding for tally in self.tallies.values() for finding in tally.findings]


def main(arguments: list[str] | None = None) -> int:
    """Compare; return 1 when there are differences that are not accepted."""
    options = _options(arguments)
    isolate()
    available = boto3.Session().get_available_services()
    sections = [] if options.everywhere else list(options.sections)
    started, results = time.monotonic(), Results()
    for done in _done(
        [
            Job(name, options.seeds, sections, options.everywhere)
            for name in _largest_first(options.service or available)
        ],
        options.processes,
    ):
        for name, tally, seconds in done:
            for finding in _open(tally.findings)[: max(0, options.show - len(_open(results.findings)))]:
                print(finding, "\n", flush=True)
            results.add(name, tally, seconds)
    _report(results)
    if not options.service and set(sections) == set(SECTIONS):
        _name_unmet(results.findings)
    print(f"\n{time.monotonic() - started:.0f} s")
    return 1 if _open(results.findings) else 0


def _largest_first(services: Sequence[str]) -> list[str]:
    """Services in the order that keeps all processes busy to the end."""
    data = Path(botocore.__file__).parent / "data"
    return sorted(services, key=lambda name: -max(path.stat().st_size for path in data.glob(f"{name}/*/service-2*")))


def _done(jobs: Sequence[Job], processes: int) -> Iterator[list[tuple[str, Tally, float]]]:
    if processes == 1:
        yield from map(work, jobs)
        return
    # A worker is replaced now and then, since both libraries remember every model they have read.
    with multiprocessing.get_context("spawn").Pool(processes, isolate, maxtasksperchild=60) as pool:
        yield from pool.imap_unordered(work, jobs)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("service", nargs="*", help="services to compare (default: all)")
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=SECTIONS, help="what to compare")
    parser.add_argument(
        "--everywhere", action="store_true", help="only compare where calls go, from all regions and in all variants"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2], help="seeds of the parameters and replies")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=40, help="how many differences to print in full")
    return parser.parse_args(arguments)


def _open(findings: Sequence[Finding]) -> list[Finding]:
    """Those that nothing accepts."""
    return [finding for finding in findings if finding.reason is None]


def _report(results: Results) -> None:
    kinds = Counter((each.service, each.difference.what) for each in _open(results.findings))
    for (service, what), count in kinds.most_common():
        print(f"{count:6} {service} {what}")
    for name, tally in results.tallies.items():
        _table(name, tally, section(name).COLUMNS)
        print(f"{'':20}{results.seconds[name]:.0f} s of CPU")
    accepted = Counter(finding.reason for finding in results.findings if finding.reason is not None)
    print()
    for reason, count in accepted.most_common():
        print(f"{count:6} on purpose: {reason}")


def _name_unmet(findings: Sequence[Finding]) -> None:
    """Say which accepted differences are there no more, or did not come up."""
    met = {finding.reason for finding in findings}
    for table in Accepted.read().tables:
        if table["reason"] not in met:
            print(f"never met: {table['reason']}")


def _table(name: str, tally: Tally, columns: Sequence[str]) -> None:
    print(f"\n{name:20}" + "".join(f"{column:>18}" for column in columns))
    for protocol in [*sorted({protocol for protocol, _ in tally.counts}), "all"]:
        counts = [
            sum(count for (row, kind), count in tally.counts.items() if kind == column and protocol in (row, "all"))
            for column in columns
        ]
        print(f"{protocol:20}" + "".join(f"{count:18,}" for count in counts))


if __name__ == "__main__":
    sys.exit(main())
