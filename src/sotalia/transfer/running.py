"""Running jobs: in the caller's thread, or in a helper thread for callers that await them."""

from __future__ import annotations

import asyncio
import threading
import weakref
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

#: What transfers call of a client.
_METHODS = (
    *("put_object", "get_object", "head_object", "copy_object", "create_multipart_upload", "upload_part"),
    *("upload_part_copy", "complete_multipart_upload", "abort_multipart_upload", "get_object_tagging"),
    *("put_object_tagging", "list_object_annotations", "get_object_annotation", "put_object_annotation"),
    *("delete_object", "list_parts"),
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
    if "_make_api_call" in own or client._arguments.transport is not None:
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
    """A thread that runs jobs of one client, as long as there are some; `perform` is the engine's."""

    def __init__(self, transport: Any, perform: Callable[[Job, Effect], Any]) -> None:
        self._transport = weakref.ref(transport)
        self._perform = perform
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


_helpers: weakref.WeakKeyDictionary[Any, Helper] = weakref.WeakKeyDictionary()


async def run_awaited(job: Job) -> None:
    """Run a job to its end, in the client's helper thread. Raises its error; a cancelled task waits for its end."""
    connection = job.client._connection or await job.client._load_connection()
    transport = connection.transport
    helper = _helpers.get(transport)
    if helper is None:
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
    helper.add(job)
    try:
        await asyncio.shield(future)
    except asyncio.CancelledError as error:
        helper.stop(job, error)
        await until_done(future)
        raise
    if job.error is not None:
        raise job.error


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _perform_for_loop(job: Job, effect: Effect) -> Any:
    """Perform an effect of an awaited client's call in the helper thread."""
    if isinstance(effect, (Compute, Load)):
        return perform_alone(effect)

    async def perform() -> Any:
        return await job.client._connection.perform(effect)

    assert job.loop is not None
    return asyncio.run_coroutine_threadsafe(perform(), job.loop).result()
