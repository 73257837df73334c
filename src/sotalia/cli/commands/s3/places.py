"""The two ends of a transfer: a file or folder, an object or prefix, or a stream; and what each is called in messages.

An end `holds` names when those of the source go below it: a folder, or a prefix with a slash at its end.
"""

from __future__ import annotations

import os

from ....transfer.many.urls import SCHEME
from .urls import split_url

STREAM = "-"


class Remote:
    """An object (`key`), or all below a prefix."""

    in_s3 = True

    def __init__(self, bucket: str, key: str, *, holds: bool) -> None:
        self.bucket = bucket
        self.key = key
        self.holds = holds
        self._shown = f"{SCHEME}{bucket}/{key}"

    def at(self, name: str) -> str:
        """Return the key for a name."""
        return self.key + name if self.holds else self.key

    def shown(self, name: str) -> str:
        """Return what messages call it."""
        return self._shown + name if self.holds else self._shown

    @property
    def last(self) -> str:
        """The last part of the key."""
        return self.key.rpartition("/")[2]


class Local:
    """A file (`path`, absolute), or all below a folder, whose path then ends with a separator."""

    in_s3 = False

    def __init__(self, path: str, *, holds: bool) -> None:
        self.path = path
        self.holds = holds
        #: Folder → the same, relative to the working directory.
        self._relative: dict[str, str] = {}

    def at(self, name: str) -> str:
        """Return the path for a name, whose parts have slashes between them."""
        if not self.holds:
            return self.path
        return self.path + (name if os.sep == "/" else name.replace("/", os.sep))

    def shown(self, name: str) -> str:
        """Return what messages call it: the path relative to the working directory, `./` included."""
        folder, last = os.path.split(self.at(name))
        relative = self._relative.get(folder)
        if relative is None:
            try:
                relative = os.path.relpath(folder)
            except ValueError:  # another drive of Windows
                relative = folder
            self._relative[folder] = relative
        return f"{relative}{os.sep}{last}"

    @property
    def last(self) -> str:
        """The last part of the path."""
        return os.path.basename(self.path)

    @property
    def folder(self) -> str:
        """The folder, with a separator at its end, that names are relative to."""
        return self.path if self.holds else self.path.removesuffix(self.last)


class Stream:
    """Standard input or output."""

    in_s3 = False
    holds = False
    last = STREAM

    def shown(self, name: str) -> str:
        """Return what messages call it."""
        return STREAM


Place = Remote | Local | Stream


def remote_place(url: str, *, whole: bool, is_source: bool) -> Remote:
    """Return the place of a URL. `whole` says that all below it is meant."""
    bucket, key = split_url(url)
    if whole and key and not key.endswith("/"):
        key += "/"
    return Remote(bucket, key, holds=whole or (not is_source and (not key or key.endswith("/"))))


def local_place(path: str, *, whole: bool, is_source: bool) -> Local:
    """Return the place of a path. A target that is a folder, or ends with a separator, holds the source's name."""
    full = os.path.abspath(path)
    is_folder = os.path.isdir(full)
    holds = whole or (not is_source and (is_folder or path.endswith(os.sep)))
    if (holds or is_folder) and not full.endswith(os.sep):
        full += os.sep
    return Local(full, holds=holds)
