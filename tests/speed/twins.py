"""Each reader in C and its twin in Python, over the same inputs: what C takes, both must read alike.

Inputs are replies as real services might send them (`tests.fuzz.replies`) after some blows. What C gives up on is not
read by its twin: nothing can differ there.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sotalia import _speed
from sotalia.dynamodb import binding, codec, types
from sotalia.dynamodb.types import NATIVE, Numbers
from sotalia.io.transport import head
from sotalia.wire import jsonbytes, protocol
from sotalia.wire.jsonread import Reader as JsonReader
from sotalia.wire.query import _RESULT, Query
from sotalia.wire.xml import read_document
from sotalia.wire.xmlnodes import XmlNodes
from sotalia.wire.xmlread import OUTSIDE, element_name, error_node
from sotalia.wire.xmlread import Reader as XmlReader
from sotalia.wire.xmltags import Tags, structure_closure
from tests.dynamodb.values import item, value
from tests.fuzz.damage import ODD_TEXTS, damaged, odd_value, some, spoiled, spoiled_document
from tests.fuzz.heads import Heads
from tests.fuzz.judge import differences as first_differences
from tests.fuzz.replies import TOKENS, operations, whole
from tests.wire.json_reference import output_of

Read = Callable[[Any], Any]
_XML = ("query", "ec2", "rest-xml")
_JSON = ("json", "rest-json")
#: Of how many variants of an operation's reply inputs are made.
_VARIANTS = 12
#: Blows to larger ones mostly make no difference.
_LARGE = 4000


class Twins(NamedTuple):
    """A reader in C, which raises Unusual, its twin, and a source of inputs for both."""

    name: str
    in_c: Read
    in_python: Read
    inputs: Callable[[random.Random], Any]


@contextmanager
def in_python() -> Iterator[None]:
    """What is compiled here is compiled without the readers in C."""
    before = _speed._module
    _speed._module = False
    try:
        yield
    finally:
        _speed._module = before


def in_c() -> Any:
    """The module with the readers in C, which must be in use."""
    module = _speed.readers()
    assert module is not None, f"the readers are {_speed.said()}"
    return module


# ---------------------------------------------------------------- XML


def _whole_body(operation: Any, wrapper: str | None, shape: Any) -> tuple[Read, Read]:
    """The readers of a reply in `query` or `ec2`."""
    spoken = protocol(operation.service_model)
    assert isinstance(spoken, Query)
    node = spoken._nodes.result(shape, wrapper, _RESULT, spoken._metadata_node)
    closure = structure_closure(Tags(spoken._root_finder(shape, wrapper), attributes=True))
    return node.read_xml, lambda body: read_document(body, closure)


def xml_readers(operation: Any, spoken: str) -> tuple[Read, Read] | None:
    shape = operation.output_shape
    if spoken != "rest-xml":
        return _whole_body(operation, shape.serialization.get("resultWrapper"), shape)
    payload = shape.serialization.get("payload")
    shape = shape.members[payload] if payload else shape
    node = XmlNodes(OUTSIDE, element_name).document(shape)
    return None if node is None else (node.read_xml, XmlReader(error_node).document(shape))


def _documents(spoken: str, at: int) -> list[bytes]:
    bodies = [whole(spoken, at, seed)[1] for seed in range(_VARIANTS)]
    spoilt = [spoiled_document(random.Random(number), body) for number, body in enumerate(bodies) if body]
    # What writes them puts a prefix everywhere, which C never takes.
    return [body for body in bodies if body] + [body.replace(b"ns0:", b"").replace(b":ns0", b"") for body in spoilt]


# ---------------------------------------------------------------- JSON


def json_readers(operation: Any, spoken: str, special: Any = None) -> tuple[Read, Read]:
    shape = output_of(operation)
    assert shape is not None
    payload = shape.serialization.get("payload")
    shape = shape.members[payload] if payload else shape
    reader = JsonReader(coerce=spoken == "rest-json")
    node = reader._nodes._node(in_c(), shape)
    return node.read_json, reader._by_closures(shape)


def _texts(spoken: str, at: int) -> list[bytes]:
    made = []
    for seed in range(_VARIANTS):
        said = whole(spoken, at, seed)[1]
        if isinstance(said, bytes):
            continue
        made.append(said)
        made.append(spoiled(random.Random(seed), said, odd_value))
    bodies = []
    for number, said in enumerate(made):
        try:
            bodies.append(json.dumps(said, ensure_ascii=number % 3 == 0, indent=number % 2 or None).encode())
        except (ValueError, TypeError):
            continue
    return bodies


# ---------------------------------------------------------------- DynamoDB's values


def attribute_readers(numbers: Numbers, *, from_base64: bool) -> tuple[Any, Any]:
    """The pairs of readers in C and in Python."""
    binary = binding._from_base64 if from_base64 else types.binary_of
    number, ints = numbers.reader(types.DYNAMODB_CONTEXT), numbers.integers is int
    quick = codec.reader(number, binary, owned=from_base64, ints=ints)
    with in_python():
        return quick, codec.reader(number, binary, owned=from_base64, ints=ints)


def attribute_writers(numbers: Numbers, *, to_base64: bool) -> tuple[Any, Any]:
    binaries: Any = binding._BINARIES if to_base64 else types._BINARIES
    quick = codec.writer(types.DYNAMODB_CONTEXT, binaries, floats=numbers.floats, text_keys=to_base64)
    with in_python():
        return quick, codec.writer(types.DYNAMODB_CONTEXT, binaries, floats=numbers.floats, text_keys=to_base64)


def _plain_values() -> Iterator[Twins]:
    for name, numbers in (("decimals", types.DECIMALS), ("native", NATIVE)):
        quick, by_closures = attribute_writers(numbers, to_base64=False)
        yield Twins(f"written {name}", quick[0], by_closures[0], _odd_item)
        quick, by_closures = attribute_writers(numbers, to_base64=True)
        yield Twins(f"written to JSON {name}", quick[1], by_closures[1], _odd_item)
        quick, by_closures = attribute_readers(numbers, from_base64=False)
        yield Twins(f"read {name}", quick[1], by_closures[1], _odd_attributes)
        yield Twins(f"read from JSON {name}", *_items_in_json(numbers), _attributes_in_json)


def _items_in_json(numbers: Numbers) -> tuple[Read, Read]:
    quick, by_closures = attribute_readers(numbers, from_base64=True)
    readers = in_c()
    node = readers.Node(readers.ATTRIBUTES, convert=quick[0].__self__)
    read = by_closures[1]
    return node.read_json, lambda body: read(jsonbytes.loads(body))


def _odd_item(chance: random.Random) -> Any:
    made = item(chance, chance.randrange(6))
    return spoiled(chance, made, lambda chance: some(chance, (*_ODD, odd_value(chance), value(chance))))


class _Text(str):
    """Of a type that no closure takes."""


_ODD: list[Any] = [
    *(
        1.5,
        float("nan"),
        float("-inf"),
        2**63,
        -(2**63) - 1,
        10**37,
        10**38,
        Decimal("1E+200"),
        Decimal("-0"),
        Decimal("NaN"),
    ),
    *(
        {1, "a"},
        {b"x", 2},
        {True, 2},
        {1.5},
        {True},
        {None},
        frozenset(),
        {Decimal("1.0"), 2},
        {"a", _Text("b")},
        {10**40},
    ),
    *(
        {1: "a"},
        {_Text("k"): 1},
        _Text("v"),
        types.Binary(b"b"),
        {types.Binary(b"c"), b"d"},
        (1, "a"),
        object,
        [[], ()],
    ),
]


@cache
def _serializer() -> types.TypeSerializer:
    return types.TypeSerializer()


def _odd_attributes(chance: random.Random) -> Any:
    made = {name: _serializer().serialize(each) for name, each in item(chance, chance.randrange(6)).items()}
    return spoiled(chance, made, lambda chance: some(chance, ("17", "-3", "0.50", b"x", {"S": "a"}, odd_value(chance))))


def _attributes_in_json(chance: random.Random) -> bytes:
    made = {name: _serializer().serialize(each) for name, each in item(chance, chance.randrange(6)).items()}
    text = json.dumps(made, default=lambda held: binding._to_base64(held), ensure_ascii=chance.random() < 0.5).encode()
    return damaged(chance, text, TOKENS["json"])


# ---------------------------------------------------------------- heads


def _head_in_c(lines: Any) -> Any:
    readers = in_c()
    headers: dict[str, str] = {}
    status = readers.fill_head(headers, lines)
    if not status:
        raise readers.Unusual
    return status, headers


def _head_in_python(lines: Any) -> Any:
    before, head._fill = head._fill, None
    try:
        status, headers = head.reply_head(lines)
    finally:
        head._fill = before
    return status, dict(headers)


def _lines(chance: random.Random) -> list[bytes]:
    return [line + b"\n" for line in _HEADS.case(chance).split(b"\n")[:-1]]


_HEADS = Heads()


# ---------------------------------------------------------------- all


def twins() -> list[Twins]:
    """All there are."""
    found = []
    for spoken in (*_XML, *_JSON):
        for at, operation in enumerate(operations(spoken)):
            is_xml = spoken in _XML
            pair = xml_readers(operation, spoken) if is_xml else json_readers(operation, spoken)
            bodies = (_documents if is_xml else _texts)(spoken, at)
            if pair is not None and bodies:
                inputs = _after_blows(_promising(pair[0], bodies), "xml" if is_xml else "json")
                found.append(Twins(f"{spoken} {operation.name}", *pair, inputs))
    return [*found, *_plain_values(), Twins("heads", _head_in_c, _head_in_python, _lines)]


def _promising(read: Read, bodies: list[bytes]) -> list[bytes]:
    """Return bodies that C takes, as far as there are some, with one of ten others among them."""
    taken, left, readers = [], [], in_c()
    for body in sorted(bodies, key=len):
        try:
            read(body)
        except readers.Unusual:
            left.append(body)
        else:
            taken.append(body)
    small = [body for body in taken if len(body) < _LARGE] or taken[:1]
    return [*small, *left[: len(small) // 10 + 1]]


def _after_blows(bodies: list[bytes], language: str) -> Callable[[random.Random], bytes]:
    """Return what makes inputs of the bodies: some damaged, in most a part has been exchanged."""
    part, other = (_LEAF, _other_leaf) if language == "xml" else (_SCALAR, _other_scalar)

    def make(chance: random.Random) -> bytes:
        body: bytes = some(chance, bodies)
        if chance.random() < 0.4:
            return damaged(chance, body, TOKENS[language])
        for _ in range(chance.randrange(3)):
            body = _exchanged(chance, body, part, other)
        return body

    return make


_LEAF = re.compile(rb"<([A-Za-z]\w*)>([^<]*)</\1>")
_SCALAR = re.compile(rb'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null')
_Match = re.Match[bytes]


def _exchanged(
    chance: random.Random, body: bytes, part: re.Pattern[bytes], other: Callable[[random.Random, _Match, _Match], bytes]
) -> bytes:
    """Put something else in the place of a part of the body, which stays well-formed mostly."""
    parts = [*part.finditer(body)]
    if not parts:
        return body
    match = some(chance, parts)
    return body[: match.start()] + other(chance, match, some(chance, parts)) + body[match.end() :]


def _other_leaf(chance: random.Random, leaf: _Match, another: _Match) -> bytes:
    tag, text = leaf[1], some(chance, ODD_TEXTS).encode("utf-8", "surrogatepass")
    return some(
        chance,
        (
            *(b"", leaf[0] + leaf[0], another[0], leaf[0] + another[0], b"<%b/>" % tag, b"<%b></%b>" % (tag, tag)),
            *(b"<%b>%b</%b>" % (tag, text, tag), b"<%b>%b</%b>" % (tag, another[2], tag)),
            b"<%b><%b>%b</%b></%b>" % (tag, another[1], text, another[1], tag),
            b"\n  <%b>%b&amp;&#%d;</%b>\n" % (tag, leaf[2], chance.randrange(70_000), tag),
        ),
    )


def _other_scalar(chance: random.Random, scalar: _Match, another: _Match) -> bytes:
    if chance.random() < 0.4:
        return another[0]
    if chance.random() < 0.3:
        return b" %b\n" % scalar[0]
    if scalar[0].startswith(b'"') and chance.random() < 0.5:
        return scalar[0][:-1] + b"\\u%04x" % chance.randrange(65536) + b'"'
    return json.dumps(odd_value(chance)).encode()


def shown(made: Any) -> Any:
    """What must be equal: also the types of numbers and the order of keys, but not that of a set."""
    if isinstance(made, dict):
        return [(key, shown(held)) for key, held in made.items()]
    if isinstance(made, (list, tuple)):
        return [shown(each) for each in made]
    return sorted(map(repr, made)) if isinstance(made, set) else repr(made)


def differences(pairs: list[Twins], numbers: range, seed: int = 0) -> tuple[int, int, list[str]]:
    """Try the inputs with these numbers. Return how many C has taken, how many it has left, and what differs."""
    readers = in_c()
    taken = left = 0
    faults = []
    for number in numbers:
        pair = pairs[number % len(pairs)]
        case = pair.inputs(random.Random(number * 1_000_003 + seed))
        try:
            mine = pair.in_c(case)
        except readers.Unusual:
            left += 1
            continue
        taken += 1
        try:
            yours = pair.in_python(case)
        except Exception as error:  # noqa: BLE001 - C must not take what Python refuses
            yours = error
        if repr(mine) != repr(yours) and shown(mine) != shown(yours):
            said = f"C      {mine!r:.500}\n  Python {yours!r:.500}\n  " + "\n  ".join(first_differences(mine, yours))
            faults.append(f"{number} {pair.name}: {case!r:.900}\n  {said}")
    return taken, left, faults
