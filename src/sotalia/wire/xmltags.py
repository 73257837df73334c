"""The closures of structures, with their tables of tags; `xmlread` makes them from shapes.

A structure's closure has a table from an opening tag, as it stands in the document (`Key`, `Key xmlns="…"`), to its
entry: the member's name and what reads it. Entries are made when a tag is first met, so a namespace costs nothing after
its first element, and members that no reply carries are never compiled.

Laws:
- unknown elements are passed over; of a member that may come once, the first structure, list or map counts;
- an empty element is the empty string, list, map or structure; a number or a time that is empty is malformed.
"""

from __future__ import annotations

from .xml import ATTRIBUTES, Unusual, end_of_text, read_empty, skip, tag_name, unescape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .xml import Read

    Pieces = Iterator[str]
    Structure = dict[str, Any]
    #: What an opening tag means in a structure:
    #: - the member's name;
    #: - what reads the text of a scalar (None: the text is the value);
    #: - for all others a `Read`, or, where the second field is `STORES`, the same with the structure before its
    #:   arguments, which stores the value itself;
    #: - the beginning of the closing piece (`/Key`);
    #: - for scalars, the closing pieces met so far.
    Entry = tuple[str, Any, Any, str, set[str]]

#: See `Entry`: anything that is not None.
STORES = str
_TAGS = 1000
_TAG_LENGTH = 200


class Tags:
    """Opening tags, as they stand in documents → entries. `find` makes the entry for a name, None for unknown ones.

    Attributes, which are laid out as elements, are passed over, unless `attributes` says that `find` knows some.
    The table is a plain dict, and holds closing tags too: nothing in Python is quicker than looking up a key of a dict.
    """

    __slots__ = ("_attributes", "_find", "table")

    def __init__(self, find: Callable[[str], Entry | None], *, attributes: bool = False) -> None:
        self._find = find
        self._attributes = attributes
        self.table: dict[str, Entry] = {}

    def learn(self, tag: str, end: str) -> Entry:
        """Return the entry for a tag that is not in the table. Raises Unusual for one that is not plain."""
        if tag == end:
            entry: Entry = "", STORES, ENDS, end, set()
        else:
            name, empty = tag_name(tag)
            is_sought = self._attributes or name[0] not in ATTRIBUTES
            entry = (self._find(name) if is_sought else None) or ("", STORES, PASSED_OVER, f"/{name}", set())
            if empty:
                entry = _entry_of_empty(entry)
        if len(self.table) < _TAGS and len(tag) < _TAG_LENGTH:  # they come from outside, without limit
            self.table[tag] = entry
        return entry


def ENDS(out: Structure, pieces: Pieces, close: str, text: str) -> None:
    """Mark the entry of a closing tag; never called."""


def PASSED_OVER(out: Structure, pieces: Pieces, close: str, text: str) -> None:
    """Pass over an element that the structure does not know; marks its entry, too."""
    skip(pieces, close, text)


def _entry_of_empty(entry: Entry) -> Entry:
    """Return the entry for an element whose opening tag closes it, too."""
    name, read, nested, close, closings = entry
    if nested is None:
        return name, None, lambda pieces, end, text: "" if read is None else read(""), close, closings
    if read is None:
        return name, None, lambda pieces, end, text: read_empty(nested, end), close, closings
    return name, STORES, lambda out, pieces, end, text: nested(out, iter((f"{end}>",)), end, ""), close, closings


def text_entry(name: str, tag: str, read: Callable[[str], Any] | None = None) -> Entry:
    """Return the entry for a scalar in elements called `tag`."""
    close = f"/{tag}"
    return name, read, None, close, {f"{close}>"}


def read_entry(name: str, tag: str, read: Read) -> Entry:
    """Return the entry for a structure, list or map in elements called `tag`."""
    return name, None, read, f"/{tag}", set()


def structure_closure(tags: Tags) -> Read:
    """Return what reads an element into a dict of those that `tags` knows."""
    table: dict[str, Entry] = tags.table

    def read_structure(pieces: Pieces, end: str, text: str) -> Structure:
        out: Structure = {}
        if "&" in text:
            unescape(text)
        for piece in pieces:
            tag, _, text = piece.partition(">")
            try:
                name, read, nested, close, closings = table[tag]
            except KeyError:
                name, read, nested, close, closings = tags.learn(tag, end)
            if nested is None:
                if "&" in text:
                    text = unescape(text)
                piece = next(pieces)
                if piece not in closings:
                    end_of_text(pieces, piece, closings, close)
                out[name] = text if read is None else read(text)
            elif read is None:
                out.setdefault(name, nested(pieces, close, text))
            elif nested is not ENDS:
                nested(out, pieces, close, text)
            elif close == end:
                if "&" in text:
                    unescape(text)
                return out
            else:
                raise Unusual
        raise Unusual

    return read_structure


def element_closure(entry: Entry) -> Read:
    """Return what reads one element by its entry."""
    _, read, nested, _, closings = entry
    if nested is not None:
        read_alone: Read = nested if read is None else _alone(nested)
        return read_alone

    def read_text(pieces: Pieces, end: str, text: str) -> Any:
        if "&" in text:
            text = unescape(text)
        piece = next(pieces)
        if piece not in closings:
            end_of_text(pieces, piece, closings, end)
        return text if read is None else read(text)

    return read_text


def _alone(store: Callable[[Structure, Pieces, str, str], None]) -> Read:
    """Return what reads a flattened list or map that is not in a structure: each element is a whole one."""

    def read(pieces: Pieces, end: str, text: str) -> Any:
        out: Structure = {}
        store(out, pieces, end, text)
        (value,) = out.values()
        return value

    return read


def entry_of_several(entries: list[Entry], tag: str) -> Entry:
    """Return the entry for an element that is several members at once: each of them reads it."""
    closures = [(entry, element_closure(entry)) for entry in entries]

    def store(out: Structure, pieces: Pieces, close: str, text: str) -> None:
        element: list[str] = []
        skip(recorded(pieces, element), close, text)
        for (name, read, nested, _, _), read_alone in closures:
            if nested is not None and read is not None:
                nested(out, iter(element), close, text)
            else:
                out[name] = read_alone(iter(element), close, text)

    return "", STORES, store, f"/{tag}", set()


def recorded(pieces: Pieces, record: list[str]) -> Pieces:
    """Hand the pieces on, and keep them."""
    for piece in pieces:
        record.append(piece)
        yield piece
