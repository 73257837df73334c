"""What the rows that make one blocking call again and again have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from .. import measure
from ..measure import Effort
from ..server import Server
from ..table import Line, line_of


def compare(
    server: Server, effort: Effort, what: str, call: tuple[str, str, Mapping[str, object]], target: float, reply: str
) -> list[Line]:
    """Measure `call` (service, method, parameters) with boto3 and with Sotalia against the canned `reply`."""
    service, method, parameters = call

    def run(library: str) -> Callable[[], dict[str, float]]:
        arguments = (library, server.url(reply), effort.seconds, service, method, json.dumps(parameters))
        return lambda: measure.worker("calls.py", *arguments)

    results = measure.take_turns(effort.rounds, {"boto3": run("boto3"), "sotalia": run("sotalia")})
    return [line_of(what, "boto3", results, ("boto3", "sotalia"), target)]
