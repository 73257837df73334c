"""Which strategy a client has: a row for each mode that `Config(retries={"mode": …})` takes."""

from __future__ import annotations

from .standard import StandardRetry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..hooks import Hooks
    from .strategy import RetryStrategy

#: mode → what makes its strategy, of the attempts that the client's settings allow (None: they do not say), a source of
#: random numbers, and the service's hooks.
MODES: dict[str, Callable[[int | None, Callable[[], float], Hooks], RetryStrategy]] = {
    "standard": StandardRetry,
    # boto3 does something else in these two, which is to come. Until then they are the standard mode.
    "legacy": StandardRetry,
    "adaptive": StandardRetry,
}


def new_strategy(settings: dict[str, Any], random: Callable[[], float], hooks: Hooks) -> RetryStrategy:
    """Return the strategy of a new client whose settled `retries` are these."""
    return MODES[settings["mode"]](settings.get("total_max_attempts"), random, hooks)
