"""boto3's legacy retry mode: up to five attempts, growing waits, no quota, and rules of their own for some services.

Lists of HTTP statuses, and of pairs of status and error code, say what is tried again: neither the model of an error
nor `x-amz-retry-after` counts. The first attempt does not tell the service how many there may be, and a success does
not say that it was the last one.
"""

from __future__ import annotations

import zlib

from ..._frozen import Frozen
from ..._log import debug
from ...errors import ChecksumError, ConnectionClosedError, ReadTimeoutError
from ...errors import ConnectionError as AwsConnectionError
from .classify import FINAL_ERRORS, TOO_MANY_REQUESTS
from .strategy import RetryIn, RetryStrategy, Stop, note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ...http import Response
    from ..context import Call
    from .shared import Shared
    from .strategy import Decision

#: Errors without a reply after which there is another attempt.
RETRIED_ERRORS = (AwsConnectionError, ConnectionClosedError, ReadTimeoutError)
STATUSES = frozenset({TOO_MANY_REQUESTS, 500, 502, 503, 504, 509})
#: Error codes that are tried again where the status is 400.
CODES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestThrottledException",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
    }
)


class LegacyRules(Frozen):
    """What is tried again for one service, and how soon.

    `also` are pairs of status and error code, beyond those of all services; `statuses` are tried again whatever the
    code. Attempt n (from 1) waits `base * 2 ** (n - 1)` seconds, where a `base` of None is a random number below 1 each
    time. With `crc32_header`, a reply must have the CRC32 that this header says.
    """

    __slots__ = ("base", "codes", "crc32_header", "max_attempts", "statuses")

    def __init__(
        self,
        *also: tuple[int, str],
        statuses: Iterable[int] = STATUSES,
        max_attempts: int = 5,
        base: float | None = None,
        crc32_header: str = "",
    ) -> None:
        self.codes = frozenset([*((400, code) for code in CODES), *also])
        self.statuses = frozenset(statuses)
        self.max_attempts = max_attempts
        self.base = base
        self.crc32_header = crc32_header


class LegacyRetry(RetryStrategy):
    """The strategy of one client; it knows nothing of other calls."""

    __slots__ = ("_random", "_rules")

    announced_from = 2

    def __init__(self, max_attempts: int | None, shared: Shared) -> None:
        self._rules = rules = shared.legacy_rules()
        super().__init__(rules.max_attempts if max_attempts is None else max_attempts)
        self._random = shared.random

    def after_error(self, call: Call, error: BaseException) -> Decision:
        """Decide after an attempt that brought no reply."""
        retried = isinstance(error, RETRIED_ERRORS) and not isinstance(error, FINAL_ERRORS)
        if not retried or call.attempt >= self.max_attempts:
            return Stop()
        return self._again(call, type(error).__name__)

    def after_reply(self, call: Call, response: Response, parsed: dict[str, Any]) -> Decision:
        """Decide after an error reply, or one that a hook found damaged.

        Raises ChecksumError where the last attempt, too, brought a reply with a wrong CRC32.
        """
        rules, status = self._rules, response.status
        code = (parsed.get("Error") or {}).get("Code")
        if status not in rules.statuses and (status, code) not in rules.codes:
            damage = self._damage(call, response)
            if damage is None:
                return Stop()
            if call.attempt >= self.max_attempts:
                raise damage
            return self._again(call, str(damage))
        if call.attempt >= self.max_attempts:
            note(parsed, "MaxAttemptsReached")
            return Stop()
        return self._again(call, f"{status} {code}")

    def _again(self, call: Call, reason: str) -> RetryIn:
        base = self._random() if self._rules.base is None else self._rules.base
        seconds: float = base * 2 ** (call.attempt - 1)
        debug(
            "sotalia.retry",
            "%s: attempt %d failed (%s), again in %.3f s.",
            call.operation.name,
            call.attempt,
            reason,
            seconds,
        )
        return RetryIn(seconds)

    def _damage(self, call: Call, response: Response) -> ChecksumError | None:
        """Return the error for a reply that is not what the service sent."""
        expected = response.headers.get(self._rules.crc32_header) if self._rules.crc32_header else None
        body = response.body if call.wire_body is None else call.wire_body
        if expected is None or not isinstance(body, bytes):
            return None
        actual = zlib.crc32(body)
        if expected == str(actual):
            return None
        return ChecksumError(checksum_type="crc32", expected_checksum=expected, actual_checksum=actual)
