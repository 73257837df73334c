"""Performs the requests of many jobs at once, in the thread that runs it.

Each piece of a job's plan becomes a call (`calls`). It goes to one multi handle (`io.transport.bulk`), beside those of
other jobs, and beside small objects of a feed, which need neither a job nor a call (`many.small`).
"""

from __future__ import annotations

from collections import deque
from time import monotonic

from .._signals import Deferral
from .calls import Calls
from .flows import Flow, parameters_of
from .many.small import Small, SmallExchanges
from .pace import Pace
from .plan.multipart import CREATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..effects import Effect
    from ..http import Response
    from ..io.transport.bulk import Bulk
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
        self._calls = Calls(bulk, perform, self._heed, self._forget)
        self._feed = feed
        self._tell_feed = None if feed is None else feed.tell
        if feed is not None:
            feed.add = self.add
            feed.operation.quick = not (feed.operation.ask_first or feed.operation.dry_run)
        most = MOST_UNDER_WAY if feed is None else min(MOST_UNDER_WAY, feed.most_under_way)
        self._pace = Pace(most, None if feed is None else feed.operation.config.max_bandwidth, monotonic)
        #: How many bytes the jobs that have ended have moved.
        self._moved = 0
        #: Jobs that have not begun: as many do as there may be requests.
        self._new: deque[Job] = deque()
        #: Jobs that an other thread wants to end.
        self._stopped: deque[Job] = deque()
        self._jobs: set[Job] = set()
        #: Jobs that may have a piece to begin.
        self._ready: deque[Job] = deque()
        #: Jobs that wait for their pipes, to begin or to go on, and the descriptors of these.
        self._gathering: dict[Job, int] = {}
        #: How many calls are under way.
        self._under_way = 0
        #: What is under way without a job, and makes one where it has to.
        self._small = SmallExchanges(bulk, self._new.append)
        self._interruption: BaseException | None = None
        #: Puts off what handlers of signals raise, while replies come that say which uploads have been created.
        self._deferral = Deferral(self._put_off)

    def interrupt(self, error: BaseException) -> None:
        """Have `run` end everything and raise `error`; from any thread (call the bulk's `wake` then)."""
        self._interruption = error

    def _put_off(self, error: BaseException) -> None:
        self._interruption = error
        self._bulk.wake()

    def _allow_signals(self) -> None:
        """Let handlers of signals raise again, unless an upload is being created."""
        if not any(piece.method == CREATE for job in self._jobs for piece in job.under_way):
            self._deferral.end()

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
        return not self._jobs and not self._new and not self._gathering

    @property
    def _all_under_way(self) -> int:
        """How many requests are under way, with a job or without."""
        return self._under_way + self._small.count

    def _heed(self, answer: Response | Exception | None) -> None:
        """Have less under way, where an answer says that it is too much, or none has come in time."""
        self._pace.heed(answer, self._all_under_way)

    def run(self) -> None:
        """Return when all jobs have ended. Errors of jobs are in the jobs; what is raised here is an interruption."""
        try:
            while True:
                if self._interruption is not None:
                    raise self._interruption
                if self._deferral.is_on:
                    self._allow_signals()
                self._fill()
                if self._waits():
                    self._turn(LONGEST_WAIT)
                elif not self._jobs and not self._new and self._feed is None:
                    return
        except BaseException as error:
            self._interrupt(error)
            raise
        finally:
            self._deferral.end()

    def _waits(self) -> bool:
        """Return whether there is something to wait for."""
        if self._under_way or self._small.count or self._gathering:
            return True
        return self._feed is not None and self._pace.pause() > 0

    def _turn(self, longest: float) -> None:
        """Wait for something to happen, and act on it."""
        wait = min(longest, self._calls.pause(longest))
        if self._feed is not None:
            wait = min(wait, self._pace.pause() or wait)
        self._bulk.turn(wait)
        now = monotonic()
        self._calls.wake_up(now)
        if self._pace.is_due(now):
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
        ready, small, pace = self._ready, self._small, self._pace
        for job in list(self._gathering):
            if job in self._jobs:
                ready.append(job)
            else:
                self._begin(job)
        if self._stopped:
            self._end_stopped()
        while True:
            while ready:
                job = ready.popleft()
                if job in self._jobs and not self._serve(job):
                    return
            if self._new and self._has_room():
                self._begin(self._new.popleft())
                continue
            feed = self._feed
            if feed is None or len(self._jobs) >= MOST_JOBS or self._under_way + small.count >= pace.limit:
                return
            if pace.pause() > 0:
                return
            fed = feed.next()
            if fed is not None:
                if isinstance(fed, Small):
                    pace.begun(fed.entry.size)
                    small.start(fed)
                else:
                    self._begin(fed)
                continue
            if feed.over:
                self._feed = None
            ready.extend(listing for listing in feed.listings if listing.hungry and listing in self._jobs)
            if not ready:
                return

    def _has_room(self) -> bool:
        """Return whether one more job may begin: each holds a file open. Those that wait for pipes do not count."""
        jobs, gathering = self._jobs, self._gathering
        return len(jobs) < MOST_UNDER_WAY or sum(job not in gathering for job in jobs) < MOST_UNDER_WAY

    def _end_stopped(self) -> None:
        """End the jobs that an other thread wants to end, those that have not begun yet among them."""
        while self._stopped:
            job = self._stopped.popleft()
            if job in self._jobs and job.stopped_by is not None:
                job.plan.fail(job.stopped_by)
                self._ready.append(job)
            elif job in self._gathering:
                self._begin(job)
        for _ in range(len(self._new)):
            job = self._new.popleft()
            if job.stopped_by is None:
                self._new.append(job)
            else:
                self._begin(job)

    def _begin(self, job: Job) -> None:
        if job.stopped_by is not None:
            self._gather_no_more(job)
            job.close(job.stopped_by)
            return
        try:
            if not self._has_gathered(job):
                return
            job.begin()
        except BaseException as error:
            self._gather_no_more(job)
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
            self._gather_no_more(job)
            self._drop_pieces(job)
        if self._all_under_way >= self._pace.limit:
            self._gather_no_more(job)
            self._ready.appendleft(job)
            return False
        if len(job.under_way) < job.limit:
            try:
                if plan.error is None and not self._has_gathered(job):
                    return True
            except Exception as error:
                plan.fail(error)
            if self._begin_next(job):
                self._ready.append(job)
                return True
        if plan.over:
            self._gather_no_more(job)
            self._jobs.remove(job)
            job.end()
            self._moved += job.moved_bytes
        return True

    def _has_gathered(self, job: Job) -> bool:
        """Return whether the job's source has what it needs now; if not, have turns end when it has more."""
        if job.gather():
            self._gather_no_more(job)
            return True
        if job not in self._gathering:
            self._gathering[job] = pipe = job.pipe
            self._bulk.watch(pipe)
        return False

    def _gather_no_more(self, job: Job) -> None:
        pipe = self._gathering.pop(job, None)
        if pipe is not None:
            self._bulk.unwatch(pipe)

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
        if piece.method == CREATE and self._deferral.begin():
            self._bulk.can_wake()
        self._pace.begun(piece.length or 0)
        job.under_way[piece] = flow
        self._under_way += 1
        answer, job.answer = job.answer, None
        if answer is not None:
            self._heed(answer)
        self._calls.begin(flow, answer)
        return True

    def _drop_pieces(self, job: Job) -> None:
        """Give up what is under way for a job that has failed, but for what has to be cleaned up afterwards."""
        for piece, flow in list(job.under_way.items()):
            if not piece.cleans_up and piece.method != CREATE:
                self._drop(flow)
                job.plan.dropped(piece)

    def _drop(self, flow: Flow) -> None:
        self._calls.drop(flow)
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
            job.plan.keep(len(job.under_way))
        self._under_way = sum(len(job.under_way) for job in self._jobs)
        self._ready.extend(self._jobs)
        try:
            while self._jobs and monotonic() < end:
                self._fill()
                if self._under_way:
                    self._turn(max(0.0, end - monotonic()))
        finally:
            for job in {*self._jobs, *self._new, *self._gathering}:
                self._gather_no_more(job)
                for flow in list(job.under_way.values()):
                    self._drop(flow)
                job.close(error)
            self._calls.clear()
            for held in (self._jobs, self._new, self._ready):
                held.clear()
