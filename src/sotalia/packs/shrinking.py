"""Compiled services -> the smaller forms in which packs hold them; `sotalia.model.pack` undoes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..model.compile import ENUM, KEYS, REQUIRED, STRUCTURE, Compiled
from ..model.pack import operation_names, woven_place


def shrink_header(header: dict[str, Any]) -> dict[str, Any]:
    """Return what a directory holds in place of a `Compiled.header`, which is a third of that.

    Nearly all operation names follow from the method names (`list_buckets` -> `ListBuckets`): the others are listed.
    Ids of operations become differences: (3, 7, 8) -> (3, 4, 1).
    """
    replaced = ("operations", "operation_ids", "python_names")
    directory = {key: value for key, value in header.items() if key not in replaced}
    methods, operations, ids = "\n".join(header["python_names"]), header["operations"], header["operation_ids"]
    regular_names = operation_names(methods)
    directory["methods"] = methods
    directory["irregular"] = {at: name for at, name in enumerate(operations) if name != regular_names[at]}
    directory["operation_steps"] = tuple(after - before for before, after in zip((0, *ids), ids, strict=False))
    return directory


def shrink_records(compiled: Compiled) -> Iterator[tuple[Any, ...]]:
    """Return the records as they are packed.

    - An operation leaves out its name, which the directory has. A shape whose name starts with that of the last
      operation before it has only the rest, in a tuple: after `GetObject`, `GetObjectRequest` is ("Request",).
    - `required` and `enum` are shortened where they are the first trait, which they nearly always are. `required` gets
      a bit per member: ["A", "C"] of the members A, B and C is 0b101. `enum` becomes one text, a value per line.
    - Ids of shapes, which take a quarter of a pack, become small numbers, see `_shrink_id`. The members' ids 41, 43 and
      7, in record 40, become 3 (one after 40), 5 (two after 41) and 14 (no later than 43: twice itself).
    """
    operation = None
    for number, record in enumerate(compiled.records):
        if len(record) == 4:
            name, kind, traits, members = record
            if operation is not None and name.startswith(operation):
                name = (name[len(operation) :],)
            yield name, kind, _shrink_traits(traits, members), members and _shrink_members(kind, members, number)
        else:
            operation, http, input_reference, output_reference, errors, traits = record
            yield (
                http,
                _shrink_use(input_reference, number),
                _shrink_use(output_reference, number),
                errors and tuple(_shrink_error(error, number) for error in errors),
                traits,
            )


def _shrink_traits(traits: tuple[Any, ...] | None, members: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if not traits or traits[0] not in (REQUIRED, ENUM):
        return traits
    key, content, *rest = traits
    if not isinstance(content, list):
        return KEYS[key], content, *rest  # not a list, as it should be: it stays as it is
    if key == REQUIRED and members:
        names = members[::3]
        if content == [name for name in names if name in content]:
            return key, sum(1 << at for at, name in enumerate(names) if name in content), *rest
    elif key == ENUM and content and all(isinstance(value, str) and "\n" not in value for value in content):
        return key, "\n".join(content), *rest
    return traits


def _shrink_members(kind: Any, members: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    flat = list(members)
    last = number
    for at in range(1, len(flat), 3) if kind == STRUCTURE else range(0, len(flat), 2):
        shape_id = flat[at]
        flat[at] = _shrink_id(shape_id, last)
        if isinstance(shape_id, int):
            last = max(last, shape_id)
    return tuple(flat)


def _shrink_error(error: Any, number: int) -> Any:
    return _shrink_use(error, number) if isinstance(error, tuple) else _shrink_id(error, number)


def _shrink_use(reference: tuple[Any, Any] | None, number: int) -> tuple[Any, Any] | None:
    return reference and (_shrink_id(reference[0], number), reference[1])


def _shrink_id(shape_id: Any, last: int) -> Any:
    """Return an odd number for an id after `last`, the greatest so far: 2 * distance + 1; else an even one: 2 * id."""
    if not isinstance(shape_id, int):
        return shape_id
    return 2 * (shape_id - last) + 1 if shape_id > last else 2 * shape_id


def weave(versions: Sequence[Sequence[bytes]]) -> list[bytes]:
    """Return the records of several versions of a service as one list, each where `woven_place` says.

    That puts the records that two versions share close together, where the compressor finds them.
    """
    counts = tuple(map(len, versions))
    result = [b""] * sum(counts)
    for version, records in enumerate(versions):
        for number, record in enumerate(records):
            result[woven_place(number, version, counts)] = record
    return result
