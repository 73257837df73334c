"""Plain Python values in and out of a client's operations, wherever attribute values and conditions are.

There are two ways, with the same results. In the short way, the JSON protocol writes Python values into the request and
makes them from the reply directly; it knows the usual types only. The long way converts between Python values and the
dicts that the model has (`paths`), as boto3 does, before and after the protocol. It is taken when the short one gives
up, so that errors name the place of the value; where the program handles events, whose handlers must see what boto3's
see; and where the serializer or deserializer has methods of the program's own.

As in boto3, error replies are left as the service wrote them: `error.response["Item"]` of a failed condition has
`{"S": …}`, for `TypeDeserializer`.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64

from ..errors import AttributeValueError
from ..http import is_error
from . import types
from .codec import reader, writer
from .conditions import ConditionExpressionBuilder
from .expressions import expression_builder
from .paths import visitor
from .types import Binary, DynamoDBTypes, binary_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Context
    from typing import Any

    from ..core.context import Call
    from ..core.operation import BoundOperation
    from ..model.shapes import Shape
    from ..wire import Parse, Serialize, SerializedRequest

    Convert = Callable[[Any], Any]

VALUE = "AttributeValue"


def bind_types(policy: Any, protocol: Any, operation: BoundOperation, *, watched: bool) -> None:
    """Have `operation` take and return plain values, where it has attribute values or conditions.

    `policy` is a DynamoDBTypes, or True for boto3's. `watched` says that event handlers see the call.
    """
    dynamodb_types = DynamoDBTypes() if policy is True else policy
    input_shape, output_shape = operation.model.input_shape, operation.model.output_shape
    if input_shape is None or output_shape is None:
        return
    arguments = Arguments(input_shape, dynamodb_types.serializer)
    results = Results(output_shape, dynamodb_types.deserializer)
    if not arguments.is_needed and not results.is_needed:
        return
    if watched:
        operation.on_params = (*operation.on_params, arguments)
        operation.on_result = (*operation.on_result, results)
        return
    operation.serialize, operation.parse = _fused(protocol, operation, arguments, results)


class Arguments:
    """The long way in: called with an operation's parameters, it returns them as the model has them.

    Used as a hook of the phase `params`, too.
    """

    __slots__ = ("_build", "_visit", "serializer")

    def __init__(self, shape: Shape, serializer: Any) -> None:
        self._build = None if shape is None else expression_builder(shape)
        self._visit = None if shape is None else visitor(shape, VALUE)
        self.serializer = serializer

    @property
    def is_needed(self) -> bool:
        """Whether the operation takes conditions or attribute values."""
        return self._build is not None or self._visit is not None

    def __call__(self, call: Call | None, params: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters as the model has them; those given stay as they are."""
        return self.values(self.conditions(params))

    def conditions(self, params: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters with text in the place of conditions; values are still Python's."""
        if self._build is None:
            return params
        result: dict[str, Any] = self._build(params, ConditionExpressionBuilder())
        return result

    def values(self, params: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters with attribute values."""
        if self._visit is None:
            return params
        result: dict[str, Any] = self._visit(params, self.serializer.serialize)
        return result


class Results:
    """The long way out: called with a reply's dict, it puts Python's values into that.

    Used as a hook of the phase `result`, too.
    """

    __slots__ = ("_visit", "deserializer")

    def __init__(self, shape: Shape, deserializer: Any) -> None:
        self._visit = None if shape is None else visitor(shape, VALUE)
        self.deserializer = deserializer

    @property
    def is_needed(self) -> bool:
        """Whether the reply has attribute values."""
        return self._visit is not None

    def __call__(self, call: Call | None, reply: dict[str, Any]) -> None:
        """Put Python's values into the dict, unless it is an error's. Raises AttributeValueError for a bad one."""
        if self._visit is None or "Error" in reply:
            return
        try:
            reply.update(self._visit(reply, self.deserializer.deserialize))
        except Exception as error:
            if not self.deserializer._is_own:
                raise  # the program's own methods may raise what they like
            refusal = AttributeValueError(reason=str(error) or type(error).__name__)
            refusal.__cause__ = error
        else:
            return
        raise refusal


class _Special:
    """The closures between one client's Python values and JSON's, for `context`."""

    __slots__ = ("_read", "_write", "context")

    def __init__(self, serializer: Any, deserializer: Any, context: Context) -> None:
        self.context = context
        self._write = writer(context, _BINARIES, floats=serializer.numbers.floats, text_keys=True)
        numbers = deserializer.numbers
        self._read = reader(numbers.reader(context), _from_base64, owned=True, ints=numbers.integers is int)

    def writer_for(self, shape: Shape) -> Convert | None:
        return self._of(shape, *self._write)

    def reader_for(self, shape: Shape) -> Convert | None:
        return self._of(shape, *self._read)

    def _of(self, shape: Shape, one: Convert, many: Convert) -> Convert | None:
        if shape.name == VALUE:
            return one
        return many if shape.type_name == "map" and shape.value.name == VALUE else None


def _to_base64(value: Any) -> str:
    return b2a_base64(value, newline=False).decode("ascii")


_BINARIES = {bytes: _to_base64, bytearray: _to_base64, Binary: lambda value: _to_base64(value.value)}


def _from_base64(value: str) -> Binary:
    return binary_of(a2b_base64(value))


def _fused(protocol: Any, operation: BoundOperation, arguments: Arguments, results: Results) -> tuple[Serialize, Parse]:
    """Return the operation's serializer and parser, each of which tries the short way first."""
    plain_serialize, plain_parse = operation.serialize, operation.parse
    into, out = arguments.serializer, results.deserializer
    context = types.DYNAMODB_CONTEXT
    special = _Special(into, out, context)
    short: tuple[Serialize, Parse] | None = protocol.substituting(
        operation.model, special.writer_for, special.reader_for
    )

    def serialize(params: dict[str, Any]) -> SerializedRequest:
        params = arguments.conditions(params)
        if short is not None and into._is_own and types.DYNAMODB_CONTEXT is context:
            try:
                return short[0](params)
            except Exception:  # noqa: S110 - the long way says what is wrong, or takes it
                pass
        request: SerializedRequest = plain_serialize(arguments.values(params))
        return request

    def parse(status: int, headers: dict[str, str], body: Any) -> dict[str, Any]:
        usual = not is_error(status) and b"null" not in body
        if usual and short is not None and out._is_own and types.DYNAMODB_CONTEXT is context:
            try:
                return short[1](status, headers, body)
            except Exception:  # noqa: S110 - likewise
                pass
        reply = plain_parse(status, headers, body)
        results(None, reply)
        return reply

    return serialize, parse
