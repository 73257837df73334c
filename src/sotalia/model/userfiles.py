"""Models that users bring along: directories of JSON, as boto3's `data` directory is laid out.

What was compiled from a file is kept for the whole process, until the file changes.
"""

from __future__ import annotations

import os

from .._json import read_json
from .errors import MalformedModelError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

_ENDINGS = (".json", ".json.gz")
#: No model is larger, uncompressed: the largest of AWS's has 5 MiB.
LARGEST = 256 * 1024 * 1024

_cache: dict[Any, Any] = {}


def directories(*parts: str) -> list[str]:
    """Return the names of the directories in a directory; none if it is not there."""
    path = os.path.join(*parts)
    try:
        with os.scandir(path) as entries:
            return [entry.name for entry in entries if entry.is_dir()]
    except (OSError, ValueError):  # it is not there, or may not be read, or there is no such path
        return []


def find(*parts: str) -> str | None:
    """Return the path of a JSON file, given without its ending, or None."""
    path = os.path.join(*parts)
    for ending in _ENDINGS:
        if os.path.isfile(path + ending):
            return path + ending
    return None


def read(path: str) -> Any:
    """Read a JSON file, compressed or not. Raises MalformedModelError."""
    import zlib

    try:
        with open(path, "rb") as file:
            if path.endswith(".gz"):
                import gzip

                return read_json(_content(gzip.GzipFile(fileobj=file)))
            return read_json(_content(file))
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise MalformedModelError(path=path, reason=f"{type(error).__name__}: {error}") from error


def _content(file: Any) -> bytes:
    """Return what a file holds, as long as that is no more than a model can be: a short archive may hold a lot."""
    content = bytearray()
    while chunk := file.read(1024 * 1024):
        content += chunk
        if len(content) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST >> 20} MiB")
    return bytes(content)


def cached(paths: Sequence[str], key: Any, make: Callable[[], Any]) -> Any:
    """Return `make()`, or what it returned when last called for these files and this key, if they are unchanged."""
    state = tuple(_state(path) for path in paths)
    slot = (tuple(paths), key)
    entry = _cache.get(slot)
    if entry is None or entry[0] != state:
        entry = _cache[slot] = (state, make())
    return entry[1]


def _state(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError as error:
        raise MalformedModelError(path=path, reason=str(error)) from error
    return status.st_mtime_ns, status.st_size
