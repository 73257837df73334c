"""The system that the program runs on: what only POSIX has, behind names with a Windows way beside each.

`tools/posix_names.py` lists what it has in mind, and finds uses elsewhere. Where a way is more than a name, such as
watching sockets, it stands with its alternatives in `io/transport/`, as an exception of `tools/check_layers.py`.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_POSIX = os.name == "posix"
#: Whether names of files are as Windows has them.
IS_WINDOWS = sys.platform == "win32"
#: Whether there is a keychain.
IS_MAC = sys.platform == "darwin"

#: select() knows no file descriptors from here on. On Windows it takes any number, though few at once.
SELECT_LIMIT = 1024 if _POSIX else None
#: libcurl's callback for new sockets may set options of theirs. On Windows it is given no file descriptor.
SETS_SOCKET_OPTIONS = _POSIX
#: Whether the system itself is set up with proxies, beside the environment.
HAS_PROXIES = sys.platform in ("darwin", "win32")
#: A flag of `os.open` that has a pipe open at once, writer or not. On Windows pipes are no files.
WITHOUT_WAITING = os.O_NONBLOCK if _POSIX else 0
#: The mode of a folder that only its owner may look into. Windows has no modes: who may is inherited from the folder
#: above, and what is in a user's own is the user's alone.
PRIVATE_FOLDER = 0o700
#: The same of a file.
PRIVATE_FILE = 0o600
#: A flag of `os.open` that refuses a symbolic link. On Windows making one takes rights that few have.
WITHOUT_LINKS = os.O_NOFOLLOW if _POSIX else 0


#: What is locked on Windows: a byte far behind what files have, since nobody else could read it.
_LOCKED_BYTE = 1 << 30


def _read_at(fd: int, count: int, offset: int) -> bytes:
    os.lseek(fd, offset, os.SEEK_SET)
    return os.read(fd, count)


def _write_at(fd: int, data: bytes | memoryview, offset: int) -> int:
    os.lseek(fd, offset, os.SEEK_SET)
    return os.write(fd, data)


#: Read or write at an offset of a file. On Windows this moves the file's position, so one thread at a time may do it.
read_at: Callable[[int, int, int], bytes] = os.pread if _POSIX else _read_at
write_at: Callable[[int, bytes | memoryview, int], int] = os.pwrite if _POSIX else _write_at


def is_own(status: os.stat_result) -> bool:
    """Return whether a file belongs to the user that this process runs as. On Windows files do not tell: True."""
    return not _POSIX or status.st_uid == os.geteuid()


def lock(fd: int) -> bool:
    """Lock an open file until it is closed; return False, at once, where another has locked it.

    Where a file system knows no locks, nobody has.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(fd, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def after_fork_in_child(function: Callable[[], None]) -> None:
    """Have `function` called in each forked child, first of all. On Windows there are none."""
    if _POSIX:
        os.register_at_fork(after_in_child=function)


def system_facts() -> tuple[str, str, str]:
    """Return system, release and machine, as the module `platform` names them; importing that one costs too much."""
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        return "Windows", f"{version.major}.{version.minor}", os.environ.get("PROCESSOR_ARCHITECTURE", "")
    facts = os.uname()
    return {"android": "Android", "ios": "iOS"}.get(sys.platform, facts.sysname), facts.release, facts.machine
