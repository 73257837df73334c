"""The example that transfers folders runs against the embedded AWS, and says that all went well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "folders.py"


def test_the_example_of_folders_runs(moto_url: str) -> None:
    command = [sys.executable, str(EXAMPLE)]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "upload_directory: 201 transferred, 0 skipped, 0 failed" in done.stdout
    assert "sync: 1 transferred, 199 skipped, 0 failed" in done.stdout
    assert "deleted: day-1/001.txt" in done.stdout
    assert "The files that came down are those that went up." in done.stdout
