"""A file of JSON lines: the first says what the file is about, each further one adds to it.

A line counts when all of it is there, so a process may be killed at any moment. The file is its owner's only, and one
process at a time has it.
"""

from __future__ import annotations

import os
import stat

from ..._json import read_json
from ...io.system import PRIVATE_FILE, WITHOUT_LINKS, is_own, lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: A journal that is larger than this is none of ours.
_LARGEST = 64 * 1024 * 1024
_FLAGS = os.O_RDWR | os.O_CREAT | WITHOUT_LINKS | getattr(os, "O_BINARY", 0)


class Journal:
    """An open journal. `lines` are those that it had when it was opened."""

    __slots__ = ("_at", "_fd", "_path", "lines")

    def __init__(self, path: str, fd: int) -> None:
        self._path = path
        self._fd = fd
        self._at = 0
        self.lines = self._read()

    def begin(self, *lines: dict[str, Any]) -> None:
        """Replace everything by these lines. Raises OSError."""
        os.ftruncate(self._fd, 0)
        self._at = 0
        self.add(*lines)

    def add(self, *lines: dict[str, Any]) -> None:
        """Add lines. Raises OSError."""
        from json import dumps

        data = "".join(dumps(line, separators=(",", ":")) + "\n" for line in lines).encode()
        os.lseek(self._fd, self._at, os.SEEK_SET)
        view = memoryview(data)
        while view:
            view = view[os.write(self._fd, view) :]
        self._at += len(data)

    def close(self) -> None:
        """Leave the file as it is, for another run; one without a line is removed."""
        fd, self._fd = self._fd, -1
        if fd < 0:
            return
        is_gone = bool(self._at) or _unlink(self._path)  # while it is ours
        os.close(fd)
        if not is_gone:
            _unlink(self._path)

    def remove(self) -> None:
        """Remove the file."""
        if self._fd >= 0:
            self._at = 0
            self.close()

    def _read(self) -> list[dict[str, Any]]:
        """Read the whole lines; what is behind them is written over."""
        lines: list[dict[str, Any]] = []
        if os.fstat(self._fd).st_size > _LARGEST:
            return lines
        with os.fdopen(os.dup(self._fd), "rb") as file:
            for text in file:
                try:
                    line = read_json(text)
                except ValueError:
                    break
                if not text.endswith(b"\n") or not isinstance(line, dict):
                    break
                lines.append(line)
                self._at += len(text)
        os.ftruncate(self._fd, self._at)
        return lines


def open_journal(path: str) -> Journal | None:
    """Open a journal, or make a new one without lines; None where another process, or transfer, has it.

    Raises OSError, also for what is another user's file, or none.
    """
    fd = os.open(path, _FLAGS, PRIVATE_FILE)
    try:
        check_own(fd, path)
        if lock(fd) and _is_there(fd, path):
            return Journal(path, fd)
    except BaseException:
        os.close(fd)
        raise
    os.close(fd)
    return None


def check_own(fd: int, path: str) -> None:
    """Raise OSError unless an open file is a regular one of this user's, without other names."""
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode) or not is_own(status) or status.st_nlink > 1:
        raise PermissionError(f"{path!r} is in the way of a transfer to be resumed: it is no file of yours. Remove it.")


def _is_there(fd: int, path: str) -> bool:
    """Return whether the open file is still the one of that name: who had it may have removed it."""
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except FileNotFoundError:
        return False


def _unlink(path: str) -> bool:
    """Remove a file; return False where it must be closed first, as on Windows."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except PermissionError:
        return False
    return True
