"""What the strategies of a client share, and those of the clients that `with_config` makes of it."""

from __future__ import annotations

from ..._frozen import Frozen
from .limiter import RateLimiter
from .quota import RetryQuota

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..hooks import Hooks
    from .legacy import LegacyRules


class Shared(Frozen):
    """What a strategy is made with, besides the settings.

    `hooks` are the service's, `legacy_rules()` returns its rules in the legacy mode, `random` a number in [0, 1),
    `monotonic` seconds that never run backwards. `quota` and `limiter` belong to one client and all that were made
    of it: what one of them learns about the service holds for the others.
    """

    __slots__ = ("hooks", "legacy_rules", "limiter", "monotonic", "quota", "random")

    def __init__(
        self,
        *,
        hooks: Hooks,
        legacy_rules: Callable[[], LegacyRules],
        random: Callable[[], float],
        monotonic: Callable[[], float],
    ) -> None:
        self.hooks = hooks
        self.legacy_rules = legacy_rules
        self.random = random
        self.monotonic = monotonic
        self.quota = RetryQuota()
        self.limiter = RateLimiter(monotonic)
