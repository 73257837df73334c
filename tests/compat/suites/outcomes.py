"""A plugin for pytest that writes what comes of each test, a line of JSON each, into the file `SUITES_OUTCOMES`.

Lines are written as tests end, so that a run which is cut off has told what it got to. Imported in the environments of
suites, as a module on its own: it takes nothing from this repository.
"""

from __future__ import annotations

import json
import os
from typing import Any

#: Where to; asked for now, since tests may replace the environment.
_FILE = os.environ.get("SUITES_OUTCOMES", os.devnull)
#: Test → what has come of it so far, and the last line of its error.
_outcomes: dict[str, tuple[str, str]] = {}


def pytest_runtest_logreport(report: Any) -> None:
    """Take what came of one phase of a test: what a phase before it failed with stays."""
    outcome, message = _outcomes.get(report.nodeid, ("", ""))
    if report.failed and outcome not in ("failed", "error"):
        outcome, message = "failed" if report.when == "call" else "error", _last_line(report)
    elif report.skipped and not outcome:
        outcome = "xfailed" if hasattr(report, "wasxfail") else "skipped"
    elif report.when == "call" and not outcome:
        outcome = "passed"
    _outcomes[report.nodeid] = outcome, message


def pytest_runtest_logfinish(nodeid: str) -> None:
    """Write a test's line."""
    outcome, message = _outcomes.pop(nodeid, ("", ""))
    _write(nodeid, outcome, message)


def pytest_collectreport(report: Any) -> None:
    """Write a line for a file that could not be collected."""
    if report.failed:
        _write(report.nodeid, "error", _last_line(report))


def pytest_sessionfinish() -> None:
    """Say that the run came to its end."""
    _write("", "finished", "")


def _last_line(report: Any) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash is not None else report.longreprtext
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[0][:300] if crash is not None and lines else (lines[-1][:300] if lines else "")


def _write(node: str, outcome: str, message: str) -> None:
    with open(_FILE, "a", encoding="utf-8") as file:
        file.write(json.dumps([node, outcome, message]) + "\n")
