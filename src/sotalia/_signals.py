"""Signals whose handlers raise, as that of Ctrl-C does: what they raise is put off while something must not be lost.

Python runs handlers in the main thread, between any two steps of the program. So a reply may be gone that has come
already: what it says was made on the server is then nobody's.
"""

from __future__ import annotations

import signal
import threading
from _thread import interrupt_main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

#: Those that a system has.
_SIGNALS = [
    signal.Signals[name]
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM", "SIGBREAK")
    if name in signal.Signals.__members__
]


class Deferral:
    """Gives `take` what the program's handlers raise, from `begin` to `end`; in the main thread only.

    The second signal raises at once, and so does the first when `longest` seconds have gone by.
    """

    __slots__ = ("_fired", "_handlers", "_longest", "_take", "_timer")

    def __init__(self, take: Callable[[BaseException], Any], longest: float | None = None) -> None:
        self._take = take
        self._longest = longest
        self._handlers: dict[signal.Signals, Any] = {}
        self._fired = False
        self._timer: threading.Timer | None = None

    @property
    def is_on(self) -> bool:
        """Whether it has begun and not ended."""
        return bool(self._handlers)

    def begin(self) -> bool:
        """Put handlers of its own before the program's; return False where no handler can disturb this thread."""
        if self._handlers or threading.current_thread() is not threading.main_thread():
            return self.is_on
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            if callable(handler):
                self._handlers[number] = handler
                signal.signal(number, self._handle)
        return self.is_on

    def end(self) -> None:
        """Put the program's handlers back."""
        handlers, self._handlers = self._handlers, {}
        for number, handler in handlers.items():
            if signal.getsignal(number) == self._handle:  # the program may have set another one
                signal.signal(number, handler)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _handle(self, received: int, frame: FrameType | None) -> None:
        number = signal.Signals(received)
        handler = self._handlers.get(number)
        if handler is None:
            return
        if self._fired:
            handler(number, frame)
            return
        try:
            handler(number, frame)
        except BaseException as error:
            self._fired = True
            if self._longest is not None:
                self._timer = threading.Timer(self._longest, self._insist, (number,))
                self._timer.daemon = True
                self._timer.start()
            self._take(error)

    def _insist(self, number: signal.Signals) -> None:
        if self._handlers:
            interrupt_main(number)
