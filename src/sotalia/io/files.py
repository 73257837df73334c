"""Files, blocking and awaited. The awaited twins never block the event loop.

Law: reading a file ends. Reading a pipe (a shell's `<(…)` is one) fails when nothing comes out of it; a device, whose
end may never come, is refused, and so is a file that is too large to hold settings, a token or a key.
"""

from __future__ import annotations

import errno
import os

from .system import PRIVATE_FOLDER, WITHOUT_WAITING

#: The most bytes that a file may have.
LARGEST = 64 * 1024 * 1024
#: Seconds after which reading a pipe that nobody writes into fails.
PATIENCE = 5.0


def read_file(path: str) -> bytes:
    """Return the content of a file.

    Raises FileNotFoundError and its siblings, and OSError for something else than a file or a pipe, for a file that is
    too large, and for a pipe that nobody writes into.
    """
    from stat import S_ISFIFO, S_ISREG

    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if S_ISFIFO(status.st_mode):
                return _read_pipe(file.fileno(), path)
            if not S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, "it is neither a file nor a pipe", path)
            if status.st_size > LARGEST:
                raise _too_large(path)
            return file.read()
    except ValueError:  # no file can have such a path
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path) from None


def _read_pipe(descriptor: int, path: str) -> bytes:
    from selectors import EVENT_READ, DefaultSelector

    content = bytearray()
    with DefaultSelector() as selector:
        selector.register(descriptor, EVENT_READ)
        while selector.select(PATIENCE):
            chunk = os.read(descriptor, 65536)
            if not chunk:
                return bytes(content)
            content += chunk
            if len(content) > LARGEST:
                raise _too_large(path)
    raise TimeoutError(errno.ETIMEDOUT, f"it is a pipe, and nothing came out of it for {PATIENCE:g} seconds", path)


def _too_large(path: str) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {LARGEST >> 20} MiB", path)


def _open_without_waiting(path: str, flags: int) -> int:
    # A pipe is open at once that way, writer or not; for files it means nothing.
    return os.open(path, flags | WITHOUT_WAITING)


def write_file(path: str, data: bytes) -> None:
    """Write a file that only its owner can read. Other processes see the old content or the new, never a part.

    Folders that are missing are made, the innermost for its owner only. Raises OSError; the old file is then as it was.
    """
    import tempfile

    folder = os.path.dirname(path) or "."
    os.makedirs(folder, mode=PRIVATE_FOLDER, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(dir=folder, suffix=".tmp")  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


async def read_file_async(path: str) -> bytes:
    """Return the content of a file, read in a thread."""
    import asyncio

    return await asyncio.get_running_loop().run_in_executor(None, read_file, path)


async def write_file_async(path: str, data: bytes) -> None:
    """Write a file as `write_file` does, in a thread."""
    import asyncio

    await asyncio.get_running_loop().run_in_executor(None, write_file, path, data)
