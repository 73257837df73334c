"""What it costs a call that methods of boto3's may be replaced: nothing, while none is (see `sotalia.patchpoints`)."""

from __future__ import annotations

from .. import replies
from ..contenders import PURE, forms
from ..measure import Contender, Effort, in_turns
from ..server import Server
from ..table import Line, Targets, line_of
from ._row import Row

NAME = "nothing_patched"
WHAT = "get_item, patch points, none patched"
#: As fast as without them, but for what two equal processes differ in a run.
TARGETS = Targets(0.97)
PLAIN = "without"


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure a program that has the classes, and has had their methods replaced, beside one that has not."""
    url, switch = server.url(NAME), forms()[PURE]
    contenders = {
        PLAIN: Contender("patch_points.py", (url, "no"), environment=switch),
        PURE: Contender("patch_points.py", (url, "yes"), environment=switch),
    }
    return [line_of(NAME, WHAT, "Sotalia", in_turns(effort, contenders), TARGETS, PLAIN)]


ROW = Row(NAME, "calls", {NAME: replies.get_item}, run)
