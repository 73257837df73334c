"""Objects whose names differ in case only: on a file system that ignores case, one would overwrite the other.

https://docs.aws.amazon.com/cli/latest/topic/s3-case-insensitivity.html
"""

from __future__ import annotations

import os

from ....transfer.many.names import ignores_case
from ...faults import CliError
from .options import ERROR, IGNORE, SKIP, WARN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .report import Report


def cases_for(choice: str | None, folder: str, report: Report) -> Cases | None:
    """Return what looks for such names as `--case-conflict` wants it; None where nobody has to.

    Without the option, there is a warning where the target's file system ignores case.
    """
    if choice is None:
        choice = WARN if ignores_case(folder) else IGNORE
    return None if choice == IGNORE else Cases(choice, report)


class Cases:
    """The names that are under way, without their case."""

    def __init__(self, choice: str, report: Report) -> None:
        self._choice = choice
        self._report = report
        self._under_way: set[str] = set()

    def begin(self, name: str, source: str, path: str) -> bool:
        """Return whether a name is to be downloaded. Raises CliError where it must not be."""
        folded = name.lower()
        if folded in self._under_way or _differs_in_case(path):
            if self._choice == ERROR:
                raise CliError(
                    f"Failed to download {source} -> {path} because a file whose name differs only by case either "
                    "exists or is being downloaded."
                )
            if self._choice == SKIP:
                self._report.warn(
                    f"Skipping {source} -> {path} because a file whose name differs only by case either exists or is "
                    "being downloaded."
                )
                return False
            self._report.warn(
                f"Downloading {source} -> {path} despite a file whose name differs only by case either existing or "
                "being downloaded. On a file system that ignores case, one overwrites the other."
            )
        self._under_way.add(folded)
        return True

    def ending(self, name: str, on_end: Callable[[], Any] | None) -> Callable[[], None]:
        """Return what is called at the end of a download: it forgets the name first."""

        def end() -> None:
            self._under_way.discard(name.lower())
            if on_end is not None:
                on_end()

        return end


def _differs_in_case(path: str) -> bool:
    """Return whether there is a file at a path under a name that differs in case."""
    folder, name = os.path.split(path)
    if not os.path.lexists(path):
        return False
    return name not in os.listdir(folder)
