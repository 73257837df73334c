"""XML in: documents as sequences of pieces, which the closures of `xmlread` make values of.

A piece is what stands between two "<". `Key>a/b.txt` opens an element and holds its text; `/Key>`, with the white space
after it, closes it. So a plain document needs one split, done in C, and the reader checks as it goes that the elements
nest:

    <Contents><Key>a/b.txt</Key><Size>1</Size></Contents>
    Contents>    Key>a/b.txt    /Key>    Size>1    /Size>    /Contents>

A closure that has taken `Key>a/b.txt` goes on to take pieces until `/Key>`. Building a tree first takes twice as long.

A document that is not plain (comments, CDATA, attributes other than a default namespace, prefixes, odd white space,
carriage returns, anything malformed) is parsed by expat, and the tree is laid out as pieces. So expat decides what is
well-formed: the quick way takes nothing that expat would refuse, and reads the rest as expat does.

Laws:
- UTF-8 only, whatever the document claims; no document type declaration is accepted, so there are no entities but XML's
  own five and nothing can be expanded or fetched;
- namespaces are ignored.
"""

from __future__ import annotations

from .wall import Malformed

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator
    from typing import Any
    from xml.etree.ElementTree import Element

    #: Reads an element that has just opened: the pieces that follow, up to and with its closing one; that one's
    #: beginning (`/Key`); the text after the opening tag, as it stands.
    Read = Callable[[Iterator[str], str, str], Any]


class Unusual(Exception):
    """The document is not plain: closures raise it so that expat parses the document. It never leaves these modules."""


# ---------------------------------------------------------------- by expat


def parse_document(body: bytes) -> Element:
    """Return the root element. ResponseParserError for what is not well-formed, is cut short or brings its own DTD."""
    from xml.etree.ElementTree import ParseError, XMLParser  # most replies never come here

    if b"\0" in body:  # expat would follow a UTF-16 byte order mark, past the next check
        raise Malformed("it is not UTF-8")
    if b"<!DOCTYPE" in body:
        _refuse_document_type(body)
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - without a DTD there is nothing to expand or fetch
    try:
        parser.feed(body)
        return parser.close()
    except (ParseError, LookupError, ValueError) as error:  # the last two: it claims an unknown encoding
        raise Malformed("it is not well-formed XML", error) from None


def _refuse_document_type(body: bytes) -> None:
    # The letters may also stand in a comment or a CDATA section; only the parser knows.
    from xml.parsers.expat import ExpatError, ParserCreate

    def refuse(*declaration: object) -> None:
        raise Malformed("it declares a document type, which no AWS service does")

    parser = ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except ExpatError:
        pass  # the caller's parser reports it


def local_name(node: Element) -> str:
    """Return the element's name without its namespace."""
    return node.tag.rpartition("}")[2]


def plain(node: Element) -> dict[str, Any]:
    """Return an element without a model: leaves as their text (None when empty), others as dicts.

    Of several elements with one name the first counts.
    """
    result: dict[str, Any] = {}
    for child in node:
        name = local_name(child)
        if name not in result:
            result[name] = plain(child) if len(child) else child.text
    return result


# ---------------------------------------------------------------- as pieces

#: Begins the name of an attribute that is laid out as an element; the second, of one with a prefix. No text has them.
ATTRIBUTES = ATTRIBUTE, PREFIXED_ATTRIBUTE = "\x01", "\x02"

# Hardly any document needs these, and `re` takes long to import: see `_matched`.
_TAG = (
    r"([\x01\x02]?[A-Za-z_][A-Za-z0-9_.-]*)"
    r"""(?: xmlns=(?:"[^"<>&]*"|'[^'<>&]*'))?"""
    r"( ?/)?"
)
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
_DECLARATION = r"""<\?xml version=["']1\.0["'](?: encoding=["'][Uu][Tt][Ff]-8["'])?(?: standalone="yes")? ?"""
_USUAL_DECLARATION = '<?xml version="1.0" encoding="UTF-8"'
#: All bytes but those by which a document shows its form: "<", ">", and control characters, which must not be there.
_CONTENT = bytes(byte for byte in range(256) if (byte >= 0x20 and byte not in b"<>") or byte in b"\t\n")


def read_document(body: bytes, read: Read) -> Any:
    """Return what `read` makes of the root element. ResponseParserError for what is not XML, as `parse_document`."""
    try:
        pieces, root, text = _split(body)
        value = read(pieces, f"/{root}", text)
        if next(pieces, None) is None:
            return value
    except (Unusual, StopIteration):
        pass
    return read_node(parse_document(body), read)


def read_node(node: Element, read: Read) -> Any:
    """Return what `read` makes of an element."""
    layout: list[str] = []
    _lay_out(node, layout)
    pieces = iter(layout)
    name, _, text = next(pieces).partition(">")
    return read(pieces, f"/{name}", text)


def read_empty(read: Read, close: str = "/nothing") -> Any:
    """Return what `read` makes of an element without attributes and content."""
    return read(iter((f"{close}>",)), close, "")


def _split(body: bytes) -> tuple[Iterator[str], str, str]:
    """Return the pieces after the root's opening, the root's name and the text there."""
    marks = body.translate(None, _CONTENT)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Unusual from None
    start = 0
    if text.startswith("<?"):
        end = text.find("?>")
        declaration = text[: max(end, 0)]
        if declaration != _USUAL_DECLARATION and _matched(_DECLARATION, declaration) is None:
            raise Unusual
        start = end + 2
        marks = marks[2:]
    if marks != b"<>" * (len(marks) // 2) or "\ufffe" in text or "\uffff" in text:
        raise Unusual
    pieces = text.split("<")
    _, _, after = pieces[-1].partition(">")
    run = iter(pieces)
    before = next(run)
    if start:  # the declaration is the next piece, with what is before the root
        before = next(run)[start - 1 :]
    if (before and not _is_space(before)) or (after and not _is_space(after)):
        raise Unusual
    tag, _, text = next(run).partition(">")
    name, empty = tag_name(tag)
    if empty:
        if next(run, None) is not None:
            raise Unusual
        run, text = iter((f"/{name}>",)), ""
    return run, name, text


def _is_space(text: str) -> bool:
    return not text.strip(" \t\n")


def _lay_out(node: Element, pieces: list[str]) -> None:
    name = local_name(node)
    if _matched(_NAME, name) is None:
        name = "_"  # no model has such a name
    text = (node.text or "").replace("&", "&amp;")
    pieces.append(f"{name}>{text}")
    for key, value in node.items():
        space, _, local = key.rpartition("}")
        if _matched(_NAME, local) is not None:
            attribute = f"{PREFIXED_ATTRIBUTE if space else ATTRIBUTE}{local}"
            value = value.replace("&", "&amp;")
            pieces += (f"{attribute}>{value}", f"/{attribute}>")
    for child in node:
        _lay_out(child, pieces)
    pieces.append(f"/{name}>")


def tag_name(tag: str) -> tuple[str, bool]:
    """Return the name in an opening tag, and whether the tag closes its element too. Raises Unusual for all others."""
    stem = tag.removesuffix("/")
    empty = stem != tag
    name, space, url = (stem.removesuffix(" ") if empty else stem).partition(' xmlns="')
    if name.isidentifier() and name.isascii() and (not space or _ends_as_a_value(url)):
        return name, empty
    match = _matched(_TAG, tag)
    if match is None:
        raise Unusual
    return match[1], match[2] is not None


def _ends_as_a_value(text: str) -> bool:
    """Return whether a text is that of an attribute's value with its closing quote, and nothing else."""
    return text[-1:] == '"' and text.count('"') == 1 and "&" not in text


def _matched(pattern: str, text: str) -> re.Match[str] | None:
    import re

    return re.fullmatch(pattern, text)


_ENTITIES = {
    "quot": '"',
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "apos": "'",
    "#34": '"',
    "#39": "'",
    "#xD": "\r",
    "#xA": "\n",
}
_CHARACTER = r"#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))"


def unescape(text: str) -> str:
    """Resolve the references in character data. Raises Unusual for one that XML does not know."""
    if text.count("&") == text.count("&quot;"):  # most are: S3's ETags are in quotes
        return text.replace("&quot;", '"')
    head, *rest = text.split("&")
    parts = [head]
    for piece in rest:
        name, semicolon, after = piece.partition(";")
        character = _ENTITIES.get(name)
        if character is None or not semicolon:
            character = _character(name) if semicolon else None
            if character is None:
                raise Unusual
        parts += (character, after)
    return "".join(parts)


def _character(name: str) -> str | None:
    match = _matched(_CHARACTER, name)
    if match is None:
        return None
    code = int(match[1], 16) if match[1] else int(match[2])
    legal = code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return chr(code) if legal else None


def skip(pieces: Iterator[str], close: str, text: str) -> None:
    """Pass over an element that has just opened (a `Read` of anything)."""
    open_elements = [close]
    if "&" in text:
        unescape(text)
    for piece in pieces:
        tag, _, text = piece.partition(">")
        if "&" in text:
            unescape(text)
        if tag == open_elements[-1]:
            open_elements.pop()
            if not open_elements:
                return
        else:
            name, empty = tag_name(tag)
            if not empty:
                open_elements.append(f"/{name}")
    raise Unusual


def end_of_text(pieces: Iterator[str], piece: str, closings: set[str], close: str) -> None:
    """Pass over what is left of an element after its text: elements inside it, and its closing piece.

    `piece` comes after the text; `close` (`/Key`) ends the element. The closing piece, with the white space of the
    document's layout, is added to `closings`, which the callers look into first.
    """
    start = f"{close}>"
    while not piece.startswith(start):
        tag, _, text = piece.partition(">")
        name, empty = tag_name(tag)
        if not empty:
            skip(pieces, f"/{name}", text)
        piece = next(pieces)
    if "&" in piece:
        unescape(piece)
    elif len(closings) < _LAYOUTS and len(piece) < len(start) + 100:
        closings.add(piece)


#: How many layouts of one closing tag are remembered.
_LAYOUTS = 16
