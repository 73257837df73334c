"""Performs the requests of many jobs at once, in the thread that runs it.

Each piece of a plan becomes a call of the core, a generator, as all of Sotalia's calls are. The engine drives many of
these side by side: what they want to send goes to one multi handle (`io.transport.bulk`), what they want to wait for
into one list of times. So whatever is special about a client or a bucket (handlers of events, redirects, signatures,
retries) is as in ordinary calls.

A body that is fetched goes from libcurl to its place, while its call waits for the reply. When that breaks off, the
call is given up, and the plan asks for the rest.
"""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from itertools import count
from time import monotonic

from ..effects import Send, Sleep
from ..http import Response, is_error
from ..io.drive import documented
from ..io.transport.memory import MemoryStream
from ..io.transport.stream import broken_off
from .flows import Flow, parameters_of, read_answer, receiver, report_failure
from .plan.base import CALL, FETCH, SEND
from .plan.multipart import CREATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..effects import Effect
    from ..io.transport.bulk import Bulk, Exchange
    from .jobs import Job

#: How many requests may be under way at once, whatever the jobs allow.
MOST_UNDER_WAY = 64
#: How long one turn waits for something to happen, in seconds.
LONGEST_WAIT = 0.5
#: How long an interrupted engine tries to remove what its jobs have left on the server, in seconds.
CLEANING_SECONDS = 0.8


class Engine:
    """Runs jobs over `bulk`. `perform(job, effect)` performs what calls ask for beside sending and waiting."""

    def __init__(self, bulk: Bulk, perform: Callable[[Job, Effect], Any]) -> None:
        self._bulk = bulk
        self._perform = perform
        self._new: deque[Job] = deque()
        self._jobs: deque[Job] = deque()
        self._timers: list[tuple[float, int, Flow]] = []
        self._order = count()
        self._under_way = 0

    def add(self, job: Job) -> None:
        """Add a job; from any thread (call the bulk's `wake` then)."""
        self._new.append(job)

    @property
    def idle(self) -> bool:
        """Whether there are no jobs."""
        return not self._jobs and not self._new

    def run(self) -> None:
        """Return when all jobs have ended. Errors of jobs are in the jobs; what is raised here is an interruption."""
        try:
            while True:
                self._fill()
                if not self._jobs:
                    if not self._new:
                        return
                    continue
                if self._under_way:
                    self._turn(LONGEST_WAIT)
        except BaseException as error:
            self._interrupt(error)
            raise

    def _turn(self, longest: float) -> None:
        """Wait for something to happen, and act on it."""
        wait = longest
        if self._timers:
            wait = min(wait, max(0.0, self._timers[0][0] - monotonic()))
        self._bulk.turn(wait)
        now = monotonic()
        while self._timers and self._timers[0][0] <= now:
            flow = heappop(self._timers)[2]
            if flow.waits:
                flow.waits = False
                self._advance(flow, None)
        for job in self._jobs:
            self._tell(job)

    # ------------------------------------------------------------ jobs

    def _fill(self) -> None:
        """Begin as many pieces as may be under way, one of each job in turn; end the jobs that are over."""
        while self._new:
            job = self._new.popleft()
            try:
                job.begin()
            except BaseException as error:
                job.close(error)
                if not isinstance(error, Exception):
                    raise
            else:
                self._jobs.append(job)
                self._bulk.limit(job.config.max_bandwidth)
        waiting = 0
        while waiting < len(self._jobs):
            job = self._jobs[0]
            self._jobs.rotate(-1)
            if job.stopped_by is not None and job.plan.error is None:
                job.plan.fail(job.stopped_by)
            if job.plan.error is not None:
                self._drop_pieces(job)
            if self._begin_next(job):
                waiting = 0
            elif job.plan.over:
                self._jobs.remove(job)
                job.end()
                waiting = 0
            else:
                waiting += 1

    def _begin_next(self, job: Job) -> bool:
        """Begin the job's next piece; return False if there is none, or it must wait."""
        if self._under_way >= MOST_UNDER_WAY or len(job.under_way) >= job.limit:
            return False
        piece = job.plan.next()
        if piece is None:
            return False
        try:
            parameters = parameters_of(job, piece)
        except Exception as error:
            job.plan.failed(piece, error)
            return True
        if parameters is None:
            job.plan.exhausted(piece)
            return True
        flow = Flow(job, piece, parameters)
        job.under_way[piece] = flow
        self._under_way += 1
        self._advance(flow, None)
        return True

    def _drop_pieces(self, job: Job) -> None:
        """Give up what is under way for a job that has failed, but for what has to be cleaned up afterwards."""
        for piece, flow in list(job.under_way.items()):
            if not piece.cleans_up and piece.method != CREATE:
                self._drop(flow)
                job.plan.dropped(piece)

    def _drop(self, flow: Flow) -> None:
        flow.waits = False
        exchange, flow.exchange = flow.exchange, None
        if exchange is not None:
            self._bulk.drop(exchange)
        flow.steps.close()
        self._forget(flow)

    def _forget(self, flow: Flow) -> None:
        del flow.job.under_way[flow.piece]
        self._under_way -= 1

    def _tell(self, job: Job) -> None:
        """Tell the job's program of its progress."""
        try:
            for flow in job.under_way.values():
                flow.count_sent()
            job.tell()
        except Exception as error:
            job.plan.fail(error)

    def _interrupt(self, error: BaseException) -> None:
        """End all jobs with `error`, and remove what they have left on the server, if that takes no long time."""
        end = monotonic() + CLEANING_SECONDS
        for job in self._jobs:
            job.plan.fail(error)
        try:
            while self._jobs and monotonic() < end:
                self._fill()
                if self._under_way:
                    self._turn(max(0.0, end - monotonic()))
        finally:
            for job in [*self._jobs, *self._new]:
                for flow in list(job.under_way.values()):
                    self._drop(flow)
                job.close(error)
            self._jobs.clear()
            self._new.clear()
            self._timers.clear()

    # ------------------------------------------------------------ calls

    def _advance(self, flow: Flow, result: Any, error: Exception | None = None) -> None:
        """Run a call until it sends, waits or ends."""
        steps = flow.steps
        try:
            effect = steps.send(result) if error is None else steps.throw(error)
            while True:
                try:
                    if isinstance(effect, Send):
                        flow.effect = effect
                        receive = receiver if effect.stream and flow.piece.kind == FETCH else None
                        flow.exchange = self._bulk.start(effect.request, self._ended, flow, receive)
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
        if response is not None:
            self._advance(flow, response)
            return
        assert error is not None
        assert flow.effect is not None
        error = documented(flow.effect, error)
        if flow.piece.opened:
            flow.steps.close()
            self._fail(flow, broken_off(error, flow.piece.received, None))
        else:
            self._advance(flow, None, error)

    def _reply(self, flow: Flow, exchange: Exchange) -> Response:
        assert flow.effect is not None
        if not flow.effect.stream:
            return exchange.handle.reply(exchange.request)
        if flow.piece.kind == FETCH and (flow.piece.opened or flow.open(exchange)):
            status, headers = exchange.handle.head(exchange.request)
            return Response(status, headers, MemoryStream(b""))
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
        self._forget(flow)
        try:
            job.plan.done(piece, reply)
        except Exception as error:  # a reply without what it must have
            job.plan.fail(error)

    def _fail(self, flow: Flow, error: Exception) -> None:
        self._forget(flow)
        report_failure(flow.job, flow.piece, error)
