"""Carrying out one operation of a service: from the rest of the line to the printed result."""

from __future__ import annotations

from ..model.names import xform_name
from .faults import SUCCESS, InvalidLine, UnknownOptions, bad_usage
from .paging import Paging
from .parameters import Parameter, hiding, parameters
from .values import decode_blobs, value_of
from .words import MAYBE, Option, take_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Protocol

    from ..model.operation import OperationModel
    from ..model.service import ServiceModel
    from .context import Context

    class Adaptation(Protocol):
        """What is special about an operation on the line; see `commands.ADAPTATIONS`."""

        context: Context

        def options(self, options: dict[str, Option]) -> None:
            """Change the operation's options."""

        def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
            """Change the parameters that the values of the options gave. Raises InvalidLine."""

        def reply(self, values: dict[str, Any], reply: dict[str, Any]) -> None:
            """Change the reply before it is printed."""


SKELETONS = ("input", "output", "yaml-input")
_CLI_INPUTS = ("--cli-input-json", "--cli-input-yaml")
_SKELETON = "--generate-cli-skeleton"


class Line:
    """The line of one operation, or of a waiter that polls one."""

    def __init__(self, context: Context, service: ServiceModel, command: str, name: str, model: OperationModel) -> None:
        """`command` is what the line calls the service, `name` what it calls the operation."""
        from .commands import adaptation

        self.context = context
        self.service = service
        self.model = model
        self.command = command
        self.name = name
        self.adaptation: Adaptation | None = adaptation(command, name)
        self.options: dict[str, Option] = dict(parameters(command, name, model))
        self.outfile = _streamed_member(model)
        if self.adaptation is not None:
            self.adaptation.context = context
            self.adaptation.options(self.options)
        self.paging = Paging.of(context.loader, service, model, self.options)
        if self.outfile is None:
            for option in (
                *(Option(name) for name in _CLI_INPUTS),
                Option(_SKELETON, MAYBE, value="input", choices=SKELETONS),
            ):
                self.options[option.name] = option

    def hidden_general(self) -> set[str]:
        """Return the names of general options that mean something else on this line."""
        return hiding(self.options)

    def parse(self, words: Sequence[str]) -> Call:
        """Read the words after the operation's name. Raises InvalidLine."""
        found = take_options(words, self.options, keep_unknown=False)
        takes_file = self.outfile is not None or (self.command, self.name) in _RECORDS
        outfile = found.plain.pop(0) if takes_file and found.plain else None
        self._check_required(words, found.values, outfile)
        if found.plain or found.unknown:
            raise UnknownOptions(word for word in words if word in found.unknown or word in found.plain)
        return Call(self, found.values, outfile)

    def _check_required(self, words: Sequence[str], values: dict[str, Any], outfile: str | None) -> None:
        if any(name in values for name in ("cli-input-json", "cli-input-yaml")):
            return
        if values.get(_SKELETON[2:], "output") != "output":
            return
        missing = [
            name
            for name, option in self.options.items()
            if isinstance(option, Parameter) and option.required and option.target not in values
        ]
        if self.outfile is not None and outfile is None:
            missing.append("outfile")
        if missing:
            raise bad_usage(f"the following arguments are required: {', '.join(missing)}")


class Call:
    """One call, as the line wants it."""

    def __init__(self, line: Line, values: dict[str, Any], outfile: str | None) -> None:
        self.line = line
        self.values = values
        self.outfile = outfile
        self.paging: dict[str, Any] | None = None

    def parameters(self) -> dict[str, Any]:
        """Return the operation's parameters, and settle whether it is paged. Raises InvalidLine."""
        line, context = self.line, self.line.context
        page = line.paging.config(self.values, context.general.paginate) if line.paging else None
        if line.paging and page is None:
            line.options.update(line.paging.shadowed)
        result: dict[str, Any] = {}
        for option in line.options.values():
            if not isinstance(option, Parameter) or option.target not in self.values:
                continue
            if option.member not in result:
                result[option.member] = value_of(option, self.values[option.target], line.command, line.name)
            elif option.target == option.name[2:] and option.name.startswith("--no-"):
                raise InvalidLine(
                    f'Cannot specify both the "--{option.name[5:]}" option and the "{option.name}" option.'
                )
        if line.adaptation is not None:
            line.adaptation.parameters(self.values, result)
        self._add_input(result)
        if page is not None and line.paging is not None and not line.paging.is_manual(result):
            self.paging = page
        if context.binary_format() == "base64":
            result = decode_blobs(line.model.input_shape, result)
        return result

    def _add_input(self, result: dict[str, Any]) -> None:
        """Add the parameters of --cli-input-json or --cli-input-yaml; what the line says itself wins."""
        if any(option[2:] in self.values for option in _CLI_INPUTS):
            from .input import parameters_of

            for name, value in parameters_of(self.values).items():
                result.setdefault(name, value)

    def run(self) -> int:
        """Make the call and print the result; return the exit code."""
        skeleton = self.values.get(_SKELETON[2:])
        parameters = self.parameters()
        if skeleton is not None:
            from .skeleton import print_skeleton

            return print_skeleton(self.line.context, self.line.model, skeleton, parameters)
        return self._send(parameters)

    def _send(self, parameters: dict[str, Any]) -> int:
        from .output.printer import Printer

        line = self.line
        printer = Printer(line.context, line.model.name, line.model.output_shape)
        client = line.context.client(line.service.service_name)
        method = xform_name(line.model.name)
        if self.paging is not None:
            pages = client.get_paginator(method).paginate(**parameters, PaginationConfig=self.paging)
            printer.pages(pages)
            return SUCCESS
        reply: dict[str, Any] = getattr(client, method)(**parameters)
        if line.adaptation is not None:
            line.adaptation.reply(self.values, reply)
        if line.outfile is not None and line.outfile in reply:
            assert self.outfile is not None
            _save(reply.pop(line.outfile), self.outfile)
        stream = line.model.output_shape and line.model.output_shape.event_stream_name
        if stream and stream in reply and self.outfile is not None:
            _save_records(reply[stream], self.outfile)
        elif stream and stream in reply:
            printer.events(reply, stream)
        else:
            printer.reply(reply)
        return SUCCESS


def _streamed_member(model: OperationModel) -> str | None:
    """Return the member of the reply that goes to a file, or None."""
    shape = model.output_shape
    if shape is None or not model.has_streaming_output:
        return None
    name: str = shape.serialization["payload"]
    return name


def _save(body: Any, path: str) -> None:
    """Write a streamed body to a file. Raises OSError."""
    with open(path, "wb") as file:
        for chunk in body.iter_chunks(1 << 18):
            file.write(chunk)


#: Operations whose events may be written to a file: their records alone, one after the other.
_RECORDS = (("s3api", "select-object-content"),)


def _save_records(events: Any, path: str) -> None:
    """Write the records of a stream of events to a file. Raises OSError."""
    with open(path, "wb") as file:
        for event in events:
            file.write(event.get("Records", {}).get("Payload", b""))


def refuse_streams(model: OperationModel) -> None:
    """Raise InvalidLine for an operation whose request is a stream of events: a line cannot give one."""
    if model.has_event_stream_input:
        raise InvalidLine(f"{model.name} takes a stream of events, which a command line cannot give: use Sotalia's API")
