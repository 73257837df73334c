"""Running jobs: in the caller's thread, or in a helper thread for callers that await them."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from collections import deque
from types import FunctionType

from ..effects import Compute, Load
from ..io.loop import running_loop
from ..io.perform import perform_alone
from ..io.threads import until_done
from ..io.transport.bulk import borrow, give_back
from .engine import Engine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..effects import Effect
    from ..io.transport.bulk import Bulk
    from .jobs import Job
    from .many.feeds import Feed

#: What transfers call of a client.
_METHODS = (
    *("put_object", "get_object", "head_object", "copy_object", "create_multipart_upload", "upload_part"),
    *("upload_part_copy", "complete_multipart_upload", "abort_multipart_upload", "get_object_tagging"),
    *("put_object_tagging", "list_object_annotations", "get_object_annotation", "put_object_annotation"),
    *("delete_object", "delete_objects", "list_objects_v2", "list_parts"),
)
#: Where the method that makes all calls of clients is.
_HOME = "sotalia.clients."


def is_plain(client: Any) -> bool:
    """Return whether the calls of a client may be made without its methods.

    They may not where a program has replaced a method, on the client or its class, or brought a transport of its own;
    nor if the client is something else altogether, a mock, say.
    """
    call = getattr(type(client), "_make_api_call", None)
    if type(call) is not FunctionType or not call.__globals__["__name__"].startswith(_HOME):
        return False
    own = client.__dict__
    if "_make_api_call" in own or client._arguments.transport is not None or client._core.event_bridge.points:
        return False
    cls = type(client)
    return not any(name in own or not hasattr(getattr(cls, name), "operation_name") for name in _METHODS)


def has_handlers(client: Any) -> bool:
    """Return whether a program has handlers for the events of a client's calls."""
    return client._core.event_bridge() is not None


def run(job: Job) -> None:
    """Run a job to its end, in this thread. Raises its error."""
    connection = job.client._connection or job.client._connect()
    bulk = borrow(connection.transport)
    engine = Engine(bulk, lambda _, effect: connection.perform(effect))
    engine.add(job)
    try:
        engine.run()
    except BaseException:
        bulk.close()  # interrupted anywhere, perhaps inside of libcurl
        raise
    give_back(connection.transport, bulk)
    if job.error is not None:
        raise job.error


class Helper:
    """Runs jobs of one client in threads, which live as long as there are some; `perform` is the engine's.

    One thread runs all jobs but those that may wait for something else than S3 (`Job.may_block`): each of these has a
    thread of its own, so that none of the others waits with it.
    """

    def __init__(self, transport: Any, perform: Callable[[Job, Effect], Any]) -> None:
        self._transport = transport = weakref.ref(transport)
        self._perform = perform
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._common = Runner(transport, perform)
        #: The jobs that may block: those that run, and those for which there are enough threads already.
        self._apart: dict[Job, Runner] = {}
        self._waiting: deque[Job] = deque()

    def is_ours(self) -> bool:
        """Return whether it belongs to this process: in a forked child its threads are missing."""
        return self._process == os.getpid()

    def add(self, job: Job) -> None:
        """Have a job run."""
        if not job.may_block:
            self._common.add(job)
            return
        with self._lock:
            if len(self._apart) >= job.config.max_request_concurrency:
                self._waiting.append(job)
            else:
                self._run_apart(job)

    def stop(self, job: Job, error: BaseException) -> None:
        """Have a job end with an error."""
        with self._lock:
            runner = self._apart.get(job, self._common)
            waits = job in self._waiting
            if waits:
                self._waiting.remove(job)
        if waits:
            job.close(error)
        else:
            runner.stop(job, error)

    def _run_apart(self, job: Job) -> None:
        """Have a job run that may block. The lock is held."""
        runner = self._apart[job] = Runner(self._transport, self._perform, lambda: self._ended(job))
        runner.add(job)

    def _ended(self, job: Job) -> None:
        """Have the next one run that waits for the end of one that may block."""
        with self._lock:
            del self._apart[job]
            if self._waiting:
                self._run_apart(self._waiting.popleft())


class Runner:
    """A thread that runs jobs in one engine, as long as there are some. Then it calls `on_idle`, and ends."""

    def __init__(
        self,
        transport: weakref.ref[Any],
        perform: Callable[[Job, Effect], Any],
        on_idle: Callable[[], Any] | None = None,
    ) -> None:
        self._transport = transport
        self._perform = perform
        self._on_idle = on_idle
        self._lock = threading.Lock()
        self._bulk: Bulk | None = None
        self._engine: Engine | None = None

    def add(self, job: Job) -> None:
        """Have a job run."""
        with self._lock:
            engine = self._engine
            if engine is None:
                transport = self._transport()
                assert transport is not None  # the job's client has it
                self._bulk = borrow(transport)
                self._bulk.can_wake()
                self._engine = engine = Engine(self._bulk, self._perform)
                engine.add(job)
                threading.Thread(target=self._work, args=(engine, self._bulk), name="sotalia", daemon=True).start()
                return
            engine.add(job)
        self.wake()

    def wake(self) -> None:
        """Have the thread look at its jobs."""
        bulk = self._bulk
        if bulk is not None:
            bulk.wake()

    def stop(self, job: Job, error: BaseException) -> None:
        """Have a job end with an error."""
        job.stopped_by = error  # which an engine that has not begun it finds
        engine = self._engine
        if engine is not None:
            engine.stop(job, error)
            self.wake()

    def _work(self, engine: Engine, bulk: Bulk) -> None:
        while True:
            try:
                engine.run()
            except BaseException:
                # The jobs have ended with the error, which their callers raise.
                bulk.close()
            with self._lock:
                if engine.idle or bulk.closed:
                    self._engine = self._bulk = None
                    break
        transport = self._transport()
        if transport is not None and not bulk.closed:
            give_back(transport, bulk)
        else:
            bulk.close()
        if self._on_idle is not None:
            self._on_idle()


_helpers: weakref.WeakKeyDictionary[Any, Helper] = weakref.WeakKeyDictionary()


async def run_awaited(job: Job) -> None:
    """Run a job to its end, in the client's helper thread. Raises its error; a cancelled task waits for its end."""
    connection = job.client._connection or await job.client._load_connection()
    transport = connection.transport
    helper = _helpers.get(transport)
    if helper is None or not helper.is_ours():
        if helper is not None:
            _helpers.pop(transport, None)
        helper = _helpers.setdefault(transport, Helper(transport, _perform_for_loop))
    loop = running_loop()
    job.loop = loop
    future: asyncio.Future[None] = loop.create_future()

    def on_end() -> None:
        try:
            loop.call_soon_threadsafe(_resolve, future)
        except RuntimeError:
            pass  # the loop is closed: nobody waits any more

    job.on_end = on_end
    failures: list[Exception] = []
    callback = job.on_progress
    if callback is not None:

        def tell(count: int) -> None:
            """Call the program's function, in the thread of its loop."""
            try:
                callback(count)
            except Exception as error:
                failures.append(error)
                helper.stop(job, error)

        job.on_progress = lambda count: loop.call_soon_threadsafe(tell, count)
    helper.add(job)
    await _end_of(future, lambda error: helper.stop(job, error))
    for failure in (*failures, job.error):
        if failure is not None:
            raise failure


async def _end_of(future: asyncio.Future[None], stop: Callable[[BaseException], None]) -> None:
    """Wait for what runs in another thread; when the task is cancelled, `stop` it and wait for its end."""
    try:
        await asyncio.shield(future)
    except asyncio.CancelledError as error:
        stop(error)
        await until_done(future)
        raise


def run_feed(client: Any, feed: Feed) -> None:
    """Run the jobs of a feed to their end, in this thread. Raises what ended it early."""
    connection = client._connection or client._connect()
    bulk = borrow(connection.transport)
    try:
        Engine(bulk, lambda _, effect: connection.perform(effect), feed).run()
    except BaseException:
        bulk.close()
        raise
    give_back(connection.transport, bulk)
    if feed.error is not None:
        raise feed.error


async def run_feed_awaited(client: Any, feed: Feed) -> None:
    """Run the jobs of a feed to their end, in a thread of their own. Raises what ended it early."""
    connection = client._connection or await client._load_connection()
    loop = running_loop()
    bulk = borrow(connection.transport)
    bulk.can_wake()
    engine = Engine(bulk, lambda _, effect: _perform_in_loop(loop, client, effect), feed)
    future: asyncio.Future[None] = loop.create_future()
    errors: list[BaseException] = []
    progress = feed.operation.progress

    def tell(callback: Callable[[Any], Any]) -> None:
        """Call the program's function, in the thread of its loop."""
        try:
            callback(progress)
        except Exception as error:
            errors.append(error)
            stop(error)

    progress.forward = lambda callback: loop.call_soon_threadsafe(tell, callback)

    def work() -> None:
        try:
            engine.run()
        except BaseException as error:
            errors.append(error)
            bulk.close()
        try:
            loop.call_soon_threadsafe(_resolve, future)
        except RuntimeError:
            pass  # the loop is closed: nobody waits any more

    def stop(error: BaseException) -> None:
        engine.interrupt(error)
        bulk.wake()

    threading.Thread(target=work, name="sotalia", daemon=True).start()
    await _end_of(future, stop)
    if not bulk.closed:
        give_back(connection.transport, bulk)
    for error in (*errors, feed.error):
        if error is not None:
            raise error


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _perform_for_loop(job: Job, effect: Effect) -> Any:
    """Perform an effect of an awaited client's call in the helper thread."""
    assert job.loop is not None
    return _perform_in_loop(job.loop, job.client, effect)


def _perform_in_loop(loop: asyncio.AbstractEventLoop, client: Any, effect: Effect) -> Any:
    """Perform an effect that may have to be awaited, in another thread than the loop's."""
    if isinstance(effect, (Compute, Load)):
        return perform_alone(effect)

    async def perform() -> Any:
        return await client._connection.perform(effect)

    return asyncio.run_coroutine_threadsafe(perform(), loop).result()
