"""`logs start-live-tail`: the events of log groups as they come, one per line, until Ctrl-C."""

from __future__ import annotations

import sys

from ..adapt import Adapted, Extra
from ..faults import Misconfigured, bad_choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MODES = ("interactive", "print-only")
_STREAM = "responseStream"


class LiveTail(Adapted):
    """Prints the messages, and nothing else of what comes."""

    extras = (Extra("--mode", "print-only (default): print the events as they are. Not offered: interactive."),)

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Check the mode. Raises InvalidLine, Misconfigured."""
        mode = values.get("mode", _MODES[1])
        if mode not in _MODES:
            raise bad_choice("--mode", mode, _MODES)
        if mode == _MODES[0]:
            raise Misconfigured(
                "Sotalia has no interactive mode. The AWS CLI has it: `aws logs start-live-tail --mode interactive`."
            )

    def reply(self, values: dict[str, Any], reply: dict[str, Any]) -> None:
        """Print the events."""
        events = reply.pop(_STREAM, None) or ()
        reply.clear()
        try:
            for event in events:
                for each in event.get("sessionUpdate", {}).get("sessionResults", ()):
                    sys.stdout.write(f"{each.get('message', '')}\n")
                sys.stdout.flush()
        except KeyboardInterrupt:
            pass  # that is how it ends
