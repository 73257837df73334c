"""What the strategies of one client have in common, also with those of clients made of it with other settings."""

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
    """What a strategy is made of, besides the settings that it is for.

    `hooks` are the service's, `legacy_rules()` returns its rules in the mode of old, `random` a number in [0, 1),
    `monotonic` seconds that never run backwards. `quota` and `limiter` are of one client and of all that were made of
    it: what one of them finds out about the service holds for the others.
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
