"""What a transfer prints: a line per object, warnings and errors on stderr, and how far it is.

The progress is written over and over at the end of stdout, with a carriage return behind it. Once nobody reads stdout
any more, nothing is written there, and the transfer goes on.
"""

from __future__ import annotations

import sys
from time import monotonic

from ...output.closed import forget_stdout
from .sizes import human_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from ....transfer.many.results import TransferProgress
    from .transfer import Item

#: Seconds between two updates of the progress, unless the line says how many.
_BETWEEN = 0.1


class Report:
    """Counts what becomes of objects, and prints it."""

    def __init__(self, *, quiet: bool = False, only_errors: bool = False) -> None:
        self.failed = self.warned = 0
        self._shows_errors = not quiet
        self._shows = not quiet and not only_errors
        self._is_open = True
        #: The notes of errors that have been told: those of many objects may have the same.
        self._notes: set[str] = set()
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")

    def moved(self, progress: TransferProgress) -> None:
        """Take note that the bytes of an object have been moved, before it is told what became of it."""

    def done(self, item: Item) -> None:
        """Tell that an object's turn has ended well."""
        if self._shows:
            self._write(f"{item.verb}: {item.places()}")

    def would(self, item: Item) -> None:
        """Tell what would be done."""
        if self._shows_errors:
            self._write(f"(dryrun) {item.verb}: {item.places()}")

    def fail(self, item: Item, error: BaseException) -> None:
        """Tell that an object's turn has failed."""
        self.failed += 1
        self._complain(f"{item.verb} failed: {item.places()} {error}")
        self._tell_notes(error)

    def warn(self, text: str) -> None:
        """Print a warning; the exit code will say that there was one."""
        self.warned += 1
        self._complain(f"warning: {text}")

    def fatal(self, error: BaseException) -> None:
        """Tell what has ended all of it."""
        self.failed += 1
        self._complain(f"fatal error: {error}")
        self._tell_notes(error)

    def interrupted(self) -> None:
        """Tell that Ctrl-C has ended it."""
        self._complain("cancelled: ctrl-c received")

    def update(self, progress: TransferProgress) -> None:
        """Show how far it is."""
        self._flush()

    def finish(self, progress: TransferProgress) -> None:
        """Tell that all of it has ended."""
        self._flush()

    def _write(self, line: str, end: str = "\n") -> None:
        if self._is_open:
            self._put(sys.stdout, f"{line}{end}")

    def _tell_notes(self, error: BaseException) -> None:
        """Print what an error's notes say that can be done, each once."""
        for note in getattr(error, "__notes__", ()):
            if note not in self._notes:
                self._notes.add(note)
                self._complain(note)

    def _complain(self, line: str) -> None:
        if self._shows_errors:
            self._flush()
            self._put(sys.stderr, f"{line}\n")

    def _put(self, stream: TextIO, text: str) -> None:
        try:
            stream.write(text)
        except BrokenPipeError:
            self._close(stream)

    def _flush(self) -> None:
        if self._is_open:
            try:
                sys.stdout.flush()
            except BrokenPipeError:
                self._close(sys.stdout)

    def _close(self, stream: TextIO) -> None:
        if stream is sys.stdout:
            self._is_open = False
            forget_stdout()


class ProgressReport(Report):
    """Prints how far it is, too. `every` is in seconds; with `lines`, each update is a line of its own."""

    def __init__(self, *, every: int | None = None, lines: bool = False) -> None:
        super().__init__()
        self._every = _BETWEEN if every is None else every
        self._end = "\n" if lines else "\r"
        self._length = 0
        self._shown_at = 0.0
        #: How far it was when that was shown last.
        self._reached = (0, 0)

    def moved(self, progress: TransferProgress) -> None:
        """Show how far it is, if that has not been shown for long."""
        reached = progress.bytes, progress.files
        if reached != self._reached and monotonic() - self._shown_at >= self._every:
            self._reached = reached
            self._show(progress)

    def update(self, progress: TransferProgress) -> None:
        """Show how far it is."""
        if progress.files < progress.total_files or not progress.all_known:
            self.moved(progress)
        self._flush()

    def finish(self, progress: TransferProgress) -> None:
        """Clear what shows how far it is."""
        if self._length and not self.failed:
            self._write("")
        self._flush()

    def _show(self, progress: TransferProgress) -> None:
        self._shown_at = monotonic()
        known = progress.all_known
        about = "" if known else "~"
        remaining = f"{about}{progress.total_files - progress.files} file(s) remaining"
        if progress.total_bytes:
            done, total = human_size(progress.bytes), human_size(progress.total_bytes)
            text = f"Completed {done}/{about}{total} ({human_size(progress.rate)}/s) with {remaining}"
        else:
            text = f"Completed {progress.files} file(s) with {remaining}"
        if not known:
            text += " (calculating...)"
        self._write(text, self._end)
        self._length = len(text) if self._end == "\r" else 0
        self._flush()

    def _put(self, stream: TextIO, text: str) -> None:
        if self._length and len(text) <= self._length:
            text = text[:-1].ljust(self._length) + text[-1]
        self._length = 0
        super()._put(stream, text)


class JSONReport(Report):
    """Prints a line of JSON for everything that happens, on stdout.

    {"event": "done", "type": "upload", "source": …, "target": …, "bytes": …}         also "failed", with "error", and
                                                                                      "dryrun"
    {"event": "warning", "message": …}, {"event": "error", "message": …}
    {"event": "progress", "bytes": …, "total_bytes": …, "files": …, "total_files": …, "all_known": …, "rate": …}
    {"event": "end", …}, as in the last progress, with "failed" and "warnings"
    """

    def done(self, item: Item) -> None:
        """Tell that an object's turn has ended well."""
        self._tell("done", **self._of(item))

    def would(self, item: Item) -> None:
        """Tell what would be done."""
        self._tell("dryrun", **self._of(item))

    def fail(self, item: Item, error: BaseException) -> None:
        """Tell that an object's turn has failed."""
        self.failed += 1
        self._tell("failed", **self._of(item), error=str(error))

    def warn(self, text: str) -> None:
        """Tell a warning; the exit code will say that there was one."""
        self.warned += 1
        self._tell("warning", message=text)

    def fatal(self, error: BaseException) -> None:
        """Tell what has ended all of it."""
        self.failed += 1
        self._tell("error", message=str(error))

    def interrupted(self) -> None:
        """Tell that Ctrl-C has ended it."""
        self._tell("error", message="interrupted")

    def update(self, progress: TransferProgress) -> None:
        """Tell how far it is."""
        self._tell("progress", **self._figures(progress))
        self._flush()

    def finish(self, progress: TransferProgress) -> None:
        """Tell that all of it has ended."""
        self._tell("end", **self._figures(progress), failed=self.failed, warnings=self.warned)
        self._flush()

    def _tell(self, event: str, **facts: Any) -> None:
        from json import dumps

        self._write(dumps({"event": event, **facts}))

    @staticmethod
    def _of(item: Item) -> dict[str, Any]:
        facts = {"type": item.verb, "source": item.source, "target": item.target, "bytes": item.size}
        return {name: value for name, value in facts.items() if value is not None}

    @staticmethod
    def _figures(progress: TransferProgress) -> dict[str, Any]:
        return {
            "bytes": progress.bytes,
            "total_bytes": progress.total_bytes,
            "files": progress.files,
            "total_files": progress.total_files,
            "all_known": progress.all_known,
            "rate": int(progress.rate),
        }


def report_for(values: dict[str, Any]) -> Report:
    """Return what prints as a line's options say."""
    if values.get("json"):
        return JSONReport()
    quiet, only_errors = values["quiet"], values["only-show-errors"]
    if quiet or only_errors or values.get("progress") is False:
        return Report(quiet=bool(quiet), only_errors=bool(only_errors))
    return ProgressReport(every=values.get("progress-frequency"), lines=bool(values.get("progress-multiline")))
