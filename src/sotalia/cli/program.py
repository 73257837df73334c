"""What the command calls itself, and the usage text that its errors end with.

Called by the name `aws` (a link to it), it begins its messages as the AWS CLI does, so that scripts find what they look
for.
"""

from __future__ import annotations

import sys

#: The release of the AWS CLI whose command line this is.
AWS_CLI_VERSION = "2.36.7"


def program() -> str:
    """Return the name that messages begin with: `aws` when called by that name, else `sotalia`."""
    name = sys.argv[0].rpartition("/")[2].rpartition("\\")[2] if sys.argv else ""
    return "aws" if name.removesuffix(".exe") == "aws" else "sotalia"


def usage() -> str:
    """Return the usage text, which ends with a line break."""
    name = program()
    return (
        f"usage: {name} [options] <command> <subcommand> [<subcommand> ...] [parameters]\n"
        f"To see help text, you can run:\n\n  {name} help\n  {name} <command> help\n"
        f"  {name} <command> <subcommand> help\n"
    )


def version() -> str:
    """Return what `--version` prints; called by the name `aws`, one line as the AWS CLI's."""
    from .. import __version__

    own = f"sotalia {__version__}"
    if program() != "aws":
        from .._speed import said

        return f"{own}\nreaders: {said()}"
    python = ".".join(map(str, sys.version_info[:3]))
    return f"aws-cli/{AWS_CLI_VERSION} Python/{python} {own.replace(' ', '/')}"


def checksums() -> str:
    """Return what `--checksums` prints: what computes each of them, a library or Python code, which is slow."""
    from ..auth.checksums import libraries

    return "\n".join(f"{name.upper():<9}  {library}" for name, library in libraries().items())
