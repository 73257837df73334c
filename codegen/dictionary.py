"""The preset dictionaries of the packs' compressor: text that most sections have in common.

A section is small, and zlib learns from what it has seen: with 32 kB of typical content shown beforehand, the models
shrink by a fifth. The samples are always the same services', so the same input gives the same bytes. zlib finds short
distances cheaper, so what is most typical comes last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sotalia.endpoint.compile import compile_rule_set
from sotalia.model.compile import Compiled, compile_service
from sotalia.packs.marshalling import dump
from sotalia.packs.prosepack import readable
from sotalia.packs.services import read_model, service_header
from sotalia.packs.shrinking import shrink_records

Files = dict[str, Path]

SIZE = 32 * 1024
#: One service in this many belongs to the sample for the pack of models.
STEP = 7
#: A shorter part costs as much as a reference to it; a longer one is hardly ever the same in two services.
LENGTHS = range(5, 300)
#: A part is typical if at least this many services of the sample have it.
SERVICES = 3
#: Services whose prose looks like that of most others.
TYPICAL = ("appconfig", "athena", "backup", "batch", "bedrock-agent", "cleanrooms", "glue", "lakeformation")


def make_dictionaries(services: dict[str, dict[str, Files]]) -> tuple[bytes, bytes]:
    """Return the dictionaries for the pack of models and for that of prose."""
    newest = {name: versions[max(versions)] for name, versions in services.items()}
    prose = bytearray()
    for name in TYPICAL:
        if name in newest:
            prose += _sample(_texts(_compile(newest[name])), SIZE // len(TYPICAL))
    return _most_frequent([newest[name] for name in sorted(newest)[::STEP]]), bytes(prose)[-SIZE:]


def _compile(files: Files) -> Compiled:
    return compile_service(read_model(files, "service-2"))


# ------------------------------------------------------------ models


def _most_frequent(sample: list[Files]) -> bytes:
    """Return the parts that most services of a sample have in their sections, the most frequent last."""
    counts: Counter[bytes] = Counter()
    for files in sample:
        counts.update({part for content in _contents(files) for part in _parts(content)})
    dictionary = bytearray()
    for part in sorted(counts, key=lambda part: (-counts[part], -len(part), part)):
        if counts[part] < SERVICES or len(dictionary) >= SIZE:
            break
        if part not in dictionary:
            dictionary[:0] = part
    return bytes(dictionary[-SIZE:])


def _contents(files: Files) -> Iterator[Any]:
    """Yield what will be marshalled for a version of a service."""
    if "service-2" in files:
        compiled = _compile(files)
        yield service_header(compiled, {})
        yield from shrink_records(compiled)
    for kind in ("paginators-1", "waiters-2"):
        if kind in files:
            yield read_model(files, kind)
    if "endpoint-rule-set-1" in files:
        yield compile_rule_set(read_model(files, "endpoint-rule-set-1"))


def _parts(content: Any) -> Iterator[bytes]:
    """Yield the marshalled forms of an object and of all that is in it, and the lines of texts."""
    if isinstance(content, str) and "\n" in content:
        yield from (f"{line}\n".encode() for line in content.split("\n") if len(line) in LENGTHS)
    elif isinstance(content, str | tuple | list | dict):
        data = dump(content)
        if len(data) in LENGTHS:
            yield data
        if isinstance(content, dict):
            yield from (part for item in content.items() for each in item for part in _parts(each))
        elif not isinstance(content, str):
            yield from (part for item in content for part in _parts(item))


# ------------------------------------------------------------ prose


def _texts(compiled: Compiled) -> list[bytes]:
    return [readable(text).encode() for texts in compiled.docs if texts for text in texts if text]


def _sample(parts: list[bytes], size: int) -> bytes:
    """Return `size` bytes of `parts`, taken at even distances."""
    step = max(1, sum(map(len, parts)) // size)
    return b"".join(parts[::step])[:size]
