"""Conditions on keys and attributes, built by methods and operators: the path is `boto3.dynamodb.conditions`.

    table.query(KeyConditionExpression=Key("id").eq(1) & Key("when").between(5, 9))
    table.scan(FilterExpression=Attr("tags").contains("a") | ~Attr("old").exists())

A condition is only a tree of operands; `ConditionExpressionBuilder` makes DynamoDB's text of it, with a placeholder for
every name and value. Classes, private methods included, are boto3's: programs derive from them.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from __future__ import annotations

import re
from collections import namedtuple

from ..errors import (
    DynamoDBNeedsConditionError,
    DynamoDBNeedsKeyConditionError,
    DynamoDBOperationNotSupportedError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = [
    "ATTR_NAME_REGEX",
    "And",
    "Attr",
    "AttributeBase",
    "AttributeExists",
    "AttributeNotExists",
    "AttributeType",
    "BeginsWith",
    "Between",
    "BuiltConditionExpression",
    "ComparisonCondition",
    "ConditionAttributeBase",
    "ConditionBase",
    "ConditionExpressionBuilder",
    "Contains",
    "Equals",
    "GreaterThan",
    "GreaterThanEquals",
    "In",
    "Key",
    "LessThan",
    "LessThanEquals",
    "Not",
    "NotEquals",
    "Or",
    "Size",
]

#: One name in the path of an attribute: `a.b[0].c` has a, b and c.
ATTR_NAME_REGEX = re.compile(r"[^.\[\]]+(?![^\[]*\])")


class ConditionBase:
    """A condition: an operator over names, values and other conditions. `&`, `|` and `~` combine conditions.

    Raises DynamoDBOperationNotSupportedError when combined with something else.
    """

    #: How the text looks: `{0}`, `{1}`, … are the operands, `{operator}` is what it says.
    expression_format = ""
    expression_operator = ""
    #: Whether the last operand is a collection of values, each with a placeholder of its own.
    has_grouped_values = False

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, *values: Any) -> None:
        self._values = values

    def __and__(self, other: Any) -> And:
        if not isinstance(other, ConditionBase):
            raise DynamoDBOperationNotSupportedError("AND", other)
        return And(self, other)

    def __or__(self, other: Any) -> Or:
        if not isinstance(other, ConditionBase):
            raise DynamoDBOperationNotSupportedError("OR", other)
        return Or(self, other)

    def __invert__(self) -> Not:
        return Not(self)

    def get_expression(self) -> dict[str, Any]:
        """Return `format`, `operator` and `values`, the operands."""
        return {"format": self.expression_format, "operator": self.expression_operator, "values": self._values}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and bool(self._values == other._values)

    def __ne__(self, other: object) -> bool:
        return not self.__eq__(other)


class AttributeBase:
    """A name to build conditions with: an attribute's, or its path, `"address.lines[0]"`."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, name: str) -> None:
        self.name = name

    def __and__(self, value: Any) -> Any:
        raise DynamoDBOperationNotSupportedError("AND", self)

    def __or__(self, value: Any) -> Any:
        raise DynamoDBOperationNotSupportedError("OR", self)

    def __invert__(self) -> Any:
        raise DynamoDBOperationNotSupportedError("NOT", self)

    def eq(self, value: Any) -> Equals:
        """Return the condition that it equals `value`."""
        return Equals(self, value)

    def lt(self, value: Any) -> LessThan:
        """Return the condition that it is less than `value`."""
        return LessThan(self, value)

    def lte(self, value: Any) -> LessThanEquals:
        """Return the condition that it is less than `value` or equals it."""
        return LessThanEquals(self, value)

    def gt(self, value: Any) -> GreaterThan:
        """Return the condition that it is greater than `value`."""
        return GreaterThan(self, value)

    def gte(self, value: Any) -> GreaterThanEquals:
        """Return the condition that it is greater than `value` or equals it."""
        return GreaterThanEquals(self, value)

    def begins_with(self, value: Any) -> BeginsWith:
        """Return the condition that its string begins with `value`."""
        return BeginsWith(self, value)

    def between(self, low_value: Any, high_value: Any) -> Between:
        """Return the condition that it lies between the two values, either of them included."""
        return Between(self, low_value, high_value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.name == other.name

    def __ne__(self, other: object) -> bool:
        return not self.__eq__(other)


class ConditionAttributeBase(ConditionBase, AttributeBase):
    """Something computed of an attribute, to build conditions with: `Attr("name").size().gt(3)`."""

    def __init__(self, *values: Any) -> None:
        ConditionBase.__init__(self, *values)
        AttributeBase.__init__(self, values[0].name)

    def __eq__(self, other: object) -> bool:
        return ConditionBase.__eq__(self, other) and AttributeBase.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self.__eq__(other)


class ComparisonCondition(ConditionBase):
    """An operator between two operands."""

    expression_format = "{0} {operator} {1}"


class Equals(ComparisonCondition):
    """`=`"""

    expression_operator = "="


class NotEquals(ComparisonCondition):
    """`<>`"""

    expression_operator = "<>"


class LessThan(ComparisonCondition):
    """`<`"""

    expression_operator = "<"


class LessThanEquals(ComparisonCondition):
    """`<=`"""

    expression_operator = "<="


class GreaterThan(ComparisonCondition):
    """`>`"""

    expression_operator = ">"


class GreaterThanEquals(ComparisonCondition):
    """`>=`"""

    expression_operator = ">="


class In(ComparisonCondition):
    """`IN`, followed by one or more values."""

    expression_operator = "IN"
    has_grouped_values = True


class Between(ConditionBase):
    """`BETWEEN … AND …`"""

    expression_operator = "BETWEEN"
    expression_format = "{0} {operator} {1} AND {2}"


class BeginsWith(ConditionBase):
    """`begins_with(…, …)`"""

    expression_operator = "begins_with"
    expression_format = "{operator}({0}, {1})"


class Contains(ConditionBase):
    """`contains(…, …)`"""

    expression_operator = "contains"
    expression_format = "{operator}({0}, {1})"


class Size(ConditionAttributeBase):
    """`size(…)`, to be compared with a number."""

    expression_operator = "size"
    expression_format = "{operator}({0})"


class AttributeType(ConditionBase):
    """`attribute_type(…, …)`"""

    expression_operator = "attribute_type"
    expression_format = "{operator}({0}, {1})"


class AttributeExists(ConditionBase):
    """`attribute_exists(…)`"""

    expression_operator = "attribute_exists"
    expression_format = "{operator}({0})"


class AttributeNotExists(ConditionBase):
    """`attribute_not_exists(…)`"""

    expression_operator = "attribute_not_exists"
    expression_format = "{operator}({0})"


class And(ConditionBase):
    """Both conditions."""

    expression_operator = "AND"
    expression_format = "({0} {operator} {1})"


class Or(ConditionBase):
    """One of the conditions, or both."""

    expression_operator = "OR"
    expression_format = "({0} {operator} {1})"


class Not(ConditionBase):
    """The opposite of a condition."""

    expression_operator = "NOT"
    expression_format = "({operator} {0})"


class Key(AttributeBase):
    """A key of the table or index, for `KeyConditionExpression`: `Key("id").eq(1)`."""


class Attr(AttributeBase):
    """An attribute, for filters and conditions: `Attr("age").gte(18)`. It knows more operators than a key."""

    def ne(self, value: Any) -> NotEquals:
        """Return the condition that it does not equal `value`."""
        return NotEquals(self, value)

    def is_in(self, value: Iterable[Any]) -> In:
        """Return the condition that it equals one of the values in the collection `value`."""
        return In(self, value)

    def exists(self) -> AttributeExists:
        """Return the condition that the item has it."""
        return AttributeExists(self)

    def not_exists(self) -> AttributeNotExists:
        """Return the condition that the item does not have it."""
        return AttributeNotExists(self)

    def contains(self, value: Any) -> Contains:
        """Return the condition that its string, set or list contains `value`."""
        return Contains(self, value)

    def size(self) -> Size:
        """Return its size, to be compared with a number: `Attr("name").size().lt(9)`."""
        return Size(self)

    def attribute_type(self, value: str) -> AttributeType:
        """Return the condition that it is of the type with the letters `value`: "S", "NS", "M", …"""
        return AttributeType(self, value)


BuiltConditionExpression = namedtuple(
    "BuiltConditionExpression",
    ("condition_expression", "attribute_name_placeholders", "attribute_value_placeholders"),
)


class ConditionExpressionBuilder:
    """Makes text of conditions: `#n0`, `#n1`, … for names and `:v0`, `:v1`, … for values, counted until `reset`."""

    #: Placeholders that the program uses itself.
    _reserved: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._name_count = 0
        self._value_count = 0
        self._name_placeholder = "n"
        self._value_placeholder = "v"

    def _get_name_placeholder(self) -> str:
        return f"#{self._name_placeholder}{self._name_count}"

    def _get_value_placeholder(self) -> str:
        return f":{self._value_placeholder}{self._value_count}"

    def reset(self) -> None:
        """Count from 0 again, leaving none out."""
        self._name_count = 0
        self._value_count = 0
        self._reserved = frozenset()

    def reserve(self, placeholders: Iterable[str]) -> None:
        """Leave out these placeholders until `reset`."""
        self._reserved = self._reserved.union(placeholders)

    def build_expression(self, condition: ConditionBase, is_key_condition: bool = False) -> Any:
        """Return the text of `condition` with the names and the values that its placeholders stand for.

            builder.build_expression(Attr("a").eq(5))   →   ("#n0 = :v0", {"#n0": "a"}, {":v0": 5})

        With `is_key_condition`, DynamoDBNeedsKeyConditionError is raised for an operand that is an attribute but no
        `Key`. DynamoDBNeedsConditionError is raised for what is no condition.
        """
        if not isinstance(condition, ConditionBase):
            raise DynamoDBNeedsConditionError(condition)
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        text = self._build_expression(condition, names, values, is_key_condition=is_key_condition)
        return BuiltConditionExpression(text, names, values)

    def _build_expression(
        self, condition: ConditionBase, names: dict[str, str], values: dict[str, Any], is_key_condition: bool
    ) -> str:
        expression = condition.get_expression()
        operands = [
            self._build_expression_component(operand, names, values, condition.has_grouped_values, is_key_condition)
            for operand in expression["values"]
        ]
        text: str = expression["format"].format(*operands, operator=expression["operator"])
        return text

    def _build_expression_component(
        self,
        value: Any,
        names: dict[str, str],
        values: dict[str, Any],
        has_grouped_values: bool,
        is_key_condition: bool,
    ) -> str:
        if isinstance(value, ConditionBase):
            return self._build_expression(value, names, values, is_key_condition)
        if not isinstance(value, AttributeBase):
            return self._build_value_placeholder(value, values, has_grouped_values)
        if is_key_condition and not isinstance(value, Key):
            raise DynamoDBNeedsKeyConditionError(
                f"Attribute object {value.name} is of type {type(value)}. "
                "KeyConditionExpression only supports Attribute objects of type Key"
            )
        return self._build_name_placeholder(value, names)

    def _build_name_placeholder(self, value: AttributeBase, names: dict[str, str]) -> str:
        def replace(part: re.Match[str]) -> str:
            while (placeholder := self._get_name_placeholder()) in self._reserved:
                self._name_count += 1
            self._name_count += 1
            names[placeholder] = part[0]
            return placeholder

        return ATTR_NAME_REGEX.sub(replace, value.name)

    def _build_value_placeholder(self, value: Any, values: dict[str, Any], has_grouped_values: bool = False) -> str:
        if has_grouped_values:
            return f"({', '.join([self._build_value_placeholder(each, values) for each in value])})"
        while (placeholder := self._get_value_placeholder()) in self._reserved:
            self._value_count += 1
        self._value_count += 1
        values[placeholder] = value
        return placeholder
