"""The transfer manager that boto3's programs know: transfers in the background, each with a future.

One thread runs all transfers of a manager, as long as there are some.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from logging import getLogger
from types import SimpleNamespace

from . import arguments
from ._sync.ordinary import run_by_methods
from .config import TransferConfig
from .jobs import SingleJob
from .making import needs_methods, new_copy, new_download, new_upload
from .running import Helper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Self

    from .jobs import Job

#: How long a thread that waits for a transfer cannot be interrupted, in seconds.
_SLICE = 0.2


class TransferNotDoneError(ValueError):
    """A transfer goes on, and something was asked of it that takes its end."""


class FatalError(CancelledError):
    """A transfer was cancelled because of an error in the program around it."""


class CallArgs(SimpleNamespace):
    """What a method of the manager was called with, as attributes."""


class TransferMeta:
    """What is known of a transfer: `call_args` are the manager's arguments.

    `size` is the object's and `etag` what a program has said of it; either is None until it is known.
    """

    def __init__(self, call_args: Any, transfer_id: int) -> None:
        self.call_args = call_args
        self.transfer_id = transfer_id
        #: For programs.
        self.user_context: dict[str, Any] = {}
        self._job: Job | None = None
        self._size: int | None = None
        self.etag: str | None = None

    @property
    def size(self) -> int | None:
        """The number of bytes, or None while that is not known."""
        plan = getattr(self._job, "plan", None)
        return self._size if plan is None or plan.size is None else plan.size

    def provide_transfer_size(self, size: int) -> None:
        """Say how many bytes there are, as handlers of `on_queued` may; transfers find that out without."""
        self._size = size

    def provide_object_etag(self, etag: str) -> None:
        """Say which ETag the object has. With its size, downloads and copies need not ask for either."""
        self.etag = etag


class TransferFuture:
    """A transfer under way."""

    def __init__(self, meta: TransferMeta, stop: Callable[[Job, BaseException], None]) -> None:
        self.meta = meta
        self._stop = stop
        self._ended = threading.Event()
        self._error: BaseException | None = None

    def done(self) -> bool:
        """Return whether the transfer has ended, one way or the other."""
        return self._ended.is_set()

    def result(self) -> None:
        """Wait for the end of the transfer. Raises its error. Ctrl-C cancels it."""
        try:
            while not self._ended.wait(_SLICE):
                pass
        except KeyboardInterrupt:
            self.cancel()
            raise
        if self._error is not None:
            raise self._error

    def cancel(self, msg: str = "", exc_type: type[BaseException] = CancelledError) -> None:
        """Cancel the transfer: `result` then raises `exc_type(msg)`, once nothing is left of it."""
        job = self.meta._job
        if job is not None and not self.done():
            self._stop(job, exc_type(msg))

    def set_exception(self, exception: BaseException) -> None:
        """Replace the error of a transfer that has ended, as handlers of `on_done` may."""
        if not self.done():
            raise TransferNotDoneError("set_exception can only be called once the transfer is complete.")
        self._error = exception


class TransferManager:
    """Transfers with one client, in the background.

    with create_transfer_manager(client, TransferConfig()) as manager:
        futures = [manager.upload(path, "my-bucket", path) for path in paths]
        for future in futures:
            future.result()

    `subscribers` are objects that may have `on_queued(future)`, `on_progress(future, bytes_transferred)` and
    `on_done(future)`. All of it is called in the manager's thread.
    """

    ALLOWED_DOWNLOAD_ARGS = arguments.DOWNLOAD_ARGS
    ALLOWED_UPLOAD_ARGS = arguments.UPLOAD_ARGS
    ALLOWED_COPY_ARGS = arguments.COPY_ARGS
    ALLOWED_DELETE_ARGS = arguments.DELETE_ARGS

    def __init__(
        self, client: Any, config: TransferConfig | None = None, osutil: Any = None, executor_cls: Any = None
    ) -> None:
        """`osutil` and `executor_cls` are taken for s3transfer's sake, and not used."""
        if getattr(client, "awaited", False) is True:  # a mock has any attribute
            raise TypeError(
                "A transfer manager works with a blocking client; an awaited one has methods for transfers."
            )
        self.client = client
        self.config = config or TransferConfig()
        self._helper: Helper | None = None
        self._futures: set[TransferFuture] = set()
        self._count = 0
        self._process = os.getpid()

    def upload(
        self,
        fileobj: Any,
        bucket: str,
        key: str,
        extra_args: dict[str, Any] | None = None,
        subscribers: Iterable[Any] | None = None,
    ) -> TransferFuture:
        """Upload a file by its path, or a file-like object. Raises ValueError for arguments that are not allowed."""
        job = new_upload(self.client, fileobj, bucket, key, extra_args, None, self.config)
        return self._start(job, subscribers, fileobj=fileobj, bucket=bucket, key=key, extra_args=extra_args or {})

    def download(
        self,
        bucket: str,
        key: str,
        fileobj: Any,
        extra_args: dict[str, Any] | None = None,
        subscribers: Iterable[Any] | None = None,
    ) -> TransferFuture:
        """Download to a file by its path, or to a file-like object."""
        job = new_download(self.client, fileobj, bucket, key, extra_args, None, self.config)
        return self._start(job, subscribers, bucket=bucket, key=key, fileobj=fileobj, extra_args=extra_args or {})

    def copy(
        self,
        copy_source: dict[str, Any],
        bucket: str,
        key: str,
        extra_args: dict[str, Any] | None = None,
        subscribers: Iterable[Any] | None = None,
        source_client: Any = None,
    ) -> TransferFuture:
        """Copy an object. The future raises TypeError for a source that is no dict."""
        call_args = {"copy_source": copy_source, "bucket": bucket, "key": key, "extra_args": extra_args or {}}
        try:
            job = new_copy(self.client, copy_source, bucket, key, extra_args, None, source_client, self.config)
        except TypeError as error:
            return self._failed(error, subscribers, **call_args)
        return self._start(job, subscribers, **call_args)

    def delete(
        self,
        bucket: str,
        key: str,
        extra_args: dict[str, Any] | None = None,
        subscribers: Iterable[Any] | None = None,
    ) -> TransferFuture:
        """Delete an object."""
        extra_args = extra_args or {}
        arguments.check(extra_args, arguments.DELETE_ARGS, bucket)
        job = SingleJob(self.client, self.config, "delete_object", {"Bucket": bucket, "Key": key, **extra_args})
        return self._start(job, subscribers, bucket=bucket, key=key, extra_args=extra_args)

    def shutdown(self, cancel: bool = False, cancel_msg: str = "") -> None:
        """Wait until all transfers have ended; with `cancel`, cancel them first."""
        self._shut(CancelledError(cancel_msg) if cancel else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, *_: object) -> None:
        reason = CancelledError if isinstance(error, KeyboardInterrupt) else FatalError
        self._shut(None if error is None else reason(str(error) or repr(error)))

    def _shut(self, reason: BaseException | None) -> None:
        self._heed_fork()
        for future in list(self._futures):
            if reason is not None:
                future.cancel(str(reason), type(reason))
            try:
                while not future._ended.wait(_SLICE):
                    pass
            except KeyboardInterrupt:
                for other in list(self._futures):
                    other.cancel("KeyboardInterrupt()")
                raise

    def _heed_fork(self) -> None:
        """In a forked child, leave the transfers that are under way to the parent."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._helper = None
            self._futures = set()

    def _new_future(self, listeners: list[Any], call_args: dict[str, Any]) -> TransferFuture:
        meta = TransferMeta(CallArgs(**call_args, subscribers=listeners), self._count)
        self._count += 1
        return TransferFuture(meta, self._stop)

    def _failed(self, error: Exception, subscribers: Iterable[Any] | None, **call_args: Any) -> TransferFuture:
        """Return the future of a transfer that cannot begin."""
        listeners = list(subscribers or ())
        future = self._new_future(listeners, call_args)
        _call(_listening(listeners, "on_queued"), future=future)
        future._error = error
        future._ended.set()
        _call_in_turn(_listening(listeners, "on_done"), future=future)
        return future

    def _start(self, job: Job, subscribers: Iterable[Any] | None, **call_args: Any) -> TransferFuture:
        self._heed_fork()
        listeners = list(subscribers or ())
        future = self._new_future(listeners, call_args)
        meta = future.meta
        meta._job = job
        on_progress = _listening(listeners, "on_progress")
        if on_progress:
            job.on_progress = lambda count: _call(on_progress, future=future, bytes_transferred=count)

        def on_end() -> None:
            future._error = job.error
            self._futures.discard(future)
            future._ended.set()
            _call_in_turn(_listening(listeners, "on_done"), future=future)

        job.on_end = on_end
        self._futures.add(future)
        try:
            _call(_listening(listeners, "on_queued"), future=future)
            if meta.etag is not None:
                job.take_known(meta._size, meta.etag)
            self._run(job)
        except BaseException as error:  # else nobody would ever end it
            job.close(error)
            if not isinstance(error, Exception):
                raise
        return future

    def _run(self, job: Job) -> None:
        """Have a job run in the background."""
        if needs_methods(job):
            threading.Thread(target=_run_silently, args=(job,), name="sotalia", daemon=True).start()
            return
        if self._helper is None:
            connection = self.client._connection or self.client._connect()
            self._helper = Helper(connection.transport, lambda _, effect: connection.perform(effect))
        self._helper.add(job)

    def _stop(self, job: Job, error: BaseException) -> None:
        job.stopped_by = error
        if self._helper is not None:
            self._helper.stop(job, error)


def _run_silently(job: Job) -> None:
    with suppress(BaseException):  # it is in the job, and raised by the future
        run_by_methods(job)


def _listening(subscribers: list[Any], name: str) -> list[Callable[..., Any]]:
    return [getattr(subscriber, name) for subscriber in subscribers if hasattr(subscriber, name)]


def _call(functions: list[Callable[..., Any]], **arguments: Any) -> None:
    for function in functions:
        function(**arguments)


def _call_in_turn(functions: list[Callable[..., Any]], **arguments: Any) -> None:
    """Call all functions, whatever some of them raise: there is nobody left to raise it to."""
    for function in functions:
        try:
            function(**arguments)
        except Exception:
            getLogger("sotalia.transfer").exception("A subscriber's %r raised", function)
