"""`SERVICE wait CONDITION`: poll until the condition holds. The options are those of the operation that is polled."""

from __future__ import annotations

from ..model.names import xform_name
from .faults import SUCCESS, bad_choice, bad_usage
from .operation import Line
from .words import is_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..model.service import ServiceModel
    from .context import Context


def waiters(context: Context, service: ServiceModel) -> dict[str, tuple[str, str]]:
    """Return the conditions of a service: name on the line → (name, the operation that is polled)."""
    document = context.loader.waiter_document(service.service_name)
    rows: dict[str, Any] = document.get("waiters", {})
    return {xform_name(name, "-"): (name, row["operation"]) for name, row in rows.items()}


def waiter_line(context: Context, service: ServiceModel, command: str, words: Sequence[str]) -> tuple[Line, str, int]:
    """Return the line of the waiter that the words after `wait` name, its name, and where it stands.

    Raises InvalidLine.
    """
    known = waiters(context, service)
    at = next((at for at, word in enumerate(words) if not is_option(word)), None)
    if at is None:
        raise bad_usage("the following arguments are required: subcommand")
    row = known.get(words[at])
    if row is None:
        raise bad_choice("subcommand", words[at], known)
    name, operation = row
    model = service.operation_model(operation)
    line = Line(context, service, command, xform_name(operation, "-"), model)
    for option in ("--starting-token", "--max-items", "--page-size"):
        if line.paging is not None:
            line.options.pop(option, None)
    line.options.update(line.paging.shadowed if line.paging else {})
    line.paging = None
    line.outfile = None
    return line, name, at


def wait(line: Line, name: str, words: Sequence[str]) -> int:
    """Wait; return the exit code. Raises WaiterError."""
    call = line.parse(words)
    if call.values.get("generate-cli-skeleton") is not None:
        return call.run()
    parameters = call.parameters()
    client = line.context.client(line.service.service_name)
    client.get_waiter(xform_name(name)).wait(**parameters)
    return SUCCESS
