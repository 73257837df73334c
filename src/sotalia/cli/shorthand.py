"""The short form of structures: `key=value,key=value`.

    parameter   = pair *("," pair)
    pair        = key ["@"] "=" [values]            with "@", what looks like file://… is the file's content
    key         = *(letter / digit / one of "-_.#/:")
    values      = list / structure / value *("," value)
    list        = "[" [item *("," item)] "]"
    structure   = "{" [pair *("," pair)] "}"        of whose pairs each has one item
    item        = list / structure / value
    value       = 'text' / "text" / bare text       `\\,` is a comma in bare text, which ends at one

After a comma, words without "=" belong to the key before: `a=1,2,b=3` is {a: [1, 2], b: 3}. Blanks around marks do not
count. https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html has examples.
"""

from __future__ import annotations

import re

from .paramfile import file_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BLANKS = " \t\n\r\x0b\x0c"
_KEY = re.compile(r"[-A-Za-z0-9_.#/:]*")
_QUOTED = {
    "'": re.compile(r"'((?:\\'|[^'])*)'"),
    '"': re.compile(r'"((?:\\"|[^"])*)"'),
}
#: A bare value after the equals sign, and one further on in a list; the latter may not hold an equals sign.
_START = r"(?:\\,|[!#-&(-+\--<>-Z\\-z|-\U0010ffff])"
_FIRST = re.compile(_START + r"(?:\\,|[\s!#-&(-+\--\\^-|~-\U0010ffff])*")
_SECOND = re.compile(_START + r"(?:\\,|[\s!#-&(-+\--<>-\U0010ffff])*")


class ShorthandError(Exception):
    """A text is not in the short form; the message says what was expected, and shows where."""


class Shorthand:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._files = False

    def read(self) -> dict[str, Any]:
        """Return the structure. Raises ShorthandError."""
        result: dict[str, Any] = {}
        while True:
            start = self._at
            key = self._read_key()
            values = self._read_values()
            if key in result:
                raise ShorthandError(
                    f'Second instance of key "{key}" encountered for input:\n{self._place(start)}\n'
                    'This is often because there is a preceding "," instead of a space.'
                )
            result[key] = values
            if self._at >= len(self._text):
                return result
            self._expect(",", blanks=True)

    def _read_key(self) -> str:
        """Read a key and the equals sign after it."""
        match = _KEY.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        self._skip_blanks()
        self._files = self._current() == "@"
        if self._files:
            self._at += 1
        self._expect("=", blanks=True)
        return match.group()

    def _read_values(self) -> Any:
        mark = self._current()
        if mark in ("[", "{"):
            return self._read_item()
        first = self._read_item()
        self._skip_blanks()
        if self._current() != ",":
            return first
        self._expect(",", blanks=True)
        values = [first]
        while True:
            try:
                value = self._read_value(_SECOND)
                self._skip_blanks()
                if self._at >= len(self._text):
                    values.append(value)
                    break
                self._expect(",", blanks=True)
                values.append(value)
            except ShorthandError:
                if self._at >= len(self._text):
                    raise
                # What was read is the next key: it begins after the last comma.
                self._at = self._text.rindex(",", 0, self._at + 1)
                break
        return first if len(values) == 1 else values

    def _read_item(self) -> Any:
        mark = self._current()
        if mark == "[":
            return self._read_list()
        if mark == "{":
            return self._read_structure()
        return self._read_value(_FIRST)

    def _read_list(self) -> list[Any]:
        self._expect("[", blanks=True)
        items: list[Any] = []
        while self._current() != "]":
            items.append(self._read_item())
            self._next("]")
        self._expect("]")
        return items

    def _read_structure(self) -> dict[str, Any]:
        self._expect("{", blanks=True)
        result: dict[str, Any] = {}
        while self._current() != "}":
            key = self._read_key()
            result[key] = self._read_item()
            self._next("}")
        self._expect("}")
        return result

    def _next(self, closing: str) -> None:
        self._skip_blanks()
        if self._current() != closing:
            self._expect(",")
            self._skip_blanks()

    def _read_value(self, bare: re.Pattern[str]) -> Any:
        mark = self._current()
        quoted = _QUOTED.get(mark)
        match = (quoted or bare).match(self._text, self._at)
        if match is None:
            if bare is _FIRST and quoted is None:
                return ""
            kind = "second" if quoted is None else "singled quoted" if mark == "'" else "double quoted"
            raise self._expected(f"<{kind}>", "<none>")
        self._at = match.end()
        if quoted is None:
            text = match.group().replace("\\,", ",").rstrip()
        else:
            text = match.group(1).replace(f"\\{mark}", mark).replace("\\\\", "\\")
        return file_content(text) if self._files else text

    def _current(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_blanks(self) -> None:
        while self._current() and self._current() in _BLANKS:
            self._at += 1

    def _expect(self, mark: str, *, blanks: bool = False) -> None:
        if blanks:
            self._skip_blanks()
        current = self._current()
        if current != mark:
            raise self._expected(mark, current or "EOF")
        self._at += 1
        if blanks:
            self._skip_blanks()

    def _expected(self, mark: str, current: str) -> ShorthandError:
        return ShorthandError(f"Expected: '{mark}', received: '{current}' for input:\n{self._place(self._at)}")

    def _place(self, at: int) -> str:
        """Return the text with a mark below the place."""
        start = self._text.rfind("\n", 0, at) + 1
        end = self._text.find("\n", at)
        before, after = (self._text, "") if end < 0 else (self._text[:end], self._text[end:])
        return f" {before}\n{' ' * (at - start)}^{after}"
