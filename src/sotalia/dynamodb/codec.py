"""Attribute values to Python's and back, quickly: closures that know nothing but the usual types.

`writer` and `reader` return a pair each: the closure for one value, and the one for a map of them (an item), which
spares a call for every attribute. They take the exact types that are in their tables, and values that are as DynamoDB
has them; for anything else they raise, whatever it is that Python raises, and the caller does the same again the slow
way (`types.TypeSerializer._slow`), which knows the rest and says what is wrong.

How a binary value looks on either side is the caller's to say: the public serializer leaves bytes as they are, the JSON
protocol wants them in base64.
"""

from __future__ import annotations

from decimal import Decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Context
    from typing import Any

    Convert = Callable[[Any], Any]
    Pair = tuple[Convert, Convert]

_TEXT = {str}
_INTEGERS = {int}
#: How many whole numbers are at hand as Decimals, counted from 0: most numbers are small.
_AT_HAND = 256


class Unusual(Exception):
    """Not one of the usual values: do it the slow way."""


def writer(context: Context, binaries: Mapping[type, Convert], *, floats: bool, text_keys: bool = False) -> Pair:
    """Return the closures from a Python value to an attribute value, and from a dict of values to a dict of those.

    `context` says which numbers can be written. `binaries` are the types that are binary, each with what gives what
    stands behind "B". `floats` says that floats are numbers, `text_keys` that a dict's keys must be strings.
    """
    create = context.create_decimal
    # An int with no more digits than the context has is its own text.
    most = 10**context.prec
    least = -most
    text = _number_writer(create)
    write_set = _set_writer(text, most, binaries, floats=floats)

    # What is frequent is looked for first, and spares a call.
    def write_map(value: Any) -> dict[str, Any]:
        if text_keys and value and set(map(type, value)) != _TEXT:
            raise Unusual
        written: dict[str, Any] = {}
        for name, item in value.items():
            kind = type(item)
            if kind is str:
                written[name] = {"S": item}
            elif kind is int and least < item < most:
                written[name] = {"N": str(item)}
            elif kind is bool:
                written[name] = {"BOOL": item}
            elif item is None:
                written[name] = {"NULL": True}
            elif kind is dict:
                written[name] = {"M": write_map(item)}
            elif kind is Decimal and (number := create(item)).is_finite():
                written[name] = {"N": str(number)}
            else:
                written[name] = others[kind](item)
        return written

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
        written: dict[str, Any] = others[type(value)](value)
        return written

    return write, write_map


def _number_writer(create: Convert) -> Callable[[Any], str]:
    """Return what gives the text of a number, if it is one that DynamoDB can hold."""

    def text(value: Any) -> str:
        number = create(repr(value) if type(value) is float else value)
        if number.is_finite():
            return str(number)
        raise Unusual

    return text


def _list_writer(write_map: Convert, others: Mapping[type, Convert]) -> Convert:
    """Return what writes lists; `others` has what writes the items that are neither strings nor maps."""

    def write_list(value: Any) -> dict[str, Any]:
        written: list[Any] = []
        for item in value:
            kind = type(item)
            if kind is str:
                written.append({"S": item})
            elif kind is dict:
                written.append({"M": write_map(item)})
            else:
                written.append(others[kind](item))
        return {"L": written}

    return write_list


def _set_writer(text: Callable[[Any], str], most: int, binaries: Mapping[type, Convert], *, floats: bool) -> Convert:
    """Return what writes sets. Integers below `most` are their own text."""
    least = -most
    in_number_sets, in_binary_sets = {int, Decimal, bool, *((float,) if floats else ())}, {*binaries}

    def write_set(value: Any) -> dict[str, Any]:
        kinds = set(map(type, value))
        if kinds == _TEXT:
            return {"SS": [*value]}
        if kinds == _INTEGERS:
            return {"NS": [str(item) if least < item < most else text(item) for item in value]}
        if kinds <= in_number_sets:
            return {"NS": [*map(text, value)]}
        if kinds <= in_binary_sets:
            return {"BS": [binaries[type(item)](item) for item in value]}
        raise Unusual

    return write_set


def reader(number: Convert, binary: Convert, *, owned: bool = False) -> Pair:
    """Return the closures from an attribute value to Python's, and from a dict of those to a dict of values.

    `number` and `binary` make something of what stands behind "N" and "B"; `number` may be asked for some in advance.
    `owned` says that the dicts given come from outside: they may be changed, and become part of the result, and a list
    may be something else.
    """
    at_hand = {str(value): number(str(value)) for value in range(_AT_HAND)}

    def read(value: Any) -> Any:
        if "M" in value:
            return read_map(value["M"])
        (tag,) = value
        return others[tag](value[tag])

    sets = _set_readers(number, binary, at_hand, checked=owned)
    read_strings = sets["SS"]

    # What is frequent is looked for first, and spares a call.
    def read_map(value: Any) -> dict[str, Any]:
        decoded: dict[str, Any] = value if owned else value.copy()
        for name, item in value.items():
            if "S" in item:
                decoded[name] = item["S"]
            elif "N" in item:
                text = item["N"]
                decoded[name] = at_hand[text] if text in at_hand else number(text)
            elif "BOOL" in item:
                decoded[name] = item["BOOL"]
            elif "M" in item:
                decoded[name] = read_map(item["M"])
            elif "L" in item:
                decoded[name] = read_list(item["L"])
            elif "NULL" in item:
                decoded[name] = None
            elif "B" in item:
                decoded[name] = binary(item["B"])
            elif "SS" in item:
                decoded[name] = read_strings(item["SS"])
            else:
                (tag,) = item
                decoded[name] = others[tag](item[tag])
        return decoded

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
        decoded: list[Any] = []
        for item in value:
            if "S" in item:
                decoded.append(item["S"])
            elif "M" in item:
                decoded.append(read_map(item["M"]))
            else:
                (tag,) = item
                decoded.append(others[tag](item[tag]))
        return decoded

    return read_list


def _set_readers(number: Convert, binary: Convert, at_hand: Mapping[str, Any], *, checked: bool) -> dict[str, Convert]:
    """Return what reads sets, by their tags; `checked` refuses what is no list."""

    def read_numbers(value: Any) -> set[Any]:
        return {at_hand[text] if text in at_hand else number(text) for text in value}

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
