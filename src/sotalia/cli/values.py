"""From the text of an option to the value of a parameter, by the parameter's shape."""

from __future__ import annotations

import os

from .faults import InvalidLine, bad_value
from .paramfile import FileError, file_content, user_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.shapes import Shape
    from .parameters import Parameter

_COMPLEX = ("structure", "list", "map")
_INTEGERS = ("integer", "long", "short", "byte", "biginteger")
_FLOATS = ("float", "double", "bigdecimal")
#: Old operations that take the bare values of the one member of a list's structures.
_BARE_LISTS = {
    ("elb", "deregister-instances-from-load-balancer", "--instances"),
    ("elb", "describe-instance-health", "--instances"),
    ("elb", "register-instances-with-load-balancer", "--instances"),
    ("elb", "remove-tags", "--tags"),
    ("firehose", "put-record-batch", "--records"),
    ("workspaces", "reboot-workspaces", "--reboot-workspace-requests"),
    ("workspaces", "rebuild-workspaces", "--rebuild-workspace-requests"),
    ("workspaces", "terminate-workspaces", "--terminate-workspace-requests"),
}


def value_of(option: Parameter, given: Any, command: str, operation: str) -> Any:
    """Return the value of an option's parameter. `given` is its word, its list of words, or a flag's value.

    Raises InvalidLine.
    """
    if option.shape.type_name == "boolean" or isinstance(given, dict):  # what a flag says
        return given
    try:
        given = _file_of(given)
    except FileError as error:
        raise bad_value(option.name, str(error)) from None
    shape = option.shape
    if not _looks_like_json(given) and has_short_form(shape):
        return _from_short_form(option, given, (command, operation, option.name) in _BARE_LISTS)
    return _plain_value(shape, given, option.name)


def _file_of(given: Any) -> Any:
    """Return what is given, or the content of the file that it names; a list may name one only alone."""
    only = given[0] if isinstance(given, list) and len(given) == 1 else given
    if not isinstance(only, str) or not only.startswith(("file://", "fileb://")):
        return given
    content = file_content(only)
    return [content] if isinstance(given, list) else content


def _looks_like_json(given: Any) -> bool:
    first = given[0] if isinstance(given, list) and given else given
    return isinstance(first, str) and first.lstrip()[:1] in ("[", "{") and first.strip() != ""


def has_short_form(shape: Shape) -> bool:
    """Return whether values of a shape may be written in the short form."""
    kind = shape.type_name
    if kind == "list":
        return shape.member.type_name in _COMPLEX and not is_document(shape.member)
    return kind in ("structure", "map") and not is_document(shape)


def is_document(shape: Shape) -> bool:
    """Return whether a shape is a document, any JSON value, or a list or map of such."""
    kind = shape.type_name
    if kind == "list":
        return is_document(shape.member)
    if kind == "map":
        return is_document(shape.value)
    return kind == "structure" and shape.is_document_type


def _from_short_form(option: Parameter, given: Any, bare: bool) -> Any:
    from .shorthand import Shorthand, ShorthandError

    shape = option.shape
    if shape.type_name == "list" and bare and len(shape.member.members) == 1:
        (only,) = shape.member.members
        return [{only: word} for word in given]
    if shape.type_name == "structure" and list(shape.members) == ["Value"] and "=" not in given:
        return {"Value": given}
    try:
        if isinstance(given, list):
            return [_fitted(shape.member, Shorthand(word).read()) for word in given]
        return _fitted(shape, Shorthand(given).read())
    except (ShorthandError, FileError) as error:
        raise bad_value(option.name, str(error)) from None


def _fitted(shape: Shape, value: Any) -> Any:
    """Return a value from the short form, which knows only text, as its shape wants it."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        return {name: _fitted_member(shape, name, item) for name, item in value.items()}
    if kind == "map" and isinstance(value, dict):
        return {name: _fitted(shape.value, item) for name, item in value.items()}
    if kind == "list":
        return [_fitted(shape.member, item) for item in (value if isinstance(value, list) else [value])]
    return _scalar(shape, value) if isinstance(value, str) and kind not in _COMPLEX else value


def _fitted_member(shape: Shape, name: str, value: Any) -> Any:
    member = shape.members.get(name)
    if member is None:
        return value
    if is_document(member):
        from .shorthand import ShorthandError

        raise ShorthandError(
            "Shorthand syntax does not support document types. Use JSON input for top-level argument to specify nested "
            f"parameter: {name}"
        )
    return _fitted(member, value)


def _plain_value(shape: Shape, given: Any, name: str) -> Any:
    if shape.serialization.get("jsonvalue") or (shape.type_name == "structure" and is_document(shape)):
        return _json(given, name)
    if shape.type_name in ("structure", "map"):
        if not given.lstrip().startswith("{"):
            raise bad_value(name, f"Invalid JSON:\n{given}")
        return _json(given, name)
    if shape.type_name == "list":
        if len(given) == 1 and isinstance(given[0], str) and given[0].lstrip().startswith("["):
            return _json(given[0], name)
        return [_plain_value(shape.member, word, name) for word in given]
    if shape.type_name == "blob" and shape.serialization.get("streaming"):
        return _opened(given, name)
    return _scalar(shape, given)


def _scalar(shape: Shape, text: Any) -> Any:
    kind = shape.type_name
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind in _FLOATS:
            return float(text)
    except ValueError as error:
        raise InvalidLine(str(error)) from None
    if kind == "boolean":
        return text.lower() != "false" if isinstance(text, str) else bool(text)
    return text


def _json(text: Any, name: str) -> Any:
    from json import loads

    try:
        return loads(text)
    except ValueError as error:
        raise bad_value(name, f"Invalid JSON: {error}\nJSON received: {text}") from None


def _opened(path: Any, name: str) -> Any:
    """Open the file of a streamed body; the call reads it, and the process's end closes it."""
    full = user_path(path) if isinstance(path, str) else path
    if not isinstance(full, str) or not os.path.isfile(full):
        raise bad_value(name, "Blob values must be a path to a file.")
    return open(full, "rb")


def decode_blobs(shape: Shape | None, value: Any) -> Any:
    """Return a parameter's value with the texts of its blobs decoded from base64. Raises InvalidLine."""
    if shape is None or value is None:
        return value
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        return {name: decode_blobs(shape.members.get(name), item) for name, item in value.items()}
    if kind == "map" and isinstance(value, dict):
        return {name: decode_blobs(shape.value, item) for name, item in value.items()}
    if kind == "list" and isinstance(value, list):
        return [decode_blobs(shape.member, item) for item in value]
    if kind == "blob" and isinstance(value, str):
        from binascii import Error, a2b_base64

        try:
            return a2b_base64(value)
        except (Error, ValueError):
            raise InvalidLine(f'Invalid base64: "{value}"') from None
    return value
