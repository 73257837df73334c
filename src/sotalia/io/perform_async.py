"""What each effect does, awaited: nothing here blocks the event loop."""

from __future__ import annotations

import asyncio
from inspect import iscoroutinefunction

from ..effects import (
    Around,
    Ask,
    Compute,
    Fetch,
    FirstEvent,
    Load,
    Prompt,
    ReadBody,
    ReadFile,
    RunProcess,
    Send,
    Share,
    Sleep,
    WriteFile,
)
from ..errors import BotoCoreError
from . import files, perform
from .threads import detached, in_own_thread, once_in_own_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ..effects import Effect
    from ..http import Request, Response
    from .transport import AsyncTransport


class AsyncPerformer:
    """Performs effects: `await performer(effect)` gives its result or raises. Usable in any event loop."""

    __slots__ = ("_send",)

    #: Whether it can perform steps that run on after their call has ended.
    lasts = True

    def __init__(self, transport: AsyncTransport) -> None:
        self._send = transport.send

    def __call__(self, effect: Effect) -> Awaitable[Any]:
        """Return an awaitable of the result of `effect`."""
        if type(effect) is Send:
            limits = effect.request.limits
            if limits is not None and limits.whole is not None:
                return self._send_within(effect, limits.whole)
            return self._send(effect.request, effect.stream)
        if type(effect) is Share:
            from .flights_async import share_async

            return share_async(effect, self._for_others())
        if type(effect) is Around:
            return self._around(effect)
        return _HANDLERS[type(effect)](effect)

    async def _around(self, effect: Around) -> Any:
        """Call the program's function, which may be async or not, and may perform the steps."""
        from .drive_async import drive_async

        answer = effect.function(lambda: drive_async(effect.steps(), self))
        return await answer if hasattr(answer, "__await__") else answer

    def end(self) -> None:
        """Send nothing any more: calls that load or wait while their client is closed end with a ClientClosedError."""
        self._send = _refuse

    def _for_others(self) -> AsyncPerformer:
        """Return what performs steps that other clients' calls wait for, too: closing this client does not end them."""
        if not self.lasts:
            return self
        twin = AsyncPerformer.__new__(AsyncPerformer)
        twin._send = self._send
        return twin

    async def _send_within(self, effect: Send, seconds: float) -> Response:
        """Send, and leave off when there is no reply after so many seconds: its connection is closed then."""
        try:
            async with asyncio.timeout(seconds):
                return await self._send(effect.request, effect.stream)
        except TimeoutError as error:
            if isinstance(error, BotoCoreError):
                raise  # the transport's own
            from .transport.curl_errors import late_reply

            raise late_reply(effect.request) from None


async def _refuse(request: Request, stream: bool = False) -> Response:
    from .transport.curl_errors import closed

    raise closed(request)


async def _read_body(effect: ReadBody) -> bytes:
    try:
        async with asyncio.timeout(effect.seconds):
            body: bytes = await effect.stream.read()
        return body
    finally:
        await effect.stream.close()


async def _first_event(effect: FirstEvent) -> Any:
    return await effect.events.get_initial_response()


async def _sleep(effect: Sleep) -> None:
    await asyncio.sleep(effect.seconds)


async def _read_file(effect: ReadFile) -> bytes:
    return await files.read_file_async(effect.path)


async def _write_file(effect: WriteFile) -> None:
    await files.write_file_async(effect.path, effect.data)


async def _run_process(effect: RunProcess) -> Any:
    from .processes import run_process_async

    return await run_process_async(effect.argv, effect.timeout)


async def _fetch(effect: Fetch) -> Response:
    from .fetching import fetch_async

    return await fetch_async(effect.request, effect.timeout, effect.environ)


async def _ask(effect: Ask) -> Any:
    function = effect.function
    if iscoroutinefunction(function):
        return await function(*effect.arguments)
    answer = await detached(function, *effect.arguments)
    return await answer if hasattr(answer, "__await__") else answer


async def _prompt(effect: Prompt) -> Any:
    return await detached(perform.perform_alone, effect)


def _compute(effect: Compute) -> Awaitable[Any]:
    return in_own_thread(effect.function, *effect.arguments)


def _load(effect: Load) -> Awaitable[Any]:
    return once_in_own_thread(effect.function, *effect.arguments)


_HANDLERS: dict[type[Effect], Callable[[Any], Awaitable[Any]]] = {
    Ask: _ask,
    Compute: _compute,
    Fetch: _fetch,
    FirstEvent: _first_event,
    Load: _load,
    Prompt: _prompt,
    ReadBody: _read_body,
    ReadFile: _read_file,
    RunProcess: _run_process,
    Sleep: _sleep,
    WriteFile: _write_file,
}


def perform_alone(effect: Effect) -> Awaitable[Any]:
    """Return an awaitable of the result of an effect that needs no transport: for code without a client."""
    return _HANDLERS[type(effect)](effect)
