"""Command lines as whole processes: their CPU time beyond that of an idle interpreter, and beside the AWS CLI's.

The AWS CLI on PyPI is version 1; version 2, whose command line Sotalia has, takes more.
"""

from __future__ import annotations

import sysconfig
from functools import partial
from pathlib import Path

from .. import measure, replies
from ..contenders import AWSCLI, PURE, Unavailable
from ..measure import Effort
from ..server import Server
from ..table import Line, Targets, limit_line, line_of, seconds
from ._row import Row

NAME = "command_line"
REPLY = "line_get_caller_identity"
_CALL = ("sts", "get-caller-identity")
#: Name, what is run, what shells ask about, and the seconds of CPU beyond an idle interpreter that it may take.
LINES: tuple[tuple[str, tuple[str, ...], str, float], ...] = (
    ("version", ("--version",), "", 0.015),
    ("call", _CALL, "", 0.080),
    ("service_help", ("ec2", "help"), "", 0.060),
    ("operation_help", ("sts", "assume-role", "help"), "", 0.060),
    ("complete_operation", ("complete",), "sotalia ec2 describe-inst", 0.025),
    ("complete_option", ("complete",), "sotalia sts assume-role --role-s", 0.025),
)
#: How many times less than the AWS CLI a call is to take.
TARGET = Targets(7)


def run(server: Server, effort: Effort) -> list[Line]:
    """Measure them all in turns."""
    measure.compile_bytecode("sotalia")
    command = Path(sysconfig.get_path("scripts")) / "sotalia"
    more = {"AWS_ENDPOINT_URL": server.url(REPLY)}
    contenders = {"-": partial(measure.start_cost, "client.py", "-")}
    for name, words, typed, _ in LINES:
        environ = {**more, "COMP_LINE": typed} if typed else more
        contenders[name] = partial(measure.start_cost, str(command), *words, more=environ)
    note = ""
    try:
        python = AWSCLI.interpreter()
        script = str(Path(python).parent / "aws")
        contenders[AWSCLI.module] = partial(measure.start_cost, script, *_CALL, more=more, python=python)
    except Unavailable as error:
        note = str(error)
    results = measure.by_turns(effort.starts, contenders)
    idle = measure.median(results["-"])
    lines = [
        limit_line(f"{NAME}_{name}", f"{_shown(words, typed)}, beyond Python", measure.median(results[name]) - idle,
                   limit, seconds)
        for name, words, typed, limit in LINES
    ]  # fmt: skip
    what = _shown(_CALL, "")
    if note:
        return [*lines, Line(f"{NAME}_beside", what, AWSCLI.module, note=note)]
    beside = {AWSCLI.module: results[AWSCLI.module], PURE: results["call"]}
    return [*lines, line_of(f"{NAME}_beside", what, "aws-cli v1", beside, TARGET, AWSCLI.module)]


def _shown(words: tuple[str, ...], typed: str) -> str:
    return f"complete `{typed.partition(' ')[2]}`" if typed else " ".join(words)


ROW = Row(NAME, "starts", {REPLY: replies.get_caller_identity}, run)
