"""The models in a user's cache: whether they can be used, and why not.

The cache has a folder for each set of packs, and the file `current`, which says which folder is in use and what its
files are. It is replaced as a whole, so that there are always either the old models or the new ones:

    sotalia models 1 FORMAT
    FOLDER
    models.pack SIZE TIME DIGEST
    docs.pack SIZE TIME DIGEST

SIZE is in bytes, TIME the file's time of change in ns, DIGEST its SHA-256. A file with another time (a copy, say) is
read and compared; one with another size or content is damaged. Files of other users, and files that others may write
to, are foreign: packs are trusted as code is. With either, the built-in models serve, and a warning says so.
"""

from __future__ import annotations

import os

from .compile import FORMAT
from .errors import MalformedModelError
from .pack import CURRENT, DOCS, MODELS, Pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: The first line of `current`: what it is, its own version, and the version of the packs' records.
FIRST_LINE = f"sotalia models 1 {FORMAT}"
#: What people can do about models that cannot be used.
REMEDY = "`sotalia models update` makes them anew, `sotalia models revert` removes them"
#: Permission of the group, and of everybody, to write.
_WRITABLE_BY_OTHERS = 0o022


class UnusableModelsError(Exception):
    """The models in the cache cannot be used; the text says why."""


class ModelsWarning(RuntimeWarning):
    """The built-in models serve, since those in the user's cache cannot be used."""


class Described:
    """A file as `current` describes it."""

    __slots__ = ("digest", "name", "size", "time")

    def __init__(self, name: str, size: int, time: int, digest: str) -> None:
        self.name = name
        self.size = size
        self.time = time
        self.digest = digest

    def line(self) -> str:
        """Return the line that describes it."""
        return f"{self.name} {self.size} {self.time} {self.digest}"


def open_updated(folder: str) -> Pack | None:
    """Return the pack of models that is in use in the cache `folder`; None, with a warning, if it cannot be used."""
    try:
        return checked_pack(folder)
    except (UnusableModelsError, MalformedModelError, OSError) as error:
        import warnings

        text = f"The built-in models serve, since those in {folder} cannot be used: {error}. {REMEDY}."
        warnings.warn(text, ModelsWarning, stacklevel=2)
        return None


def checked_pack(folder: str, *, thoroughly: bool = False) -> Pack:
    """Return the pack of models that is in use in the cache `folder`.

    `thoroughly` reads both files, whatever their times. Raises UnusableModelsError, MalformedModelError, OSError.
    """
    name, files = read_current(os.path.join(folder, CURRENT))
    for file in files:
        _check(os.path.join(folder, name, file.name), file, thoroughly=thoroughly)
    return Pack(os.path.join(folder, name, MODELS), REMEDY)


def read_current(path: str) -> tuple[str, list[Described]]:
    """Return the folder that is in use, and its files. Raises UnusableModelsError, OSError."""
    found = os.stat(path)
    _check_owner(path, found.st_uid, found.st_mode)
    with open(path, encoding="utf-8", errors="replace") as file:
        lines = file.read(4096).split("\n")
    if lines[0] != FIRST_LINE:
        if lines[0].startswith("sotalia models "):
            raise UnusableModelsError("they are of another version of Sotalia")
        raise UnusableModelsError(f"{path} is damaged")
    try:
        folder, models, docs = lines[1], *(line.split(" ") for line in lines[2:4])
        files = [Described(name, int(size), int(time), digest) for name, size, time, digest in (models, docs)]
    except (ValueError, IndexError):
        files, folder = [], ""
    if [file.name for file in files] != [MODELS, DOCS] or os.path.basename(folder) != folder or not folder:
        raise UnusableModelsError(f"{path} is damaged")
    return folder, files


def render_current(folder: str, files: Iterable[Described]) -> str:
    """Return what `current` holds when `folder` is in use."""
    return "\n".join((FIRST_LINE, folder, *(file.line() for file in files), ""))


def describe(path: str) -> Described:
    """Return a file's description."""
    found = os.stat(path)
    return Described(os.path.basename(path), found.st_size, found.st_mtime_ns, _digest(path))


def _check(path: str, file: Described, *, thoroughly: bool) -> None:
    found = os.stat(path)
    _check_owner(path, found.st_uid, found.st_mode)
    unchanged = found.st_size == file.size
    if unchanged and (thoroughly or found.st_mtime_ns != file.time):
        unchanged = _digest(path) == file.digest
    if not unchanged:
        raise UnusableModelsError(f"{path} is damaged")


def _check_owner(path: str, owner: int, mode: int) -> None:
    user = getattr(os, "geteuid", None)
    if user is None:
        return  # Windows: the folder is the user's own
    if owner != user():
        raise UnusableModelsError(f"{path} belongs to another user")
    if mode & _WRITABLE_BY_OTHERS:
        raise UnusableModelsError(f"other users may write to {path}")


def _digest(path: str) -> str:
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
