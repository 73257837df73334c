"""What one process of a whole run does: see `__main__`."""

from __future__ import annotations

import gc
import importlib
import os
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import boto3

from tests.conformance.accepted import Accepted
from tests.conformance.compare import Difference
from tests.conformance.endpoints import compare_places, places
from tests.conformance.exchanges import Exchange
from tests.conformance.parity import Finding, Tally, forget_models, new_sessions
from tests.conformance.replies import Reply
from tests.conformance.sides import BEARER_TOKENS

#: The modules of this package that each compare something: see `Section`.
SECTIONS = ("names", "calls", "wire", "endpoints", "pages", "waiters", "resources")
#: Made by the first job of a process.
_sessions: list[Any] = []


class Section(Protocol):
    """What a section's module has; `compare` is called for every service and seed, in any process."""

    #: The columns of its table: what `Tally.note` counts.
    COLUMNS: tuple[str, ...]

    def compare(
        self, sessions: tuple[boto3.Session, Any], service: str, seed: int, accepted: Accepted
    ) -> Tally: ...  # pragma: no cover - a protocol


class Job(NamedTuple):
    """A service, the seeds, the sections; and whether to look at its endpoints everywhere."""

    service: str
    seeds: Sequence[int]
    sections: Sequence[str]
    everywhere: bool = False


def section(name: str) -> Section:
    """The section's module."""
    module: Any = importlib.import_module(f"tests.conformance.{name}")
    return module


def work(job: Job) -> list[tuple[str, Tally, float]]:
    """Do a job; return each section's tally and how many seconds of CPU it took."""
    done = []
    # Models make millions of objects that stay: looking through them for garbage takes a tenth of the time.
    gc.set_threshold(100_000, 50, 50)
    with _session_pair() as sessions:
        for name in job.sections:
            started, total = time.process_time(), Tally()
            for seed in job.seeds:
                try:
                    total.add(section(name).compare(sessions, job.service, seed, Accepted.read()))
                except Exception:  # noqa: BLE001 - a fault of the comparison is found too, and does not end the run
                    total.findings.append(_failed(job.service, name, seed))
            done.append((name, total, time.process_time() - started))
        if job.everywhere:
            started = time.process_time()
            total = compare_places(sessions, job.service, places(sessions[0], job.service), Accepted.read())
            done.append(("endpoints", total, time.process_time() - started))
    for _, tally, _ in done:
        for finding in tally.findings:
            finding.seal()
    return done


def _failed(service: str, name: str, seed: int) -> Finding:
    exchange = Exchange("the comparison itself", name, {}, Reply(0, {}, b""))
    failed = Difference("the comparison failed", None, traceback.format_exc())
    return Finding(service, f"seed {seed}", exchange, name, failed, None)


def isolate() -> None:
    """Hide the developer's AWS settings, and leave UTC: local time must not go unnoticed."""
    for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ.update(TZ="Asia/Kathmandu", HOME="/nonexistent/home", AWS_EC2_METADATA_DISABLED="true")
    os.environ.update(BEARER_TOKENS)
    time.tzset()


@contextmanager
def isolated() -> Iterator[None]:
    """`isolate` for a while."""
    before = dict(os.environ)
    isolate()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        time.tzset()


@contextmanager
def _session_pair() -> Iterator[tuple[Any, Any]]:
    if not _sessions:
        _sessions.append(new_sessions())
    try:
        yield _sessions[0]
    finally:
        forget_models(_sessions[0])
