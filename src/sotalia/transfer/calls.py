"""The calls that pieces of plans become, many side by side in one thread.

They are as all of Sotalia's calls are: where nothing is special about one, its request comes from a template
(`core.straight`), else it is a generator of the core. What they want to send goes to one multi handle
(`io.transport.bulk`), what they want to wait for into one list of times. So whatever is special about a client or a
bucket (handlers of events, redirects, signatures, retries) is as in ordinary calls.

A body that is fetched goes from libcurl to its place, while its call waits for the reply. When that breaks off, the
call is given up, and the plan asks for the rest.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from time import monotonic

from ..effects import Send, Sleep
from ..http import Response, is_error
from ..io.drive import documented
from ..io.transport.memory import MemoryStream
from ..io.transport.stream import broken_off
from .flows import read_answer, receiver, report_failure
from .plan.base import CALL, FETCH, SEND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..effects import Effect, Steps
    from ..io.transport.bulk import Bulk, Exchange
    from .flows import Flow
    from .jobs import Job


class Calls:
    """Makes calls over `bulk`. `perform(job, effect)` performs what they ask for beside sending and waiting.

    `on_answer` is told each answer to a request, `on_end` the call that has ended, before its plan learns of it.
    """

    def __init__(
        self,
        bulk: Bulk,
        perform: Callable[[Job, Effect], Any],
        on_answer: Callable[[Response | Exception], Any],
        on_end: Callable[[Flow], Any],
    ) -> None:
        self._bulk = bulk
        self._perform = perform
        self._on_answer = on_answer
        self._on_end = on_end
        #: Those that wait for a time.
        self._timers: list[tuple[float, int, Flow]] = []
        self._order = count()

    def begin(self, flow: Flow, answer: Response | Exception | None) -> None:
        """Begin a call. `answer` is that to its first request, where this was made without it."""
        if answer is not None:
            self._go_on(flow, flow.resume(answer))
            return
        ready = None if flow.straight is None else flow.straight.ready
        if ready is None:
            self._advance(flow, None)
            return
        try:
            self._send(flow, ready)
        except Exception as failure:
            self._go_on(flow, flow.resume(documented(ready, failure)))

    def pause(self, longest: float) -> float:
        """Return in how many seconds the next call has waited for long enough; `longest` where none waits."""
        return max(0.0, self._timers[0][0] - monotonic()) if self._timers else longest

    def wake_up(self, now: float) -> None:
        """Have the calls go on that have waited for long enough."""
        while self._timers and self._timers[0][0] <= now:
            flow = heappop(self._timers)[2]
            if flow.waits:
                flow.waits = False
                self._advance(flow, None)

    def drop(self, flow: Flow) -> None:
        """Stop a call; `on_end` is not told."""
        flow.waits = False
        exchange, flow.exchange = flow.exchange, None
        if exchange is not None:
            self._bulk.drop(exchange)
        if flow.steps is not None:
            flow.steps.close()

    def clear(self) -> None:
        """Forget the calls that have been dropped."""
        self._timers.clear()

    def _send(self, flow: Flow, effect: Send) -> None:
        """Send what a call wants to send. Raises InvalidHTTPRequestError and its kin."""
        piece, request = flow.piece, effect.request
        flow.effect = effect
        if piece.kind == SEND and type(request.body) is bytes:
            # It is small: to wait for the server's word to go on would take longer than to send it.
            request.expect_continue = False
        receive = receiver if effect.stream and piece.kind == FETCH else None
        flow.exchange = self._bulk.start(request, self._ended, flow, receive)

    def _go_on(self, flow: Flow, steps: Steps) -> None:
        """Have a call go on in the general way."""
        flow.steps = steps
        self._advance(flow, None)

    def _advance(self, flow: Flow, result: Any, error: Exception | None = None) -> None:
        """Run a call until it sends, waits or ends."""
        steps = flow.steps
        assert steps is not None
        try:
            effect = steps.send(result) if error is None else steps.throw(error)
            while True:
                try:
                    if isinstance(effect, Send):
                        self._send(flow, effect)
                        return
                    if isinstance(effect, Sleep):
                        flow.waits = True
                        heappush(self._timers, (monotonic() + effect.seconds, next(self._order), flow))
                        return
                    result = self._perform(flow.job, effect)
                except Exception as failure:
                    effect = steps.throw(documented(effect, failure))
                else:
                    effect = steps.send(result)
        except StopIteration as stop:
            self._succeed(flow, stop.value)
        except Exception as failure:
            self._fail(flow, failure)

    def _ended(self, exchange: Exchange, error: Exception | None) -> None:
        """Give a call the reply, or the error, that it waits for."""
        flow: Flow = exchange.state
        flow.exchange = None
        response: Response | None = None
        if error is None:
            try:
                response = self._reply(flow, exchange)
            except Exception as failure:
                error = failure
        answer = error if response is None else response
        assert answer is not None
        self._on_answer(answer)
        is_first = flow.steps is None
        if response is None:
            assert error is not None
            assert flow.effect is not None
            error = documented(flow.effect, error)
            if flow.piece.opened:
                if flow.steps is not None:
                    flow.steps.close()
                self._fail(flow, broken_off(error, flow.piece.received, None))
            elif is_first:
                self._go_on(flow, flow.resume(error))
            else:
                self._advance(flow, None, error)
        elif not is_first:
            self._advance(flow, response)
        else:
            result = flow.conclude(response)
            if result is None:
                self._go_on(flow, flow.resume(response))
            else:
                self._succeed(flow, result)

    def _reply(self, flow: Flow, exchange: Exchange) -> Response:
        assert flow.effect is not None
        if not flow.effect.stream:
            return exchange.handle.reply(exchange.request)
        if flow.piece.kind == FETCH and (flow.piece.opened or flow.open(exchange)):
            assert flow.head is not None
            return Response(*flow.head, MemoryStream(b""))
        response = exchange.handle.reply(exchange.request)
        if not is_error(response.status):
            flow.collected = response.body
            response.body = MemoryStream(response.body)
        return response

    def _succeed(self, flow: Flow, reply: dict[str, Any]) -> None:
        """Take the result of a call."""
        job, piece = flow.job, flow.piece
        try:
            if piece.kind == FETCH:
                if not piece.opened:
                    read_answer(flow, reply, self._perform)
                flow.check_whole()
            elif piece.kind == SEND:
                flow.count_sent(completed=True)
            elif piece.kind == CALL:
                job.moved(piece.length or 0)
                flow.take_collected(reply)
        except Exception as error:
            self._fail(flow, error)
            return
        self._on_end(flow)
        try:
            job.done(piece, reply)
        except Exception as error:  # a reply without what it must have, or a journal that cannot be written
            job.plan.fail(error)

    def _fail(self, flow: Flow, error: Exception) -> None:
        self._on_end(flow)
        report_failure(flow.job, flow.piece, error)
