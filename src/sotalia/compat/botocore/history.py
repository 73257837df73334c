"""The recorder of what a program does, which it may keep and read. Sotalia's calls record nothing there."""

from __future__ import annotations

from logging import getLogger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class BaseHistoryHandler:
    """Base of what takes records."""

    def emit(self, event_type: str, payload: Any, source: str) -> None:
        """Take a record."""
        raise NotImplementedError("emit()")


class HistoryRecorder:
    """Hands records to its handlers, while it is enabled."""

    def __init__(self) -> None:
        self._enabled = False
        self._handlers: list[Any] = []

    def enable(self) -> None:
        """Begin to record."""
        self._enabled = True

    def disable(self) -> None:
        """Record no more."""
        self._enabled = False

    def add_handler(self, handler: Any) -> None:
        """Hand what is recorded from now on to `handler.emit`, too."""
        self._handlers.append(handler)

    def record(self, event_type: str, payload: Any, source: str = "BOTOCORE") -> None:
        """Record something; the error of a handler is logged."""
        for handler in self._handlers if self._enabled else ():
            try:
                handler.emit(event_type, payload, source)
            except Exception:
                getLogger("sotalia.compat").debug("A handler of the history failed.", exc_info=True)


HISTORY_RECORDER = HistoryRecorder()


def get_global_history_recorder() -> HistoryRecorder:
    """Return the process's recorder."""
    return HISTORY_RECORDER
