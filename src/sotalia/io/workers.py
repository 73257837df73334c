"""Threads that run the functions in a queue, a limited number at a time, and end when the queue is empty.

No thread waits idle, as those of an executor do: a program whose calls have ended has no threads of ours left, can fork
safely, and need not close anything.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from concurrent.futures import Future

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")


class Workers:
    """Up to `limit` threads."""

    __slots__ = ("_jobs", "_limit", "_lock", "_process", "_thread_count")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._begin()

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._jobs: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._thread_count = 0
        self._process = os.getpid()

    def start(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """Have `function` called; return the future of its result, in the running loop.

        Raises RuntimeError when it will not be called, since there can be no more threads.
        """
        if self._process != os.getpid():
            self._begin()  # threads, queue and lock belong to the process that this one was forked from
        promise: Future[T] = Future()
        job = promise, function
        with self._lock:
            self._jobs.append(job)
            enough = self._thread_count >= self._limit
            if not enough:
                self._thread_count += 1
        if not enough:
            self._start_thread(job)
        return asyncio.wrap_future(promise)

    def _start_thread(self, job: tuple[Future[Any], Callable[[], Any]]) -> None:
        try:
            threading.Thread(target=self._work, name="sotalia", daemon=True).start()
        except RuntimeError:
            with self._lock:
                self._thread_count -= 1
                if job in self._jobs:  # else another thread has taken it
                    self._jobs.remove(job)
                    raise

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._thread_count -= 1
                    return
                promise, function = self._jobs.popleft()
            if not promise.set_running_or_notify_cancel():
                continue
            try:
                result = function()
            except BaseException as error:
                promise.set_exception(error)
                del error  # its traceback holds this frame
            else:
                promise.set_result(result)
                del result
            del promise, function
