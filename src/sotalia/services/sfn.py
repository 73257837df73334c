"""Step Functions: operations that wait for work are called in a loop, which must slow down while the service is ill."""

from __future__ import annotations

from ..core.hooks import Hooks

HOOKS = Hooks(long_polling=frozenset({"GetActivityTask"}))
