"""Whatever the readers in C take, those in Python read alike; and they take what services really send."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import replies
from sotalia.dynamodb.codec import reader
from sotalia.wire import protocol
from tests.speed.twins import differences, json_readers, twins, xml_readers
from tests.wire.xml_reference import service

#: `python -m tests.speed --count 1000000` tries more; `--seed` others.
COUNT = 30_000


@pytest.mark.filterwarnings("ignore")  # dates that name no zone
def test_damaged_input_is_read_as_in_python_or_left_to_it(readers):
    pairs = twins()
    taken, left, faults = differences(pairs, range(COUNT))
    assert not faults, "\n\n".join(faults[:3])
    assert taken > COUNT // 3  # not all is beyond reading
    assert left > COUNT // 3  # nor is all of it whole


@pytest.mark.parametrize(
    ("name", "operation", "reply"),
    [
        ("s3", "ListObjectsV2", replies.list_objects_v2),
        ("ec2", "DescribeInstances", replies.describe_instances),
        ("sts", "GetCallerIdentity", replies.get_caller_identity),
        ("dynamodb", "GetItem", replies.get_item),
        ("dynamodb", "Query", replies.query),
    ],
)
def test_usual_replies_are_not_left_to_python(readers, name, operation, reply):
    model = service(name).operation_model(operation)
    spoken = model.service_model.resolved_protocol
    pair = json_readers(model, spoken) if "json" in spoken else xml_readers(model, spoken)
    assert pair is not None
    body = reply().body
    assert repr(pair[0](body)) == repr(pair[1](body))


def test_a_parser_gives_what_is_not_plain_to_the_one_in_python(readers):
    model = service("sts").operation_model("GetCallerIdentity")
    parse = protocol(model.service_model).parser(model)
    body = replies.get_caller_identity().body
    odd = body.replace(b"<Account>", b"<!-- of old --><Account>")
    assert parse(200, {}, odd) == parse(200, {}, body)
    pair = xml_readers(model, "query")
    assert pair is not None
    with pytest.raises(readers.Unusual):
        pair[0](odd)


def test_values_that_are_not_usual_are_left_to_the_methods_in_python(readers):
    read, _ = reader(str, bytes)
    assert read({"L": [{"N": "5"}, {"S": "a"}]}) == ["5", "a"]
    odd: Any
    for odd in ({"S": "a", "N": "1"}, {}, {"X": 1}, [], None, {"L": ({"S": "a"},)}, {"M": {"a": None}}, {"\ud800": 1}):
        with pytest.raises(readers.Unusual):
            read(odd)
