"""The published test vectors: data that the authors of AWS's SDKs publish with botocore, and that is not copied here.

They are read from the first of two places that is there:
1. `../shared/vectors`, beside the checkout, for whoever works on several checkouts.
2. `tests/.vectors/`, where `make test` puts them: `python -m tests.vectors` takes them from botocore's source archive.

A test that finds none of them fails. It never skips: nobody would see that the vectors were not run.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
#: The pin of the archive: one requirement with its hash.
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
BESIDE = ROOT.parent / "shared" / "vectors"


def requirement() -> str:
    """The archive's name and version, such as `botocore==1.44.5`."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    (line,) = (line for line in lines if not line.startswith("#"))
    return line.split()[0]


def fetched() -> Path:
    """Where the vectors of the pinned archive are, once they have been fetched: another version is another folder."""
    return ROOT / "tests" / ".vectors" / requirement().replace("==", "-")


def folder(name: str) -> Path:
    """The folder `name` of the vectors (`sigv4`, `protocols/input`, …); FileNotFoundError where it is not."""
    path = (BESIDE if BESIDE.is_dir() else fetched()) / name
    if not path.is_dir():
        raise FileNotFoundError(f"there are no test vectors in {path}: run `make test`, or `python -m tests.vectors`")
    return path
