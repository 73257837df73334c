"""The command `sotalia`.

Each subcommand is one module beside this one with a function `main(arguments) -> exit code`, and one row in `COMMANDS`.
Only the module of the subcommand that was typed is imported.
"""

from __future__ import annotations

import importlib
import sys

from .. import __version__
from .._speed import said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: name -> (module with its `main`, its purpose)
COMMANDS = {
    "local": ("sotalia.cli.local", "run a command against an AWS of its own, embedded and in memory"),
    "whoami": ("sotalia.cli.whoami", "say with which profile, region and credentials calls are made"),
}

#: Exit code for an invalid command line, as in argparse and most Unix programs.
USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` (default: those of this process) and return the exit code."""
    name, *rest = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if name in ("-h", "--help", "help"):
        print(_help())
        return 0
    if name in ("-V", "--version"):
        print(f"sotalia {__version__}\nreaders: {said()}")
        return 0
    if name == "--checksums":
        print(_checksums())
        return 0
    command = COMMANDS.get(name)
    if command is None:
        print(f"sotalia: there is no command {name!r}. There are: {', '.join(COMMANDS)}.", file=sys.stderr)
        return USAGE_ERROR
    result: int = importlib.import_module(command[0]).main(rest)
    return result


def _checksums() -> str:
    """Say what computes checksums: libraries, or Python code, which is slow."""
    from ..auth.checksums import libraries

    return "\n".join(f"{name.upper():<9}  {library}" for name, library in libraries().items())


def _help() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items())
    return (
        "usage: sotalia COMMAND [options]\n\n"
        f"The AWS SDK for Python, rebuilt.\n\ncommands:\n{rows}\n\n"
        "options:\n  -h, --help     show this\n  -V, --version  show the version\n"
        "  --checksums    show which libraries compute checksums\n\n"
        "'sotalia COMMAND --help' says more about a command."
    )
