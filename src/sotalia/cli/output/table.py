"""Tables drawn with dashes and bars: the format `table`.

A value becomes sections, one per dict or list of scalars, each with a title, a row of headers and rows of values. What
is nested is a section of its own, indented by one bar at either side. All sections are as wide as the widest. Where
that is wider than the terminal, sections of one row are turned: a line for each of its values.
"""

from __future__ import annotations

from .plain import is_scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

#: Blanks around a cell's text, with the bars.
_PADDING = 4
_BORDERS = 2
_VALUE, _BAR, _RESET = "\x1b[1m\x1b[34m", "\x1b[2m\x1b[33m", "\x1b[0m"


def to_table(value: Any, title: str, *, width: int = 80, colours: bool = False) -> str:
    """Return the table of a value, or "" where there is nothing to show.

    `title` stands above it, `width` is the terminal's, in characters. Raises ValueError for lists that are no rows.
    """
    sections: list[Section] = []
    if not _add(sections, title, value, 0):
        return ""
    total = max(section.width for section in sections)
    if total > width:
        sections = [section.turned() for section in sections]
        total = max(section.width for section in sections)
    lines = [f"{'-' * total}\n"]
    for section in sections:
        lines += section.lines(total, colours)
    return "".join(lines)


class Section:
    """One part of a table."""

    def __init__(self, title: str | None, depth: int) -> None:
        self.title = title or ""
        self.depth = depth
        self.headers: list[str] = []
        self.rows: list[list[str]] = []
        #: The width of each column's widest text, of headers too that others have replaced.
        self.columns: list[int] = []

    def head(self, headers: list[str]) -> None:
        """Set the headers."""
        self.headers = headers
        self._widen(headers)

    def add(self, row: Sequence[Any]) -> None:
        """Add a row. Raises ValueError when it has not as many cells as those before."""
        columns = len(self.headers or (self.rows[0] if self.rows else row))
        if len(row) != columns:
            raise ValueError(f"Row should have {columns} elements, instead it has {len(row)}")
        texts = [str(cell) for cell in row]
        self.rows.append(texts)
        self._widen(texts)

    def _widen(self, texts: list[str]) -> None:
        widths = [text_width(text) for text in texts]
        self.columns = [max(pair) for pair in zip(widths, self.columns or widths, strict=False)]

    def turned(self) -> Section:
        """Return the section with a line for each value, if it has one row with headers."""
        if len(self.rows) != 1 or not self.headers:
            return self
        section = Section(self.title, self.depth)
        for pair in zip(self.headers, self.rows[0], strict=True):
            section.add(pair)
        return section

    @property
    def width(self) -> int:
        """The width of the section, with the bars that indent it."""
        outside = 2 * self.depth
        cells = sum(column + _PADDING for column in self.columns)
        return max(text_width(self.title) + _BORDERS, cells + _BORDERS) + outside

    def lines(self, total: int, colours: bool) -> Iterator[str]:
        """Yield the lines of the section in a table of a width."""
        bar = (f"{_BAR}|{_RESET}" if colours else "|") * self.depth
        for line in self._inner(total - 2 * self.depth, colours):
            yield f"{bar}{line}{bar}\n"

    def _inner(self, width: int, colours: bool) -> Iterator[str]:
        if self.title:
            yield _centred(self.title, width, "|")
            if not self.headers and not self.rows:
                yield f"+{'-' * (width - 2)}+"
        widths = _scaled([column + _PADDING for column in self.columns], width)
        rule = "+" + "".join(f"{'-' * (column - (1 if at else 2))}+" for at, column in enumerate(widths))
        if self.headers:
            yield rule
            yield "".join(
                _centred(text, column, "" if at else "|")
                for at, (text, column) in enumerate(zip(self.headers, widths, strict=True))
            )
        if self.rows and widths:
            yield rule
            for row in self.rows:
                yield "".join(
                    _cell(text, column, "" if at else "|", colours)
                    for at, (text, column) in enumerate(zip(row, widths, strict=True))
                )
            yield rule


def _add(sections: list[Section], title: str | None, value: Any, depth: int) -> bool:
    """Add the sections of a value; return False if there is nothing in it. Without a title it goes on with the last."""
    if not value:
        return False
    if title is not None:
        sections.append(Section(title, depth))
    if isinstance(value, dict):
        _add_dict(sections, value, depth)
    elif isinstance(value, list) and isinstance(value[0], dict):
        _add_dicts(sections, value, depth, title)
    elif isinstance(value, list):
        for item in value:
            if is_scalar(item):
                sections[-1].add([item])
            elif all(map(is_scalar, item)):
                sections[-1].add(list(item))
            else:
                _add(sections, None, item, 0)
    return True


def _add_dict(sections: list[Section], value: dict[str, Any], depth: int) -> None:
    names = sorted(name for name, item in value.items() if is_scalar(item))
    if len(names) == 1:
        sections[-1].add([names[0], value[names[0]]])
    elif names:
        sections[-1].head(names)
        sections[-1].add([value[name] for name in names])
    for name in sorted(value.keys() - set(names)):
        _add(sections, name, value[name], depth + 1)


def _add_dicts(sections: list[Section], items: list[Any], depth: int, title: str | None) -> None:
    names = sorted({name for item in items for name, inner in item.items() if is_scalar(inner)})
    nested = sorted({name for item in items for name, inner in item.items() if not is_scalar(inner)})
    sections[-1].head(names)
    for at, item in enumerate(items):
        if at and nested:
            sections.append(Section(title, depth))
            sections[-1].head(names)
        sections[-1].add([item.get(name, "") for name in names])
        for name in nested:
            if name in item:
                _add(sections, name, item[name], depth + 1)


def _scaled(widths: list[int], total: int) -> list[int]:
    """Return column widths in their proportions that sum up to `total`."""
    if not widths:
        return widths
    factor = total / sum(widths)
    scaled = [round(factor * width) for width in widths]
    surplus = sum(scaled) - total
    order = range(len(scaled)) if surplus > 0 else range(len(scaled) - 1, -1, -1)
    while surplus:
        for at in order:
            step = 1 if surplus > 0 else -1
            scaled[at] -= step
            surplus -= step
            if not surplus:
                break
    return scaled


def _centred(text: str, width: int, left: str) -> str:
    """Return a header in the middle of a cell with a bar to its right, and `left` to its left."""
    length = text_width(text)
    start = width // 2 - length // 2 - 1  # -1 in the narrowest cells; the text is not moved then, the bar is
    return left + " " * start + text + " " * (width - 1 - len(left) - start - length) + "|"


def _cell(text: str, width: int, left: str, colours: bool) -> str:
    """Return a value at the left of a cell; without room for two blanks it begins at once."""
    length = text_width(text)
    blanks = 2 if width >= length + 3 + len(left) else 0
    rest = width - len(left) - blanks - length - 1
    shown = f"{_VALUE}{text}{_RESET}" if colours else text
    return f"{left}{' ' * blanks}{shown}{' ' * rest}|"


def text_width(text: str) -> int:
    """Return how many columns of a terminal a text takes; wide letters, and those that may be, take two."""
    if text.isascii():
        return len(text)
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
