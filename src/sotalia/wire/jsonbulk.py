"""Long lists in JSON replies, decoded a column at a time.

A list of a thousand structures costs a thousand closure calls, most of which find that nothing needs to be done:
strings, booleans and numbers stay as they are. Here one call decodes all structures of a list together, in place:

    [{"Id": "a", "At": 1.5}, {"Id": "b", "At": 2.5, "Owner": {"Name": "x"}}, {"Id": "c", "Owner": {"Name": "y"}}]

    1. `set().union(*values)`, one call of C code, collects the members that occur: Id, At, Owner.
    2. Id is a string, so nothing is done for it. At is a timestamp: each dict that has one gets it converted.
    3. Owner is a structure: both owners are decoded together, as this list is.

This works only while everything is as the model says. `Unusual` is raised for anything else (an unknown member, a value
of the wrong type, a union with two members); the list is then half decoded, and the caller parses the body again and
decodes one by one. There must be no nulls in what is decoded here.
"""

from __future__ import annotations

from itertools import chain

from .common import Members

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from . import Shape
    from .jsonread import Decoder

    #: Decodes all values of a list, none of them null, in place.
    Many = Callable[[list[Any]], None]

#: The length from which on this is faster.
BULK = 12
#: How many values a key must have, on average, to be worth a look of its own.
_ALIKE = 16

_DICTS = {dict}
_LISTS = {list}
_ONE = {1}
#: Types whose closures have nothing to do if JSON gave the Python type that is theirs.
_UNCHANGED_TYPES = {"integer": {int}, "long": {int}, "boolean": {bool}}


class Unusual(Exception):
    """Something is not as the model says; decode one by one, from the start."""


class Bulk:
    """Compiles shapes into closures over many values, with `decoder` for those that need a call each."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._structures: dict[str, Many | None] = {}
        self._closures: dict[int, tuple[Shape, Many | None]] = {}

    def decode(self, shape: Shape, values: list[Any]) -> bool:
        """Decode `values` of one shape in place; False (and nothing done) if that cannot be done in place."""
        entry = self._closures.get(id(shape))
        if entry is None:
            entry = self._closures[id(shape)] = (shape, self.many(shape))  # the shape stays alive, and so its id
        many = entry[1]
        if many is None:
            return False
        many(values)
        return True

    def many(self, shape: Shape) -> Many | None:
        """Return the closure for `shape`, or None if its values cannot be changed in place."""
        if self._decoder.special(shape) is not None:
            return None
        kind = shape.type_name
        if kind == "list":
            return self._lists(shape)
        if kind == "map":
            return self._maps(shape)
        if kind != "structure" or shape.is_document_type:
            return None
        if shape.name not in self._structures:
            renamed = any(member.serialization.get("name", name) != name for name, member in shape.members.items())
            if renamed:
                self._structures[shape.name] = None
            else:
                self._structure(shape)
        return self._structures[shape.name]

    def _structure(self, shape: Shape) -> None:
        members = shape.members
        union = shape.is_tagged_union
        names = frozenset(members)
        columns = Members(lambda tag: self._column(members[tag]))

        def many(values: list[Any]) -> None:
            if not values:
                return
            if set(map(type, values)) != _DICTS or (union and set(map(len, values)) != _ONE):
                raise Unusual
            tags = set().union(*values)
            if not names.issuperset(tags):
                raise Unusual
            for tag in tags:
                column = columns[tag]
                if column is not None:
                    column(tag, values)

        self._structures[shape.name] = many

    def _column(self, shape: Shape) -> Callable[[str, list[dict[str, Any]]], None] | None:
        """Return what decodes one member of all structures, or None if its values stay as they are."""
        many = self.many(shape)
        if many is not None:
            return lambda tag, values: many([value[tag] for value in values if tag in value])
        convert = self._decoder.convert(shape)
        if convert is None:
            return None
        types = _UNCHANGED_TYPES.get(shape.type_name)

        def column(tag: str, values: list[dict[str, Any]]) -> None:
            if types is not None and {type(value[tag]) for value in values if tag in value} == types:
                return
            for value in values:
                if tag in value:
                    value[tag] = convert(value[tag])

        return column

    def _lists(self, shape: Shape) -> Many:
        many = self.many(shape.member)
        convert = None if many is not None else self._decoder.convert(shape.member)

        def many_lists(values: list[Any]) -> None:
            if values and set(map(type, values)) != _LISTS:
                raise Unusual
            if many is not None:
                many([*chain.from_iterable(values)])
            elif convert is not None:
                for value in values:
                    value[:] = [convert(item) for item in value]

        return many_lists

    def _maps(self, shape: Shape) -> Many | None:
        if self._decoder.convert(shape.key) is not None:
            return None
        many = self.many(shape.value)
        convert = None if many is not None else self._decoder.convert(shape.value)

        def many_maps(values: list[Any]) -> None:
            if values and set(map(type, values)) != _DICTS:
                raise Unusual
            if many is not None:
                for column in _by_key(values):
                    many(column)
            elif convert is not None:
                for value in values:
                    for key, item in value.items():
                        value[key] = convert(item)

        return many_maps


def _by_key(maps: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """Hand out the values of all maps: those of each key together, where many maps have the same keys.

    Such values are often alike: an attribute that is a number in one item of a table is one in the others.
    """
    keys = set().union(*maps)
    if len(keys) * _ALIKE > sum(map(len, maps)):
        yield [*chain.from_iterable(map(dict.values, maps))]
        return
    for key in keys:
        yield [each[key] for each in maps if key in each]
