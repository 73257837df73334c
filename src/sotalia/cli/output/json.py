"""JSON, indented by four; the `json` module takes longer to import than this to run."""

from __future__ import annotations

from _json import encode_basestring

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_INDENT = "    "


def to_json(value: Any) -> str:
    """Return a value as JSON on several lines, without a line break at the end."""
    parts: list[str] = []
    _add(parts, value, "\n")
    return "".join(parts)


def to_line(value: Any) -> str:
    """Return a value as JSON on one line, without blanks."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode_basestring(str(name))}:{to_line(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(to_line, value)) + "]"
    return _scalar(value)


def _add(parts: list[str], value: Any, line: str) -> None:
    """Add a value; `line` is a line break and the indentation of the value's own line."""
    if isinstance(value, (dict, list)) and value:
        inner = line + _INDENT
        is_dict = isinstance(value, dict)
        mark = "{" if is_dict else "["
        for item in value:
            parts.append(mark + inner)
            if is_dict:
                parts.append(f"{encode_basestring(_key(item))}: ")
            _add(parts, value[item] if is_dict else item, inner)
            mark = ","
        parts.append(line + ("}" if is_dict else "]"))
    else:
        parts.append(_scalar(value))


def _key(key: Any) -> str:
    return key if isinstance(key, str) else _scalar(key)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return "null"
    if isinstance(value, float):
        return _float(value)
    return "{}" if value == {} else "[]" if value == [] else str(value)


def _float(value: float) -> str:
    if value != value:
        return "NaN"
    return float.__repr__(value) if abs(value) != float("inf") else "Infinity" if value > 0 else "-Infinity"
