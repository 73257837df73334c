"""The transformation of parameters and replies as event handlers: the path is `boto3.dynamodb.transform`.

Sotalia itself does not use it: with `Config(dynamodb_types=True)` a client takes and returns plain values. It is for
programs that attach boto3's handlers to their own clients:

    injector = TransformationInjector()
    client.meta.events.register("before-parameter-build.dynamodb.PutItem", injector.inject_attribute_value_input)
    client.meta.events.register("after-call.dynamodb.GetItem", injector.inject_attribute_value_output)
"""

from __future__ import annotations

import copy

from .conditions import ConditionBase, ConditionExpressionBuilder
from .expressions import expression_builder
from .paths import visitor
from .types import TypeDeserializer, TypeSerializer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "ConditionExpressionTransformation",
    "ParameterTransformer",
    "TransformationInjector",
    "copy_dynamodb_params",
]


def copy_dynamodb_params(params: Any, **kwargs: Any) -> Any:
    """Return a deep copy of `params`, in which a value that occurs twice is copied twice."""
    return copy.deepcopy(params, memo=_Forgetful())


class _Forgetful(dict):  # type: ignore[type-arg]
    """For `deepcopy`, which is to forget what it has copied."""

    def __setitem__(self, key: Any, value: Any) -> None:
        pass


class ParameterTransformer:
    """Replaces the values of one shape in parameters and replies."""

    def transform(self, params: Any, model: Any, transformation: Callable[[Any], Any], target_shape: str) -> None:
        """Replace each value of the shape named `target_shape` in `params`, a dict or list, by what `transformation`
        makes of it. `model` is the shape of `params`, which is changed; what it contains is not.
        """
        visit = visitor(model, target_shape)
        if visit is None:
            return
        result = visit(params, transformation)
        if isinstance(result, dict):
            params.update(result)
        elif result is not params:
            params[:] = result


class ConditionExpressionTransformation:
    """Makes text of a condition, and puts what its placeholders stand for into two dicts."""

    def __init__(
        self,
        condition_builder: Any,
        placeholder_names: dict[str, str],
        placeholder_values: dict[str, Any],
        is_key_condition: bool = False,
    ) -> None:
        self._builder = condition_builder
        self._names = placeholder_names
        self._values = placeholder_values
        self._is_key_condition = is_key_condition

    def __call__(self, value: Any) -> Any:
        """Return the text; what is no condition is returned as it is."""
        if not isinstance(value, ConditionBase):
            return value
        expression = self._builder.build_expression(value, is_key_condition=self._is_key_condition)
        self._names.update(expression.attribute_name_placeholders)
        self._values.update(expression.attribute_value_placeholders)
        return expression.condition_expression


class TransformationInjector:
    """Handlers of `before-parameter-build` and `after-call`. Each part may be replaced by one's own.

    Share none between threads: the builder counts.
    """

    def __init__(
        self,
        transformer: ParameterTransformer | None = None,
        condition_builder: ConditionExpressionBuilder | None = None,
        serializer: TypeSerializer | None = None,
        deserializer: TypeDeserializer | None = None,
    ) -> None:
        self._transformer = transformer or ParameterTransformer()
        self._condition_builder = condition_builder or ConditionExpressionBuilder()
        self._serializer = serializer or TypeSerializer()
        self._deserializer = deserializer or TypeDeserializer()

    def inject_condition_expressions(self, params: dict[str, Any], model: Any, **kwargs: Any) -> None:
        """Put text in the place of conditions, and the placeholders beside them."""
        self._condition_builder.reset()
        build = None if model.input_shape is None else expression_builder(model.input_shape)
        if build is not None:
            params.update(build(params, self._condition_builder))

    def inject_attribute_value_input(self, params: dict[str, Any], model: Any, **kwargs: Any) -> None:
        """Put attribute values in the place of Python's."""
        if model.input_shape is not None:
            self._transformer.transform(params, model.input_shape, self._serializer.serialize, "AttributeValue")

    def inject_attribute_value_output(self, parsed: dict[str, Any], model: Any, **kwargs: Any) -> None:
        """Put Python's values in the place of attribute values."""
        if model.output_shape is not None:
            self._transformer.transform(parsed, model.output_shape, self._deserializer.deserialize, "AttributeValue")
