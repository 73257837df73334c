"""What the packages take on disk, as `du` counts it: boto3, botocore and s3transfer, against Sotalia with all its
models and docs. Bytecode is included, since pip makes it; the last line
is the plain sum of the files' bytes, without it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .. import measure
from ..measure import Effort
from ..server import Server
from ..table import Line, kibibytes, size_line
from ._row import Row

NAME = "installed_size"
TARGET, TARGET_WITHOUT_DOCS = 2, 4


def run(_server: Server, _effort: Effort) -> list[Line]:
    """Measure it."""
    measure.compile_bytecode("sotalia", "boto3", "botocore", "s3transfer")
    theirs = [measure.package_directory(name) for name in ("boto3", "botocore", "s3transfer")]
    ours = measure.package_directory("sotalia")
    docs = sum(disk_use(path) for path in (ours / "_data").glob("*docs*"))
    their_use, our_use = sum(map(disk_use, theirs)), disk_use(ours)
    their_bytes = sum(map(file_bytes, theirs))
    return [
        size_line(NAME, "installed size", "boto3", their_use, our_use, TARGET, kibibytes),
        size_line(
            f"{NAME}_lean",
            "  without the docs store",
            "boto3",
            their_use,
            our_use - docs,
            TARGET_WITHOUT_DOCS,
            kibibytes,
        ),
        size_line(
            f"{NAME}_bytes", "  bytes in files, no bytecode", "boto3", their_bytes, file_bytes(ours), None, kibibytes
        ),
    ]


def disk_use(path: Path) -> float:
    """Return the KiB that a file, or a directory and all below it, takes on disk, but for other Pythons' bytecode."""
    own = sys.implementation.cache_tag
    counted = (each for each in (path, *path.rglob("*")) if each.suffix != ".pyc" or f".{own}." in each.name)
    return sum(each.stat().st_blocks for each in counted) / 2


def file_bytes(directory: Path) -> float:
    """Return the KiB in all files below `directory`, bytecode left out."""
    files = (path for path in directory.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return sum(path.stat().st_size for path in files) / 1024


ROW = Row(NAME, "sizes", {}, run)
