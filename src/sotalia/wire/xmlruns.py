"""Long lists in XML replies, read a column at a time.

Most items of a list have one layout: the same elements in the same order, with other texts in them. As pieces (see
`xml`), such items differ in a few places only:

    Contents>   Key>a   /Key>   Size>1   /Size>   /Contents>
    Contents>   Key>b   /Key>   Size>2   /Size>   /Contents>

So it takes one comparison to find that an item has a known layout (see `xmllayouts`), and all items of a layout are
read together, which takes half the time of reading them one by one.

Laws:
- a layout is learned when a second item of the same size comes. Items without one, and those that are few, are read one
  by one, by the closures of `xmlread`; where most are, nothing more is tried for a while;
- nothing is taken from the pieces before all has been read: whatever goes wrong, the closures read the list, and say
  what is wrong;
- the results are equal to theirs; of texts that are the same in all items there is one object.
"""

from __future__ import annotations

from itertools import repeat
from operator import length_hint

from .xml import Unusual, tag_name
from .xmllayouts import Layout, Records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from . import Shape
    from .xml import Read
    from .xmllayouts import MembersOf, TextReaders

#: When so many items of a list have been read one by one, those that follow are looked at together.
STARTS = frozenset({6, 24, 96, 384, 1536, 6144})
#: How many layouts of one list are remembered, of how many pieces at most; and how many sizes of items.
_LAYOUTS = 24
_LONGEST = 4000
_SIZES = 1000
#: Fewer items of one layout than this are read one by one all the same: each column costs something to begin with.
_FEW = 4
#: After how many items without a layout, one after the other, the rest is left to be read one by one, for a while.
_ODD = 3

#: It tells which list it goes through, and where it is in it (as pickles need to know).
_ListIterator: Any = type(iter([]))


class Runs:
    """What reads the items of one list together; they are structures. Layouts are kept from document to document."""

    def __init__(self, shape: Shape, read: Read, members_of: MembersOf, text_readers: TextReaders) -> None:
        self._shape = shape
        self._read = read
        self._members_of = members_of
        self._text_readers = text_readers
        self._layouts: list[Layout] = []
        #: How many pieces the items had that were read one by one.
        self._sizes: set[int] = set()

    def follow(self, pieces: Any, tag: str, values: list[Any]) -> None:
        """Take the items that come next, in elements opened by `tag`, and append them to `values`.

        There may be none, and items may be left, for the caller to read.
        """
        if type(pieces) is not _ListIterator:
            return
        try:
            _, (all_pieces,), start = pieces.__reduce__()
            if self._ends_soon(all_pieces, start):
                return
            end, items = self._items(all_pieces, start, tag)
        except Exception:  # the closures say what is wrong
            return
        pieces.__setstate__(end)
        values += items

    def _ends_soon(self, pieces: list[str], start: int) -> bool:
        """Return whether the items that begin at `start` are known to be too few to be worth the trouble."""
        layout, end = self._alike(pieces, start)
        few = layout is None or end - start < _FEW * layout.size
        return few and pieces[end].startswith("/")

    def _items(self, pieces: list[str], start: int, tag: str) -> tuple[int, list[Any]]:
        """Return the end of the items that begin at `start`, and their values."""
        name, empty = tag_name(tag)
        if empty:
            raise Unusual
        close = f"/{name}"
        in_turn: Any = iter(pieces)
        items: list[Any] = []
        found: dict[Layout, Records] = {}
        at, odd = start, 0
        while odd < _ODD:
            layout, end = self._alike(pieces, at)
            if layout is not None:
                records = found.get(layout) or found.setdefault(layout, Records(pieces, layout.size))
                records.add(at, end, len(items))
                items += repeat(None, (end - at) // layout.size)
                odd = 0
            else:
                opening, _, text = pieces[at].partition(">")
                if opening != tag:
                    break
                in_turn.__setstate__(at + 1)
                items.append(self._read(in_turn, close, text))
                end = len(pieces) - length_hint(in_turn)
                self._learn(pieces, at, end)
                odd += 1
            at = end
        for layout, records in found.items():
            few = len(records.places) < _FEW
            values = [self._one(record, close) for record in records] if few else layout.read(records)
            for place, value in zip(records.places, values, strict=True):
                items[place] = value
        return at, items

    def _alike(self, pieces: list[str], start: int) -> tuple[Layout | None, int]:
        """Return the layout of the item that begins at `start`, and the end of the items that are like it."""
        for layout in self._layouts:
            end = layout.alike(pieces, start)
            if end > start:
                return layout, end
        return None, start

    def _one(self, record: list[str], close: str) -> Any:
        """Return the value of one item, read by the closures."""
        pieces = iter(record)
        return self._read(pieces, close, next(pieces).partition(">")[2])

    def _learn(self, pieces: list[str], start: int, end: int) -> None:
        """Learn the layout of an item if there was one of the same size before."""
        size = end - start
        if size not in self._sizes:
            if len(self._sizes) < _SIZES:
                self._sizes.add(size)
        elif len(self._layouts) < _LAYOUTS and size <= _LONGEST:
            try:
                layout = Layout(self._shape, pieces[start:end], self._members_of, self._text_readers)
            except (Unusual, LookupError, ValueError):  # what is not plain has no layout
                return
            self._layouts.append(layout)
