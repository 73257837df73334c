"""The prose of one service -> its sections in the docs pack.

All versions of a service share one pool of texts (a new version repeats most of the old one's); the newest comes first,
so that its texts stand together. `sotalia.model.docstore` reads them.
"""

from __future__ import annotations

from functools import lru_cache

from ..model.compile import Compiled
from ..model.prose import plain
from .packing import Sections

#: Larger blocks compress better; only help() decompresses them.
TEXT_BLOCK = 128 * 1024


@lru_cache(200_000)
def readable(html: str) -> str:
    """Return `html` as plain text."""
    return plain(html)


class _Pool:
    """Numbers for texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, html: str | None) -> int:
        """Return a text's number; -1 for none."""
        text = readable(html) if html else ""
        if not text:
            return -1
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return number


def pack_docs(versions: dict[str, Compiled], sections: Sections) -> None:
    """Add the prose of all versions of a service."""
    pool = _Pool()
    entries = {}
    for version in sorted(versions, reverse=True):
        compiled = versions[version]
        client = {name: pool.number(text) for name, text in compiled.client_docs.items()}
        entries[version] = pool.number(compiled.documentation), client, _numbers(compiled, pool)
    blocks = _add_texts(pool.texts, sections)
    for version in versions:
        service, client, numbers = entries[version]
        where = sections.add_object(numbers)
        sections.add_version(version, "d", {**blocks, "service": service, "client": client, "numbers": where})


def _numbers(compiled: Compiled, pool: _Pool) -> tuple[int, ...]:
    """Return, for each record, how many texts it has and then their numbers, each as the difference from the last one.

    Texts are numbered in the order of the records, so that most differences are 1, which compresses to next to nothing.
    0 stands for no text; a difference that is not positive (an earlier text again) is therefore written one lower.
    """
    flat: list[int] = []
    last = -1
    for texts in compiled.docs:
        row = [pool.number(text) for text in texts or ()]
        flat.append(len(row))
        for number in row:
            if number < 0:
                flat.append(0)
            else:
                difference = number - last
                flat.append(difference if difference > 0 else difference - 1)
                last = number
    return tuple(flat)


def _add_texts(texts: list[str], sections: Sections) -> dict[str, tuple[int, ...]]:
    firsts, offsets = [], [len(sections.data)]
    first = 0
    size = 0
    for at, text in enumerate(texts):
        size += len(text) + 1
        if size >= TEXT_BLOCK or at == len(texts) - 1:
            firsts.append(first)
            sections.add("\0".join(texts[first : at + 1]).encode())
            offsets.append(len(sections.data))
            first, size = at + 1, 0
    return {"block_firsts": (*firsts, first), "block_offsets": tuple(offsets)}
