"""What is special about one operation's line: options of its own, and what they mean."""

from __future__ import annotations

from .faults import InvalidLine
from .words import NONE, ONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .context import Context


class Extra(Option):
    """An option that is no parameter of the operation. `text` is what help says of it."""

    __slots__ = ("text",)

    def __init__(
        self, name: str, text: str, arity: int = ONE, *, target: str = "", value: Any = True, number: str = ""
    ) -> None:
        super().__init__(name, arity, target=target, value=value, number=number)
        self.text = text


def flags(name: str, text: str) -> tuple[Extra, Extra]:
    """Return the two options of a boolean: `--name` and `--no-name`."""
    return (
        Extra(f"--{name}", text, NONE, target=name),
        Extra(f"--no-{name}", text, NONE, target=name, value=False),
    )


class Adapted:
    """Base of what changes an operation's line (`operation.Adaptation`); an object serves one line.

    `extras` are options to add, `not_required` those of the operation that its line need not have, `removed` those that
    it does not take.
    """

    #: That of the line.
    context: Context

    extras: Sequence[Extra] = ()
    not_required: Sequence[str] = ()
    removed: Sequence[str] = ()

    def options(self, options: dict[str, Any]) -> None:
        """Change the operation's options."""
        for name in self.removed:
            options.pop(name, None)
        for name in self.not_required:
            if name in options:
                options[name].required = False
        for option in self.extras:
            options[option.name] = option

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Change the parameters that the values of the options gave. Raises InvalidLine."""

    def reply(self, values: dict[str, Any], reply: dict[str, Any]) -> None:
        """Change the reply before it is printed."""


def exclude(values: dict[str, Any], one: str, others: Sequence[str], text: str) -> None:
    """Raise InvalidLine when a line has an option together with another one; `{}` in the text is the other."""
    if values.get(one):
        for other in others:
            if values.get(other):
                raise InvalidLine(text.format(other.replace("-", "_")))
