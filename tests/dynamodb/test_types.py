"""Values and attribute values beside boto3's: the same out of the same, and the same complaints."""

from __future__ import annotations

import copy
import decimal
import pickle
import subprocess
import sys
from abc import ABC
from collections import OrderedDict, UserDict
from decimal import Decimal
from enum import Enum, IntEnum
from random import Random
from types import MappingProxyType
from typing import Any

import boto3.dynamodb.types as theirs
import pytest

import sotalia.dynamodb.types as ours
from sotalia.dynamodb.types import DECIMALS, NATIVE, Binary, DynamoDBTypes, Numbers, TypeDeserializer, TypeSerializer
from tests.dynamodb import values


class Colour(str, Enum):  # noqa: UP042 - what older programs have
    RED = "red"


class Level(IntEnum):
    LOW = 1


class Text(str):
    pass


UNUSUAL: list[Any] = [
    OrderedDict(a=1, b=OrderedDict(c=None)), UserDict(a=[1]), MappingProxyType({"a": {"b"}}), {"a": 1}.keys(),
    {}.keys(), set(), frozenset(), {True}, {1, Decimal("2.5"), False}, {Binary(b"x")}, Colour.RED, Level.LOW,
    Text("t"), {Text("t"), "s"}, {Level.LOW}, [Colour.RED, (Level.LOW,)], {1: 2}, {None: {"x": 1}}, (), [], {}, "",
    {"only"}, {10**38 - 1, 1, -(10**38) + 1},
    b"", bytearray(), Binary(b""), Binary(bytearray(b"z")), 10**38 - 1, -(10**38) + 1, 0, -0, Decimal("-0"),
    Decimal("1E-128"), Decimal("1E+125"), Decimal("9.9999999999999999999999999999999999999E+125"), True, None,
]  # fmt: skip

REFUSED: list[Any] = [
    1.5, float("nan"), float("inf"), {1.5}, object, {1, "a"}, {"a", b"b"}, {("a",)}, 3 + 4j, range(3), iter([]),
    {10**38 + 1, 1}, {"a", 1},
    Decimal("NaN"), Decimal("Infinity"), {Decimal("Infinity")}, 10**38 + 1, 10**200, Decimal("1E-200"),
    Decimal("1E+127"), Decimal("0.1234567890123456789012345678901234567891"), {Decimal("1E+300")},
]  # fmt: skip


def unwrapped(value: Any) -> Any:
    """The value with both libraries' Binary turned into the same, and types that `==` overlooks kept apart."""
    if isinstance(value, (Binary, theirs.Binary)):
        return "binary", value.value
    if isinstance(value, dict):
        return {name: unwrapped(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value), [unwrapped(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return type(value), {repr(unwrapped(item)) for item in value}
    return type(value), str(value) if isinstance(value, Decimal) else value


def given(value: Any) -> Any:
    """The value for boto3, which does not know this library's Binary."""
    if isinstance(value, Binary):
        return theirs.Binary(value.value)
    if type(value) is set and any(isinstance(item, Binary) for item in value):
        return {given(item) for item in value}
    return value  # itself: a copy of a set may be in another order


def outcome(function: Any, value: Any) -> Any:
    try:
        return unwrapped(function(value))
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_written_is_what_boto3_writes(seed):
    random = Random(seed)
    for _ in range(150):
        value = values.value(random)
        expected = theirs.TypeSerializer().serialize(value)
        assert unwrapped(TypeSerializer().serialize(value)) == unwrapped(expected)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_read_is_what_boto3_reads(seed):
    random = Random(seed)
    for _ in range(150):
        wire = theirs.TypeSerializer().serialize(values.value(random))
        before = copy.deepcopy(wire)
        assert unwrapped(TypeDeserializer().deserialize(wire)) == unwrapped(theirs.TypeDeserializer().deserialize(wire))
        assert wire == before


@pytest.mark.parametrize("value", UNUSUAL, ids=repr)
def test_unusual_types_are_written_as_boto3_writes_them(value):
    for wrapped in (value, [value], {"a": value}, [{"a": [value]}]):
        theirs_given = given(wrapped) if wrapped is value else wrapped
        if "Binary" in repr(wrapped) and wrapped is not value:
            continue
        assert outcome(TypeSerializer().serialize, wrapped) == outcome(theirs.TypeSerializer().serialize, theirs_given)


@pytest.mark.parametrize("value", REFUSED, ids=repr)
def test_what_boto3_refuses_is_refused_with_its_error_and_text(value):
    kind, text = outcome(theirs.TypeSerializer().serialize, value)
    assert issubclass(kind, (TypeError, ArithmeticError))
    ours_kind, ours_text = outcome(TypeSerializer().serialize, value)
    assert ours_kind is kind
    # Numbers that do not fit are shown besides: boto3's text has the names of the traps only.
    assert ours_text == text if kind is TypeError else ours_text.startswith(f"{text}: ")


def test_negative_infinity_is_no_number_either():
    # boto3 sends it, for the service to refuse.
    with pytest.raises(TypeError, match="Infinity and NaN not supported"):
        TypeSerializer().serialize(Decimal("-Infinity"))


@pytest.mark.parametrize("value", REFUSED, ids=repr)
def test_an_error_deep_inside_names_the_place(value):
    kind, text = outcome(TypeSerializer().serialize, value)
    with pytest.raises(kind) as caught:
        TypeSerializer().serialize({"a": 1, "orders": ["x", {"price": value}]})
    assert str(caught.value) == f"{text} (at orders[1].price)"
    assert caught.value.path == ".orders[1].price"


UNREADABLE: list[Any] = [{}, None, [], {"X": 1}, {"SDK_UNKNOWN_MEMBER": {"name": "Q"}}]


@pytest.mark.parametrize("value", UNREADABLE, ids=repr)
def test_what_is_no_attribute_value_is_refused_in_boto3s_words(value):
    kind, text = outcome(theirs.TypeDeserializer().deserialize, value)
    assert kind is TypeError
    assert outcome(TypeDeserializer().deserialize, value) == (kind, text)
    deep = {"M": {"a": {"L": [{"S": "x"}, value]}}}
    assert outcome(TypeDeserializer().deserialize, deep) == (kind, f"{text} (at a[1])")


@pytest.mark.parametrize(
    "value",
    [{"s": "x"}, {"Null": True}, {"S": "a", "N": "1"}, {"L": ({"S": "a"},)}, {"B": bytearray(b"x")}, {"B": "text"}],
    ids=repr,
)
def test_odd_attribute_values_are_read_as_boto3_reads_them(value):
    expected = outcome(theirs.TypeDeserializer().deserialize, value)
    assert outcome(TypeDeserializer().deserialize, value) == expected


# ---------------------------------------------------------------- methods of the program's own

SAMPLE = {
    "s": "x", "n": 5, "d": Decimal("1.5"), "b": b"x", "t": True, "z": None, "l": [1, "a", [b"y"]], "m": {"n": {"q": 7}},
    "ss": {"a"}, "ns": {1}, "bs": {b"x"},
}  # fmt: skip
WRITERS = [f"_serialize_{tag}" for tag in ("null", "bool", "n", "s", "b", "ss", "ns", "bs", "l", "m")]
READERS = [name.replace("_serialize", "_deserialize") for name in WRITERS]


def replacing(base: Any, name: str) -> Any:
    return type("Mine", (base,), {name: lambda self, value: ("mine", str(value))})


@pytest.mark.parametrize("name", WRITERS)
def test_a_subclass_may_write_a_type_its_own_way(name):
    expected = replacing(theirs.TypeSerializer, name)().serialize(SAMPLE)
    assert "mine" in str(expected)
    assert replacing(TypeSerializer, name)().serialize(SAMPLE) == expected


@pytest.mark.parametrize("name", READERS)
def test_a_subclass_may_read_a_type_its_own_way(name):
    wire = theirs.TypeSerializer().serialize(SAMPLE)
    expected = unwrapped(replacing(theirs.TypeDeserializer, name)().deserialize(wire))
    assert "mine" in str(expected)
    assert unwrapped(replacing(TypeDeserializer, name)().deserialize(wire)) == expected


def test_a_subclass_may_take_floats_and_call_what_it_overrides():
    def make(base: Any) -> Any:
        class Floats(base):
            def __init__(self):
                self.seen = 0  # and no super().__init__()

            def _is_number(self, value):
                return isinstance(value, float) or super()._is_number(value)

            def _serialize_n(self, value):
                return super()._serialize_n(str(value) if isinstance(value, float) else value)

            def serialize(self, value):
                self.seen += 1
                return super().serialize(value)

        return Floats()

    mine, boto3s = make(TypeSerializer), make(theirs.TypeSerializer)
    value = {"a": [1.5, {"b": 2}]}
    assert mine.serialize(value) == boto3s.serialize(value)
    assert mine.seen == boto3s.seen


def test_a_subclass_that_overrides_nothing_may_have_attributes_and_be_abstract():
    class Plain(TypeSerializer, ABC):
        def __init__(self):
            self.table = "users"

    assert Plain().serialize({"a": 1}) == {"M": {"a": {"N": "1"}}}


def test_a_method_replaced_in_the_class_counts_and_its_return_too(monkeypatch):
    wire = {"M": {"a": {"N": "5"}}}
    reader = TypeDeserializer()

    class Below(TypeDeserializer):
        pass

    with monkeypatch.context() as patch:
        patch.setattr(TypeDeserializer, "_deserialize_n", lambda self, value: float(value))
        assert type(reader.deserialize(wire)["a"]) is float
        assert type(Below().deserialize(wire)["a"]) is float
    assert type(reader.deserialize(wire)["a"]) is Decimal
    assert type(Below().deserialize(wire)["a"]) is Decimal


def test_a_method_replaced_in_an_instance_counts():
    writer = TypeSerializer()
    writer._serialize_s = str.upper  # type: ignore[method-assign, assignment] # as programs may
    assert writer.serialize({"a": "x"}) == {"M": {"a": {"S": "X"}}}
    assert TypeSerializer().serialize({"a": "x"}) == {"M": {"a": {"S": "x"}}}


def test_the_context_may_be_changed_and_replaced(monkeypatch):
    long = Decimal("0.1234567890123456789012345678901234567891")
    TypeSerializer().serialize(1)
    monkeypatch.setitem(ours.DYNAMODB_CONTEXT.traps, decimal.Inexact, False)
    monkeypatch.setitem(ours.DYNAMODB_CONTEXT.traps, decimal.Rounded, False)
    assert TypeSerializer().serialize([long]) == {"L": [{"N": "0.12345678901234567890123456789012345679"}]}
    monkeypatch.setattr(ours, "DYNAMODB_CONTEXT", decimal.Context(prec=3))
    assert TypeSerializer().serialize([long, 12345]) == {"L": [{"N": "0.123"}, {"N": "1.23E+4"}]}
    assert TypeDeserializer().deserialize({"L": [{"N": "1.23456"}]}) == [Decimal("1.23")]


#: Numbers that DynamoDB has, in what it or a program may write for them, and boto3's context does not take.
EXACT = {
    "1" + "0" * 38: "1E+38",
    "1" + "0" * 100: "1E+100",
    "-12" + "0" * 60: "-1.2E+61",
    "9" * 38 + "0" * 87: "9." + "9" * 37 + "E+124",
    "1.10" + "0" * 40: "1.1",
    "1" * 38 + ".000": "1" * 38,
    "0E+130": "0",
    "0E-170": "0",
    "1." + "0" * 36 + "1E-130": "1." + "0" * 36 + "1E-130",
}


@pytest.mark.parametrize("text", EXACT)
def test_only_what_is_inexact_does_not_fit(text):
    with pytest.raises(ArithmeticError):
        theirs.TypeDeserializer().deserialize({"N": text})
    found = TypeDeserializer().deserialize({"L": [{"N": text}, {"NS": [text, "1"]}, {"M": {"a": {"N": text}}}]})
    number = Decimal(text)
    assert found == [number, {number, 1}, {"a": number}]
    assert type(found[0]) is Decimal
    written = {"N": EXACT[text]}
    assert TypeSerializer().serialize([number, {number}, found[2]]) == {
        "L": [written, {"NS": [EXACT[text]]}, {"M": {"a": written}}]
    }
    assert Decimal(EXACT[text]) == number


def test_whole_numbers_with_zeros_at_their_end_are_written():
    assert TypeSerializer().serialize({"a": 10**38, "b": {-(10**60)}}) == {
        "M": {"a": {"N": "1E+38"}, "b": {"NS": ["-1E+60"]}}
    }
    assert TypeSerializer(NATIVE).serialize([1e60]) == {"L": [{"N": "1E+60"}]}


@pytest.mark.parametrize(
    "text", ["1" * 39, "1" * 39 + "0" * 20, "0." + "1" * 39, "1E+127", "-1E+200", "1." + "0" * 36 + "1E-131", "1E-200"]
)
def test_what_is_inexact_is_an_error_in_boto3s_words(text):
    for value in ({"N": text}, {"L": [{"NS": ["1", text]}]}):
        expected = outcome(theirs.TypeDeserializer().deserialize, value)
        assert issubclass(expected[0], ArithmeticError)
        assert outcome(TypeDeserializer().deserialize, value)[0] is expected[0]
    for replaced in (TypeSerializer, theirs.TypeSerializer):
        with pytest.raises(expected[0]):
            replaced().serialize(Decimal(text))


def test_constants_context_and_binary_types_are_boto3s():
    for name in (
        "STRING",
        "NUMBER",
        "BINARY",
        "STRING_SET",
        "NUMBER_SET",
        "BINARY_SET",
        "NULL",
        "BOOLEAN",
        "MAP",
        "LIST",
    ):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.BINARY_TYPES == theirs.BINARY_TYPES
    assert repr(ours.DYNAMODB_CONTEXT) == repr(theirs.DYNAMODB_CONTEXT)


# ---------------------------------------------------------------- Binary


def test_binary_compares_hashes_and_shows_itself_as_boto3s():
    for make in (Binary, theirs.Binary):
        assert make(b"a") == b"a"
        assert make(b"a") == make(b"a")
        assert make(b"a") != make(b"b")
        assert make(bytearray(b"a")) == b"a"
        assert hash(make(b"a")) == hash(b"a")
        assert bytes(make(b"a")) == b"a"
        assert repr(make(b"a")) == "Binary(b'a')"
        assert make(b"a") in {b"a"}
        with pytest.raises(TypeError, match="bytearray'>, <class 'bytes'>"):
            make("text")  # type: ignore[arg-type] # what is tested
    assert str(Binary(b"a")) == "Binary(b'a')"
    assert pickle.loads(pickle.dumps(Binary(b"a"))) == b"a"


# ---------------------------------------------------------------- numbers as int and float


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", 5), ("-12", -12), ("0", 0), ("255", 255), ("256", 256), ("9" * 38, 10**38 - 1),
        ("1E+20", 10**20), ("5.0", 5), ("0.1", 0.1), ("1.5", 1.5), ("-2.25", -2.25), ("1E-7", 1e-07),
        ("1.5E+1", 15), ("1E+37", 10**37), ("1E+38", 1e38), ("1.23E+99", 1.23e99),
        ("1" + "0" * 60, 1e60), ("12345678901234567890123456789E+20", Decimal("12345678901234567890123456789E+20")),
        ("0.1234567890123456789", Decimal("0.1234567890123456789")),
        ("3.14159265358979323846", Decimal("3.14159265358979323846")),
    ],
)  # fmt: skip
def test_native_numbers_are_int_and_float_where_these_are_exact(text, expected):
    found = TypeDeserializer(NATIVE).deserialize({"L": [{"N": text}, {"NS": [text]}]})
    assert found == [expected, {expected}]
    assert type(found[0]) is type(expected)


def test_each_half_of_the_policy_stands_for_itself():
    wire = {"L": [{"N": "5"}, {"N": "1.5"}]}
    assert list(map(type, TypeDeserializer(Numbers(int)).deserialize(wire))) == [int, Decimal]
    assert list(map(type, TypeDeserializer(Numbers(fractions=float)).deserialize(wire))) == [Decimal, float]
    assert list(map(type, TypeDeserializer().deserialize(wire))) == [Decimal, Decimal]


@pytest.mark.parametrize("value", [1.5, 0.1, 1e-7, 1e100, -3.0, 123456.789])
def test_floats_are_written_as_python_prints_them_and_come_back(value):
    wire = TypeSerializer(NATIVE).serialize([value, {value}, {"a": value}])
    text = str(Decimal(repr(value)))
    assert wire == {"L": [{"N": text}, {"NS": [text]}, {"M": {"a": {"N": text}}}]}
    assert TypeDeserializer(NATIVE).deserialize(wire)[0] == value


def test_floats_may_be_written_without_being_read():
    assert TypeSerializer(Numbers(floats=True)).serialize(0.5) == {"N": "0.5"}
    with pytest.raises(TypeError, match="Float types are not supported"):
        TypeSerializer(Numbers(int)).serialize(0.5)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_floats_that_are_no_numbers_are_refused_under_any_policy(value):
    with pytest.raises(TypeError, match=r"Infinity and NaN not supported \(at a\)"):
        TypeSerializer(NATIVE).serialize({"a": value})


def test_floats_beyond_dynamodbs_range_are_refused():
    with pytest.raises(decimal.DecimalException, match="does not fit"):
        TypeSerializer(NATIVE).serialize(1e300)


@pytest.mark.parametrize("seed", range(3))
def test_native_numbers_come_back_to_the_service_as_the_numbers_they_were(seed):
    random = Random(seed)
    for _ in range(200):
        text = str(values.number(random))
        native = TypeDeserializer(NATIVE).deserialize({"N": text})
        assert Decimal(TypeSerializer(NATIVE).serialize(native)["N"]) == Decimal(text)


@pytest.mark.parametrize("arguments", [(float,), (int, int), (str,), (Decimal, int)])
def test_a_policy_with_other_types_is_refused(arguments):
    with pytest.raises(ValueError, match="must be Decimal or"):
        Numbers(*arguments)


def test_policies_compare_show_and_pickle_themselves():
    assert Numbers() == DECIMALS != NATIVE
    assert hash(Numbers(int, float)) == hash(NATIVE)
    assert repr(NATIVE) == "Numbers(int, float, floats=True)"
    TypeSerializer(NATIVE).serialize(1)
    used = pickle.loads(pickle.dumps(DynamoDBTypes(numbers=NATIVE)))
    assert used.serializer.serialize(1.5) == {"N": "1.5"}
    assert used.deserializer.deserialize({"N": "1.5"}) == 1.5


def test_nothing_of_it_is_loaded_before_it_is_used():
    code = (
        "import sys, sotalia; sotalia.client('dynamodb', region_name='us-east-1', config=sotalia.config.Config("
        "dynamodb_types=True)); print([n for n in sys.modules if n.startswith('sotalia.dynamodb') or n == 'decimal'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
