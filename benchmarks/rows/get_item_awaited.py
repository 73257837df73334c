"""DynamoDB `GetItem` under asyncio, 32 in flight, beside the clients that were made for asyncio."""

from __future__ import annotations

from .. import replies
from ..contenders import AIOBOTOCORE, AWS_SDK, PYDYNOX, Rival, Unavailable, forms
from ..measure import Contender, Effort, in_turns
from ..server import Server
from ..table import Line, Targets, line_of
from ._row import Row

NAME = "get_item_awaited"
WHAT = "get_item, asyncio, 32 in flight"
TARGETS = {AIOBOTOCORE: Targets(15, 17), AWS_SDK: Targets(18), PYDYNOX: Targets(4)}


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure all of them side by side; a rival that cannot be installed here is said to be so."""
    url = server.url(NAME)
    contenders: dict[str, Contender] = {}
    missing: dict[Rival, str] = {}
    for rival in TARGETS:
        try:
            contenders[rival.module] = Contender("awaited.py", (rival.module, url), rival.interpreter())
        except Unavailable as reason:
            missing[rival] = str(reason)
    for form, switch in forms().items():
        contenders[form] = Contender("awaited.py", ("sotalia", url), environment=switch)
    results = in_turns(effort, contenders)
    return [
        Line(f"{NAME}_{rival.module}", WHAT, rival.module, note=f"not measured: {missing[rival]}")
        if rival in missing
        else line_of(f"{NAME}_{rival.module}", WHAT, rival.module, results, targets, rival.module)
        for rival, targets in TARGETS.items()
    ]


ROW = Row(NAME, "asyncio", {NAME: replies.get_item}, run)
