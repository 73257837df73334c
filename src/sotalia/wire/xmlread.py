"""Elements to values: closures compiled from shapes, for `query`, `ec2` and `restxml` (`xmltext` is their other half).

A closure (a `Read`, see `xml`) takes an element from the pieces of a document and returns its value. How a structure's
closure finds what reads each of its elements is in `xmltags`, with the laws of what is unknown, repeated or empty.
"""

from __future__ import annotations

from binascii import a2b_base64

from . import timestamps
from .wall import Malformed
from .xml import (
    ATTRIBUTE,
    ATTRIBUTES,
    PREFIXED_ATTRIBUTE,
    Unusual,
    local_name,
    parse_document,
    read_document,
    read_empty,
    read_node,
    skip,
    tag_name,
    unescape,
)
from .xmlruns import STARTS, Runs
from .xmltags import (
    ENDS,
    PASSED_OVER,
    STORES,
    Tags,
    element_closure,
    entry_of_several,
    read_entry,
    recorded,
    structure_closure,
    text_entry,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from xml.etree.ElementTree import Element

    from . import Shape
    from .xml import Read
    from .xmltags import Entry, Pieces, Structure

_TEXT: dict[str, Callable[[str], Any] | None] = {
    "string": None,
    "character": None,
    "boolean": "true".__eq__,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "blob": a2b_base64,
    "timestamp": timestamps.parse,
}
#: Locations of members that are not in the body.
OUTSIDE = {"header", "headers", "statusCode"}


def error_node(root: Element) -> Element:
    """Return the element that holds an error's members: `<ErrorResponse><Error>`, or the root itself."""
    if local_name(root) == "ErrorResponse":
        for child in root:
            if local_name(child) == "Error":
                return child
    return root


class Reader:
    """Makes the closures of one service; those of structures are shared among its operations.

    `error_root(root)` finds the members of a modeled error in its document.
    """

    def __init__(self, error_root: Callable[[Element], Element]) -> None:
        self._error_root = error_root
        self._structures: dict[str, Read] = {}

    def document(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads a body whose root element is the shape; an empty body is an empty element."""
        if shape.metadata.get("exception"):
            read_error = self.error(shape)
            return lambda body: read_error(body) if body else {}
        entry = self.entry("", shape, "")
        read = element_closure(entry)
        if entry[1] is None and entry[2] is not None:
            return lambda body: read_document(body, read) if body else read_empty(read)
        # A closure that remembers closing pieces is compiled for one name; a root may have any.
        return lambda body: read_node(parse_document(body), read) if body else read_empty(read)

    def error(self, shape: Shape) -> Callable[[bytes], Structure]:
        """Return what reads the members of a modeled error from a body."""
        read, error_root = self.structure(shape), self._error_root
        return lambda body: read_node(error_root(parse_document(body)), read)

    def structure(self, shape: Shape) -> Read:
        """Return what reads an element into a dict of the structure's members."""
        read = self._structures.get(shape.name)
        if read is None:
            tags = Tags(self.finder(shape), attributes=True)
            read = _union(shape, tags) if shape.is_tagged_union else structure_closure(tags)
            self._structures[shape.name] = read
        return read

    def scalar(self, shape: Shape) -> Callable[[str], Any] | None:
        """Return what reads a scalar's text; None where the text is the value, or the shape is no scalar."""
        return _TEXT.get(shape.type_name)

    def finder(self, shape: Shape) -> Callable[[str], Entry | None]:
        """Return what makes the entry for an element in the structure, by its name."""
        by_name = members_by_element(shape)
        attributes: dict[str, str] = {}
        for members in by_name.values():
            for name, member in members:
                if member.serialization.get("xmlAttribute"):
                    prefix, _, local = member.serialization["name"].rpartition(":")
                    attributes[f"{PREFIXED_ATTRIBUTE if prefix else ATTRIBUTE}{local}"] = name

        def find(tag: str) -> Entry | None:
            if tag in attributes:
                return text_entry(attributes[tag], tag)
            entries = [self.entry(name, member, tag) for name, member in by_name.get(tag, ())]
            if len(entries) > 1:
                return entry_of_several(entries, tag)
            return entries[0] if entries else None

        return find

    def entry(self, name: str, shape: Shape, tag: str) -> Entry:
        """Return the entry for a member in elements called `tag`."""
        kind = shape.type_name
        if kind == "structure":
            return read_entry(name, tag, self.structure(shape))
        if kind not in ("list", "map"):
            return text_entry(name, tag, _TEXT[kind])
        if shape.serialization.get("flattened"):
            store = self._append_to(name, shape, tag) if kind == "list" else self._put_into(name, shape)
            return name, STORES, store, f"/{tag}", set()
        return read_entry(name, tag, self._list(shape) if kind == "list" else self._map(shape))

    def _element(self, shape: Shape, tag: str) -> Read:
        return element_closure(self.entry("", shape, tag))

    # Lists.

    def _list(self, shape: Shape) -> Read:
        member = shape.member
        # Items may have any name: their entries are looked up as a structure's members are.
        items = Tags(lambda tag: read_entry("", tag, self._element(member, tag)))
        table = items.table
        runs = self._runs(member)

        def read_list(pieces: Pieces, end: str, text: str) -> list[Any]:
            out: list[Any] = []
            if "&" in text:
                unescape(text)
            for piece in pieces:
                tag, _, text = piece.partition(">")
                entry = table.get(tag) or items.learn(tag, end)
                read, close = entry[2], entry[3]
                if read is not ENDS and read is not PASSED_OVER:
                    out.append(read(pieces, close, text))
                    if runs is not None and len(out) in STARTS:
                        runs.follow(pieces, tag, out)
                elif read is PASSED_OVER:
                    skip(pieces, close, text)
                elif close == end:
                    if "&" in text:
                        unescape(text)
                    return out
                else:
                    raise Unusual
            raise Unusual

        return read_list

    def _append_to(self, name: str, shape: Shape, tag: str) -> Callable[[Structure, Pieces, str, str], None]:
        read = self._element(shape.member, tag)
        runs = self._runs(shape.member)

        def store(out: Structure, pieces: Pieces, close: str, text: str) -> None:
            values = out.get(name)
            if values is None:
                values = out[name] = []
            values.append(read(pieces, close, text))
            if runs is not None and len(values) in STARTS:
                runs.follow(pieces, tag, values)

        return store

    def _runs(self, shape: Shape) -> Runs | None:
        """Return what reads many items of a list together, if they can be read so."""
        if shape.type_name != "structure" or shape.is_tagged_union:
            return None
        return Runs(shape, self.structure(shape), members_by_element, _TEXT)

    # Maps.

    def _map(self, shape: Shape) -> Read:
        put = self._put_into("", shape)
        read = structure_closure(Tags(lambda tag: ("", STORES, put, f"/{tag}", set())))
        return lambda pieces, end, text: read(pieces, end, text).get("", {})

    def _put_into(self, name: str, shape: Shape) -> Callable[[Structure, Pieces, str, str], None]:
        key_name = shape.key.serialization.get("name") or "key"
        value_name = shape.value.serialization.get("name") or "value"
        places = {key_name: ("key", shape.key), value_name: ("value", shape.value)}

        def find(tag: str) -> Entry | None:
            if tag not in places:
                raise Malformed("a map entry holds an unknown element", tag)
            return self.entry(*places[tag], tag)

        read_pair = structure_closure(Tags(find))

        def store(out: Structure, pieces: Pieces, close: str, text: str) -> None:
            pair = read_pair(pieces, close, text)
            if len(pair) < 2:
                raise Malformed(f"a map entry lacks its <{value_name if 'key' in pair else key_name}>")
            out.setdefault(name, {})[pair["key"]] = pair["value"]

        return store


def members_by_element(shape: Shape) -> dict[str, list[tuple[str, Shape]]]:
    """Return a structure's members that are in bodies, (name, shape) of each, by the names of their elements."""
    by_name: dict[str, list[tuple[str, Shape]]] = {}
    for name, member in shape.members.items():
        traits = member.serialization
        if traits.get("location") not in OUTSIDE and not traits.get("eventheader"):
            by_name.setdefault(element_name(member, name), []).append((name, member))
    return by_name


def element_name(shape: Shape, member_name: str) -> str:
    """Return the name of a member's element: for a flattened list its item's own name, if that has one."""
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        name = shape.member.serialization.get("name")
        if name is not None:
            return str(name)
    return str(shape.serialization.get("name", member_name))


def _union(shape: Shape, tags: Tags) -> Read:
    element_names = {member.serialization.get("name", name) for name, member in shape.members.items()}
    read_members = structure_closure(tags)

    def read_union(pieces: Pieces, end: str, text: str) -> Structure:
        element: list[str] = []
        names = _names_inside(recorded(pieces, element), end)
        if len(names) != 1:
            raise Malformed(f"{shape.name} must have one and only one member set")
        (name,) = names
        if name not in element_names:
            return {"SDK_UNKNOWN_MEMBER": {"name": name}}
        read: Structure = read_members(iter(element), end, text)
        return read

    return read_union


def _names_inside(pieces: Pieces, end: str) -> set[str]:
    names: set[str] = set()
    for piece in pieces:
        tag, _, text = piece.partition(">")
        if tag == end:
            return {name for name in names if name[0] not in ATTRIBUTES}
        name, empty = tag_name(tag)
        names.add(name)
        if not empty:
            skip(pieces, f"/{name}", text)
    raise Unusual
