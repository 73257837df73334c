"""Damage, by a seeded source of chance: to bytes, to text, to the trees that JSON and CBOR are made of."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree

#: How many blows one input gets: none at times, so that whole inputs are among them.
BLOWS = (0, 1, 1, 1, 2, 3, 5)
#: What is seldom right wherever it stands.
ODD_VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63, -(2**63) - 1, 2**64, 10**30, 1e300, float("inf"), float("nan")),
    *("", " ", "text", "true", "True", "NaN", "1e400", "٣", "0x10", "1_0", "-0", "9" * 5000, "\0", "\ud800"),
    "\ufffe",
    *("2024-01-01T00:00:00Z", "2024-13-01T00:00:00Z", "Mon, 01 Jan 2024 00:00:00 GMT", "0001-01-01T00:00:00+14:00"),
    *("aGk=", "aGk", "a b=", "====", "é", [], {}, [None], [[]], {"a": None}, {"__type": "x"}, {"": {}}, [1, "two"]),
]


def some(chance: random.Random, choices: Sequence[Any]) -> Any:
    """One of the choices."""
    return choices[chance.randrange(len(choices))]


def damaged(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    """The bytes after some blows; `tokens` are what means something in their language."""
    for _ in range(some(chance, BLOWS)):
        data = some(chance, _BLOWS)(chance, data, tokens)
    return data


def _place(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> int:
    # Where tokens are is where it hurts.
    at = chance.randrange(len(data) + 1)
    return max(data.find(some(chance, tokens)[:1], at), 0) if chance.random() < 0.5 else at


def _set(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = _place(chance, data, tokens)
    return data[:at] + bytes((chance.randrange(256),)) + data[at + 1 :]


def _put(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = _place(chance, data, tokens)
    return data[:at] + some(chance, tokens) * some(chance, (1, 1, 1, 2)) + data[at + chance.randrange(2) :]


def _drop(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = _place(chance, data, tokens)
    return data[:at] + data[at + some(chance, (1, 1, 4, 40)) :]


def _repeat(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = _place(chance, data, tokens)
    end = at + chance.randrange(60)
    return data[:end] + data[at:end] + data[end:]


def _cut(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _nest(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = _place(chance, data, tokens)
    return data[:at] + some(chance, tokens) * some(chance, (20, 200, 2000)) + data[at:]


_BLOWS: list[Callable[[random.Random, bytes, Sequence[bytes]], bytes]] = [
    *(_set, _put, _put, _put, _drop, _drop, _repeat, _cut),
]
#: With what nests without end. Rarer than the others: such inputs take long.
_HARD_BLOWS = [*_BLOWS, _nest]


def battered(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    """The bytes after some blows, nesting among them now and then."""
    data = damaged(chance, data, tokens)
    return _nest(chance, data, tokens) if chance.random() < 0.01 else data


def spoiled(chance: random.Random, tree: Any, odd: Callable[[random.Random], Any]) -> Any:
    """The tree after some blows: what stands somewhere is replaced, left out, or comes twice."""
    for _ in range(some(chance, BLOWS)):
        tree = _spoil(chance, tree, odd)
    return tree


def _spoil(chance: random.Random, tree: Any, odd: Callable[[random.Random], Any]) -> Any:
    if isinstance(tree, dict) and tree and chance.random() < 0.85:
        key = some(chance, list(tree))
        if chance.random() < 0.8:
            return {**tree, key: _spoil(chance, tree[key], odd)}
        others = {name: value for name, value in tree.items() if name != key}
        return others if chance.random() < 0.5 else {**others, some(chance, ("", "x", str(key).lower())): tree[key]}
    if isinstance(tree, list) and tree and chance.random() < 0.85:
        at = chance.randrange(len(tree))
        if chance.random() < 0.8:
            return [*tree[:at], _spoil(chance, tree[at], odd), *tree[at + 1 :]]
        return tree * 9 if chance.random() < 0.5 else tree[:at]
    return odd(chance)


def odd_value(chance: random.Random) -> Any:
    """A value that is seldom right."""
    return some(chance, ODD_VALUES)


# ---------------------------------------------------------------- documents

#: What an element may turn out to hold.
ODD_TEXTS = [
    *(
        "",
        " ",
        "\n",
        "text",
        "é 🐬",
        "true",
        "True",
        "1",
        "-1",
        " 12 ",
        "1.5",
        "1e400",
        "NaN",
        "-Infinity",
        "9" * 5000,
        "1_0",
        "٣",
    ),
    *(
        "2024-01-01T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "Mon, 01 Jan 2024 00:00:00 GMT",
        "1700000000",
        "1e30",
        "aGk=",
        "aGk",
        "====",
        "]]>",
    ),
]
_NAMES = [
    "Error",
    "Errors",
    "Code",
    "Message",
    "RequestId",
    "RequestID",
    "requestId",
    "ResponseMetadata",
    "member",
    "item",
    "key",
    "value",
    "A",
    "x",
]


def spoiled_document(chance: random.Random, body: bytes) -> bytes:
    """The XML after some blows that leave it well-formed."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return body
    for _ in range(some(chance, BLOWS)):
        _spoil_element(chance, some(chance, list(root.iter())))
    return ElementTree.tostring(root)


def _spoil_element(chance: random.Random, element: ElementTree.Element) -> None:
    kind = chance.randrange(7)
    children = list(element)
    if kind == 0:
        element.text = some(chance, ODD_TEXTS)
    elif kind == 1 and children:
        element.remove(some(chance, children))
    elif kind == 2 and children:
        element.append(copy.deepcopy(some(chance, children)))
    elif kind == 3 and children:
        element[:] = chance.sample(children, len(children))
    elif kind == 4:
        child = ElementTree.SubElement(element, some(chance, _NAMES))
        child.text = some(chance, ODD_TEXTS)
    elif kind == 5:
        element.tag = some(chance, _NAMES)
    else:
        element.set(
            some(chance, ("a", "type", "{http://www.w3.org/2001/XMLSchema-instance}type")), some(chance, ODD_TEXTS)
        )
