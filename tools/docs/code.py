"""Calls written out, with a stand-in for each required parameter, in Python and on the command line; and colours."""

from __future__ import annotations

import re
from html import escape

from sotalia.cli.parameters import parameters
from sotalia.cli.renames import RENAMED_SERVICES
from sotalia.model.operation import OperationModel
from sotalia.model.shapes import Shape

#: As many characters fit into the column beside the text.
WIDTH = 58
_TOKENS = re.compile(
    r"(?P<c>#[^\n]*)|(?P<s>[rbf]?\"\"\".*?\"\"\"|[rbf]?\"(?:\\.|[^\"\\\n])*\"|[rbf]?'(?:\\.|[^'\\\n])*')"
    r"|\b(?P<k>async|await|with|as|for|in|import|from|if|else|elif|def|return|class|try|except|finally|while|not|and"
    r"|or|lambda|assert|raise|yield|pass|del|is)\b|\b(?P<n>True|False|None|\d[\d_.]*)\b",
    re.DOTALL,
)
_SCALARS = {
    **dict.fromkeys(("integer", "long", "short", "byte", "biginteger"), "1"),
    **dict.fromkeys(("float", "double", "bigdecimal"), "1.5"),
    "boolean": "True",
    "timestamp": "datetime.now()",
    "blob": 'b"…"',
}
_DEEPEST = 2


def coloured(code: str) -> str:
    """Return Python code as HTML."""
    out, at = [], 0
    for match in _TOKENS.finditer(code):
        out.append(escape(code[at : match.start()], quote=False))
        out.append(f"<span class={match.lastgroup}>{escape(match[0], quote=False)}</span>")
        at = match.end()
    return "".join([*out, escape(code[at:], quote=False)])


def call(start: str, operation: OperationModel, *, indent: str = "") -> str:
    """Return a call with its required parameters; `start` is what stands before them."""
    shape = operation.input_shape
    required = [] if shape is None else [(name, shape.members[name]) for name in shape.required_members]
    words = [f"{name}={_value(member, 0)}" for name, member in required]
    line = f"{indent}{start}({', '.join(words)})"
    if len(line) <= WIDTH or not words:
        return line
    return "\n".join([f"{indent}{start}(", *(f"{indent}    {word}," for word in words), f"{indent})"])


def _value(shape: Shape, depth: int) -> str:
    kind = shape.type_name
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind == "list":
        return f"[{_value(shape.member, depth + 1)}]" if depth < _DEEPEST else "[]"
    if kind == "map":
        return f'{{"…": {_value(shape.value, depth + 1)}}}' if depth < _DEEPEST else "{}"
    if kind == "structure":
        if depth >= _DEEPEST:
            return "{}"
        parts = [f'"{name}": {_value(shape.members[name], depth + 1)}' for name in shape.required_members]
        return "{" + ", ".join(parts) + "}"
    values = shape.metadata.get("enum")
    return f'"{values[0]}"' if values else '"…"'


def command_line(service: str, method: str, operation: OperationModel) -> str:
    """Return the line that makes the call."""
    command, name = RENAMED_SERVICES.get(service, service), method.replace("_", "-")
    options = parameters(command, name, operation).values()
    words = [f"sotalia {command} {name}", *(f"{each.name} {_word(each.shape)}" for each in options if each.required)]
    line = " ".join(words)
    return line if len(line) <= WIDTH else " \\\n    ".join(words)


def _word(shape: Shape) -> str:
    if shape.type_name in ("structure", "list", "map", "blob"):
        return {"blob": "fileb://…"}.get(shape.type_name, "…")
    value = _value(shape, 0).strip('"')
    return value.replace("datetime.now()", "2026-11-28T12:00:00Z")
