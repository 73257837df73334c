"""Python's values and DynamoDB's: the path and the names are those of `boto3.dynamodb.types`.

    TypeSerializer().serialize({"id": 1})          → {"M": {"id": {"N": "1"}}}
    TypeDeserializer().deserialize({"N": "1"})     → Decimal("1")

Laws:
- values are converted as boto3 1.44.5 converts them, and refused in the same words; where a value lies inside of
  another, the error's text and its attribute `path` name the place;
- subclasses, and programs, may replace methods of these classes (`_serialize_n`, `_deserialize_b`, …): as soon as one
  method is not this module's own, every value goes through the methods, as in boto3. Otherwise values go through
  `codec`'s closures;
- DYNAMODB_CONTEXT is looked up at each call, and may be changed or replaced.
"""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Mapping, Set
from decimal import Clamped, Context, Decimal, Inexact, Overflow, Rounded, Underflow
from operator import attrgetter

from . import codec
from .numbers import DECIMALS, NATIVE, Numbers
from .paths import REFUSALS, locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "BINARY",
    "BINARY_SET",
    "BINARY_TYPES",
    "BOOLEAN",
    "DECIMALS",
    "DYNAMODB_CONTEXT",
    "LIST",
    "MAP",
    "NATIVE",
    "NULL",
    "NUMBER",
    "NUMBER_SET",
    "STRING",
    "STRING_SET",
    "Binary",
    "DynamoDBTypes",
    "Numbers",
    "TypeDeserializer",
    "TypeSerializer",
]

STRING, NUMBER, BINARY = "S", "N", "B"
STRING_SET, NUMBER_SET, BINARY_SET = "SS", "NS", "BS"
NULL, BOOLEAN, MAP, LIST = "NULL", "BOOL", "M", "L"

#: What a number of DynamoDB's can hold; whatever would change a number raises an error. (The context raises some errors
#: that leave the number as it is, as when trailing zeros are cut off: `Numbers.exactly` lets such numbers pass.)
DYNAMODB_CONTEXT = Context(Emin=-128, Emax=126, prec=38, traps=[Clamped, Overflow, Inexact, Rounded, Underflow])

BINARY_TYPES = (bytearray, bytes)


class Binary:
    """Bytes as DynamoDB's binary type: binary values are read as this, and may be written as this.

    `value` are the bytes. Compares equal to them, too. TypeError for anything but bytes and bytearray.
    """

    __slots__ = ("value",)

    def __init__(self, value: bytes | bytearray) -> None:
        if not isinstance(value, BINARY_TYPES):
            raise TypeError(f"Value must be of the following types: {', '.join(map(str, BINARY_TYPES))}")
        self.value = value

    def __eq__(self, other: object) -> bool:
        return self.value == (other.value if isinstance(other, Binary) else other)

    def __ne__(self, other: object) -> bool:
        return not self.__eq__(other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __bytes__(self) -> bytes:
        return bytes(self.value)

    def __str__(self) -> str:
        # boto3's returns the bytes themselves, which no `str()` accepts.
        return repr(self)

    def __repr__(self) -> str:
        return f"Binary({self.value!r})"


class _Watching(ABCMeta):
    """Keeps in each class whether all its methods are this module's own: `_is_own`. (ABCMeta, for mixing with ABCs.)"""

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(name, bases, namespace, **kwargs)
        cls._look()

    def __setattr__(cls, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        cls._look()

    def __delattr__(cls, name: str) -> None:
        super().__delattr__(name)
        cls._look()

    def _look(cls) -> None:
        own: dict[str, Any] | None = getattr(cls, "_own_methods", None)
        is_own = own is not None and all(getattr(cls, name, None) is method for name, method in own.items())
        super().__setattr__("_is_own", is_own)
        subclasses: list[Any] = cls.__subclasses__()
        for subclass in subclasses:
            subclass._look()


class _Converter(metaclass=_Watching):
    """What serializer and deserializer share: the policy for numbers, and whether methods were replaced."""

    #: The methods that values go through, as this module wrote them.
    _own_methods: dict[str, Any] | None = None
    _is_own: bool

    #: The policy for numbers. It stands in the class, since subclasses need not call `__init__`, as in boto3.
    numbers: Numbers = DECIMALS

    def __init__(self, numbers: Numbers | None = None) -> None:
        if numbers is not None:
            self.numbers = numbers

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if self._own_methods is not None and name in self._own_methods:
            super().__setattr__("_is_own", False)


class TypeSerializer(_Converter):
    """Makes DynamoDB's attribute values of Python's.

    | Python                                     | DynamoDB         |
    |--------------------------------------------|------------------|
    | None                                       | {"NULL": True}   |
    | bool                                       | {"BOOL": value}  |
    | int, Decimal                               | {"N": text}      |
    | str                                        | {"S": value}     |
    | bytes, bytearray, Binary                   | {"B": bytes}     |
    | set of numbers, of strings, of binaries    | {"NS": …}, {"SS": …}, {"BS": …} |
    | dict or other mapping                      | {"M": …}         |
    | list, tuple                                | {"L": …}         |

    `numbers` says whether floats are numbers too (see `Numbers`); by default they are not.
    """

    def serialize(self, value: Any) -> dict[str, Any]:
        """Return the attribute value.

        Raises TypeError for a type that DynamoDB does not have (floats too, without the policy), NaN and the
        infinities; decimal.Inexact, Rounded and their kin for numbers that do not fit. The text names the place.
        An empty set is written as one of numbers, which the service refuses.
        """
        if self._is_own:
            closures = self.numbers._closures
            if closures is None or closures.context is not DYNAMODB_CONTEXT:
                closures = _make_closures(self.numbers)
            try:
                result: dict[str, Any] = closures.write(value)
                return result
            except Exception:  # noqa: S110 - the methods below know every type, and say what is wrong
                pass
        tag = self._get_dynamodb_type(value)
        return {tag: getattr(self, _SERIALIZERS[tag])(value)}

    def _get_dynamodb_type(self, value: Any) -> str:
        if self._is_null(value):
            return NULL
        if self._is_boolean(value):
            return BOOLEAN
        if self._is_number(value):
            return NUMBER
        if self._is_string(value):
            return STRING
        if self._is_binary(value):
            return BINARY
        if self._is_type_set(value, self._is_number):
            return NUMBER_SET
        if self._is_type_set(value, self._is_string):
            return STRING_SET
        if self._is_type_set(value, self._is_binary):
            return BINARY_SET
        if self._is_map(value):
            return MAP
        if self._is_listlike(value):
            return LIST
        raise TypeError(f'Unsupported type "{type(value)}" for value "{value}"')

    def _is_null(self, value: Any) -> bool:
        return value is None

    def _is_boolean(self, value: Any) -> bool:
        return isinstance(value, bool)

    def _is_number(self, value: Any) -> bool:
        if isinstance(value, float):
            if self.numbers.floats:
                return True
            raise TypeError("Float types are not supported. Use Decimal types instead.")
        return isinstance(value, (int, Decimal))

    def _is_string(self, value: Any) -> bool:
        return isinstance(value, str)

    def _is_binary(self, value: Any) -> bool:
        return isinstance(value, (Binary, bytearray, bytes))

    def _is_set(self, value: Any) -> bool:
        return isinstance(value, Set)

    def _is_type_set(self, value: Any, type_validator: Callable[[Any], bool]) -> bool:
        return self._is_set(value) and all(map(type_validator, value))

    def _is_map(self, value: Any) -> bool:
        return isinstance(value, Mapping)

    def _is_listlike(self, value: Any) -> bool:
        return isinstance(value, (list, tuple))

    def _serialize_null(self, value: Any) -> bool:
        return True

    def _serialize_bool(self, value: Any) -> Any:
        return value

    def _serialize_n(self, value: Any) -> str:
        try:
            return self.numbers.writer(DYNAMODB_CONTEXT)(value)
        except ArithmeticError as error:
            number = self.numbers.exactly(value, DYNAMODB_CONTEXT)
            if number is not None:
                return str(number.normalize(Context(prec=DYNAMODB_CONTEXT.prec)))
            error.args = (f"{error}: {value!r} does not fit into a number of DynamoDB's, which has up to 38 digits",)
            raise

    def _serialize_s(self, value: Any) -> Any:
        return value

    def _serialize_b(self, value: Any) -> Any:
        return value.value if isinstance(value, Binary) else value

    def _serialize_ss(self, value: Any) -> list[Any]:
        return [self._serialize_s(item) for item in value]

    def _serialize_ns(self, value: Any) -> list[Any]:
        return [self._serialize_n(item) for item in value]

    def _serialize_bs(self, value: Any) -> list[Any]:
        return [self._serialize_b(item) for item in value]

    def _serialize_l(self, value: Any) -> list[Any]:
        return [_at(f"[{index}]", self.serialize, item) for index, item in enumerate(value)]

    def _serialize_m(self, value: Any) -> dict[Any, Any]:
        return {name: _at(f".{name}", self.serialize, item) for name, item in value.items()}


class TypeDeserializer(_Converter):
    """Makes Python's values of DynamoDB's attribute values: `TypeSerializer`'s table, read from right to left.

    Numbers become Decimals (`numbers` may say otherwise, see `Numbers`), binaries `Binary`, lists `list`, maps `dict`.
    """

    def deserialize(self, value: Any) -> Any:
        """Return the value of an attribute value, `{"S": "text"}`.

        Raises TypeError for what is no attribute value, or one of an unknown type; the text names the place.
        """
        if self._is_own:
            closures = self.numbers._closures
            if closures is None or closures.context is not DYNAMODB_CONTEXT:
                closures = _make_closures(self.numbers)
            try:
                return closures.read(value)
            except Exception:  # noqa: S110 - the methods below take more, and say what is wrong
                pass
        if not value:
            raise TypeError("Value must be a nonempty dictionary whose key is a valid dynamodb type.")
        tag = next(iter(value.keys()))
        method = getattr(self, f"_deserialize_{tag}".lower(), None)
        if method is None:
            raise TypeError(f"Dynamodb type {tag} is not supported")
        return method(value[tag])

    def _deserialize_null(self, value: Any) -> None:
        return None

    def _deserialize_bool(self, value: Any) -> Any:
        return value

    def _deserialize_n(self, value: Any) -> Any:
        try:
            return self.numbers.reader(DYNAMODB_CONTEXT)(value)
        except ArithmeticError:
            number = self.numbers.exactly(value, DYNAMODB_CONTEXT)
            if number is None:
                raise
            return number

    def _deserialize_s(self, value: Any) -> Any:
        return value

    def _deserialize_b(self, value: Any) -> Any:
        return Binary(value)

    def _deserialize_ns(self, value: Any) -> set[Any]:
        return set(map(self._deserialize_n, value))

    def _deserialize_ss(self, value: Any) -> set[Any]:
        return set(map(self._deserialize_s, value))

    def _deserialize_bs(self, value: Any) -> set[Any]:
        return set(map(self._deserialize_b, value))

    def _deserialize_l(self, value: Any) -> list[Any]:
        return [_at(f"[{index}]", self.deserialize, item) for index, item in enumerate(value)]

    def _deserialize_m(self, value: Any) -> dict[Any, Any]:
        return {name: _at(f".{name}", self.deserialize, item) for name, item in value.items()}


_TAGS = (NULL, BOOLEAN, NUMBER, STRING, BINARY, NUMBER_SET, STRING_SET, BINARY_SET, MAP, LIST)
_SERIALIZERS = {tag: f"_serialize_{tag.lower()}" for tag in _TAGS}


def _methods(cls: type) -> dict[str, Any]:
    return {name: value for name, value in vars(cls).items() if callable(value) and not name.startswith("__")}


TypeSerializer._own_methods = _methods(TypeSerializer)
TypeDeserializer._own_methods = _methods(TypeDeserializer)


def _at(step: str, convert: Callable[[Any], Any], value: Any) -> Any:
    """Return `convert(value)`; an error's text names `step`, the way to the value."""
    try:
        return convert(value)
    except REFUSALS as error:
        locate(error, step)
        raise


class DynamoDBTypes:
    """How a client's values are written and read: `Config(dynamodb_types=DynamoDBTypes(numbers=NATIVE))`.

    `numbers` is the policy for numbers, by default Decimals only, as in boto3. `serializer` and `deserializer` take the
    place of a TypeSerializer and a TypeDeserializer with that policy; to be pickled with the client, they must pickle.
    `Config(dynamodb_types=True)` is the same as `DynamoDBTypes()`.
    """

    __slots__ = ("deserializer", "serializer")

    def __init__(
        self,
        *,
        numbers: Numbers | None = None,
        serializer: TypeSerializer | None = None,
        deserializer: TypeDeserializer | None = None,
    ) -> None:
        self.serializer = TypeSerializer(numbers) if serializer is None else serializer
        self.deserializer = TypeDeserializer(numbers) if deserializer is None else deserializer

    def __repr__(self) -> str:
        return f"DynamoDBTypes(serializer={self.serializer!r}, deserializer={self.deserializer!r})"


class _Closures:
    """The closures for one policy and one context."""

    __slots__ = ("context", "read", "write")

    def __init__(self, numbers: Numbers, context: Context) -> None:
        self.context = context
        self.write = codec.writer(context, _BINARIES, floats=numbers.floats)[0]
        self.read = codec.reader(numbers.reader(context), binary_of, ints=numbers.integers is int)[0]


def binary_of(value: bytes) -> Binary:
    """Return `Binary(value)`, quicker; codec.Unusual for anything but bytes."""
    if type(value) is not bytes:
        raise codec.Unusual
    instance = _new_binary(Binary)
    instance.value = value
    return instance


_new_binary = Binary.__new__


def _as_it_is(value: Any) -> Any:
    return value


_BINARIES: dict[type, Callable[[Any], Any]] = {bytes: _as_it_is, bytearray: _as_it_is, Binary: attrgetter("value")}


def _make_closures(numbers: Numbers) -> _Closures:
    closures = numbers._closures = _Closures(numbers, DYNAMODB_CONTEXT)
    return closures
