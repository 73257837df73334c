"""`sotalia check [path …]`: which names of boto3 and its kin a project's code uses, and which are not Sotalia's.

The code is read, not run. What Sotalia does not have itself works under `sotalia run` as long as botocore is installed
beside it; alone, it is missing. Exit code 1 says that there is such a name, 2 that a path or a file cannot be read.
"""

from __future__ import annotations

import argparse
import sys

from ..compat.usage import INSTALLED, Use, python_files, uses_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia check` with `arguments` and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="sotalia check", description="Say which names of boto3 and botocore a project uses that Sotalia lacks."
    )
    parser.add_argument("paths", nargs="*", default=["."], metavar="path", help="files and folders (default: here)")
    parser.add_argument("--all", action="store_true", help="list the names that Sotalia has, too")
    options = parser.parse_args(list(arguments))
    uses: list[Use] = []
    count, unread = 0, 0
    for path in options.paths:
        try:
            files = list(python_files(path))
        except FileNotFoundError:
            print(f"sotalia check: there is nothing at {path!r}", file=sys.stderr)
            return 2
        for file in files:
            count += 1
            try:
                with open(file, "rb") as source:
                    uses += uses_in(source.read(), file)
            except (OSError, SyntaxError, ValueError) as error:
                unread += 1
                print(f"sotalia check: {file} cannot be read: {error}", file=sys.stderr)
    lacking = [use for use in uses if use.kind == INSTALLED]
    _print_list(uses if options.all else lacking)
    print(_summary(count, uses, lacking))
    return 2 if unread else 1 if lacking else 0


def _print_list(uses: Iterable[Use]) -> None:
    for use in uses:
        remark = "  (not Sotalia's: from an installed botocore, where there is one)" if use.kind == INSTALLED else ""
        print(f"{use.path}:{use.line}: {use.full_name}{remark}")


def _summary(count: int, uses: list[Use], lacking: list[Use]) -> str:
    names, missing = {use.full_name for use in uses}, {use.full_name for use in lacking}
    if not names:
        return f"no name of boto3 or its kin is used, in {count} files of Python"
    who = "1 file uses" if count == 1 else f"{count} files use"
    what = "1 name" if len(names) == 1 else f"{len(names)} names"
    said = f"{who} {what} of boto3 and its kin; "
    if not missing:
        return f"{said}Sotalia has them all"
    return f"{said}{len(missing)} of them {'is' if len(missing) == 1 else 'are'} not Sotalia's"
