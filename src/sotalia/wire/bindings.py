"""Where a REST request's members go, apart from the body: labels of the path, query string, headers.

Each function makes, for one member, an entry (target, key, convert): which of the request's dicts takes the converted
value, and under which key. Members that fill several keys, or none (header maps, query maps, empty header lists), have
the target `SPREAD`: their `convert(value, targets)` stores the values itself. Strict closures validate as they convert.
"""

from __future__ import annotations

from ..errors import ParamValidationError
from ..percent import percent_decode, percent_encode, plain, text_of
from . import timestamps
from .scalars import Invalid, base64, boolean_text, check, float_text, is_json_value, minimum, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Shape

    Entry = tuple[int, str, Callable[..., Any] | None]
    Targets = tuple[dict[str, Any], ...]

# Targets: indexes into what `_serializer` collects, in this order.
BODY, LABEL, QUERY, HEADER, PAYLOAD = range(5)
SPREAD = -1


# ---------------------------------------------------------------- path and query


def template(uri: str) -> tuple[Callable[[dict[str, str]], str], list[tuple[str, str | None]]]:
    """Split a `requestUri` into what fills its path from labels, and its static query."""
    path, _, query_text = uri.partition("?")
    pieces = _pieces(path)
    static: list[tuple[str, str | None]] = []
    for item in filter(None, query_text.split("&")):
        name, equals, value = item.partition("=")
        static.append((percent_decode(name), percent_decode(value) if equals else None))
    if len(pieces) == 1:
        return lambda labels: path, static
    labels_at = [(index, name[:-1], "/") if (name := pieces[index]).endswith("+") else (index, name, "")
                 for index in range(1, len(pieces), 2)]  # fmt: skip

    def fill(labels: dict[str, str]) -> str:
        parts = pieces.copy()
        try:
            for index, name, safe in labels_at:
                parts[index] = percent_encode(labels[name], safe)
        except KeyError as missing:
            raise ParamValidationError(report=f'Missing required parameter in input: "{missing.args[0]}"') from None
        return "".join(parts)

    return fill, static


def _pieces(path: str) -> list[str]:
    """Return literal, label, literal, label, ..., literal."""
    literal, *labels = path.split("{")
    pieces = [literal]
    for each in labels:
        label, _, literal = each.partition("}")
        pieces += (label, literal)
    return pieces


def pairs_of(query: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a query as pairs, lists as repeated names."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if isinstance(value, (list, tuple)):
            pairs.extend((name, text_of(item)) for item in value)
        else:
            pairs.append((name, text_of(value)))
    return pairs


def url_text(member: Shape, strict: bool) -> Callable[[Any], str]:
    """Return what renders one scalar for the path or the query."""
    render = text(member, "iso8601", strict=strict)
    if strict:
        return render
    return lambda value: value.decode() if isinstance(value, bytes) else render(value)


def query_entry(member: Shape, key: str, strict: bool) -> Entry:
    """Return the entry of a member of the query string."""
    kind = member.type_name
    if kind == "list":
        return QUERY, key, _each(member, url_text(member.member, strict), strict)
    if kind != "map":
        return QUERY, key, url_text(member, strict)
    check_map = _map_checker(member) if strict else None

    def spread(value: dict[str, Any], targets: Targets) -> None:
        if check_map is not None:
            check_map(value)
        targets[QUERY].update(value)

    return SPREAD, key, spread


def _each(shape: Shape, convert: Callable[[Any], str], strict: bool) -> Callable[[Any], list[str]]:
    least = (minimum(shape) or 0) if strict else 0

    def convert_each(value: Any) -> list[str]:
        if strict and (not isinstance(value, (list, tuple)) or len(value) < least):
            raise Invalid
        return [convert(item) for item in value]

    return convert_each


def _map_checker(shape: Shape) -> Callable[[Any], None]:
    """Return the check of a map of strings to strings, or to lists of strings."""
    check_key, value_shape = check(shape.key), shape.value
    many = value_shape.type_name == "list"
    check_item = check(value_shape.member if many else value_shape)
    least = (minimum(value_shape) or 0) if many else 0

    def check_map(value: Any) -> None:
        if not isinstance(value, dict):
            raise Invalid
        for key, item in value.items():
            check_key(key)
            if not many:
                check_item(item)
                continue
            if not isinstance(item, (list, tuple)) or len(item) < least:
                raise Invalid
            for each in item:
                check_item(each)

    return check_map


# ---------------------------------------------------------------- request headers


def header_entry(member: Shape, key: str, strict: bool) -> Entry:
    """Return the entry of a member in a header of its own; `key` is lower case."""
    if member.type_name != "list":
        return HEADER, key, _header_text(member, strict)
    convert_each = _each(member, _list_item(member.member, strict), strict)

    def put(value: Any, targets: Targets) -> None:
        items = convert_each(value if strict else [item for item in value if item is not None])
        if value:  # an empty list sets no header
            targets[HEADER][key] = ",".join(items)

    return SPREAD, key, put


def _header_text(member: Shape, strict: bool) -> Callable[[Any], str]:
    kind = member.type_name
    if is_json_value(member):
        from json import dumps

        return lambda value: base64(dumps(value, separators=(",", ":")))
    render: Callable[[Any], str]
    if kind == "timestamp":
        return timestamps.header_formatter(member)
    if kind == "boolean":
        render = boolean_text if strict else lambda value: text_of(value).lower()
    elif kind in {"float", "double"}:
        render = float_text
    else:
        render = text_of
    if not strict:
        return render
    checker = check(member)

    def checked_render(value: Any) -> str:
        checker(value)
        return render(value)

    return checked_render


def _list_item(member: Shape, strict: bool) -> Callable[[Any], str]:
    if member.type_name != "string" or is_json_value(member):
        return _header_text(member, strict)
    checker = check(member) if strict else None

    def quoted(value: Any) -> str:
        if checker is not None:
            checker(value)
        item = text_of(value)
        if '"' in item or "," in item:
            return '"' + item.replace('"', '\\"') + '"'
        return item

    return quoted


def header_map(member: Shape, prefix: str, strict: bool) -> Callable[..., None]:
    """Return what spreads a map over headers whose names begin with `prefix`."""
    check_map = _map_checker(member) if strict else None

    def spread(value: dict[str, Any], targets: Targets) -> None:
        if check_map is not None:
            check_map(value)
        headers = targets[HEADER]
        for key, item in value.items():
            headers[(prefix + key).lower()] = plain(item)

    return spread
