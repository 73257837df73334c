"""Commands that were made by hand: their options, and how their lines are read."""

from __future__ import annotations

from .faults import UnknownOptions, bad_usage
from .words import take_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from .context import Context
    from .words import Option


class Row:
    """An option of such a command: `text` is what help says of it, `default` its value where it is not given."""

    __slots__ = ("default", "option", "required", "text")

    def __init__(self, option: Option, text: str, *, required: bool = False, default: Any = None) -> None:
        self.option = option
        self.text = text
        self.required = required
        self.default = default


class Command:
    """A command.

    `run(context, values) -> exit code` carries it out; `values` has the value of each option and positional argument by
    its target, None where it is not given. `positional` are the names of arguments without dashes, in order; one with a
    `?` at the end may be left out, one with a `*` takes all that are left. `below` are the commands below it.
    `summary` is what help says in a line of a command that has no row in `commands.COMMANDS`, `text` is the rest.
    """

    def __init__(
        self,
        run: Callable[[Context, dict[str, Any]], int] | None = None,
        rows: Sequence[Row] = (),
        *,
        summary: str = "",
        positional: Sequence[str] = (),
        below: Mapping[str, Command] | None = None,
        text: str = "",
    ) -> None:
        self.summary = summary
        self.run = run
        self.rows = rows
        self.positional = positional
        self.below = below or {}
        self.text = text


def read(command: Command, words: Sequence[str]) -> dict[str, Any]:
    """Return the values of a command's options and arguments. Raises InvalidLine."""
    found = take_options(words, {row.option.name: row.option for row in command.rows}, keep_unknown=False)
    values: dict[str, Any] = {row.option.target: row.default for row in command.rows} | found.values
    missing = [row.option.name for row in command.rows if row.required and row.option.target not in found.values]
    plain = list(found.plain)
    for name in command.positional:
        bare = name.rstrip("?*")
        if name.endswith("*"):
            values[bare], plain = plain, []
        elif plain:
            values[bare] = plain.pop(0)
        else:
            values[bare] = None
            if not name.endswith("?"):
                missing.append(bare)
    if missing:
        raise bad_usage(f"the following arguments are required: {', '.join(missing)}")
    if plain or found.unknown:
        raise UnknownOptions(word for word in words if word in found.unknown or word in plain)
    return values
