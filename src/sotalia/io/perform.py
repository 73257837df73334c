"""What each effect does, blocking."""

from __future__ import annotations

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
from . import clock, files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..effects import Effect
    from ..http import Response
    from .transport import Transport


class Performer:
    """Performs effects: `performer(effect)` returns its result or raises. One per transport, shared by all threads."""

    __slots__ = ("_send",)

    #: Whether it can perform steps that run on after their call has ended.
    lasts = True

    def __init__(self, transport: Transport) -> None:
        self._send = transport.send

    def __call__(self, effect: Effect) -> Any:
        """Return the result of `effect`, or raise."""
        if type(effect) is Send:
            return self._send(effect.request, effect.stream)
        if type(effect) is Share:
            from .flights import share

            return share(effect, self)
        if type(effect) is Around:
            from .drive import drive

            around = effect
            return around.function(lambda: drive(around.steps(), self))
        return _HANDLERS[type(effect)](effect)


def _read_body(effect: ReadBody) -> bytes:
    try:
        body: bytes = effect.stream.read()
        return body
    finally:
        effect.stream.close()


def _first_event(effect: FirstEvent) -> Any:
    return effect.events.get_initial_response()


def _sleep(effect: Sleep) -> None:
    clock.sleep(effect.seconds)


def _read_file(effect: ReadFile) -> bytes:
    return files.read_file(effect.path)


def _write_file(effect: WriteFile) -> None:
    files.write_file(effect.path, effect.data)


def _run_process(effect: RunProcess) -> Any:
    from .processes import run_process

    return run_process(effect.argv, effect.timeout)


def _fetch(effect: Fetch) -> Response:
    from .fetching import fetch

    return fetch(effect.request, effect.timeout, effect.environ)


def _compute(effect: Compute) -> Any:
    return effect.function(*effect.arguments)


def _ask(effect: Ask) -> Any:
    answer = effect.function(*effect.arguments)
    if hasattr(answer, "__await__"):
        close = getattr(answer, "close", None)
        if close is not None:
            close()
        raise TypeError(f"{effect.function!r} is to be awaited, which only awaited sessions (sotalia.aio) can do.")
    return answer


def _prompt(effect: Prompt) -> str:
    from getpass import getpass

    return getpass(effect.text)


_HANDLERS: dict[type[Effect], Callable[[Any], Any]] = {
    Ask: _ask,
    Compute: _compute,
    Fetch: _fetch,
    FirstEvent: _first_event,
    Load: _compute,
    Prompt: _prompt,
    ReadBody: _read_body,
    ReadFile: _read_file,
    RunProcess: _run_process,
    Sleep: _sleep,
    WriteFile: _write_file,
}


def perform_alone(effect: Effect) -> Any:
    """Perform an effect that needs no transport: for code without a client."""
    return _HANDLERS[type(effect)](effect)
