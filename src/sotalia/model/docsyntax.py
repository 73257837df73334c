"""Requests and replies written out in Python, with a stand-in for every value."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .operation import OperationModel
    from .shapes import Shape

    #: Shapes that Python has another type for than the model: a shape's name → that type, and an example of it.
    Values = Mapping[str, tuple[str, str]]

NO_VALUES: Values = {}
#: What the types of a model are in Python.
TYPE_NAMES = {
    **dict.fromkeys(("long", "short", "byte", "biginteger"), "integer"),
    **dict.fromkeys(("double", "bigdecimal"), "float"),
    **dict.fromkeys(("structure", "map"), "dict"),
    "blob": "bytes",
    "char": "string",
    "timestamp": "datetime",
}
_SCALARS = {
    **dict.fromkeys(("string", "char"), "'string'"),
    **dict.fromkeys(("integer", "long", "short", "byte", "biginteger"), "123"),
    **dict.fromkeys(("float", "double", "bigdecimal"), "123.0"),
    "boolean": "True|False",
    "timestamp": "datetime(2015, 1, 1)",
    "blob": "b'bytes'",
}
_DOCUMENT = "{...}|[...]|123|123.4|'string'|True|None"
_INDENT = "    "


class Settings:
    """A dict that a paginator or a waiter takes besides the parameters of its operation.

    `keys` has, by name, the type and the prose of what may be in it; all of it is optional.
    """

    __slots__ = ("keys", "name", "prose")

    def __init__(self, name: str, prose: str, keys: dict[str, tuple[str, str]]) -> None:
        self.name = name
        self.prose = prose
        self.keys = keys


def request_syntax(
    call: str,
    operation: OperationModel,
    settings: Settings | None = None,
    filled: Collection[str] = (),
    values: Values = NO_VALUES,
) -> list[str]:
    """Return the lines of a call with all parameters but those `filled` in; `call` is what stands before them.

    `settings` describes the dict that the call takes besides the operation's own parameters.
    """
    shape = operation.input_shape
    members = {} if shape is None else {name: shape.members[name] for name in shape.members if name not in filled}
    if not members and settings is None:
        return [f"{call}()"]
    streaming = operation.get_streaming_input()
    payload = shape.serialization.get("payload") if shape is not None and streaming is not None else None
    lines = [f"{call}("]
    for name, member in members.items():
        value = ["b'bytes'|file"] if name == payload else _value(member, (), values)
        lines += _placed(f"{name}=", value, ",")
    if settings is not None:
        entries = [_INDENT + f"'{name}': {_SCALARS[kind]}," for name, (kind, _) in settings.keys.items()]
        entries[-1] = entries[-1].removesuffix(",")
        lines += _placed(f"{settings.name}=", ["{", *entries, "}"], ",")
    lines[-1] = lines[-1].removesuffix(",")
    return [*lines, ")"]


def reply_syntax(operation: OperationModel, values: Values = NO_VALUES) -> list[str]:
    """Return the lines of a reply."""
    shape = operation.output_shape
    if shape is None:
        return ["None"]
    streaming = operation.get_streaming_output()
    payload = shape.serialization.get("payload") if streaming is not None else None
    lines = ["{"]
    for name, member in shape.members.items():
        value = ["StreamingBody()"] if name == payload else _value(member, (), values)
        if member.serialization.get("eventstream"):
            value = ["EventStream(" + value[0], *value[1:-1], value[-1] + ")"] if len(value) > 1 else value
        lines += _placed(f"'{name}': ", value, ",")
    lines[-1] = lines[-1].removesuffix(",")
    return [*lines, "}"]


def _placed(before: str, value: list[str], after: str) -> list[str]:
    lines = [_INDENT + line for line in value]
    lines[0] = _INDENT + before + value[0]
    lines[-1] += after
    return lines


def _value(shape: Shape, within: tuple[str, ...], values: Values) -> list[str]:
    kind = shape.type_name
    if shape.name in values:
        return [values[shape.name][1]]
    if kind in _SCALARS:
        return [_scalar(shape)]
    if shape.metadata.get("document") or kind not in ("structure", "list", "map"):
        return [_DOCUMENT]
    opening, closing = ("[", "]") if kind == "list" else ("{", "}")
    if shape.name in within:
        return [f"{opening}'... recursive ...'{closing}"]
    within = (*within, shape.name)
    if kind == "list":
        inner = _placed("", _value(shape.member, within, values), ",")
    elif kind == "map":
        inner = _placed("'string': ", _value(shape.value, within, values), "")
    else:
        if not shape.members:
            return ["{}"]
        inner = []
        for name, member in shape.members.items():
            inner += _placed(f"'{name}': ", _value(member, within, values), ",")
        inner[-1] = inner[-1].removesuffix(",")
    return [opening, *inner, closing]


def _scalar(shape: Shape) -> str:
    values = shape.metadata.get("enum")
    if values:
        return "|".join(f"'{value}'" for value in values)
    return _SCALARS[shape.type_name]
