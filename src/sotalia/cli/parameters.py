"""The options of an operation, made of its input's shape.

    string, number, timestamp, blob, structure, map, document    --name VALUE
    list                                                         --name VALUE VALUE ...
    boolean                                                      --name, --no-name
    structure of one boolean called Value, in EC2                --name, --no-name, --name Value=true

They are called as the members, by the rule for names with dashes, unless `renames` says otherwise.
"""

from __future__ import annotations

from ..model.names import xform_name
from .general import OPTIONS as GENERAL
from .renames import ALIASES, PARAMETERS, of_operation
from .words import MANY, MAYBE, NONE, ONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ..model.operation import OperationModel
    from ..model.shapes import Shape

#: Types that must be numbers before anything else is looked at.
_NUMBERS = {"long": "int", "float": "float", "double": "float"}


class Parameter(Option):
    """An option that sets a member of an operation's input.

    `member` is the member's name, `shape` its shape. `required` says whether the line must have it, `hidden` whether
    help leaves it out.
    """

    __slots__ = ("hidden", "member", "required", "shape")

    def __init__(
        self,
        name: str,
        member: str,
        shape: Shape,
        *,
        arity: int = ONE,
        target: str = "",
        value: Any = True,
        required: bool = False,
        hidden: bool = False,
    ) -> None:
        super().__init__(name, arity, target=target, value=value, number=_NUMBERS.get(shape.type_name, ""))
        self.member = member
        self.shape = shape
        self.required = required
        self.hidden = hidden


def parameters(command: str, operation: str, model: OperationModel) -> dict[str, Parameter]:
    """Return an operation's options by name, in the model's order. `command` is what the line calls the service."""
    shape = model.input_shape
    if shape is None:
        return {}
    required = shape.required_members
    streams = shape.event_stream_name
    options: dict[str, Parameter] = {}
    for member, its_shape in shape.members.items():
        if member != streams:
            needed = member in required and not its_shape.metadata.get("idempotencyToken")
            for option in _of_member(member, its_shape, needed, within_value=command == _VALUES_OF):
                options[option.name] = option
    _rename(options, of_operation(PARAMETERS, command, operation))
    _add_aliases(options, of_operation(ALIASES, command, operation))
    return options


#: The service whose structures of one boolean may be written as flags.
_VALUES_OF = "ec2"


def _of_member(member: str, shape: Shape, required: bool, *, within_value: bool) -> Iterable[Parameter]:
    name = f"--{xform_name(member, '-')}"
    if within_value and _is_boolean_within_value(shape):
        yield Parameter(name, member, shape, arity=MAYBE, value={"Value": True}, required=required)
        yield Parameter(f"--no-{name[2:]}", member, shape, arity=NONE, target=f"no-{name[2:]}", value={"Value": False})
        return
    if shape.type_name == "boolean":
        yield Parameter(name, member, shape, arity=NONE, value=True)
        yield Parameter(f"--no-{name[2:]}", member, shape, arity=NONE, target=name[2:], value=False)
    else:
        arity = MANY if shape.type_name == "list" else ONE
        yield Parameter(name, member, shape, arity=arity, required=required)


def _is_boolean_within_value(shape: Shape) -> bool:
    if shape.type_name != "structure" or list(shape.members) != ["Value"]:
        return False
    return shape.members["Value"].type_name == "boolean"


def _rename(options: dict[str, Parameter], names: Mapping[str, str]) -> None:
    for old, new in names.items():
        option = options.pop(f"--{old}", None)
        if option is not None:
            option.name = f"--{new}"
            options[option.name] = option


def _add_aliases(options: dict[str, Parameter], names: Mapping[str, str]) -> None:
    for name, other in names.items():
        option = options.get(f"--{name}")
        if option is not None:
            alias = Parameter(
                f"--{other}", option.member, option.shape, arity=option.arity, target=option.target, hidden=True
            )
            options[alias.name] = alias


def hiding(options: Iterable[str]) -> set[str]:
    """Return those of an operation's options that are named as general ones, or as their beginnings.

    On the operation's line they mean the operation's.
    """
    mine = [name for name in options if any(other.startswith(name) for other in GENERAL)]
    return {other for name in mine for other in GENERAL if other.startswith(name)} if mine else set()
