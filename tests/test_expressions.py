"""JMESPath expressions are compiled once, and the library is loaded by the first of them."""

import subprocess
import sys

import pytest
from jmespath.exceptions import ParseError

from sotalia.expressions import _MOST, _compiled, compiled


def test_an_expression_is_compiled_once():
    assert compiled("Reservations[].Instances[].State.Name") is compiled("Reservations[].Instances[].State.Name")
    assert compiled("a.b").search({"a": {"b": 1}}) == 1


def test_expressions_made_of_data_do_not_pile_up():
    for number in range(_MOST + 10):
        compiled(f"a[{number}]")
    assert len(_compiled) <= _MOST


def test_what_is_no_expression_is_named():
    with pytest.raises(ParseError, match=r"a\.\.b"):
        compiled("a..b")


def test_the_library_is_loaded_when_it_is_needed():
    code = "import sys, sotalia.expressions as e; before = 'jmespath' in sys.modules; e.compiled('a')"
    code += "; assert (before, 'jmespath' in sys.modules) == (False, True)"
    subprocess.run([sys.executable, "-c", code], check=True)
