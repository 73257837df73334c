"""A bound on the time of a whole call, attempts and waits together: `Config(total_timeout=…)`.

`bounded` runs the steps of the call and looks at each effect. A request gets no more time than is left, and a wait ends
when no time is left. Then TotalTimeoutError is raised inside the call, which ends as with any other error. A call
without a bound does not use this module.
"""

from __future__ import annotations

from ..effects import Around, ReadBody, Send, Share, Sleep
from ..errors import TotalTimeoutError
from ..http import TimeLimits, shown_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any, TypeVar

    from ..effects import Effect
    from .context import ClientCore

    T = TypeVar("T")


def bounded(client: ClientCore, steps: Generator[Effect, Any, T]) -> Generator[Effect, Any, T]:
    """Run `steps`, a call of `client`, no longer than the client's total_timeout.

    Raises TotalTimeoutError.
    """
    seconds, monotonic = client.settings.total_timeout, client.machinery.monotonic
    assert seconds is not None
    end = monotonic() + seconds
    where = ""
    try:
        effect = steps.send(None)
        while True:
            left = end - monotonic()
            if isinstance(effect, Send):
                where = effect.request.shown_url()
            if left > 0:
                late = _shorten(effect, client, left)
                try:
                    answer = yield effect
                except Exception as error:
                    if monotonic() < end and not (isinstance(effect, Share) and type(error) is TimeoutError):
                        effect = steps.throw(error)
                        continue
                    failure = _too_late(client, where)
                    failure.__cause__ = error
                    effect = steps.throw(failure)
                    continue
                if not late:
                    effect = steps.send(answer)
                    continue
            effect = steps.throw(_too_late(client, where))
    except StopIteration as stop:
        result: T = stop.value
        return result


def _shorten(effect: Effect, client: ClientCore, left: float) -> bool:
    """Limit an effect to the time that is left; return whether it will use up all of it."""
    if isinstance(effect, Send):
        request = effect.request
        limits = request.limits
        if limits is None:
            settings = client.settings
            limits = TimeLimits(settings.connect_timeout, settings.read_timeout)
        request.limits = TimeLimits(_least(limits.connect, left), _least(limits.read, left), left)
    elif isinstance(effect, Sleep):
        if effect.seconds >= left:
            effect.seconds = left
            return True
    elif isinstance(effect, Around):
        steps = effect.steps
        effect.steps = lambda: bounded(client, steps())
    elif isinstance(effect, (ReadBody, Share)):
        effect.seconds = left
    return False


def _least(seconds: float | None, left: float) -> float:
    return left if seconds is None or seconds > left else seconds


def _too_late(client: ClientCore, where: str) -> TotalTimeoutError:
    return TotalTimeoutError(
        total_timeout=client.settings.total_timeout, endpoint_url=where or shown_url(client.endpoint_url)
    )
