"""Fetch the published test vectors, unless they are there: `python -m tests.vectors`.

pip downloads botocore's source archive and checks its hash; only the folders named in `FOLDERS` are taken out of it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.vectors import BESIDE, REQUIREMENTS, fetched, requirement

#: Each folder of vectors, and where the archive has it, below its `tests/`.
FOLDERS = {
    "cbor": "unit/cbor",
    "configured_endpoint_urls": "functional/configured_endpoint_urls",
    "endpoint_rules": "functional/endpoint-rules",
    "login": "unit/login",
    "protocols": "unit/protocols",
    "response_parsing/xml": "unit/response_parsing/xml",
    "rules_engine": "unit/data/endpoints",
    "sigv4": "unit/auth/aws4_testsuite",
}
#: The services whose endpoint cases are run. The archive has those of more services; they are left alone, so that they
#: can measure code that was not written with them in view.
SERVICES = frozenset(Path(__file__).with_name("endpoint_services.txt").read_text(encoding="utf-8").split())


def main() -> int:
    """Do nothing where there are vectors; else fetch them, and say so."""
    if BESIDE.is_dir() or fetched().is_dir():
        return 0
    print(f"fetching the test vectors: the source archive of {requirement()}, 17 MB", flush=True)
    fetched().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=fetched().parent) as scratch:
        archive = download(Path(scratch))
        if archive is None:
            print(f"{requirement()} could not be downloaded: pip's message is above", file=sys.stderr)
            return 1
        unpack(archive, Path(scratch, "vectors"))
        Path(scratch, "vectors").rename(fetched())
    return 0


def download(directory: Path) -> Path | None:
    """The archive, whose hash pip has checked, or None after pip's error message."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
    source = [
        "--no-binary",
        "botocore",
        "--require-hashes",
        "--dest",
        str(directory),
        "--requirement",
        str(REQUIREMENTS),
    ]
    if subprocess.run([*pip, *source], check=False).returncode:
        return None
    return next(directory.glob("*.tar.gz"))


def unpack(archive: Path, target: Path) -> None:
    """Copy the vectors in `archive` to `target`, each folder of them under its own name."""
    with tarfile.open(archive) as members:
        for member in members:
            place = place_of(member.name)
            content = members.extractfile(member) if place else None
            if place and content:
                path = target / place
                path.parent.mkdir(parents=True, exist_ok=True)
                with content, path.open("wb") as file:
                    shutil.copyfileobj(content, file)


def place_of(name: str) -> str | None:
    """Where a member of the archive belongs in the folder of vectors; None if it is no vector."""
    _, _, inside = name.partition("/tests/")
    for folder, source in FOLDERS.items():
        if inside.startswith(f"{source}/") and not inside.endswith(".py"):
            place = inside.removeprefix(f"{source}/")
            taken = folder != "endpoint_rules" or place.partition("/")[0] in SERVICES
            return f"{folder}/{place}" if taken else None
    return None


if __name__ == "__main__":
    sys.exit(main())
