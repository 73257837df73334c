"""The awaited transport: libcurl inside an event loop."""

from __future__ import annotations

import asyncio

from ...http import Response
from ..loop import running_loop
from . import TransportOptions, curl_errors
from .engine import Engine, Transfer
from .feeding import feeder_for
from .memory import AsyncMemoryStream
from .stream_async import AsyncBodyStream, Flow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...http import Request
    from .bulk import Bulk
    from .feeding import Feeder
    from .handle import Handle


class AsyncCurlTransport:
    """Sends requests in whatever event loop it is awaited in, in several one after another or at once.

    Each loop has connections of its own. They are closed by `close()`, or when the transport is dropped; those of a
    closed loop are dropped when the transport is used in another one.
    """

    __slots__ = ("__weakref__", "_engines", "bulks", "options")

    def __init__(self, options: TransportOptions | None = None) -> None:
        self.options = options or TransportOptions()
        self._engines: dict[int, Engine] = {}
        #: What transfers have left for the next ones (see `bulk`).
        self.bulks: list[Bulk] = []

    async def send(self, request: Request, stream: bool = False) -> Response:
        """Send `request` and return the reply; with `stream`, as soon as its head is there (body: `AsyncBodyStream`).

        Raises what `CurlTransport.send` raises, ClientClosedError when the client is closed meanwhile, and RuntimeError
        where there is no event loop of asyncio's. When the task is cancelled, the connection is closed.
        """
        loop = running_loop()
        engine = self._engines.get(id(loop))
        if engine is None or engine.loop is not loop or engine.closed:
            engine = self._new_engine(loop)
        turn = engine.enter()
        if turn is not None:
            try:
                await turn
            except BaseException:
                engine.give_up(turn)
                raise
        try:
            if engine.closed:  # while this request waited
                raise curl_errors.closed(request)
            feeder = feeder_for(request)
            if feeder is None:
                return await self._exchange(engine, request, stream, None)
            async with feeder:
                return await self._exchange(engine, request, stream, feeder)
        finally:
            engine.leave()

    async def close(self) -> None:
        """Close all connections. Requests under way fail."""
        loop = running_loop()
        engines, self._engines = self._engines, {}
        for engine in engines.values():
            if engine.loop is loop:
                engine.close()
            else:
                engine.abandon()
        while self.bulks:
            self.bulks.pop().close()

    async def _exchange(self, engine: Engine, request: Request, stream: bool, feeder: Feeder | None) -> Response:
        handle = engine.handle()
        try:
            handle.prepare(request, feeder.upload if feeder is not None else None)
        except BaseException:
            engine.put_back(handle)
            raise
        if stream:
            return await self._open(engine, request, handle, feeder)
        answer: asyncio.Future[Response] = engine.loop.create_future()

        def on_finish(handle: Handle, error: Exception | None) -> None:
            if answer.done():
                return
            if error is None:
                try:
                    answer.set_result(handle.reply(request))
                except Exception as fault:
                    answer.set_exception(fault)
            else:
                answer.set_exception(error)

        transfer = Transfer(handle, request, self._read_timeout(request), on_finish)
        engine.start(transfer, feeder)
        try:
            return await answer
        except BaseException:
            engine.drop(transfer)
            raise

    async def _open(self, engine: Engine, request: Request, handle: Handle, feeder: Feeder | None) -> Response:
        flow = Flow(engine, feeder)
        engine.start(flow.begin(handle, request, self._read_timeout(request)), feeder)
        try:
            status, headers = await flow.head
            if feeder is not None and not request.http2:
                # The caller may use the body again when the call has ended, so before that it is sent or dropped.
                await flow.sent()
        except BaseException:
            flow.abandon()
            raise
        if flow.ended and flow.failure is None:  # a small reply has come whole
            return Response(status, headers, AsyncMemoryStream(flow.buffer.take(flow.buffer.size)))
        return Response(status, headers, AsyncBodyStream(self, flow))

    def _read_timeout(self, request: Request) -> float | None:
        return self.options.read_timeout if request.limits is None else request.limits.read

    def _new_engine(self, loop: asyncio.AbstractEventLoop) -> Engine:
        for key, engine in list(self._engines.items()):
            if engine.closed or engine.loop.is_closed():
                del self._engines[key]
                engine.abandon()
        engine = self._engines[id(loop)] = Engine(self.options, loop)
        return engine

    def __del__(self) -> None:
        for engine in self._engines.values():
            engine.abandon()

    def __repr__(self) -> str:
        return f"<AsyncCurlTransport {self.options!r}>"
