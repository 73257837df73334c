"""Parameters are put together, and laid over each other, as boto3 does it."""

import copy
import random
from typing import Any

import pytest
from boto3.resources.params import build_param_structure
from botocore.utils import merge_dicts

from sotalia.resources.params import _target, merge

TARGETS = [
    "A",
    "A.B",
    "A.B.C",
    "A[0]",
    "A[2]",
    "A[]",
    "A[*]",
    "A[0].B",
    "A[].B",
    "A[*].B",
    "A[*].B.C",
    "A[0].B[0]",
    "A[0].B[]",
    "A[*].B[*]",
    "A[1].B[*].C",
    "A.B[].C",
    "Filters[0].Values[0]",
]


@pytest.mark.parametrize("seed", range(40))
def test_targets_mean_what_they_mean_in_boto3(seed):
    chance = random.Random(seed)
    targets = chance.sample(TARGETS, 3)
    theirs: dict[str, Any] = {}
    ours: dict[str, Any] = {}
    for number in range(3):
        for target in targets:
            value = f"{target} {number}"
            one = outcome(build_param_structure, theirs, target, value, number)
            other = outcome(
                lambda params, target, value, number: _target(target)(params, value, number),
                ours,
                target,
                value,
                number,
            )
            assert (other is None) == (one is None)
            if one is not None:
                return
            assert ours == theirs


def outcome(put, params, *arguments):
    try:
        put(params, *arguments)
    except Exception as error:  # noqa: BLE001 - compared
        return type(error)
    return None


def any_value(chance, depth=0):
    kind = chance.choice(["dict", "list", "scalar"]) if depth < 3 else "scalar"
    if kind == "dict":
        return {name: any_value(chance, depth + 1) for name in chance.sample("abc", chance.randint(1, 3))}
    if kind == "list":
        return [any_value(chance, depth + 1) for _ in range(chance.randint(0, 2))]
    return chance.choice([1, "x", None])


@pytest.mark.parametrize("seed", range(60))
def test_dicts_are_laid_over_each_other_as_botocore_does(seed):
    chance = random.Random(seed)
    into, values = ({name: any_value(chance) for name in "abcd" if chance.random() < 0.8} for _ in range(2))
    theirs, ours = copy.deepcopy(into), copy.deepcopy(into)
    try:
        merge_dicts(theirs, copy.deepcopy(values), append_lists=True)
    except TypeError:
        return  # a dict over something that is none: there it is replaced
    merge(ours, copy.deepcopy(values))
    assert ours == theirs
