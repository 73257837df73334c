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
    from collections.abc import Callable
    from decimal import Context
    from typing import Any

    Convert = Callable[[Any], Any]
    Pair = tuple[Convert, Convert]

_TEXT = {str}
#: How many whole numbers are at hand as Decimals, counted from 0: most numbers are small.
_AT_HAND = 256


class Unusual(Exception):
    """Not one of the usual values: do it the slow way."""


def writer(
    context: Context, binary: Convert, binaries: tuple[type, ...], *, floats: bool, text_keys: bool = False
) -> Pair:
    """Return the closures from a Python value to an attribute value, and from a dict of values to a dict of those.

    `context` says which numbers can be written. `binary` gives what stands behind "B", and `binaries` are the types
    that are binary. `floats` says that floats are numbers, `text_keys` that a dict's keys must be strings.
    """
    create = context.create_decimal
    # An int with no more digits than the context has is its own text.
    most = 10**context.prec
    least = -most
    in_number_sets, in_binary_sets = {int, Decimal, bool, *((float,) if floats else ())}, {*binaries}

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
            else:
                written[name] = others[kind](item)
        return written

    def write_list(value: Any) -> dict[str, Any]:
        return {"L": [{"S": item} if type(item) is str else others[type(item)](item) for item in value]}

    def write_set(value: Any) -> dict[str, Any]:
        kinds = set(map(type, value))
        if kinds == _TEXT:
            return {"SS": [*value]}
        if kinds <= in_number_sets:
            return {"NS": [number(item)["N"] for item in value]}
        if kinds <= in_binary_sets:
            return {"BS": [*map(binary, value)]}
        raise Unusual

    def number(value: Any) -> dict[str, Any]:
        made = create(value)
        if not made.is_finite():
            raise Unusual
        return {"N": str(made)}

    others: dict[type, Convert] = {
        int: number,
        Decimal: number,
        str: lambda value: {"S": value},
        bool: lambda value: {"BOOL": value},
        type(None): lambda value: {"NULL": True},
        dict: lambda value: {"M": write_map(value)},
        list: write_list,
        tuple: write_list,
        set: write_set,
        frozenset: write_set,
        **dict.fromkeys(binaries, lambda value: {"B": binary(value)}),
    }
    if floats:
        any_number, number = number, lambda value: any_number(repr(value) if type(value) is float else value)
        others[float] = number

    def write(value: Any) -> dict[str, Any]:
        written: dict[str, Any] = others[type(value)](value)
        return written

    return write, write_map


def reader(number: Convert, binary: Convert, *, owned: bool = False) -> Pair:
    """Return the closures from an attribute value to Python's, and from a dict of those to a dict of values.

    `number` and `binary` make something of what stands behind "N" and "B"; `number` may be asked for some in advance.
    `owned` says that the dicts given may be changed, and become part of the result.
    """
    at_hand = {str(value): number(str(value)) for value in range(_AT_HAND)}

    def read(value: Any) -> Any:
        (tag,) = value
        return others[tag](value[tag])

    # What is looked for first is found fastest, so the tags stand in the order in which they are frequent.
    def read_map(value: Any) -> dict[str, Any]:
        decoded: dict[str, Any] = value if owned else value.copy()
        for name, item in value.items():
            if "S" in item:
                decoded[name] = item["S"]
            elif "N" in item:
                text = item["N"]
                decoded[name] = at_hand[text] if text in at_hand else number(text)
            elif "M" in item:
                decoded[name] = read_map(item["M"])
            elif "BOOL" in item:
                decoded[name] = item["BOOL"]
            else:
                (tag,) = item
                decoded[name] = others[tag](item[tag])
        return decoded

    def read_list(value: Any) -> list[Any]:
        if type(value) is not list:
            raise Unusual
        decoded = []
        for item in value:
            if "S" in item:
                decoded.append(item["S"])
            elif "M" in item:
                decoded.append(read_map(item["M"]))
            else:
                (tag,) = item
                decoded.append(others[tag](item[tag]))
        return decoded

    def set_of(convert: Convert | None) -> Convert:
        def read_set(value: Any) -> set[Any]:
            if type(value) is not list:
                raise Unusual
            return set(value) if convert is None else set(map(convert, value))

        return read_set

    others: dict[str, Convert] = {
        "S": lambda value: value,
        "N": number,
        "BOOL": lambda value: value,
        "NULL": lambda value: None,
        "B": binary,
        "M": read_map,
        "L": read_list,
        "SS": set_of(None),
        "NS": set_of(number),
        "BS": set_of(binary),
    }
    return read, read_map
