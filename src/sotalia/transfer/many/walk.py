"""The files below a folder, in the order in which S3 lists their keys: by the bytes of their UTF-8.

A folder stands in that order as its name with a slash behind it. Only the names on the way down are held. Links are
followed, but to a folder that the walk is in already.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Entry:
    """A file or an object: `name` relative to its folder or prefix, `size` in bytes, `time` of its last change.

    `error` is set where something could not be looked at; it then stands for all names that begin with `name`.
    """

    __slots__ = ("error", "etag", "name", "order", "size", "storage_class", "time")

    def __init__(self, name: str, size: int, time: float, etag: str = "", error: OSError | None = None) -> None:
        self.name = name
        #: What entries are ordered by.
        self.order = name.encode("utf-8", "surrogateescape")
        self.size = size
        self.time = time
        self.etag = etag
        self.error = error
        #: An object's, as the listing says it.
        self.storage_class = ""

    def __repr__(self) -> str:
        return f"<Entry {self.name} {self.size}>"


class SpecialFileError(OSError):
    """What is there is neither a regular file nor a folder: a device, a pipe, a socket."""


def walk(root: str, *, follow_links: bool = True, tell_special: bool = False) -> Iterator[Entry]:
    """Yield the regular files below `root`. Raises FileNotFoundError and its kin for `root` itself.

    With `tell_special`, an entry whose error is a SpecialFileError stands for each device, pipe and socket.
    """
    return _walk(root, (), "", follow_links, tell_special)


def _walk(
    root: str, above: tuple[tuple[int, int], ...], prefix: str, follow_links: bool, tell_special: bool
) -> Iterator[Entry]:
    found = os.stat(root)
    identity = found.st_dev, found.st_ino
    if identity in above:
        return
    with os.scandir(root) as scanned:
        listed = [(_order(entry), entry) for entry in scanned]
    listed.sort(key=lambda pair: pair[0])
    for _, entry in listed:
        name = prefix + entry.name
        try:
            if not follow_links and entry.is_symlink():
                continue
            facts = entry.stat()
            if stat.S_ISREG(facts.st_mode):
                yield Entry(name, facts.st_size, facts.st_mtime)
            elif stat.S_ISDIR(facts.st_mode):
                yield from _walk(entry.path, (*above, identity), f"{name}/", follow_links, tell_special)
            elif tell_special:
                yield Entry(name, 0, 0, error=SpecialFileError(name))
        except OSError as error:
            yield Entry(f"{name}/" if _is_folder(entry) else name, 0, 0, error=error)


def _order(entry: os.DirEntry[str]) -> bytes:
    name = os.fsencode(entry.name)
    return name + b"/" if _is_folder(entry) else name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether it is a folder; a link that nobody can follow, such as one to itself, is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False
