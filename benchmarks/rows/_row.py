"""What a row is, and what those rows have in common that run one worker with boto3 and with Sotalia."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from ..contenders import forms
from ..measure import Contender, Effort, Figures, by_turns, in_turns, start_cost
from ..replies import Reply
from ..server import Server
from ..table import Line


class Row(NamedTuple):
    """A row: its name, its section of the report, what the server must answer for it, by name, and what measures it:
    `run(server, effort)`.
    """

    name: str
    section: str
    replies: Mapping[str, Callable[[], Reply]]
    run: Callable[[Server, Effort], list[Line]]


def beside_boto3(
    effort: Effort,
    script: str,
    *arguments: object,
    python: str = sys.executable,
    every: float = 0,
    more: Mapping[str, str] | None = None,
) -> dict[str, Figures]:
    """Measure a worker that is told the library first, with boto3 and with each form of Sotalia, side by side."""
    more = more or {}
    contenders = {"boto3": Contender(script, ("boto3", *arguments), python, more)}
    for form, switch in forms(python).items():
        contenders[form] = Contender(script, ("sotalia", *arguments), python, {**more, **switch})
    return in_turns(effort, contenders, every)


def processes_beside_boto3(effort: Effort, script: str, *arguments: object) -> dict[str, Figures]:
    """Measure whole processes of such a script."""
    contenders = {"boto3": partial(start_cost, script, "boto3", *arguments)}
    for form, switch in forms().items():
        contenders[form] = partial(start_cost, script, "sotalia", *arguments, more=switch)
    return by_turns(effort.starts, contenders)
