"""Compile everything into packs, in as many processes as there are processors, and skip it when nothing has changed."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from sotalia.model.compile import FORMAT

from . import sources
from .dictionary import make_dictionaries
from .models import pack_service, pack_tables
from .packing import Sections, Version, write_pack
from .prosepack import pack_docs

ROOT = Path(__file__).resolve().parent.parent
#: The sources that decide what a pack looks like.
COMPILERS = (
    "codegen/*.py",
    *(f"src/sotalia/model/{name}.py" for name in ("compile", "names", "pack", "prose", "resources")),
    "src/sotalia/endpoint/compile.py",
)

MODELS, DOCS, STAMP = "models.pack", "docs.pack", "built-from"

Files = dict[str, dict[str, Path]]
Packed = tuple[bytes, list[Version]]


def build(out: Path, *, force: bool = False) -> bool:
    """Write the packs into `out`; return False if they were there already, made from the same inputs."""
    stamp = fingerprint()
    stamp_file = out / STAMP
    present = all((out / name).is_file() for name in (MODELS, DOCS, STAMP))
    if present and not force and stamp_file.read_text() == stamp:
        return False
    out.mkdir(parents=True, exist_ok=True)
    stamp_file.unlink(missing_ok=True)
    directories = sources.data_directories()
    services = sources.services(directories)
    for_records, for_docs = make_dictionaries(services)
    models: dict[str, Packed] = {}
    docs: dict[str, Packed] = {}
    for name, model, prose in _pack_all(services, for_records, for_docs):
        models[name], docs[name] = model, prose
    tables = Sections(for_records)
    pack_tables(directories, tables)
    models[".tables"] = bytes(tables.data), tables.versions
    write_pack(out / MODELS, for_records, models)
    write_pack(out / DOCS, for_docs, docs)
    stamp_file.write_text(stamp)
    return True


def fingerprint() -> str:
    """Return a text that changes whenever the packs would."""
    digest = hashlib.sha256(f"{FORMAT} {sources.versions_of_inputs()}".encode())
    for pattern in COMPILERS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return " ".join(f"{name} {version}" for name, version in sources.versions_of_inputs().items()) + (
        f" compilers {digest.hexdigest()}\n"
    )


def _pack_all(services: dict[str, Files], for_records: bytes, for_docs: bytes) -> Iterator[tuple[str, Packed, Packed]]:
    # The largest first, so that the processes end together.
    names = sorted(services, key=lambda name: (-_size(services[name]), name))
    count = len(names)
    workers = min(4, os.cpu_count() or 1)
    if workers == 1:
        yield from map(_pack_one, names, (services[name] for name in names), [for_records] * count, [for_docs] * count)
        return
    # Forking is not safe in a process that has threads, and a build front end may have some.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        jobs = [services[name] for name in names]
        yield from pool.map(_pack_one, names, jobs, [for_records] * count, [for_docs] * count)


def _size(versions: Files) -> int:
    return sum(path.stat().st_size for files in versions.values() for path in files.values())


def _pack_one(name: str, versions: Files, for_records: bytes, for_docs: bytes) -> tuple[str, Packed, Packed]:
    models, docs = Sections(for_records), Sections(for_docs)
    pack_docs(pack_service(versions, models), docs)
    return name, (bytes(models.data), models.versions), (bytes(docs.data), docs.versions)
