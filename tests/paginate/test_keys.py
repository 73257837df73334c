"""Result keys and tokens: names and dots are followed as the JMESPath library follows them."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest
from botocore.utils import set_value_from_jmespath

from sotalia.errors import InvalidExpressionError
from sotalia.paginate.keys import Dotted, Key, Name, key

VALUES: list[Any] = [
    {"A": {"B": {"C": [1, 2]}}, "true": 1, "_x": None},
    {"A": {"B": None}},
    {"A": [1]},
    {"A": "text"},
    {},
    None,
    [{"A": 1}],
    5,
]


@pytest.mark.parametrize("expression", ["A", "A.B", "A.B.C", "true", "_x", "A.B.C[-1]", "A.B.C || `1`", '"A"', "@"])
def test_values_are_found_as_jmespath_finds_them(expression: str) -> None:
    place, reference = key(expression), jmespath.compile(expression)
    for value in VALUES:
        assert place.search(value) == reference.search(value)
    assert place.expression == reference.expression
    assert place.parsed == reference.parsed


def test_only_what_is_more_than_names_needs_the_library() -> None:
    assert [type(key(text)) for text in ("A", "A.B", "A[0]")] == [Name, Dotted, Key]


@pytest.mark.parametrize("expression", ["", "A.", "A..B", "A b", "ü", "1", "A[", "a-b"])
def test_what_is_no_expression_is_refused_as_by_the_library(expression: str) -> None:
    with pytest.raises(ValueError) as theirs:
        jmespath.compile(expression)
    with pytest.raises(ValueError) as ours:
        key(expression)
    assert (type(ours.value), str(ours.value)) == (type(theirs.value), str(theirs.value))


@pytest.mark.parametrize("expression", ["A", "A.B", "X.Y.Z"])
def test_values_are_put_where_botocore_puts_them(expression: str) -> None:
    ours: dict[str, Any] = {"A": {"B": 1, "C": 2}}
    theirs: dict[str, Any] = {"A": {"B": 1, "C": 2}}
    key(expression).put(ours, ["new"])
    set_value_from_jmespath(theirs, expression, ["new"])
    assert ours == theirs


def test_nothing_is_put_where_an_expression_computes() -> None:
    with pytest.raises(InvalidExpressionError, match=r"Invalid expression A\[0\]"):
        key("A[0]").put({}, 1)
