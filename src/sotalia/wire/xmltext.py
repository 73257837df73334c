"""XML out: closures from values to text, for `restxml`.

The text is what ElementTree would write: no declaration, `<Name />` for an empty element, attributes in the order they
were set, non-ASCII characters as they are. Element names and namespaces come from the model and are rendered once, when
the closure is made.

Unlike there, carriage returns are escaped, since XML parsers make line feeds of them; and a character that XML 1.0
cannot hold (https://www.w3.org/TR/xml/#charsets) is refused, as parsers refuse the document.
"""

from __future__ import annotations

from .common import Members
from .scalars import Invalid, minimum, text
from .wall import HIDDEN, is_sensitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from typing import Any

    from . import Shape

    #: Appends the element of a value to the document's parts.
    Write = Callable[[list[str], Any], None]
    #: Name → value, of one element.
    Attributes = dict[str, str]


#: All bytes of a document but those that need a second look.
_PLAIN = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n")
#: Begins the UTF-8 of U+FFFE and U+FFFF, and of little else.
_LAST_OF_PLANE = b"\xef\xbf"
_UNCARRIED = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class Uncarried(Exception):
    """A text holds a character that XML cannot: `refusal` says which."""


def refusal(shape: Shape, name: str, value: Any) -> list[str]:
    """Return the faults of the texts in a parameter that is sent as XML, for a report."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        members = [key for key in value if key in shape.members]
        return [fault for key in members for fault in refusal(shape.members[key], f"{name}.{key}", value[key])]
    if kind == "map" and isinstance(value, dict):
        faults = []
        for key, item in value.items():
            shown_key = HIDDEN if is_sensitive(shape.key) else key
            faults += refusal(shape.key, f"{name} (key: {shown_key!r})", key)
            faults += refusal(shape.value, f"{name}.{shown_key}", item)
        return faults
    if kind == "list" and isinstance(value, (list, tuple)):
        return [fault for at, item in enumerate(value) for fault in refusal(shape.member, f"{name}[{at}]", item)]
    match = _uncarried(value) if isinstance(value, str) else None
    if match is None:
        return []
    character = f"U+{ord(match.group()):04X}"
    return [f"Invalid value for parameter {name}: it is sent as XML 1.0, which cannot hold the character {character}"]


def _uncarried(value: str) -> re.Match[str] | None:
    """Find the first character that XML cannot hold. Few texts are looked at, and the expression takes long to make."""
    import re

    return re.search(_UNCARRIED, value)


def is_plain(data: bytes) -> bool:
    """Return whether XML holds all characters of a text in UTF-8, and none needs a closer look."""
    return not data.translate(None, _PLAIN) and _LAST_OF_PLANE not in data


def _encoded(document: str) -> bytes:
    """Return a document's bytes; Uncarried for what no reader would take."""
    try:
        data = document.encode()
    except UnicodeEncodeError:  # halves of surrogate pairs
        raise Uncarried from None
    if not is_plain(data):
        if _uncarried(document):
            raise Uncarried
        data = data.replace(b"\r", b"&#xD;")
    return data


def escape_text(value: str) -> str:
    """Escape character data."""
    if "&" in value:
        value = value.replace("&", "&amp;")
    if "<" in value:
        value = value.replace("<", "&lt;")
    if ">" in value:
        value = value.replace(">", "&gt;")
    return value


def escape_attribute(value: str) -> str:
    """Escape an attribute's value for double quotes; line ends and tabs too, which a reader would make spaces of."""
    value = escape_text(value).replace('"', "&quot;")
    return value.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#09;")


def _attribute_text(attributes: Attributes) -> str:
    return "".join([f' {name}="{escape_attribute(value)}"' for name, value in attributes.items()])


def _namespace(shape: Shape) -> Attributes:
    trait = shape.serialization.get("xmlNamespace")
    if isinstance(trait, str):
        return {"xmlns": trait}
    if not isinstance(trait, dict):
        return {}
    prefix = trait.get("prefix")
    return {f"xmlns:{prefix}" if prefix else "xmlns": trait["uri"]}


class Writer:
    """Compiles the shapes of one service into closures that write elements.

    Strict closures raise on what the model forbids. Others check nothing, and leave out members that are None.
    """

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._tables: dict[str, Members] = {}

    def document(self, shape: Shape, *, whole: bool) -> Callable[[Any], bytes]:
        """Return what renders a document with the shape as its root, which its `locationName` names.

        Without `whole` the value is only a part of the structure, and may lack required members.
        """
        name = str(shape.serialization.get("name", shape.name))
        if shape.type_name == "structure":
            write = self._structure(shape, name, whole=whole)
        else:
            write = self.element(shape, name)

        def render(value: Any) -> bytes:
            parts: list[str] = []
            write(parts, value)
            return _encoded("".join(parts))

        return render

    def element(self, shape: Shape, name: str) -> Write:
        """Return what writes the shape as `<name>...</name>`."""
        kind = shape.type_name
        if kind == "structure":
            return self._structure(shape, name)
        if kind == "list":
            return self._list(shape, name)
        if kind == "map":
            return self._map(shape, name)
        return self._scalar(shape, name)

    # Structures.

    def _structure(self, shape: Shape, name: str, *, whole: bool = True) -> Write:
        strict = self._strict
        table = self._table(shape)
        required = tuple(shape.metadata.get("required", ())) if strict and whole else ()
        union = strict and whole and shape.is_tagged_union
        namespace = _namespace(shape)
        start, end, empty = _tags(name, namespace)

        def write_structure(parts: list[str], value: Any) -> None:
            if strict:
                if not isinstance(value, dict) or (union and len(value) != 1):
                    raise Invalid
                for member in required:
                    if member not in value:
                        raise Invalid
            at = len(parts)
            parts.append(start)
            attributes: Attributes | None = None
            for key, item in value.items():
                attribute, write = table[key]
                if item is None and not strict:
                    continue
                if attribute is not None:
                    attributes = {**namespace} if attributes is None else attributes
                    attributes.update(attribute(item))
                if write is not None:
                    write(parts, item)
            filled = len(parts) > at + 1
            if filled:
                parts.append(end)
            if attributes is not None:
                parts[at] = f"<{name}{_attribute_text(attributes)}{'>' if filled else ' />'}"
            elif not filled:
                parts[at] = empty

        return write_structure

    def _table(self, shape: Shape) -> Members:
        """Return the members of a structure: name → (what sets attributes of its element, what writes into it)."""
        table = self._tables.get(shape.name)
        if table is None:
            members = shape.members
            table = self._tables[shape.name] = Members(lambda name: self._member(members[name], name))
        return table

    def _member(self, shape: Shape, name: str) -> tuple[Any, Write | None]:
        traits = shape.serialization
        if traits.get("xmlAttribute"):
            attribute_name, render = traits["name"], text(shape, "iso8601", strict=self._strict)
            return lambda value: {attribute_name: render(value)}, None
        set_attributes = None
        if shape.type_name == "list" and traits.get("flattened") and (namespace := _namespace(shape)):
            set_attributes = lambda value: namespace  # noqa: E731 - the items have no element around them to carry it
        return set_attributes, self.element(shape, traits.get("name", name))

    # Lists and maps.

    def _list(self, shape: Shape, name: str) -> Write:
        strict, member = self._strict, shape.member
        flattened = shape.serialization.get("flattened")
        least = (minimum(shape) or 0) if strict else 0
        write = self.element(member, name if flattened else member.serialization.get("name", "member"))
        start, end, empty = _tags(name, _namespace(shape))

        def write_items(parts: list[str], value: Any) -> None:
            if strict and (not isinstance(value, (list, tuple)) or len(value) < least):
                raise Invalid
            for item in value:
                write(parts, item)

        if flattened:
            return write_items
        return _enclosed(write_items, start, end, empty)

    def _map(self, shape: Shape, name: str) -> Write:
        strict = self._strict
        flattened = shape.serialization.get("flattened")
        write_key = self.element(shape.key, shape.key.serialization.get("name", "key"))
        write_value = self.element(shape.value, shape.value.serialization.get("name", "value"))
        entry_start, entry_end, _ = _tags(name if flattened else "entry", {})

        def write_entries(parts: list[str], value: Any) -> None:
            if strict and not isinstance(value, dict):
                raise Invalid
            for key, item in value.items():
                parts.append(entry_start)
                write_key(parts, key)
                write_value(parts, item)
                parts.append(entry_end)

        if flattened:
            return write_entries
        start, end, empty = _tags(name, _namespace(shape))
        return _enclosed(write_entries, start, end, empty)

    # Scalars.

    def _scalar(self, shape: Shape, name: str) -> Write:
        render = text(shape, "iso8601", strict=self._strict)
        start, end, empty = _tags(name, _namespace(shape))

        def write_scalar(parts: list[str], value: Any) -> None:
            content = escape_text(render(value))
            parts.append(f"{start}{content}{end}" if content else empty)

        return write_scalar


def _tags(name: str, attributes: Attributes) -> tuple[str, str, str]:
    attribute_text = _attribute_text(attributes)
    return f"<{name}{attribute_text}>", f"</{name}>", f"<{name}{attribute_text} />"


def _enclosed(write: Write, start: str, end: str, empty: str) -> Write:
    def write_enclosed(parts: list[str], value: Any) -> None:
        at = len(parts)
        parts.append(start)
        write(parts, value)
        if len(parts) > at + 1:
            parts.append(end)
        else:
            parts[at] = empty

    return write_enclosed
