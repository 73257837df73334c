"""The formats of results, beside the libraries that the AWS CLI writes them with."""

import datetime
import io
import json
import math
import random
from typing import Any

import pytest
from ruamel.yaml import YAML

from sotalia.cli.output.json import to_json, to_line
from sotalia.cli.output.plain import plain
from sotalia.cli.output.rows import CsvWriter, to_jsonl
from sotalia.cli.output.table import to_table
from sotalia.cli.output.text import to_text
from sotalia.cli.output.yaml import to_yaml

#: Texts that some format has to quote, escape, fold or take for something else.
ODD = [
    "true", "null", "yes", "1", "1.5", "0x1f", "~", "a: b", "a #c", "- x", "-", "?", "---", "...", "x:", "it's",
    '"q"', "a" * 90, "b" * 30, "\t", "tab\there", "ü", "日本", "😀", "\u2028", "\x7f", "\x01", "\n", "line1\nline2",
    "\r", " lead", "trail ", "  ", "{", "[x]", "%a", "@b", "`", "=", "<<", ".5", "+1", "1_000", "1e5", ".inf", ".nan",
    "0o7", "08", "#x", "x #y", "a\n b", "a \nb", "\\", "\x85", "\xa0", "\ufeff", "!", "&a", "*a", "|", ">", "a,b",
    ": a", "- ", "NULL", "2026-01-01", "2026-01-02T03:04:05+00:00", "12:30:00", "arn:aws:iam::1:user/x", "", "''",
]  # fmt: skip


class Values:
    """Makes random results."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self):
        kind = self.random.random()
        if kind < 0.5:
            return self.random.choice(ODD)
        if kind < 0.8:
            return " ".join(self.random.choice(ODD) for _ in range(self.random.randint(1, 40)))
        return "".join(
            self.random.choice("ab :#-'\"\n \t,?{}[]&*!|>%@`~=<\\.") for _ in range(self.random.randint(0, 150))
        )

    def value(self, depth=0) -> Any:
        kind = self.random.random()
        if depth > 4 or kind < 0.5:
            number = self.random.choice(
                [self.random.randint(-5, 10**12), self.random.uniform(-1e9, 1e9), 1e20, math.inf]
            )
            return self.random.choice([self.text(), self.text(), self.text(), number, None, True, False])
        count = self.random.randint(0, 4)
        if kind < 0.75:
            return [self.value(depth + 1) for _ in range(count)]
        return {self.text(): self.value(depth + 1) for _ in range(count)}


def library_yaml(value):
    yaml = YAML(typ="safe")
    yaml.encoding = None  # type: ignore[assignment]
    yaml.representer.default_flow_style = False
    yaml.default_flow_style = False
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


@pytest.mark.parametrize("seed", range(4))
def test_yaml_is_what_libyaml_writes(seed):
    values = Values(seed)
    for _ in range(500):
        value = values.value()
        assert to_yaml(value) == library_yaml(value), value


@pytest.mark.parametrize("seed", range(2))
def test_json_is_what_the_json_module_writes(seed):
    values = Values(seed)
    for _ in range(500):
        value = values.value()
        assert to_json(value) == json.dumps(value, indent=4, ensure_ascii=False)
        assert to_line(value) == json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def test_times_and_bytes_are_text():
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5, 500000, tzinfo=datetime.UTC)
    assert plain({"a": moment, "b": [b"hi"]}) == {"a": "2026-01-02T03:04:05.500000+00:00", "b": ["aGk="]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x\n"),
        (None, "None\n"),
        (["a", 1, None, True], "a\t1\tNone\tTrue\n"),
        ([], ""),
        ({"B": 1, "A": "x"}, "x\t1\n"),
        ({"List": ["a", "b"]}, "LIST\ta\nLIST\tb\n"),
        ({"Items": [{"A": 1}, {"B": 2}]}, "ITEMS\t1\t\nITEMS\t\t2\n"),
        ({"Items": [{"A": 1, "Tags": [{"K": "v"}]}]}, "ITEMS\t1\nTAGS\tv\n"),
        ([["a", "b"], ["c", "d"]], "a\tb\nc\td\n"),
        ({"A": {"B": {"C": "d"}}}, "B\td\n"),
    ],
)
def test_text(value, text):
    assert to_text(value) == text


def test_a_table_that_is_too_wide_is_turned():
    value = {"Name": "n" * 50, "Other": "o" * 50}
    upright, turned = to_table(value, "Get", width=200).splitlines(), to_table(value, "Get", width=80).splitlines()
    assert [line for line in upright if "Name" in line and "Other" in line]
    assert [line.strip("|").split("|")[0].strip() for line in turned if "Name" in line or "Other" in line] == [
        "Name",
        "Other",
    ]
    assert len({len(line) for line in turned}) == 1 < len(upright[0]) - len(turned[0])


def test_a_table_in_colours():
    shown = to_table({"A": [{"B": 1}]}, "Get", colours=True)
    assert "\x1b[1m\x1b[34m1\x1b[0m" in shown
    assert "\x1b[2m\x1b[33m|\x1b[0m" in shown
    plain_text = shown.replace("\x1b[1m\x1b[34m", "").replace("\x1b[2m\x1b[33m", "").replace("\x1b[0m", "")
    assert plain_text == to_table({"A": [{"B": 1}]}, "Get")


def test_wide_letters_take_two_columns():
    assert {len(line.replace("日本", "日本xx")) for line in to_table({"A": ["日本"]}, "Get").splitlines()} == {12}


def test_rows_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="Row should have 1 elements, instead it has 2"):
        to_table(["a", ["b", "c"]], "Get")


def test_jsonl_has_one_line_for_each_entry():
    assert to_jsonl({"Items": [{"a": 1}, {"b": [2]}], "Count": 2}) == '{"a":1}\n{"b":[2]}\n'
    assert to_jsonl({"Account": "1"}) == '{"Account":"1"}\n'
    assert to_jsonl(["x", None]) == '"x"\nnull\n'


def test_csv_has_the_columns_of_the_first_page():
    writer = CsvWriter()
    first = writer.text({"Items": [{"Id": "i-1", "Tags": [{"K": "v"}]}, {"Id": 'say "x", y', "On": True}]})
    assert first == 'Id,Tags,On\r\ni-1,"[{""K"":""v""}]",\r\n"say ""x"", y",,true\r\n'
    assert writer.text({"Items": [{"On": False, "Id": "i-3"}]}) == "i-3,,false\r\n"
    assert CsvWriter().text([["a", 1], ["b", None]]) == "a,1\r\nb,\r\n"
