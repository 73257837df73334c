"""Compiled services -> the smaller forms that packs hold of them; `sotalia.model.pack` undoes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sotalia.model.compile import ENUM, KEYS, REQUIRED, STRUCTURE, Compiled
from sotalia.model.pack import operation_names, woven_place


def shrink_header(header: dict[str, Any]) -> dict[str, Any]:
    """Return what a directory holds in place of a `Compiled.header`, which is a third of that.

    Nearly all operation names follow from the method names (`list_buckets` -> `ListBuckets`): the others are listed.
    Ids of operations are given as differences.
    """
    small = {key: value for key, value in header.items() if key not in ("operations", "operation_ids", "python_names")}
    methods, operations, ids = "\n".join(header["python_names"]), header["operations"], header["operation_ids"]
    guessed = operation_names(methods)
    small["methods"] = methods
    small["irregular"] = {at: name for at, name in enumerate(operations) if name != guessed[at]}
    small["operation_steps"] = tuple(after - before for before, after in zip((0, *ids), ids, strict=False))
    return small


def shrink_records(compiled: Compiled) -> Iterator[tuple[Any, ...]]:
    """Return the records as they are packed.

    An operation leaves out its name, which the directory knows, and a shape whose name starts with that of the last
    operation before it has the rest alone, in a tuple. `required` says with a bit for each member what is required, and
    `enum` is one text, if they are the first traits, which they nearly always are.

    Numbers of records take a quarter of a pack, so they are told shortly: one that comes later than all before it, in
    the same record, as twice the distance and one; any other as twice itself.
    """
    operation = None
    for number, record in enumerate(compiled.records):
        if len(record) == 4:
            name, kind, traits, members = record
            if operation is not None and name.startswith(operation):
                name = (name[len(operation) :],)
            yield name, kind, _shrink_traits(traits, members), members and _shrink_members(kind, members, number)
        else:
            operation, http, given, returned, errors, traits = record
            yield (
                http,
                _shrink_use(given, number),
                _shrink_use(returned, number),
                errors and tuple(_shrink_error(error, number) for error in errors),
                traits,
            )


def _shrink_traits(traits: tuple[Any, ...] | None, members: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if not traits or traits[0] not in (REQUIRED, ENUM):
        return traits
    key, given, *rest = traits
    if not isinstance(given, list):
        return KEYS[key], given, *rest  # makes no sense, yet has to come back as it was
    if key == REQUIRED and members:
        names = members[::3]
        if given == [name for name in names if name in given]:
            return key, sum(1 << at for at, name in enumerate(names) if name in given), *rest
    elif key == ENUM and given and all(isinstance(value, str) and "\n" not in value for value in given):
        return key, "\n".join(given), *rest
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
    if not isinstance(shape_id, int):
        return shape_id
    return 2 * (shape_id - last) + 1 if shape_id > last else 2 * shape_id


def weave(versions: Sequence[Sequence[bytes]]) -> list[bytes]:
    """Return the records of several versions of a service as one list, each where `woven_place` says.

    What two versions have in common comes to stand close together, where the compressor sees it.
    """
    counts = tuple(map(len, versions))
    woven = [b""] * sum(counts)
    for version, records in enumerate(versions):
        for number, record in enumerate(records):
            woven[woven_place(number, version, counts)] = record
    return woven
