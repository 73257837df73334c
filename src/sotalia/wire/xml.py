"""XML in: documents and closures from elements to values, for `query`, `ec2` and `restxml` (their out is `xmltext`).

The tree is the C parser's; a closure walks it once. A structure's closure has a table from an element's tag to what
reads it, filled as tags are met, so a namespace costs nothing after its first element, and members that no reply
carries are never compiled.

Laws:
- UTF-8 only, whatever the document claims; no document type declaration is accepted, so there are no entities but XML's
  own five and nothing can be expanded or fetched;
- namespaces are ignored; unknown elements are passed over;
- an empty element is the empty string, list, map or structure; a number or a time that is empty is malformed.
"""

from __future__ import annotations

from binascii import a2b_base64
from xml.etree.ElementTree import Element, ParseError, XMLParser

from . import timestamps
from .common import malformed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Shape

    ReadText = Callable[[str], Any]
    ReadNode = Callable[[Element], Any]
    #: Stores what an element holds into the structure under way.
    Store = Callable[[dict[str, Any], Element], None]
    #: Member name, how to read the text, how to read the element. Which of the two is there says what to do:
    #: neither → the text itself, only the first → the text read, only the second → the element read, both → the second
    #: is a `Store`.
    Entry = tuple[str, Any, Any]

# ---------------------------------------------------------------- documents


def parse_document(body: bytes) -> Element:
    """Return the root element. ResponseParserError for what is not well-formed, is cut short or brings its own DTD."""
    if b"<!DOCTYPE" in body:
        _refuse_document_type(body)
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - without a DTD there is nothing to expand or fetch
    try:
        parser.feed(body)
        return parser.close()
    except ParseError as error:
        raise malformed(f"it is not well-formed XML ({error})", body) from None


def _refuse_document_type(body: bytes) -> None:
    # The letters may also stand in a comment or a CDATA section; only the parser knows.
    from xml.parsers.expat import ExpatError, ParserCreate

    def refuse(*declaration: object) -> None:
        raise malformed("it declares a document type, which no AWS service does", body)

    parser = ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except ExpatError:
        pass  # the caller's parser says it better


def local_name(node: Element) -> str:
    """Return the element's name without its namespace."""
    return node.tag.rpartition("}")[2]


def children(node: Element) -> dict[str, Element]:
    """Return the element's children by name; of several with one name, the first."""
    found: dict[str, Element] = {}
    for child in node:
        found.setdefault(local_name(child), child)
    return found


def plain(node: Element) -> dict[str, Any]:
    """Return an element without a model: leaves as their text (None when empty), others as dicts."""
    return {name: plain(child) if len(child) else child.text for name, child in children(node).items()}


# ---------------------------------------------------------------- values

_BOOLEAN = "true".__eq__
_TEXT: dict[str, ReadText | None] = {
    "string": None,
    "character": None,
    "boolean": _BOOLEAN,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "blob": a2b_base64,
    "timestamp": timestamps.parse,
}
#: Members that come from elsewhere than the body.
_OUTSIDE = {"header", "headers", "statusCode"}


class Tags(dict[str, "Entry"]):
    """A structure's elements: tag as it came → entry. Unknown ones are not remembered: they have no end."""

    __slots__ = ("_compile",)

    def __init__(self, compile_entry: Callable[[str], Entry | None]) -> None:
        super().__init__()
        self._compile = compile_entry

    def __missing__(self, tag: str) -> Entry:
        entry = self._compile(tag.rpartition("}")[2])
        if entry is None:
            return _UNKNOWN
        self[tag] = entry
        return entry


def _pass_over(out: dict[str, Any], node: Element) -> None:
    """Store nothing."""


_UNKNOWN: Entry = ("", _BOOLEAN, _pass_over)


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

    def __init__(self, error_root: Callable[[Element], Element] = error_node) -> None:
        self._error_root = error_root
        self._structures: dict[str, ReadNode] = {}

    def text(self, shape: Shape) -> tuple[bool, ReadText | None]:
        """Return whether the shape is a scalar, and what reads its text (None: the text itself is the value)."""
        kind = shape.type_name
        return kind in _TEXT, _TEXT.get(kind)

    def node(self, shape: Shape) -> ReadNode:
        """Return what reads an element of that shape, standing on its own."""
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape)
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return self._map(shape)
        read = _TEXT[kind]
        if read is None:
            return lambda node: node.text or ""
        return lambda node: read(node.text or "")

    def structure(self, shape: Shape) -> ReadNode:
        """Return what reads an element into a dict of members."""
        read = self._structures.get(shape.name)
        if read is None:
            read = self._structures[shape.name] = self._compile_structure(shape)
        return read

    def _compile_structure(self, shape: Shape) -> ReadNode:
        by_name: dict[str, list[tuple[str, Shape]]] = {}
        attributes = []
        for name, member in shape.members.items():
            traits = member.serialization
            if traits.get("location") in _OUTSIDE or traits.get("eventheader"):
                continue
            by_name.setdefault(element_name(member, name), []).append((name, member))
            if traits.get("xmlAttribute"):
                attributes.append((name, traits["name"]))

        def compile_entry(tag: str) -> Entry | None:
            members = by_name.get(tag)
            if members is None:
                return None
            if len(members) == 1:
                return self._entry(*members[0])
            return self._entry_of_several([self._entry(*member) for member in members])

        read = _structure_closure(Tags(compile_entry))
        if attributes:
            read = _with_attributes(read, attributes)
        if shape.is_tagged_union:
            read = _union(shape, read)
        if shape.metadata.get("exception", False):
            inner, error_root = read, self._error_root
            read = lambda node: inner(error_root(node))  # noqa: E731
        return read

    def _entry(self, name: str, shape: Shape) -> Entry:
        kind = shape.type_name
        if kind in _TEXT:
            return name, _TEXT[kind], None
        if shape.serialization.get("flattened"):
            if kind == "list":
                return name, _BOOLEAN, self._append_to(name, shape)
            if kind == "map":
                return name, _BOOLEAN, self._put_into(name, shape)
        return name, None, self.node(shape)

    def _entry_of_several(self, entries: list[Entry]) -> Entry:
        def store(out: dict[str, Any], node: Element) -> None:
            for name, read, nested in entries:
                if nested is None:
                    out[name] = node.text or "" if read is None else read(node.text or "")
                elif read is None:
                    out[name] = nested(node)
                else:
                    nested(out, node)

        return "", _BOOLEAN, store

    # Lists.

    def _list(self, shape: Shape) -> ReadNode:
        member = shape.member
        scalar, read = self.text(member)
        if shape.serialization.get("flattened"):  # one that stands alone is a list of itself
            item = self.node(member)
            return lambda node: [item(node)]
        if not scalar:
            item = self.node(member)
            return lambda node: [item(child) for child in node]
        if read is None:
            return lambda node: [child.text or "" for child in node]
        return lambda node: [read(child.text or "") for child in node]

    def _append_to(self, name: str, shape: Shape) -> Store:
        scalar, read = self.text(shape.member)
        if scalar and read is None:

            def store_text(out: dict[str, Any], node: Element) -> None:
                found = out.get(name)
                if found is None:
                    out[name] = [node.text or ""]
                else:
                    found.append(node.text or "")

            return store_text
        item = self.node(shape.member)

        def store(out: dict[str, Any], node: Element) -> None:
            found = out.get(name)
            if found is None:
                out[name] = [item(node)]
            else:
                found.append(item(node))

        return store

    # Maps.

    def _map(self, shape: Shape) -> ReadNode:
        pair = self._pair(shape)
        if shape.serialization.get("flattened"):
            return lambda node: dict((pair(node),))
        return lambda node: dict([pair(child) for child in node])

    def _put_into(self, name: str, shape: Shape) -> Store:
        pair = self._pair(shape)

        def store(out: dict[str, Any], node: Element) -> None:
            key, value = pair(node)
            out.setdefault(name, {})[key] = value

        return store

    def _pair(self, shape: Shape) -> Callable[[Element], tuple[Any, Any]]:
        key_name = shape.key.serialization.get("name") or "key"
        value_name = shape.value.serialization.get("name") or "value"
        read_key, read_value = self.node(shape.key), self.node(shape.value)

        def pair(node: Element) -> tuple[Any, Any]:
            key = value = None
            for child in node:
                name = local_name(child)
                if name == key_name:
                    key = (read_key(child),)
                elif name == value_name:
                    value = (read_value(child),)
                else:
                    raise malformed(f"a map entry holds the unknown element <{name}>", "")
            if key is None or value is None:
                raise malformed(f"a map entry lacks its <{key_name if key is None else value_name}>", "")
            return key[0], value[0]

        return pair


def element_name(shape: Shape, member_name: str) -> str:
    """Return the name of a member's element: for a flattened list its item's own name, if that has one."""
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        name = shape.member.serialization.get("name")
        if name is not None:
            return str(name)
    return str(shape.serialization.get("name", member_name))


def _structure_closure(tags: Tags) -> ReadNode:
    def read_structure(node: Element) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for child in node:
            name, read, nested = tags[child.tag]
            if nested is None:
                out[name] = child.text or "" if read is None else read(child.text or "")
            elif read is None:
                if name not in out:
                    out[name] = nested(child)
            else:
                nested(out, child)
        return out

    return read_structure


def _with_attributes(read: ReadNode, attributes: list[tuple[str, str]]) -> ReadNode:
    """Add members that are attributes, such as `xsi:type`: the prefix is the model's, whatever the document's is."""

    def read_with_attributes(node: Element) -> dict[str, Any]:
        out: dict[str, Any] = read(node)
        for name, attribute in attributes:
            if name not in out:
                prefix = attribute.partition(":")[0]
                for key, value in node.items():
                    space, _, local = key.rpartition("}")
                    if (f"{prefix}:{local}" if space else local) == attribute:
                        out[name] = value
        return out

    return read_with_attributes


def _union(shape: Shape, read: ReadNode) -> ReadNode:
    known = {member.serialization.get("name", name) for name, member in shape.members.items()}

    def read_union(node: Element) -> dict[str, Any]:
        names = {local_name(child): None for child in node}
        if len(names) != 1:
            raise malformed(f"{shape.name} must have one and only one member set", "")
        (name,) = names
        if name not in known:
            return {"SDK_UNKNOWN_MEMBER": {"name": name}}
        out: dict[str, Any] = read(node)
        return out

    return read_union
