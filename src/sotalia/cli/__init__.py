"""The command `sotalia`: the AWS CLI's command line, and a few commands of its own.

A command of its own is one module beside this one with a function `main(arguments) -> exit code`, and one row in
`own.COMMANDS`. Everything else is the AWS CLI's grammar; `driver` begins to read it. Only what the line needs is
imported.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys

from .own import COMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


#: How many objects may be made before rubbish is looked for: a line's process ends before it has much.
_PATIENT = 200_000
#: The exit code after Ctrl-C, which is `faults.INTERRUPTED`; that module is not needed by every line.
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` and return the exit code.

    Without arguments, those of this process are run, and the process ends.
    """
    if arguments is not None:
        return _run(list(arguments))
    words = sys.argv[1:]
    if words[:1] == ["run"]:  # whose programs are theirs to tune, and to end
        return _run(words)
    gc.set_threshold(_PATIENT)
    try:
        code = _run(words)
    except KeyboardInterrupt:  # while modules were being loaded
        code = _INTERRUPTED
    return _ended(code)


def _run(words: list[str]) -> int:
    first = words[0] if words else ""
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


def _ended(code: int) -> int:
    """End the process, but for what Python would take apart first, a quarter of a call's time: memory is given back.

    What was to be done at the end is done. Returns the exit code where somebody watches the process, or threads work.
    """
    threading: Any = sys.modules.get("threading")
    if threading is not None and any(not each.daemon for each in threading.enumerate()[1:]):
        return code
    if sys.getprofile() is not None or sys.gettrace() is not None or sys.flags.inspect:
        return code
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        pass  # whoever read it has gone, which is no fault
    except OSError as error:
        sys.stderr.write(f"sotalia: [ERROR]: The result cannot be written: {error.strerror}\n")
        code = 255
    except (AttributeError, ValueError):
        pass  # there is no stdout, or it was closed
    try:
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        pass
    os._exit(code)
