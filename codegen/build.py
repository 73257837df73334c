"""Compile everything into the packs inside of the package, and skip it when nothing has changed."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from sotalia.model.compile import FORMAT
from sotalia.model.pack import DOCS, MODELS
from sotalia.packs.sources import Source
from sotalia.packs.writing import write_packs

from .dictionary import make_dictionaries

ROOT = Path(__file__).resolve().parent.parent
#: The sources that decide what a pack looks like.
COMPILERS = (
    "codegen/*.py",
    *(f"src/sotalia/model/{name}.py" for name in ("compile", "names", "pack", "prose", "resources")),
    *(
        f"src/sotalia/packs/{name}.py"
        for name in ("marshalling", "packing", "prosepack", "services", "shrinking", "sources", "writing")
    ),
    "src/sotalia/endpoint/compile.py",
)

STAMP = "built-from"


def build(out: Path, *, force: bool = False) -> bool:
    """Write the packs into `out`; return False if they were there already, made from the same inputs."""
    source = installed()
    stamp = fingerprint(source)
    stamp_file = out / STAMP
    present = all((out / name).is_file() for name in (MODELS, DOCS, STAMP))
    if present and not force and stamp_file.read_text() == stamp:
        return False
    out.mkdir(parents=True, exist_ok=True)
    stamp_file.unlink(missing_ok=True)
    write_packs(source, out, make_dictionaries(source.services()))
    stamp_file.write_text(stamp)
    return True


def installed() -> Source:
    """Return the installed botocore and boto3, neither of them imported. Ends the program where there is none."""
    return Source(*map(_folder, ("botocore", "boto3")))


def _folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"codegen needs {name} installed: its JSON models are the input")
    return Path(spec.origin).parent


def fingerprint(source: Source) -> str:
    """Return a text that changes whenever the packs would."""
    versions = " ".join(f"{name} {version}" for name, version in source.versions.items())
    digest = hashlib.sha256(f"{FORMAT} {versions}".encode())
    for pattern in COMPILERS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"{versions} compilers {digest.hexdigest()}\n"
