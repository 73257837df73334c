"""Files and processes, blocking and awaited. The awaited twins never block the event loop."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    #: Exit code, what it wrote to standard output, what to standard error.
    Finished = tuple[int, bytes, bytes]


def read_file(path: str) -> bytes:
    """Return the content of a file. Raises FileNotFoundError and its siblings."""
    with open(path, "rb") as file:
        return file.read()


def write_file(path: str, data: bytes) -> None:
    """Write a file that only its owner can read. Other processes see the old content or the new, never a part.

    Folders that are missing are made, the innermost for its owner only. Raises OSError; the old file is then as it was.
    """
    import os
    import tempfile

    folder = os.path.dirname(path) or "."
    os.makedirs(folder, mode=0o700, exist_ok=True)
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


def run_process(argv: list[str]) -> Finished:
    """Run a program without a shell; return (exit code, stdout, stderr). Raises FileNotFoundError for a missing one."""
    import subprocess

    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 - no shell
    return done.returncode, done.stdout, done.stderr


async def read_file_async(path: str) -> bytes:
    """Return the content of a file, read in a thread."""
    import asyncio

    return await asyncio.get_running_loop().run_in_executor(None, read_file, path)


async def write_file_async(path: str, data: bytes) -> None:
    """Write a file as `write_file` does, in a thread."""
    import asyncio

    await asyncio.get_running_loop().run_in_executor(None, write_file, path, data)


async def run_process_async(argv: list[str]) -> Finished:
    """Run a program without a shell; when the task is cancelled, the program is killed."""
    import asyncio

    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
        )
    except NotImplementedError:  # this kind of event loop cannot watch processes
        return await asyncio.get_running_loop().run_in_executor(None, run_process, argv)
    try:
        out, err = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return process.returncode or 0, out, err
