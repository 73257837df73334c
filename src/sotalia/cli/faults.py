"""What can be wrong with a command line, as exceptions, and the exit codes, which are those of the AWS CLI.

CliError            255  whatever has no code of its own
├── InvalidLine     252  the line, or a value on it, makes no sense; nothing was sent
│   └── UnknownOptions
└── Misconfigured   253  the configuration does not let the command run
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SUCCESS, FAILED, INTERRUPTED = 0, 1, 130
INVALID, CONFIGURATION, SERVICE, GENERAL = 252, 253, 254, 255

#: How near a name must be to be offered, as `difflib` counts.
_NEAR = 0.8


class CliError(Exception):
    """A command cannot be carried out. `code` is the exit code, `kind` names the fault in the message, or is empty."""

    code = GENERAL
    kind = ""


class InvalidLine(CliError):
    """The line, or a value on it, makes no sense. With `with_usage` the message ends with the usage text."""

    code = INVALID
    kind = "ParamValidation"

    def __init__(self, text: str, *, with_usage: bool = False) -> None:
        super().__init__(text)
        self.with_usage = with_usage


class UnknownOptions(InvalidLine):
    """There are words on the line that nothing takes. Its message comes after the usage text."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(f"Unknown options: {', '.join(words)}")


class Misconfigured(CliError):
    """The configuration does not let the command run."""

    code = CONFIGURATION
    kind = "Configuration"


def bad_usage(text: str) -> InvalidLine:
    """Return the error for a line that does not fit the grammar."""
    return InvalidLine(text, with_usage=True)


def bad_value(name: str, text: str) -> InvalidLine:
    """Return the error for the value of the option `name` (with its dashes)."""
    return InvalidLine(f"Error parsing parameter '{name}': {text}")


def bad_choice(argument: str, value: str, choices: Iterable[str]) -> InvalidLine:
    """Return the error for a value that is none of the choices, which offers the near ones."""
    from difflib import get_close_matches

    near = get_close_matches(value, list(choices), cutoff=_NEAR)
    text = f"argument {argument}: Found invalid choice '{value}'\n"
    if near:
        text += "\nMaybe you meant:\n\n" + "\n".join(f"  * {name}" for name in near)
    return bad_usage(text)
