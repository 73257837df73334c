"""`Share`, performed: steps that several calls need at once are run by one of them, in whatever thread or loop it is.

The call that runs the steps *leads* a flight, those that wait for its end *follow* it. Laws:
- a flight ends when its leader does: with what the steps returned or raised; or *abandoned*, where the leader was
  interrupted or cancelled, or its frame or its event loop is gone. Then one of the followers leads a new one;
- no call waits for itself: one that is in a flight and needs the same again gets an error, and a thread does not wait
  for a flight that its own event loop has to end;
- locks are held for a few instructions only, never while steps run. A forked process begins without flights.
"""

from __future__ import annotations

import threading
import weakref
from contextvars import ContextVar, copy_context

from ..effects import Share
from ..errors import CredentialRetrievalError
from . import clock
from .drive import drive
from .system import after_fork_in_child

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Generator
    from typing import Any

    from ..effects import Effect, Steps
    from .perform import Performer

#: Seconds after which a follower checks whether its leader still exists. It is told of every other end at once.
LOOK = 0.25

#: The keys of the flights that the running code is a part of.
inside: ContextVar[tuple[Any, ...]] = ContextVar("sotalia-flights", default=())

_lock = threading.RLock()  # a signal's handler may make calls too
_flights: dict[int, Flight] = {}


def _begin_anew() -> None:
    global _lock
    _lock = threading.RLock()
    _flights.clear()


after_fork_in_child(_begin_anew)


class Leader:
    """The code that leads a flight holds one in its frame: when the object is gone, so is the leader."""

    __slots__ = ("__weakref__",)


class Flight:
    """Steps that are being run, and the followers that wait for their end."""

    def __init__(self, key: Any, leader: Leader, loop: asyncio.AbstractEventLoop | None) -> None:
        self.key = key  # kept alive, so that no other object gets its id
        self.loop = loop
        self.thread = threading.get_ident()
        self.leader = weakref.ref(leader)
        self.done = False
        self.abandoned = False
        #: The task that runs the steps in the background; asyncio itself would let it be collected.
        self.task: Any = None
        self._value: Any = None
        self._error: Exception | None = None
        self._still_checks = 0
        self._followers: set[Callable[[], object]] = set()

    def follow(self, notice: Callable[[], object]) -> bool:
        """Have `notice` called when the flight ends; return False when it has ended."""
        with _lock:
            if not self.done:
                self._followers.add(notice)
            return not self.done

    def forget(self, notice: Callable[[], object]) -> None:
        """Do not call `notice` any more."""
        with _lock:
            self._followers.discard(notice)

    def end(self, value: Any = None, error: Exception | None = None, *, abandoned: bool = False) -> None:
        """End the flight, unless it has ended, and tell its followers."""
        with _lock:
            if self.done:
                return
            self.abandoned, self._value, self._error = abandoned, value, error
            self.done = True
            if _flights.get(id(self.key)) is self:
                del _flights[id(self.key)]
            followers, self._followers = self._followers, set()
        for notice in followers:
            notice()

    def look(self) -> None:
        """Abandon the flight if its leader can never end it."""
        loop = self.loop
        if self.leader() is None or (loop is not None and loop.is_closed()):
            self.end(abandoned=True)

    def look_again(self) -> None:
        """Do the same, also where its loop was not running at the last check either: it may never run again."""
        self.look()
        if self.loop is not None and not self.done:
            self._still_checks = 0 if self.loop.is_running() else self._still_checks + 1
            if self._still_checks > 1:
                self.end(abandoned=True)

    def outcome(self) -> Any:
        """Return what the steps returned, or raise what they raised: each follower an error of its own."""
        if self._error is not None:
            raise _copy(self._error)
        return self._value


def _copy(error: Exception) -> Exception:
    from copy import copy

    try:
        again: Any = copy(error)
    except Exception:
        return error  # its class cannot be copied
    if type(again) is not type(error):
        return error
    again.__cause__, again.__suppress_context__ = error.__cause__, error.__suppress_context__
    return again.with_traceback(error.__traceback__)


def join(key: Any, leader: Leader, loop: asyncio.AbstractEventLoop | None) -> tuple[Flight, bool]:
    """Return the flight for `key`, and whether the caller leads it. Raises CredentialRetrievalError inside of it."""
    if any(key is one for one in inside.get()):
        raise CredentialRetrievalError(
            provider=getattr(key, "method", None) or "the session",
            error_msg="Finding these credentials needs these credentials: what gives them must not use their session.",
        )
    with _lock:
        flight = _flights.get(id(key))
        if flight is not None:
            flight.look()
        if flight is not None and not flight.done:
            return flight, False
        flight = _flights[id(key)] = Flight(key, leader, loop)
        return flight, True


def share(effect: Share, perform: Performer) -> Any:
    """Perform `effect` by blocking."""
    end = end_of(effect)
    while True:
        leader = Leader()
        flight, leads = join(effect.key, leader, None)
        if leads:
            if not _leads_aside(flight, effect, perform):
                return _lead(flight, effect, perform)
        elif effect.waiting != Share.EVERYBODY:
            return None
        elif flight.loop is not None and flight.thread == threading.get_ident():
            return _run(effect.key, effect.begin(), perform)  # the loop, which has to end the flight, waits for us
        _wait(flight, end)
        if not flight.abandoned:
            return flight.outcome()


def _lead(flight: Flight, effect: Share, perform: Performer) -> Any:
    try:
        steps = effect.begin()
        if effect.waiting == Share.NOBODY and perform.lasts:
            rest, value = start_steps(steps)
            if rest is not None:
                if _in_background(flight, rest, perform):
                    return None
                value = _run(flight.key, rest, perform)
        else:
            value = _run(flight.key, steps, perform)
    except Exception as error:
        flight.end(error=error)
        raise
    except BaseException:
        flight.end(abandoned=True)
        raise
    flight.end(value)
    return value


def _run(key: Any, steps: Steps, perform: Performer) -> Any:
    token = inside.set((*inside.get(), key))
    try:
        return drive(steps, perform)
    finally:
        inside.reset(token)


def end_of(effect: Share) -> float | None:
    """Return when a caller stops to wait, by the monotonic clock; None where it never does."""
    return None if effect.seconds is None else clock.monotonic() + effect.seconds


def until_look(end: float | None) -> float:
    """Return the seconds until a follower looks at its leader again. Raises TimeoutError when its time is over."""
    if end is None:
        return LOOK
    left = end - clock.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(LOOK, left)


def _leads_aside(flight: Flight, effect: Share, perform: Performer) -> bool:
    """Where a caller may wait only so long, have a thread lead the flight; return whether one does."""
    if effect.seconds is None or effect.waiting == Share.NOBODY or not perform.lasts:
        return False
    return _in_background(flight, begun(effect), perform)


def begun(effect: Share) -> Generator[Effect, Any, Any]:
    """Return the steps of `effect`, which begin when they are first asked for one."""
    return (yield from effect.begin())


def _wait(flight: Flight, end: float | None) -> None:
    gate = threading.Lock()
    gate.acquire()
    if not flight.follow(gate.release):
        return
    try:
        while not gate.acquire(timeout=until_look(end)):
            flight.look_again()
    finally:
        flight.forget(gate.release)


def start_steps(steps: Steps) -> tuple[Steps | None, Any]:
    """Run steps up to the first effect. Return (the rest of them, None), or (None, what they return) without any."""
    try:
        effect = steps.send(None)
    except StopIteration as stop:
        return None, stop.value
    return _rest(steps, effect), None


def _rest(steps: Steps, effect: Effect) -> Generator[Effect, Any, Any]:
    try:
        while True:
            try:
                answer = yield effect
            except Exception as error:
                effect = steps.throw(error)
            else:
                effect = steps.send(answer)
    except StopIteration as stop:
        return stop.value
    finally:
        steps.close()


def _in_background(flight: Flight, steps: Steps, perform: Performer) -> bool:
    """Have a thread run the steps to their end; return False where there can be none."""
    leader, before = Leader(), flight.leader
    flight.leader = weakref.ref(leader)

    def run(_leader: Leader) -> None:
        try:
            value = _run(flight.key, steps, perform)
        except BaseException as error:
            if isinstance(error, Exception):
                flight.end(error=error)
            else:
                flight.end(abandoned=True)
        else:
            flight.end(value)

    try:
        context = copy_context()  # with what this flight may be a part of
        threading.Thread(target=context.run, args=(run, leader), name="sotalia-credentials", daemon=True).start()
    except RuntimeError:
        flight.leader = before  # the interpreter is about to end
        return False
    return True
