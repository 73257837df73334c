"""The event loop that awaited calls run in."""

from __future__ import annotations

import asyncio

_NO_LOOP = (
    "Awaited clients need asyncio's event loop (its own, or uvloop's; under anyio, the backend 'asyncio'), and there "
    "is none here. Under trio, use a blocking client (sotalia.client) in a thread: trio.to_thread.run_sync(...)."
)


def running_loop() -> asyncio.AbstractEventLoop:
    """Return the running loop. Raises RuntimeError where there is none, as under trio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise RuntimeError(_NO_LOOP) from None


def is_running() -> bool:
    """Return whether this thread runs an event loop."""
    return asyncio._get_running_loop() is not None
