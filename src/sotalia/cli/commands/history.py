"""`history list` and `history show`: what earlier commands did."""

from __future__ import annotations

import os
import sqlite3
import time
from json import loads

from ..faults import SUCCESS, CliError, InvalidLine
from ..handmade import Command, Row
from ..history import place
from ..words import MANY, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..context import Context

_ALL = (
    "SELECT a.id, a.timestamp, a.payload, b.payload FROM records a, records b "
    "WHERE a.event_type = 'CLI_ARGUMENTS' AND b.event_type = 'CLI_RC' AND a.id = b.id "
    "ORDER BY a.timestamp DESC, a.rowid DESC"
)
_LATEST = "SELECT id FROM records ORDER BY timestamp DESC, rowid DESC LIMIT 1"
_ONE = "SELECT request_id, event_type, timestamp, payload FROM records WHERE id = ? ORDER BY timestamp, rowid"
_NOTHING = (
    "No commands were found in your history. Make sure you have enabled history mode by adding "
    '"cli_history = enabled" to the config file.'
)
_BRIGHT, _CYAN, _RESET = "\x1b[1m", "\x1b[36m", "\x1b[0m"
_LINE = 50
#: Event → its title, and what is shown of it: the text before, and the key in the payload ("" for all of it).
_SECTIONS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "CLI_VERSION": ("AWS CLI command entered", (("with AWS CLI version", ""),)),
    "CLI_ARGUMENTS": ("", (("with arguments", ""),)),
    "API_CALL": (
        "API call made",
        (("to service", "service"), ("using operation", "operation"), ("with parameters", "params")),
    ),
    "HTTP_REQUEST": (
        "HTTP request sent",
        (("to URL", "url"), ("with method", "method"), ("with headers", "headers"), ("with body", "body")),
    ),
    "HTTP_RESPONSE": (
        "HTTP response received",
        (("with status code", "status_code"), ("with headers", "headers"), ("with body", "body")),
    ),
    "PARSED_RESPONSE": ("HTTP response parsed", (("parsed to", ""),)),
    "CLI_RC": ("AWS CLI command exited", (("with return code", ""),)),
}


def _rows(context: Context, query: str, *values: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query; none where there is no database. Raises CliError."""
    path = place(context.settings.environ)
    if not os.path.exists(path):
        return []
    try:
        connection = sqlite3.connect(path)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise CliError(f"The history in {path} cannot be read: {error}") from None


def _list(context: Context, values: dict[str, Any]) -> int:
    from ..output import output_stream

    rows = _rows(context, _ALL)
    if not rows:
        raise CliError(_NOTHING)
    with output_stream(context) as stream:
        for identity, moment, words, code in rows:
            line = " ".join(loads(words)[:2])
            line = f"{line[: _LINE - 4]}..." if len(line) >= _LINE else line
            when = time.strftime("%Y-%m-%d %I:%M:%S %p", time.localtime(moment / 1000))
            stream.write(f"{identity:<38}{when:<24}{line:<{_LINE}}{code}\n")
    return SUCCESS


def _show(context: Context, values: dict[str, Any]) -> int:
    from ..output import output_stream

    include, exclude = values["include"], values["exclude"]
    if include and exclude:
        raise InvalidLine("Either --exclude or --include can be provided but not both")
    identity = values["command_id"] or "latest"
    if identity == "latest":
        latest = _rows(context, _LATEST)
        identity = latest[0][0] if latest else ""
    rows = _rows(context, _ONE, identity)
    if not rows:
        raise CliError(_NOTHING if values["command_id"] in (None, "latest") else f"There is no command {identity}.")
    colour = context.general.color
    show = _Shown(colours=colour == "on" or (colour == "auto" and context.on_terminal))
    with output_stream(context) as stream:
        for request, event, moment, payload in rows:
            if event in _SECTIONS and (event in include if include else event not in (exclude or ())):
                stream.write("".join(show.section(request, event, moment, loads(payload))))
    return SUCCESS


class _Shown:
    """Events as text. Those of one call have its number in front."""

    def __init__(self, *, colours: bool) -> None:
        self._colours = colours
        self._numbers: dict[str, int] = {}

    def section(self, request: str | None, event: str, moment: int, payload: Any) -> Iterator[str]:
        """Yield the lines of an event."""
        title, rows = _SECTIONS[event]
        if title:
            if request:
                title = f"[{self._numbers.setdefault(request, len(self._numbers))}] {title}"
            when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment / 1000))
            yield f"\n{self._coloured(title, _BRIGHT)}\n"
            yield f"{self._coloured('at time: ', _CYAN)}{when}.{moment % 1000:03d}\n"
        for text, key in rows:
            value = payload if not key else payload.get(key) if isinstance(payload, dict) else None
            yield f"{self._coloured(f'{text}: ', _CYAN)}{_value(value, key)}\n"

    def _coloured(self, text: str, colour: str) -> str:
        return f"{colour}{text}{_RESET}" if self._colours else text


def _value(value: Any, key: str) -> str:
    if key == "body" and not value:
        return "There is no associated body"
    if isinstance(value, dict):
        from json import dumps

        return dumps(value, sort_keys=True, indent=4)
    return str(value)


_EVENTS = "Events: CLI_VERSION, CLI_ARGUMENTS, API_CALL, HTTP_REQUEST, HTTP_RESPONSE, PARSED_RESPONSE, CLI_RC."
HISTORY = Command(
    below={
        "list": Command(_list, summary="show the commands that were run, the latest first"),
        "show": Command(
            _show,
            (
                Row(Option("--include", MANY), f"Show only these events. {_EVENTS}"),
                Row(Option("--exclude", MANY), "Leave these events out."),
                Row(Option("--format", choices=("detailed",)), "How to show them (default: detailed)."),
            ),
            summary="show what a command did, by its id, or the latest one",
            positional=("command_id?",),
        ),
    },
    text="Commands are kept with `cli_history = enabled` in the profile. Secrets and bodies are not.",
)
