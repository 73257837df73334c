"""Paths of files with credentials, as users write them."""

from __future__ import annotations

import os


def users_path(path: str) -> str:
    """Return `path` with the user's home directory for `~`, and variables filled in."""
    return os.path.expanduser(os.path.expandvars(path))
