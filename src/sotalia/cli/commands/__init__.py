"""Commands that were made by hand, and what is special about some operations on the line.

Each is in the module of its service beside this one, or of its own; a row here says where. A module is imported when
its command is typed.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..handmade import Command

#: Command, alone or with the one after it → module and name of its `Command`, and what help says of it in a line.
COMMANDS: dict[tuple[str, ...], tuple[str, str]] = {}

#: Command and operation → module and name of what changes the operation's line (`operation.Adaptation`).
ADAPTATIONS: dict[tuple[str, str], str] = {}

#: Commands of the AWS CLI that are not here.
MISSING: dict[tuple[str, ...], str] = {}


def handmade(*names: str) -> Command | None:
    """Return the command made by hand of that name, or None."""
    row = COMMANDS.get(names)
    return None if row is None else _loaded(row[0])


def subcommands(name: str) -> dict[str, str]:
    """Return the commands made by hand below another one: name → what help says of it."""
    return {names[1]: row[1] for names, row in COMMANDS.items() if len(names) == 2 and names[0] == name}


def adaptation(command: str, operation: str) -> Any:
    """Return a new object that changes an operation's line, or None."""
    place = ADAPTATIONS.get((command, operation))
    return None if place is None else _loaded(place)()


def _loaded(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(__import__(module, fromlist=[name]), name)
