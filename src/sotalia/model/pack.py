"""Packs: the files that hold compiled records, and how one record is read without the others.

Layout (all numbers little-endian):

    magic (16 bytes), offset and length of the index, offset and length of the dictionary (4 times 8 bytes)
    sections, each compressed by zlib with the dictionary as its preset dictionary
    index      text, one line per version of a service: "\\nNAME VERSION KINDS BASE OFFSET LENGTH", sorted. BASE is
               where the service's sections start; OFFSET and LENGTH point, from there, to a section that holds a
               marshalled dict, the version's *directory*. All offsets in a directory count from BASE too. A name that
               starts with "." is no service.

The index is searched as text where it lies, so that opening a pack of 472 versions decodes nothing.

Sections are marshalled in marshal's version 2. Reading it costs no import and is the fastest way there is from bytes to
tuples. Version 2 because it has neither references (versions 3 and up write an object twice or once depending on its
reference count at that moment, so that builds would differ) nor interning, and because every CPython from 3.11 to 3.14
reads it: the format of a version does not change once it is released, only new versions are added.

Records stand in *blocks* of some 64 kB, in one section each: a marshalled tuple of marshalled records. A block is the
unit of decompression, a record the unit of decoding.

The file is mapped, not read: threads share no file position, a forked child keeps the mapping, and closing all file
descriptors (as daemons do) does not hurt it.
"""

from __future__ import annotations

import marshal
import mmap
import zlib
from bisect import bisect_right
from itertools import accumulate

from .errors import MalformedModelError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .service import Docs

MAGIC = b"sotalia pack 1\r\n"
HEADER_LENGTH = len(MAGIC) + 4 * 8

#: The letter that says, in an index, that there is a model of this type.
KINDS = {"service-2": "s", "paginators-1": "p", "waiters-2": "w", "endpoint-rule-set-1": "e", "resources-1": "r"}

#: Decompressed blocks that a pack keeps at hand. What was decoded from them is kept by whoever asked.
_BLOCKS_KEPT = 16


class Pack:
    """One file of compiled records, open for reading, for as long as the process lives."""

    def __init__(self, path: str) -> None:
        """Raises MalformedModelError when the file is missing or is no pack."""
        self.path = path
        try:
            with open(path, "rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            reason = f"{error}; reinstall sotalia, or run `python -m codegen` in a source tree"
            raise MalformedModelError(path=path, reason=reason) from error
        if self._map[: len(MAGIC)] != MAGIC:
            raise MalformedModelError(path=path, reason="it is not a pack of this version of sotalia; reinstall it")
        numbers = [int.from_bytes(self._map[at : at + 8], "little") for at in range(len(MAGIC), HEADER_LENGTH, 8)]
        self._index, self._index_end = numbers[0], numbers[0] + numbers[1]
        self._dictionary = self._map[numbers[2] : numbers[2] + numbers[3]]
        self._blocks: dict[int, tuple[bytes, ...]] = {}

    def versions(self, name: str) -> list[Entry]:
        """Return what there is of each version of a service, oldest first; empty if the service is unknown."""
        if " " in name or "\n" in name:  # would run on into the line, or the next one
            return []
        prefix = b"\n" + name.encode(errors="replace") + b" "
        start = self._map.find(prefix, self._index, self._index_end)
        found = []
        while start >= 0 and self._map[start : start + len(prefix)] == prefix:
            end = self._map.find(b"\n", start + 1, self._index_end)
            end = self._index_end if end < 0 else end
            found.append(Entry(self, self._map[start + 1 : end].decode()))
            start = end
        return found

    def entries(self) -> list[Entry]:
        """Return what there is of everything in the pack, sorted by name and version."""
        lines = self._map[self._index + 1 : self._index_end].decode().split("\n")
        return [Entry(self, line) for line in lines]

    def section(self, offset: int, length: int) -> bytes:
        """Return the decompressed bytes of a section."""
        return zlib.decompressobj(zdict=self._dictionary).decompress(self._map[offset : offset + length])

    def block(self, offset: int, length: int) -> tuple[bytes, ...]:
        """Return the marshalled records of a block, keeping them at hand for the next call."""
        found = self._blocks.get(offset)
        if found is None:
            found = self._blocks[offset] = loads(self.section(offset, length))
            if len(self._blocks) > _BLOCKS_KEPT:
                try:
                    del self._blocks[next(iter(self._blocks))]
                except (KeyError, RuntimeError):
                    pass  # another thread was quicker
        return found


def loads(data: bytes) -> Any:
    """Decode a marshalled record of a pack."""
    return marshal.loads(data)  # noqa: S302 - our own file, as trustworthy as our own code


class Entry:
    """One version of one service in a pack. `kinds` has a letter for each type of model there is; see KINDS."""

    __slots__ = ("_base", "_length", "_offset", "kinds", "name", "pack", "version")

    def __init__(self, pack: Pack, line: str) -> None:
        self.pack = pack
        self.name, self.version, self.kinds, base, offset, length = line.split(" ")
        self._base, self._offset, self._length = int(base), int(offset), int(length)

    def directory(self) -> dict[str, Any]:
        """Decode the version's directory."""
        return self.load((self._offset, self._length))  # type: ignore[no-any-return]

    def load(self, where: tuple[int, int]) -> Any:
        """Decode the section that the directory says is at `where`."""
        return loads(self.section(where))

    def section(self, where: tuple[int, int]) -> bytes:
        """Return the bytes of the section that the directory says is at `where`."""
        return self.pack.section(self._base + where[0], where[1])

    def block(self, offset: int, end: int) -> tuple[bytes, ...]:
        """Return the marshalled records of the block from `offset` to `end`."""
        return self.pack.block(self._base + offset, end - offset)


class Records:
    """Records in blocks, each decoded alone."""

    __slots__ = ("_entry", "_firsts", "_offsets")

    def __init__(self, entry: Entry, directory: dict[str, Any]) -> None:
        """`directory` has `block_firsts` and `block_offsets`, both with one more at the end."""
        self._entry = entry
        self._firsts: tuple[int, ...] = directory["block_firsts"]
        self._offsets: tuple[int, ...] = directory["block_offsets"]

    def __len__(self) -> int:
        return self._firsts[-1]

    def __getitem__(self, number: int) -> Any:
        """Decode the record with that number, and no other."""
        at = bisect_right(self._firsts, number) - 1
        return loads(self._entry.block(self._offsets[at], self._offsets[at + 1])[number - self._firsts[at]])


def shrink_header(header: dict[str, Any]) -> dict[str, Any]:
    """Return what a directory holds in place of a `compile.Compiled.header`, which is a third of that.

    Nearly all operation names follow from the method names (`list_buckets` -> `ListBuckets`): the others are listed.
    Ids of operations are given as differences.
    """
    small = {key: value for key, value in header.items() if key not in ("operations", "operation_ids", "python_names")}
    methods, operations, ids = "\n".join(header["python_names"]), header["operations"], header["operation_ids"]
    guessed = _operation_names(methods)
    small["methods"] = methods
    small["irregular"] = {at: name for at, name in enumerate(operations) if name != guessed[at]}
    small["operation_steps"] = tuple(after - before for before, after in zip((0, *ids), ids, strict=False))
    return small


def expand_header(directory: dict[str, Any]) -> dict[str, Any]:
    """Undo `shrink_header`."""
    methods: str = directory["methods"]
    operations = _operation_names(methods)
    for at, name in directory["irregular"].items():
        operations[at] = name
    python_names = methods.split("\n") if methods else []
    ids = tuple(accumulate(directory["operation_steps"]))
    return {**directory, "operations": operations, "operation_ids": ids, "python_names": python_names}


def _operation_names(methods: str) -> list[str]:
    return methods.title().replace("_", "").split("\n") if methods else []


class PackedService:
    """The records of one version of one service; a `Source` for `ServiceModel`."""

    def __init__(self, entry: Entry, directory: dict[str, Any]) -> None:
        """`directory` is the version's: a shrunken `compile.Compiled.header`, and where the other sections are."""
        self.entry = entry
        self.header = expand_header(directory)
        self._records = Records(entry, self.header)
        self.record: Callable[[int], tuple[Any, ...]] = self._records.__getitem__

    def shape_names(self) -> tuple[list[str], list[int]]:
        """Return all shapes' names in the model's order, and their ids."""
        operations = set(self.header["operation_ids"])
        names = {at: self.record(at)[0] for at in range(len(self._records)) if at not in operations}
        ids: tuple[int, ...] | None = self.header["shape_order"]
        in_order = sorted(names, key=names.__getitem__) if ids is None else list(ids)
        return [names[at] for at in in_order], in_order

    def docs(self) -> Docs:
        """Open the prose; it is empty when the docs pack is not installed."""
        from .docstore import open_docs

        return open_docs(self.entry)
