"""Completing a line that is being typed: `sotalia complete`, which shells call (see `shells`).

The line is in COMP_LINE, the cursor's place, in bytes, in COMP_POINT. The candidates go to stdout, one per line. What
goes wrong says nothing: whoever types wants no errors in the line.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.loader import Loader
    from .words import Option


def main() -> int:
    """Carry out `sotalia complete`."""
    return complete(os.environ.get("COMP_LINE", ""), os.environ.get("COMP_POINT"))


def complete(line: str, point: str | None) -> int:
    """Print the candidates for the word at a place of a line, one per line; return the exit code."""
    text = line
    if point is not None and point.isdecimal():
        text = text.encode()[: int(point)].decode(errors="ignore")
    words = text.split(" ")
    before = [word for word in words[1:-1] if word]
    try:
        found = list(candidates(before, words[-1]))
    except (Exception, KeyboardInterrupt):
        found = []
    sys.stdout.write("".join(f"{name}\n" for name in dict.fromkeys(found)))
    return 0


def candidates(before: Sequence[str], word: str) -> Iterable[str]:
    """Return what a word may become, after the words before it."""
    from ..model.loader import create_loader

    loader = create_loader(os.environ.get("AWS_DATA_PATH") or None)
    commands = _commands(before)
    line = _Line(loader, commands)
    if before and before[-1].startswith("--"):
        option = line.options().get(before[-1])
        values = None if option is None else _values(option, line, before)
        if values is not None:
            return (value for value in values if value.startswith(word))
    names = line.options() if word.startswith("-") else line.names()
    return (name for name in names if name.startswith(word))


def _commands(before: Sequence[str]) -> list[str]:
    """Return the words that are commands, as far as that can be told: neither options nor values of general ones."""
    from .general import OPTIONS
    from .words import NONE

    result: list[str] = []
    takes = False
    for word in before:
        if word.startswith("-"):
            option = OPTIONS.get(word)
            takes = option is not None and option.arity != NONE
            if option is None and len(result) > 1:
                break  # from here on they may be values
        elif not takes:
            result.append(word)
        else:
            takes = False
    return result


class _Line:
    """What there is at the end of some commands."""

    def __init__(self, loader: Loader, commands: Sequence[str]) -> None:
        self.loader = loader
        self.commands = commands

    def names(self) -> Iterable[str]:
        """Return the commands that may come next."""
        commands = self.commands
        if not commands:
            return self._top()
        if len(commands) > 1 and commands[1] != "wait":
            return ()
        from .services import find_service, operation_commands

        service = find_service(self.loader, commands[0])
        waiting = service is not None and self.loader.waiter_document(service.service_name)
        if len(commands) > 1:
            from ..model.names import xform_name

            return sorted(xform_name(name, "-") for name in waiting["waiters"]) if waiting else ()
        from .commands import COMMANDS, handmade, subcommands

        if (commands[0],) in COMMANDS:
            hand = handmade(commands[0])
            return [*(() if hand is None else hand.below), "help"]
        if service is None:
            return ()
        return [*operation_commands(service), *subcommands(commands[0]), *(["wait"] if waiting else []), "help"]

    def _top(self) -> Iterable[str]:
        from .aliases import aliases
        from .commands import COMMANDS
        from .own import COMMANDS as OWN
        from .services import service_commands

        hand = [names[0] for names in COMMANDS if len(names) == 1]
        return sorted({*service_commands(self.loader), *hand, *OWN, *aliases(), "help"})

    def options(self) -> dict[str, Option]:
        """Return the options that may be given here: the command's own, and those of every command."""
        from .general import OPTIONS

        return {**self._own_options(), **OPTIONS}

    def _own_options(self) -> dict[str, Option]:
        from .commands import handmade

        commands = self.commands
        hand = handmade(*commands[:2]) or (handmade(commands[0]) if commands else None)
        if hand is not None:
            inner = hand.below.get(commands[1], hand) if len(commands) > 1 else hand
            return {row.option.name: row.option for row in inner.rows}
        if len(commands) < 2:
            return {}
        from .general import General
        from .services import find_service, operation_commands

        service = find_service(self.loader, commands[0])
        if service is None:
            return {}
        from .context import Context
        from .operation import Line

        context = Context(General({}))
        context.loader = self.loader
        name = commands[1]
        if name == "wait" and len(commands) > 2:
            from .waiting import waiter_line

            return waiter_line(context, service, commands[0], commands[2:3])[0].options
        operations = operation_commands(service)
        if name not in operations:
            return {}
        return Line(context, service, commands[0], name, service.operation_model(operations[name])).options


def _values(option: Option, line: _Line, before: Sequence[str]) -> Iterable[str] | None:
    """Return the values that an option may have; None where nothing is known, and () for none."""
    if option.choices:
        return option.choices
    if option.name == "--profile":
        return _profiles()
    if option.name == "--region":
        from .places import regions

        return regions(line.loader)
    shape = getattr(option, "shape", None)
    if shape is None:
        return None if option.arity == 0 else ()
    if shape.type_name == "boolean":
        return None
    values = (shape.member if shape.type_name == "list" else shape).metadata.get("enum")
    if values:
        return list(values)
    from .places import resources

    return resources(line.commands[0], getattr(option, "member", ""), before)


def _profiles() -> list[str]:
    from ..io.files import read_file
    from ..settings.session import Settings

    return list(Settings(read_file=read_file).available_profiles)
