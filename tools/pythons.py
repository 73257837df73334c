"""Run a sample of the tests under the other Pythons that Sotalia is for, as far as they are installed.

    python -m tools.pythons            prints which; exit code 1 if a test fails under one of them

Which they are is read from pyproject.toml's classifiers. They are looked for as `python3.12` on the PATH and among
pyenv's versions; each gets an environment of its own, `.venv-3.12`, which is kept until pyproject.toml changes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.speed import obstacle, wheel

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
#: What differs between Pythons is tried: imports, pickles, marshal, time, asyncio, threads, libraries in C.
SAMPLE = (
    "tests/test_startup.py",
    "tests/test_module.py",
    "tests/test_errors.py",
    "tests/model/test_loader.py",
    "tests/model/test_laziness.py",
    "tests/wire/test_timestamps.py",
    "tests/wire/test_eventstream.py",
    "tests/wire/test_xml.py",
    "tests/auth/test_headers.py",
    "tests/identity/test_identity.py",
    "tests/core/test_hooks.py",
    "tests/core/test_replies.py",
    "tests/dynamodb/test_types.py",
    "tests/paginate/test_ahead.py",
    "tests/paginate/test_tee.py",
    "tests/waiters",
    "tests/io",
    "tests/clients/test_streaming.py",
    "tests/speed",
)


def main() -> int:
    """Run the sample under every Python but this one, side by side; return 1 if any run failed."""
    others = [version for version in versions() if version != "{}.{}".format(*sys.version_info)]
    found = {version: python for version in others if (python := find(version)) is not None}
    for version in others:
        if version not in found:
            print(f"Python {version} is not installed here", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        readers = None if obstacle() else wheel(folder)  # of this Python, for all of them
        # One after the other: each may compile the models, which all of them share.
        interpreters = {version: _prepared(version, python, readers) for version, python in found.items()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = list(pool.map(_run, interpreters.values()))
    for version, run in zip(interpreters, runs, strict=True):
        print(f"a sample of the tests under Python {version}", flush=True)
        print(run.stdout, flush=True)
    return int(any(run.returncode for run in runs))


def _prepared(version: str, python: str, readers: str | None) -> str:
    """The interpreter of one version's environment. `readers` is the wheel with those in C, which is put in."""
    inside = environment(version, python)
    if readers is not None:
        install = ["-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps", "--force-reinstall"]
        subprocess.run([inside, *install, readers], check=True)
    return inside


def _run(python: str) -> subprocess.CompletedProcess[str]:
    """Run the sample; what it prints stays together."""
    command = [python, "-m", "pytest", *SAMPLE]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def versions() -> list[str]:
    """The Pythons that Sotalia says it is for: `3.11`, `3.12`, …"""
    classifiers = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["classifiers"]
    return [word[-1] for word in (text.split(" :: ") for text in classifiers) if re.fullmatch(r"3\.\d+", word[-1])]


def find(version: str) -> str | None:
    """The path of an interpreter of that version which can make environments, or None."""
    return next((python for python in _candidates(version) if _version(python) == version), None)


def _candidates(version: str) -> Iterator[str]:
    yield f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    yield from map(str, sorted(pyenv.glob(f"versions/{version}*/bin/python"), reverse=True))


def _version(python: str) -> str | None:
    """The version of an interpreter; None if it does not run (as pyenv's shims may not) or has no venv."""
    code = "import ensurepip, sys, venv; print('{}.{}'.format(*sys.version_info))"
    try:
        result = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return result.stdout.strip() if result.returncode == 0 else None


def environment(version: str, python: str) -> str:
    """The interpreter of an environment with Sotalia and what its tests need, made if it is missing or out of date."""
    folder = ROOT / f".venv-{version}"
    inside, stamp = str(folder / "bin" / "python"), folder / ".test"
    if not stamp.exists() or stamp.stat().st_mtime < PROJECT.stat().st_mtime:
        pip = [inside, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        for command in (
            [python, "-m", "venv", "--clear", str(folder)],
            [*pip, "pip>=25.1"],  # the first that knows dependency groups
            [*pip, "--editable", ".[local]", "--group", "test"],
        ):
            subprocess.run(command, cwd=ROOT, check=True)
        stamp.touch()
    return inside


if __name__ == "__main__":
    sys.exit(main())
