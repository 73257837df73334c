"""Writing packs; `sotalia.model.pack` says how they are laid out."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..model.pack import HEADER_LENGTH, MAGIC, SEPARATOR
from .marshalling import dump

RECORD_BLOCK = 64 * 1024
#: zlib's best: twice the time of the level below for 1 %, which the promised size needs.
LEVEL = 9


class Version(NamedTuple):
    """One line of the index: a version of a service, and where its directory lies in the service's sections."""

    version: str
    kinds: str
    offset: int
    length: int


class Sections:
    """The sections of one service, while they are written. All offsets count from the service's base."""

    def __init__(self, dictionary: bytes) -> None:
        self.data = bytearray()
        self.versions: list[Version] = []
        self._dictionary = dictionary
        self._places: dict[bytes, tuple[int, int]] = {}

    def add(self, content: bytes) -> tuple[int, int]:
        """Append a section; return its offset and length."""
        start = len(self.data)
        compressor = zlib.compressobj(
            LEVEL, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, self._dictionary
        )
        self.data += compressor.compress(content) + compressor.flush()
        return start, len(self.data) - start

    def add_object(self, content: Any) -> tuple[int, int]:
        """Append a section that holds a marshalled object, unless the same one is there already."""
        data = dump(content)
        place = self._places.get(data)
        if place is None:
            place = self._places[data] = self.add(data)
        return place

    def add_version(self, version: str, kinds: str, directory: dict[str, Any]) -> None:
        """Append a version's directory and enter it into the index."""
        self.versions.append(Version(version, kinds, *self.add_object(directory)))

    def add_records(self, records: Sequence[bytes]) -> dict[str, tuple[int, ...]]:
        """Append records in blocks; return what a directory says about them. Raises ValueError: see SEPARATOR."""
        if any(SEPARATOR in record for record in records):
            raise ValueError(f"a record has the bytes {SEPARATOR!r} in it: choose another separator for blocks")
        firsts, offsets = [], [len(self.data)]
        first = 0
        for end in _cuts([len(record) for record in records], RECORD_BLOCK):
            firsts.append(first)
            self.add(SEPARATOR.join(records[first:end]))  # blocks lie one behind the other, even if two were the same
            offsets.append(len(self.data))
            first = end
        return {"block_firsts": (*firsts, first), "block_offsets": tuple(offsets)}


def _cuts(lengths: Sequence[int], size: int) -> list[int]:
    """Return where to cut so that each part but the last reaches `size`."""
    cuts, total = [], 0
    for at, length in enumerate(lengths):
        total += length
        if total >= size:
            cuts.append(at + 1)
            total = 0
    if total:
        cuts.append(len(lengths))
    return cuts


def write_pack(path: Path, dictionary: bytes, services: dict[str, tuple[bytes, list[Version]]]) -> None:
    """Write a pack: service -> (its sections, its versions). The file appears whole or not at all."""
    lines = []
    base = HEADER_LENGTH + len(dictionary)
    for name in sorted(services):
        data, versions = services[name]
        lines += [f"\n{name} {v.version} {v.kinds or '-'} {base} {v.offset} {v.length}" for v in versions]
        base += len(data)
    index = "".join(lines).encode()
    numbers = (base, len(index), HEADER_LENGTH, len(dictionary))
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    with partial.open("wb") as file:
        file.write(MAGIC + b"".join(number.to_bytes(8, "little") for number in numbers) + dictionary)
        for name in sorted(services):
            file.write(services[name][0])
        file.write(index)
    partial.replace(path)
