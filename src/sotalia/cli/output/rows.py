"""Results as rows, for programs that read a line at a time: the formats `csv` and `jsonl`, which are Sotalia's own.

The rows are the entries of the list that a result is, or that is the one list in it; any other result is one row.
"""

from __future__ import annotations

from .json import to_line
from .plain import is_scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What makes a CSV cell need quotes (https://www.rfc-editor.org/rfc/rfc4180).
_QUOTED = frozenset(',"\r\n')


def rows_of(value: Any) -> list[Any]:
    """Return the rows of a result."""
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list)]
        if len(lists) == 1:
            return lists[0]
    if isinstance(value, list):
        return value
    return [] if value is None or value == {} else [value]


def to_jsonl(value: Any) -> str:
    """Return a result as one JSON value per line."""
    return "".join(f"{to_line(row)}\n" for row in rows_of(value))


class CsvWriter:
    """Writes CSV: a line with the names of columns, then the rows. Columns are those of the first rows it gets."""

    def __init__(self) -> None:
        self._columns: list[str] | None = None

    def text(self, value: Any) -> str:
        """Return the lines of a result, or of one page of it.

        Dicts have a column for each of their keys, lists one for each entry; what is nested is JSON in its cell.
        """
        rows = rows_of(value)
        lines: list[list[Any]] = []
        names = list(dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row))
        if self._columns is None and rows:
            self._columns = names
            if names:
                lines.append(list(names))
        columns = self._columns or []
        for row in rows:
            if isinstance(row, dict):
                lines.append([row.get(name) for name in columns])
            else:
                lines.append(row if isinstance(row, list) else [row])
        return "".join(f"{','.join(map(_cell, line))}\r\n" for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value) if is_scalar(value) else to_line(value)
    if isinstance(value, bool):
        text = text.lower()
    return '"' + text.replace('"', '""') + '"' if _QUOTED & set(text) else text
