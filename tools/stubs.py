"""Write the type stubs of all services, and build the distribution `sotalia-stubs` of them.

    python -m tools.stubs               writes stubs/sotalia-stubs/, if it is not up to date
    python -m tools.stubs --wheel DIR   does that, and builds the wheel into DIR
    python -m tools.stubs --to DIR [service …]
                                        writes a package of some services (default: all) to DIR/sotalia-stubs

What is written is what `sotalia types` writes, for all services: see `sotalia.stubs`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from sotalia.model.loader import Loader
from sotalia.stubs.package import overload_files, service_files, shared_files
from sotalia.stubs.service import ServiceTypes

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "stubs"
PACKAGE = "sotalia-stubs"
_STAMP = "version.py"


def main(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.stubs", description="Writes the type stubs.")
    parser.add_argument("services", nargs="*")
    parser.add_argument("--to", type=Path)
    parser.add_argument("--wheel", type=Path)
    options = parser.parse_args(list(arguments))
    if options.to is not None:
        write(options.to / PACKAGE, options.services)
        return 0
    refresh()
    if options.wheel is not None:
        print(wheel(options.wheel))
    return 0


def refresh() -> None:
    """Bring the distribution's folder up to date."""
    version = (ROOT / "src/sotalia/_version.py").read_text(encoding="utf-8")
    text = f'{version}\n#: What it was made of.\nSOURCES = "{_sources()}"\n'
    stamp = PROJECT / _STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == text:
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(PROJECT / PACKAGE, ignore_errors=True)
    write(PROJECT / PACKAGE)
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(ROOT / name, PROJECT / name)
    stamp.write_text(text, encoding="utf-8")


def _sources() -> str:
    """Return a digest of all that the stubs are made of: the program, and its models."""
    digest = hashlib.sha256()
    package = ROOT / "src" / "sotalia"
    for path in sorted([*package.rglob("*.py"), *package.glob("_data/*.pack")]):
        digest.update(f"{path.relative_to(package)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def wheel(folder: Path) -> Path:
    """Build the wheel into a folder and return its path. Raises CalledProcessError."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(PROJECT)], check=True)
    return max(folder.glob("sotalia_stubs-*.whl"), key=lambda path: path.stat().st_mtime)


def write(folder: Path, services: Sequence[str] = ()) -> None:
    """Write the stubs of some services, or of all, as a package that goes with Sotalia's own modules (PEP 561)."""
    loader = Loader()
    names = sorted(services) or loader.list_available_services()
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(names))) as workers:
        titles = list(workers.map(partial(_write_service, folder), names, chunksize=8))
    resources = [name for name in names if name in loader.list_available_services("resources-1")]
    _write(folder, overload_files(list(zip(names, titles, strict=True)), resources))
    _write(folder, shared_files(names, resources))
    (folder / "py.typed").write_text("partial\n", encoding="utf-8")


def environment(folder: Path, services: Sequence[str] = ()) -> Path:
    """Make an environment with Sotalia and the stubs of some services, or of all, and nothing else (not on Windows).

    Returns its interpreter.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (packages / "sotalia").symlink_to(ROOT / "src" / "sotalia", target_is_directory=True)
    if services:
        write(packages / PACKAGE, services)
    else:
        refresh()
        (packages / PACKAGE).symlink_to(PROJECT / PACKAGE, target_is_directory=True)
    return folder / "bin" / "python"


def _write_service(folder: Path, name: str) -> str:
    service = ServiceTypes(Loader(), name)
    _write(folder, service_files(service))
    return service.title


def _write(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    for name, text in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
