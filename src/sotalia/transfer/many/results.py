"""What came of a transfer of many objects, and how far one is that goes on."""

from __future__ import annotations

from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

#: Seconds between two updates of a program.
_BETWEEN_UPDATES = 0.1


#: Between two names: no byte of UTF-8, so that a name may have any character, NUL and lone surrogates included.
_END = b"\xff"


class Names:
    """Many names in little memory: `len`, iteration and `in` work as with a list."""

    __slots__ = ("_count", "_data")

    def __init__(self) -> None:
        self._data = bytearray()
        self._count = 0

    def append(self, name: str) -> None:
        """Add a name."""
        self._data += name.encode("utf-8", "surrogatepass") + _END
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        start = 0
        while (end := self._data.find(_END, start)) >= 0:
            yield self._data[start:end].decode("utf-8", "surrogatepass")
            start = end + 1

    def __repr__(self) -> str:
        return f"<{self._count} names>"


class TransferResult:
    """What became of many objects. Names are keys, or paths below the folder, with `/` between their parts.

    `done` are those transferred (with `dry_run`: those that would be), `skipped` those that needed nothing, or that no
    file can stand for, `deleted` those deleted, `failed` those that failed, with their errors. `bytes` were moved.
    """

    def __init__(self) -> None:
        self.done = Names()
        self.skipped = Names()
        self.deleted = Names()
        self.failed: list[tuple[str, BaseException]] = []
        self.bytes = 0

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.failed

    def raise_for_failures(self) -> None:
        """Raise an ExceptionGroup of all errors, if there are some."""
        if self.failed:
            errors = [error if isinstance(error, Exception) else RuntimeError(repr(error)) for _, error in self.failed]
            raise ExceptionGroup(f"{len(self.failed)} of the transfers failed", errors)

    def __repr__(self) -> str:
        return (
            f"<TransferResult done={len(self.done)} skipped={len(self.skipped)} deleted={len(self.deleted)} "
            f"failed={len(self.failed)} bytes={self.bytes}>"
        )


class TransferProgress:
    """How far a transfer of many objects is. A program's `Callback` gets it ten times a second, and at the end.

    `bytes` and `files` are done so far; `total_bytes` and `total_files` are known so far, and final when `all_known`.
    `rate` is in bytes per second, `seconds_left` None while nobody can say. `finished` is True in the last update.
    """

    def __init__(self, callback: Callable[[TransferProgress], Any] | None) -> None:
        self.bytes = 0
        self.files = 0
        self.total_bytes = 0
        self.total_files = 0
        self.all_known = False
        self.finished = False
        self._callback = callback
        #: Has the program called elsewhere, in its event loop, say.
        self.forward: Callable[[Callable[[TransferProgress], Any]], Any] | None = None
        self._start = self._told_at = monotonic()

    @property
    def is_watched(self) -> bool:
        """Whether a program wants to be told."""
        return self._callback is not None

    @property
    def rate(self) -> float:
        """Bytes per second since the beginning."""
        return self.bytes / max(1e-6, monotonic() - self._start)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at this rate; None while that is not known."""
        if not self.all_known or not self.bytes:
            return None
        return max(0, self.total_bytes - self.bytes) / self.rate

    def tell(self) -> None:
        """Call the program, if the last call is long enough ago. Raises what it raises."""
        if self._callback is None:
            return
        now = monotonic()
        if self.finished or now - self._told_at >= _BETWEEN_UPDATES:
            self._told_at = now
            if self.forward is None:
                self._callback(self)
            else:
                self.forward(self._callback)
