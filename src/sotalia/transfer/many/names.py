"""Which names are wanted, and where a key may be written: never outside of the target folder."""

from __future__ import annotations

import os
import re
from fnmatch import translate

from ...io.system import IS_WINDOWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: What Windows takes for a device, with any extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")
#: What may not be a part of a key. A key of "" has the part "".
_NO_PARTS = frozenset(("", ".", ".."))
_NOT_IN_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')


class UnsafeKeyError(ValueError):
    """A key has no place below the target folder: it leads out of it, or no file can have its name."""


def matcher(include: str | Iterable[str] | None, exclude: str | Iterable[str] | None) -> Callable[[str], bool]:
    """Return a function that tells whether a name is wanted: it matches one of `include`, and none of `exclude`.

    Both are globs, one or several, as in a shell, but that `*` matches slashes, too; None includes everything, or
    excludes nothing. Names are relative to the folder or prefix.
    """
    included, excluded = _pattern(include), _pattern(exclude)

    def is_wanted(name: str) -> bool:
        if included is not None and not included.match(name):
            return False
        return excluded is None or not excluded.match(name)

    return is_wanted


def _pattern(globs: str | Iterable[str] | None) -> re.Pattern[str] | None:
    if globs is None:
        return None
    texts = [globs] if isinstance(globs, str) else list(globs)
    return re.compile("|".join(f"(?:{translate(text)})" for text in texts) or r"(?!)")


def check_parts(name: str, *, windows: bool = IS_WINDOWS) -> list[str]:
    """Return the parts of a key that may become a path. Raises UnsafeKeyError."""
    parts = name.split("/")
    if "\0" in name or not _NO_PARTS.isdisjoint(parts):
        raise UnsafeKeyError(f"{name!r} has no place below a folder: a part of it is empty, '.' or '..'")
    if windows:
        for part in parts:
            if _NOT_IN_WINDOWS.search(part) or _RESERVED.match(part):
                raise UnsafeKeyError(f"{name!r} cannot be a file's name on Windows, because of {part!r}")
    return parts


def ignores_case(folder: str) -> bool:
    """Return whether the file system of a folder takes names that differ in case only for the same."""
    while folder and not os.path.isdir(folder):
        folder = os.path.dirname(folder.rstrip(os.sep))
    other = folder.swapcase()
    try:
        return other != folder and os.path.samefile(folder, other)
    except OSError:
        return False


def spelling(name: str) -> str:
    """Return what names have in common that are one file where case is ignored: there, normal forms are as well."""
    from unicodedata import normalize

    return normalize("NFC", normalize("NFC", name).casefold())


class Folder:
    """A target folder: makes the folders below it, and lets nothing lead out of it, symbolic links included.

    `ignores_case` is known once it is made.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.ignores_case = False
        self._real = ""
        self._known: set[str] = set()
        self._claims: dict[str, str] = {}

    def make(self) -> None:
        """Make the folder itself, if it is not there."""
        os.makedirs(self.root, exist_ok=True)
        self._real = os.path.realpath(self.root)
        self.ignores_case = ignores_case(self._real)

    def claim(self, name: str) -> None:
        """Take a file for a key. Raises UnsafeKeyError where another key has it, since the folder ignores case."""
        if not self.ignores_case:
            return
        first = self._claims.setdefault(spelling(name), name)
        if first != name:
            raise UnsafeKeyError(f"{name!r} and {first!r} would be the same file: {self.root!r} ignores case")

    def path(self, name: str, *, make: bool = True) -> str:
        """Return the path for a key, relative to the prefix, after making the folders that it needs.

        Raises UnsafeKeyError, and OSError where a folder cannot be made.
        """
        parts = check_parts(name)
        folder = self.root
        for part in parts[:-1]:
            folder = os.path.join(folder, part)
            if folder not in self._known:
                self._check(folder, make)
        return os.path.join(folder, parts[-1])

    def _check(self, folder: str, make: bool) -> None:
        if make:
            try:
                os.mkdir(folder)
            except FileExistsError:
                pass
        elif not os.path.lexists(folder):
            return
        if os.path.islink(folder):
            real = os.path.realpath(folder)
            if os.path.commonpath((real, self._real)) != self._real:
                raise UnsafeKeyError(f"{folder!r} is a link that leads out of {self.root!r}")
        self._known.add(folder)
