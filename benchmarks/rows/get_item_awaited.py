"""DynamoDB `GetItem` under asyncio, 32 in flight, beside the clients that were made for asyncio."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .. import measure, replies
from ..contenders import AIOBOTOCORE, AWS_SDK, PYDYNOX, Rival, Unavailable
from ..measure import Effort
from ..server import Server
from ..table import Line, line_of

NAME = "get_item_awaited"
REPLIES = {"get_item": replies.get_item}
WHAT = "get_item, asyncio, 32 in flight"
TARGETS = {AIOBOTOCORE: 1 / 8, AWS_SDK: 1 / 8, PYDYNOX: 1 / 3}


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure all of them in turns; a rival that cannot be installed here is said to be so."""

    def worker(module: str, python: str) -> Callable[[], dict[str, float]]:
        return lambda: measure.worker("awaited.py", module, server.url("get_item"), effort.seconds, python=python)

    contenders = {"sotalia": worker("sotalia", sys.executable)}
    missing: dict[Rival, str] = {}
    for rival in TARGETS:
        try:
            contenders[rival.module] = worker(rival.module, rival.interpreter())
        except Unavailable as reason:
            missing[rival] = str(reason)
    results = measure.take_turns(effort.rounds, contenders)
    return [
        Line(WHAT, rival.module, note=f"not measured: {missing[rival]}")
        if rival in missing
        else line_of(WHAT, rival.module, results, (rival.module, "sotalia"), target)
        for rival, target in TARGETS.items()
    ]
