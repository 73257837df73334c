"""What one process of a whole run does: see `__main__`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.conformance.accepted import Accepted
from tests.conformance.endpoints import compare_endpoints
from tests.conformance.parity import Tally, compare_service, forget_models, new_sessions

#: Made by the first job of a process.
_sessions: list[Any] = []


def isolate() -> None:
    """Hide the developer's AWS settings, and leave UTC: local time must not go unnoticed."""
    for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ.update(TZ="Asia/Kathmandu", HOME="/nonexistent/home", AWS_EC2_METADATA_DISABLED="true")
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


def compare_job(job: tuple[str, int]) -> Tally:
    """Compare all operations of a service, for a seed."""
    service, seed = job
    with _session_pair() as sessions:
        return compare_service(sessions, service, seed, Accepted.read())


def endpoints_job(service: str) -> Tally:
    """Compare where a service's calls go, everywhere."""
    with _session_pair() as sessions:
        return compare_endpoints(sessions, service, Accepted.read())


@contextmanager
def _session_pair() -> Iterator[tuple[Any, Any]]:
    if not _sessions:
        _sessions.append(new_sessions())
    try:
        yield _sessions[0]
    finally:
        forget_models(_sessions[0])
