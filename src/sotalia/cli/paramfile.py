"""Values that are in files: `file://path` for text, `fileb://path` for bytes."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class FileError(Exception):
    """The file of a value cannot be read; the message says which, and why."""


def file_content(value: str) -> Any:
    """Return the content of the file that a value names, text or bytes; the value itself when it names none.

    The path may begin with `~` and hold `$NAME`; it is relative to the working directory. Raises FileError.
    """
    if value.startswith("file://"):
        path = user_path(value[7:])
        try:
            with open(path, encoding="utf-8") as file:
                return file.read()
        except UnicodeDecodeError:
            raise FileError(
                f"Unable to load paramfile ({path}), text contents could not be decoded.  If this is a binary file, "
                "please use the fileb:// prefix instead of the file:// prefix."
            ) from None
        except OSError as error:
            raise FileError(f"Unable to load paramfile {value}: {error}") from None
    if value.startswith("fileb://"):
        try:
            with open(user_path(value[8:]), "rb") as binary:
                return binary.read()
        except OSError as error:
            raise FileError(f"Unable to load paramfile {value}: {error}") from None
    return value


def user_path(text: str) -> str:
    """Return a path that the user wrote, with `~` and `$NAME` filled in."""
    return os.path.expandvars(os.path.expanduser(text))
