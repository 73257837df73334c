"""A botocore to compile models of: one that is there, in whatever form, or one that pip or uv fetches."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from ..model.builtin import builtin_resources, compiled_from, shipped_pack
from .errors import ModelsError, UnusableSourceError
from .sources import CLASS_NAMES, Source

#: Where virtual environments, and the folders that pip installs into, keep packages.
_PLACES = ("", "botocore", "lib/python*/site-packages/botocore", "Lib/site-packages/botocore")
#: What of a wheel is unpacked.
_WANTED = re.compile(rf"(botocore|boto3)/(__init__\.py|{re.escape(CLASS_NAMES[0])}|data/.*\.json(\.gz)?)")
#: Seconds that a download may take.
_PATIENCE = 600


class FetchError(ModelsError):
    """pip could not fetch a botocore."""


def find(path: Path, scratch: Path) -> Source:
    """Return the botocore at `path`: its own folder, one that it is in, a virtual environment, or a wheel.

    `scratch` is an empty folder for what has to be unpacked. Raises UnusableSourceError.
    """
    if path.suffix == ".whl" and path.is_file():
        path = _unpack(path, scratch)
    for place in _PLACES:
        for found in sorted(path.glob(place)) if place else [path]:
            if (found / "data" / "endpoints.json").is_file():
                boto3 = found.parent / "boto3"
                return Source(found, boto3 if (boto3 / "data").is_dir() else _shipped_boto3(scratch))
    raise UnusableSourceError(f"there is no botocore in {path}: name its folder, a virtual environment, or a wheel")


def installed(scratch: Path) -> Source:
    """Return the botocore of this Python. Raises UnusableSourceError."""
    spec = importlib.util.find_spec("botocore")
    if spec is None or spec.origin is None:
        raise UnusableSourceError(
            f"no botocore is installed for {sys.executable}; without --installed, pip fetches one"
        )
    return find(Path(spec.origin).parent, scratch)


def fetch(version: str | None, scratch: Path) -> Source:
    """Fetch the botocore of a version (default: the newest) from the index that pip, or uv, is configured for.

    Raises FetchError, UnusableSourceError.
    """
    if version is not None and not re.fullmatch(r"\d+(\.\w+)*", version):
        raise FetchError(f"{version!r} is no version; 1.44.5 would be one")
    wanted = "botocore" if version is None else f"botocore=={version}"
    target = scratch / "fetched"
    command = _command(target, wanted)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603 - pip or uv, and a version that was looked at
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FetchError(f"{command[0]} cannot fetch {wanted}: {error}") from error
    if done.returncode:
        complaint = (done.stderr or done.stdout).strip().splitlines() or ["it does not say why"]
        raise FetchError(f"{wanted} cannot be fetched: {complaint[-1].removeprefix('ERROR: ')}")
    wheels = sorted(target.glob("*.whl"))
    return find(wheels[0] if wheels else target, scratch)


def _command(target: Path, wanted: str) -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
        options = ("--no-deps", "--only-binary", ":all:", "--dest", str(target))
        return [sys.executable, "-m", "pip", "download", *quiet, *options, wanted]
    uv = shutil.which("uv")
    if uv is None:
        raise FetchError("there is neither pip nor uv to fetch a botocore with; `--from PATH` takes one that is there")
    return [uv, "pip", "install", "--quiet", "--no-deps", "--no-build", "--target", str(target), wanted]


def _unpack(wheel: Path, scratch: Path) -> Path:
    """Unpack the models of a wheel and return the folder."""
    target = scratch / "unpacked"
    try:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target, [name for name in archive.namelist() if _WANTED.fullmatch(name)])
    except (OSError, zipfile.BadZipFile) as error:
        raise UnusableSourceError(f"{wheel} cannot be read: {error}") from error
    return target


def _shipped_boto3(scratch: Path) -> Path:
    """Write the resources that Sotalia came with as boto3 has them, and return that folder.

    botocore is published daily, and boto3's models of resources have not changed for years.
    """
    pack = shipped_pack()
    folder = scratch / "boto3"
    folder.mkdir()
    (folder / "__init__.py").write_text(f"__version__ = {compiled_from(pack).versions['boto3']!r}\n")
    for entry in pack.entries():
        if "r" in entry.kinds:
            target = folder / "data" / entry.name / entry.version
            target.mkdir(parents=True)
            document = builtin_resources(entry).raw()
            (target / "resources-1.json").write_text(json.dumps(document), encoding="utf-8")
    return folder
