"""Where results go: stdout, or on a terminal the user's pager.

The pager is `AWS_PAGER`, `cli_pager` of the profile, `PAGER`, or `less`; an empty one is none. `less` shows colours and
ends at once if everything fits on the screen (`LESS=FRX`), unless the user has set `LESS`.
"""

from __future__ import annotations

from ..faults import CONFIGURATION, CliError
from ..program import program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from ..context import Context

_DEFAULT = "less"
_LESS = "FRX"


class PagerError(CliError):
    """The pager cannot be started."""

    code = CONFIGURATION
    kind = "Pager"


def paged(context: Context) -> Any:
    """Return the user's pager as a stream, or None where there is to be none."""
    command = context.setting("cli_pager", "AWS_PAGER")
    if command is None:
        command = context.settings.environ.get("PAGER", _DEFAULT)
    return Paged(command, context.settings.environ) if command.strip() else None


class Paged:
    """A pager, which is started for the first text. Raises PagerError when it cannot be."""

    def __init__(self, command: str, environ: Any) -> None:
        self._command = command
        self._environ = environ
        self._process: Any = None

    def __enter__(self) -> Paged:
        return self

    def write(self, text: str) -> None:
        """Show a text."""
        if text:
            if self._process is None:
                self._start()
            self._process.stdin.write(text)

    def flush(self) -> None:
        """Have the pager get what was written so far."""
        if self._process is not None:
            self._process.stdin.flush()

    def _start(self) -> None:
        import subprocess
        from shlex import split

        try:
            environ = {"LESS": _LESS, **self._environ}
            self._process = subprocess.Popen(split(self._command), stdin=subprocess.PIPE, env=environ, text=True)  # noqa: S603
        except (OSError, ValueError) as error:
            raise PagerError(
                f"Unable to redirect output to pager. Received the following error when opening pager:\n{error}\n\n"
                f'Learn more about configuring the output pager by running "{program()} help config-vars".'
            ) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if self._process is None:
            return False
        closed = kind is not None and issubclass(kind, BrokenPipeError)  # the user has left the pager
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        while True:
            try:
                self._process.wait()
                return closed
            except KeyboardInterrupt:
                continue  # it is the pager's to end
