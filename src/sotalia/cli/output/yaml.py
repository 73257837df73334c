"""YAML in block style, as libyaml's emitter writes it with the resolver of YAML 1.2: what the AWS CLI prints.

    mapping    one line for each key, sorted; what is nested is two further to the right, but lists are not
    list       `- ` and the item
    text       plain where it stays text when it is read, else in single quotes, else in double quotes; folded at blanks
               beyond column 80

https://yaml.org/spec/1.2.2/. Nothing that is needed here takes a library, whose import would cost as much as a call.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_WIDTH = 80
_LONGEST_KEY = 128
_BREAKS = "\r\n\x85\u2028\u2029"
#: What a reader would take for something else than text.
_RESOLVED = re.compile(
    r"(?:true|True|TRUE|false|False|FALSE"
    r"|(?=[-+0-9.])(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
    r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)"
    r"|<<|~|null|Null|NULL||=)\Z"
)
_INDICATORS = frozenset("#,[]{}&*!|>'\"%@`")
_ESCAPES = {
    "\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e", '"': '"',
    "\\": "\\", "\x85": "N", "\u2028": "L", "\u2029": "P",
}  # fmt: skip
_ALWAYS_ESCAPED = frozenset('"\\' + _BREAKS)


def to_yaml(value: Any, *, in_order: bool = False) -> str:
    """Return a value as a YAML document, which ends with a line break.

    With `in_order`, keys stay in the order that they have.
    """
    if value or not isinstance(value, (dict, list)):
        if isinstance(value, dict):
            return "".join(_mapping(_Ordered(value) if in_order else value, 0, ""))
        if isinstance(value, list):
            return "".join(_sequence(_ordered(value) if in_order else value, 0, ""))
        text = _scalar(value, 0, 2)
        return f"{text}\n" if text[0] in "'\"" else f"{text}\n...\n"
    return "{}\n" if isinstance(value, dict) else "[]\n"


class Plain(str):
    """A scalar that is written as it is, a number of any size, say."""

    __slots__ = ()


class Tagged(dict):  # type: ignore[type-arg]
    """A mapping, which is not empty, with a tag: `!!set`."""

    def __init__(self, tag: str, value: dict[Any, Any]) -> None:
        super().__init__(value)
        self.tag = tag


class _Ordered(dict):  # type: ignore[type-arg]
    """A mapping whose keys stay in their order, as do those of all that is in it."""

    def __init__(self, value: dict[Any, Any]) -> None:
        super().__init__((name, _ordered(item)) for name, item in value.items())


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return _Ordered(value)
    return [_ordered(item) for item in value] if isinstance(value, list) else value


def _mapping(value: dict[Any, Any], indent: int, before: str) -> Iterator[str]:
    """Yield a mapping's lines; `before` stands in the first one, where the indentation would."""
    margin = " " * indent
    try:
        names = list(value) if isinstance(value, _Ordered) else sorted(value)
    except TypeError:
        names = list(value)
    for name in names:
        if not isinstance(name, str) or _is_simple_key(name):
            start = f"{before or margin}{_scalar(name, indent, None)}:"
            yield from _value(value[name], indent, start)
        else:
            yield f"{before or margin}? {_scalar(name, indent + 2, indent + 2)}\n"
            yield from _item(value[name], indent, f"{margin}:")
        before = ""


def _is_simple_key(name: str) -> bool:
    return len(name.encode("utf-8", "surrogatepass")) <= _LONGEST_KEY and not any(mark in name for mark in _BREAKS)


def _value(value: Any, indent: int, start: str) -> Iterator[str]:
    """Yield the lines of a key and its value; `start` is the key's."""
    if isinstance(value, dict) and value:
        yield f"{start} {value.tag}\n" if isinstance(value, Tagged) else f"{start}\n"
        yield from _mapping(value, indent + 2, "")
    elif isinstance(value, list) and value:
        yield f"{start}\n"
        yield from _sequence(value, indent, "")
    else:
        yield f"{start} {_scalar(value, len(start) + 1, indent + 2)}\n"


def _sequence(items: list[Any], indent: int, before: str) -> Iterator[str]:
    margin = " " * indent
    for item in items:
        yield from _item(item, indent, f"{before or margin}-")
        before = ""


def _item(value: Any, indent: int, start: str) -> Iterator[str]:
    """Yield the lines of an item; what is nested begins in its first line."""
    if isinstance(value, Tagged):
        yield f"{start} {value.tag}\n"
        yield from _mapping(value, indent + 2, "")
    elif isinstance(value, dict) and value:
        yield from _mapping(value, indent + 2, f"{start} ")
    elif isinstance(value, list) and value:
        yield from _sequence(value, indent + 2, f"{start} ")
    else:
        yield f"{start} {_scalar(value, len(start) + 1, indent + 2)}\n"


def _scalar(value: Any, column: int, indent: int | None) -> str:
    """Return a scalar, or an empty list or dict, that begins in a column; further lines are indented.

    `indent` is None for keys, which have one line.
    """
    if isinstance(value, str):
        return value if isinstance(value, Plain) else _text(value, column, indent)
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    return str(value)


def _float(value: float) -> str:
    if value != value:
        return ".nan"
    if abs(value) == float("inf"):
        return ".inf" if value > 0 else "-.inf"
    return repr(value).lower()


def _text(text: str, column: int, indent: int | None) -> str:
    plain, single = _styles(text)
    if plain and not _RESOLVED.match(text):
        return _folded(text, column, indent)
    if single:
        return f"'{_folded(text, column + 1, indent, quoted=True)}'"
    return f'"{_escaped(text, column + 1, indent)}"'


def _styles(text: str) -> tuple[bool, bool]:
    """Return whether a text may stand plain, and in single quotes."""
    if not text:
        return False, True
    breaks = any(mark in text for mark in _BREAKS)
    special = not all(_printable(mark) or mark == "\n" for mark in text)
    ends = text[0] in " " + _BREAKS or text[-1] in " " + _BREAKS
    space_break = break_space = False
    if breaks and " " in text:
        pairs = [text[at : at + 2] for at in range(len(text) - 1)]
        space_break = any(pair[0] == " " and pair[1] in _BREAKS for pair in pairs)
        break_space = any(pair[0] in _BREAKS and pair[1] == " " for pair in pairs)
    plain = not (ends or breaks or special or _has_indicator(text))
    return plain, not (special or space_break or break_space)


def _has_indicator(text: str) -> bool:
    first, second = text[0], text[1:2]
    blank = not second or second in " \t" + _BREAKS
    if text.startswith(("---", "...")) or first in _INDICATORS or (first in "?:-" and blank):
        return True
    return text.endswith(":") or ": " in text or " #" in text or ":\t" in text or "\t#" in text


def _printable(mark: str) -> bool:
    code = ord(mark)
    if code < 0x7F:
        return code >= 0x20
    return 0xA0 <= code <= 0xD7FF or (0xE000 <= code <= 0xFFFD and code != 0xFEFF)


def _folded(text: str, column: int, indent: int | None, *, quoted: bool = False) -> str:
    """Return a plain text, or the inside of one in single quotes, folded at blanks beyond the width."""
    if quoted:
        text = text.replace("'", "''")
    if indent is None or (column + len(text) <= _WIDTH and not any(mark in text for mark in _BREAKS)):
        return text
    current: list[str] = []
    after_break = False
    last = len(text) - 1
    for at, mark in enumerate(text):
        if mark in _BREAKS:
            if not after_break and mark == "\n":
                current.append("\n")
            current.append(mark)
            column, after_break = 0, True
            continue
        if after_break:
            current.append(" " * indent)
            column, after_break = indent, False
        alone = mark == " " and text[at - 1 : at] != " " and text[at + 1 : at + 2] != " "
        if alone and column > _WIDTH and not (quoted and at in (0, last)):
            current.append("\n" + " " * indent)
            column = indent
        else:
            current.append(mark)
            column += 1
    if after_break:
        current.append(" " * indent)
    return "".join(current)


def _escaped(text: str, column: int, indent: int | None) -> str:
    """Return the inside of a text in double quotes, folded likewise."""
    parts: list[str] = []
    last = len(text) - 1
    after_space = False
    for at, mark in enumerate(text):
        if mark == " " and not after_space and indent is not None and column > _WIDTH and 0 < at < last:
            part = "\n" + " " * indent + ("\\" if text[at + 1] == " " else "")
            column = len(part) - 1
        else:
            part = mark if _printable(mark) and mark not in _ALWAYS_ESCAPED else _escape(mark)
            column += len(part)
        parts.append(part)
        after_space = mark == " "
    return "".join(parts)


def _escape(mark: str) -> str:
    known = _ESCAPES.get(mark)
    if known is not None:
        return f"\\{known}"
    code = ord(mark)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
