"""Which strategy a client has: a row for each mode that `Config(retries={"mode": …})` takes."""

from __future__ import annotations

from .adaptive import AdaptiveRetry
from .legacy import LegacyRetry
from .standard import StandardRetry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .shared import Shared
    from .strategy import RetryStrategy

#: mode → the class of its strategy. It takes the number of attempts in the client's settings (None: not set), and what
#: the strategies of a client share.
MODES: dict[str, Callable[[int | None, Shared], RetryStrategy]] = {
    "standard": StandardRetry,
    "adaptive": AdaptiveRetry,
    "legacy": LegacyRetry,
}


def new_strategy(settings: Mapping[str, Any], shared: Shared) -> RetryStrategy:
    """Return the strategy of a client with the resolved `retries` in `settings`."""
    return MODES[settings["mode"]](settings.get("total_max_attempts"), shared)
