"""What the items of a list in XML have in common: layouts, which `xmlruns` learns and applies.

A `Layout` is made of one item. It knows which pieces are the same in all items that are like it (`Contents>`, `/Key>`),
the *fixed* ones, and what is made of the others: the texts of one member, a *column*, lose their tags by one join and
one split, and structures are copies of one, with the texts that differ put in.

A layout is only made of what is plain: no attributes, maps or unions, no member that comes twice.
"""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile
from operator import itemgetter

from . import timestamps
from .xml import ATTRIBUTES, Unusual, tag_name, unescape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from . import Shape

    #: Returns a member's values, one for each item; or only one, if it is the same in all of them and never changes.
    Column = Callable[["Records"], list[Any]]
    #: A structure's members by the names of their elements: (name, shape) of each.
    MembersOf = Callable[[Shape], dict[str, list[tuple[str, Shape]]]]
    TextReaders = dict[str, Callable[[str], Any] | None]

#: After how many items that are alike all that follow are compared place by place.
_STRETCH = 8


class Records:
    """The items of one layout in a list: where they are among the list's pieces, and at which places in its value."""

    __slots__ = ("_pieces", "_size", "_stretches", "places")

    def __init__(self, pieces: list[str], size: int) -> None:
        self._pieces = pieces
        self._size = size
        #: Items that follow one another: the first one's beginning, the last one's end.
        self._stretches: list[tuple[int, int]] = []
        self.places: list[int] = []

    def add(self, start: int, end: int, place: int) -> None:
        """Add the items from `start` to `end`; the first has that place in the list's value."""
        stretches = self._stretches
        if stretches and stretches[-1][1] == start:
            stretches[-1] = stretches[-1][0], end
        else:
            stretches.append((start, end))
        self.places += range(place, place + (end - start) // self._size)

    def __iter__(self) -> Iterator[list[str]]:
        """Hand out the pieces of one item after the other."""
        for start, end in self._stretches:
            for at in range(start, end, self._size):
                yield self._pieces[at : at + self._size]

    def column(self, place: int) -> list[str]:
        """Return the pieces at one place in all items."""
        pieces, size = self._pieces, self._size
        column: list[str] = []
        for start, end in self._stretches:
            column += pieces[start + place : end : size]
        return column


class Layout:
    """Items of one layout: how to tell them, and what reads them. Made of one item's pieces."""

    __slots__ = ("_at", "_closing", "_fixed", "_fixed_of", "_last", "_read", "_unknown", "size")

    def __init__(self, shape: Shape, record: list[str], members_of: MembersOf, text_readers: TextReaders) -> None:
        walk = _Walk(record, members_of, text_readers)
        self._read = walk.structure(shape)
        self._unknown = walk.unknown
        self.size = len(record)
        self._at = walk.fixed
        self._fixed_of = itemgetter(*walk.fixed)
        self._fixed: tuple[str, ...] = self._fixed_of(record)
        self._last, self._closing = len(record) - 1, record[-1]

    def alike(self, pieces: list[str], start: int) -> int:
        """Return the end of the items of this layout that follow one another from `start` on."""
        size, end = self.size, start
        # There is always something after the last item: the list's end.
        while end + size < len(pieces) and pieces[end + self._last] == self._closing:
            if self._fixed_of(pieces[end : end + size]) != self._fixed:
                break
            end += size
            if end - start == _STRETCH * size:
                return self._alike_from(pieces, end)
        return end

    def _alike_from(self, pieces: list[str], start: int) -> int:
        """Do the same for many, place by place."""
        size = self.size
        count = (len(pieces) - start) // size
        for place, piece in zip(self._at, self._fixed, strict=True):
            column = pieces[start + place : start + count * size : size]
            if column.count(piece) != count:
                count = len([*takewhile(piece.__eq__, column)])
        return start + count * size

    def read(self, records: Records) -> list[Any]:
        """Return the values of items that are alike. Raises Unusual, or what the readers of scalars raise."""
        for check in self._unknown:
            check(records)
        return self._read(records)


class _Walk:
    """A way through the pieces of one item, which finds its fixed pieces and makes the columns of its members.

    Raises KeyError, ValueError or Unusual at anything that has no layout.
    """

    def __init__(self, record: list[str], members_of: MembersOf, text_readers: TextReaders) -> None:
        self._record = record
        self._at = 0
        self._members_of = members_of
        self._text_readers = text_readers
        #: Where the pieces are that all items share.
        self.fixed: list[int] = []
        #: The texts in elements that no model knows: they are checked.
        self.unknown: list[Column] = []

    def structure(self, shape: Shape) -> Column:
        """Return the column of the structure that begins here."""
        if shape.is_tagged_union:
            raise Unusual
        members = self._members_of(shape)
        columns: dict[str, Column] = {}
        flattened: dict[str, list[Column]] = {}
        for name, empty in self._children():
            if name not in members:
                self._unknown_element(name, empty)
                continue
            ((member_name, member),) = members[name]
            if member.type_name == "list" and member.serialization.get("flattened"):
                if member_name not in columns:
                    columns[member_name] = _lists(flattened.setdefault(member_name, []))
                flattened[member_name].append(self._value(member.member, name, empty))
            elif member_name in columns:
                raise Unusual
            else:
                columns[member_name] = self._value(member, name, empty)
        return _structures(columns)

    def _children(self) -> Iterator[tuple[str, bool]]:
        """Pass over an element's opening, hand out the name of each child before it, pass over the closing."""
        name, _ = tag_name(self._tag())
        self._fix()
        while (tag := self._tag()) != f"/{name}":
            child, empty = tag_name(tag)
            if child[0] in ATTRIBUTES:
                raise Unusual
            yield child, empty
        self._fix()

    def _value(self, shape: Shape, name: str, empty: bool) -> Column:
        """Return the column of the value, of any shape, whose element opens here."""
        kind = shape.type_name
        if kind == "map" or (kind == "list" and shape.serialization.get("flattened")):
            raise Unusual
        if kind == "structure":
            return self._empty(_structures({})) if empty and not shape.is_tagged_union else self.structure(shape)
        if kind == "list":
            return self._empty(_lists([])) if empty else self._list(shape.member)
        read = self._text_readers[kind]
        if empty:
            value = "" if read is None else read("")
            return self._empty(lambda records: [value])
        return self._text(name, read)

    def _list(self, item: Shape) -> Column:
        return _lists([self._value(item, name, empty) for name, empty in self._children()])

    def _text(self, name: str, read: Callable[[str], Any] | None) -> Column:
        column = _texts(self._at, f"{self._tag()}>", read)
        self._at += 1
        if self._tag() != f"/{name}":  # an element inside of the text
            raise Unusual
        self._fix()
        return column

    def _unknown_element(self, name: str, empty: bool) -> None:
        if empty:
            self._fix()
        elif self._record[self._at + 1].startswith(f"/{name}>"):
            self.unknown.append(self._text(name, None))
        else:
            for child, child_is_empty in self._children():
                self._unknown_element(child, child_is_empty)

    def _empty(self, column: Column) -> Column:
        self._fix()
        return column

    def _tag(self) -> str:
        return self._record[self._at].partition(">")[0]

    def _fix(self) -> None:
        if "&" in self._record[self._at]:
            raise Unusual
        self.fixed.append(self._at)
        self._at += 1


# ---------------------------------------------------------------- columns


def _structures(members: dict[str, Column]) -> Column:
    """Return the column of a structure, from those of its members."""

    def column(records: Records) -> list[Any]:
        columns = {name: member(records) for name, member in members.items()}
        first = {name: values[0] for name, values in columns.items()}
        structures = [first.copy() for _ in records.places]
        for name, values in columns.items():
            if len(values) > 1:
                for structure, value in zip(structures, values, strict=True):
                    structure[name] = value
        return structures

    return column


def _lists(items: list[Column]) -> Column:
    """Return the column of a list, from those of its items; more may be added to these later."""

    def column(records: Records) -> list[Any]:
        columns = [item(records) for item in items]
        first = [values[0] for values in columns]
        lists = [first.copy() for _ in records.places]
        for place, values in enumerate(columns):
            if len(values) > 1:
                for each, value in zip(lists, values, strict=True):
                    each[place] = value
        return lists

    return column


def _texts(place: int, start: str, read: Callable[[str], Any] | None) -> Column:
    """Return the column of a scalar: `start` opens its element (`Key>`), `read` reads its text."""
    opening = f"<{start}"

    def texts_of(pieces: list[str]) -> list[str]:
        joined = f"<{'<'.join(pieces)}"
        if "&" in joined and joined.count("&") == joined.count("&quot;"):
            joined = joined.replace("&quot;", '"')
        texts = joined.split(opening)  # there is no other "<" than those put in
        if len(texts) != len(pieces) + 1:
            raise Unusual
        del texts[0]
        return [unescape(text) if "&" in text else text for text in texts] if "&" in joined else texts

    def values_of(pieces: list[str]) -> list[Any]:
        texts = texts_of(pieces)
        if read is None:
            return texts
        return _times(texts) if read is timestamps.parse else [*map(read, texts)]

    def column(records: Records) -> list[Any]:
        pieces = records.column(place)
        if pieces.count(pieces[0]) == len(pieces):
            del pieces[1:]
        return values_of(pieces)

    return column


def _times(texts: list[str]) -> list[Any]:
    """Return what `timestamps.parse` makes of the texts; nearly all are ISO 8601's."""
    if {text[10:11] for text in texts} == {"T"}:
        try:
            return [*map(datetime.fromisoformat, texts)]
        except ValueError:
            pass
    return [*map(timestamps.parse, texts)]
