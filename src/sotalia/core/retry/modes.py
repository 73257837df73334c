"""Which strategy a client has: a row for each mode that `Config(retries={"mode": …})` takes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .shared import Shared
    from .strategy import RetryStrategy


def _standard(attempts: int | None, shared: Shared) -> RetryStrategy:
    from .standard import StandardRetry

    return StandardRetry(attempts, shared)


def _adaptive(attempts: int | None, shared: Shared) -> RetryStrategy:
    from .adaptive import AdaptiveRetry

    return AdaptiveRetry(attempts, shared)


def _legacy(attempts: int | None, shared: Shared) -> RetryStrategy:
    from .legacy import LegacyRetry

    return LegacyRetry(attempts, shared)


#: mode → what makes its strategy, having imported it. It takes the number of attempts in the client's settings (None:
#: not set), and what the strategies of a client share.
MODES: dict[str, Callable[[int | None, Shared], RetryStrategy]] = {
    "standard": _standard,
    "adaptive": _adaptive,
    "legacy": _legacy,
}


def new_strategy(settings: Mapping[str, Any], shared: Shared) -> RetryStrategy:
    """Return the strategy of a client with the resolved `retries` in `settings`."""
    return MODES[settings["mode"]](settings.get("total_max_attempts"), shared)
