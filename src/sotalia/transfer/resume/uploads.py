"""Which upload on the server has the parts of a file: one small file per transfer, in a folder of the user's.

The parts themselves are the server's to tell (ListParts). What is written down are the id of the upload, the size of
its parts, and what the file was like: its size, its times and its inode; and of each part the checksum that the server
answered, since not all servers list it. There is no secret in it.
"""

from __future__ import annotations

import os
from hashlib import sha256
from logging import getLogger

from ...identity.paths import users_path
from ...io.system import PRIVATE_FOLDER
from ..limits import LARGEST_PART, MOST_PARTS, SMALLEST_PART
from ..plan.kept import KeptUpload
from .journal import Journal, open_journal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

FOLDER = "~/.aws/sotalia/uploads"
_FORMAT = "sotalia upload 1"
#: The folders that have been complained of.
_told: set[str] = set()


class UploadMemory:
    """What is known of one file's upload to one object.

    `kept` is an upload to go on with; `stale` the id of one that is of no use any more, since the file has changed.
    """

    def __init__(self, journal: Journal, about: dict[str, Any], facts: dict[str, Any]) -> None:
        self._journal = journal
        self._head = {"format": _FORMAT, **about, **facts}
        self.kept: KeptUpload | None = None
        self.stale: str | None = None
        head = journal.lines[0] if journal.lines else {}
        if any(head.get(name) != value for name, value in {"format": _FORMAT, **about}.items()):
            return
        upload_id, part_size = head.get("upload_id"), head.get("part_size")
        if not isinstance(upload_id, str) or not isinstance(part_size, int):
            return
        is_possible = SMALLEST_PART <= part_size <= LARGEST_PART and part_size * MOST_PARTS >= facts["size"]
        if is_possible and all(head.get(name) == value for name, value in facts.items()):
            self.kept = KeptUpload(upload_id, part_size, dict(_checksums(journal.lines[1:])))
        else:
            self.stale = upload_id

    def created(self, upload_id: str, part_size: int) -> bool:
        """Note the upload that has been created; return False, and tell the log, where that cannot be written."""
        try:
            self._journal.begin({**self._head, "upload_id": upload_id, "part_size": part_size})
        except OSError as error:
            tell_of_folder(error)
            return False
        return True

    def add(self, number: int, etag: str, checksum: str | None) -> None:
        """Note what the server answered for a part. Where that cannot be written, it may have to be sent again."""
        try:
            self._journal.add({"part": number, "etag": etag, "checksum": checksum})
        except OSError as error:
            tell_of_folder(error)

    def end(self, keeps: bool) -> None:
        """Keep what is noted for another run, or forget it."""
        if keeps:
            self._journal.close()
        else:
            self._journal.remove()


def _checksums(lines: list[dict[str, Any]]) -> Iterator[tuple[tuple[int, str], str | None]]:
    for line in lines:
        number, etag, checksum = (line.get(name) for name in ("part", "etag", "checksum"))
        if isinstance(number, int) and isinstance(etag, str) and (checksum is None or isinstance(checksum, str)):
            yield (number, etag), checksum


def upload_memory(
    endpoint: str, bucket: str, key: str, extra_args: dict[str, Any], source: tuple[str, os.stat_result]
) -> UploadMemory | None:
    """Return what is known of an upload; None where another process has it in work, or nothing can be noted.

    `source` is the file's path and its status.
    """
    path, status = source
    about = {"endpoint": endpoint, "bucket": bucket, "key": key, "path": os.path.realpath(path)}
    facts = {
        "size": status.st_size,
        "time": status.st_mtime_ns,
        "inode": status.st_ino,
        # Of other bytes with the time of the old ones (`touch -r`, tools that restore times) nothing else tells.
        "changed": status.st_ctime_ns,
        # A hash, since a customer's key may be among them.
        "arguments": _digest(sorted((name, repr(value)) for name, value in extra_args.items())),
    }
    folder = users_path(FOLDER)
    try:
        os.makedirs(folder, mode=PRIVATE_FOLDER, exist_ok=True)
        journal = open_journal(os.path.join(folder, _digest(sorted(about.items())) + ".json"))
    except OSError as error:
        tell_of_folder(error)
        return None
    return None if journal is None else UploadMemory(journal, about, facts)


def tell_of_folder(error: OSError) -> None:
    """Tell the log, once for each folder, that uploads cannot be taken up again, and why."""
    folder = users_path(FOLDER)
    if folder not in _told:
        _told.add(folder)
        getLogger("sotalia.transfer").warning(
            "Uploads that end early cannot be resumed, since nothing can be noted in %s: %s. Make the folder writable.",
            folder,
            error,
        )


def _digest(value: Any) -> str:
    return sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()
