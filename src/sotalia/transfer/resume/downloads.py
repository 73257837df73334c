"""A file that keeps what has come of an object, if its download ends early, for another run to go on with.

Beside the target are a hidden file with the bytes, and a journal: which version of which object they are of, and which
ranges are there. What the journal says is compared with the bytes before it counts: a machine may have lost power, too.
"""

from __future__ import annotations

import os
import re

from ...auth.crc import KINDS, running
from ...io.system import WITHOUT_LINKS, read_at
from ..plan.kept import KeptRanges
from ..plan.whole import USUAL
from ..targets import KEPT_BYTES, KEPT_JOURNAL, FileTarget, hidden_name
from .journal import Journal, check_own, open_journal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

#: What the first line of a journal is of.
_FORMAT = "sotalia download 1"
#: How many bytes are checked at once.
_PIECE = 256 * 1024
#: A checksum as headers have it: base64, and for one of parts' checksums how many these are.
_CHECKSUM = re.compile(r"[A-Za-z0-9+/]+=*(-[1-9][0-9]{0,4})?")
_FLAGS = os.O_RDWR | os.O_CREAT | WITHOUT_LINKS | getattr(os, "O_BINARY", 0)


class ResumableTarget(FileTarget):
    """A file by its path. `about` says which object it is for: what it has of another one is of no use."""

    __slots__ = ("_about", "_goes_on", "_journal", "_ranges", "is_recorded", "keeps", "kept")

    def __init__(self, target: FileTarget, about: dict[str, Any]) -> None:
        super().__init__(target.path, target.time)
        self._about = about
        self._journal: Journal | None = None
        self._ranges = 0
        #: Whether an earlier run has left something that may be of use.
        self._goes_on = False
        #: Whether a journal is kept: not of small objects, nor while another download goes to the same file.
        self.is_recorded = False
        #: What there is to go on from.
        self.kept: KeptRanges | None = None
        #: Whether what has come is kept when the download fails.
        self.keeps = False

    def look(self, is_wanted: Callable[[], bool]) -> None:
        """Find what an earlier run has left, and check it. Returns early when `is_wanted()` is no longer true."""
        self._journal = open_journal(self._beside(KEPT_JOURNAL))
        if self._journal is None:
            return  # another download to the same file is under way
        lines = self._journal.lines
        if not lines or not _is_about(lines[0], self._about):
            return
        try:
            self._fd = os.open(self._beside(KEPT_BYTES), _FLAGS & ~os.O_CREAT)
        except FileNotFoundError:
            return
        self._temporary = self._beside(KEPT_BYTES)
        check_own(self._fd, self._temporary)
        self._goes_on = True
        self.kept = _kept(self._fd, lines, is_wanted)

    def record(self, version: dict[str, Any] | None, *, goes_on: bool) -> None:
        """Say which version of the object comes (see `DownloadPlan.version`), before `open`; None keeps nothing.

        It goes on from what is kept, or begins anew. Raises OSError.
        """
        journal = self._journal
        if not goes_on:
            self.kept = None
            self._goes_on = False
        if journal is None or version is None:
            return
        kept = self.kept
        ranges = [] if kept is None else [{"at": at, "length": n, "crc": crc} for at, n, crc in kept.ranges]
        journal.begin({"format": _FORMAT, **self._about, **version}, *ranges)
        self.is_recorded = True
        self._ranges = len(ranges)

    def open(self) -> None:
        """Open the hidden file, empty unless there is something in it to go on from."""
        if not self.is_recorded:
            self._forget()
            super().open()
            return
        if self._fd < 0:
            path = self._beside(KEPT_BYTES)
            self._fd = os.open(path, _FLAGS, 0o666)
            self._temporary = path
            check_own(self._fd, path)
        self.cut(0 if self.kept is None else self.kept.size)

    def add(self, offset: int, length: int, crc: int) -> None:
        """Note that a range has come. Raises OSError."""
        if self.is_recorded and self._journal is not None:
            self._journal.add({"at": offset, "length": length, "crc": crc})
            self._ranges += 1

    def complete(self) -> None:
        """Give the file its name."""
        super().complete()
        if self._journal is not None:
            self._journal.remove()

    def discard(self) -> None:
        """Keep what has come, where there is something to go on from; else leave nothing behind."""
        if self.keeps and (self._ranges or self._goes_on):
            fd, self._fd = self._fd, -1
            if fd >= 0:
                os.close(fd)
            if self._journal is not None:
                self._journal.close()
            return
        self._forget()

    def _forget(self) -> None:
        super().discard()
        self._goes_on = False
        if self._journal is not None:
            _unlink(self._beside(KEPT_BYTES))  # perhaps of another object
            self._journal.remove()

    def _beside(self, suffix: str) -> str:
        folder, name = os.path.split(self.path)
        return os.path.join(folder, hidden_name(name, suffix))


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def _is_about(head: dict[str, Any], about: dict[str, Any]) -> bool:
    return all(head.get(name) == value for name, value in {"format": _FORMAT, **about}.items())


def _kept(fd: int, lines: list[dict[str, Any]], is_wanted: Callable[[], bool]) -> KeptRanges | None:
    """Return what a journal says of a file, as far as it is true."""
    head = lines[0]
    etag, size, algorithm = head.get("etag"), head.get("size"), head.get("algorithm")
    if not isinstance(etag, str) or not isinstance(size, int) or algorithm not in (None, *KINDS):
        return None
    expected = head.get("checksum")
    checksum = None
    if algorithm is not None and isinstance(expected, str) and _CHECKSUM.fullmatch(expected):
        checksum = algorithm, expected
    ranges, at = [], 0
    for offset, length, crc in sorted(_ranges(lines[1:])):
        if offset < at or offset + length > size:
            continue
        if not is_wanted():
            break
        if _crc(fd, checksum[0] if checksum is not None else USUAL, offset, length, is_wanted) == crc:
            ranges.append((offset, length, crc))
            at = offset + length
    return KeptRanges(etag, size, checksum, ranges) if ranges else None


def _ranges(lines: list[dict[str, Any]]) -> Iterator[tuple[int, int, int]]:
    for line in lines:
        offset, length, crc = (line.get(name) for name in ("at", "length", "crc"))
        if isinstance(offset, int) and isinstance(length, int) and isinstance(crc, int) and offset >= 0 < length:
            yield offset, length, crc


def _crc(fd: int, algorithm: str, offset: int, length: int, is_wanted: Callable[[], bool]) -> int | None:
    """Return the CRC of bytes of a file; None where the file ends before them, or nobody wants it any more."""
    advance, crc, end = running(algorithm), 0, offset + length
    while offset < end:
        data = read_at(fd, min(_PIECE, end - offset), offset)
        if not data or not is_wanted():
            return None
        crc = advance(data, crc)
        offset += len(data)
    return crc
