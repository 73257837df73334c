"""Values are put to where result keys say, as botocore puts them."""

from __future__ import annotations

from typing import Any

import botocore.exceptions
import pytest
from botocore.utils import set_value_from_jmespath

from sotalia.errors import InvalidExpressionError
from sotalia.paginate.keys import put


@pytest.mark.parametrize("expression", ["A", "A.B", "X.Y.Z"])
def test_values_are_put_where_botocore_puts_them(expression: str) -> None:
    ours: dict[str, Any] = {"A": {"B": 1, "C": 2}}
    theirs: dict[str, Any] = {"A": {"B": 1, "C": 2}}
    put(ours, expression, ["new"])
    set_value_from_jmespath(theirs, expression, ["new"])
    assert ours == theirs


@pytest.mark.parametrize("expression", ["A[0]", "A.*", "A[].B", ""])
def test_nothing_is_put_where_an_expression_computes(expression: str) -> None:
    with pytest.raises(botocore.exceptions.InvalidExpressionError) as theirs:
        set_value_from_jmespath({}, expression, 1)
    with pytest.raises(InvalidExpressionError) as ours:
        put({}, expression, 1)
    assert str(ours.value) == str(theirs.value)
