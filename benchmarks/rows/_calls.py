"""What the rows that run the same worker with boto3 and with Sotalia have in common."""

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
    what_to_call = (server.url(reply), effort.seconds, service, method, json.dumps(parameters))
    return [beside_boto3(what, effort.rounds, target, "calls.py", *what_to_call)]


def beside_boto3(what: str, rounds: int, target: float, script: str, *arguments: object) -> Line:
    """Measure a worker that is told the library first, with boto3 and with Sotalia."""

    def run(library: str) -> Callable[[], dict[str, float]]:
        return lambda: measure.worker(script, library, *arguments)

    results = measure.take_turns(rounds, {"boto3": run("boto3"), "sotalia": run("sotalia")})
    return line_of(what, "boto3", results, ("boto3", "sotalia"), target)
