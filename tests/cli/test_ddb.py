"""`ddb select` and `ddb put`: what of a line becomes placeholders, and items as YAML."""

import io
import json
from decimal import Decimal

import pytest
from ruamel.yaml import YAML

from sotalia.cli.commands.ddb.expressions import Placeholders, translated
from sotalia.cli.commands.ddb.items import read_items, writable
from sotalia.cli.faults import InvalidLine
from sotalia.cli.output.yaml import to_yaml
from sotalia.dynamodb.types import Binary

from .lines import run_line


def run(directory, *words, **case):
    return run_line({"argv": ["ddb", *words], **case}, directory)


def read(text):
    placeholders = Placeholders()
    return translated(text, placeholders), placeholders.names, placeholders.values


@pytest.mark.parametrize(
    ("text", "expected", "names", "values"),
    [
        ("a = 1", "#n0 = :n1", ["a"], [Decimal(1)]),
        ('a="x"', "#n0 = :n1", ["a"], ["x"]),
        ("a <> -1.5e3", "#n0 <> :n1", ["a"], [Decimal("-1.5e3")]),
        ("a >= true AND b < null", "#n0 >= :n1 AND #n2 < :n3", ["a", "b"], [True, None]),
        ("a = 1 or not (b = 2)", "#n0 = :n1 OR NOT ( #n2 = :n3 )", ["a", "b"], [1, 2]),
        ("a between 1 and 2", "#n0 BETWEEN :n1 AND :n2", ["a"], [1, 2]),
        ("a in (1, 2)", "#n0 IN (:n1, :n2)", ["a"], [1, 2]),
        ('begins_with(a, "x")', "begins_with(#n0, :n1)", ["a"], ["x"]),
        ("size(a.b[1].'c d') > 1", "size(#n0.#n1[1].#n2) > :n3", ["a", "b", "c d"], [1]),
        ("attribute_exists(a)", "attribute_exists(#n0)", ["a"], []),
        ("a, b.c, 'not'", "#n0, #n1.#n2, #n3", ["a", "b", "c", "not"], []),
        ('a = b"aGk="', "#n0 = :n1", ["a"], [Binary(b"hi")]),
        ('a = ["x", {"k": [1]}]', "#n0 = :n1", ["a"], [["x", {"k": [Decimal(1)]}]]),
        ("a = {1, 2}", "#n0 = :n1", ["a"], [{Decimal(1), Decimal(2)}]),
        ("a = {} and b = []", "#n0 = :n1 AND #n2 = :n3", ["a", "b"], [{}, []]),
        ("brief = 1", "#n0 = :n1", ["brief"], [1]),
        (r'a = "say \"x\""', "#n0 = :n1", ["a"], ['say "x"']),
    ],
)
def test_names_and_values_become_placeholders(text, expected, names, values):
    result, its_names, its_values = read(text)
    assert result == expected
    assert list(its_names.values()) == names
    assert list(its_values.values()) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" ", "Expressions must not be empty"),
        ("a = ", "Unexpected end of the expression, expected a name or a value\na = \n    ^"),
        ("a = 1 b", "Unexpected `b`, expected the end of the expression\na = 1 b\n      ^"),
        ("a = 'x", "Unclosed quotation mark\na = 'x\n    ^"),
        ("a ; b", "Unrecognized character ;\na ; b\n  ^"),
        ('a = b"?"', 'Invalid base64 string b"?"'),
        ("a[1.5] = 1", "List indices must be whole numbers."),
        ('a = {1, "x"}', "Set values must all be of the same type."),
        ("a = {true}", "Sets may only contain numbers, strings, or bytes."),
        ("(" * 200, "This is nested too deeply"),
        ("1, a", "Unexpected `,`"),
    ],
)
def test_a_bad_expression_is_shown_with_the_place(text, message):
    with pytest.raises(InvalidLine) as raised:
        read(text)
    assert message in str(raised.value)


def test_select_scans_and_prints_plain_values(tmp_path):
    item = {"id": {"S": "x"}, "n": {"N": "1.50"}, "b": {"B": "aGk="}, "s": {"SS": ["q"]}, "l": {"L": [{"NULL": True}]}}
    reply = {"body": {"Items": [item], "Count": 1, "ScannedCount": 2}}
    done = run(tmp_path, "select", "t", "--filter", "n > 1", "--projection", "id, n", replies=[reply])
    assert (done["code"], done["stderr"]) == (0, "")
    (request,) = done["requests"]
    assert json.loads(request["body"]) == {
        "TableName": "t", "ConsistentRead": True, "ReturnConsumedCapacity": "NONE",
        "ProjectionExpression": "#n0, #n1", "FilterExpression": "#n2 > :n3",
        "ExpressionAttributeNames": {"#n0": "id", "#n1": "n", "#n2": "n"},
        "ExpressionAttributeValues": {":n3": {"N": "1"}},
    }  # fmt: skip
    assert done["stdout"] == (
        'Count: 1\nItems:\n- b: !!binary "aGk="\n  id: x\n  l:\n  - null\n  n: 1.50\n  s: !!set\n    q: null\n'
        "ScannedCount: 2\n"
    )


def test_select_queries_where_there_is_a_condition_for_keys(tmp_path):
    words = ["select", "t", "--index-name", "idx", "--key-condition", 'id = "x"', "--no-consistent-read",
             "--return-consumed-capacity", "--attributes", "COUNT", "--no-paginate"]  # fmt: skip
    done = run(tmp_path, *words, replies=[{"body": {"Count": 3}}])
    (request,) = done["requests"]
    sent = json.loads(request["body"])
    assert request["headers"]["x-amz-target"].endswith(".Query")
    assert (sent["Select"], sent["ReturnConsumedCapacity"], sent["ConsistentRead"]) == ("COUNT", "INDEXES", False)
    assert done["stdout"] == "Count: 3\nItems: []\n"


def test_put_of_one_item_may_have_a_condition(tmp_path):
    done = run(tmp_path, "put", "t", "{id: x, n: 1.50, s: !!set {q}}", "--condition", "attribute_not_exists(id)")
    assert (done["code"], done["stdout"], done["stderr"]) == (0, "", "")
    (request,) = done["requests"]
    assert json.loads(request["body"]) == {
        "TableName": "t", "Item": {"id": {"S": "x"}, "n": {"N": "1.50"}, "s": {"SS": ["q"]}},
        "ConditionExpression": "attribute_not_exists(#n0)", "ExpressionAttributeNames": {"#n0": "id"},
        "ReturnConsumedCapacity": "NONE",
    }  # fmt: skip


def test_put_of_many_items_puts_those_that_were_left_once_more(tmp_path):
    left = {"t": [{"PutRequest": {"Item": {"id": {"N": "3"}}}}]}
    items = "".join(f"- id: {number}\n" for number in range(30))
    done = run(tmp_path, "put", "t", "-", stdin=items, replies=[{"body": {"UnprocessedItems": left}}, {"body": {}}])
    assert (done["code"], done["stderr"]) == (0, "")
    sizes = [len(json.loads(request["body"])["RequestItems"]["t"]) for request in done["requests"]]
    assert sizes == [25, 6]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["put", "t", "[{id: 1}, {id: 2}]", "--condition", "a = 1"], "--condition is not supported for multiple items"),
        (["put", "t", "{id: .inf}"], "Invalid items"),
        (["put", "t", "{id: ["], "Invalid items"),
        (["put", "t", "text"], "Invalid items: each must be a mapping"),
        (["put", "t", "{id: !!binary '?'}"], "Invalid items"),
        (["select", "t", "--filter", "a ="], "Unexpected end of the expression"),
        (["select", "t", "--output", "json"], "json output format is not supported for ddb commands"),
        (["select", "t", "--no-paginate", "--max-items", "1"], "Cannot specify --no-paginate along with"),
    ],
)
def test_what_makes_no_sense_sends_nothing(tmp_path, words, message):
    done = run(tmp_path, *words)
    assert (done["code"], done["requests"]) == (252, [])
    assert message in done["stderr"]


def test_what_is_written_can_be_read():
    item = {"n": Decimal("1.50"), "big": Decimal("12345678901234567890"), "b": Binary(b"\x00\xff"), "s": {"a"}}
    text = to_yaml(writable([item, {"nested": [{"s": {"x"}}, [{"y"}]]}]))
    assert read_items(text) == [item, {"nested": [{"s": {"x"}}, [{"y"}]]}]
    assert isinstance(YAML(typ="safe", pure=True).load(io.StringIO(text)), list)
