"""The user's own commands, from `~/.aws/cli/alias`.

    [toplevel]
    whereami = sts get-caller-identity --query Arn --output text
    hello = !echo hello

    [command ec2]
    running = describe-instances --filters Name=instance-state-name,Values=running

An alias stands for words, with which it is replaced, or, with `!`, for a command of the shell, which gets the rest of
the line as its arguments. It may use general options, but `--debug` and `--profile`, and other aliases.
"""

from __future__ import annotations

import os

from .faults import CliError
from .general import take_general
from .paramfile import user_path
from .words import is_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_FILE = "~/.aws/cli/alias"
_TOP = "toplevel"
#: General options that an alias may not have, by target.
_REFUSED = ("debug", "profile")


class InvalidAlias(CliError):
    """An alias cannot be used."""


def aliases(section: str = _TOP) -> dict[str, str]:
    """Return the aliases of a section by name; empty when there are none. Raises ConfigParseError."""
    path = user_path(_FILE)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return {}
    from ..settings.inifile import decode, parse

    sections = parse(decode(data, path), path, parse_subsections=False)
    return {name: value.strip() for name, value in sections.get(section, {}).items()}


class Replaced:
    """What an alias stands for: `words`, of which the first is a command, and values of general options.

    `own` says that the command is meant, and not an alias of its name: an alias may be called as the command is.
    """

    __slots__ = ("own", "values", "words")

    def __init__(self, words: list[str], values: dict[str, Any], *, own: bool) -> None:
        self.words = words
        self.values = values
        self.own = own


def expand(command: str, rest: Sequence[str], followed: list[str]) -> Replaced | int | None:
    """Return what an alias stands for; the exit code, if that was a command of the shell; None if it is no alias.

    `followed` has the aliases that led here, and gets this one. Raises InvalidAlias, ConfigParseError.
    """
    if not os.path.exists(user_path(_FILE)):
        return None
    value = aliases().get(command)
    if value is not None:
        return _carried_out(command, "", value, rest, followed)
    at = next((at for at, word in enumerate(rest) if not is_option(word)), None)
    value = None if at is None else aliases(f"command {command}").get(rest[at])
    if at is None or value is None:
        return None
    return _carried_out(rest[at], command, value, [*rest[:at], *rest[at + 1 :]], followed)


def _carried_out(name: str, below: str, value: str, rest: Sequence[str], followed: list[str]) -> Replaced | int:
    if value.startswith("!"):
        return _shell(value[1:], rest)
    values, words = take_general(_split(name, value))
    for target in _REFUSED:
        if target in values:
            raise InvalidAlias(
                f'Global parameter "--{target}" detected in alias "{name}" which is not support in subcommand aliases.'
            )
    line = [*([below] if below else []), *words, *rest]
    own = words[:1] == [name]
    key = f"{below} {name}"
    if key in followed and not own:
        raise InvalidAlias(f'Alias "{name}" leads to itself')
    followed.append(key)
    return Replaced(line, values, own=own)


def _split(name: str, value: str) -> list[str]:
    from shlex import split

    try:
        return split(value)
    except ValueError as error:
        raise InvalidAlias(
            f'Value of alias "{name}" could not be parsed. Received error: {error} when parsing:\n{value}'
        ) from None


def _shell(command: str, rest: Sequence[str]) -> int:
    import subprocess
    from shlex import quote

    line = " ".join([command, *map(quote, rest)])
    return subprocess.run(line, shell=True, check=False).returncode  # noqa: S602 - that is what the user's alias is
