"""JMESPath expressions are compiled once; paths are followed as the library does, without loading it."""

import random
import subprocess
import sys

import jmespath
import pytest
from jmespath.exceptions import ParseError

from sotalia.expressions import _MOST, Path, _expressions, compiled

PATHS = [
    "A",
    "A.B",
    "A.B.C",
    "A[]",
    "A[].B",
    "A[].B.C",
    "A.B[]",
    "A[].B[]",
    "A[].B[].C",
    "A[][]",
    "A[][].B",
    "A[].B[].C.A",
    "A[0]",
    "A[0].B",
    "A.B[0]",
    "A[0][]",
    "A[][0]",
    "A[][0].B",
    "A[1][0]",
    "@",
]
OTHERS = [
    "A[*].B",
    "A[-1]",
    "A[1:]",
    "length(A)",
    "A | B",
    "'A'",
    "`1`",
    "A || B",
    '"A".B',
    " A",
    "A .B",
    "[]",
    "A.[B]",
    "@.A",
    "A.*",
]
WRONG = ["", "A.", ".A", "A]", "A][", "A[", "A..B", "A-B", "[]A", "A[]B", "1", "A.1", "Ä.B"]


class Mapping:
    """Has `get`, and is no dict."""

    def get(self, name):
        return {"B": 1, "C": [None, 2]}.get(name)


def any_value(chance, depth=0):
    kind = chance.random()
    if depth > 5 or kind < 0.15:
        return chance.choice([None, 0, 1, "", "text", True, 1.5, Mapping(), (1, 2)])
    if kind < 0.55:
        return [any_value(chance, depth + 1) for _ in range(chance.choice([0, 1, 2, 3]))]
    return {name: any_value(chance, depth + 1) for name in "ABC" if chance.random() < 0.9}


@pytest.mark.parametrize("expression", [*PATHS, *OTHERS])
def test_results_are_those_of_the_library(expression):
    found, chance = 0, random.Random(expression)
    for _ in range(600):
        value = {"A": any_value(chance)} if chance.random() < 0.8 else any_value(chance)
        theirs, ours = (outcome(each, value) for each in (jmespath.compile(expression), compiled(expression)))
        assert ours == theirs, value
        found += theirs not in (None, [], TypeError)
    assert found > 20
    assert isinstance(compiled(expression), Path) == (expression in PATHS)
    assert compiled(expression).expression == expression
    assert compiled(expression).parsed == jmespath.compile(expression).parsed


def outcome(expression, value):
    try:
        return expression.search(value)
    except jmespath.exceptions.JMESPathError as error:
        return type(error)


@pytest.mark.parametrize("expression", WRONG)
def test_what_the_library_refuses_is_refused(expression):
    with pytest.raises(jmespath.exceptions.JMESPathError) as theirs:
        jmespath.compile(expression)
    with pytest.raises(type(theirs.value)) as ours:
        compiled(expression)
    assert str(ours.value) == str(theirs.value)


def test_an_expression_is_compiled_once():
    assert compiled("Reservations[].Instances[].State.Name") is compiled("Reservations[].Instances[].State.Name")
    assert compiled("a.b").search({"a": {"b": 1}}) == 1


def test_expressions_made_of_data_do_not_pile_up():
    for number in range(_MOST + 10):
        compiled(f"a{number}")
    assert len(_expressions) <= _MOST


def test_what_is_no_expression_is_named():
    with pytest.raises(ParseError, match=r"a\.\.b"):
        compiled("a..b")


def test_the_library_is_loaded_when_it_is_needed():
    code = "import sys; from sotalia.expressions import compiled; compiled('A[].B').search({})"
    code += "; before = 'jmespath' in sys.modules; compiled('length(A)')"
    code += "; assert (before, 'jmespath' in sys.modules) == (False, True)"
    subprocess.run([sys.executable, "-c", code], check=True)
