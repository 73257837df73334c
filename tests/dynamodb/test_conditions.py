"""Conditions beside boto3's: the same text with the same placeholders, the same errors."""

from __future__ import annotations

import pickle
from random import Random
from types import ModuleType
from typing import Any

import boto3.dynamodb.conditions as theirs
import boto3.exceptions
import pytest

import sotalia.dynamodb.conditions as ours
from sotalia import exceptions
from sotalia.dynamodb.conditions import Attr, ConditionExpressionBuilder, Key
from tests.dynamodb import values

NAMES = ("a", "b.c", "list[0]", "a.b[2].c[1][0]", "with space", "ü", "a%sb", "x[y].z", "..", "a-b:c#d")


def attribute(random: Random, side: ModuleType) -> Any:
    made = (side.Key if random.random() < 0.3 else side.Attr)(random.choice(NAMES))
    return made.size() if random.random() < 0.2 and isinstance(made, side.Attr) else made


def condition(random: Random, side: ModuleType, depth: int) -> Any:
    """The same tree for both sides, from the same state of `random`."""
    kind = random.randrange(6) if depth else 9
    if kind < 2:
        return condition(random, side, depth - 1) & condition(random, side, depth - 1)
    if kind < 4:
        return condition(random, side, depth - 1) | condition(random, side, depth - 1)
    if kind == 4:
        return ~condition(random, side, depth - 1)
    name = attribute(random, side)
    if random.random() < 0.5:
        name = side.Attr(name.name)
        operator = random.choice(("ne", "is_in", "exists", "not_exists", "contains", "attribute_type"))
        if operator == "is_in":
            return name.is_in([values.scalar(random) for _ in range(random.randrange(4))])
        return getattr(name, operator)(*(() if operator.endswith("exists") else (values.scalar(random),)))
    operator = random.choice(("eq", "lt", "lte", "gt", "gte", "begins_with", "between"))
    arguments = [values.scalar(random) for _ in range(2 if operator == "between" else 1)]
    return getattr(name, operator)(*arguments)


@pytest.mark.parametrize("seed", range(8))
def test_random_conditions_become_the_text_and_placeholders_of_boto3(seed):
    builders = ConditionExpressionBuilder(), theirs.ConditionExpressionBuilder()
    for number in range(40):
        made = [
            builder.build_expression(condition(Random(f"{seed}.{number}"), side, 4))
            for builder, side in zip(builders, (ours, theirs), strict=True)
        ]
        assert tuple(made[0]) == tuple(made[1])
        assert made[0]._fields == made[1]._fields
        if number % 7 == 0:
            for builder in builders:
                builder.reset()


@pytest.mark.parametrize("name", NAMES)
def test_names_are_split_where_boto3_splits_them(name):
    assert ours.ATTR_NAME_REGEX.pattern == theirs.ATTR_NAME_REGEX.pattern
    built = ConditionExpressionBuilder().build_expression(Attr(name).exists())
    assert tuple(built) == tuple(theirs.ConditionExpressionBuilder().build_expression(theirs.Attr(name).exists()))


@pytest.mark.parametrize("seed", range(4))
def test_conditions_are_equal_where_boto3s_are(seed):
    for number in range(60):
        pairs = [
            [condition(Random(f"{seed}.{(number + offset) // 2}"), side, 1) for offset in (0, 1)]
            for side in (ours, theirs)
        ]
        assert (pairs[0][0] == pairs[0][1]) is (pairs[1][0] == pairs[1][1])
        assert (pairs[0][0] != pairs[0][1]) is (pairs[1][0] != pairs[1][1])
    assert Attr("a") == Attr("a") != Attr("b")
    assert Attr("a") != Key("a")
    assert Attr("a").size() == Attr("a").size() != Attr("b").size()


WRONG = {
    "an attribute and a condition": lambda side: side.Attr("a") & side.Attr("b").eq(1),
    "an attribute or a condition": lambda side: side.Attr("a") | side.Attr("b").eq(1),
    "no attribute": lambda side: ~side.Attr("a"),
    "a condition and an attribute": lambda side: side.Attr("b").eq(1) & 5,
    "a condition or an attribute": lambda side: side.Attr("b").eq(1) | "x",
    "no condition": lambda side: side.ConditionExpressionBuilder().build_expression("a = b"),
    "None": lambda side: side.ConditionExpressionBuilder().build_expression(None),
    "an attribute alone": lambda side: side.ConditionExpressionBuilder().build_expression(side.Attr("a")),
    "no key": lambda side: side.ConditionExpressionBuilder().build_expression(
        side.Key("k").eq(1) & side.Attr("a").eq(1), is_key_condition=True
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_cannot_be_built_raises_boto3s_error_with_its_text(wrong):
    with pytest.raises(boto3.exceptions.Boto3Error) as expected:
        wrong(theirs)
    with pytest.raises(exceptions.Boto3Error) as found:
        wrong(ours)
    assert type(found.value).__name__ == type(expected.value).__name__

    def anonymous(text: str) -> str:
        return text.partition(" object at ")[0].replace("boto3.", "sotalia.")

    assert anonymous(str(found.value)) == anonymous(str(expected.value))


def test_a_programs_own_condition_is_built_by_its_format():
    class Near(ours.ConditionBase):
        expression_operator = "near"
        expression_format = "{operator}({0}; {1})"

    built = ConditionExpressionBuilder().build_expression(Near(Attr("place"), 5) & ~Near(Key("k"), 6))
    assert built.condition_expression == "(near(#n0; :v0) AND (NOT near(#n1; :v1)))"


def test_placeholders_that_are_taken_are_left_out():
    builder = ConditionExpressionBuilder()
    builder.reserve(["#n0", "#n2", ":v1", "anything"])
    built = builder.build_expression(Attr("a.b").between(1, 2))
    assert tuple(built) == ("#n1.#n3 BETWEEN :v0 AND :v2", {"#n1": "a", "#n3": "b"}, {":v0": 1, ":v2": 2})
    builder.reset()
    assert builder.build_expression(Attr("a").exists()).attribute_name_placeholders == {"#n0": "a"}


def test_conditions_pickle_and_have_no_hash():
    made = Key("a").eq(1) & ~Attr("b").size().gt(2)
    assert pickle.loads(pickle.dumps(made)) == made
    for each in (made, Attr("a"), theirs.Attr("a"), theirs.Attr("a").eq(1)):
        with pytest.raises(TypeError, match="unhashable"):
            hash(each)


def test_the_names_are_boto3s():
    public = {name for name, value in vars(theirs).items() if getattr(value, "__module__", "") == theirs.__name__}
    assert public - {"namedtuple"} <= {*ours.__all__}
