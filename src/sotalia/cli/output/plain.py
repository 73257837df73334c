"""Replies as plain data: text, numbers, booleans, None, lists and dicts.

Times are text in ISO 8601, bytes are base64. Expressions of `--query` see them so too.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ...model.shapes import Shape

_PLAIN = frozenset((str, int, float, bool, type(None)))


def plain(value: Any, shape: Shape | None = None) -> Any:
    """Return a value as plain data. Lists and dicts are new ones; with its `shape`, their keys are in its order."""
    kind = value.__class__
    if kind in _PLAIN:
        return value
    if isinstance(value, dict):
        return _plain_dict(value, shape)
    if isinstance(value, (list, tuple)):
        member = shape.member if shape is not None and shape.type_name == "list" else None
        return [item if item.__class__ is str else plain(item, member) for item in value]
    if isinstance(value, (bytes, bytearray)):
        from binascii import b2a_base64

        return b2a_base64(value, newline=False).decode()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def _plain_dict(value: dict[str, Any], shape: Shape | None) -> dict[str, Any]:
    kind = None if shape is None else shape.type_name
    if shape is not None and kind == "structure" and not shape.is_document_type:
        members = shape.members
        ordered = {name: plain(value[name], members[name]) for name in _in_order(members) if name in value}
        return ordered | {name: plain(item) for name, item in value.items() if name not in members}
    inner = shape.value if shape is not None and kind == "map" else None
    return {name: item if item.__class__ is str else plain(item, inner) for name, item in value.items()}


def _in_order(members: dict[str, Shape]) -> Iterable[str]:
    """Return members' names in the order of replies: what is in headers first, then the model's order."""
    outside = [name for name, member in members.items() if member.serialization.get("location")]
    return [*outside, *(name for name in members if name not in outside)] if outside else members


def plain_at(whole: dict[str, Any], shape: Shape | None, paths: Iterable[str]) -> dict[str, Any]:
    """Return a reply that was put together from pages as plain data.

    Its own keys stay in their order; what is at the `paths` (`DistributionList.Items`) is as `plain` makes it.
    """
    result: dict[str, Any] = plain(whole)
    for path in paths:
        *containers, last = path.split(".")
        inner, source, its_shape = result, whole, shape
        for name in containers:
            inner, source = inner.get(name) or {}, source.get(name) or {}
            its_shape = None if its_shape is None else its_shape.members.get(name)
        if its_shape is not None and last in source:
            inner[last] = plain(source[last], its_shape.members.get(last))
    return result


def is_scalar(value: Any) -> bool:
    """Return whether a value is neither a list nor a dict."""
    return not isinstance(value, (list, dict))
