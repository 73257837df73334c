"""`--generate-cli-skeleton`: an operation's parameters, or its reply, with a stand-in for each value."""

from __future__ import annotations

import sys

from .faults import SUCCESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.operation import OperationModel
    from ..model.shapes import Shape
    from .context import Context

_TIME = "1970-01-01T00:00:00"
_INTEGERS = ("integer", "long", "short", "byte", "biginteger")
_FLOATS = ("float", "double", "bigdecimal")


def print_skeleton(context: Context, model: OperationModel, kind: str, parameters: dict[str, Any]) -> int:
    """Print the skeleton of a kind: `input`, `yaml-input` or `output`; for the last the parameters are checked first.

    Raises ParamValidationError.
    """
    if kind == "output":
        from .output.printer import print_value

        _check(model, parameters)
        shape = model.output_shape
        print_value(context, model.name, {} if shape is None else Skeleton(named=True).of(shape))
        return SUCCESS
    skeleton = {} if model.input_shape is None else Skeleton(named=False).of(model.input_shape)
    if kind == "input":
        from .output.json import to_json

        sys.stdout.write(f"{to_json(skeleton)}\n")
    else:
        from .output.yaml import to_yaml

        sys.stdout.write(to_yaml(_texts(skeleton)))
    return SUCCESS


def _check(model: OperationModel, parameters: dict[str, Any]) -> None:
    """Raise what a call with the parameters would raise before anything is sent."""
    from ..errors import ParamValidationError
    from ..wire.validate import report

    faults = report(model.input_shape, parameters) if model.input_shape is not None else ""
    if faults:
        raise ParamValidationError(report=faults)


def _texts(value: Any) -> Any:
    """Return a skeleton with texts for the blobs, which are None in JSON."""
    if isinstance(value, dict):
        return {name: _texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return "" if value is None else value


class Skeleton:
    """Makes stand-ins: for texts the names of their members, or else the first of their values, or nothing."""

    def __init__(self, *, named: bool) -> None:
        self._named = named
        self._within: list[str] = []

    def of(self, shape: Shape, name: str = "") -> Any:
        """Return the stand-in for a shape, the member `name`. A structure inside of itself is empty."""
        kind = shape.type_name
        if kind == "string":
            values = shape.metadata.get("enum")
            return name if self._named else values[0] if values else ""
        if kind in _INTEGERS:
            return 0
        if kind in _FLOATS:
            return 0.0
        if kind == "boolean":
            return True
        if kind == "timestamp":
            return _TIME
        self._within.append(shape.name)
        try:
            return self._nested(shape)
        finally:
            self._within.pop()

    def _nested(self, shape: Shape) -> Any:
        kind = shape.type_name
        if kind == "structure":
            if self._within.count(shape.name) > 1:
                return {}
            return {name: self.of(member, name) for name, member in shape.members.items()}
        if kind == "list":
            return [self.of(shape.member, shape.member.name)]
        if kind == "map":
            return {"KeyName": self.of(shape.value)}
        return None
