"""The command `sotalia`: the AWS CLI's command line, and a few commands of its own.

A command of its own is one module beside this one with a function `main(arguments) -> exit code`, and one row in
`own.COMMANDS`. Everything else is the AWS CLI's grammar; `driver` begins to read it. Only what the line needs is
imported.
"""

from __future__ import annotations

import gc
import importlib
import sys

from .own import COMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


#: How many objects may be made before rubbish is looked for: a line's process ends before it has much.
_PATIENT = 200_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` (default: those of this process) and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    first = words[0] if words else ""
    if arguments is None and first != "run":  # whose programs are theirs to tune
        gc.set_threshold(_PATIENT)
    if words in (["--version"], ["-V"]):
        from .program import version

        print(version())
        return 0
    if words == ["--checksums"]:
        from .program import checksums

        print(checksums())
        return 0
    if first == "complete":  # shells call it, and nobody types it
        from .completion import main as complete

        return complete()
    command = COMMANDS.get(first)
    if command is not None:
        result: int = importlib.import_module(command[0]).main(words[1:])
        return result
    if first in ("-h", "--help"):
        words = ["help"]
    from .driver import run

    return run(words)
