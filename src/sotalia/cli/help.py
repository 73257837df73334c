"""What `help` shows, at every level: the program, a service, an operation, a waiter, a command made by hand.

On a terminal it goes through the pager, with headings in bold.
"""

from __future__ import annotations

from ..model.docs import wrapped
from .commands import COMMANDS, subcommands
from .faults import SUCCESS
from .general import ROWS
from .output import output_stream
from .parameters import Parameter
from .program import program
from .services import operation_commands, service_commands
from .words import MANY, MAYBE, NONE, ONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.service import ServiceModel
    from ..model.shapes import Shape
    from .context import Context
    from .handmade import Command
    from .operation import Line

#: The longest line of prose, and the depth to which structures are described.
_WIDEST, _DEEPEST = 100, 6
_STEP = 3
_PAGING = {
    "--starting-token": "Where to go on: the NextToken of an earlier result that was cut off.",
    "--max-items": "How many items to print at most. If there are more, the result has a NextToken.",
    "--page-size": "How many items to ask for in each call; all are printed all the same.",
}
_INPUTS = {
    "--cli-input-json": "All parameters as JSON, or a file of it (file://...), as --generate-cli-skeleton prints it. "
    "Parameters of the line itself win.",
    "--cli-input-yaml": "The same as YAML.",
    "--generate-cli-skeleton": "Send nothing: print the parameters as JSON (input), as YAML (yaml-input), or, for "
    "checked parameters, a made-up reply (output).",
}
_ARITIES = {ONE: " <value>", MANY: " <value> <value>...", MAYBE: " [<value>]", NONE: ""}


class Page:
    """The text of a help page, while it is written."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._bold = context.on_terminal and context.general.color != "off"
        self._width = min(context.width(), _WIDEST)
        self._lines: list[str] = []

    def heading(self, text: str) -> None:
        """Add a heading."""
        self.gap()
        self._lines.append(f"\x1b[1m{text}\x1b[0m" if self._bold else text)

    def gap(self) -> None:
        """Add an empty line, unless there is one."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def line(self, text: str, depth: int = 1) -> None:
        """Add a line as it is."""
        self._lines.append(" " * (_STEP * depth) + text)

    def prose(self, text: str, depth: int = 1) -> None:
        """Add paragraphs."""
        margin = " " * (_STEP * depth)
        for paragraph in text.split("\n\n") if text else ():
            words = paragraph.lstrip(" ")
            first = margin + " " * (len(paragraph) - len(words))
            self._lines += wrapped(words, first, first + ("  " if words.startswith("* ") else ""), self._width)
            self.gap()

    def items(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add names, each with a text beside it."""
        listed = list(rows)
        width = max((len(name) for name, _ in listed), default=0) + 2
        for name, text in listed:
            self._lines += wrapped(text, f"{' ' * _STEP}{name:<{width}}", " " * (_STEP + width), self._width)

    def show(self) -> int:
        """Print the page; return the exit code."""
        with output_stream(self._context) as stream:
            stream.write("\n".join(self._lines).rstrip("\n") + "\n")
        return SUCCESS


def show_program(context: Context) -> int:
    """Show what the program can do."""
    from .own import COMMANDS as OWN

    name = program()
    page = Page(context)
    page.heading("NAME")
    page.prose(f"{name} - call AWS: every operation of every service, with the AWS CLI's command line")
    page.heading("SYNOPSIS")
    page.line(f"{name} [options] <command> <subcommand> [parameters]")
    page.gap()
    page.line(f"{name} <command> help, {name} <command> <subcommand> help: what there is to know of either")
    page.heading("OPTIONS")
    page.items((option.name + _ARITIES[option.arity], text) for option, text in ROWS)
    page.heading("COMMANDS OF SOTALIA'S OWN")
    page.items((command, purpose) for command, (_, purpose) in OWN.items())
    page.heading("COMMANDS")
    page.items((names[0], row[1]) for names, row in COMMANDS.items() if len(names) == 1)
    page.heading("SERVICES")
    page.prose(", ".join(service_commands(context.loader)))
    return page.show()


def show_service(context: Context, service: ServiceModel, command: str) -> int:
    """Show what a service is, and its operations."""
    page = Page(context)
    page.heading("NAME")
    page.line(command)
    page.heading("DESCRIPTION")
    page.prose(service.documentation)
    page.heading("COMMANDS")
    hand = subcommands(command)
    if hand:
        page.items(sorted(hand.items()))
    waits = ["wait"] if context.loader.waiter_document(service.service_name) else []
    for name in [*operation_commands(service), *waits]:
        if name not in hand:
            page.line(name)
    return page.show()


def show_waiters(context: Context, service: ServiceModel, command: str) -> int:
    """Show what can be waited for."""
    from .waiting import waiters

    page = Page(context)
    page.heading("NAME")
    page.line(f"{command} wait - poll until a condition holds")
    page.heading("CONDITIONS")
    page.items((name, f"polls {operation}") for name, (_, operation) in waiters(context, service).items())
    return page.show()


def show_operation(line: Line, waiter: str = "") -> int:
    """Show an operation: what it does, its options, its reply; or a waiter, which has the options of one."""
    model = line.model
    page = Page(line.context)
    names = f"{line.command} wait {waiter}" if waiter else f"{line.command} {line.name}"
    page.heading("NAME")
    page.line(names)
    page.heading("DESCRIPTION")
    if waiter:
        page.prose(f"Polls {line.name} until the condition {waiter} holds. The exit code is 255 if it cannot.")
    page.prose(model.documentation)
    if model.deprecated:
        page.prose("AWS advises against using it: it is deprecated.")
    _synopsis(page, names, line)
    page.heading("OPTIONS")
    for option in line.options.values():
        _option(page, option)
    if line.outfile is not None:
        page.line("<outfile>")
        page.prose(f"The file to write {line.outfile} to.", 2)
    page.heading("GLOBAL OPTIONS")
    page.prose(f"Those of every command: see {program()} help.")
    if model.output_shape is not None and not waiter:
        page.heading("OUTPUT")
        _members(page, model.output_shape, 1, ())
    return page.show()


def _synopsis(page: Page, names: str, line: Line) -> None:
    page.heading("SYNOPSIS")
    page.line(f"{program()} {names}")
    for option in line.options.values():
        text = option.name + _ARITIES[option.arity]
        required = isinstance(option, Parameter) and option.required
        if not (isinstance(option, Parameter) and option.hidden):
            page.line(text if required else f"[{text}]", 2)
    if line.outfile is not None:
        page.line("<outfile>", 2)


def _option(page: Page, option: Option) -> None:
    if not isinstance(option, Parameter):
        page.line(option.name + _ARITIES[option.arity])
        page.prose({**_PAGING, **_INPUTS}.get(option.name, getattr(option, "text", "")), 2)
        return
    if option.hidden or (option.arity == NONE and option.value is False):
        return
    negative = f" | --no-{option.name[2:]}" if option.arity == NONE else ""
    note = ", required" if option.required else ""
    page.line(f"{option.name}{negative} ({option.shape.type_name}{note})")
    page.prose(option.shape.documentation, 2)
    _values(page, option.shape, 2)
    _members(page, option.shape, 2, ())


def _values(page: Page, shape: Shape, depth: int) -> None:
    values = shape.metadata.get("enum")
    if values:
        page.prose(f"Known values: {', '.join(values)}", depth)


def _members(page: Page, shape: Shape, depth: int, within: tuple[str, ...]) -> None:
    """Add what is inside of a structure, list or map; what is inside of itself is not described again."""
    if shape.name in within or len(within) >= _DEEPEST:
        return
    within = (*within, shape.name)
    kind = shape.type_name
    if kind == "structure":
        for name, member in shape.members.items():
            page.line(f"{name} -> ({member.type_name})", depth)
            page.prose(member.documentation, depth + 1)
            _values(page, member, depth + 1)
            _members(page, member, depth + 1, within)
    elif kind == "list":
        if shape.member.type_name in ("structure", "list", "map"):
            _members(page, shape.member, depth, within)
        else:
            _values(page, shape.member, depth)
    elif kind == "map":
        _members(page, shape.value, depth, within)


def show_command(context: Context, names: Sequence[str], command: Command) -> int:
    """Show a command made by hand."""
    page = Page(context)
    page.heading("NAME")
    summary = command.summary or COMMANDS[tuple(names)][1]
    page.prose(f"{' '.join(names)} - {summary}")
    if command.text:
        page.heading("DESCRIPTION")
        page.prose(command.text)
    page.heading("SYNOPSIS")
    page.line(" ".join([program(), *names, *(["<subcommand>"] if command.below else [])]))
    for name in command.positional:
        bare = name.rstrip("?*")
        page.line(f"<{bare}>" if name == bare else f"[<{bare}>]", 2)
    for row in command.rows:
        text = row.option.name + _ARITIES[row.option.arity]
        page.line(text if row.required else f"[{text}]", 2)
    if command.below:
        page.heading("COMMANDS")
        page.items((name, inner.summary) for name, inner in command.below.items())
    if command.rows:
        page.heading("OPTIONS")
        for row in command.rows:
            page.line(row.option.name + _ARITIES[row.option.arity])
            page.prose(row.text + (f" Known values: {', '.join(row.option.choices)}" if row.option.choices else ""), 2)
    return page.show()
