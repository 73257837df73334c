"""`logs tail`: the latest events of a log group, and those that come."""

from __future__ import annotations

import re
import sys
import time

from ..faults import SUCCESS, InvalidLine
from ..handmade import Command, Row
from ..words import MANY, NONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..context import Context

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_AGO = re.compile(r"(\d+)(s|m|h|d|w)\Z")
#: Seconds between two questions for new events.
_PAUSE = 5
_FORMATS = ("detailed", "short", "json")
_GREEN, _CYAN, _RESET = "\x1b[32m", "\x1b[36m", "\x1b[0m"


def _tail(context: Context, values: dict[str, Any]) -> int:
    client = context.client("logs")
    group = values["group_name"]
    key = "logGroupIdentifier" if group.startswith("arn:") else "logGroupName"
    request: dict[str, Any] = {key: group, "interleaved": True, "startTime": _since(values["since"])}
    if values["filter-pattern"]:
        request["filterPattern"] = values["filter-pattern"]
    if values["log-stream-names"]:
        request["logStreamNames"] = values["log-stream-names"]
    if values["log-stream-name-prefix"]:
        request["logStreamNamePrefix"] = values["log-stream-name-prefix"]
    colour = context.general.color
    show = _Shown(values["format"], colours=colour == "on" or (colour == "auto" and context.on_terminal))
    seen: dict[str, int] = {}
    while True:
        for page in client.get_paginator("filter_log_events").paginate(**request):
            for event in page.get("events", []):
                if event.get("eventId") not in seen:
                    sys.stdout.write(f"{show.line(event)}\n")
                    seen[event.get("eventId", "")] = event.get("timestamp", 0)
            sys.stdout.flush()
        if not values["follow"]:
            return SUCCESS
        latest = max(seen.values(), default=request["startTime"])
        request["startTime"] = latest
        seen = {name: moment for name, moment in seen.items() if moment >= latest}  # later ones come again
        time.sleep(_PAUSE)


def _since(text: str) -> int:
    """Return the milliseconds since 1970 that `5m`, `1d` or a time in ISO 8601 mean. Raises InvalidLine."""
    ago = _AGO.match(text)
    if ago is not None:
        return int((time.time() - int(ago[1]) * _UNITS[ago[2]]) * 1000)
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidLine(
            f"Bad value for --since {text}: it must be a relative time such as 10m, 1h or 2d, or a time in ISO 8601"
        ) from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


class _Shown:
    """Events as lines."""

    def __init__(self, style: str, *, colours: bool) -> None:
        self._style = style
        self._colours = colours

    def line(self, event: dict[str, Any]) -> str:
        """Return the line of an event."""
        moment = event.get("timestamp", 0) / 1000
        message = event.get("message", "").rstrip("\n")
        if self._style == "short":
            return f"{self._coloured(_time(moment), _GREEN)} {message}"
        if self._style == "json":
            message = _indented(message)
        stream = self._coloured(event.get("logStreamName", ""), _CYAN)
        exact = f"{_time(moment)}.{int(moment * 1000) % 1000 * 1000:06d}+00:00"
        return f"{self._coloured(exact, _GREEN)} {stream} {message}"

    def _coloured(self, text: str, colour: str) -> str:
        return f"{colour}{text}{_RESET}" if self._colours else text


def _time(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))


def _indented(message: str) -> str:
    from json import loads

    from ..output.json import to_json

    try:
        return to_json(loads(message))
    except ValueError:
        return message


TAIL = Command(
    _tail,
    (
        Row(Option("--since"), "From when on: 30s, 10m, 1h, 2d, 1w ago, or a time (default: 10m).", default="10m"),
        Row(Option("--follow", NONE), "Go on with those that come, until Ctrl-C."),
        Row(Option("--format", choices=_FORMATS), "How to print them (default: detailed).", default="detailed"),
        Row(Option("--filter-pattern"), "Only events that match this pattern."),
        Row(Option("--log-stream-names", MANY), "Only events of these streams."),
        Row(Option("--log-stream-name-prefix"), "Only events of streams whose names begin so."),
    ),
    positional=("group_name",),
)
