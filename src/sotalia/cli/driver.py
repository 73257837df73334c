"""From the words of a line to the command that they name.

    [general options] COMMAND [general options] [OPERATION] [options]

The command is an alias of the user's, one made by hand, or a service; the operation one of the service's, `wait`, or
one made by hand. `help` in the place of either, or after the operation, shows what there is to know.
"""

from __future__ import annotations

from .aliases import expand
from .commands import COMMANDS, MISSING, handmade, subcommands
from .context import Context
from .faults import SUCCESS, Misconfigured, bad_choice, bad_usage
from .general import General, take_general
from .services import find_service, operation_commands, service_commands
from .words import is_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model.service import ServiceModel
    from .handmade import Command


def run(words: Sequence[str]) -> int:
    """Carry out a line and return the exit code. Errors are printed."""
    context: Context | None = None
    try:
        values, rest = take_general(words)
        context = Context(General(values))
        code = dispatch(context, words, rest)
    except BrokenPipeError:
        from .output.closed import forget_stdout

        forget_stdout()
        code = SUCCESS
    except (Exception, KeyboardInterrupt) as error:
        from .report import report

        if context is not None and context.general.debug:
            from traceback import print_exc

            print_exc()
        code = report(error, context)
    for end in () if context is None else context.endings:
        end(code)
    return code


def dispatch(context: Context, words: Sequence[str], rest: list[str]) -> int:
    """Carry out the command that `rest`, the words without general options, names. `words` is the whole line."""
    if context.general.version:
        from .program import version

        print(version())
        return SUCCESS
    command, rest = _first(rest)
    followed: list[str] = []
    own = False
    while command is not None and not own:
        expanded = expand(command, rest, followed)
        if expanded is None:
            break
        if isinstance(expanded, int):
            return expanded
        context = Context(General({**context.general.values, **expanded.values}), context)
        words, own = expanded.words, expanded.own
        command, rest = _first(expanded.words)
    if command is None:
        raise bad_usage("the following arguments are required: command")
    if command == "help":
        from .help import show_program

        return show_program(context)
    hand = handmade(command)
    if hand is not None:
        return _by_hand(hand, [command], context, words, rest)
    service = find_service(context.loader, command)
    if service is None:
        _refuse_missing(command)
        commands = [*service_commands(context.loader), *dict.fromkeys(names[0] for names in COMMANDS)]
        raise bad_choice("command", command, commands)
    return _operation(context, service, command, words, rest)


def _first(words: list[str]) -> tuple[str | None, list[str]]:
    """Return the first word that is no option, or None, and the words without it."""
    for at, word in enumerate(words):
        if not is_option(word):
            return word, [*words[:at], *words[at + 1 :]]
    return None, words


def _refuse_missing(*names: str) -> None:
    """Raise Misconfigured for a command that the AWS CLI has and Sotalia has not."""
    if names in MISSING:
        line = " ".join(names)
        raise Misconfigured(f"Sotalia has no `{line}`. The AWS CLI has it: `aws {line}`.")


def _operation(context: Context, service: ServiceModel, command: str, words: Sequence[str], rest: list[str]) -> int:
    name, rest = _first(rest)
    if name is None:
        raise bad_usage("the following arguments are required: operation")
    if name == "help":
        from .help import show_service

        return show_service(context, service, command)
    hand = handmade(command, name)
    if hand is not None:
        return _by_hand(hand, [command, name], context, words, rest)
    from .operation import Line, refuse_streams

    if name == "wait" and context.loader.waiter_document(service.service_name):
        return _wait(context, service, command, words, rest)
    operations = operation_commands(service)
    if name not in operations:
        _refuse_missing(command, name)
        raise bad_choice("operation", name, [*operations, *subcommands(command), "wait", "help"])
    model = service.operation_model(operations[name])
    line = Line(context, service, command, name, model)
    if rest == ["help"]:
        from .help import show_operation

        return show_operation(line)
    refuse_streams(model)
    hidden = line.hidden_general()
    if hidden:  # words that were taken for general options may be the operation's
        values, all_words = take_general(words, hidden)
        line.context = context = Context(General(values), context)
        rest = _first(_first(all_words)[1])[1]
    call = line.parse(rest)
    context.begin(words, [command, name], line.options)
    return call.run()


def _wait(context: Context, service: ServiceModel, command: str, line_words: Sequence[str], words: list[str]) -> int:
    from .waiting import wait, waiter_line

    if words[:1] == ["help"]:
        from .help import show_waiters

        return show_waiters(context, service, command)
    line, name, at = waiter_line(context, service, command, words)
    rest = [*words[:at], *words[at + 1 :]]
    if rest == ["help"]:
        from .help import show_operation

        return show_operation(line, waiter=words[at])
    context.begin(line_words, [command, "wait", words[at]], line.options)
    return wait(line, name, rest)


def _by_hand(
    command: Command, names: Sequence[str], context: Context, line: Sequence[str], words: Sequence[str]
) -> int:
    """Read the rest of a command's line and carry it out; return the exit code. `names` are those typed so far.

    Raises InvalidLine.
    """
    if words and words[0] == "help":
        from .help import show_command

        return show_command(context, names, command)
    if command.below:
        at = next((at for at, word in enumerate(words) if not is_option(word)), None)
        if at is not None and words[at] in command.below:
            rest = [*words[:at], *words[at + 1 :]]
            return _by_hand(command.below[words[at]], [*names, words[at]], context, line, rest)
        if command.run is None or (at is not None and not command.positional):
            if at is None:
                raise bad_usage("the following arguments are required: subcommand")
            _refuse_missing(*names, words[at])
            raise bad_choice("subcommand", words[at], command.below)
    from .handmade import read

    values = read(command, words)
    context.begin(line, names)
    assert command.run is not None
    return command.run(context, values)
