"""boto3's transformation as event handlers, as programs attach it to clients of their own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import boto3.dynamodb.transform as theirs
import boto3.session
import botocore.model
import pytest

from sotalia.dynamodb.conditions import Attr, Key
from sotalia.dynamodb.transform import (
    ConditionExpressionTransformation,
    ParameterTransformer,
    TransformationInjector,
    copy_dynamodb_params,
)
from sotalia.dynamodb.types import TypeDeserializer, TypeSerializer
from sotalia.testing import RecordingTransport
from tests.dynamodb.beside import answer, client


def test_handlers_of_the_programs_own_client_give_it_plain_values():
    transport = RecordingTransport([answer({"Items": [{"a": {"N": "5"}}], "LastEvaluatedKey": {"a": {"N": "5"}}})])
    with client(transport, types=None) as ours:
        injector = TransformationInjector()
        on = ours.meta.events.register
        on("provide-client-params.dynamodb", copy_dynamodb_params)
        on("before-parameter-build.dynamodb", injector.inject_condition_expressions)
        on("before-parameter-build.dynamodb", injector.inject_attribute_value_input)
        on("after-call.dynamodb", injector.inject_attribute_value_output)
        params: dict[str, Any] = {
            "TableName": "t",
            "KeyConditionExpression": Key("id").eq(1),
            "ExclusiveStartKey": {"id": 3},
        }
        reply = ours.query(**params)
    assert reply["Items"] == [{"a": Decimal(5)}]
    assert reply["LastEvaluatedKey"] == {"a": Decimal(5)}
    assert params["ExclusiveStartKey"] == {"id": 3}
    assert b'"ExpressionAttributeValues":{":v0":{"N":"1"}}' in transport.requests[0].body
    assert b'"ExclusiveStartKey":{"id":{"N":"3"}}' in transport.requests[0].body


OPERATIONS = [
    ("Query", {"ExclusiveStartKey": {"a": 1}, "ScanFilter": 5, "ExpressionAttributeValues": {":a": [1]}}),
    ("BatchGetItem", {"RequestItems": {"t": {"Keys": [{"a": 1}, {"a": 2}]}, "u": None, "v": {"Keys": ({"a": 1},)}}}),
    ("TransactWriteItems", {"TransactItems": [{"Put": {"Item": {"a": {"b"}}, "TableName": "t"}}, "no dict"]}),
    ("ListTables", {"Limit": 5}),
]


@pytest.mark.parametrize(("operation", "params"), OPERATIONS)
def test_values_are_found_where_boto3_finds_them(operation, params):
    import copy

    model = boto3.session.Session(region_name="us-east-1").client("dynamodb").meta.service_model
    shape = model.operation_model(operation).input_shape
    ours, boto3s = copy.deepcopy(params), copy.deepcopy(params)
    ParameterTransformer().transform(ours, shape, lambda value: ("was", value), "AttributeValue")
    theirs.ParameterTransformer().transform(boto3s, shape, lambda value: ("was", value), "AttributeValue")
    assert ours == boto3s


def test_a_shape_that_contains_itself_is_followed():
    import botocore.model

    shapes = {
        "Top": {"type": "structure", "members": {"a": {"shape": "Wanted"}, "more": {"shape": "Tops"}}},
        "Tops": {"type": "list", "member": {"shape": "Top"}},
        "Wanted": {"type": "string"},
    }
    top = botocore.model.ShapeResolver(shapes).get_shape_by_name("Top")
    params: Any = {"a": "x", "more": [{"a": "y", "more": [{"a": "z"}]}]}
    ParameterTransformer().transform(params, top, str.upper, "Wanted")
    assert params == {"a": "X", "more": [{"a": "Y", "more": [{"a": "Z"}]}]}


def test_one_condition_is_transformed_by_itself():
    from sotalia.dynamodb.conditions import ConditionExpressionBuilder

    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    transform = ConditionExpressionTransformation(ConditionExpressionBuilder(), names, values)
    assert transform(Attr("a").eq(1)) == "#n0 = :v0"
    assert transform("a = b") == "a = b"
    assert (names, values) == ({"#n0": "a"}, {":v0": 1})


def test_parts_may_be_replaced():
    class Floats(TypeDeserializer):
        def _deserialize_n(self, value):
            return float(value)

    with client(RecordingTransport([answer({"Item": {"a": {"N": "5"}}})]), types=None) as ours:
        injector = TransformationInjector(deserializer=Floats())
        ours.meta.events.register("after-call.dynamodb.GetItem", injector.inject_attribute_value_output)
        assert type(ours.get_item(TableName="t", Key={"id": {"N": "1"}})["Item"]["a"]) is float


def test_copies_share_nothing_even_where_the_original_does():
    part = [1]
    params = {"a": part, "b": part}
    copied = copy_dynamodb_params(params)
    assert copied == params == theirs.copy_dynamodb_params(params)
    assert copied["a"] is not copied["b"]
    assert copied["a"] is not part


class Shape:
    """A shape of a model of somebody's own."""

    def __init__(self, name, type_name, *, sensitive=False, **parts):
        self.name, self.type_name = name, type_name
        self.metadata = {"sensitive": True} if sensitive else {}
        self.__dict__.update(parts)


def transformed(params, *, value=False, around=False, key=False):
    """What is said of the parameters `{"Item": {name: value}}`, of whose shapes some are sensitive."""
    attribute = Shape("AttributeValue", "structure", sensitive=value, members={})
    name = Shape("Name", "string", sensitive=key)
    item = Shape("Item", "map", sensitive=around, key=name, value=attribute)
    shape = Shape("Input", "structure", members={"Item": item})
    with pytest.raises((TypeError, ArithmeticError)) as caught:
        ParameterTransformer().transform({"Item": params}, shape, TypeSerializer().serialize, "AttributeValue")
    return caught.value


@pytest.mark.parametrize("params", [{"id": {"s3cret": 1.5}}, {"id": ["s3cret", {"s3cret", 5}]}, {"id": 1 << 5000}])
@pytest.mark.parametrize("where", ["value", "around"])
def test_an_error_tells_nothing_of_a_value_that_the_model_calls_sensitive(params, where):
    plain, hidden = transformed(params), transformed(params, **{where: True})
    assert type(hidden) is type(plain)
    assert "s3cret" in str(plain) or "1412467032" in str(plain)
    assert str(hidden) == (
        "Invalid value, not shown since the model says that it is sensitive: *** "
        f"(at Item{'.id' if where == 'value' else ''})"
    )
    assert hidden.__cause__ is hidden.__context__ is None


def test_an_error_tells_nothing_of_a_name_that_the_model_calls_sensitive():
    assert str(transformed({"s3cret": 1.5}, key=True)).endswith("Use Decimal types instead. (at Item.***)")


def test_a_map_of_a_model_without_the_shape_of_its_keys_is_visited() -> None:
    shapes = {
        "In": {"type": "structure", "members": {"m": {"shape": "Map"}}},
        "Map": {"type": "map", "key": {"shape": "NotThere"}, "value": {"shape": "Value"}},
        "Value": {"type": "string"},
    }
    model = botocore.model.ShapeResolver(shapes).get_shape_by_name("In")
    params = {"m": {"a": "b"}}
    ParameterTransformer().transform(params, model, str.upper, "Value")
    assert params == {"m": {"a": "B"}}
