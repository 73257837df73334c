"""All services of a botocore -> the two packs.

The sections of a service that the packs at hand have from the same models are taken from there: most services do not
change from one botocore to the next.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor

from ..model.builtin import compiled_from
from ..model.pack import DOCS, MODELS, Pack
from .packing import Sections, Version, write_pack
from .prosepack import pack_docs
from .services import pack_service, pack_tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .sources import Files, Source

    #: A service's sections, and the versions that are in them.
    Packed = tuple[bytes, list[Version]]
    #: Both of a service: models and prose.
    Both = tuple[Packed, Packed]

#: Below this size of all models to compile, in bytes on the disk, starting processes takes longer than they save.
_WORTH_PROCESSES = 2_000_000


def write_packs(source: Source, out: Path, dictionaries: tuple[bytes, bytes], at_hand: Path | None = None) -> list[str]:
    """Write the packs of all services of `source` into the folder `out`, each whole or not at all.

    Returns the services that had to be compiled, sorted.

    `dictionaries` are zlib's, for models and for prose. `at_hand` is a folder of packs with the same dictionaries, made
    by this version of Sotalia. Raises UnusableSourceError, MalformedModelError, OSError.
    """
    services = source.services()
    digests = {name: source.digest(versions) for name, versions in services.items()}
    packed = {} if at_hand is None else dict(_taken(at_hand, digests))
    rest = {name: versions for name, versions in services.items() if name not in packed}
    packed.update(_pack_all(rest, dictionaries, source.class_names))
    tables = Sections(dictionaries[0])
    pack_tables(source, digests, tables)
    models = {name: packed[name][0] for name in services}
    models[".tables"] = bytes(tables.data), tables.versions
    write_pack(out / MODELS, dictionaries[0], models)
    write_pack(out / DOCS, dictionaries[1], {name: packed[name][1] for name in services})
    return sorted(rest)


def _taken(at_hand: Path, digests: Mapping[str, bytes]) -> Iterator[tuple[str, Both]]:
    """Yield the services that the packs at hand have from models with the same digests."""
    models, docs = Pack(str(at_hand / MODELS)), Pack(str(at_hand / DOCS))
    theirs = compiled_from(models).digests
    in_models, in_docs = _sections(models), _sections(docs)
    for name, digest in digests.items():
        if theirs.get(name) == digest:
            yield name, (in_models[name], in_docs[name])


def _sections(pack: Pack) -> dict[str, Packed]:
    """Return the sections of all services in a pack."""
    found: dict[str, Packed] = {}
    for name, (data, entries) in pack.services().items():
        kinds = [(entry.version, "" if entry.kinds == "-" else entry.kinds, *entry.place) for entry in entries]
        found[name] = data, [Version(*line) for line in kinds]
    return found


def _pack_all(
    services: dict[str, Files], dictionaries: tuple[bytes, bytes], class_names: dict[str, str]
) -> Iterator[tuple[str, Both]]:
    # The largest first, so that the processes end together.
    names = sorted(services, key=lambda name: (-_size(services[name]), name))
    count = len(names)
    jobs = names, [services[name] for name in names], [dictionaries] * count, [class_names] * count
    workers = min(4, os.cpu_count() or 1)
    if workers == 1 or sum(map(_size, services.values())) < _WORTH_PROCESSES:
        yield from map(_pack_one, *jobs)
        return
    # Forking is not safe in a process that has threads, and a build front end may have some.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_pack_one, *jobs)


def _size(versions: Files) -> int:
    return sum(path.stat().st_size for files in versions.values() for path in files.values())


def _pack_one(
    name: str, versions: Files, dictionaries: tuple[bytes, bytes], class_names: dict[str, str]
) -> tuple[str, Both]:
    models, docs = Sections(dictionaries[0]), Sections(dictionaries[1])
    pack_docs(pack_service(versions, models, class_names), docs)
    return name, ((bytes(models.data), models.versions), (bytes(docs.data), docs.versions))
