"""`sotalia alias-aws`: a link `aws` to this command, in the environment that it is installed in.

It is not there from the start, since it would be in the AWS CLI's way. Called by that name, the command begins its
messages as the AWS CLI does; scripts for `aws` run as they are.
"""

from __future__ import annotations

import os
import sys

from ..io.system import IS_WINDOWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_USAGE = """\
usage: sotalia alias-aws [--remove]

Puts a link `aws` to this command beside it, where there is none yet; `--remove` takes it away again.
"""
#: What the two are called, on Windows and elsewhere.
_ENDING = ".exe" if IS_WINDOWS else ""


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia alias-aws` with `arguments` and return the exit code."""
    if list(arguments[:1]) in (["help"], ["--help"], ["-h"]):
        sys.stdout.write(_USAGE)
        return 0
    if list(arguments) not in ([], ["--remove"]):
        sys.stderr.write(_USAGE)
        return 252
    from sysconfig import get_path

    folder = get_path("scripts")
    own, link = os.path.join(folder, f"sotalia{_ENDING}"), os.path.join(folder, f"aws{_ENDING}")
    problem = _remove(own, link) if arguments else _make(own, link)
    if problem:
        sys.stderr.write(f"sotalia alias-aws: {problem}\n")
    return 1 if problem else 0


def _is_ours(own: str, link: str) -> bool:
    """Return whether a file is the link, or, where links need rights that few have, the copy."""
    if os.path.islink(link):
        return os.path.realpath(link) == os.path.realpath(own)
    from filecmp import cmp

    return os.path.isfile(link) and os.path.isfile(own) and cmp(own, link, shallow=False)


def _make(own: str, link: str) -> str:
    """Make the link; return what is in the way, or ""."""
    if not os.path.isfile(own):
        return f"there is no {own}: install Sotalia into this environment"
    if os.path.lexists(link):
        if not _is_ours(own, link):
            return f"{link} is there already, and something else. Remove it first, if you do not need it."
    else:
        try:
            _link(own, link)
        except OSError as error:
            return f"cannot make {link}: {error.strerror}"
    from shutil import which

    sys.stdout.write(f"{link} is sotalia.\n")
    found = which("aws")
    if found is None or os.path.realpath(found) != os.path.realpath(link):
        other = "nothing" if found is None else found
        sys.stdout.write(f"Your shell finds {other} by the name aws: put {os.path.dirname(link)} before it in PATH.\n")
    return ""


def _link(own: str, link: str) -> None:
    try:
        os.symlink(os.path.basename(own), link)
    except (NotImplementedError, PermissionError):
        if not _ENDING:
            raise
        from shutil import copy2

        copy2(own, link)


def _remove(own: str, link: str) -> str:
    """Remove the link; return what is in the way, or ""."""
    if not os.path.lexists(link):
        sys.stdout.write(f"There is no {link}.\n")
        return ""
    if not _is_ours(own, link):
        return f"{link} is not sotalia, and stays."
    try:
        os.remove(link)
    except OSError as error:
        return f"cannot remove {link}: {error.strerror}"
    sys.stdout.write(f"{link} is gone.\n")
    return ""
