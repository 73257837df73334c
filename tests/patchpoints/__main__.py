"""Try the libraries that instrument boto3, each on boto3 and on Sotalia in its place: `python -m tests.patchpoints`.

They are installed into an environment of their own, beside the one that runs this. Says of each whether its spans and
its trace headers are the same, and what is not compared; exit code 1 where something differs.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

from tests.patchpoints.instrumented import BELOW, WITHOUT_HEADERS
from tests.patchpoints.test_instrumentation import LIBRARIES, told

PACKAGES = (
    *("opentelemetry-instrumentation-botocore==0.66b2", "opentelemetry-sdk==1.45.2", "aws-xray-sdk==2.15.0"),
    *("sentry-sdk==2.75.0", "elastic-apm==6.26.2", "ddtrace==4.16.0", "newrelic==14.1.0"),
    *("boto3==1.44.5", "botocore==1.44.5"),
)
HOME = Path(sys.prefix) / "instrumentation"


def main() -> int:
    """Print a line for each library."""
    python, failures = _interpreter(), 0
    for name in LIBRARIES:
        theirs, ours = told("boto3", name, python), told("sotalia", name, python)
        same = ours == theirs
        failures += not same
        left_out = f"; its headers are left out: {WITHOUT_HEADERS}" if name in BELOW else ""
        spans = f"{len(ours['spans'])} spans"
        print(f"{name:14} {'the same' if same else f'DIFFERS: {theirs} on boto3, {ours} here'}, {spans}{left_out}")
    return 1 if failures else 0


def _interpreter() -> str:
    """Return the Python that has the libraries; its environment is made when it is first needed."""
    python = HOME / "bin" / "python"
    if not (HOME / "ready").exists():
        own = [each for each in requires("sotalia") or () if "extra" not in each]
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME)], check=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES, *own]
        subprocess.run(command, check=True)
        (HOME / "ready").touch()
    return str(python)


if __name__ == "__main__":
    sys.exit(main())
