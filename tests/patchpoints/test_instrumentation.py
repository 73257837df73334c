"""Libraries that instrument boto3, on Sotalia under boto3's name: the same spans, and their trace headers on the wire.

Each is tried where it is installed; `make test` installs none of them, `python -m tests.patchpoints` all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.compat.programs import KEYS

SCRIPT = Path(__file__).parent / "instrumented.py"
LIBRARIES = {
    "opentelemetry": "opentelemetry.instrumentation",
    "aws_xray_sdk": "aws_xray_sdk",
    "sentry_sdk": "sentry_sdk",
    "elasticapm": "elasticapm",
    "ddtrace": "ddtrace",
    "newrelic": "newrelic",
}


def told(library: str, name: str, python: str = sys.executable) -> dict[str, Any]:
    environment = {
        **os.environ,
        **KEYS,
        "PYTHONPATH": str(SCRIPT.parents[2] / "src"),
        "DD_INSTRUMENTATION_TELEMETRY_ENABLED": "false",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
    }
    command = [python, str(SCRIPT), library, name]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    lines = [line for line in run.stdout.splitlines() if line.startswith("RESULT ")]
    assert lines, run.stdout + run.stderr
    result: dict[str, Any] = json.loads(lines[0].removeprefix("RESULT "))
    return result


@pytest.mark.parametrize("name", [*LIBRARIES])
def test_the_spans_and_headers_are_those_on_boto3(name):
    try:
        found = find_spec(LIBRARIES[name]) is not None
    except ModuleNotFoundError:
        found = False
    if not found:
        pytest.skip(f"{name} is not installed")
    theirs, ours = told("boto3", name), told("sotalia", name)
    assert len(theirs["spans"]) >= 3
    assert ours == theirs
