"""How long to wait before the next attempt: truncated exponential back-off with full jitter.

Attempt `n` (from 1) waits `random * min(base * 2 ** (n - 1), 20)` seconds, with a base of 1 s after throttling and
50 ms otherwise, unless the service asks for longer with `x-amz-retry-after` (milliseconds), which is heeded up to five
seconds beyond that.
"""

from __future__ import annotations

from ..._log import debug

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_DELAY = 20.0
THROTTLING_BASE = 1.0
DEFAULT_BASE = 0.05
RETRY_AFTER = "x-amz-retry-after"
RETRY_AFTER_MARGIN = 5.0
#: Milliseconds. Longer waits are cut anyway, and might be too large for a float.
LONGEST = 3_600_000


def delay(attempt: int, base: float, jitter: float, headers: Mapping[str, str] | None) -> float:
    """Return the seconds to wait after `attempt` (counted from 1); `jitter` is a random number in [0, 1)."""
    seconds: float = jitter * min(base * 2 ** (attempt - 1), MAX_DELAY)
    service_delay = _service_delay(headers)
    if service_delay is None:
        return seconds
    return max(seconds, min(service_delay, seconds + RETRY_AFTER_MARGIN))


def _service_delay(headers: Mapping[str, str] | None) -> float | None:
    value = headers.get(RETRY_AFTER) if headers else None
    if value is None:
        return None
    try:
        milliseconds = int(value)
    except ValueError:
        milliseconds = -1
    if milliseconds < 0:
        debug(
            "sotalia.retry", "The reply's %s header is no number of milliseconds (%.40s); ignored.", RETRY_AFTER, value
        )
        return None
    return min(milliseconds, LONGEST) / 1000
