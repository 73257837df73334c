"""Paths of files with credentials, as users write them, and the names that the AWS CLI gives its own."""

from __future__ import annotations

import os


def users_path(path: str) -> str:
    """Return `path` with the user's home directory for `~`, and variables filled in."""
    return os.path.expanduser(os.path.expandvars(path))


def hashed_name(text: str) -> str:
    """Return the name by which the AWS CLI's caches know `text`: its SHA-1, in hexadecimal."""
    from hashlib import sha1

    return sha1(text.encode()).hexdigest()  # noqa: S324 - a name, no secret
