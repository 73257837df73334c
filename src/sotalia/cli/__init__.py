"""The command `sotalia`: the AWS CLI's command line, and a few commands of its own.

A command of its own is one module beside this one with a function `main(arguments) -> exit code`, and one row in
`own.COMMANDS`. Everything else is the AWS CLI's grammar; `driver` begins to read it. Only what the line needs is
imported.
"""

from __future__ import annotations

import gc
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
    if words in (["--version"], ["-V"]):
        from .program import version

        print(version())
        return 0
    if words == ["--checksums"]:
        from .program import checksums

        print(checksums())
        return 0
    command = COMMANDS.get(first)
    if command is not None:
        result: int = __import__(command[0], fromlist=["main"]).main(words[1:])
        return result
    return _line(words) if arguments is not None else _line_alone(words)


def _line(words: list[str]) -> int:
    """Carry out a line of the AWS CLI's grammar, or answer a shell that completes one."""
    if words[:1] == ["complete"]:  # nobody types it
        from .completion import main as complete

        return complete()
    from .driver import run

    return run(["help"] if words[:1] in (["-h"], ["--help"]) else words)


def _line_alone(words: list[str]) -> int:
    """Do so in a process that does nothing else, which may remember what its calls take."""
    gc.set_threshold(_PATIENT)
    from .codes import CodeFile
    from .context import Context

    codes = CodeFile()
    Context.before_calls = codes.begin
    code = _line(words)
    codes.end()
    return code
