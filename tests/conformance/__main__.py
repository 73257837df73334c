"""`python -m tests.conformance`: every operation of every service, through boto3 and through Sotalia.

Prints, per protocol and in all, what was compared and what was equal, then each difference with both sides.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import boto3

from tests.conformance.accepted import Accepted
from tests.conformance.parity import Tally
from tests.conformance.worker import compare_job, endpoints_job, isolate

COLUMNS = ("operations", "requests", "requests equal", "replies", "replies equal", "presigned", "presigned equal")
ENDPOINT_COLUMNS = ("endpoints", "endpoints equal")


def main(arguments: list[str] | None = None) -> int:
    """Compare; return 1 when there are differences that are not accepted."""
    options = _options(arguments)
    isolate()
    services = options.service or boto3.Session().get_available_services()
    started, total = time.monotonic(), Tally()
    if options.endpoints:
        tallies = _compared(endpoints_job, services, options.processes)
    else:
        jobs = [(service, seed) for seed in options.seeds for service in services]
        tallies = _compared(compare_job, jobs, options.processes)
    for tally in tallies:
        total.add(tally)
    _report(total, options.show, ENDPOINT_COLUMNS if options.endpoints else COLUMNS)
    if not options.service and not options.endpoints:
        _name_unmet(total)
    print(f"{time.monotonic() - started:.0f} s")
    return 1 if any(finding.reason is None for finding in total.findings) else 0


def _compared(compare: Callable[[Any], Tally], jobs: Sequence[Any], processes: int) -> Iterator[Tally]:
    if processes == 1:
        yield from map(compare, jobs)
        return
    # A worker is replaced now and then, since both libraries remember every model they have read.
    with multiprocessing.get_context("spawn").Pool(processes, isolate, maxtasksperchild=60) as pool:
        yield from pool.imap_unordered(compare, jobs)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("service", nargs="*", help="services to compare (default: all)")
    parser.add_argument("--endpoints", action="store_true", help="compare where calls go, in every region and variant")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="seeds of the parameters and replies")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=40, help="how many differences to print in full")
    return parser.parse_args(arguments)


def _report(total: Tally, show: int, columns: Sequence[str]) -> None:
    open_findings = [finding for finding in total.findings if finding.reason is None]
    kinds = Counter((finding.service, finding.difference.what) for finding in open_findings)
    for finding in open_findings[:show]:
        print(finding, "\n")
    for (service, what), count in kinds.most_common():
        print(f"{count:6} {service} {what}")
    _table(total, columns)
    accepted = Counter(finding.reason for finding in total.findings if finding.reason is not None)
    for reason, count in accepted.most_common():
        print(f"{count:6} on purpose: {reason}")


def _name_unmet(total: Tally) -> None:
    """Say which accepted differences are there no more, or did not come up."""
    met = {finding.reason for finding in total.findings}
    for table in Accepted.read().tables:
        if table["reason"] not in met:
            print(f"never met: {table['reason']}")


def _table(total: Tally, columns: Sequence[str]) -> None:
    protocols: Iterable[str] = sorted({protocol for protocol, _ in total.counts})
    print(f"{'':20}" + "".join(f"{column:>16}" for column in columns))
    for protocol in [*protocols, "all"]:
        counts = [
            sum(count for (name, kind), count in total.counts.items() if kind == column and protocol in (name, "all"))
            for column in columns
        ]
        print(f"{protocol:20}" + "".join(f"{count:16,}" for count in counts))


if __name__ == "__main__":
    sys.exit(main())
