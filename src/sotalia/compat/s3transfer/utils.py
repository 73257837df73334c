"""What `s3transfer.utils` has: its access to files, for programs that use it. Sotalia's transfers have their own."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from secrets import token_hex

from ...transfer.manager import CallArgs

__all__ = ["CallArgs", "OSUtils"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

#: How long a file's name may be, in characters.
_LONGEST_NAME = 255


class OSUtils:
    """What is done to files. A manager takes one, and does not ask it."""

    def get_file_size(self, filename: str) -> int:
        """Return a file's size in bytes. Raises OSError."""
        return os.path.getsize(filename)

    def open(self, filename: str, mode: str) -> IO[Any]:
        """Open a file. Raises OSError."""
        return open(filename, mode)

    def remove_file(self, filename: str) -> None:
        """Remove a file, if it is there and can be removed."""
        with suppress(OSError):
            os.remove(filename)

    def rename_file(self, current_filename: str, new_filename: str) -> None:
        """Rename a file, in the place of one that has the new name. Raises OSError."""
        os.replace(current_filename, new_filename)

    def is_special_file(self, filename: str) -> bool:
        """Return whether there is a device, a pipe or a socket of this name."""
        try:
            mode = os.stat(filename).st_mode
        except OSError:
            return False
        return any(is_kind(mode) for is_kind in (stat.S_ISCHR, stat.S_ISBLK, stat.S_ISFIFO, stat.S_ISSOCK))

    def get_temp_filename(self, filename: str) -> str:
        """Return the name of a new file beside a file."""
        folder, name = os.path.split(filename)
        suffix = f"{os.extsep}{token_hex(4)}"
        return os.path.join(folder, name[: _LONGEST_NAME - len(suffix)] + suffix)

    def allocate(self, filename: str, size: int) -> None:
        """Make a file of a size, in bytes. Raises OSError, and leaves no file then."""
        try:
            with self.open(filename, "wb") as file:
                file.truncate(size)
        except OSError:
            self.remove_file(filename)
            raise
