"""The store of prose: the pack that only help(), documentation attributes and stub generators open.

It is a file of its own, next to the pack of models, and may be deleted: documentation is empty then, and nothing else
changes. All versions of a service share one pool of texts, in blocks; a version has a list that says which texts
belong to which record. `packs/prosepack.py` writes it.
"""

from __future__ import annotations

import os
from bisect import bisect_right

from .pack import DOCS, Entry, Pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .service import Docs

_packs: dict[str, Pack] = {}


class NoDocs:
    """No prose at all."""

    def text(self, record_id: int, place: int) -> str | None:
        """Return None."""
        return None

    def service_text(self) -> str:
        """Return an empty text."""
        return ""

    def client_text(self, name: str) -> str:
        """Return an empty text."""
        return ""


class PackedDocs:
    """The prose of one version of one service."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        directory = entry.directory()
        self._firsts: tuple[int, ...] = directory["block_firsts"]
        self._offsets: tuple[int, ...] = directory["block_offsets"]
        self._service: int = directory["service"]
        self._client: dict[str, int] = directory["client"]
        self._numbers = _numbers(entry.load(directory["numbers"]))
        #: Blocks that were read: help() reads one or two of them, whoever reads all prose of a service each.
        self._blocks: dict[int, list[str]] = {}

    def text(self, record_id: int, place: int) -> str | None:
        """Return a record's own prose (place 0) or that of its n-th member, or None."""
        numbers = self._numbers[record_id]
        return self._text(numbers[place]) if place < len(numbers) else None

    def service_text(self) -> str:
        """Return the service's prose."""
        return self._text(self._service) or ""

    def client_text(self, name: str) -> str:
        """Return the prose of a client context parameter."""
        return self._text(self._client.get(name, -1)) or ""

    def _text(self, number: int) -> str | None:
        if number < 0:
            return None
        at = bisect_right(self._firsts, number) - 1
        texts = self._blocks.get(at)
        if texts is None:
            place = self._offsets[at], self._offsets[at + 1] - self._offsets[at]
            texts = self._blocks[at] = self._entry.section(place).decode().split("\0")
        return texts[number - self._firsts[at]]


def _numbers(flat: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the numbers of each record's texts, -1 for none: (1, 1, 3, 1, 0, -2) -> [(0,), (1, -1, 0)].

    `packs/prosepack.py` writes them, and says how.
    """
    rows: list[tuple[int, ...]] = []
    at, last = 0, -1
    while at < len(flat):
        count = flat[at]
        row = []
        for difference in flat[at + 1 : at + 1 + count]:
            if difference == 0:
                row.append(-1)
            else:
                last += difference if difference > 0 else difference + 1
                row.append(last)
        rows.append(tuple(row))
        at += 1 + count
    return rows


def open_docs(models: Entry) -> Docs:
    """Open the prose of a version of a service that comes from a pack of models."""
    path = os.path.join(os.path.dirname(models.pack.path), DOCS)
    pack = _packs.get(path)
    if pack is None:
        if not os.path.exists(path):
            return NoDocs()
        pack = _packs.setdefault(path, Pack(path))
    for entry in pack.versions(models.name):
        if entry.version == models.version:
            return PackedDocs(entry)
    return NoDocs()
