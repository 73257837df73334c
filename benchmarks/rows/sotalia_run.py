"""What it costs a program of boto3's to run under `sotalia run`: its start beside that on boto3, and each call beside
the same call of `import sotalia`.
"""

from __future__ import annotations

import sys
from functools import partial

from .. import measure, replies
from ..contenders import PURE, forms
from ..measure import WORKERS, Effort, process_cost
from ..server import Server
from ..table import Line, Targets, limit_line, line_of, seconds
from ._row import Row

NAME = "sotalia_run"
#: A program's start is no slower than with boto3.
START = Targets(1)
#: The CPU seconds that a call may take more.
MORE = 5e-6
#: Turns of both clients, per generation of other rows.
_ROUNDS = 400


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure both."""
    measure.compile_bytecode("sotalia", "boto3", "botocore", "s3transfer")
    program, switch = str(WORKERS / "first_import.py"), forms()[PURE]
    starts = measure.by_turns(
        effort.starts,
        {
            "boto3": partial(process_cost, [sys.executable, program]),
            PURE: partial(process_cost, [sys.executable, "-m", "sotalia", "run", program], switch),
        },
    )
    call = measure.worker("as_boto3.py", server.url(NAME), _ROUNDS * effort.generations, more=switch)
    what = "get_item by boto3's name, more per call"
    return [
        line_of("sotalia_run_start", "a program under `sotalia run`, process", "boto3", starts, START),
        limit_line("sotalia_run_call", what, call["more"], MORE, seconds),
    ]


ROW = Row(NAME, "calls", {NAME: replies.get_item}, run)
