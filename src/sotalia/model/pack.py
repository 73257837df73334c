"""Packs: the files that hold compiled records, and how one record is read without the others.

Layout (all numbers little-endian):

    magic (16 bytes), offset and length of the index, offset and length of the dictionary (4 times 8 bytes)
    sections, each compressed by zlib with the dictionary as its preset dictionary
    index      text, one line per version of a service: "\\nNAME VERSION KINDS BASE OFFSET LENGTH", sorted. BASE is
               where the service's sections start; OFFSET and LENGTH point, from there, to a section that holds a
               marshalled dict, the version's *directory*. All offsets in a directory count from BASE too. A name that
               starts with "." is no service.

The index is searched as text where it lies, so that opening a pack of 472 versions decodes nothing.

Sections are marshalled (`packs/marshalling.py`): reading that costs no import and is the fastest way there is from
bytes to tuples, and every CPython from 3.11 to 3.14 reads the same bytes, since the format of a version of marshal does
not change once it is released. zlib's own checksum finds a damaged section.

Records stand in *blocks* of some 64 kB, in one section each: marshalled records with SEPARATOR between them. A block is
the unit of decompression, a record the unit of decoding. A service's records are in a shorter form than that which
`compile` gives them, and those of its older versions share blocks; `packs/shrinking.py` does that.

The file is mapped, not read: threads share no file position, a forked child keeps the mapping, and closing all file
descriptors (as daemons do) does not hurt it.
"""

from __future__ import annotations

import marshal
import mmap
import zlib
from bisect import bisect_right
from itertools import accumulate

from .compile import ENUM, LIST, REQUIRED, STRUCTURE
from .errors import MalformedModelError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .service import Docs

#: The files that hold the models, and, beside it, their prose (`docstore`).
MODELS, DOCS = "models.pack", "docs.pack"
#: The file in a user's cache that says which packs are in use there (`updated`).
CURRENT = "current"

MAGIC = b"sotalia pack 2\r\n"
HEADER_LENGTH = len(MAGIC) + 4 * 8

#: Between two records of a block. No text has these bytes, and the build refuses a record that does.
SEPARATOR = b"\xff\xfe\xfd"

_REINSTALL = "reinstall sotalia"

#: The letter that says, in an index, that there is a model of this type.
KINDS = {"service-2": "s", "paginators-1": "p", "waiters-2": "w", "endpoint-rule-set-1": "e", "resources-1": "r"}

#: Decompressed blocks that a pack keeps at hand. What was decoded from them is kept by whoever asked.
_BLOCKS_KEPT = 16


class Pack:
    """One file of compiled records, open for reading, for as long as the process lives."""

    def __init__(self, path: str, remedy: str = _REINSTALL) -> None:
        """`remedy` is what errors say is to be done about a damaged file.

        Raises MalformedModelError when the file is missing or is no pack.
        """
        self.path = path
        self._damaged = f"it is damaged; {remedy}"
        try:
            with open(path, "rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            reason = f"{error}; {remedy}, or run `python -m codegen` in a source tree"
            raise MalformedModelError(path=path, reason=reason) from error
        if self._map[: len(MAGIC)] != MAGIC:
            raise MalformedModelError(path=path, reason=f"it is not a pack of this version of sotalia; {remedy}")
        numbers = [int.from_bytes(self._map[at : at + 8], "little") for at in range(len(MAGIC), HEADER_LENGTH, 8)]
        self._index, self._index_end = numbers[0], numbers[0] + numbers[1]
        if self._index_end != len(self._map):
            raise MalformedModelError(path=path, reason=self._damaged)
        #: What the compressor was shown beforehand.
        self.dictionary = self._map[numbers[2] : numbers[2] + numbers[3]]
        self._blocks: dict[int, list[bytes]] = {}

    def versions(self, name: str) -> list[Entry]:
        """Return the entry of each version of a service, oldest first; empty if the service is unknown."""
        if " " in name or "\n" in name:  # the search would match more than a name
            return []
        prefix = b"\n" + name.encode(errors="replace") + b" "
        start = self._map.find(prefix, self._index, self._index_end)
        entries = []
        while start >= 0 and self._map[start : start + len(prefix)] == prefix:
            end = self._map.find(b"\n", start + 1, self._index_end)
            end = self._index_end if end < 0 else end
            entries.append(Entry(self, self._map[start + 1 : end].decode()))
            start = end
        return entries

    def entries(self) -> list[Entry]:
        """Return all entries of the pack, sorted by name and version."""
        lines = self._map[self._index + 1 : self._index_end].decode().split("\n")
        return [Entry(self, line) for line in lines]

    def services(self) -> dict[str, tuple[bytes, list[Entry]]]:
        """Return, for each name in the pack, its sections as they lie there, and its versions, oldest first."""
        by_name: dict[str, list[Entry]] = {}
        for entry in self.entries():
            by_name.setdefault(entry.name, []).append(entry)
        bases = [entries[0].base for entries in by_name.values()]
        ends = [*bases[1:], self._index]
        return {
            name: (self._map[start:end], entries)
            for (name, entries), start, end in zip(by_name.items(), bases, ends, strict=True)
        }

    def section(self, offset: int, length: int) -> bytes:
        """Return the decompressed bytes of a section. Raises MalformedModelError when it is damaged."""
        reader = zlib.decompressobj(zdict=self.dictionary)
        try:
            content = reader.decompress(self._map[offset : offset + length])
        except zlib.error as error:
            raise MalformedModelError(path=self.path, reason=f"{self._damaged} ({error})") from None
        if not reader.eof:
            raise MalformedModelError(path=self.path, reason=self._damaged)
        return content

    def block(self, offset: int, length: int) -> list[bytes]:
        """Return the marshalled records of a block, keeping them at hand for the next call."""
        block = self._blocks.get(offset)
        if block is None:
            block = self._blocks[offset] = self.section(offset, length).split(SEPARATOR)
            if len(self._blocks) > _BLOCKS_KEPT:
                try:
                    del self._blocks[next(iter(self._blocks))]
                except (KeyError, RuntimeError):
                    pass  # another thread was quicker
        return block


def loads(data: bytes) -> Any:
    """Decode a marshalled record of a pack."""
    return marshal.loads(data)  # noqa: S302 - our own file, as trustworthy as our own code


class Entry:
    """One version of one service in a pack. `kinds` has a letter for each type of model there is; see KINDS."""

    __slots__ = ("base", "kinds", "name", "pack", "place", "version")

    def __init__(self, pack: Pack, line: str) -> None:
        self.pack = pack
        self.name, self.version, self.kinds, base, offset, length = line.split(" ")
        #: Where the service's sections start, and where, from there, the version's directory lies.
        self.base, self.place = int(base), (int(offset), int(length))

    def directory(self) -> dict[str, Any]:
        """Decode the version's directory."""
        return self.load(self.place)  # type: ignore[no-any-return]

    def load(self, where: tuple[int, int]) -> Any:
        """Decode the section that the directory says is at `where`."""
        return loads(self.section(where))

    def section(self, where: tuple[int, int]) -> bytes:
        """Return the bytes of the section that the directory says is at `where`."""
        return self.pack.section(self.base + where[0], where[1])

    def block(self, offset: int, end: int) -> list[bytes]:
        """Return the marshalled records of the block from `offset` to `end`."""
        return self.pack.block(self.base + offset, end - offset)


class Records:
    """Records in blocks, each decoded alone."""

    __slots__ = ("_entry", "_firsts", "_offsets", "_woven")

    def __init__(self, entry: Entry, directory: dict[str, Any]) -> None:
        """`directory` has `block_firsts` and `block_offsets`, both with one more at the end.

        Where it has `woven`, (which version this is, how many records each version has), the blocks hold the records of
        several versions of the service.
        """
        self._entry = entry
        self._firsts: tuple[int, ...] = directory["block_firsts"]
        self._offsets: tuple[int, ...] = directory["block_offsets"]
        self._woven: tuple[int, tuple[int, ...]] | None = directory.get("woven")

    def __len__(self) -> int:
        return self._firsts[-1] if self._woven is None else self._woven[1][self._woven[0]]

    def __getitem__(self, number: int) -> Any:
        """Decode the record with that number, and no other."""
        if self._woven is not None:
            number = woven_place(number, *self._woven)
        at = bisect_right(self._firsts, number) - 1
        return loads(self._entry.block(self._offsets[at], self._offsets[at + 1])[number - self._firsts[at]])


def woven_place(number: int, version: int, counts: tuple[int, ...]) -> int:
    """Return where a version's record stands among those of all versions, which have `counts` records.

    Each version's records are spread evenly over the whole; of those that would stand at the same place, the earlier
    version's comes first. With counts (2, 4), the order is a0 b0 b1 a1 b2 b3.
    """
    place = 0
    for other, count in enumerate(counts):
        before, rest = divmod(number * count, counts[version])
        place += min(count, before + (rest > 0 or other < version))
    return place


def expand_header(directory: dict[str, Any]) -> dict[str, Any]:
    """Undo `packs.shrinking.shrink_header`."""
    methods: str = directory["methods"]
    operations = operation_names(methods)
    for at, name in directory["irregular"].items():
        operations[at] = name
    python_names = methods.split("\n") if methods else []
    ids = tuple(accumulate(directory["operation_steps"]))
    return {**directory, "operations": operations, "operation_ids": ids, "python_names": python_names}


def operation_names(methods: str) -> list[str]:
    """Return the operations' names that follow from the methods', one per line."""
    return methods.title().replace("_", "").split("\n") if methods else []


class PackedService:
    """The records of one version of one service; a `Source` for `ServiceModel`."""

    def __init__(
        self, entry: Entry, directory: dict[str, Any], open_docs: Callable[[Entry], Docs] | None = None
    ) -> None:
        """`directory` is the version's: a shrunken `compile.Compiled.header`, and where the other sections are.

        `open_docs` opens the prose of an entry; without it there is none to ask for.
        """
        self.entry = entry
        self._open_docs = open_docs
        self.header = expand_header(directory)
        self._records = Records(entry, self.header)

    def record(self, record_id: int) -> tuple[Any, ...]:
        """Return a decoded record: undo `packs.shrinking.shrink_records`."""
        record = self._records[record_id]
        if len(record) == 4:
            name, kind, traits, members = record
            if name.__class__ is tuple:
                name = self._operation_before(record_id) + name[0]
            if traits and traits[0] in (REQUIRED, ENUM):
                traits = _expand_traits(traits, members)
            return name, kind, traits, members and _expand_members(kind, members, record_id)
        http, input_reference, output_reference, errors, traits = record
        return (
            self._operation_before(record_id),
            http,
            _expand_use(input_reference, record_id),
            _expand_use(output_reference, record_id),
            errors and tuple([_expand_error(error, record_id) for error in errors]),
            traits,
        )

    def _operation_before(self, record_id: int) -> str:
        name: str = self.header["operations"][bisect_right(self.header["operation_ids"], record_id) - 1]
        return name

    def shape_names(self) -> tuple[list[str], list[int]]:
        """Return all shapes' names in the model's order, and their ids."""
        operations = dict(zip(self.header["operation_ids"], self.header["operations"], strict=True))
        names: dict[int, str] = {}
        last = ""
        for at in range(len(self._records)):
            if at in operations:
                last = operations[at]
            else:
                name = self._records[at][0]
                names[at] = last + name[0] if name.__class__ is tuple else name
        ids: tuple[int, ...] | None = self.header["shape_order"]
        in_order = sorted(names, key=names.__getitem__) if ids is None else list(ids)
        return [names[at] for at in in_order], in_order

    def docs(self) -> Docs:
        """Open the prose; it is empty when the docs pack is not installed."""
        assert self._open_docs is not None
        return self._open_docs(self.entry)


def _expand_traits(traits: tuple[Any, ...], members: tuple[Any, ...] | None) -> tuple[Any, ...]:
    key, value, *rest = traits
    if value.__class__ is int and members:
        value = [name for at, name in enumerate(members[::3]) if value >> at & 1]
    elif value.__class__ is str:
        value = value.split("\n")
    return key, value, *rest


def _expand_members(kind: Any, members: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    if kind != STRUCTURE:
        first = _expand_id(members[0], number)
        if kind == LIST:
            return first, members[1]
        last = max(number, first) if first.__class__ is int else number
        return first, members[1], _expand_id(members[2], last), members[3]
    ids = []
    for shape_id in members[1::3]:
        if shape_id.__class__ is not int:
            ids.append(shape_id)
        elif shape_id & 1:
            number += shape_id >> 1
            ids.append(number)
        else:
            ids.append(shape_id >> 1)
    flat = [*members]
    flat[1::3] = ids
    return tuple(flat)


def _expand_error(error: Any, number: int) -> Any:
    return _expand_use(error, number) if error.__class__ is tuple else _expand_id(error, number)


def _expand_use(reference: tuple[Any, Any] | None, number: int) -> tuple[Any, Any] | None:
    return reference and (_expand_id(reference[0], number), reference[1])


def _expand_id(shape_id: Any, number: int) -> Any:
    """Return an id from its short form: 2 * distance + 1 for one that comes after `number`, else 2 * id."""
    if shape_id.__class__ is not int:
        return shape_id
    return number + (shape_id >> 1) if shape_id & 1 else shape_id >> 1
