"""Waiting, in tests, for what somebody else brings about: until it is so, not for a time that is long enough mostly."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

#: Seconds after which it will not happen any more, on however busy a machine.
PATIENCE = 10.0


def until(condition: Callable[[], object]) -> None:
    """Return as soon as `condition()` is true. AssertionError when that takes too long."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


async def until_async(condition: Callable[[], object]) -> None:
    """Do the same in an event loop, which goes on meanwhile."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.001)
