"""The next page, fetched by a thread while the caller is busy with the one before. `ahead_async` does it with a task.

Laws of both:
- only the next page is fetched ahead, never two;
- an error of fetching it is raised when its turn comes, and not at all if that never comes;
- an iteration that is left early leaves nothing behind. The awaited call is cancelled. The blocking one cannot be: it
  is not waited for, and ends by itself with its thread, a daemon that keeps no program from ending.
"""

from __future__ import annotations

import os
import threading
from contextvars import copy_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: A wait is cut into pieces, in seconds: where waiting for a lock cannot be interrupted, Ctrl-C is seen between two.
LONGEST_WAIT = 1.0


class Pending:
    """A page that is being fetched."""

    __slots__ = ("_done", "_error", "_fetch", "_page", "_parameters", "_process")

    def __init__(self, fetch: Callable[[dict[str, Any]], Any], parameters: dict[str, Any]) -> None:
        """Begin to fetch the page that `fetch(parameters)` returns."""
        self._fetch = fetch
        self._parameters = parameters
        self._page: Any = None
        self._error: BaseException | None = None
        self._done = threading.Lock()
        self._done.acquire()
        self._process: int | None = os.getpid()
        # A copy of the caller's context: programs may trace calls by what is in it.
        run = copy_context().run
        try:
            threading.Thread(target=run, args=(self._work,), name="sotalia read-ahead", daemon=True).start()
        except RuntimeError:  # there can be no more threads, or the program is about to end
            self._process = None

    def _work(self) -> None:
        try:
            self._page = self._fetch(self._parameters)
        except BaseException as error:
            self._error = error
        finally:
            self._done.release()

    def page(self) -> dict[str, Any]:
        """Return the page when it is there; raises what fetching it raised."""
        if self._process != os.getpid():
            # No thread fetches it: none could be started, or it is in the process that this one was forked from.
            page: dict[str, Any] = self._fetch(self._parameters)
            return page
        while not self._done.acquire(timeout=LONGEST_WAIT):
            pass
        error, self._error = self._error, None
        if error is None:
            return self._page  # type: ignore[no-any-return]
        try:
            raise error
        finally:
            del error  # its traceback holds this frame

    def drop(self) -> None:
        """Give the page up."""
