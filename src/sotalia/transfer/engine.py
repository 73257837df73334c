"""Performs the requests of many jobs at once, in the thread that runs it.

Each piece of a plan becomes a call, as all of Sotalia's calls are: where nothing is special about it, its request comes
from a template (`core.straight`), else it is a generator of the core. The engine drives many of these side by side:
what they want to send goes to one multi handle (`io.transport.bulk`), what they want to wait for into one list of
times. So whatever is special about a client or a bucket (handlers of events, redirects, signatures, retries) is as in
ordinary calls.

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
from .many.small import Small, SmallExchanges
from .pace import BETWEEN, AdaptivePace, SmallRate, asks_for_less
from .plan.base import CALL, FETCH, SEND
from .plan.multipart import CREATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..effects import Effect, Steps
    from ..io.transport.bulk import Bulk, Exchange
    from .jobs import Job
    from .many.feeds import Feed

#: How many requests may be under way at once, whatever the jobs allow.
MOST_UNDER_WAY = 64
#: How many jobs of a feed may be under way at once.
MOST_JOBS = 32
#: How long one turn waits for something to happen, in seconds.
LONGEST_WAIT = 0.5
#: How long an interrupted engine tries to remove what its jobs have left on the server, in seconds.
CLEANING_SECONDS = 0.8


class Engine:
    """Runs jobs over `bulk`. `perform(job, effect)` performs what calls ask for beside sending and waiting.

    `feed` gives further jobs when there is room for them, so that it may be endless.
    """

    def __init__(self, bulk: Bulk, perform: Callable[[Job, Effect], Any], feed: Feed | None = None) -> None:
        self._bulk = bulk
        self._perform = perform
        self._feed = feed
        self._tell_feed = None if feed is None else feed.tell
        if feed is not None:
            feed.add = self.add
            feed.operation.quick = not (feed.operation.ask_first or feed.operation.dry_run)
        most = MOST_UNDER_WAY if feed is None else min(MOST_UNDER_WAY, feed.most_under_way)
        self._rate = SmallRate(None if feed is None else feed.operation.config.max_bandwidth)
        #: How many of them may be, which adapts to what the server gives.
        self._pace = AdaptivePace(most)
        self._measured_at = 0.0
        #: How many bytes the jobs that have ended have moved.
        self._moved = 0
        self._new: deque[Job] = deque()
        #: Jobs that an other thread wants to end.
        self._stopped: deque[Job] = deque()
        self._jobs: set[Job] = set()
        #: Jobs that may have a piece to begin.
        self._ready: deque[Job] = deque()
        self._timers: list[tuple[float, int, Flow]] = []
        self._order = count()
        self._under_way = 0
        #: What is under way without a job, and makes one where it has to.
        self._small = SmallExchanges(bulk, self._new.append)
        self._interruption: BaseException | None = None

    def interrupt(self, error: BaseException) -> None:
        """Have `run` end everything and raise `error`; from any thread (call the bulk's `wake` then)."""
        self._interruption = error

    def add(self, job: Job) -> None:
        """Add a job; from any thread (call the bulk's `wake` then)."""
        self._new.append(job)

    def stop(self, job: Job, error: BaseException) -> None:
        """Have a job end with an error; from any thread (call the bulk's `wake` then)."""
        job.stopped_by = error
        self._stopped.append(job)

    @property
    def idle(self) -> bool:
        """Whether there are no jobs."""
        return not self._jobs and not self._new

    @property
    def _all_under_way(self) -> int:
        """How many requests are under way, with a job or without."""
        return self._under_way + len(self._small)

    def _heed(self, answer: Response | Exception | None) -> None:
        """Have less under way, where an answer says that it is too much, or none has come in time."""
        if asks_for_less(answer):
            self._pace.slow_down(monotonic(), self._all_under_way)

    def run(self) -> None:
        """Return when all jobs have ended. Errors of jobs are in the jobs; what is raised here is an interruption."""
        try:
            while True:
                if self._interruption is not None:
                    raise self._interruption
                self._fill()
                if self._under_way or self._small or (self._feed is not None and self._rate.wait(monotonic()) > 0):
                    self._turn(LONGEST_WAIT)
                elif not self._jobs and not self._new and self._feed is None:
                    return
        except BaseException as error:
            self._interrupt(error)
            raise

    def _turn(self, longest: float) -> None:
        """Wait for something to happen, and act on it."""
        wait = longest
        if self._timers:
            wait = min(wait, max(0.0, self._timers[0][0] - monotonic()))
        if self._feed is not None:
            wait = min(wait, self._rate.wait(monotonic()) or wait)
        self._bulk.turn(wait)
        now = monotonic()
        while self._timers and self._timers[0][0] <= now:
            flow = heappop(self._timers)[2]
            if flow.waits:
                flow.waits = False
                self._advance(flow, None)
        if now >= self._measured_at + BETWEEN:
            self._measured_at = now
            moved = self._moved + self._small.moved + sum(job.moved_bytes for job in self._jobs)
            self._pace.measure(now, moved, is_full=self._all_under_way >= self._pace.limit)
        for job in self._jobs:
            if job.stirred:
                job.stirred = False
                self._ready.append(job)
            if job.on_progress is not None:
                self._tell(job)
        if self._tell_feed is not None:
            self._tell_feed()
        if self._feed is not None:
            ahead = [listing for listing in self._feed.listings if listing.hungry and listing in self._jobs]
            self._ready.extend(ahead)

    # ------------------------------------------------------------ jobs

    def _fill(self) -> None:
        """Begin as many pieces as may be under way, one of each job in turn; end the jobs that are over."""
        ready = self._ready
        while self._new:
            self._begin(self._new.popleft())
        while self._stopped:
            job = self._stopped.popleft()
            if job in self._jobs and job.stopped_by is not None:
                job.plan.fail(job.stopped_by)
                ready.append(job)
        while True:
            while ready:
                job = ready.popleft()
                if job in self._jobs and not self._serve(job):
                    return
            feed = self._feed
            if feed is None or len(self._jobs) >= MOST_JOBS or self._all_under_way >= self._pace.limit:
                return
            if self._rate.wait(monotonic()) > 0:
                return
            fed = feed.next()
            if fed is not None:
                if isinstance(fed, Small):
                    self._rate.take(monotonic(), fed.entry.size)
                    self._small.start(fed)
                else:
                    self._begin(fed)
                continue
            if feed.over:
                self._feed = None
            ready.extend(listing for listing in feed.listings if listing.hungry and listing in self._jobs)
            if not ready:
                return

    def _begin(self, job: Job) -> None:
        try:
            job.begin()
        except BaseException as error:
            job.close(error)
            if not isinstance(error, Exception):
                raise
            return
        self._bulk.limit(job.config.max_bandwidth)
        self._jobs.add(job)
        self._ready.append(job)

    def _serve(self, job: Job) -> bool:
        """Begin the job's next piece, or end it; return False when there is no room for another piece of anybody."""
        plan = job.plan
        if plan.error is not None:
            self._drop_pieces(job)
        if self._all_under_way >= self._pace.limit:
            self._ready.appendleft(job)
            return False
        if len(job.under_way) < job.limit and self._begin_next(job):
            self._ready.append(job)
        elif plan.over:
            self._jobs.remove(job)
            job.end()
            self._moved += job.moved_bytes
        return True

    def _begin_next(self, job: Job) -> bool:
        """Begin the job's next piece; return False if there is none."""
        piece = job.plan.next()
        if piece is None:
            return False
        try:
            parameters = parameters_of(job, piece)
            flow = None if parameters is None else Flow(job, piece, parameters)
        except Exception as error:
            job.plan.failed(piece, error)
            return True
        if flow is None:
            job.plan.exhausted(piece)
            return True
        self._rate.take(monotonic(), piece.length or 0)
        job.under_way[piece] = flow
        self._under_way += 1
        answer, job.answer = job.answer, None
        if answer is not None:
            self._heed(answer)
            self._go_on(flow, flow.resume(answer))
            return True
        ready = None if flow.straight is None else flow.straight.ready
        if ready is None:
            self._advance(flow, None)
            return True
        try:
            self._send(flow, ready)
        except Exception as failure:
            self._go_on(flow, flow.resume(documented(ready, failure)))
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
        if flow.steps is not None:
            flow.steps.close()
        self._forget(flow)

    def _forget(self, flow: Flow) -> None:
        del flow.job.under_way[flow.piece]
        self._under_way -= 1
        self._ready.append(flow.job)

    def _tell(self, job: Job) -> None:
        """Tell the job's program of its progress."""
        try:
            for flow in job.under_way.values():
                flow.count_sent()
            job.tell()
        except Exception as error:
            job.plan.fail(error)
            self._ready.append(job)

    def _interrupt(self, error: BaseException) -> None:
        """End all jobs with `error`, and remove what they have left on the server, if that takes no long time."""
        end = monotonic() + CLEANING_SECONDS
        self._feed = None
        self._small.drop_all()
        for job in self._jobs:
            job.plan.fail(error)
        self._ready.extend(self._jobs)
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
            for held in (self._jobs, self._new, self._ready, self._timers):
                held.clear()

    # ------------------------------------------------------------ calls

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
        self._heed(error if response is None else response)
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
        self._forget(flow)
        try:
            job.done(piece, reply)
        except Exception as error:  # a reply without what it must have, or a journal that cannot be written
            job.plan.fail(error)

    def _fail(self, flow: Flow, error: Exception) -> None:
        self._forget(flow)
        report_failure(flow.job, flow.piece, error)
