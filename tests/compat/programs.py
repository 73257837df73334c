"""Programs that import boto3, each run in a process of its own: the hook is for a whole process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

#: The environment, without what is said to AWS's tools; and what is said to these programs.
OTHERS = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SOTALIA_"))}
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

BOTH = pytest.mark.parametrize("mode", ["over", "alone"])


def run(
    *arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python with `arguments`, and with keys and a region in the environment."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**OTHERS, **KEYS, **(env or {})},
        cwd=cwd or ROOT,
        check=False,
    )


def value_of(program: str, mode: str = "over", env: dict[str, str] | None = None) -> Any:
    """Return what `program` assigns to `value`, as JSON has it, when it is run with the hook in a mode.

    Without a mode it runs on boto3 itself.
    """
    start = f"import sotalia.compat; sotalia.compat.install(alone={mode == 'alone'})\n" if mode else ""
    code = f"{start}{textwrap.dedent(program)}\nimport json; print('\\n' + json.dumps(value, default=repr))"
    done = run("-W", "error", "-c", code, env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
