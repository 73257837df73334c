"""A stdout whose reader has gone, as that of `| head`."""

from __future__ import annotations

import os
import sys


def forget_stdout() -> None:
    """Have nothing more written to stdout, not at the end of the process either."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass
