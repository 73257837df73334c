"""The preset dictionaries of the packs' compressor: text that most sections have in common.

A section is small, and zlib learns from what it has seen: with 32 kB of typical content shown beforehand, all packs
together shrink by a tenth. The samples are always the same services', so the same input gives the same bytes.
zlib finds short distances cheaper, so what is most typical comes last.
"""

from __future__ import annotations

from pathlib import Path

from sotalia.endpoint.compile import compile_rule_set
from sotalia.model.compile import Compiled, compile_service

from .models import read_model
from .packing import dump

#: Services whose models look like those of most others.
TYPICAL = ("appconfig", "athena", "backup", "batch", "bedrock-agent", "cleanrooms", "glue", "lakeformation")

SIZE = 32 * 1024


def make_dictionaries(services: dict[str, dict[str, dict[str, Path]]]) -> tuple[bytes, bytes]:
    """Return the dictionaries for the pack of models and for that of prose."""
    records, prose, rules = bytearray(), bytearray(), b""
    for name in TYPICAL:
        if name not in services:
            continue
        files = services[name][max(services[name])]
        compiled = compile_service(read_model(files, "service-2"))
        records += _sample([dump(record) for record in compiled.records], SIZE // len(TYPICAL))
        prose += _sample(_texts(compiled), SIZE // len(TYPICAL))
        rules = dump(compile_rule_set(read_model(files, "endpoint-rule-set-1")))
    return bytes(records[len(rules) :] + rules)[-SIZE:], bytes(prose)[-SIZE:]


def _texts(compiled: Compiled) -> list[bytes]:
    from .prosepack import readable

    return [readable(text).encode() for texts in compiled.docs if texts for text in texts if text]


def _sample(parts: list[bytes], size: int) -> bytes:
    """Return `size` bytes of `parts`, taken here and there."""
    step = max(1, sum(map(len, parts)) // size)
    return b"".join(parts[::step])[:size]
