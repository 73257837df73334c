"""Conditions in an operation's parameters, turned into DynamoDB's text, with their placeholders in two dicts beside it.

Text goes where the condition was; what its placeholders stand for goes into `ExpressionAttributeNames` and
`ExpressionAttributeValues` of the structure that the condition is a member of. That is the whole of the parameters for
most operations, as in boto3; for the parts of a transaction, where boto3 writes what the service does not take, it is
the part. Placeholders that the program uses itself are left out, where boto3 overwrites them.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence

from .conditions import ConditionBase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..model.shapes import Shape

    #: Takes a value and a builder; returns the value with text in the place of its conditions.
    Build = Callable[[Any, Any], Any]

CONDITION, KEY_CONDITION = "ConditionExpression", "KeyExpression"
NAMES, VALUES = "ExpressionAttributeNames", "ExpressionAttributeValues"


def expression_builder(shape: Shape, within: frozenset[str] = frozenset()) -> Build | None:
    """Return the closure for an input shape, or None where it takes no conditions.

    `within` are the shapes around it: one that contains itself holds no conditions.
    """
    if shape.name in within:
        return None
    if shape.type_name == "structure":
        return _structure(shape, within | {shape.name})
    if shape.type_name == "list":
        build = expression_builder(shape.member, within | {shape.name})
        return None if build is None else _list(build)
    return None


def _list(build: Build) -> Build:
    def build_list(value: Any, builder: Any) -> Any:
        return [build(item, builder) for item in value] if isinstance(value, MutableSequence) else value

    return build_list


def _structure(shape: Shape, within: frozenset[str]) -> Build | None:
    conditions = {name: member.name for name, member in shape.members.items()}
    conditions = {name: kind for name, kind in conditions.items() if kind in (CONDITION, KEY_CONDITION)}
    builders = {name: expression_builder(member, within) for name, member in shape.members.items()}
    inner = {name: build for name, build in builders.items() if build is not None}
    if not conditions and not inner:
        return None

    def build_structure(value: Any, builder: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        names = [name for name in value if name in conditions and isinstance(value[name], ConditionBase)]
        parts = [name for name in value if name in inner]
        if not names and not parts:
            return value
        result = dict(value)
        if names:
            # As boto3: conditions first, then those on keys, each in the caller's order.
            names.sort(key=lambda name: conditions[name] == KEY_CONDITION)
            _replace(result, names, conditions, builder)
        for name in parts:
            result[name] = inner[name](value[name], builder)
        return result

    return build_structure


def _replace(params: dict[str, Any], names: list[str], kinds: dict[str, str], builder: Any) -> None:
    """Put text in the place of the conditions called `names`, and add what its placeholders stand for."""
    substitutions = {name: dict(params.get(name) or {}) for name in (NAMES, VALUES)}
    builder.reserve([*substitutions[NAMES], *substitutions[VALUES]])
    for name in names:
        expression = builder.build_expression(params[name], is_key_condition=kinds[name] == KEY_CONDITION)
        params[name] = expression.condition_expression
        substitutions[NAMES].update(expression.attribute_name_placeholders)
        substitutions[VALUES].update(expression.attribute_value_placeholders)
    for name, placeholders in substitutions.items():
        if placeholders or name in params:
            params[name] = placeholders
