"""The report of everything that is wrong with an operation's parameters, in boto3's words.

This is the slow path: serialization checks as it goes and stops at the first oddity; then `report` checks everything.
The texts, their order and what is (and is not) checked are boto3's: types, required and unknown members, the least
value or length, the number of members of a union, what a document may hold. Greatest values, patterns and enums are
the service's to check. One thing is not boto3's: values that the model calls sensitive (a password, a key) are not
shown, nor values inside of these, nor values that may contain some. Names of members and keys of maps are shown, unless
the model calls the keys themselves sensitive: they say where the fault is.
"""

from __future__ import annotations

from . import wall
from .scalars import TEXT, check_timestamp, is_json_value, minimum, types_of
from .wall import HIDDEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from . import Shape

_DOCUMENT_TYPES = (str, int, bool, float, list, dict)


def report(shape: Shape, params: Any) -> str:
    """Return the faults of `params`, one a line, or "" if there are none."""
    faults: list[str] = []
    _validate(shape, params, "", faults)
    return "\n".join(faults)


def _named(name: str) -> str:
    if not name:
        return "input"
    return name.removeprefix(".")


def _wrong_type(
    shape: Shape, name: str, value: Any, types: Iterable[object], faults: list[str], *, hidden: bool
) -> None:
    what = "document parameter" if types is _DOCUMENT_TYPES else "parameter"
    shown_value = HIDDEN if value is not None and (hidden or wall.holds_secrets([shape])) else value
    valid = ", ".join(str(t) for t in types)
    faults.append(
        f"Invalid type for {what} {_named(name)}, value: {shown_value}, type: {type(value)}, valid types: {valid}"
    )


def _validate(shape: Shape, value: Any, name: str, faults: list[str], *, hidden: bool = False) -> None:
    """Add the faults of a value; `hidden` says that it is inside of a sensitive one."""
    kind = shape.type_name
    hidden = hidden or wall.is_sensitive(shape)
    if is_json_value(shape):
        _json_value(value, name, faults, hidden=hidden)
    elif kind == "structure":
        if shape.is_document_type:
            _document(shape, value, name, faults, hidden=hidden)
        elif isinstance(value, dict):
            _structure(shape, value, name, faults, hidden=hidden)
        else:
            _wrong_type(shape, name, value, (dict,), faults, hidden=hidden)
    elif kind == "list":
        _list(shape, value, name, faults, hidden=hidden)
    elif kind == "map":
        _map(shape, value, name, faults, hidden=hidden)
    elif kind == "timestamp":
        try:
            check_timestamp(value)
        except (TypeError, ValueError, AttributeError):
            types = ("<class 'datetime.datetime'>", "timestamp-string")
            _wrong_type(shape, name, value, types, faults, hidden=hidden)
    elif kind == "blob":
        if not isinstance(value, (bytes, bytearray, str)) and not hasattr(value, "read"):
            _wrong_type(shape, name, value, (bytes, bytearray, "file-like object"), faults, hidden=hidden)
    else:
        _scalar(shape, value, name, faults, hidden=hidden)


def _structure(shape: Shape, value: dict[Any, Any], name: str, faults: list[str], *, hidden: bool) -> None:
    members = shape.members
    if shape.is_tagged_union:
        if not value:
            faults.append(
                f"Must set one of the following keys for tagged unionstructure {_named(name)}: {', '.join(members)}."
            )
        elif len(value) > 1:
            faults.append(
                f"Invalid number of parameters set for tagged union structure {_named(name)}. "
                f"Can only set one of the following keys: {', '.join(members)}."
            )
    faults.extend(
        f'Missing required parameter in {_named(name)}: "{required}"'
        for required in shape.metadata.get("required", ())
        if required not in value
    )
    faults.extend(
        f'Unknown parameter in {_named(name)}: "{key}", must be one of: {", ".join(members)}'
        for key in value
        if key not in members
    )
    for key, item in value.items():
        if key in members and not _is_event_stream(members[key]):
            _validate(members[key], item, f"{name}.{key}", faults, hidden=hidden)


def _map(shape: Shape, value: Any, name: str, faults: list[str], *, hidden: bool) -> None:
    if not isinstance(value, dict):
        _wrong_type(shape, name, value, (dict,), faults, hidden=hidden)
        return
    hides_keys = wall.is_sensitive(shape.key)
    for key, item in value.items():
        shown_key = HIDDEN if hides_keys else key
        _validate(shape.key, key, f"{name} (key: {shown_key})", faults, hidden=hidden)
        _validate(shape.value, item, f"{name}.{shown_key}", faults, hidden=hidden)


def _is_event_stream(shape: Shape) -> bool:
    # What streams is an iterable of events; each is checked when it is sent.
    return bool(shape.serialization.get("eventstream"))


def _list(shape: Shape, value: Any, name: str, faults: list[str], *, hidden: bool) -> None:
    if not isinstance(value, (list, tuple)):
        _wrong_type(shape, name, value, (list, tuple), faults, hidden=hidden)
        return
    _least(shape, len(value), len(value), name, "length", faults)
    member = shape.member
    for index, item in enumerate(value):
        _validate(member, item, f"{name}[{index}]", faults, hidden=hidden)


def _scalar(shape: Shape, value: Any, name: str, faults: list[str], *, hidden: bool) -> None:
    types = types_of(shape.type_name)
    if not isinstance(value, types):
        _wrong_type(shape, name, value, types, faults, hidden=hidden)
    elif types is TEXT:
        _least(shape, len(value), len(value), name, "length", faults)
    elif shape.type_name != "boolean":
        _least(shape, value, HIDDEN if hidden else value, name, "value", faults)


def _least(shape: Shape, value: Any, shown_value: Any, name: str, what: str, faults: list[str]) -> None:
    least = minimum(shape)
    if least is not None and value < least:
        kind = "min length" if what == "length" else "min value"
        faults.append(f"Invalid {what} for parameter {_named(name)}, value: {shown_value}, valid {kind}: {least}")


def _json_value(value: Any, name: str, faults: list[str], *, hidden: bool) -> None:
    try:
        from json import dumps

        dumps(value)
    except (ValueError, TypeError) as error:
        reason = type(error).__name__ if hidden else error
        faults.append(f"Invalid parameter {_named(name)} must be json serializable: {reason}")


def _document(shape: Shape, value: Any, name: str, faults: list[str], *, hidden: bool) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            # The path starts anew at each key, as boto3's does.
            _document(shape, item, key, faults, hidden=hidden)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _document(shape, item, f"{name}[{index}]", faults, hidden=hidden)
    elif value is not None and not isinstance(value, (str, int, float)):
        _wrong_type(shape, name, value, _DOCUMENT_TYPES, faults, hidden=hidden)
