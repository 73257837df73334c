"""Expressions with their names and values in place, as people write them: `age >= 21 AND begins_with(name, "A")`.

    name          age, 'a name', address.city, tags[0]
    value         "text", 21, -1.5, true, null, b"aGk=", ["a", 1], {"key": 1} (a map), {1, 2} (a set)
    condition     name = value (<> < <= > >=), name BETWEEN v AND v, name IN (v, v), function(name, v), size(name) > v
    expression    conditions with AND, OR, NOT and parentheses; or names with commas between them

DynamoDB wants placeholders instead, `#n0 >= :n1`, and what they stand for beside it: names may be reserved words, and
values have types. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

from __future__ import annotations

import re
from binascii import Error as BinasciiError
from binascii import a2b_base64
from decimal import Decimal

from ....dynamodb.types import Binary
from ...faults import InvalidLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
    (?P<bytes>[bB]"(?:[^"\\]|\\.)*")
    |(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<quoted>'(?:[^'\\]|\\.)*')
    |(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<compare><>|<=|>=|=|<|>)
    |(?P<mark>[.,:(){}\[\]])
    |(?P<end>\Z)
    )""",
    re.VERBOSE,
)
_KEYWORDS = ("and", "between", "in", "not", "or")
_LITERALS: dict[str, Any] = {"true": True, "false": False, "null": None}
_BASE64 = re.compile(r"[A-Za-z0-9+/=]*\Z")
#: How deep parentheses, lists and maps may be nested: DynamoDB takes 32 levels.
_DEEPEST = 100


class _Token:
    """A part of an expression: `kind` is a keyword, a mark, "compare", "name", "value" or "end"."""

    __slots__ = ("end", "kind", "start", "value")

    def __init__(self, kind: str, value: Any, start: int, end: int) -> None:
        self.kind = kind
        self.value = value
        self.start = start
        self.end = end


class Placeholders:
    """What the placeholders of a request's expressions stand for; their numbers go through all of them."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def _number(self) -> int:
        return len(self.names) + len(self.values)

    def name(self, name: str) -> str:
        """Return a new placeholder for a name."""
        key = f"#n{self._number()}"
        self.names[key] = name
        return key

    def value(self, value: Any) -> str:
        """Return a new placeholder for a value."""
        key = f":n{self._number()}"
        self.values[key] = value
        return key


def translated(text: str, placeholders: Placeholders) -> str:
    """Return an expression as DynamoDB wants it. Raises InvalidLine, which shows the place."""
    if not text.strip():
        raise InvalidLine("Expressions must not be empty")
    return _Reader(text, placeholders).whole()


class _Reader:
    """Reads an expression from left to right, and writes the other one at the same time."""

    def __init__(self, text: str, placeholders: Placeholders) -> None:
        self._text = text
        self._placeholders = placeholders
        self._tokens = list(self._split())
        self._at = 0
        self._depth = 0

    def _split(self) -> Any:
        at = 0
        while True:
            found = _TOKEN.match(self._text, at)
            if found is None:
                rest = self._text[at:]
                at += len(rest) - len(rest.lstrip())
                unclosed = self._text[at] in "'\"" or self._text[at : at + 2] in ('b"', 'B"')
                self._refuse("Unclosed quotation mark" if unclosed else f"Unrecognized character {self._text[at]}", at)
            assert found is not None
            kind = str(found.lastgroup)
            token = self._token(kind, found[kind], found.start(kind), found.end(kind))
            yield token
            if token.kind == "end":
                return
            at = found.end()

    def _token(self, kind: str, text: str, start: int, end: int) -> _Token:
        value: Any = text
        if kind == "word":
            lower = text.lower()
            if lower in _LITERALS:
                kind, value = "value", _LITERALS[lower]
            else:
                kind = lower if lower in _KEYWORDS else "name"
        elif kind == "number":
            kind, value = "value", Decimal(text)
        elif kind == "text":
            kind, value = "value", text[1:-1].replace('\\"', '"')
        elif kind == "quoted":
            kind, value = "name", text[1:-1].replace("\\'", "'")
        elif kind == "bytes":
            kind, value = "value", self._binary(text[2:-1], start)
        elif kind == "mark":
            kind = text
        return _Token(kind, value, start, end)

    def _binary(self, text: str, start: int) -> Binary:
        try:
            if _BASE64.match(text):
                return Binary(a2b_base64(text, strict_mode=True))
        except BinasciiError:
            pass
        self._refuse(f'Invalid base64 string b"{text}"', start)
        raise AssertionError

    def _refuse(self, message: str, start: int, end: int = 0) -> None:
        raise InvalidLine(f"{message}\n{self._text}\n{' ' * start}{'^' * max(end - start, 1)}")

    def _unexpected(self, wanted: str) -> None:
        token = self._tokens[self._at]
        what = "end of the expression" if token.kind == "end" else f"`{self._text[token.start : token.end]}`"
        self._refuse(f"Unexpected {what}, expected {wanted}", token.start, token.end)

    def _next(self, offset: int = 0) -> str:
        kind: str = self._tokens[min(self._at + offset, len(self._tokens) - 1)].kind
        return kind

    def _take(self, kind: str, wanted: str = "") -> Any:
        if self._next() != kind:
            self._unexpected(wanted or f"`{kind}`")
        token = self._tokens[self._at]
        self._at += 1
        return token.value

    def _nested(self, read: Callable[[], Any]) -> Any:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._refuse("This is nested too deeply", self._tokens[self._at].start)
        result = read()
        self._depth -= 1
        return result

    def whole(self) -> str:
        """Return the whole expression."""
        result = self._expression()
        if self._next() != "end":
            self._unexpected("the end of the expression")
        return result

    def _expression(self) -> str:
        is_name = self._next() == "name" and self._next(1) != "("
        result = self._condition()
        if is_name and self._next() == ",":
            self._at += 1
            return f"{result}, {self._operands()}"
        while self._next() in ("and", "or"):
            word = self._next().upper()
            self._at += 1
            result = f"{result} {word} {self._condition()}"
        return result

    def _condition(self) -> str:
        if self._next() == "(":
            self._at += 1
            inner = self._nested(self._expression)
            self._take(")")
            return f"( {inner} )"
        if self._next() == "not":
            self._at += 1
            return f"NOT {self._nested(self._condition)}"
        return self._comparison()

    def _comparison(self) -> str:
        left = self._operand()
        if self._next() == "compare":
            return f"{left} {self._take('compare')} {self._operand()}"
        if self._next() == "between":
            self._at += 1
            low = self._operand()
            self._take("and", "`AND`")
            return f"{left} BETWEEN {low} AND {self._operand()}"
        if self._next() == "in":
            self._at += 1
            self._take("(")
            operands = self._operands()
            self._take(")")
            return f"{left} IN ({operands})"
        return left

    def _operands(self) -> str:
        result = [self._operand()]
        while self._next() == ",":
            self._at += 1
            result.append(self._operand())
        return ", ".join(result)

    def _operand(self) -> str:
        if self._next() in ("value", "[", "{"):
            return self._placeholders.value(self._value())
        if self._next() != "name":
            self._unexpected("a name or a value")
        if self._next(1) == "(":
            function = self._take("name")
            self._at += 1
            operands = self._nested(self._operands)
            self._take(")")
            return f"{function}({operands})"
        path = self._name()
        while self._next() == ".":
            self._at += 1
            path += f".{self._name()}"
        return path

    def _name(self) -> str:
        name = self._placeholders.name(self._take("name", "a name"))
        while self._next() == "[":
            self._at += 1
            index = self._value() if self._next() == "value" else None
            if not isinstance(index, Decimal) or index != index.to_integral_value():
                token = self._tokens[self._at - 1]
                self._refuse("Invalid token value: List indices must be whole numbers.", token.start, token.end)
            self._take("]")
            name += f"[{index}]"
        return name

    def _value(self) -> Any:
        if self._next() == "[":
            self._at += 1
            return self._nested(self._list)
        if self._next() == "{":
            self._at += 1
            return self._nested(self._map if self._next() == "}" or self._next(1) == ":" else self._set)
        return self._take("value", "a value")

    def _list(self) -> list[Any]:
        items: list[Any] = []
        while self._next() != "]":
            items.append(self._value())
            if self._next() != "]":
                self._take(",", "`,` or `]`")
        self._at += 1
        return items

    def _map(self) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while self._next() != "}":
            key = self._scalar(str, "Keys must be text")
            self._take(":")
            items[key] = self._value()
            if self._next() != "}":
                self._take(",", "`,` or `}`")
        self._at += 1
        return items

    def _set(self) -> set[Any]:
        first = self._scalar((str, Decimal, Binary), "Sets may only contain numbers, strings, or bytes")
        items = {first}
        while self._next() == ",":
            self._at += 1
            items.add(self._scalar(type(first), "Set values must all be of the same type"))
        self._take("}", "`,` or `}`")
        return items

    def _scalar(self, kind: Any, otherwise: str) -> Any:
        token = self._tokens[self._at]
        value = self._take("value", "a value")
        if not isinstance(value, kind):
            self._refuse(f"Invalid token value: {otherwise}.", token.start, token.end)
        return value
