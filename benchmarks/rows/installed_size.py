"""What the packages take on disk, as `du` counts it: boto3, botocore and s3transfer, against Sotalia with all its
models and docs. Bytecode is included, since pip makes it; the last line
is the plain sum of the files' bytes, without it.
"""

from __future__ import annotations

from pathlib import Path

from .. import measure
from ..measure import Effort
from ..server import Server
from ..table import Line, kibibytes

NAME = "installed_size"
REPLIES: dict[str, object] = {}
TARGET, TARGET_WITHOUT_DOCS = 1 / 2, 1 / 4


def run(_server: Server, _effort: Effort) -> list[Line]:
    """Measure it."""
    measure.compile_bytecode("sotalia", "boto3", "botocore", "s3transfer")
    theirs = [measure.package_directory(name) for name in ("boto3", "botocore", "s3transfer")]
    ours = measure.package_directory("sotalia")
    docs = sum(disk_use(path) for path in (ours / "_data").glob("*docs*"))
    their_use, our_use = sum(map(disk_use, theirs)), disk_use(ours)
    return [
        Line("installed size", "boto3", their_use, our_use, TARGET, kibibytes),
        Line("  without the docs store", "boto3", their_use, our_use - docs, TARGET_WITHOUT_DOCS, kibibytes),
        Line("  bytes in files, no bytecode", "boto3", sum(map(file_bytes, theirs)), file_bytes(ours), None, kibibytes),
    ]


def disk_use(path: Path) -> float:
    """Return the KiB that a file, or a directory and everything below it, takes on disk."""
    return sum(each.stat().st_blocks for each in (path, *path.rglob("*"))) / 2


def file_bytes(directory: Path) -> float:
    """Return the KiB in all files below `directory`, bytecode left out."""
    files = (path for path in directory.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return sum(path.stat().st_size for path in files) / 1024
