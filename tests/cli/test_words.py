"""How the words of a line are read: as Python's argparse would, which the AWS CLI uses."""

import argparse
import random

import pytest

from sotalia.cli.faults import InvalidLine
from sotalia.cli.words import MANY, MAYBE, NONE, Option, is_option, table, take_options

OPTIONS = table(
    [
        Option("--name"),
        Option("--number", number="int"),
        Option("--names", MANY),
        Option("--dry-run", NONE),
        Option("--no-dry-run", NONE, target="dry-run", value=False),
        Option("--skeleton", MAYBE, value="input", choices=("input", "output")),
    ]
)


def values(*words):
    return take_options(words, OPTIONS, keep_unknown=False).values


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--name x", {"name": "x"}),
        ("--name=x", {"name": "x"}),
        ("--name=", {"name": ""}),
        ("--name=a=b", {"name": "a=b"}),
        ("--name x --name y", {"name": "y"}),
        ("--names a b c", {"names": ["a", "b", "c"]}),
        ("--names", {"names": []}),
        ("--names=a b", {"names": ["a"]}),
        ("--dry-run", {"dry-run": True}),
        ("--dry-run --no-dry-run", {"dry-run": False}),
        ("--dry --name x", {"dry-run": True, "name": "x"}),
        ("--number -5", {"number": -5}),
        ("--skeleton --name x", {"skeleton": "input", "name": "x"}),
        ("--skeleton output", {"skeleton": "output"}),
        ("--name -1.5", {"name": "-1.5"}),
        ("--name -", {"name": "-"}),
    ],
)
def test_values(words, expected):
    assert values(*words.split()) == expected


def test_a_word_with_a_space_is_a_value_even_if_it_begins_with_a_dash():
    assert values("--name", "-x y") == {"name": "-x y"}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("--name", "argument --name: expected one argument"),
        ("--name --dry-run", "argument --name: expected one argument"),
        ("--dry-run=yes", "argument --dry-run: ignored explicit argument 'yes'"),
        ("--n x", "ambiguous option: --n could match --name, --number, --names, --no-dry-run"),
        ("--number nine", "argument --number: invalid int value: 'nine'"),
        ("--skeleton inptu", "argument --skeleton: Found invalid choice 'inptu'\n\nMaybe you meant:\n\n  * input"),
        ("--skeleton nope", "argument --skeleton: Found invalid choice 'nope'\n"),
    ],
)
def test_faults(words, text):
    with pytest.raises(InvalidLine) as caught:
        values(*words.split())
    assert str(caught.value) == text
    assert caught.value.with_usage


def test_unknown_options_and_other_words_are_told_apart():
    found = take_options(["a", "--nope", "1", "--name", "x", "b"], OPTIONS, keep_unknown=False)
    assert (found.plain, found.unknown) == (["a", "1", "b"], ["--nope"])
    kept = take_options(["a", "--nope", "1", "--name", "x"], OPTIONS, keep_unknown=True)
    assert kept.plain == ["a", "--nope", "1"]


def test_what_is_an_option():
    assert [is_option(word) for word in ("--x", "-x", "--x=1 2", "-1", "-1.5", "-", "x", "", "-.5", "-1a")] == [
        True, True, False, False, False, False, False, False, False, True,
    ]  # fmt: skip


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    made.add_argument("--name")
    made.add_argument("--names", nargs="*")
    made.add_argument("--dry-run", action="store_true", default=None, dest="dry-run")
    made.add_argument("--no-dry-run", action="store_false", default=None, dest="dry-run")
    made.add_argument("--skeleton", nargs="?", const="input")
    return made


def test_random_lines_are_read_as_argparse_reads_them():
    options = table(
        [*(OPTIONS[name] for name in ("--name", "--names", "--dry-run", "--no-dry-run")),
         Option("--skeleton", MAYBE, value="input")]
    )  # fmt: skip
    words = [
        "--name",
        "--names",
        "--dry-run",
        "--no-dry",
        "--skeleton",
        "--skel=x",
        "--name=y",
        "a",
        "b c",
        "-1",
        "--sk",
    ]
    choose = random.Random(11)
    compared = 0
    for _ in range(2000):
        line = [choose.choice(words) for _ in range(choose.randint(0, 6))]
        try:
            expected, rest = parser().parse_known_args(line)
        except argparse.ArgumentError:
            with pytest.raises(InvalidLine):
                take_options(line, options, keep_unknown=False)
            continue
        except SystemExit:
            continue
        found = take_options(line, options, keep_unknown=False)
        assert found.values == {name: value for name, value in vars(expected).items() if value is not None}, line
        assert [*found.plain, *found.unknown] == rest, line
        compared += 1
    assert compared > 500
