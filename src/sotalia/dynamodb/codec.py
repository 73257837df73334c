"""Attribute values to Python's and back, quickly: closures that know nothing but the usual types.

    write, write_map = writer(…)      write(5)          → {"N": "5"}
                                      write_map(item)   → {"id": {"N": "5"}, "tags": {"L": [{"S": "a"}]}}
    read, read_map = reader(…)        the way back

Both are pairs: the closure for one value, and the one for a map of values (an item), which saves a call for every
attribute. Their branches are in the order of what is frequent; the rest is looked up in `others`, by type or tag.

The closures take the exact types in their tables, and values in the form that DynamoDB gives them. For anything else
they raise, be it KeyError, and the caller converts the value by the methods of `types`, which know the rest and say
what is wrong.

The caller says how a binary value looks on either side: the public serializer leaves bytes as they are, the JSON
protocol needs them in base64.
"""

from __future__ import annotations

from decimal import Decimal

from .._speed import readers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Context
    from typing import Any

    Convert = Callable[[Any], Any]
    Pair = tuple[Convert, Convert]

_TEXT = {str}
#: Whole numbers below this are converted in advance: most numbers are small.
_SMALL_NUMBERS = 256
_DIGITS_OF_64_BITS = 19


class Unusual(Exception):
    """Not one of the usual values: do it the slow way."""


def writer(context: Context, binaries: Mapping[type, Convert], *, floats: bool, text_keys: bool = False) -> Pair:
    """Return the closures from a Python value to an attribute value, and from a dict of values to a dict of those.

    `context` says which numbers can be written. `binaries` are the types that are binary, each with the function that
    returns what "B" holds. `floats` says that floats are numbers, `text_keys` that a dict's keys must be strings.
    """
    create = context.create_decimal
    module = readers()
    if module is not None:
        fits = context.prec >= _DIGITS_OF_64_BITS
        in_c = module.AttributeWriter(
            create, Decimal, dict(binaries), floats=floats, text_keys=text_keys, plain_ints=fits
        )
        return in_c.write, in_c.write_map
    # An int with no more digits than the context has is its own text.
    longest = context.prec
    text = _number_writer(create)
    write_set = _set_writer(text, longest, binaries, floats=floats)

    def write_map(value: Any) -> dict[str, Any]:
        if text_keys and value and set(map(type, value)) != _TEXT:
            raise Unusual
        result: dict[str, Any] = {}
        for name, item in value.items():
            kind = type(item)
            if kind is str:
                result[name] = {"S": item}
            elif kind is int and len(digits := str(item)) <= longest:
                result[name] = {"N": digits}
            elif kind is bool:
                result[name] = {"BOOL": item}
            elif item is None:
                result[name] = {"NULL": True}
            elif kind is dict:
                result[name] = {"M": write_map(item)}
            elif kind is Decimal and (number := create(item)).is_finite():
                result[name] = {"N": str(number)}
            else:
                result[name] = others[kind](item)
        return result

    def binary(convert: Convert) -> Convert:
        return lambda value: {"B": convert(value)}

    others: dict[type, Convert] = {
        **dict.fromkeys((int, Decimal, float) if floats else (int, Decimal), lambda value: {"N": text(value)}),
        str: lambda value: {"S": value},
        bool: lambda value: {"BOOL": value},
        type(None): lambda value: {"NULL": True},
        dict: lambda value: {"M": write_map(value)},
        **dict.fromkeys((set, frozenset), write_set),
        **{kind: binary(convert) for kind, convert in binaries.items()},
    }
    others.update(dict.fromkeys((list, tuple), _list_writer(write_map, others)))

    def write(value: Any) -> dict[str, Any]:
        result: dict[str, Any] = others[type(value)](value)
        return result

    return write, write_map


def _number_writer(create: Convert) -> Callable[[Any], str]:
    """Return the function from a number to its text; Unusual, or the context's error, for what DynamoDB cannot hold."""

    def text(value: Any) -> str:
        number = create(repr(value) if type(value) is float else value)
        if number.is_finite():
            return str(number)
        raise Unusual

    return text


def _list_writer(write_map: Convert, others: Mapping[type, Convert]) -> Convert:
    """Return what writes lists; `others` has what writes the items that are neither strings nor maps."""

    def write_list(value: Any) -> dict[str, Any]:
        result: list[Any] = []
        for item in value:
            kind = type(item)
            if kind is str:
                result.append({"S": item})
            elif kind is dict:
                result.append({"M": write_map(item)})
            else:
                result.append(others[kind](item))
        return {"L": result}

    return write_list


def _set_writer(text: Callable[[Any], str], longest: int, binaries: Mapping[type, Convert], *, floats: bool) -> Convert:
    """Return what writes sets. Integers with texts up to `longest` are these texts."""
    in_number_sets, in_binary_sets = {int, Decimal, bool, *((float,) if floats else ())}, {*binaries}

    def write_set(value: Any) -> dict[str, Any]:
        for item in value:
            if type(item) is not str:
                break
        else:
            return {"SS" if value else "NS": [*value]}
        digits = [str(item) for item in value if type(item) is int]
        if len(digits) == len(value) and len(max(digits, key=len)) <= longest:
            return {"NS": digits}
        kinds = set(map(type, value))
        if kinds <= in_number_sets:
            return {"NS": [*map(text, value)]}
        if kinds <= in_binary_sets:
            return {"BS": [binaries[type(item)](item) for item in value]}
        raise Unusual

    return write_set


def reader(number: Convert, binary: Convert, *, owned: bool = False, ints: bool = False) -> Pair:
    """Return the closures from an attribute value to Python's, and from a dict of those to a dict of values.

    `number` and `binary` convert what "N" and "B" hold; `number` is called for small numbers in advance. `owned` says
    that the values come straight from a parser: their dicts may be changed and become part of the result, and what
    should be a list is checked. `ints` says that whole numbers become ints.
    """
    module = readers()
    if module is not None:
        in_c = module.AttributeReader(number, binary, whole_are_ints=ints)
        return in_c.read, in_c.read_map
    small_numbers = {str(value): number(str(value)) for value in range(_SMALL_NUMBERS)}

    def read(value: Any) -> Any:
        if "M" in value:
            return read_map(value["M"])
        (tag,) = value
        return others[tag](value[tag])

    sets = _set_readers(number, binary, small_numbers, checked=owned)
    read_strings = sets["SS"]

    def read_map(value: Any) -> dict[str, Any]:
        result: dict[str, Any] = value if owned else value.copy()
        for name, item in value.items():
            if "S" in item:
                result[name] = item["S"]
            elif "N" in item:
                text = item["N"]
                result[name] = small_numbers[text] if text in small_numbers else number(text)
            elif "BOOL" in item:
                result[name] = item["BOOL"]
            elif "M" in item:
                result[name] = read_map(item["M"])
            elif "L" in item:
                result[name] = read_list(item["L"])
            elif "NULL" in item:
                result[name] = None
            elif "B" in item:
                result[name] = binary(item["B"])
            elif "SS" in item:
                result[name] = read_strings(item["SS"])
            else:
                (tag,) = item
                result[name] = others[tag](item[tag])
        return result

    others: dict[str, Convert] = {
        "S": lambda value: value,
        "N": number,
        "BOOL": lambda value: value,
        "NULL": lambda value: None,
        "B": binary,
        "M": read_map,
        **sets,
    }
    read_list = others["L"] = _list_reader(read_map, others, checked=owned)
    return read, read_map


def _list_reader(read_map: Convert, others: Mapping[str, Convert], *, checked: bool) -> Convert:
    """Return what reads lists; `others` has what reads other items than strings and maps, by their tags."""

    def read_list(value: Any) -> list[Any]:
        if checked and type(value) is not list:
            raise Unusual
        result: list[Any] = []
        for item in value:
            if "S" in item:
                result.append(item["S"])
            elif "M" in item:
                result.append(read_map(item["M"]))
            else:
                (tag,) = item
                result.append(others[tag](item[tag]))
        return result

    return read_list


def _set_readers(
    number: Convert, binary: Convert, small_numbers: Mapping[str, Any], *, checked: bool
) -> dict[str, Convert]:
    """Return what reads sets, by their tags; `checked` refuses what is no list."""

    def read_numbers(value: Any) -> set[Any]:
        return {small_numbers[text] if text in small_numbers else number(text) for text in value}

    def read_binaries(value: Any) -> set[Any]:
        return {binary(item) for item in value}

    def of_lists(read_set: Convert) -> Convert:
        def read_list_as_set(value: Any) -> Any:
            if type(value) is not list:
                raise Unusual
            return read_set(value)

        return read_list_as_set

    readers: dict[str, Convert] = {"SS": set, "NS": read_numbers, "BS": read_binaries}
    return {tag: of_lists(read_set) for tag, read_set in readers.items()} if checked else readers
