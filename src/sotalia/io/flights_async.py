"""`Share`, performed by awaiting. The laws are those of `io.flights`, whose flights these are."""

from __future__ import annotations

import asyncio

from ..effects import Share
from .drive_async import drive_async
from .flights import Leader, begun, end_of, inside, join, start_steps, until_look
from .loop import running_loop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..effects import Steps
    from .flights import Flight
    from .perform_async import AsyncPerformer


async def share_async(effect: Share, perform: AsyncPerformer) -> Any:
    """Perform `effect` by awaiting."""
    loop, end = running_loop(), end_of(effect)
    while True:
        leader = Leader()
        flight, leads = join(effect.key, leader, loop)
        if leads:
            if effect.seconds is None or effect.waiting == Share.NOBODY or not perform.lasts:
                return await _lead(flight, leader, effect, perform)
            flight.task = asyncio.ensure_future(_in_background(flight, leader, begun(effect), perform))
        elif effect.waiting != Share.EVERYBODY:
            return None
        del leader  # else this frame would stand for one that has ended
        await _wait(flight, loop, end)
        if not flight.abandoned:
            return flight.outcome()


async def _lead(flight: Flight, leader: Leader, effect: Share, perform: AsyncPerformer) -> Any:
    try:
        steps = effect.begin()
        if effect.waiting == Share.NOBODY and perform.lasts:
            rest, value = start_steps(steps)
            if rest is not None:
                flight.task = asyncio.ensure_future(_in_background(flight, leader, rest, perform))
                return None
        else:
            value = await _run(flight.key, steps, perform)
    except Exception as error:
        flight.end(error=error)
        raise
    except BaseException:
        flight.end(abandoned=True)
        raise
    flight.end(value)
    return value


async def _run(key: Any, steps: Steps, perform: AsyncPerformer) -> Any:
    token = inside.set((*inside.get(), key))
    try:
        return await drive_async(steps, perform)
    finally:
        try:
            inside.reset(token)
        except ValueError:
            pass  # the coroutine was never finished, and Python closes it in another context


async def _in_background(flight: Flight, _leader: Leader, steps: Steps, perform: AsyncPerformer) -> None:
    try:
        value = await _run(flight.key, steps, perform)
    except Exception as error:
        flight.end(error=error)
    except BaseException:
        flight.end(abandoned=True)
        raise
    else:
        flight.end(value)


async def _wait(flight: Flight, loop: asyncio.AbstractEventLoop, limit: float | None) -> None:
    end = loop.create_future()

    def wake() -> None:
        if not end.done():
            end.set_result(None)

    def notice() -> None:
        try:
            loop.call_soon_threadsafe(wake)
        except RuntimeError:
            pass  # the loop is closed: nobody waits here any more

    if not flight.follow(notice):
        return
    try:
        while not end.done():
            await asyncio.wait((end,), timeout=until_look(limit))
            if not end.done():
                flight.look_again()
    finally:
        flight.forget(notice)
